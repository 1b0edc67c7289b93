/* The allow-list's text. Reads every line, notes every fault with its place, and makes a table only
 * of a text without any. */
#include "wire/peers_parse.h"

#include <stdarg.h>

#include "base/invariant.h"
#include "wire/keys.h"

#define LINE_BYTES_MAX 1024

void peers_say(struct parse *p, struct text about, const char *format, ...)
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
        if (ret->count == PEERS_WORDS_MAX)
            return false;
        uint32_t from = at;
        while (at < line.len && !is_space(line.at[at]))
            at++;
        ret->at[ret->count++] = (struct text){ line.at + from, at - from };
    }
}

bool peers_is_token(struct text text, uint32_t len_max)
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

void peers_take_name(struct parse *p, struct text from, char to[32])
{
    if (peers_is_token(from, 31))
        memcpy(to, from.at, from.len);       /* the rest is zeros already */
    else
        peers_say(p, from, "not a name (1 to 31 of A-Z a-z 0-9 . _ -)");
}

static void revoked_line(struct parse *p, const struct words *words)
{
    struct peers_revoked revoked = { .name = "" };
    uint32_t faults_before = p->faults;

    if (words->count != 3) {
        peers_say(p, nothing, "a revoked key has three words: revoked KEY NAME");
        return;
    }
    if (!wire_key_get(words->at[1], revoked.key))
        peers_say(p, words->at[1], "not a key (40 characters of Z85)");
    else if (peers_has_key(p->peers, revoked.key))
        peers_say(p, words->at[1], "this key is enrolled above");
    else if (peers_has_revoked(p->peers, revoked.key))
        peers_say(p, words->at[1], "this key is there already");
    peers_take_name(p, words->at[2], revoked.name);
    if (p->faults > faults_before)
        return;
    if (p->peers->revoked_count == PEERS_MAX)
        peers_say(p, nothing, "more than %u revoked keys", PEERS_MAX);
    else
        peers_add_revoked(p->peers, &revoked);
}

static void version_line(struct parse *p, const struct words *words)
{
    uint64_t version = 0;
    bool digits = words->count == 2 && words->at[1].len <= 16 && words->at[1].at[0] != '0';

    for (uint32_t i = 0; digits && i < words->at[1].len; i++) {
        digits = words->at[1].at[i] >= '0' && words->at[1].at[i] <= '9';
        version = version * 10 + (uint64_t)(words->at[1].at[i] - '0');
    }
    if (!digits || version > PEERS_VERSION_MAX)
        peers_say(p, nothing, "version is followed by a number from 1");
    else if (p->peers->version != 0)
        peers_say(p, nothing, "a second version");
    else
        p->peers->version = version;
}

static void signature_line(struct parse *p, const struct words *words)
{
    if (words->count != 2 || !hex_get(p->peers->signature, sizeof(p->peers->signature), words->at[1])) {
        peers_say(p, nothing, "signature is followed by 128 hex digits");
        return;
    }
    p->peers->has_signature = true;
    p->peers->signed_len = p->from;
}

static void ticket_key_line(struct parse *p, const struct words *words)
{
    if (words->count != 2 || !hex_get(p->peers->ticket_key, sizeof(p->peers->ticket_key), words->at[1]))
        peers_say(p, nothing, "ticket-key is followed by 64 hex digits");
    else if (p->peers->has_ticket_key)
        peers_say(p, nothing, "a second ticket-key");
    else
        p->peers->has_ticket_key = true;
}

static void first_line(struct parse *p, const struct words *words)
{
    p->form = 2;
    if (words->count == 2 && text_is(words->at[0], "madoguchi-peers") && text_is(words->at[1], "1"))
        p->form = 1;
    else if (words->count != 2 || !text_is(words->at[0], "madoguchi-peers") || !text_is(words->at[1], "2"))
        peers_say(p, nothing, "the first line must be: madoguchi-peers 2");
}

static void words_line(struct parse *p, const struct words *words)
{
    struct text first = words->at[0];

    if (text_is(first, "ticket-key"))
        ticket_key_line(p, words);
    else if (p->form == 2 && text_is(first, "version"))
        version_line(p, words);
    else if (p->form == 2 && text_is(first, "revoked"))
        revoked_line(p, words);
    else if (p->form == 2 && text_is(first, "signature"))
        signature_line(p, words);
    else
        peers_take_peer(p, words);
}

static void one_line(struct parse *p, struct text line)
{
    struct words words;

    if (p->peers->has_signature)
        peers_say(p, nothing, "nothing may follow the signature");
    else if (line.len > LINE_BYTES_MAX)
        peers_say(p, nothing, "longer than %d bytes", LINE_BYTES_MAX);
    else if (line.len > 0 && memchr(line.at, '\0', line.len) != NULL)
        peers_say(p, nothing, "a zero byte");
    else if (!split(line, &words))
        peers_say(p, nothing, "too many words");
    else if (p->line == 1)
        first_line(p, &words);
    else if (words.count > 0)
        words_line(p, &words);
}

static void all_lines(struct parse *p, struct text text)
{
    while (p->from < text.len || p->line == 0) {
        const char *end = text.len > p->from ? memchr(text.at + p->from, '\n', text.len - p->from) : NULL;
        uint32_t len = end != NULL ? (uint32_t)(end - (text.at + p->from)) : text.len - p->from;
        p->line++;
        one_line(p, (struct text){ text.at + p->from, len });
        p->from += len + 1;
    }
    if (p->form == 2 && p->peers->version == 0)
        peers_say(p, nothing, "the list has no version");
    if (p->form == 2 && !p->peers->has_signature)
        peers_say(p, nothing, "the list has no signature");
}

enum err peers_parse(const char *name, struct text text, struct peers **ret, struct wire_fault *ret_fault)
{
    struct wire_fault fault = { "" };
    struct parse p = { .name = name, .fault = &fault, .peers = calloc(1, sizeof(struct peers)) };

    must(p.peers != NULL);
    all_lines(&p, text);
    if (p.faults > 0) {
        peers_drop(&p.peers);
        *ret_fault = fault;
        return ERR_CONFIG;
    }
    p.peers->source = malloc(text.len + 1u);
    must(p.peers->source != NULL);
    if (text.len > 0)
        memcpy(p.peers->source, text.at, text.len);
    p.peers->source_len = text.len;
    *ret = p.peers;
    return OK;
}
