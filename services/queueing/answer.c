/* Reads of queueing. What screens may show carries numbers and counts, nothing about persons. */
#include "state.h"

enum { WAITING_PAGE = 200 };

enum refusal answer_waiting_list(const struct view *v, const struct context *ctx, const struct waiting_list *query,
                                 struct waiting_list_result *ret)
{
    struct waiting_guest *page = arena_take(view_arena(v), WAITING_PAGE * sizeof *page);
    struct row_scan scan = waiting_scan(v, 0, &(struct waiting){ .ticket_id = { query->after.v + 1 } });
    struct waiting guest;
    uint32_t count = 0;

    (void)ctx;
    ret->more = false;
    while (!ret->more && waiting_next(&scan, &guest)) {
        if (count == WAITING_PAGE)
            ret->more = true;
        else
            page[count++] = (struct waiting_guest){
                .ticket_id = guest.ticket_id, .number = guest.number, .line_id = guest.line_id, .people = guest.people,
                .arrived_at_us = guest.arrived_at_us, .booked_us = guest.booked_us, .late = guest.late, .passes = guest.passes };
    }
    ret->guests.at = page;
    ret->guests.count = count;
    return REFUSAL_NONE;
}

enum refusal answer_day_status(const struct view *v, const struct context *ctx, const struct day_status *query, struct day_status_result *ret)
{
    struct business_day day;

    (void)ctx;
    (void)query;
    if (today(v, &day))
        *ret = (struct day_status_result){
            .date = day.date, .state = day.state, .visits_expected = visits_outstanding(v, day.date),
            .reservations_closed = day.reservations_closed, .inventory_closed = day.inventory_closed, .staff_closed = day.staff_closed };
    ret->open_tickets = row_count(v, &number_in_use_table);
    return REFUSAL_NONE;
}

static struct desk_summary desk_summary_of(const struct view *v, const struct queue_desk *known)
{
    struct desk_summary summary = {
        .desk_id = known->desk_id, .name_ja = known->name_ja, .name_en = known->name_en, .place = known->place };
    struct desk desk;
    struct ticket ticket;

    if (!desk_open_today(v, known->desk_id, &desk))
        return summary;
    summary.open = true;
    summary.account_id = desk.account_id;
    if (is_set(desk.serving) && ticket_find(v, desk.serving, &ticket)) {
        summary.ticket_id = ticket.ticket_id;
        summary.number = ticket.number;
        summary.state = ticket.state;
    }
    return summary;
}

enum refusal answer_desk_list(const struct view *v, const struct context *ctx, const struct desk_list *query, struct desk_list_result *ret)
{
    const struct queueing_config *config = ctx->config;
    struct desk_summary *desks = arena_take(view_arena(v), config->desks.count * sizeof *desks);

    (void)query;
    for (uint32_t i = 0; i < config->desks.count; i++)
        desks[i] = desk_summary_of(v, &config->desks.at[i]);
    ret->desks.at = desks;
    ret->desks.count = config->desks.count;
    return REFUSAL_NONE;
}

static uint32_t board_calls(const struct view *v, const struct queueing_config *config, struct board_call *calls)
{
    struct desk desk;
    struct ticket ticket;
    uint32_t count = 0;

    for (uint32_t i = 0; i < config->desks.count; i++)
        if (desk_open_today(v, config->desks.at[i].desk_id, &desk) && is_set(desk.serving)
            && ticket_find(v, desk.serving, &ticket))
            calls[count++] = (struct board_call){
                .desk_id = desk.desk_id, .number = ticket.number, .called_at_us = ticket.called_at_us };
    return count;
}

static void count_waiting(const struct view *v, struct board_line *lines, uint32_t line_count)
{
    struct row_scan scan = waiting_scan(v, 0, &(struct waiting){ 0 });
    struct waiting guest;

    while (waiting_next(&scan, &guest))
        for (uint32_t i = 0; i < line_count; i++)
            lines[i].waiting += same(lines[i].line_id, guest.line_id) ? 1 : 0;
}

enum refusal answer_board(const struct view *v, const struct context *ctx, const struct board *query, struct board_result *ret)
{
    const struct queueing_config *config = ctx->config;
    struct board_call *calls = arena_take(view_arena(v), config->desks.count * sizeof *calls);
    struct board_line *lines = arena_take(view_arena(v), config->lines.count * sizeof *lines);

    (void)query;
    for (uint32_t i = 0; i < config->lines.count; i++)
        lines[i] = (struct board_line){
            .line_id = config->lines.at[i].line_id, .name_ja = config->lines.at[i].name_ja, .name_en = config->lines.at[i].name_en };
    count_waiting(v, lines, config->lines.count);
    ret->calls.at = calls;
    ret->calls.count = board_calls(v, config, calls);
    ret->lines.at = lines;
    ret->lines.count = config->lines.count;
    return REFUSAL_NONE;
}
