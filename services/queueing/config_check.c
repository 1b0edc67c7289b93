/* What the ranges of single fields cannot say about lines and desks. Each complaint names the key. */
#include "state.h"

#include <inttypes.h>

static const char *complaint(struct text text) { return text.at; }

static const char *line_fault(const struct queueing_config *config, uint32_t i, struct arena *arena)
{
    const struct queue_line *line = &config->lines.at[i];

    if (line->first_number > line->last_number)
        return complaint(text_format(arena, "lines[%" PRIu32 "].first_number is above last_number", i));
    if (line->usual_minutes != 0 && line->long_minutes != 0 && line->usual_minutes > line->long_minutes)
        return complaint(text_format(arena, "lines[%" PRIu32 "].usual_minutes is above long_minutes", i));
    for (uint32_t k = 0; k < i; k++) {
        const struct queue_line *other = &config->lines.at[k];

        if (same(other->line_id, line->line_id))
            return complaint(text_format(arena, "lines[%" PRIu32 "].line_id is that of lines[%" PRIu32 "]", i, k));
        if (other->first_number <= line->last_number && line->first_number <= other->last_number)
            return complaint(text_format(arena, "lines[%" PRIu32 "]: its numbers overlap those of lines[%" PRIu32 "]", i, k));
    }
    return NULL;
}

static const char *desk_fault(const struct queueing_config *config, uint32_t i, struct arena *arena)
{
    const struct queue_desk *desk = &config->desks.at[i];

    for (uint32_t k = 0; k < i; k++)
        if (same(config->desks.at[k].desk_id, desk->desk_id))
            return complaint(text_format(arena, "desks[%" PRIu32 "].desk_id is that of desks[%" PRIu32 "]", i, k));
    for (uint32_t k = 0; k < desk->lines.count; k++)
        if (line_of(config, desk->lines.at[k]) == NULL)
            return complaint(text_format(arena, "desks[%" PRIu32 "].lines[%" PRIu32 "]: there is no line %" PRIu64, i, k, desk->lines.at[k].v));
    return NULL;
}

const char *queueing_config_fault(const void *config, struct arena *arena)
{
    const struct queueing_config *own = config;
    const char *fault = NULL;

    if (own->lines.count == 0 || own->desks.count == 0)
        return own->lines.count == 0 ? "lines: at least one is needed" : "desks: at least one is needed";
    for (uint32_t i = 0; fault == NULL && i < own->lines.count; i++)
        fault = line_fault(own, i, arena);
    for (uint32_t i = 0; fault == NULL && i < own->desks.count; i++)
        fault = desk_fault(own, i, arena);
    for (uint32_t i = 1; fault == NULL && i <= procedure_values.count; i++)
        if (line_for_booking(own, (enum procedure)i) == NULL)
            fault = complaint(text_format(arena, "lines: none takes bookings of %s", procedure_name((enum procedure)i)));
    if (fault == NULL && own->missed_minutes < own->late_minutes_max)
        fault = "missed_minutes is below late_minutes_max";
    return fault;
}
