/* The allow-list's line of a peer: its key, name, role, rights and last day, and that it fits the lines before. */
#include "wire/peers_parse.h"

#include "wire/keys.h"

static const struct text nothing = { NULL, 0 };

static void keep(char *to, struct text from)
{
    memcpy(to, from.at, from.len);
    to[from.len] = '\0';
}

/* command:X or follow:X: the part behind the colon. */
static void service_right(struct parse *p, struct text right, uint32_t prefix, bool *all, char (*list)[16], uint32_t *count)
{
    struct text service = { right.at + prefix, right.len - prefix };

    if (text_is(service, "*"))
        *all = true;
    else if (!peers_is_token(service, 15))
        peers_say(p, right, "not a service's name");
    else if (*count == PEER_SERVICES_MAX)
        peers_say(p, right, "more than %d services", PEER_SERVICES_MAX);
    else
        keep(list[(*count)++], service);
}

static bool begins(struct text text, const char *with)
{
    return text.len >= strlen(with) && memcmp(text.at, with, strlen(with)) == 0;
}

static void one_right(struct parse *p, struct text right, struct peer *peer)
{
    if (begins(right, "command:"))
        service_right(p, right, 8, &peer->command_all, peer->command_services, &peer->command_count);
    else if (begins(right, "follow:"))
        service_right(p, right, 7, &peer->follow_all, peer->follow_services, &peer->follow_count);
    else if (text_is(right, "entries"))
        peer->entries = true;
    else if (text_is(right, "control"))
        peer->control = true;
    else
        peers_say(p, right, "unknown right (command:, follow:, entries, control or -)");
}

static void rights(struct parse *p, struct text list, struct peer *peer)
{
    uint32_t from = 0;

    if (text_is(list, "-"))
        return;
    for (uint32_t at = 0; at <= list.len; at++) {
        if (at < list.len && list.at[at] != ',')
            continue;
        one_right(p, (struct text){ list.at + from, at - from }, peer);
        from = at + 1;
    }
}

static bool role_of_a_peer(enum role role)
{
    switch (role) {
    case ROLE_KIOSK:
    case ROLE_CITIZEN:
    case ROLE_SYSTEM:
    case ROLE_TERMINAL:
    case ROLE_SERVICE:
        return true;
    case ROLE_NONE:
    case ROLE_OPERATOR:
    case ROLE_SITE_MANAGER:
    case ROLE_SERVICE_MANAGER:
    case ROLE_CITY:
    case ROLE_AUDITOR:
    case ROLE_NEWCOMER:
        return false;
    }
    return false;
}

static bool same_services(const char (*a)[16], uint32_t a_count, const char (*b)[16], uint32_t b_count)
{
    for (uint32_t i = 0; a_count == b_count && i < a_count; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return a_count == b_count;
}

/* Two keys of one name: one peer. */
static bool same_standing(const struct peer *a, const struct peer *b)
{
    return a->role == b->role && a->entries == b->entries && a->control == b->control && a->command_all == b->command_all &&
           a->follow_all == b->follow_all && same_services(a->command_services, a->command_count, b->command_services, b->command_count) &&
           same_services(a->follow_services, a->follow_count, b->follow_services, b->follow_count);
}

static void other_keys(struct parse *p, struct text name, const struct peer *peer)
{
    uint32_t keys = 0;

    for (uint32_t i = 0; i < p->peers->count; i++) {
        const struct peer *other = &p->peers->at[i].peer;
        if (strcmp(other->name, peer->name) != 0)
            continue;
        if (p->form == 1)
            peers_say(p, name, "this name is there already");
        else if (!same_standing(other, peer))
            peers_say(p, name, "this name has another role or other rights with its other key");
        else if (++keys == PEERS_KEYS_MAX)
            peers_say(p, name, "more than %u keys of this name", PEERS_KEYS_MAX);
        else
            continue;
        return;
    }
}

static void last_day(struct parse *p, struct text word, struct date *ret)
{
    bool warning;

    if (word.len != 16 || !begins(word, "until=") || word.at[10] != '-' || word.at[13] != '-' ||
        !date_parse((struct text){ word.at + 6, 10 }, ret, &warning))
        peers_say(p, word, "not a last day (until=YYYY-MM-DD)");
}

void peers_take_peer(struct parse *p, const struct words *words)
{
    struct peer peer = { .role = ROLE_NONE };
    struct date until = { 0 };
    uint32_t faults_before = p->faults;

    if (words->count != 4 && (words->count != 5 || p->form == 1)) {
        peers_say(p, nothing, "a peer has four words: KEY NAME ROLE RIGHTS%s", p->form == 1 ? "" : ", perhaps until=YYYY-MM-DD");
        return;
    }
    if (!wire_key_get(words->at[0], peer.key))
        peers_say(p, words->at[0], "not a key (40 characters of Z85)");
    else if (peers_has_key(p->peers, peer.key))
        peers_say(p, words->at[0], "this key is there already");
    else if (peers_has_revoked(p->peers, peer.key))
        peers_say(p, words->at[0], "this key is revoked");
    peer.role = role_of(words->at[2]);
    if (!role_of_a_peer(peer.role))
        peers_say(p, words->at[2], "not a role of a peer (terminal, kiosk, citizen, system or service)");
    rights(p, words->at[3], &peer);
    peers_take_name(p, words->at[1], peer.name);
    if (peer.name[0] != '\0')
        other_keys(p, words->at[1], &peer);
    if (words->count == 5)
        last_day(p, words->at[4], &until);
    if (p->faults > faults_before)
        return;
    if (p->peers->count == PEERS_MAX)
        peers_say(p, nothing, "more than %u peers", PEERS_MAX);
    else
        peers_add(p->peers, &peer, until);
}
