/* Steps of two persons who need not be there at the same time: one asks, another confirms from an own login, and only
 * then is it carried out. Keeps true: what was confirmed is what was asked for, or the part of its list that was named;
 * nobody confirms an own request; whatever the command would be refused for at that moment, it is refused for. What
 * waits is a row until it is confirmed, declined, withdrawn or out of time. Source: architecture 5. */
#include "engine/internal.h"

#include "codec/check.h"
#include "codec/field.h"

#define REQUESTS_OPEN_MAX 1000u
#define REQUESTS_PER_PAGE 16u
#define LIST_MAX 1000u

bool any_later(const struct contract *c)
{
    for (uint32_t i = 0; i < c->command_count; i++)
        if (c->commands[i].second.later_minutes > 0)
            return true;
    return false;
}

/* Commands and queries about erasure are for who keeps something of persons; the rest for who has steps of two persons,
 * erasing among them. */
static bool offers(const struct engine *e, struct text name)
{
    static const char *const of_erasure[] = { "erase_due", "keep_subject", "lift_keeping", "erasure_due", "kept_until", "erasures" };

    for (size_t i = 0; i < sizeof of_erasure / sizeof *of_erasure; i++)
        if (text_is(name, of_erasure[i]))
            return any_kept(e->service);
    if (text_is(name, "paper_decisions"))
        return any_paper(e->contract);
    if (text_is(name, "look_alerts"))
        return any_look(e->contract);
    return any_later(e->contract) || any_kept(e->service);
}

const struct command_spec *own_command(const struct engine *e, struct text name)
{
    return offers(e, name) ? command_find(&engine_contract, name) : NULL;
}

const struct query_spec *own_query(const struct engine *e, struct text name)
{
    return offers(e, name) ? query_find(&engine_contract, name) : NULL;
}

bool is_confirmation(const struct command_spec *spec)
{
    return strcmp(spec->name, "confirm_request") == 0 && command_find(&engine_contract, text_of(spec->name)) == spec;
}

static const struct engine *engine_of(const struct view *v)
{
    return view_user(v);
}

/* NULL: no command of this service, or none of that kind. */
static const struct command_spec *confirmable(const struct view *v, struct text name)
{
    const struct command_spec *c = command_find(engine_of(v)->contract, name);

    if (c == NULL)
        c = own_command(engine_of(v), name);
    return c != NULL && c->second.later_minutes > 0 ? c : NULL;
}

/* Some role that may confirm; commands do not ask which. A decision of the city without its paper is the city's to confirm. */
static enum role who_confirms(const struct command_spec *c, const void *message)
{
    uint32_t mask = c->paper == PAPER_REQUIRED && paper_of(c, message) == NULL ? ROLE_BIT(ROLE_CITY) : c->second.roles;
    enum role role = ROLE_OPERATOR;

    while ((mask & ROLE_BIT(role)) == 0 && role < ROLE_SERVICE)
        role++;
    return role;
}

static struct list *list_in(const struct command_spec *c, void *message)
{
    const struct field_spec *field;

    if (c->second.later_list == NULL)
        return NULL;
    field = record_field(c->body, c->second.later_list);
    must(field != NULL && field->list);
    return (struct list *)((uint8_t *)message + field->offset);
}

static uint64_t revocation_of(const struct view *v, uint64_t account)
{
    struct revoked row;

    return revoked_find(v, account, &row) ? row.revocation : 0;
}

static bool too_many(const struct view *v)
{
    struct row_scan scan = request_row_scan(v, 0, &(struct request_row){ .request_id = { 0 } });
    struct request_row row;
    uint32_t count = 0;

    while (count < REQUESTS_OPEN_MAX && request_row_next(&scan, &row))
        count++;
    return count == REQUESTS_OPEN_MAX;
}

/* ---- Asking ------------------------------------------------------------------------ */

static const char *in_body(struct arena *arena, const char *path)
{
    return path == NULL || *path == '\0' ? "body" : text_format(arena, "body.%s", path).at;
}

/* The first personal field that is given: what waits lies readable in the log. NULL: none. */
static const char *personal_given(const struct record_spec *spec, const void *message)
{
    for (uint32_t i = 0; i < spec->field_count; i++)
        if (spec->fields[i].personal && !field_absent(&spec->fields[i], (const uint8_t *)message + spec->fields[i].offset))
            return spec->fields[i].name;
    return NULL;
}

/* What somebody wants confirmed, as its command would take it. False with the refusal stated. */
static bool read_body(struct bytes body, const struct command_spec *c, struct decision *out, void **ret)
{
    struct check_fault check = { 0 };
    struct field_fault fault = { 0 };
    struct arena *arena = decision_arena(out);

    *ret = arena_take(arena, c->body->size == 0 ? 1 : c->body->size);
    if (check_bytes(body, &check_limits_command, &check) == OK
        && message_decode(c->body, body, UNKNOWN_REFUSED, arena, *ret, &fault) == OK) {
        fault.path = personal_given(c->body, *ret);
        if (fault.path == NULL)
            return true;
    }
    refuse_at(out, REQUEST_MALFORMED, in_body(arena, fault.path));
    return false;
}

/* A decision of the city is given by the city, or by the site manager from its paper. False with the refusal stated. */
static bool theirs(const struct command_spec *c, const void *message, enum role asks, enum role confirms, struct decision *out)
{
    if (paper_asks(c, message, asks, confirms) != REFUSAL_NONE)
        refuse(out, NOT_YOURS_TO_CONFIRM);
    return !is_refused(out);
}

/* Would it be refused as things stand? Decided as if it were confirmed by somebody who may; nothing of it is kept. */
static bool refused_already(const struct view *v, const struct context *ctx, const struct command_spec *c, const void *message,
                            struct decision *out)
{
    struct context as_confirmed = *ctx;
    enum refusal why;
    const char *at;

    as_confirmed.second = UINT64_MAX;
    as_confirmed.second_role = who_confirms(c, message);
    as_confirmed.paper = paper_of(c, message);
    if (paper_stated(v, &as_confirmed, c, message, out))
        c->decide(v, &as_confirmed, message, out);
    why = out->why;
    at = out->refused_at;
    if (out->exhausted || out->too_large)
        return true;
    decision_init(out, out->engine, v, ctx);
    out->carried = c;
    if (why != REFUSAL_NONE)
        refuse_at(out, why, in_body(decision_arena(out), at));
    return why != REFUSAL_NONE;
}

/* Clause: §8 */
void decide_request_confirmation(const struct view *v, const struct context *ctx, const struct request_confirmation *cmd, struct decision *out)
{
    const struct command_spec *c = confirmable(v, cmd->command);
    const struct list *list;
    void *message;

    if (c == NULL)
        refuse_at(out, NOT_CONFIRMABLE, "command");
    else if ((c->allow & ROLE_BIT(ctx->role)) == 0)
        refuse(out, NOT_YOURS_TO_CONFIRM);
    else if (too_many(v))
        refuse(out, TOO_MANY_REQUESTS);
    else if (read_body(cmd->body, c, out, &message) && theirs(c, message, ctx->role, who_confirms(c, message), out) &&
             !refused_already(v, ctx, c, message, out)) {
        struct engine_confirmation_requested asked = {
            .request_id = { next_id(out) }, .command = text_of(c->name), .body = cmd->body, .requested_by = { ctx->actor }, .role = ctx->role,
            .revocation = revocation_of(v, ctx->actor), .requested_at_us = ctx->now_us,
            .until_us = ctx->now_us + c->second.later_minutes * US_PER_MINUTE };

        list = list_in(c, message);
        asked.items = list == NULL ? 0 : list->count;
        emit_engine_confirmation_requested(out, &asked);
        result_request_confirmation(out, &(struct request_confirmation_result){ .request_id = asked.request_id, .until_us = asked.until_us });
    }
}

/* ---- Confirming -------------------------------------------------------------------- */

/* Leaves in the list what is named, in the list's order. False with the refusal stated. */
static bool take_part(const struct confirm_request *cmd, const struct field_spec *field, struct list *list, struct decision *out,
                      struct engine_request_confirmed *ret)
{
    struct arena *arena = decision_arena(out);
    bool *named = arena_take(arena, list->count + 1);
    uint64_t *left_out = arena_take(arena, (list->count + 1) * sizeof *left_out);
    uint8_t *kept = arena_take(arena, (size_t)list->count * field->list_stride + 1);
    uint32_t kept_count = 0, left_count = 0;

    for (uint32_t i = 0; i < cmd->items.count; i++) {
        const char *path = text_format(arena, "items[%u]", i).at;

        if (cmd->items.at[i] >= list->count) {
            refuse_at(out, NOT_IN_LIST, path);
            return false;
        }
        if (named[cmd->items.at[i]]) {
            refuse_at(out, NAMED_TWICE, path);
            return false;
        }
        named[cmd->items.at[i]] = true;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        if (named[i])
            memcpy(kept + (size_t)kept_count++ * field->list_stride, (const uint8_t *)list->at + (size_t)i * field->list_stride, field->list_stride);
        else
            left_out[left_count++] = i;
    }
    *list = (struct list){ kept, kept_count };
    ret->left_out.at = left_out;
    ret->left_out.count = left_count;
    return true;
}

static bool part_named(const struct confirm_request *cmd, const struct command_spec *c, void *message, struct decision *out,
                       struct engine_request_confirmed *ret)
{
    struct list *list = list_in(c, message);

    if (cmd->items.count == 0)
        return true;
    if (list == NULL) {
        refuse_at(out, NOT_IN_LIST, "items");
        return false;
    }
    return take_part(cmd, record_field(c->body, c->second.later_list), list, out, ret);
}

/* The step itself, as the act of who asked, with who confirms as the second person. */
static void carry_out(const struct view *v, const struct context *ctx, const struct request_row *row, const struct command_spec *c,
                      const struct confirm_request *cmd, struct decision *out)
{
    struct engine_request_confirmed confirmed = { .request_id = row->request_id, .requested_by = row->requested_by, .confirmed_by = { ctx->actor } };
    struct context both = *ctx;
    void *message = arena_take(decision_arena(out), c->body->size == 0 ? 1 : c->body->size);
    struct bytes result;

    if (message_decode_own(c->body, row->body, decision_arena(out), message) != OK) {
        view_latch(v, ERR_CORRUPT);
        return;
    }
    both.actor = row->requested_by.v;
    both.role = (enum role)row->role;
    both.second = ctx->actor;
    both.second_role = ctx->role;
    both.paper = paper_of(c, message);
    out->carried = c;
    if (!theirs(c, message, both.role, both.second_role, out) || !paper_stated(v, &both, c, message, out) ||
        !part_named(cmd, c, message, out, &confirmed))
        return;
    emit_engine_request_confirmed(out, &confirmed);
    c->decide(v, &both, message, out);
    result = out->result;
    result_confirm_request(out, &(struct confirm_request_result){ .result = result });
}

/* Clause: §8 */
void decide_confirm_request(const struct view *v, const struct context *ctx, const struct confirm_request *cmd, struct decision *out)
{
    const struct command_spec *c;
    struct request_row row;

    if (!request_row_find(v, cmd->request_id, &row)) {
        refuse(out, NO_SUCH_REQUEST);
        return;
    }
    c = confirmable(v, row.command);
    if (row.requested_by.v == ctx->actor) refuse(out, OWN_REQUEST);
    else if (c == NULL) refuse(out, NOT_CONFIRMABLE);
    else if ((c->second.roles & ROLE_BIT(ctx->role)) == 0) refuse(out, NOT_YOURS_TO_CONFIRM);
    else if (ctx->now_us > row.until_us) refuse(out, REQUEST_LAPSED);
    else if (revocation_of(v, row.requested_by.v) != row.revocation) refuse(out, REQUESTER_REVOKED);
    else carry_out(v, ctx, &row, c, cmd, out);
}

/* Clause: §8 */
void decide_decline_request(const struct view *v, const struct context *ctx, const struct decline_request *cmd, struct decision *out)
{
    const struct command_spec *c;
    struct request_row row;
    bool own;

    if (!request_row_find(v, cmd->request_id, &row)) {
        refuse(out, NO_SUCH_REQUEST);
        return;
    }
    own = row.requested_by.v == ctx->actor;
    c = confirmable(v, row.command);
    if (!own && (c == NULL || (c->second.roles & ROLE_BIT(ctx->role)) == 0))
        refuse(out, NOT_YOURS_TO_CONFIRM);
    else
        emit_engine_request_declined(out, &(struct engine_request_declined){ .request_id = row.request_id, .withdrawn = own, .reason = cmd->reason });
}

void due_request_lapse(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out)
{
    (void)v, (void)ctx;
    emit_engine_request_lapsed(out, &(struct engine_request_lapsed){ .request_id = { key } });
}

/* ---- Rows -------------------------------------------------------------------------- */

static void end_request(struct txn *t, struct request_id request_id)
{
    request_row_remove(t, request_id);
    timer_clear(t, ENGINE_TIMERS + TIMER_ENGINE_REQUEST_LAPSE, request_id.v);
}

void apply_engine_confirmation_requested(struct txn *t, const struct engine_confirmation_requested *ev)
{
    request_row_put(t, &(struct request_row){
        .request_id = ev->request_id, .command = ev->command, .body = ev->body, .items = ev->items, .requested_by = ev->requested_by,
        .role = ev->role, .revocation = ev->revocation, .requested_at_us = ev->requested_at_us, .until_us = ev->until_us });
    timer_set(t, ENGINE_TIMERS + TIMER_ENGINE_REQUEST_LAPSE, ev->request_id.v, ev->until_us + 1);
}

void apply_engine_request_confirmed(struct txn *t, const struct engine_request_confirmed *ev)
{
    end_request(t, ev->request_id);
}

void apply_engine_request_declined(struct txn *t, const struct engine_request_declined *ev)
{
    end_request(t, ev->request_id);
}

void apply_engine_request_lapsed(struct txn *t, const struct engine_request_lapsed *ev)
{
    end_request(t, ev->request_id);
}

/* ---- What waits -------------------------------------------------------------------- */

static bool concerns(const struct view *v, const struct context *ctx, const struct request_row *row)
{
    const struct command_spec *c = confirmable(v, row->command);

    return row->requested_by.v == ctx->actor || (c != NULL && (c->second.roles & ROLE_BIT(ctx->role)) != 0);
}

enum refusal answer_open_requests(const struct view *v, const struct context *ctx, const struct open_requests *q, struct open_requests_result *ret)
{
    struct row_scan scan = request_row_scan(v, 0, &(struct request_row){ .request_id = { q->after.v + 1 } });
    struct open_request *list = arena_take(view_arena(v), REQUESTS_PER_PAGE * sizeof *list);
    struct request_row row;
    uint32_t count = 0;

    *ret = (struct open_requests_result){ .more = false };
    while (request_row_next(&scan, &row)) {
        if (!concerns(v, ctx, &row))
            continue;
        if (count == REQUESTS_PER_PAGE) {
            ret->more = true;
            break;
        }
        list[count++] = (struct open_request){
            .request_id = row.request_id, .command = row.command, .body = row.body, .items = row.items, .requested_by = row.requested_by,
            .requested_at_us = row.requested_at_us, .until_us = row.until_us };
    }
    ret->requests.at = list;
    ret->requests.count = count;
    return REFUSAL_NONE;
}
