/* What the events of day, desks and visits do to the tables. */
#include "state.h"

void apply_day_opened(struct txn *t, const struct day_opened *ev)
{
    struct business_day known;

    invariant(t, !business_day_find(view_of(t), ev->date, &known));
    business_day_put(t, &(struct business_day){ .date = ev->date, .state = DAY_STATE_OPEN });
}

void apply_day_closing(struct txn *t, const struct day_closing *ev)
{
    struct business_day day = business_day_row(t, ev->date);

    invariant(t, day.state == DAY_STATE_OPEN);
    day.state = DAY_STATE_CLOSING;
    business_day_put(t, &day);
}

static void set_part(struct txn *t, struct date date, enum day_part part, bool closed)
{
    struct business_day day = business_day_row(t, date);

    invariant(t, day.state == DAY_STATE_CLOSING);
    switch (part) {
    case DAY_PART_RESERVATIONS: day.reservations_closed = closed; break;
    case DAY_PART_INVENTORY: day.inventory_closed = closed; break;
    case DAY_PART_STAFF: day.staff_closed = closed; break;
    }
    business_day_put(t, &day);
}

void apply_part_noted(struct txn *t, const struct part_noted *ev)
{
    set_part(t, ev->date, ev->part, true);
}

void apply_part_taken_back(struct txn *t, const struct part_taken_back *ev)
{
    set_part(t, ev->date, ev->part, false);
}

void apply_day_closed(struct txn *t, const struct day_closed *ev)
{
    struct business_day day = business_day_row(t, ev->date);

    invariant(t, day.state == DAY_STATE_CLOSING);
    invariant(t, row_count(view_of(t), &waiting_table) == 0);
    day.state = DAY_STATE_CLOSED;
    business_day_put(t, &day);
    counter_stop_remove(t, STOP_KIND_NATIONAL_STOP);     /* a switch is of its day */
    counter_stop_remove(t, STOP_KIND_EVACUATION);
}

void apply_readiness_noted(struct txn *t, const struct readiness_noted *ev)
{
    ready_person_put(t, &(struct ready_person){
        .account_id = ev->account_id, .trained_on = ev->trained_on, .privacy_trained_on = ev->privacy_trained_on, .pledged_on = ev->pledged_on });
}

void apply_desk_opened(struct txn *t, const struct desk_opened *ev)
{
    struct desk known;

    invariant(t, !desk_find(view_of(t), ev->desk_id, &known) || !is_set(known.serving));
    desk_put(t, &(struct desk){ .desk_id = ev->desk_id, .open_on = ev->date, .account_id = ev->account_id, .free_since_us = ev->at_us,
                                .lines = { .at = ev->lines.at, .count = ev->lines.count } });
}

void apply_desk_closed(struct txn *t, const struct desk_closed *ev)
{
    struct desk desk = desk_row(t, ev->desk_id);

    invariant(t, !is_set(desk.serving) && !desk.terminal_in_use);
    desk.open_on = (struct date){ 0 };
    desk.account_id = (struct account_id){ 0 };
    desk.free_since_us = 0;
    desk_put(t, &desk);
}

/* Who checks in at that very moment has come: the watch ends after it. */
static void watch_for(struct txn *t, struct reservation_id reservation_id, uint64_t missed_at_us)
{
    timer_set(t, TIMER_QUEUEING_NO_SHOW, reservation_id.v, missed_at_us + 1);
}

void apply_visit_expected(struct txn *t, const struct visit_expected *ev)
{
    struct visit known;

    invariant(t, !visit_find(view_of(t), ev->reservation_id, &known));
    visit_put(t, &(struct visit){
        .reservation_id = ev->reservation_id, .state = VISIT_STATE_EXPECTED, .code_tag = ev->code_tag, .procedure = ev->procedure,
        .people = ev->people, .date = ev->date, .booked_us = ev->booked_us });
    visit_by_code_put(t, &(struct visit_by_code){ .code_tag = ev->code_tag, .reservation_id = ev->reservation_id });
    visit_due_put(t, &(struct visit_due){ .date = ev->date, .reservation_id = ev->reservation_id });
    watch_for(t, ev->reservation_id, ev->missed_at_us);
}

void apply_visit_put_off(struct txn *t, const struct visit_put_off *ev)
{
    struct visit visit = visit_row(t, ev->reservation_id);

    invariant(t, visit.state == VISIT_STATE_EXPECTED);
    watch_for(t, ev->reservation_id, ev->missed_at_us);
}

void apply_visit_moved(struct txn *t, const struct visit_moved *ev)
{
    struct visit visit = visit_row(t, ev->reservation_id);

    invariant(t, visit.state == VISIT_STATE_EXPECTED);
    visit_due_remove(t, visit.date, visit.reservation_id);
    visit.date = ev->date;
    visit.booked_us = ev->booked_us;
    if (ev->procedure != 0) {
        visit.procedure = ev->procedure;
        visit.people = ev->people;
    }
    visit_put(t, &visit);
    visit_due_put(t, &(struct visit_due){ .date = ev->date, .reservation_id = ev->reservation_id });
    watch_for(t, ev->reservation_id, ev->missed_at_us);
}

/* The visit is not expected any more, for whatever reason. */
static void settle_visit(struct txn *t, struct visit *visit, enum visit_state state)
{
    visit->state = state;
    visit_put(t, visit);
    visit_due_remove(t, visit->date, visit->reservation_id);
    timer_clear(t, TIMER_QUEUEING_NO_SHOW, visit->reservation_id.v);
}

void apply_visit_dropped(struct txn *t, const struct visit_dropped *ev)
{
    struct visit visit = visit_row(t, ev->reservation_id);

    invariant(t, visit.state == VISIT_STATE_EXPECTED);
    settle_visit(t, &visit, VISIT_STATE_DROPPED);
    visit_by_code_remove(t, visit.code_tag);
}

void apply_guest_checked_in(struct txn *t, const struct guest_checked_in *ev)
{
    struct visit visit = visit_row(t, ev->reservation_id);

    invariant(t, visit.state == VISIT_STATE_EXPECTED || visit.state == VISIT_STATE_MISSED);
    settle_visit(t, &visit, VISIT_STATE_CHECKED_IN);
}

void apply_guest_missed(struct txn *t, const struct guest_missed *ev)
{
    struct visit visit = visit_row(t, ev->reservation_id);

    invariant(t, visit.state == VISIT_STATE_EXPECTED);
    settle_visit(t, &visit, VISIT_STATE_MISSED);
}
