/* What clients hear. Keeps true: an answer is checked against the log at once, and every acknowledgement is kept to be checked
 * again at the end; a repeat gets the answer it had. */
#include "clients_internal.h"

#include "codec/read.h"
#include "engine/host_internal.h"
#include "world.h"

const void *heard_part(struct world *w, const struct record_spec *spec, struct bytes part)
{
    void *value;

    if (part.at == NULL)
        return NULL;
    value = arena_take(&w->clients.arena, spec->size);
    must(message_decode_own(spec, part, &w->clients.arena, value) == OK);
    return value;
}

static bool read_heard(struct bytes payload, struct heard *ret)
{
    struct text outcome, refusal = { 0 };
    struct bytes position = map_get(payload, "position");

    *ret = (struct heard){ .result = map_get(payload, "result"), .shown = map_get(payload, "shown"), .repeated = map_get(payload, "repeated").at != NULL };
    if (!map_get_text(payload, "outcome", &outcome))
        return false;
    ret->outcome = text_is(outcome, "done") ? HEARD_DONE : text_is(outcome, "refused") ? HEARD_REFUSED : HEARD_NOT_TAKEN;
    if (map_get_text(payload, "refusal", &refusal))
        must(refusal_of(refusal, &ret->refusal));
    if (position.at != NULL)
        must(read_position(position, &ret->position));
    (void)!map_get_bin(payload, "leaf", &ret->leaf);
    return true;
}

/* The acknowledgement against the log as it was committed. */
static void check_ack(struct world *w, struct actor *a, const struct heard *heard)
{
    const struct pending *p = &a->pending;
    const struct model_log *log = &w->models.logs[p->svc];
    uint64_t number = heard->position.sequence;
    uint8_t client[CLIENT_LEN];
    const struct effect *effect;
    struct ack *ack;

    if (number == 0 || number > log->count || heard->leaf.len != 32 || memcmp(log->entries[number - 1].leaf, heard->leaf.at, 32) != 0)
        law_broken(w, LAW_ACKNOWLEDGED, "%s acknowledged %s as entry %llu, which is not in its log", svc_name(p->svc), p->name, (unsigned long long)number);
    client_of(&w->peers[a->peer], a->instance, client);
    effect = ids_find(&w->models.ids, p->svc, client, p->sequence);
    /* A duplicate that came when the client had been forgotten is a new command; this answer is the first one's. */
    if (effect == NULL || (effect->number != number && effect->at_us - log->entries[number - 1].at_us < US_PER_HOUR))
        law_broken(w, LAW_ONE_EFFECT, "%s answered %s with entry %llu, its effect is entry %llu", svc_name(p->svc), p->name, (unsigned long long)number,
                   (unsigned long long)(effect != NULL ? effect->number : 0));
    ack = ONE_MORE(w->clients.acks, w->clients.ack_count, w->clients.ack_room);
    *ack = (struct ack){ .svc = p->svc, .epoch = heard->position.epoch, .number = number };
    memcpy(ack->leaf, heard->leaf.at, 32);
    count(w, COUNT_ACKNOWLEDGED);
}

/* Citizens and kiosks are forgotten after an hour, others after seven days, by the clock of the service. */
static bool forgotten_by_now(const struct world *w, const struct actor *a, const struct said *said, const struct heard *heard)
{
    const struct model_log *log = &w->models.logs[said->svc];

    bool edge = a->peer == PEER_KIOSK || a->peer == PEER_CITIZEN || a->peer == PEER_STRANGER;
    uint64_t kept_us = edge ? US_PER_HOUR : 7 * US_PER_DAY;

    if (heard->outcome == HEARD_NOT_TAKEN)
        return world_now(w) - said->at_us > kept_us - 35 * US_PER_MINUTE;
    return heard->position.sequence > said->number && heard->position.sequence <= log->count &&
           log->entries[heard->position.sequence - 1].at_us - log->entries[said->number - 1].at_us >= kept_us;
}

/* A repeat gets the answer it had; another content under the same id gets none. */
static void check_expected(struct world *w, struct actor *a, const struct heard *heard)
{
    const struct pending *p = &a->pending;
    const struct said *said = &a->history[p->said];

    if (p->expect == EXPECT_ANYTHING || !said->set || forgotten_by_now(w, a, said, heard))
        return;
    if (p->expect == EXPECT_SAME && heard->outcome != HEARD_NOT_TAKEN &&
        (heard->position.sequence != said->number || memcmp(heard->leaf.at, said->leaf, 32) != 0 || (heard->outcome == HEARD_REFUSED) != said->refused))
        law_broken(w, LAW_ONE_EFFECT, "a repeat of %s was answered with entry %llu instead of %llu", p->name, (unsigned long long)heard->position.sequence,
                   (unsigned long long)said->number);
    if (p->expect == EXPECT_CONFLICT && heard->outcome != HEARD_NOT_TAKEN)
        law_broken(w, LAW_ONE_EFFECT, "%s was taken under the id of %s, entry %llu of %s", p->name, said->name, (unsigned long long)said->number, svc_name(said->svc));
    if (heard->outcome == HEARD_NOT_TAKEN && p->expect == EXPECT_SAME && heard->refusal == CONFLICT)
        law_broken(w, LAW_ONE_EFFECT, "a repeat of %s is called a conflict", p->name);
}

static void remember(struct world *w, struct actor *a, const struct heard *heard)
{
    struct pending *p = &a->pending;
    struct said *said = &a->history[a->history_next];

    if (p->expect != EXPECT_ANYTHING)
        return;
    a->history_next = (a->history_next + 1) % HISTORY;
    free(said->body);
    *said = (struct said){ .set = true, .refused = heard->outcome == HEARD_REFUSED, .svc = p->svc, .name = p->name, .body = p->body,
                           .body_len = p->body_len, .sequence = p->sequence, .number = heard->position.sequence, .at_us = world_now(w),
                           .epoch = heard->position.epoch, .how = p->how, .temps = w->clients.temps };
    memcpy(said->leaf, heard->leaf.at, 32);
    p->body = NULL;
}

static void tell(struct world *w, struct actor *a, const struct heard *heard)
{
    const struct pending *p = &a->pending;

    if (strcmp(p->name, "login") == 0 && p->expect == EXPECT_ANYTHING && at_terminal(a) && a->kind != ACTOR_EVIL) {
        take_ticket_of(w, a, (enum person)p->said, heard);
        return;
    }
    if (strcmp(p->name, "renew_ticket") == 0 && p->expect == EXPECT_ANYTHING && a->kind != ACTOR_EVIL) {
        take_ticket_of(w, a, p->how.person, heard);
        return;
    }
    if (heard->outcome == HEARD_NOT_TAKEN && heard->refusal == BAD_TICKET && at_terminal(a)) {
        w->clients.tickets[p->how.person][a->peer].set = false;
        w->clients.tickets[p->how.second][a->peer].set = false;
    }
    switch (a->kind) {
    case ACTOR_MANAGER: hear_manager(w, a, heard); break;
    case ACTOR_DESK: hear_desk(w, a, heard); break;
    case ACTOR_CITIZEN:
    case ACTOR_PHONE: hear_places(w, a, heard); break;
    case ACTOR_AUDITOR: hear_auditor(w, a, heard); break;
    case ACTOR_BACK: hear_search(w, a, heard); break;
    case ACTOR_BOSS: hear_boss(w, a, heard); break;
    case ACTOR_SETUP:
    case ACTOR_KIOSK:
    case ACTOR_EVIL: break;
    }
}

uint64_t pause_us(struct world *w, const struct actor *a)
{
    if (a->kind == ACTOR_SETUP || a->kind == ACTOR_AUDITOR)
        return 400000 + below(w, 1500000);
    if (a->kind == ACTOR_BOSS)
        return 150000 + below(w, 600000);
    return 20000 + below(w, 260000);
}

void settle(struct world *w, struct actor *a)
{
    a->pending.active = false;
    a->free_at_us = w->mono_us + pause_us(w, a);
}

static bool try_again(enum refusal why)
{
    return why == BUSY || why == NOT_YET || why == REBUILDING || why == CLOCK_SUSPECT;
}

static const struct command_spec *spec_of_command(enum svc svc, const char *name)
{
    const struct command_spec *own = command_find(office_services[svc]->contract, text_of(name));

    return own != NULL ? own : command_find(&engine_contract, text_of(name));
}

static void check_confirmed(struct world *w, const struct actor *a)
{
    const struct confirm_request *said = heard_part(w, &confirm_request_spec, (struct bytes){ a->pending.body, a->pending.body_len });

    later_check_answer(w, a->pending.svc, said);
}

static void hear(struct world *w, uint64_t tag, struct bytes payload)
{
    struct actor *a;
    struct heard heard;
    struct text refusal = { 0 };
    uint64_t request;

    if (map_get_text(payload, "refusal", &refusal))
        counts_refusal(&w->report->counts, refusal.at, refusal.len);
    if (tag >= w->clients.actor_count || !map_get_u64(payload, "request", &request))
        return;
    a = &w->clients.actors[tag];
    if (!a->pending.active || request != a->pending.request || !read_heard(payload, &heard))
        return;
    arena_reset(&w->clients.arena);
    if (heard.outcome == HEARD_NOT_TAKEN && try_again(heard.refusal) && ++a->pending.given_back < PATIENCE) {
        a->pending.next_send_us = w->mono_us + 20000 + below(w, 150000 * (1 + a->pending.given_back));
        return;
    }
    check_expected(w, a, &heard);
    if (!a->pending.query && heard.outcome != HEARD_NOT_TAKEN)
        check_ack(w, a, &heard);
    if (!a->pending.query && heard.outcome == HEARD_DONE)
        counts_command(&w->report->counts, a->pending.svc, spec_of_command(a->pending.svc, a->pending.name));
    if (!a->pending.query && heard.outcome == HEARD_DONE && strcmp(a->pending.name, "confirm_request") == 0)
        check_confirmed(w, a);
    tell(w, a, &heard);
    if (!a->pending.query && heard.outcome != HEARD_NOT_TAKEN)
        remember(w, a, &heard);
    settle(w, a);
}

void clients_hear(struct world *w)
{
    struct message m;

    while (network_take(w, END_CLIENTS, &m)) {
        must(m.kind == MESSAGE_ANSWER);
        trace_add(&w->trace, 40, m.tag, (struct bytes){ m.bytes, m.len });
        hear(w, m.tag, (struct bytes){ m.bytes, m.len });
        free(m.bytes);
    }
}
