/* Log lines. Keeps true: a line is one write, valid UTF-8 and valid JSON whatever the texts hold,
 * and never longer than LOG_LINE_MAX. The wall clock of the machine stamps it, also when the domain's
 * clock is driven. */
#include "shell/log.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/invariant.h"
#include "trust/number_guard.h"

#define CLOSING_ROOM 4               /* quote, brace, line feed */

static const char *log_service = "madoguchi";
static _Atomic enum log_level log_least = LOG_NOTE;

static const char *const field_names[] = {
#define LOG_NAME(name, text) text,
    LOG_FIELD_LIST(LOG_NAME)
#undef LOG_NAME
};
static const char *const level_names[] = { "fine", "note", "warn", "alarm" };

struct line {
    char *at;
    uint32_t len;
    bool full;
};

/* Whole or not at all, so that no escape is cut. */
static void put(struct line *line, const char *from, uint32_t len)
{
    if (line->full || line->len + len > LOG_LINE_MAX - CLOSING_ROOM) {
        line->full = true;
        return;
    }
    memcpy(line->at + line->len, from, len);
    line->len += len;
}

static void put_text(struct line *line, const char *text)
{
    put(line, text, (uint32_t)strlen(text));
}

/* Controls, line separators and marks that turn the direction of text. */
static bool is_escaped(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

static void put_escaped(struct line *line, struct text text)
{
    char escape[12];

    for (uint32_t offset = 0; offset < text.len;) {
        uint32_t start = offset, point = utf8_next(text, &offset);

        if (point == UINT32_MAX) {
            put_text(line, "\\ufffd");
            offset++;
        } else if (point == '"' || point == '\\') {
            put(line, point == '"' ? "\\\"" : "\\\\", 2);
        } else if (is_escaped(point)) {
            snprintf(escape, sizeof escape, "\\u%04" PRIx32, point);
            put_text(line, escape);
        } else {
            put(line, text.at + start, offset - start);
        }
    }
}

/* What follows an opening quote; the closing one has its room also when the line is full. */
static void put_quoted_rest(struct line *line, const char *text)
{
    struct text value = number_guard_hit(text_of(text)) ? TEXT("(withheld)") : text_of(text);

    put_escaped(line, value);
    must(line->len < LOG_LINE_MAX - CLOSING_ROOM + 1);
    line->at[line->len++] = '"';
}

/* A field that does not fit is left out, and so is all that follows; a text is cut. */
static void put_field(struct line *line, const char *name, const struct log_field *field)
{
    uint32_t before = line->len;
    char number[24];

    put(line, ",\"", 2);
    put_text(line, name);
    put(line, "\":", 2);
    if (field->text == NULL) {
        snprintf(number, sizeof number, "%" PRIu64, field->number);
        put_text(line, number);
    } else {
        put(line, "\"", 1);
        if (!line->full) {
            put_quoted_rest(line, field->text);
            return;
        }
    }
    if (line->full)
        line->len = before;
}

uint32_t log_format(char *to, uint64_t at_us, const char *service, enum log_level level, const char *what,
                    const struct log_field *fields, uint32_t count)
{
    struct line line = { .at = to };
    char at[24], fraction[12];

    must(to != NULL && strlen(service) < 64 && strlen(what) < 128);
    rfc3339_put(at, at_us > TIME_US_MAX ? TIME_US_MAX : at_us);
    snprintf(fraction, sizeof fraction, ".%06u", (unsigned)(at_us % US_PER_SECOND));
    put_text(&line, "{\"at\":\"");
    put(&line, at, (uint32_t)strlen(at) - 1);
    put_text(&line, fraction);
    put_text(&line, "Z\",\"level\":\"");
    put_text(&line, level_names[level]);
    put(&line, "\"", 1);
    put_field(&line, "service", &(struct log_field){ .text = service });
    put_field(&line, "what", &(struct log_field){ .text = what });
    for (uint32_t i = 0; i < count; i++)
        put_field(&line, field_names[fields[i].name], &fields[i]);
    line.at[line.len++] = '}';
    line.at[line.len++] = '\n';
    return line.len;
}

void log_start(const char *service, enum log_level least)
{
    must(service != NULL && strlen(service) < 64);
    log_service = service;
    log_least = least;
}

void log_set_level(enum log_level least)
{
    log_least = least;
}

bool log_level_of(struct text name, enum log_level *ret)
{
    for (uint32_t i = 0; i < sizeof level_names / sizeof *level_names; i++)
        if (text_is(name, level_names[i])) {
            *ret = (enum log_level)i;
            return true;
        }
    return false;
}

void log_write(enum log_level level, const char *what, const struct log_field *fields, uint32_t count)
{
    char line[LOG_LINE_MAX];
    struct timespec now;
    uint32_t len;

    if (level < log_least)
        return;
    must(clock_gettime(CLOCK_REALTIME, &now) == 0);
    len = log_format(line, (uint64_t)now.tv_sec * US_PER_SECOND + (uint64_t)now.tv_nsec / 1000, log_service, level, what, fields, count);
    if (write(STDERR_FILENO, line, len) < 0)
        return;                      /* nowhere left to say so */
}
