/* The allow-list's text. Reads every line, notes every fault with its place, and makes a table only
 * of a text without any. */
#include "wire/peers_table.h"

#include <stdarg.h>

#include "base/invariant.h"
#include "wire/keys.h"

#define LINE_BYTES_MAX 1024
#define WORDS_MAX 5

struct parse {
    const char *name;
    uint32_t line;
    struct peers *peers;
    struct wire_fault *fault;
    size_t fault_len;
    uint32_t faults;
};

struct words {
    struct text at[WORDS_MAX];
    uint32_t count;
};

/* One more fault; what does not fit any more is only counted. */
__attribute__((format(printf, 3, 4)))
static void say(struct parse *p, struct text about, const char *format, ...)
{
    char what[160];
    va_list args;
    size_t room = sizeof(p->fault->text) - p->fault_len;

    va_start(args, format);
    int len = vsnprintf(what, sizeof(what), format, args);
    va_end(args);
    must(len >= 0);
    p->faults++;
    int shown = about.len < 40 ? (int)about.len : 40;
    len = snprintf(p->fault->text + p->fault_len, room, "%s%s:%u: %s%s%.*s", p->fault_len > 0 ? "\n" : "", p->name, p->line, what,
                   shown > 0 ? ": " : "", shown, about.at != NULL ? about.at : "");
    if (len > 0 && (size_t)len < room)
        p->fault_len += (size_t)len;
    else
        p->fault->text[p->fault_len] = '\0';
}

static const struct text nothing = { NULL, 0 };

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* False when there are more words than any line has. */
static bool split(struct text line, struct words *ret)
{
    uint32_t at = 0;

    ret->count = 0;
    for (;;) {
        while (at < line.len && is_space(line.at[at]))
            at++;
        if (at == line.len || line.at[at] == '#')
            return true;
        if (ret->count == WORDS_MAX)
            return false;
        uint32_t from = at;
        while (at < line.len && !is_space(line.at[at]))
            at++;
        ret->at[ret->count++] = (struct text){ line.at + from, at - from };
    }
}

static bool is_token(struct text text, uint32_t len_max)
{
    if (text.len == 0 || text.len > len_max)
        return false;
    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'))
            return false;
    }
    return true;
}

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
    else if (!is_token(service, 15))
        say(p, right, "not a service's name");
    else if (*count == PEER_SERVICES_MAX)
        say(p, right, "more than %d services", PEER_SERVICES_MAX);
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
        say(p, right, "unknown right (command:, follow:, entries, control or -)");
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

static void peer_line(struct parse *p, const struct words *words)
{
    struct peer peer = { .role = ROLE_NONE };
    uint32_t faults_before = p->faults;

    if (words->count != 4) {
        say(p, nothing, "a peer has four words: KEY NAME ROLE RIGHTS");
        return;
    }
    if (!wire_key_get(words->at[0], peer.key))
        say(p, words->at[0], "not a key (40 characters of Z85)");
    else if (peers_find(p->peers, peer.key) != NULL)
        say(p, words->at[0], "this key is there already");
    if (!is_token(words->at[1], sizeof(peer.name) - 1))
        say(p, words->at[1], "not a name (1 to 31 of A-Z a-z 0-9 . _ -)");
    else {
        keep(peer.name, words->at[1]);
        if (peers_named(p->peers, peer.name) != NULL)
            say(p, words->at[1], "this name is there already");
    }
    peer.role = role_of(words->at[2]);
    if (!role_of_a_peer(peer.role))
        say(p, words->at[2], "not a role of a peer (terminal, kiosk, citizen, system or service)");
    rights(p, words->at[3], &peer);
    if (p->faults > faults_before)
        return;
    if (p->peers->count == PEERS_MAX)
        say(p, nothing, "more than %u peers", PEERS_MAX);
    else
        peers_add(p->peers, &peer);
}

static void ticket_key_line(struct parse *p, const struct words *words)
{
    if (words->count != 2 || !hex_get(p->peers->ticket_key, sizeof(p->peers->ticket_key), words->at[1]))
        say(p, nothing, "ticket-key is followed by 64 hex digits");
    else if (p->peers->has_ticket_key)
        say(p, nothing, "a second ticket-key");
    else
        p->peers->has_ticket_key = true;
}

static void one_line(struct parse *p, struct text line)
{
    struct words words;

    if (line.len > LINE_BYTES_MAX)
        say(p, nothing, "longer than %d bytes", LINE_BYTES_MAX);
    else if (line.len > 0 && memchr(line.at, '\0', line.len) != NULL)
        say(p, nothing, "a zero byte");
    else if (!split(line, &words))
        say(p, nothing, "too many words");
    else if (p->line == 1) {
        if (words.count != 2 || !text_is(words.at[0], "madoguchi-peers") || !text_is(words.at[1], "1"))
            say(p, nothing, "the first line must be: madoguchi-peers 1");
    } else if (words.count > 0 && text_is(words.at[0], "ticket-key"))
        ticket_key_line(p, &words);
    else if (words.count > 0)
        peer_line(p, &words);
}

enum err peers_parse(const char *name, struct text text, struct peers **ret, struct wire_fault *ret_fault)
{
    struct wire_fault fault = { "" };
    struct parse p = { .name = name, .fault = &fault, .peers = calloc(1, sizeof(struct peers)) };
    uint32_t from = 0;

    must(p.peers != NULL);
    while (from < text.len || p.line == 0) {
        const char *end = text.len > from ? memchr(text.at + from, '\n', text.len - from) : NULL;
        uint32_t len = end != NULL ? (uint32_t)(end - (text.at + from)) : text.len - from;
        p.line++;
        one_line(&p, (struct text){ text.at + from, len });
        from += len + 1;
    }
    if (p.faults > 0) {
        peers_drop(&p.peers);
        *ret_fault = fault;
        return ERR_CONFIG;
    }
    *ret = p.peers;
    return OK;
}
