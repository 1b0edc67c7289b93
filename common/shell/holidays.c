/* The Cabinet Office's list of holidays. CP932 never uses a comma, a digit, a line feed or a slash
 * as the second byte of a character, so the days can be read without converting the names. */
#include "shell/holidays.h"

#include "base/date.h"
#include "base/invariant.h"
#include "shell/yaml.h"

#define HOLIDAYS_MAX 4000u

static bool take_number(const char **at, const char *end, uint32_t digits_max, uint32_t *ret)
{
    uint32_t value = 0, digits = 0;

    while (*at < end && **at >= '0' && **at <= '9' && digits < digits_max) {
        value = value * 10 + (uint32_t)(**at - '0');
        ++*at;
        digits++;
    }
    *ret = value;
    return digits > 0;
}

static bool take_char(const char **at, const char *end, char expected)
{
    if (*at == end || **at != expected)
        return false;
    ++*at;
    return true;
}

/* `2027/1/1,name`: the day, none when it has not this form or does not exist. */
static struct date day_of(const char *at, const char *end)
{
    uint32_t year, month, day;

    if (!take_number(&at, end, 4, &year) || !take_char(&at, end, '/') || !take_number(&at, end, 2, &month) || !take_char(&at, end, '/') ||
        !take_number(&at, end, 2, &day) || !take_char(&at, end, ','))
        return (struct date){ 0 };
    return date_make(year, month, day);
}

static uint32_t line_count(struct text in)
{
    uint32_t count = 1;

    for (uint32_t i = 0; i < in.len; i++)
        count += in.at[i] == '\n';
    return count;
}

static void take_line(struct text line, uint32_t number, const char *path, struct complaints *complaints, struct date *days, uint32_t *count)
{
    struct spot spot = { path, number, 1, NULL };
    struct date day;

    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    if (line.len == 0 || number == 1)
        return;
    day = day_of(line.at, line.at + line.len);
    if (day.v == 0)
        complain(complaints, spot, "「2027/1/1,名称」の形の行ではありません。", "not a line like 2027/1/1,name with a day that exists.");
    else if (*count > 0 && days[*count - 1].v >= day.v)
        complain(complaints, spot, "日付が前の行より後になっていません。", "the day does not come after the one in the line before.");
    else
        days[(*count)++] = day;
}

bool holidays_parse(const char *path, struct text in, struct arena *arena, struct complaints *complaints, struct list *ret)
{
    uint32_t before = complaints->count, lines = line_count(in), number = 0, count = 0;
    struct date *days;

    if (lines > HOLIDAYS_MAX) {
        complain(complaints, (struct spot){ path, HOLIDAYS_MAX, 1, NULL }, "行が多すぎます（4,000行まで）。", "too many lines (at most 4,000).");
        return false;
    }
    days = arena_take(arena, lines * sizeof *days);
    for (uint32_t offset = 0; offset < in.len;) {
        const char *feed = memchr(in.at + offset, '\n', in.len - offset);
        uint32_t end = feed == NULL ? in.len : (uint32_t)(feed - in.at);

        take_line((struct text){ in.at + offset, end - offset }, ++number, path, complaints, days, &count);
        offset = end + 1;
    }
    if (count == 0 && complaints->count == before)
        complain(complaints, (struct spot){ path, 1, 1, NULL }, "祝日が1件もありません。", "there is no holiday in it.");
    if (complaints->count != before)
        return false;
    *ret = (struct list){ days, count };
    return true;
}

bool holidays_load(const char *path, struct arena *arena, struct complaints *complaints, struct list *ret)
{
    struct text in;

    return file_read(path, HOLIDAYS_BYTES_MAX, complaints, &in) && holidays_parse(path, in, arena, complaints, ret);
}
