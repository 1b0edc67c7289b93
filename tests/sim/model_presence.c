/* Stays in areas by staff's entries: of one person no two overlap, whatever is entered, left or corrected. */
#include "world.h"

static struct m_stay *stay_of(struct model_staff *staff, uint64_t who, uint64_t in_us)
{
    for (uint32_t i = 0; i < staff->stay_count; i++) {
        struct m_stay *stay = &staff->stays[i];

        if (stay->who == who && !stay->gone && (in_us == 0 ? stay->out_us == 0 : stay->in_us == in_us))
            return stay;
    }
    return NULL;
}

static uint64_t end_of(const struct m_stay *stay)
{
    return stay->out_us == 0 ? UINT64_MAX : stay->out_us;
}

static void check_alone(const struct model_staff *staff, const struct stated *said, const struct m_stay *fresh)
{
    for (uint32_t i = 0; i < staff->stay_count; i++) {
        const struct m_stay *other = &staff->stays[i];

        if (other != fresh && other->who == fresh->who && !other->gone && other->in_us < end_of(fresh) && fresh->in_us < end_of(other))
            law_broken(said->world, LAW_ONE_AREA, "%llu is in areas %llu and %llu at once", (unsigned long long)fresh->who, (unsigned long long)other->area,
                       (unsigned long long)fresh->area);
    }
}

static void add(struct model_staff *staff, const struct stated *said, struct m_stay stay)
{
    struct m_stay *fresh = ONE_MORE(staff->stays, staff->stay_count, staff->stay_room);

    *fresh = stay;
    check_alone(staff, said, fresh);
}

static void left(struct model_staff *staff, const struct stated *said, const struct area_left *ev)
{
    struct m_stay *stay = stay_of(staff, ev->account_id.v + ev->visitor_id.v, 0);

    if (stay == NULL || stay->area != ev->area_id.v || stay->in_us >= ev->at_us)
        law_broken(said->world, LAW_ONE_AREA, "somebody left area %llu who was not there", (unsigned long long)ev->area_id.v);
    stay->out_us = ev->at_us;
}

static void corrected(struct model_staff *staff, const struct stated *said, const struct stay_corrected *ev)
{
    uint64_t who = ev->account_id.v + ev->visitor_id.v;
    struct m_stay *stay = ev->recorded_in_us != 0 ? stay_of(staff, who, ev->recorded_in_us) : NULL;

    if (ev->recorded_in_us != 0 && stay == NULL)
        law_broken(said->world, LAW_ONE_AREA, "a stay was corrected that was never recorded");
    if (stay != NULL)
        stay->gone = true;
    if (ev->in_us != 0)
        add(staff, said, (struct m_stay){ who, ev->in_us, ev->out_us, ev->area_id.v, false });
}

void presence_take(struct model_staff *staff, const struct stated *said)
{
    if (said->spec == &area_entered_spec) {
        const struct area_entered *ev = said->event;

        add(staff, said, (struct m_stay){ ev->account_id.v + ev->visitor_id.v, ev->at_us, 0, ev->area_id.v, false });
    } else if (said->spec == &area_left_spec) {
        left(staff, said, said->event);
    } else if (said->spec == &stay_corrected_spec) {
        corrected(staff, said, said->event);
    } else if (said->spec == &visitor_registered_spec) {
        staff->visitor = ((const struct visitor_registered *)said->event)->visitor_id.v;
    }
}
