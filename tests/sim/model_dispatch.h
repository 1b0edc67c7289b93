/* What the model of the counter asks about lines, desks and terminals, and its check of every call. */
#ifndef SIM_MODEL_DISPATCH_H
#define SIM_MODEL_DISPATCH_H

#include "world.h"

/* NULL: the office has no such line. */
const struct queue_line *dispatch_line(uint64_t id);
bool dispatch_serves(uint64_t desk, uint64_t line);
/* A terminal is neither in use at another desk nor out of order, and the national systems run. */
bool dispatch_terminal_free(const struct model_queue *q, uint64_t desk, uint64_t now_us);
/* Before the call changes the model: it must be the guest the rules name. Counts the walk-in passed over. */
void dispatch_check(struct model_queue *q, const struct stated *said, const struct ticket_called *ev);

/* What a desk was told of who comes next, by the same entries as the model's: it must be whom a call would call. */
void dispatch_check_preview(struct world *w, uint64_t desk, const struct desk_status_result *told);

/* What was foreseen, by the same entries: everybody accepted is in it, and it lies ahead. */
void dispatch_check_forecast(struct world *w, const struct closing_forecast_result *told);

#endif
