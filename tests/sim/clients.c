/* Who there is, sending, and repeating until there is an answer (clients_hear.c). */
#include "clients_internal.h"

#include "engine/host_internal.h"
#include "world.h"

#define FRAME_BYTES (96u * 1024u)

uint32_t minute_now(const struct world *w) { return tokyo_minute(world_now(w)); }
struct date today_now(const struct world *w) { return tokyo_date(world_now(w)); }

/* ---- Who there is ------------------------------------------------------------------------ */

static struct actor *actor_new(struct world *w, enum actor_kind kind, uint32_t peer, enum person person, uint64_t desk)
{
    struct clients *c = &w->clients;
    struct actor *a = &c->actors[c->actor_count++];

    must(c->actor_count <= ACTORS);
    *a = (struct actor){ .kind = kind, .peer = peer, .instance = ++c->instance, .person = person, .desk = desk };
    a->free_at_us = w->mono_us + below(w, 100000);
    return a;
}

void clients_init(struct world *w)
{
    struct clients *c = &w->clients;

    arena_init(&c->arena, 4u << 20);
    c->room = malloc(FRAME_BYTES);
    must(c->room != NULL);
    c->temps = 1;
    actor_new(w, ACTOR_SETUP, PEER_SYSTEM, NOBODY, 0);
    actor_new(w, ACTOR_BOSS, PEER_TERMINAL, BOSS, 0);
    actor_new(w, ACTOR_MANAGER, PEER_TERMINAL, MANAGER, 0);
    actor_new(w, ACTOR_DESK, PEER_TERMINAL + 1, OPERATOR_A, 1);
    actor_new(w, ACTOR_DESK, PEER_TERMINAL + 2, OPERATOR_B, 2);
    actor_new(w, ACTOR_DESK, PEER_TERMINAL + 1, OPERATOR_C, 3);
    actor_new(w, ACTOR_BACK, PEER_TERMINAL, OPERATOR_C, 0);
    actor_new(w, ACTOR_BACK, PEER_TERMINAL, OPERATOR_A, 0);
    actor_new(w, ACTOR_PHONE, PEER_TERMINAL + 2, OPERATOR_B, 0);
    actor_new(w, ACTOR_AUDITOR, PEER_TERMINAL + 2, AUDITOR, 0);
    for (uint32_t i = 0; i < 2; i++)
        actor_new(w, ACTOR_CITIZEN, PEER_CITIZEN, NOBODY, 0);
    for (uint32_t i = 0; i < 2; i++)
        actor_new(w, ACTOR_KIOSK, PEER_KIOSK, NOBODY, 0);
    actor_new(w, ACTOR_EVIL, PEER_TERMINAL, NOBODY, 0);
    actor_new(w, ACTOR_EVIL, PEER_KIOSK, NOBODY, 0);
}

void clients_fini(struct clients *c)
{
    for (uint32_t i = 0; i < c->actor_count; i++) {
        free(c->actors[i].pending.body);
        for (uint32_t k = 0; k < HISTORY; k++)
            free(c->actors[i].history[k].body);
    }
    free(c->acks);
    free(c->room);
    arena_fini(&c->arena);
}

bool clients_idle(const struct world *w)
{
    for (uint32_t i = 0; i < w->clients.actor_count; i++)
        if (w->clients.actors[i].pending.active)
            return false;
    return true;
}

bool at_terminal(const struct actor *a)
{
    return a->peer < PEER_TERMINAL + TERMINALS;
}

/* ---- Sending ------------------------------------------------------------------------------ */

static void write_ticket(struct world *w, const struct actor *a, const char *key, enum person person, bool forged, struct writer *to)
{
    uint8_t bytes[TICKET_LEN] = { 1 };

    if (at_terminal(a) && w->clients.tickets[person][a->peer].set)
        memcpy(bytes, w->clients.tickets[person][a->peer].bytes, TICKET_LEN);
    if (forged)
        bytes[TICKET_LEN - 5] ^= 0x10;
    write_key(to, key);
    write_bin(to, (struct bytes){ bytes, TICKET_LEN });
}

static void write_after(const struct how *how, struct writer *to)
{
    write_key(to, "after");
    write_array(to, 1);
    write_position(to, &how->after);
}

static struct bytes frame(struct world *w, const struct actor *a, const struct pending *p)
{
    const struct how *how = &p->how;
    struct writer to = writer_of(w->clients.room, FRAME_BYTES);
    bool after = how->after.source.at != NULL, ticket = how->person != NOBODY, second = how->second != NOBODY && !p->query;
    bool purpose = how->purpose != NULL && !p->query, until = how->until_us != 0 && !p->query;

    write_map(&to, (p->query ? 4u : 6u) + after + ticket + second + purpose + until);
    if (after)
        write_after(how, &to);
    write_key(&to, "body");
    write_raw(&to, (struct bytes){ p->body, p->body_len });
    if (!p->query) {
        write_key(&to, "instance");
        write_u64(&to, a->instance);
    }
    write_key(&to, "kind");
    write_key(&to, p->query ? "query" : "command");
    write_key(&to, "name");
    write_key(&to, p->name);
    if (purpose) {
        write_key(&to, "purpose");
        write_key(&to, how->purpose);
    }
    write_key(&to, "request");
    write_u64(&to, p->request);
    if (second)
        write_ticket(w, a, "second", how->second, false, &to);
    if (!p->query) {
        write_key(&to, "sequence");
        write_u64(&to, p->sequence);
    }
    if (ticket)
        write_ticket(w, a, "ticket", how->person, how->forged, &to);
    if (until) {
        write_key(&to, "until");
        write_u64(&to, how->until_us);
    }
    return written(&to);
}

static void send_frame(struct world *w, uint32_t peer, enum svc to, uint64_t tag, struct bytes bytes)
{
    network_send(w, (struct message){ .kind = MESSAGE_FRAME, .from = END_CLIENTS, .to = to, .peer = peer, .tag = tag }, bytes);
}

void send_raw(struct world *w, uint32_t peer, enum svc to, struct bytes bytes)
{
    send_frame(w, peer, to, UINT32_MAX, bytes);
}

static void send_pending(struct world *w, struct actor *a)
{
    struct pending *p = &a->pending;

    if (p->sent++ > 0)
        count(w, COUNT_RESENT);
    p->next_send_us = w->mono_us + 150000 + below(w, 700000) + (uint64_t)p->sent * 50000;
    send_frame(w, a->peer, p->svc, (uint64_t)(a - w->clients.actors), frame(w, a, p));
}

static struct bytes encode(struct world *w, const struct record_spec *spec, const void *value)
{
    struct writer to = writer_of(w->clients.room, FRAME_BYTES);

    message_encode(spec, value, &to);
    return written(&to);
}

static void start(struct world *w, struct actor *a, struct built message, struct how how, bool query)
{
    struct pending *p = &a->pending;
    struct bytes body = encode(w, message.spec, message.value);

    must(!p->active);
    free(p->body);
    *p = (struct pending){ .active = true, .query = query, .svc = svc_of(text_of(message.service)), .name = message.name, .how = how,
                           .request = ++w->clients.request, .sequence = query ? 0 : ++a->sequence };
    p->body = malloc(body.len);
    must(p->body != NULL && p->svc < SVC_COUNT);
    memcpy(p->body, body.at, body.len);
    p->body_len = body.len;
    send_pending(w, a);
}

void say(struct world *w, struct actor *a, struct built message, struct how how)
{
    if (a->pending.active)
        return;
    start(w, a, message, how, false);
}

void ask(struct world *w, struct actor *a, struct built query, const struct record_spec *result, struct how how)
{
    if (a->pending.active)
        return;
    start(w, a, query, how, true);
    a->pending.result_spec = result;
}

/* ---- People ------------------------------------------------------------------------------- */

const char *person_name(const struct clients *c, enum person person, char ret[24])
{
    static const char *const names[] = { "nobody", "boss", "manager", "operator-a", "operator-b", "operator-c", "city", "auditor", "boss-b" };

    if (person == TEMP)
        snprintf(ret, 24, "temp-%u", c->temps);
    else
        snprintf(ret, 24, "%s", names[person]);
    return ret;
}

enum staff_role person_role(enum person person)
{
    static const enum staff_role roles[] = {
        [NOBODY] = 0, [BOSS] = STAFF_ROLE_SERVICE_MANAGER, [MANAGER] = STAFF_ROLE_SITE_MANAGER, [OPERATOR_A] = STAFF_ROLE_OPERATOR,
        [OPERATOR_B] = STAFF_ROLE_OPERATOR, [OPERATOR_C] = STAFF_ROLE_OPERATOR, [CITY_CLERK] = STAFF_ROLE_CITY, [AUDITOR] = STAFF_ROLE_AUDITOR,
        [BOSS_B] = STAFF_ROLE_SERVICE_MANAGER, [TEMP] = STAFF_ROLE_OPERATOR,
    };

    return roles[person];
}

/* The login is of whom it was begun for: what is under way stays as it is. */
bool at_hand(struct world *w, struct actor *a, enum person person)
{
    struct ticket_held *t = &w->clients.tickets[person][a->peer];
    uint64_t now = world_now(w);
    char name[24], password[48], code[TOTP_CODE_SIZE];

    must(at_terminal(a) && person != NOBODY);
    if (t->set && t->expires_us > now + 20 * US_PER_SECOND && !(t->expires_us < now + 8 * US_PER_MINUTE && chance(w, 300)))
        return true;
    if (a->pending.active || staff_account(&w->models.staff, person_name(&w->clients, person, name)) == NULL)
        return false;
    if (t->set && t->expires_us > now + 20 * US_PER_SECOND) {
        say(w, a, renew_ticket(0), (struct how){ .person = person });
        return false;
    }
    snprintf(password, sizeof password, PLANTED_SECRET "-of-the-person-%u", chance(w, 30) ? 99 : person);
    if (person == TEMP)
        temp_password((uint32_t)below(w, 2), password);
    say(w, a, login(.name = text_of(name), .password = text_of(password), .code = person == TEMP ? temp_code(w, code) : (struct text){ 0 }), (struct how){ 0 });
    a->pending.said = person;
    return false;
}

/* Whoever speaks with it speaks for the account it names: another person's would be a fault of ours. */
static void must_be_of(struct world *w, enum person person, const uint8_t bytes[TICKET_LEN])
{
    struct staff_ticket ticket;
    char name[24];
    const struct m_account *account = staff_account(&w->models.staff, person_name(&w->clients, person, name));

    must(ticket_verify(w->ticket_signer.public_key, (struct bytes){ bytes, TICKET_LEN }, &ticket) == OK);
    must(account == NULL || account->id == ticket.account);
}

void take_ticket_of(struct world *w, struct actor *a, enum person person, const struct heard *heard)
{
    struct ticket_held *t = &w->clients.tickets[person][a->peer];
    struct bytes ticket;
    uint64_t expires;

    if (heard->outcome != HEARD_DONE) {
        t->set = false;
        return;
    }
    if (heard->shown.at == NULL || !map_get_bin(heard->shown, "ticket", &ticket) || ticket.len != TICKET_LEN || !map_get_u64(heard->result, "expires_at_us", &expires))
        return;
    must_be_of(w, person, ticket.at);
    t->set = true;
    t->expires_us = expires;
    memcpy(t->bytes, ticket.at, TICKET_LEN);
}

/* ---- Acting ------------------------------------------------------------------------------- */

/* Says something again that was answered long ago, or something else under its id. Passwords are no part of what a
 * command id stands for, so two logins of one name do not differ. */
static void say_again(struct world *w, struct actor *a)
{
    uint32_t index = (uint32_t)below(w, HISTORY), other = (uint32_t)below(w, HISTORY);
    const struct said *said = &a->history[index], *content = said;
    struct pending *p = &a->pending;
    bool conflict = chance(w, 250);

    if (said->how.person == TEMP && said->temps != w->clients.temps)
        return;                                          /* another account by now: for the service another content */
    if (!said->set || (at_terminal(a) && said->how.person != NOBODY && !at_hand(w, a, said->how.person)) || p->active)
        return;
    if (conflict) {
        content = &a->history[other];
        if (!content->set || content->svc != said->svc || content->sequence == said->sequence ||
            (strcmp(content->name, said->name) == 0 && content->svc == SVC_STAFF) ||
            (content->body_len == said->body_len && memcmp(content->body, said->body, said->body_len) == 0 && strcmp(content->name, said->name) == 0))
            return;
    }
    free(p->body);
    *p = (struct pending){ .active = true, .svc = said->svc, .name = content->name, .how = content->how, .request = ++w->clients.request,
                           .sequence = said->sequence, .expect = conflict ? EXPECT_CONFLICT : EXPECT_SAME, .said = index };
    p->how.after = (struct position){ 0 };
    p->how.until_us = 0;
    p->how.forged = false;
    p->body = malloc(content->body_len);
    must(p->body != NULL);
    memcpy(p->body, content->body, content->body_len);
    p->body_len = content->body_len;
    send_pending(w, a);
}

static void act(struct world *w, struct actor *a)
{
    static void (*const acts[])(struct world *, struct actor *) = {
        [ACTOR_SETUP] = act_setup, [ACTOR_BOSS] = act_boss, [ACTOR_MANAGER] = act_manager, [ACTOR_DESK] = act_desk, [ACTOR_BACK] = act_back,
        [ACTOR_PHONE] = act_phone, [ACTOR_AUDITOR] = act_auditor, [ACTOR_CITIZEN] = act_citizen, [ACTOR_KIOSK] = act_kiosk, [ACTOR_EVIL] = act_evil,
    };

    a->free_at_us = w->mono_us + pause_us(w, a);
    if (chance(w, 60))
        say_again(w, a);
    else
        acts[a->kind](w, a);
}

void clients_act(struct world *w)
{
    for (uint32_t i = 0; i < w->clients.actor_count; i++) {
        struct actor *a = &w->clients.actors[i];

        if (a->pending.active && w->mono_us >= a->pending.next_send_us) {
            if (!w->healing && a->pending.sent >= PATIENCE)
                settle(w, a);                            /* gives up: the outcome stays unknown */
            else
                send_pending(w, a);
        } else if (!a->pending.active && !w->healing && w->mono_us >= a->free_at_us) {
            act(w, a);
        }
    }
}

void clients_forget(struct world *w, enum svc svc, uint64_t kept)
{
    struct clients *c = &w->clients;
    uint32_t left = 0;

    for (uint32_t i = 0; i < c->ack_count; i++)
        if (c->acks[i].svc != svc || c->acks[i].number <= kept)
            c->acks[left++] = c->acks[i];
    c->ack_count = left;
    for (uint32_t i = 0; i < c->actor_count; i++)
        for (uint32_t k = 0; k < HISTORY; k++)
            if (c->actors[i].history[k].svc == svc && c->actors[i].history[k].number > kept)
                c->actors[i].history[k].set = false;
}
