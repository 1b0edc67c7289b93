/* Words and columns. Everything printed for people passes here, so that both languages say the same. */
#include "words.h"

#include <inttypes.h>
#include <stdarg.h>

#include "base/date.h"
#include "base/invariant.h"
#include "http/json.h"

#define LABEL_COLUMNS 20u

static bool in_english;

void words_choose(bool english) { in_english = english; }

bool words_english(void) { return in_english; }

const char *words(const char *ja, const char *en) { return in_english ? en : ja; }

bool english_by_environment(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && *value != '\0')
            return strncmp(value, "en", 2) == 0;
    }
    return false;
}

/* ---- Numbers and times ---- */

const char *grouped(uint64_t v, char ret[GROUPED_SIZE])
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, v), out = 0;

    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            ret[out++] = ',';
        ret[out++] = digits[i];
    }
    ret[out] = '\0';
    return ret;
}

struct text date_words(struct arena *arena, uint64_t yyyymmdd)
{
    struct date date = { yyyymmdd <= UINT32_MAX ? (uint32_t)yyyymmdd : 0 };
    char iso[11];

    if (!date_valid(date))
        return TEXT("-");
    date_put(iso, date);
    return text_format(arena, "%s  %s", iso, date_wareki(arena, date).at);
}

struct text time_words(struct arena *arena, uint64_t at_us)
{
    char minute[17];

    if (at_us > TIME_US_MAX)
        return TEXT("-");
    tokyo_put(minute, at_us);
    return text_format(arena, "%s:%02u  %s", minute, (unsigned)(at_us / US_PER_SECOND % 60), date_wareki(arena, tokyo_date(at_us)).at);
}

struct text span_words(struct arena *arena, uint64_t us)
{
    uint64_t seconds = us / US_PER_SECOND;

    if (seconds < 120)
        return text_format(arena, words("%" PRIu64 " 秒", "%" PRIu64 " s"), seconds);
    if (seconds < 120 * 60)
        return text_format(arena, words("%" PRIu64 " 分", "%" PRIu64 " min"), seconds / 60);
    if (seconds < 48 * 3600)
        return text_format(arena, words("%" PRIu64 " 時間", "%" PRIu64 " h"), seconds / 3600);
    return text_format(arena, words("%" PRIu64 " 日", "%" PRIu64 " days"), seconds / 86400);
}

const char *service_words(struct text service)
{
    static const struct { const char *name, *ja; } names[] = { { "staff", "職員" }, { "inventory", "在庫" }, { "reservations", "予約" },
                                                               { "queueing", "受付" }, { "reporting", "報告" }, { "audit", "監査" } };

    for (size_t i = 0; i < sizeof names / sizeof *names && !in_english; i++)
        if (text_is(service, names[i].name))
            return names[i].ja;
    return "";
}

/* ---- Columns ---- */

static uint32_t columns_of(struct text text)
{
    uint32_t columns = 0, offset = 0;

    while (offset < text.len) {
        uint32_t point = utf8_next(text, &offset);

        if (point == UINT32_MAX)
            break;
        columns += point >= 0x1100 ? 2 : 1;
    }
    return columns;
}

void put_padded(struct text text, uint32_t columns)
{
    uint32_t width = columns_of(text);

    printf("%.*s%*s", (int)text.len, text.at, width < columns ? (int)(columns - width) : 0, "");
}

void put_line(const char *ja, const char *en, const char *format, ...)
{
    va_list args;

    fputs("  ", stdout);
    put_padded(text_of(words(ja, en)), LABEL_COLUMNS);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    puts("");
}

void put_verdict_line(const char *ja, const char *en, bool good)
{
    put_line(ja, en, "%s", good ? words("✓ 正しい", "ok") : words("✗ 正しくない", "NOT OK"));
}

void put_cell(const char *cell, bool last)
{
    bool quoted = strpbrk(cell, ",\"\r\n") != NULL;

    if (quoted)
        putchar('"');
    for (const char *c = cell; *c != '\0'; c++) {
        if (*c == '"')
            putchar('"');
        putchar(*c);
    }
    fputs(quoted ? "\"" : "", stdout);
    fputs(last ? "\r\n" : ",", stdout);
}

/* ---- JSON ---- */

void key_u64(struct writer *w, const char *key, uint64_t v)
{
    write_key(w, key);
    write_u64(w, v);
}

void key_bool(struct writer *w, const char *key, bool v)
{
    write_key(w, key);
    write_bool(w, v);
}

void key_text(struct writer *w, const char *key, struct text v)
{
    write_key(w, key);
    write_text(w, v);
}

void key_bin(struct writer *w, const char *key, const uint8_t *at, uint32_t len)
{
    write_key(w, key);
    write_bin(w, (struct bytes){ at, len });
}

void key_time(struct writer *w, const char *key, uint64_t at_us)
{
    char text[24];

    must(at_us <= TIME_US_MAX);
    rfc3339_put(text, at_us);
    key_text(w, key, text_of(text));
}

void put_json(const struct writer *w, struct arena *arena)
{
    struct text json = json_of_value(written(w), 0, arena);

    printf("%.*s\n", (int)json.len, json.at);
}
