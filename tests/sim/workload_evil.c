/* Those who mean no good, or whose software is broken: bytes that are no message, roles that may
 * not, tickets of no use, ids that do not exist, frames no client should send. */
#include "world.h"

static enum svc some_service(struct world *w)
{
    return (enum svc)below(w, SVC_COUNT);
}

static void garbage(struct world *w, const struct actor *a)
{
    uint8_t bytes[96];
    uint32_t len = 1 + (uint32_t)below(w, sizeof bytes);

    for (uint32_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)rng_next(&w->rng);
    send_raw(w, a->peer, some_service(w), (struct bytes){ bytes, len });
}

/* A good frame with one byte changed, or cut short. */
static void damaged(struct world *w, const struct actor *a)
{
    uint8_t bytes[256];
    struct writer to = writer_of(bytes, sizeof bytes);
    uint32_t len;

    write_map(&to, 6);
    write_key(&to, "body");
    message_encode(&call_next_spec, &(struct call_next){ .desk_id = { 1 } }, &to);
    write_key(&to, "instance");
    write_u64(&to, a->instance);
    write_key(&to, "kind");
    write_key(&to, "command");
    write_key(&to, "name");
    write_key(&to, chance(w, 300) ? "call_everybody" : "call_next");
    write_key(&to, "request");
    write_u64(&to, 1);
    write_key(&to, "sequence");
    write_u64(&to, 100000 + below(w, 100));
    len = written(&to).len;
    if (chance(w, 300))
        len -= 1 + (uint32_t)below(w, 20);
    else if (chance(w, 600))
        bytes[below(w, len)] ^= (uint8_t)(1u << below(w, 8));
    send_raw(w, a->peer, SVC_QUEUEING, (struct bytes){ bytes, len });
}

/* Follows from an epoch that never was. */
static void strange_pull(struct world *w)
{
    uint8_t bytes[FOLLOW_PULL_BYTES];
    struct writer to = writer_of(bytes, sizeof bytes);
    struct follow_pull pull = { .request = 1 + below(w, 1000), .from = 1 + below(w, 50), .epoch = 40 + (uint32_t)below(w, 9), .max = 10, .whole = chance(w, 300) };

    follow_pull_encode(&pull, &to);
    send_raw(w, PEER_SYSTEM, some_service(w), written(&to));
}

static void status(struct world *w, const struct actor *a)
{
    uint8_t bytes[64];
    struct writer to = writer_of(bytes, sizeof bytes);

    write_map(&to, 2);
    write_key(&to, "kind");
    write_key(&to, "status");
    write_key(&to, "request");
    write_u64(&to, 5);
    send_raw(w, a->peer, some_service(w), written(&to));
}

/* At a terminal, with the manager's ticket or what was made of it. */
static void at_the_terminal(struct world *w, struct actor *a)
{
    struct how how = { .person = MANAGER };

    if (!w->clients.tickets[MANAGER][a->peer].set)
        return;
    switch (below(w, 8)) {
    case 0: how.forged = true; say(w, a, begin_closing(0), how); break;
    case 1: how.second = MANAGER; say(w, a, count_vault(.counted = 1), how); break;
    case 2: say(w, a, count_vault(.counted = 1), how); break;
    case 3: how.second = CITY_CLERK; say(w, a, open_desk(.desk_id = { 1 }), how); break;
    case 4: say(w, a, show_card(.card_id = { 5 }), how); break;
    case 5: how.until_us = world_now(w) - US_PER_MINUTE; say(w, a, open_desk(.desk_id = { 2 }), how); break;
    case 6: say(w, a, close_report(.date = { 20270101 }, .report_sha256 = { (const uint8_t[32]){ 1 }, 32 }, .checkpoint = TEXT("x")), how); break;
    default: how.after = (struct position){ TEXT("reporting"), 1, 1 }; say(w, a, close_desk(.desk_id = { 1 }), how); break;
    }
    if (a->pending.how.second == CITY_CLERK && !w->clients.tickets[CITY_CLERK][a->peer].set)
        a->pending.how.forged = true;
}

static void report_too_early(struct world *w, struct actor *a)
{
    struct how how = { .person = MANAGER, .second = CITY_CLERK };

    if (w->clients.tickets[MANAGER][a->peer].set && w->clients.tickets[CITY_CLERK][a->peer].set)
        say(w, a, close_report(.date = { 20270101 }, .report_sha256 = { (const uint8_t[32]){ 1 }, 32 }, .checkpoint = TEXT("x")), how);
}

/* Without a ticket: what a kiosk or a stranger's machine may not do. */
static void without_a_ticket(struct world *w, struct actor *a)
{
    struct how nobody = { 0 };

    switch (below(w, 8)) {
    case 0: say(w, a, open_day(.date = today_now(w)), nobody); break;
    case 1: say(w, a, count_vault(.counted = 3), nobody); break;
    case 2: say(w, a, revoke_account(.account_id = { 1 }), nobody); break;
    case 3: ask(w, a, accounts(0), &accounts_result_spec, nobody); break;
    case 4: say(w, a, login(.name = TEXT("boss"), .password = TEXT("0123456789")), nobody); break;
    default: guess(w, a); break;
    }
}

void act_evil(struct world *w, struct actor *a)
{
    bool terminal = a->peer < PEER_TERMINAL + TERMINALS;

    a->free_at_us += below(w, 1500000);
    if (chance(w, 150))
        garbage(w, a);
    else if (chance(w, 200))
        damaged(w, a);
    else if (chance(w, 60))
        strange_pull(w);
    else if (chance(w, 80))
        status(w, a);
    else if (terminal && chance(w, 50))
        report_too_early(w, a);
    else if (terminal && chance(w, 200))
        guess(w, a);
    else if (terminal && chance(w, 850))
        at_the_terminal(w, a);
    else
        without_a_ticket(w, a);
    if (!terminal && !a->pending.active)
        a->peer = chance(w, 300) ? PEER_STRANGER : PEER_KIOSK;
}
