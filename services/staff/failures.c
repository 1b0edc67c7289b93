/* Failed logins. Keeps true: they are counted under a keyed hash of what was typed, so that a name that does not exist waits like
 * one that does; an attempt that had to wait counts for nothing. */
#include "state.h"

#include <inttypes.h>

#include "throttle.h"

static bool forgotten(uint64_t last_us, uint64_t now_us)
{
    return now_us >= last_us + THROTTLE_FORGET_US;
}

/* What is left of the wait. The same for a name that does not exist. */
static uint64_t wait_us(const struct view *v, struct bytes tag, struct text terminal, uint64_t now_us)
{
    struct login_failures here;
    struct login_failures_all all;

    if (!login_failures_find(v, tag, terminal, &here) || forgotten(here.last_us, now_us))
        return 0;
    if (!login_failures_all_find(v, tag, &all) || forgotten(all.last_us, now_us))
        all.count = 0;
    uint64_t until_us = here.last_us + throttle_us(here.count, all.count);
    return now_us < until_us ? until_us - now_us : 0;
}

bool login_waits(const struct view *v, struct bytes tag, struct text terminal, uint64_t now_us)
{
    return wait_us(v, tag, terminal, now_us) > 0;
}

void refuse_waiting(const struct view *v, struct bytes tag, const struct context *ctx, struct decision *out)
{
    uint64_t seconds = (wait_us(v, tag, ctx->terminal, ctx->now_us) + US_PER_SECOND - 1) / US_PER_SECOND;

    refuse_at(out, TOO_MANY_ATTEMPTS, text_format(decision_arena(out), "wait.%" PRIu64, seconds > 0 ? seconds : 1).at);
}

void clear_failures(const struct view *v, struct bytes tag, struct text terminal, struct decision *out)
{
    struct login_failures here;
    struct login_failures_all all;

    if (terminal.at != NULL ? login_failures_find(v, tag, terminal, &here) : login_failures_all_find(v, tag, &all))
        emit_login_failures_cleared(out, &(struct login_failures_cleared){ .name_tag = tag, .terminal = terminal });
}

/* ---- Rows ------------------------------------------------------------------------------ */

/* As many as come in are looked at, so that what strangers type does not pile up beyond a day. */
#define FORGOTTEN_AT_ONCE 4

static void forget_failures(struct txn *t, const struct login_failures *row)
{
    login_failures_old_remove(t, row->last_us, row->name_tag, row->terminal);
    login_failures_remove(t, row->name_tag, row->terminal);
}

static void forget_old(struct txn *t, uint64_t now_us)
{
    for (uint32_t i = 0; i < FORGOTTEN_AT_ONCE; i++) {
        struct row_scan scan = login_failures_old_scan(view_of(t), 0, &(struct login_failures_old){ 0 });
        struct login_failures_all all;
        struct login_failures_old old;

        if (!login_failures_old_next(&scan, &old) || !forgotten(old.last_us, now_us))
            return;
        forget_failures(t, &(struct login_failures){ .name_tag = old.name_tag, .terminal = old.terminal, .last_us = old.last_us });
        if (login_failures_all_find(view_of(t), old.name_tag, &all) && forgotten(all.last_us, now_us))
            login_failures_all_remove(t, old.name_tag);
    }
}

void apply_login_failed(struct txn *t, const struct login_failed *ev)
{
    struct login_failures here = { .name_tag = ev->name_tag, .terminal = ev->terminal };
    struct login_failures_all all = { .name_tag = ev->name_tag };

    if (login_failures_find(view_of(t), ev->name_tag, ev->terminal, &here)) {
        login_failures_old_remove(t, here.last_us, here.name_tag, here.terminal);
        here.count = forgotten(here.last_us, ev->at_us) ? 0 : here.count;
    }
    if (login_failures_all_find(view_of(t), ev->name_tag, &all) && forgotten(all.last_us, ev->at_us))
        all.count = 0;
    here.count++;
    all.count++;
    here.last_us = all.last_us = ev->at_us;
    login_failures_put(t, &here);
    login_failures_all_put(t, &all);
    login_failures_old_put(t, &(struct login_failures_old){ .last_us = here.last_us, .name_tag = here.name_tag, .terminal = here.terminal });
    forget_old(t, ev->at_us);
}

void apply_login_failures_cleared(struct txn *t, const struct login_failures_cleared *ev)
{
    struct login_failures here;

    if (ev->terminal.at != NULL) {
        if (login_failures_find(view_of(t), ev->name_tag, ev->terminal, &here))
            forget_failures(t, &here);
        return;
    }
    for (;;) {
        struct row_scan scan = login_failures_scan(view_of(t), 1, &(struct login_failures){ .name_tag = ev->name_tag });

        if (!login_failures_next(&scan, &here))
            break;
        forget_failures(t, &here);
    }
    login_failures_all_remove(t, ev->name_tag);
}
