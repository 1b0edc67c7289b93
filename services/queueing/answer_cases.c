/* Why this one and not another, and what keeps the day from closing. */
#include "state.h"

enum { CASES_PAGE = 200 };

enum refusal answer_open_cases(const struct view *v, const struct context *ctx, const struct open_cases *query, struct open_cases_result *ret)
{
    struct open_case *page = arena_take(view_arena(v), CASES_PAGE * sizeof *page);
    struct row_scan scan = number_in_use_scan(v, 0, &(struct number_in_use){ 0 });
    struct number_in_use used;
    struct ticket ticket;
    uint32_t count = 0;

    (void)ctx;
    (void)query;
    ret->more = false;
    while (!ret->more && number_in_use_next(&scan, &used)) {
        if (count == CASES_PAGE)
            ret->more = true;
        else if (ticket_find(v, used.ticket_id, &ticket))
            page[count++] = (struct open_case){
                .ticket_id = ticket.ticket_id, .number = ticket.number, .origin = ticket.origin, .line_id = ticket.line_id, .state = ticket.state,
                .desk_id = ticket.desk_id, .since_us = ticket.called_at_us != 0 ? ticket.called_at_us : ticket.arrived_at_us };
    }
    ret->cases.at = page;
    ret->cases.count = count;
    return REFUSAL_NONE;
}

enum refusal answer_later_cases(const struct view *v, const struct context *ctx, const struct later_cases *query, struct later_cases_result *ret)
{
    struct later_case *page = arena_take(view_arena(v), CASES_PAGE * sizeof *page);
    struct row_scan scan = later_contact_scan(v, 0, &(struct later_contact){ .ticket_id = { query->after.v + 1 } });
    struct later_contact later;
    uint32_t count = 0;

    (void)ctx;
    ret->more = false;
    while (!ret->more && later_contact_next(&scan, &later)) {
        if (count == CASES_PAGE)
            ret->more = true;
        else
            page[count++] = (struct later_case){ .ticket_id = later.ticket_id, .date = later.date, .number = later.number, .due_on = later.due_on };
    }
    ret->cases.at = page;
    ret->cases.count = count;
    return REFUSAL_NONE;
}

static enum call_reason reason_of(enum dispatch_case which)
{
    switch (which) {
    case DISPATCH_CASE_PRIORITY: return CALL_REASON_PRIORITY;
    case DISPATCH_CASE_RETURNED: return CALL_REASON_RETURNED;
    case DISPATCH_CASE_PASSED_OVER: return CALL_REASON_PASSED_OVER;
    case DISPATCH_CASE_DUE: return CALL_REASON_DUE;
    case DISPATCH_CASE_WALK_IN: return CALL_REASON_OLDER;
    case DISPATCH_CASE_EARLY: return CALL_REASON_EARLY;
    case DISPATCH_CASE_ON_PAPER: return CALL_REASON_ON_PAPER;
    }
    return CALL_REASON_OLDER;
}

/* From what the call noted: its case, and the walk-in it passed over (rules 1). */
enum refusal answer_explain_call(const struct view *v, const struct context *ctx, const struct explain_call *query, struct explain_call_result *ret)
{
    const struct queue_desk *desk;
    struct ticket first, other;
    struct waiting guest = { 0 };

    if (!ticket_find(v, query->ticket_id, &first) || !ticket_find(v, query->before, &other))
        return NO_SUCH_TICKET;
    if (first.call_case == 0)
        return TICKET_NOT_CALLED;
    desk = desk_of(ctx->config, first.called_from);
    ret->dispatch_case = first.call_case;
    ret->called_at_us = first.first_called_at_us;
    ret->desk_id = first.called_from;
    ret->passed_over = same(first.passed_over, other.ticket_id);
    ret->passes = waiting_find(v, other.ticket_id, &guest) ? guest.passes : other.passes;
    if (other.call_case != 0 && other.first_called_at_us < first.first_called_at_us)
        ret->why = CALL_REASON_CALLED_EARLIER;
    else if (other.arrived_at_us > first.first_called_at_us)
        ret->why = CALL_REASON_CAME_LATER;
    else if (desk != NULL && !desk_serves(v, desk, other.line_id))
        ret->why = CALL_REASON_OTHER_DESK;
    else
        ret->why = reason_of(first.call_case);
    return REFUSAL_NONE;
}
