/* What queueing takes from the others: which guests to expect, who may take a desk, and that they have closed their part
 * of the day. */
#include "state.h"

void on_reservation_booked(const struct view *v, const struct context *ctx, const struct reservation_booked *ev, struct decision *out)
{
    const struct queueing_config *config = ctx->config;
    uint64_t booked_us = tokyo_us(ev->date, (uint32_t)ev->start_minute);
    struct visit known;

    if (visit_find(v, ev->reservation_id, &known))
        return;
    emit_visit_expected(out, &(struct visit_expected){
        .reservation_id = ev->reservation_id, .code_tag = ev->code_tag, .procedure = ev->procedure, .people = ev->people,
        .date = ev->date, .booked_us = booked_us, .missed_at_us = booked_us + config->missed_minutes * US_PER_MINUTE });
}

void on_reservation_cancelled(const struct view *v, const struct context *ctx, const struct reservation_cancelled *ev, struct decision *out)
{
    struct visit visit;

    (void)ctx;
    if (visit_find(v, ev->reservation_id, &visit) && visit.state == VISIT_STATE_EXPECTED)
        emit_visit_dropped(out, &(struct visit_dropped){ .reservation_id = ev->reservation_id, .end = BOOKING_END_CANCELLED });
}

/* Only who has not come yet is expected at the new time. */
static void expect_anew(const struct view *v, const struct context *ctx, struct visit_moved ev, struct decision *out)
{
    const struct queueing_config *config = ctx->config;
    struct visit visit;

    ev.missed_at_us = ev.booked_us + config->missed_minutes * US_PER_MINUTE;
    if (visit_find(v, ev.reservation_id, &visit) && visit.state == VISIT_STATE_EXPECTED)
        emit_visit_moved(out, &ev);
}

void on_reservation_moved(const struct view *v, const struct context *ctx, const struct reservation_moved *ev, struct decision *out)
{
    expect_anew(v, ctx, (struct visit_moved){ .reservation_id = ev->reservation_id, .date = ev->date,
                                              .booked_us = tokyo_us(ev->date, (uint32_t)ev->start_minute) }, out);
}

void on_reservation_changed(const struct view *v, const struct context *ctx, const struct reservation_changed *ev, struct decision *out)
{
    expect_anew(v, ctx, (struct visit_moved){ .reservation_id = ev->reservation_id, .date = ev->date,
                                              .booked_us = tokyo_us(ev->date, (uint32_t)ev->start_minute),
                                              .procedure = ev->procedure, .people = ev->people }, out);
}

/* The case has handed over a card, a family's one for each: what was done and who received it need no typing. */
void on_card_issued(const struct view *v, const struct context *ctx, const struct card_issued *ev, struct decision *out)
{
    struct ticket ticket;

    (void)ctx;
    if (ticket_find(v, ev->ticket_id, &ticket) && ticket_is_open(&ticket) && ticket.cards_handed < CARDS_NOTED_MAX)
        emit_card_hand_over_noted(out, &(struct card_hand_over_noted){ .ticket_id = ev->ticket_id, .card_id = ev->card_id, .receiver_class = ev->receiver_class });
}

/* The wrong card was recorded, and the case goes on. Of a case that has stated it the figures stay as they were. */
void on_issue_corrected(const struct view *v, const struct context *ctx, const struct issue_corrected *ev, struct decision *out)
{
    struct handed_card handed;

    (void)ctx;
    if (handed_card_find(v, ev->card_id, &handed))
        emit_card_hand_over_taken_back(out, &(struct card_hand_over_taken_back){ .ticket_id = handed.ticket_id, .card_id = ev->card_id });
}

/* Only terminals decide whom a desk can call. */
void on_outage_begun(const struct view *v, const struct context *ctx, const struct outage_begun *ev, struct decision *out)
{
    struct outage known;

    (void)ctx;
    if (ev->equipment == EQUIPMENT_INTEGRATED_TERMINAL && !outage_find(v, ev->outage_id, &known))
        emit_outage_noted(out, &(struct outage_noted){ .outage_id = ev->outage_id, .count = ev->count, .from_us = ev->from_us });
}

void on_outage_ended(const struct view *v, const struct context *ctx, const struct outage_ended *ev, struct decision *out)
{
    struct outage known;

    (void)ctx;
    if (outage_find(v, ev->outage_id, &known))
        emit_outage_over(out, &(struct outage_over){ .outage_id = ev->outage_id });
}

static bool part_is_closed(const struct business_day *day, enum day_part part)
{
    switch (part) {
    case DAY_PART_RESERVATIONS: return day->reservations_closed;
    case DAY_PART_INVENTORY: return day->inventory_closed;
    case DAY_PART_STAFF: return day->staff_closed;
    }
    return true;
}

static void note_part(const struct view *v, struct date date, enum day_part part, struct decision *out)
{
    struct business_day day;

    if (business_day_find(v, date, &day) && day.state == DAY_STATE_CLOSING && !part_is_closed(&day, part))
        emit_part_noted(out, &(struct part_noted){ .date = date, .part = part });
}

void on_reservations_day_part_closed(const struct view *v, const struct context *ctx, const struct reservations_day_part_closed *ev,
                                     struct decision *out)
{
    (void)ctx;
    note_part(v, ev->date, DAY_PART_RESERVATIONS, out);
}

void on_inventory_day_part_closed(const struct view *v, const struct context *ctx, const struct inventory_day_part_closed *ev,
                                  struct decision *out)
{
    (void)ctx;
    note_part(v, ev->date, DAY_PART_INVENTORY, out);
}

/* Whoever asked waits for the word: the day is still to be closed, and not before that part is closed anew. */
void on_custody_reopen_asked(const struct view *v, const struct context *ctx, const struct custody_reopen_asked *ev, struct decision *out)
{
    struct business_day day;

    (void)ctx;
    if (business_day_find(v, ev->date, &day) && day.state == DAY_STATE_CLOSING)
        emit_part_taken_back(out, &(struct part_taken_back){ .date = ev->date, .part = DAY_PART_INVENTORY, .ask = ev->ask });
}

void on_desk_readiness_changed(const struct view *v, const struct context *ctx, const struct desk_readiness_changed *ev, struct decision *out)
{
    (void)v;
    (void)ctx;
    emit_readiness_noted(out, &(struct readiness_noted){
        .account_id = ev->account_id, .trained_on = ev->trained_on, .privacy_trained_on = ev->privacy_trained_on, .pledged_on = ev->pledged_on });
}

void on_staff_day_part_closed(const struct view *v, const struct context *ctx, const struct staff_day_part_closed *ev, struct decision *out)
{
    (void)ctx;
    note_part(v, ev->date, DAY_PART_STAFF, out);
}
