/* What staff takes from queueing: that the day is closing. Only the place in the log matters: what
 * stands up to here belongs to the day, and people still clock out afterwards. */
#include "state.h"

void on_day_closing(const struct view *v, const struct context *ctx, const struct day_closing *ev, struct decision *out)
{
    struct staff_day closed;

    (void)ctx;
    if (!staff_day_find(v, ev->date, &closed))
        emit_staff_day_part_closed(out, &(struct staff_day_part_closed){ .date = ev->date });
}
