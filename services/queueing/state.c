/* Small questions to configuration and tables. Nothing here writes. */
#include "state.h"

const struct queue_line *line_of(const struct queueing_config *config, struct line_id line_id)
{
    for (uint32_t i = 0; i < config->lines.count; i++)
        if (same(config->lines.at[i].line_id, line_id))
            return &config->lines.at[i];
    return NULL;
}

const struct queue_desk *desk_of(const struct queueing_config *config, struct desk_id desk_id)
{
    for (uint32_t i = 0; i < config->desks.count; i++)
        if (same(config->desks.at[i].desk_id, desk_id))
            return &config->desks.at[i];
    return NULL;
}

static bool takes_procedure(const struct queue_line *line, enum procedure procedure)
{
    for (uint32_t i = 0; i < line->procedures.count; i++)
        if (line->procedures.at[i] == procedure)
            return true;
    return false;
}

const struct queue_line *line_for_booking(const struct queueing_config *config, enum procedure procedure)
{
    for (uint32_t i = 0; i < config->lines.count; i++) {
        const struct queue_line *line = &config->lines.at[i];

        if (line->guests != LINE_GUESTS_WALK_IN && takes_procedure(line, procedure))
            return line;
    }
    return NULL;
}

bool today(const struct view *v, struct business_day *ret)
{
    struct date date = open_day(v);

    return date.v != 0 && business_day_find(v, date, ret);
}

bool desk_open_today(const struct view *v, struct desk_id desk_id, struct desk *ret)
{
    struct date date = open_day(v);
    struct desk desk;

    if (date.v == 0 || !desk_find(v, desk_id, &desk) || desk.open_on.v != date.v)
        return false;
    *ret = desk;
    return true;
}

bool next_number(const struct view *v, const struct queue_line *line, struct date date, uint64_t *ret)
{
    struct line_number last;
    struct number_in_use used;
    uint64_t number = line->last_number;                  /* so that the day begins with the first */
    uint64_t size = line->last_number - line->first_number + 1;

    must(line->first_number <= line->last_number);
    if (line_number_find(v, line->line_id, &last) && last.date.v == date.v
        && last.last_number >= line->first_number && last.last_number <= line->last_number)
        number = last.last_number;
    for (uint64_t i = 0; i < size; i++) {
        number = number >= line->last_number ? line->first_number : number + 1;
        if (!number_in_use_find(v, TICKET_ORIGIN_OURS, number, &used)) {
            *ret = number;
            return true;
        }
    }
    return false;
}

bool visits_outstanding(const struct view *v, struct date date)
{
    struct row_scan scan = visit_due_scan(v, 1, &(struct visit_due){ .date = date });
    struct visit_due first;

    return visit_due_next(&scan, &first);
}

bool line_stopped_today(const struct view *v, struct line_id line_id)
{
    struct stopped_line line;

    return stopped_line_find(v, line_id, &line) && line.date.v == open_day(v).v;
}

bool stop_is_on(const struct view *v, enum stop_kind kind)
{
    struct counter_stop stop;

    return counter_stop_find(v, kind, &stop);
}

bool desk_serves(const struct view *v, const struct queue_desk *desk, struct line_id line_id)
{
    struct desk row;

    if (desk_open_today(v, desk->desk_id, &row) && row.lines.count > 0) {
        for (uint32_t i = 0; i < row.lines.count; i++)
            if (same(row.lines.at[i], line_id))
                return true;
        return false;
    }
    for (uint32_t i = 0; i < desk->lines.count; i++)
        if (same(desk->lines.at[i], line_id))
            return true;
    return false;
}

uint64_t terminals_out(const struct view *v, const struct queueing_config *config, uint64_t now_us)
{
    struct row_scan scan = outage_scan(v, 0, &(struct outage){ 0 });
    struct outage outage;
    uint64_t count = 0;

    while (outage_next(&scan, &outage))
        count += outage.from_us <= now_us ? outage.count : 0;
    return count < config->integrated_terminals ? count : config->integrated_terminals;
}

uint64_t terminals_in_use(const struct view *v, struct desk_id aside)
{
    struct row_scan scan = desk_scan(v, 0, &(struct desk){ 0 });
    struct desk desk;
    uint64_t count = 0;

    while (desk_next(&scan, &desk))
        count += desk.terminal_in_use && !same(desk.desk_id, aside) ? 1 : 0;
    return count;
}

bool terminal_free_for(const struct view *v, const struct queueing_config *config, struct desk_id desk_id, uint64_t now_us)
{
    return terminals_in_use(v, desk_id) + terminals_out(v, config, now_us) < config->integrated_terminals && !stop_is_on(v, STOP_KIND_NATIONAL_STOP);
}

uint64_t waiting_since(const struct waiting *guest)
{
    return !guest->late && guest->booked_us > guest->arrived_at_us ? guest->booked_us : guest->arrived_at_us;
}

bool ticket_is_open(const struct ticket *ticket)
{
    return ticket->state != TICKET_STATE_FINISHED && ticket->state != TICKET_STATE_DISMISSED;
}

bool is_elsewhere(const struct ticket *ticket, struct desk_id believed)
{
    return is_set(believed) && !same(ticket->desk_id, believed);
}
