/* The list of complaints and its text. Keeps true: what is quoted from a file is bounded and has no
 * control characters, so that a hostile file cannot draw on the terminal. */
#include "shell/complaints.h"

#include <inttypes.h>

#include "base/invariant.h"

#define QUOTED_BYTES_MAX 400

void complaints_init(struct complaints *complaints, struct arena *arena)
{
    must(complaints != NULL && arena != NULL);
    complaints->arena = arena;
    complaints->count = 0;
}

/* Controls become "?", and a sentence that is too long ends early, at a whole character. */
static const char *cleaned(struct arena *arena, const char *from)
{
    char *to = arena_take(arena, QUOTED_BYTES_MAX + 4);
    struct text text = text_of(from);
    uint32_t len = 0;

    for (uint32_t offset = 0; offset < text.len;) {
        uint32_t start = offset, point = utf8_next(text, &offset);
        bool odd = point == UINT32_MAX || point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x2028 && point <= 0x202E) ||
                   (point >= 0x2066 && point <= 0x2069);

        if (point == UINT32_MAX)
            offset++;
        if (len + (offset - start) > QUOTED_BYTES_MAX)
            break;
        if (odd) {
            to[len++] = '?';
            continue;
        }
        memcpy(to + len, from + start, offset - start);
        len += offset - start;
    }
    to[len] = '\0';
    return to;
}

/* The formats come from this layer's sources, never from a file. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static const char *sentence(struct arena *arena, const char *format, va_list args)
{
    char raw[1024];

    vsnprintf(raw, sizeof raw, format, args);
    return cleaned(arena, raw);
}
#pragma GCC diagnostic pop

void complain_list(struct complaints *complaints, struct spot spot, const char *ja, const char *en, va_list args)
{
    struct complaint *to;
    va_list again;

    must(spot.file != NULL);
    if (complaints->count++ >= COMPLAINTS_MAX)
        return;
    to = &complaints->at[complaints->count - 1];
    *to = (struct complaint){ .file = text_terminated(complaints->arena, text_of(spot.file)), .line = spot.line, .column = spot.column };
    to->key = cleaned(complaints->arena, spot.key == NULL ? "" : spot.key);
    va_copy(again, args);
    to->ja = sentence(complaints->arena, ja, args);
    to->en = sentence(complaints->arena, en, again);
    va_end(again);
}

void complain(struct complaints *complaints, struct spot spot, const char *ja, const char *en, ...)
{
    va_list args;

    va_start(args, en);
    complain_list(complaints, spot, ja, en, args);
    va_end(args);
}

struct text complaints_text(const struct complaints *complaints)
{
    uint32_t kept = complaints->count < COMPLAINTS_MAX ? complaints->count : COMPLAINTS_MAX;
    struct text all = TEXT("");

    for (uint32_t i = 0; i < kept; i++) {
        const struct complaint *c = &complaints->at[i];

        all = text_format(complaints->arena, "%.*s%s:%" PRIu32 ":%" PRIu32 ": %s%s%s / %s\n", (int)all.len, all.at, c->file, c->line,
                          c->column, c->key, c->key[0] == '\0' ? "" : ": ", c->ja, c->en);
    }
    if (complaints->count > kept)
        all = text_format(complaints->arena, "%.*sほかに%" PRIu32 "件あります。 / and %" PRIu32 " more.\n", (int)all.len, all.at,
                          complaints->count - kept, complaints->count - kept);
    return all;
}
