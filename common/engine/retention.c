/* How long what is kept of persons is kept, and its erasure: the engine's own commands in every service that keeps
 * something sealed. Keeps true: nothing is erased before its day, nor while somebody has a legal reason to keep it, nor
 * by one person; a list is erased whole or not at all; a key that the log calls erased is destroyed, at the latest by
 * the next start. What dies when is the service's (struct retention) and its configuration's. Source: security notes 6. */
#include "engine/internal.h"

#define DUE_PER_PAGE 100u
#define LOOKED_AT_MAX 4000u
#define ERASURES_PER_PAGE 200u
#define KEYS_AT_ONCE 1024u

static const struct engine *engine_of(const struct view *v)
{
    return view_user(v);
}

bool any_kept(const struct service *service)
{
    return service->retention != NULL;
}

struct date kept_due_on(const struct kept_period *periods, uint32_t count, enum kept_data what, struct date since, struct date today)
{
    const struct kept_period *in_force = NULL;

    for (uint32_t i = 0; i < count; i++)
        if (periods[i].what == what && periods[i].from.v <= today.v && (in_force == NULL || periods[i].from.v >= in_force->from.v))
            in_force = &periods[i];
    if (in_force == NULL || since.v == 0)
        return (struct date){ 0 };
    return date_add_days(since, (int32_t)in_force->days + 1);      /* the first day is not counted */
}

bool kept_period_set(const struct kept_period *periods, uint32_t count, enum kept_data what)
{
    for (uint32_t i = 0; i < count; i++)
        if (periods[i].what == what)
            return true;
    return false;
}

/* ---- Who is due ------------------------------------------------------------------------------ */

static bool is_kept(const struct view *v, const struct context *ctx, uint64_t subject, struct kept *ret)
{
    return engine_of(v)->service->retention->next(v, ctx, subject, ret) && ret->subject == subject && ret->what != 0;
}

static bool is_due(const struct context *ctx, const struct kept *kept)
{
    return kept->what != 0 && kept->due_on.v != 0 && kept->due_on.v <= ctx->date.v;
}

static struct kept_subject shown_as(const struct view *v, const struct kept *kept)
{
    struct kept_subject shown = { .subject = kept->subject, .what = kept->what, .since = kept->since, .due_on = kept->due_on };
    struct kept_row row;

    shown.held = kept_row_find(v, kept->subject, &row);
    if (shown.held)
        shown.reference = row.reference;
    return shown;
}

enum refusal answer_erasure_due(const struct view *v, const struct context *ctx, const struct erasure_due *q, struct erasure_due_result *ret)
{
    const struct retention *retention = engine_of(v)->service->retention;
    struct kept_subject *list = arena_take(view_arena(v), DUE_PER_PAGE * sizeof *list);
    struct kept kept = { .subject = q->from };
    uint32_t looked = 0;

    *ret = (struct erasure_due_result){ .subjects = { .at = list } };
    while (retention->next(v, ctx, kept.subject, &kept)) {
        if (ret->subjects.count == DUE_PER_PAGE || looked++ == LOOKED_AT_MAX) {
            ret->next = kept.subject;
            break;
        }
        if (is_due(ctx, &kept))
            list[ret->subjects.count++] = shown_as(v, &kept);
        kept.subject++;
    }
    return REFUSAL_NONE;
}

enum refusal answer_kept_until(const struct view *v, const struct context *ctx, const struct kept_until *q, struct kept_until_result *ret)
{
    struct kept kept;

    if (!is_kept(v, ctx, q->subject, &kept))
        return NOTHING_KEPT;
    ret->kept = shown_as(v, &kept);
    return REFUSAL_NONE;
}

enum refusal answer_erasures(const struct view *v, const struct context *ctx, const struct erasures *q, struct erasures_result *ret)
{
    struct erased_key *list = arena_take(view_arena(v), ERASURES_PER_PAGE * sizeof *list);
    struct row_scan scan = erased_key_row_scan(v, 0, &(struct erased_key_row){ .number = q->after + 1 });
    struct erased_key_row row;

    (void)ctx;
    *ret = (struct erasures_result){ .keys = { .at = list }, .count = row_count(v, &erased_key_row_table) };
    while (ret->keys.count < ERASURES_PER_PAGE && erased_key_row_next(&scan, &row))
        list[ret->keys.count++] = (struct erased_key){ .subject = row.subject, .key = row.key_number };
    return REFUSAL_NONE;
}

/* ---- Erasing --------------------------------------------------------------------------------- */

static enum refusal bars(const struct view *v, const struct context *ctx, const struct erase_due *cmd, uint32_t index, struct kept *ret)
{
    struct kept_row row;

    for (uint32_t i = 0; i < index; i++)
        if (cmd->subjects.at[i] == cmd->subjects.at[index])
            return NAMED_TWICE;
    if (!is_kept(v, ctx, cmd->subjects.at[index], ret))
        return NOTHING_KEPT;
    if (kept_row_find(v, ret->subject, &row))
        return ERASURE_HELD;
    return is_due(ctx, ret) ? REFUSAL_NONE : KEPT_LONGER;
}

/* Clause: §8 */
void decide_erase_due(const struct view *v, const struct context *ctx, const struct erase_due *cmd, struct decision *out)
{
    const struct retention *retention = engine_of(v)->service->retention;
    struct kept *kept = arena_take(decision_arena(out), (cmd->subjects.count + 1) * sizeof *kept);

    for (uint32_t i = 0; i < cmd->subjects.count; i++) {
        enum refusal why = bars(v, ctx, cmd, i, &kept[i]);

        if (why != REFUSAL_NONE) {
            refuse_at(out, why, text_format(decision_arena(out), "subjects[%u]", i).at);
            return;
        }
    }
    for (uint32_t i = 0; i < cmd->subjects.count; i++) {
        forget(out, kept[i].subject);
        if (retention->erase != NULL)
            retention->erase(v, ctx, &kept[i], out);
    }
    result_erase_due(out, &(struct erase_due_result){ .erased = cmd->subjects.count });
}

/* Clause: §8 */
void decide_keep_subject(const struct view *v, const struct context *ctx, const struct keep_subject *cmd, struct decision *out)
{
    struct kept_row row;
    struct kept kept;

    if (!is_kept(v, ctx, cmd->subject, &kept))
        refuse(out, NOTHING_KEPT);
    else if (kept_row_find(v, cmd->subject, &row))
        refuse(out, ERASURE_HELD);
    else
        emit_engine_subject_kept(out, &(struct engine_subject_kept){ .subject = cmd->subject, .reference = cmd->reference, .at_us = ctx->now_us, .by = { ctx->actor } });
}

/* Clause: §8 */
void decide_lift_keeping(const struct view *v, const struct context *ctx, const struct lift_keeping *cmd, struct decision *out)
{
    struct kept_row row;

    if (!kept_row_find(v, cmd->subject, &row))
        refuse(out, NOT_HELD);
    else
        emit_engine_keeping_lifted(out, &(struct engine_keeping_lifted){ .subject = cmd->subject, .reference = cmd->reference, .at_us = ctx->now_us,
                                                                         .by = { ctx->actor }, .second = { ctx->second } });
}

/* ---- The keys themselves --------------------------------------------------------------------- */

static uint32_t erased_from(const struct view *v, uint64_t number, uint64_t *keys, uint32_t room)
{
    struct row_scan scan = erased_key_row_scan(v, 0, &(struct erased_key_row){ .number = number });
    struct erased_key_row row;
    uint32_t count = 0;

    while (count < room && erased_key_row_next(&scan, &row))
        keys[count++] = row.key_number;
    return count;
}

enum err engine_erase_keys(struct engine *e)
{
    AUTO(view) struct view *v = NULL;
    uint64_t keys[KEYS_AT_ONCE];
    uint32_t count;

    arena_reset(&e->rebuild_arena);
    TRY(store_view(e->store, &e->rebuild_arena, &v));
    while ((count = erased_from(v, e->erased_seen + 1, keys, KEYS_AT_ONCE)) > 0) {
        TRY(key_erase_all(e->keys, keys, count));
        e->erased_seen += count;
    }
    e->erases = false;
    return view_fault(v);
}
