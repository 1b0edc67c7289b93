/* Lines of entries.jsonl as text and back. A reader for exactly this form: lines can be longer than any
 * message a service takes, and nothing in them needs an escape. */
#include "line.h"

#include <inttypes.h>

#include "base/invariant.h"

#define PLAIN_BYTES 64

struct scan {
    const char *at, *end;
};

static void skip_spaces(struct scan *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\r'))
        s->at++;
}

static bool take(struct scan *s, char c)
{
    skip_spaces(s);
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static bool take_string(struct scan *s, struct text *ret)
{
    const char *from, *end;

    if (!take(s, '"'))
        return false;
    from = s->at;
    end = s->at == s->end ? NULL : memchr(s->at, '"', (size_t)(s->end - s->at));
    if (end == NULL)
        return false;
    for (const char *at = from; at < end && at < from + PLAIN_BYTES; at++)         /* longer ones are digits to whoever reads them */
        if ((uint8_t)*at < ' ' || *at == '\\')
            return false;
    *ret = (struct text){ from, (uint32_t)(end - from) };
    s->at = end + 1;
    return true;
}

static bool take_number(struct scan *s, uint64_t *ret)
{
    uint64_t v = 0;
    const char *from;

    skip_spaces(s);
    from = s->at;
    for (; s->at < s->end && *s->at >= '0' && *s->at <= '9'; s->at++)
        if (__builtin_mul_overflow(v, UINT64_C(10), &v) || __builtin_add_overflow(v, (uint64_t)(*s->at - '0'), &v))
            return false;
    *ret = v;
    return s->at > from && (*from != '0' || s->at == from + 1);
}

enum { HAS_INDEX = 1, HAS_SOURCE = 2, HAS_EPOCH = 4, HAS_SEQUENCE = 8, HAS_HASH = 16, HAS_ENTRY = 32, HAS_ALL = 63 };

static bool take_hash(struct scan *s, struct audit_line_room *room, struct audit_line *line)
{
    struct text hex;

    line->hash = room->hash;
    return take_string(s, &hex) && hex_get(room->hash, sizeof room->hash, hex);
}

static bool take_entry(struct scan *s, struct audit_line_room *room, struct audit_line *line)
{
    struct text coded;

    line->entry.at = room->entry;
    return take_string(s, &coded) && base64_get(room->entry, sizeof room->entry, coded, &line->entry.len);
}

/* The value under `key`; the bit of what it was, 0 when it does not fit. */
static unsigned take_value(struct scan *s, struct text key, struct audit_line_room *room, struct audit_line *line)
{
    if (text_is(key, "index"))
        return take_number(s, &line->index) ? HAS_INDEX : 0;
    if (text_is(key, "source"))
        return take_string(s, &line->source) && line->source.len < AUDIT_SOURCE_SIZE && utf8_valid(line->source) ? HAS_SOURCE : 0;
    if (text_is(key, "epoch"))
        return take_number(s, &line->epoch) ? HAS_EPOCH : 0;
    if (text_is(key, "sequence"))
        return take_number(s, &line->sequence) ? HAS_SEQUENCE : 0;
    if (text_is(key, "hash"))
        return take_hash(s, room, line) ? HAS_HASH : 0;
    return text_is(key, "entry") && take_entry(s, room, line) ? HAS_ENTRY : 0;
}

bool audit_line_read(struct text text, struct audit_line_room *room, struct audit_line *ret)
{
    struct scan s = { text.at, text.at + text.len };
    struct audit_line line = { 0 };
    unsigned has = 0;

    if (!take(&s, '{'))
        return false;
    do {
        struct text key;
        unsigned bit;

        if (!take_string(&s, &key) || !take(&s, ':') || (bit = take_value(&s, key, room, &line)) == 0 || (has & bit) != 0)
            return false;
        has |= bit;
    } while (take(&s, ','));
    if (!take(&s, '}') || has != HAS_ALL)
        return false;
    skip_spaces(&s);
    if (s.at != s.end)
        return false;
    *ret = line;
    return true;
}

void audit_line_put(const struct audit_line *line, char *to, size_t size)
{
    char hex[65];
    int len;

    must(size >= AUDIT_LINE_SIZE && line->hash != NULL && line->entry.len <= ENTRY_BYTES_MAX && line->source.len < AUDIT_SOURCE_SIZE);
    hex_put(hex, line->hash, 32);
    len = snprintf(to, size, "{\"index\":%" PRIu64 ",\"source\":\"%.*s\",\"epoch\":%" PRIu64 ",\"sequence\":%" PRIu64 ",\"hash\":\"%s\",\"entry\":\"", line->index,
                   (int)line->source.len, line->source.at, line->epoch, line->sequence, hex);
    must(len > 0 && (size_t)len < size);
    base64_put(to + len, size - (size_t)len, line->entry);
    len += (int)strlen(to + len);
    must((size_t)len + 4 <= size);
    memcpy(to + len, "\"}\n", 4);
}
