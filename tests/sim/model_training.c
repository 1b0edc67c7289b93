/* Trainings and pledges by staff's own entries, and the law that nobody works at a desk without. Queueing may be behind staff: it
 * is judged by what it has heard, and what it has heard must be what staff had on record then. */
#include "world.h"

static struct m_training *training_of(struct model_staff *staff, uint64_t account, uint64_t record)
{
    for (uint32_t i = 0; i < staff->training_count; i++)
        if (staff->trainings[i].account == account && staff->trainings[i].record == record)
            return &staff->trainings[i];
    return NULL;
}

static void pledge_is(struct model_staff *staff, uint64_t account, uint32_t on)
{
    struct m_pledge *fresh;

    for (uint32_t i = 0; i < staff->pledge_count; i++)
        if (staff->pledges[i].account == account) {
            staff->pledges[i].on = on;
            return;
        }
    fresh = ONE_MORE(staff->pledges, staff->pledge_count, staff->pledge_room);
    *fresh = (struct m_pledge){ account, on };
}

uint32_t trained_on(const struct model_staff *staff, uint64_t account, enum training_kind kind)
{
    uint32_t first = 0;

    for (uint32_t i = 0; i < staff->training_count; i++) {
        const struct m_training *t = &staff->trainings[i];

        if (t->account == account && t->kind == kind && t->held_on != 0 && (first == 0 || t->held_on < first))
            first = t->held_on;
    }
    return first;
}

uint32_t pledged_on(const struct model_staff *staff, uint64_t account)
{
    for (uint32_t i = 0; i < staff->pledge_count; i++)
        if (staff->pledges[i].account == account)
            return staff->pledges[i].on;
    return 0;
}

/* The word for queueing comes in the entry of the record: by then the records must say the same. */
static void check_word(struct model_staff *staff, const struct stated *said, const struct desk_readiness_changed *ev)
{
    if (ev->trained_on.v != trained_on(staff, ev->account_id.v, TRAINING_KIND_WORK) ||
        ev->privacy_trained_on.v != trained_on(staff, ev->account_id.v, TRAINING_KIND_PRIVACY) || ev->pledged_on.v != pledged_on(staff, ev->account_id.v))
        law_broken(said->world, LAW_READY, "staff tells other days of account %llu than it has on record", (unsigned long long)ev->account_id.v);
}

void training_take(struct model_staff *staff, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &training_recorded_spec) {
        const struct training_recorded *ev = said->event;
        struct m_training *fresh = ONE_MORE(staff->trainings, staff->training_count, staff->training_room);

        *fresh = (struct m_training){ ev->account_id.v, ev->record_id.v, ev->kind, ev->held_on.v };
    } else if (is == &training_corrected_spec) {
        const struct training_corrected *ev = said->event;
        struct m_training *known = training_of(staff, ev->account_id.v, ev->record_id.v);

        if (known == NULL)
            law_broken(said->world, LAW_READY, "a training was corrected that was never recorded");
        known->held_on = ev->held_on.v;
    } else if (is == &pledge_recorded_spec) {
        pledge_is(staff, ((const struct pledge_recorded *)said->event)->account_id.v, ((const struct pledge_recorded *)said->event)->pledged_on.v);
    } else if (is == &pledge_corrected_spec) {
        pledge_is(staff, ((const struct pledge_corrected *)said->event)->account_id.v, ((const struct pledge_corrected *)said->event)->pledged_on.v);
    } else if (is == &desk_readiness_changed_spec) {
        check_word(staff, said, said->event);
    } else if (is == &manual_published_spec) {
        staff->manuals++;
    }
}

static struct m_ready *heard_of(struct model_staff *staff, uint64_t account)
{
    struct m_ready *fresh;

    for (uint32_t i = 0; i < staff->heard_count; i++)
        if (staff->heard[i].account == account)
            return &staff->heard[i];
    fresh = ONE_MORE(staff->heard, staff->heard_count, staff->heard_room);
    *fresh = (struct m_ready){ .account = account };
    return fresh;
}

static bool has_come(uint32_t recorded, struct date today)
{
    return recorded != 0 && recorded <= today.v;
}

static void check_ready(struct model_staff *staff, const struct stated *said, uint64_t account)
{
    const struct m_ready *days = heard_of(staff, account);
    struct date today = said->entry->date;

    if (!has_come(days->trained_on, today) || !has_come(days->privacy_trained_on, today) || !has_come(days->pledged_on, today))
        law_broken(said->world, LAW_READY, "account %llu works at a desk and has not all on record", (unsigned long long)account);
}

void training_heard(struct model_staff *staff, const struct stated *said)
{
    if (said->spec == &readiness_noted_spec) {
        const struct readiness_noted *ev = said->event;

        *heard_of(staff, ev->account_id.v) = (struct m_ready){ ev->account_id.v, ev->trained_on.v, ev->privacy_trained_on.v, ev->pledged_on.v };
    } else if (said->spec == &desk_opened_spec) {
        check_ready(staff, said, ((const struct desk_opened *)said->event)->account_id.v);
    } else if (said->spec == &ticket_called_spec && ((const struct ticket_called *)said->event)->dispatch_case != DISPATCH_CASE_ON_PAPER) {
        check_ready(staff, said, said->entry->actor);
    }
}
