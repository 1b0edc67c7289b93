/* Guests arrive: a walk-in takes a ticket, a booked guest checks in. */
#include "state.h"

#include "trust/code.h"

/* A guest without a booking joins a line.                                   Clause: §5(1) */
void decide_take_ticket(const struct view *v, const struct context *ctx, const struct take_ticket *cmd, struct decision *out)
{
    const struct queue_line *line = line_of(ctx->config, cmd->line_id);
    struct business_day day;
    uint64_t number;

    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else if (day.state != DAY_STATE_OPEN) refuse(out, DAY_IS_CLOSING);
    else if (stop_is_on(v, STOP_KIND_EVACUATION)) refuse(out, EVACUATED);
    else if (line == NULL) refuse(out, NO_SUCH_LINE);
    else if (line->guests == LINE_GUESTS_BOOKED) refuse(out, LINE_FOR_BOOKINGS);
    else if (line_stopped_today(v, line->line_id)) refuse(out, LINE_IS_STOPPED);
    else if (day.last_ticket_minute != 0 && tokyo_minute(ctx->now_us) >= day.last_ticket_minute) refuse(out, NO_MORE_TICKETS);
    else if (!next_number(v, line, day.date, &number)) refuse(out, NUMBERS_USED_UP);
    else {
        struct ticket_id ticket_id = { next_id(out) };

        emit_ticket_taken(out, &(struct ticket_taken){
            .ticket_id = ticket_id, .line_id = line->line_id, .number = number, .date = day.date, .at_us = ctx->now_us,
            .people = cmd->people == 0 ? 1 : cmd->people });
        result_take_ticket(out, &(struct take_ticket_result){ .ticket_id = ticket_id, .number = number });
    }
}

/* A number from elsewhere joins a line as it is, also while the day is closing: it was given out before.   Clause: §5(6) */
void decide_register_ticket(const struct view *v, const struct context *ctx, const struct register_ticket *cmd, struct decision *out)
{
    const struct queue_line *line = line_of(ctx->config, cmd->line_id);
    struct number_in_use used;
    struct business_day day;
    uint64_t at_us = ctx->now_us;

    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else if (line == NULL) refuse(out, NO_SUCH_LINE);
    else if (line->guests == LINE_GUESTS_BOOKED) refuse(out, LINE_FOR_BOOKINGS);
    else if (cmd->origin == TICKET_ORIGIN_OURS || number_in_use_find(v, cmd->origin, cmd->number, &used)) refuse(out, NUMBER_TAKEN);
    else if (cmd->arrived_minute != 0 && (at_us = tokyo_us(day.date, (uint32_t)cmd->arrived_minute)) > ctx->now_us) refuse(out, ARRIVAL_NOT_TODAY);
    else {
        struct ticket_id ticket_id = { next_id(out) };

        emit_ticket_taken(out, &(struct ticket_taken){
            .ticket_id = ticket_id, .line_id = line->line_id, .number = cmd->number, .date = day.date, .at_us = at_us,
            .people = cmd->people == 0 ? 1 : cmd->people, .origin = cmd->origin });
        result_register_ticket(out, &(struct register_ticket_result){ .ticket_id = ticket_id });
    }
}

/* The visit a typed code stands for. A booking that was given up is answered like a wrong code. */
static bool visit_by_typed_code(const struct view *v, struct text typed, struct visit *ret)
{
    char code[BOOKING_CODE_SIZE];
    uint8_t tag[BOOKING_TAG_LEN];
    struct visit_by_code entry;

    if (booking_code_parse(typed, code) != OK)
        return false;
    booking_code_tag(secret_of(v, "code"), code, tag);
    return visit_by_code_find(v, (struct bytes){ tag, sizeof tag }, &entry)
        && visit_find(v, entry.reservation_id, ret) && ret->state != VISIT_STATE_DROPPED;
}

/* One action, also for who was already counted as not come.                 Clause: §5(6) */
void decide_check_in(const struct view *v, const struct context *ctx, const struct check_in *cmd, struct decision *out)
{
    const struct queueing_config *config = ctx->config;
    const struct queue_line *line = NULL;
    struct business_day day;
    struct visit visit;
    bool on_paper = cmd->arrived_minute != 0;          /* came before, whatever holds now */
    uint64_t number = 0, at_us = ctx->now_us;

    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else if (!on_paper && day.state != DAY_STATE_OPEN) refuse(out, DAY_IS_CLOSING);
    else if (!on_paper && stop_is_on(v, STOP_KIND_EVACUATION)) refuse(out, EVACUATED);
    else if (!visit_by_typed_code(v, cmd->code, &visit)) refuse(out, CODE_UNKNOWN);
    else if (visit.date.v != day.date.v) refuse(out, NOT_TODAY);
    else if (visit.state == VISIT_STATE_CHECKED_IN) refuse(out, ALREADY_CHECKED_IN);
    else if (on_paper && (ctx->role == ROLE_KIOSK || (at_us = tokyo_us(day.date, (uint32_t)cmd->arrived_minute)) > ctx->now_us)) refuse(out, ARRIVAL_NOT_TODAY);
    else if ((line = line_for_booking(config, visit.procedure)) == NULL
             || !next_number(v, line, day.date, &number)) refuse(out, NUMBERS_USED_UP);
    else {
        struct ticket_id ticket_id = { next_id(out) };
        bool late = at_us > visit.booked_us + config->late_minutes_max * US_PER_MINUTE;

        emit_ticket_taken(out, &(struct ticket_taken){
            .ticket_id = ticket_id, .line_id = line->line_id, .number = number, .date = day.date, .at_us = at_us,
            .people = visit.people, .reservation_id = visit.reservation_id, .booked_us = visit.booked_us, .late = late });
        emit_guest_checked_in(out, &(struct guest_checked_in){
            .reservation_id = visit.reservation_id, .ticket_id = ticket_id, .date = day.date, .at_us = at_us, .late = late });
        result_check_in(out, &(struct check_in_result){
            .ticket_id = ticket_id, .number = number, .line_id = line->line_id, .late = late });
    }
}

/* The guest has not come, unless the counter itself was not open then. */
void due_no_show(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out)
{
    const struct queueing_config *config = ctx->config;
    struct reservation_id reservation_id = { key };
    struct business_day day;
    struct visit visit;

    if (!visit_find(v, reservation_id, &visit))
        return;                                      /* a latched fault: the timer goes with its visit */
    if (business_day_find(v, visit.date, &day))
        emit_guest_missed(out, &(struct guest_missed){ .reservation_id = reservation_id, .date = visit.date });
    else if (tokyo_date(ctx->now_us).v <= visit.date.v)
        emit_visit_put_off(out, &(struct visit_put_off){
            .reservation_id = reservation_id, .missed_at_us = ctx->now_us + config->missed_minutes * US_PER_MINUTE });
    else
        emit_visit_dropped(out, &(struct visit_dropped){ .reservation_id = reservation_id, .end = BOOKING_END_LAPSED });
}
