/* Commands: is the id known, who is it, may they, what is decided. Keeps true: a command id has one
 * effect; a permission refusal is an entry but occupies no id; what is shown again needs the right. */
#include "engine/step_internal.h"

#include "trust/hash.h"

#define SHOW_AGAIN_US (60 * US_PER_SECOND)

static struct staged *stage(struct step *s, const struct request *r, enum answer_outcome outcome, enum refusal why)
{
    struct staged *staged = &s->staged[s->staged_count++];

    *staged = (struct staged){ .request = r, .outcome = outcome, .why = why };
    return staged;
}

bool step_denial_logged(struct engine *e, const struct peer *peer, enum refusal why, uint64_t now_us)
{
    struct denied_peer *slot = &e->denied[peer->key[0] % DENIED_PEERS];
    uint64_t minute = now_us / US_PER_MINUTE;

    if (why != BAD_TICKET && peer->role != ROLE_CITIZEN && peer->role != ROLE_KIOSK)
        return true;
    if (memcmp(slot->key, peer->key, 8) != 0 || slot->minute != minute) {
        memcpy(slot->key, peer->key, 8);
        slot->minute = minute;
        slot->count = 0;
    }
    return ++slot->count <= DENIED_PER_MINUTE;
}

static void cause_of(const struct request *r, const uint8_t client[CLIENT_LEN], struct cause *ret)
{
    *ret = (struct cause){ .kind = CAUSE_COMMAND, .sequence = r->sequence, .name = r->name,
                           .edge = r->peer->role == ROLE_CITIZEN || r->peer->role == ROLE_KIOSK };
    memcpy(ret->client, client, CLIENT_LEN);
}

/* A permission refusal of a known peer is an entry, but does not occupy the id. */
static void deny(struct step *s, const struct request *r, const struct context *ctx, const uint8_t client[CLIENT_LEN], enum refusal why, const char *at)
{
    struct entry entry;
    struct staged *staged = stage(s, r, ANSWER_NOT_TAKEN, why);

    staged->refused_at = text_of(at);
    s->counts.denied++;
    if (!step_denial_logged(s->e, r->peer, why, s->now_us)) {
        s->e->denied_uncounted++;
        return;
    }
    step_entry_init(s, ctx, &entry);
    cause_of(r, client, &entry.cause);
    entry.refusal = text_of(refusal_name(why));
    entry.refused_at = text_of(at);
    if (step_append(s, &entry, staged->leaf))
        staged->number = entry.number;
}

static enum refusal permitted(const struct request *r, const struct context *ctx)
{
    const struct command_spec *c = r->command;
    enum refusal why;

    if ((c->allow & ROLE_BIT(ctx->role)) == 0)
        return NOT_PERMITTED;
    if (r->second.at != NULL && !c->second.allowed)
        return SECOND_PERSON_NOT_TAKEN;
    if (r->second.at == NULL && c->second.required)
        return SECOND_PERSON_NEEDED;
    if (r->second.at != NULL && ctx->second == ctx->actor)
        return SAME_PERSON;
    if (r->second.at != NULL && (c->second.roles & ROLE_BIT(ctx->second_role)) == 0)
        return NOT_PERMITTED;
    why = paper_asks(c, r->message, ctx->role, ctx->second_role);
    if (why != REFUSAL_NONE)
        return why;
    return c->purpose_required && ctx->purpose.len == 0 ? PURPOSE_NEEDED : REFUSAL_NONE;
}

/* The answer that stands in the log already. */
static void repeat(struct step *s, const struct request *r, const struct context *ctx, uint64_t number, bool may_still)
{
    struct staged *staged;
    struct entry entry;
    struct bytes bytes;

    if (!log_read(s->v, number, &bytes) || entry_decode(bytes, s->arena, &entry) != OK) {
        view_latch(s->v, ERR_CORRUPT);
        return;
    }
    s->counts.repeats++;
    staged = stage(s, r, entry.refusal.at != NULL ? ANSWER_REFUSED : ANSWER_DONE, REFUSAL_NONE);
    staged->number = number;
    staged->repeated = true;
    leaf_hash(bytes, staged->leaf);
    staged->refusal_text = text_copy(s->arena, entry.refusal);
    staged->refused_at = text_copy(s->arena, entry.refused_at);
    staged->result = bytes_copy(s->arena, entry.result);
    staged->ctx = *ctx;
    staged->ctx.now_us = entry.at_us;
    staged->ctx.date = entry.date;
    if (entry.refusal.at != NULL || r->command->shown == NULL)
        return;
    /* What is shown goes only to who may still see it; a look and a login besides only for a minute. */
    staged->show = may_still;
    if (r->command->purpose_required || r->command->slow != SLOW_NONE)
        if (s->now_us > entry.at_us + SHOW_AGAIN_US || !may_still || (r->command->slow == SLOW_PASSWORD_CHECK && !ctx->check_passed))
            *staged = (struct staged){ .request = r, .outcome = ANSWER_NOT_TAKEN, .why = TOO_OLD };
}

bool refusal_listed(const struct command_spec *c, enum refusal why)
{
    for (uint32_t i = 0; i < c->refusal_count; i++)
        if (c->refusals[i] == why)
            return true;
    return false;
}

/* Decides, writes the entry, folds it. */
static void execute(struct step *s, const struct request *r, const struct context *ctx, const uint8_t client[CLIENT_LEN], bool condemned)
{
    struct decision *d = &s->decision;
    struct staged *staged = stage(s, r, ANSWER_DONE, REFUSAL_NONE);
    struct entry entry;

    /* Without the hash there is nothing to decide: the worker had no memory for it. */
    if ((r->command->slow == SLOW_PASSWORD_HASH && !ctx->check_passed && !ctx->check_skipped) ||
        (r->command->slow == SLOW_PASSWORD_CHANGE && ctx->check_passed && ctx->check_output.len == 0)) {
        staged->outcome = ANSWER_NOT_TAKEN;
        staged->why = BUSY;
        return;
    }
    decision_init(d, s->e, s->v, ctx);
    if (condemned)
        emit_engine_quarantined(d, &(struct engine_quarantined){ .input_kind = 1 });
    else if (paper_stated(s->v, ctx, r->command, r->message, d))
        r->command->decide(s->v, ctx, r->message, d);
    look_decided(d, ctx, r->command);
    decision_close(d);
    if (d->exhausted || d->too_large) {
        staged->outcome = ANSWER_NOT_TAKEN;
        staged->why = d->exhausted ? BUSY : TOO_LARGE;
        return;
    }
    must(d->why == REFUSAL_NONE || refusal_listed(r->command, d->why) || (d->carried != NULL && refusal_listed(d->carried, d->why)));
    step_entry_init(s, ctx, &entry);
    cause_of(r, client, &entry.cause);
    entry.cause.digest_day = tokyo_date(s->now_us);
    if (!digest_of(s->e, r, ctx->actor, ctx->second, entry.cause.digest_day, true, s->arena, entry.cause.digest)) {
        view_latch(s->v, ERR_IO);
        return;
    }
    if (d->why != REFUSAL_NONE) {
        s->counts.refused++;
        entry.refusal = text_of(refusal_name(d->why));
        entry.refused_at = text_of(d->refused_at);
    }
    if (d->why == REFUSAL_NONE || d->states)
        step_entry_take(s, d, &entry);
    if (condemned)
        entry.refusal = text_of(refusal_name(QUARANTINED));
    if (!step_append(s, &entry, staged->leaf)) {
        staged->outcome = ANSWER_NOT_TAKEN;
        staged->why = TOO_LARGE;
        return;
    }
    staged->outcome = entry.refusal.at != NULL ? ANSWER_REFUSED : ANSWER_DONE;
    staged->refusal_text = entry.refusal;
    staged->refused_at = entry.refused_at;
    staged->number = entry.number;
    staged->result = entry.result;
    staged->show = entry.refusal.at == NULL && r->command->shown != NULL;
    staged->ctx = *ctx;
}

/* The person behind a ticket: known to us by signature; whether it is good now is asked later. */
static bool take_person(struct step *s, struct bytes ticket, uint64_t *ret_account, enum role *ret_role, struct staff_ticket *ret)
{
    if (!ticket_known(s->e, ticket, ret))
        return false;
    *ret_account = ret->account;
    *ret_role = (enum role)ret->role;
    return true;
}

/* Who acts in two persons' steps and who looks at a person's data must be known to be still here. */
static bool needs_staff(const struct request *r)
{
    return r->second.at != NULL || r->command->second.required || r->command->purpose_required || is_confirmation(r->command);
}

/* The first thing wrong with the tickets of a request; its place, "ticket.expired", in *ret_at. */
static bool tickets_good(const struct step *s, const struct request *r, const struct staff_ticket *first, const struct staff_ticket *second, const char **ret_at)
{
    bool look = needs_staff(r);
    enum ticket_fault fault = r->ticket.at == NULL ? TICKET_GOOD : ticket_judge(s->e, s->v, first, r->peer, s->now_us, look);
    const char *which = "ticket";

    if (fault == TICKET_GOOD && r->second.at != NULL) {
        fault = ticket_judge(s->e, s->v, second, r->peer, s->now_us, look);
        which = "second";
    }
    if (fault != TICKET_GOOD)
        *ret_at = text_format(s->arena, "%s.%s", which, ticket_fault_name(fault)).at;
    return fault == TICKET_GOOD;
}

/* Audit has been behind for too long: only inside an open case is a person looked at. */
static bool look_closed(const struct step *s, const struct request *r)
{
    const struct service *service = s->e->service;

    return s->e->looks_closed && r->command->purpose_required && (service->in_case == NULL || !service->in_case(s->v, r->command, r->message));
}

void step_admit_command(struct step *s, const struct request *r)
{
    struct context ctx;
    struct staff_ticket first = { 0 }, second = { 0 };
    uint8_t client[CLIENT_LEN], id[MARKER_ID_LEN];
    uint64_t number = 0;
    enum repeat repeated;
    enum refusal why;
    const char *at = NULL;

    step_context_init(s, &ctx);
    ctx.cause = CAUSE_COMMAND;
    ctx.role = r->peer->role;
    ctx.terminal = text_of(r->peer->name);
    ctx.terminal_key = r->peer->key;
    ctx.purpose = purpose_of_look(s->e, s->v, r);
    ctx.paper = paper_of(r->command, r->message);
    ctx.checked = r->checked;
    ctx.check_passed = r->check_passed;
    ctx.check_skipped = r->check_skipped;
    ctx.check_output = r->check_output;
    client_of(r->peer, r->instance, client);
    if (r->ticket.at != NULL && !take_person(s, r->ticket, &ctx.actor, &ctx.role, &first))
        at = "ticket.forged";
    else if (r->second.at != NULL && !take_person(s, r->second, &ctx.second, &ctx.second_role, &second))
        at = "second.forged";
    if (at != NULL) {
        deny(s, r, &ctx, client, BAD_TICKET, at);
        return;
    }
    repeated = repeat_look(s->e, s->v, r, client, ctx.actor, ctx.second, s->now_us, &number);
    switch (repeated) {
    case REPEAT_SAME:
        repeat(s, r, &ctx, number, tickets_good(s, r, &first, &second, &at) && peer_may(r->peer, PEER_COMMAND, s->e->contract->service) &&
                                       permitted(r, &ctx) == REFUSAL_NONE);
        return;
    case REPEAT_CONFLICT:
        stage(s, r, ANSWER_NOT_TAKEN, CONFLICT);
        return;
    case REPEAT_TOO_OLD:
        stage(s, r, ANSWER_NOT_TAKEN, TOO_OLD);
        return;
    case REPEAT_NO_ROOM:
        stage(s, r, ANSWER_NOT_TAKEN, BUSY);
        return;
    case REPEAT_NEW:
        break;
    }
    if (r->until_us != 0 && s->now_us > r->until_us) {
        stage(s, r, ANSWER_NOT_TAKEN, EXPIRED_COMMAND);
        return;
    }
    if (!tickets_good(s, r, &first, &second, &at)) {
        deny(s, r, &ctx, client, BAD_TICKET, at);
        return;
    }
    why = peer_may(r->peer, PEER_COMMAND, s->e->contract->service) ? permitted(r, &ctx) : NOT_PERMITTED;
    if (why == REFUSAL_NONE && s->e->staff_silent_us != 0 && needs_staff(r))
        why = STAFF_SILENT;
    if (why == REFUSAL_NONE && look_closed(s, r))
        why = AUDIT_BEHIND;
    if (why != REFUSAL_NONE) {
        deny(s, r, &ctx, client, why, NULL);
        return;
    }
    step_input_id("command", (struct bytes){ client, CLIENT_LEN }, r->sequence, 0, id);
    execute(s, r, &ctx, client, step_take_in_hand(s, id));
    marker_release(s->e->marker);
}
