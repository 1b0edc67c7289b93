/* Folds staff's entries into stays and days, as staff itself does: the same events, read by an implementation of its own. Keeps true: what
 * a correction took away is not in the tables, and who corrected what is. */
#include "presence.h"

#include <stdlib.h>

#include "base/invariant.h"
#include "engine/entry.h"

#define ARENA_BYTES (256u << 20)
#define GROW(array, count, room) grow((void **)&(array), &(count), &(room), sizeof *(array))

static void *grow(void **array, uint32_t *count, uint32_t *room, size_t size)
{
    if (*count == *room) {
        *room = *room == 0 ? 64 : 2 * *room;
        *array = reallocarray(*array, *room, size);
        must(*array != NULL);
    }
    return (char *)*array + (size_t)(*count)++ * size;
}

void presence_init(struct presence_facts *facts)
{
    *facts = (struct presence_facts){ 0 };
    arena_init(&facts->arena, ARENA_BYTES);
}

void presence_fini(struct presence_facts *facts)
{
    free(facts->stays);
    free(facts->days);
    free(facts->people);
    free(facts->labels);
    arena_fini(&facts->arena);
}

void presence_label(struct presence_facts *facts, bool is_area, uint64_t id, struct text ja, struct text en)
{
    struct presence_label *fresh;

    if (facts->label_count == PRESENCE_LABELS_MAX)
        return;
    fresh = GROW(facts->labels, facts->label_count, facts->label_room);
    *fresh = (struct presence_label){ is_area, id, text_copy(&facts->arena, ja), text_copy(&facts->arena, en) };
}

/* ---- Stays ------------------------------------------------------------------------------- */

/* The latest ones are looked at first. */
static struct presence_stay *stay_of(struct presence_facts *facts, uint64_t who, uint64_t in_us)
{
    for (uint32_t i = facts->stay_count; i > 0; i--) {
        struct presence_stay *stay = &facts->stays[i - 1];

        if (stay->who == who && !stay->taken_out && (in_us == 0 ? stay->out_us == 0 : stay->in_us == in_us))
            return stay;
    }
    return NULL;
}

static void take_entered(struct presence_facts *facts, const struct area_entered *ev, uint64_t number)
{
    struct presence_stay *fresh = GROW(facts->stays, facts->stay_count, facts->stay_room);

    *fresh = (struct presence_stay){
        .who = ev->account_id.v + ev->visitor_id.v, .area_id = ev->area_id, .in_us = ev->at_us, .permission = ev->permission,
        .permitted_by = ev->permitted_by.v, .entry_in = number };
}

static void take_left(struct presence_facts *facts, const struct area_left *ev, uint64_t number)
{
    struct presence_stay *stay = stay_of(facts, ev->account_id.v + ev->visitor_id.v, 0);

    if (stay == NULL)
        return;
    stay->out_us = ev->at_us;
    stay->entry_out = number;
}

static void take_stay_corrected(struct presence_facts *facts, const struct stay_corrected *ev, uint64_t number)
{
    uint64_t who = ev->account_id.v + ev->visitor_id.v;
    struct presence_stay *stay = ev->recorded_in_us != 0 ? stay_of(facts, who, ev->recorded_in_us) : GROW(facts->stays, facts->stay_count, facts->stay_room);

    if (stay == NULL)
        return;
    *stay = (struct presence_stay){
        .who = who, .area_id = ev->area_id, .in_us = ev->in_us != 0 ? ev->in_us : ev->recorded_in_us, .out_us = ev->out_us, .permission = ev->permission,
        .permitted_by = ev->permitted_by.v, .corrected_by = ev->by.v, .reason = text_copy(&facts->arena, ev->reason), .entry_in = number,
        .entry_out = ev->out_us != 0 ? number : 0, .taken_out = ev->in_us == 0 };
}

/* ---- Days -------------------------------------------------------------------------------- */

static struct presence_day *day_of(struct presence_facts *facts, struct date date, uint64_t account, bool make)
{
    struct presence_day *fresh;

    for (uint32_t i = facts->day_count; i > 0; i--)
        if (facts->days[i - 1].date.v == date.v && facts->days[i - 1].account == account)
            return &facts->days[i - 1];
    if (!make)
        return NULL;
    fresh = GROW(facts->days, facts->day_count, facts->day_room);
    *fresh = (struct presence_day){ .date = date, .account = account };
    return fresh;
}

static void take_login(struct presence_facts *facts, const struct logged_in *ev, uint64_t number)
{
    struct presence_day *day;

    if (ev->place == LOGIN_PLACE_TOOL)
        return;
    day = day_of(facts, ev->date.v != 0 ? ev->date : tokyo_date(ev->at_us), ev->account_id.v, true);
    if (day->in_us == 0) {
        day->in_us = ev->at_us;
        day->entry = number;
    }
    day->out_us = 0;
}

static void take_going(struct presence_facts *facts, const struct clocked_out *ev)
{
    struct presence_day *day = day_of(facts, ev->date.v != 0 ? ev->date : tokyo_date(ev->at_us), ev->account_id.v, false);

    if (day != NULL && day->in_us != 0)
        day->out_us = ev->at_us;
}

static void take_attendance_corrected(struct presence_facts *facts, const struct attendance_corrected *ev, uint64_t number)
{
    struct presence_day *day = day_of(facts, ev->date, ev->account_id.v, true);

    *day = (struct presence_day){
        .date = ev->date, .account = ev->account_id.v, .in_us = ev->in_us, .out_us = ev->out_us, .corrected_by = ev->by.v,
        .reason = text_copy(&facts->arena, ev->reason), .entry = number };
}

/* ---- People ------------------------------------------------------------------------------ */

static void take_account(struct presence_facts *facts, const struct account_created *ev)
{
    struct presence_person *fresh = GROW(facts->people, facts->person_count, facts->person_room);

    *fresh = (struct presence_person){ .who = ev->account_id.v, .name = text_copy(&facts->arena, ev->name), .role = ev->role };
}

static void take_role(struct presence_facts *facts, const struct role_changed *ev)
{
    for (uint32_t i = 0; i < facts->person_count; i++)
        if (facts->people[i].who == ev->account_id.v)
            facts->people[i].role = ev->role;
}

static void take_visitor(struct presence_facts *facts, const struct visitor_registered *ev)
{
    struct presence_person *fresh = GROW(facts->people, facts->person_count, facts->person_room);

    *fresh = (struct presence_person){
        .who = ev->visitor_id.v, .is_visitor = true, .kind = ev->kind, .company = text_copy(&facts->arena, ev->company), .badge = text_copy(&facts->arena, ev->badge) };
}

/* ---- Entries ----------------------------------------------------------------------------- */

static const struct record_spec *const taken[] = {
    &account_created_spec, &role_changed_spec, &logged_in_spec, &clocked_out_spec, &attendance_corrected_spec,
    &visitor_registered_spec, &area_entered_spec, &area_left_spec, &stay_corrected_spec,
};

static void take_event(struct presence_facts *facts, const struct record_spec *is, const void *event, uint64_t number)
{
    if (is == &account_created_spec) take_account(facts, event);
    else if (is == &role_changed_spec) take_role(facts, event);
    else if (is == &logged_in_spec) take_login(facts, event, number);
    else if (is == &clocked_out_spec) take_going(facts, event);
    else if (is == &attendance_corrected_spec) take_attendance_corrected(facts, event, number);
    else if (is == &visitor_registered_spec) take_visitor(facts, event);
    else if (is == &area_entered_spec) take_entered(facts, event, number);
    else if (is == &area_left_spec) take_left(facts, event, number);
    else take_stay_corrected(facts, event, number);
}

bool presence_take(struct presence_facts *facts, const struct entry *entry)
{
    struct arena scratch;
    bool fine = true;

    arena_init(&scratch, 1u << 20);
    for (uint32_t i = 0; i < entry->event_count && fine; i++)
        for (size_t k = 0; k < sizeof taken / sizeof *taken; k++)
            if (text_is(entry->events[i].name, taken[k]->name)) {
                void *event = arena_take(&scratch, taken[k]->size);

                fine = message_decode_own(taken[k], entry->events[i].body, &scratch, event) == OK;
                if (fine)
                    take_event(facts, taken[k], event, entry->number);
            }
    arena_fini(&scratch);
    return fine;
}
