/* Drawing texts: what real ones hold (kanji beyond the basic plane, selectors, kana, Latin), within
 * the field's rule and limits. Not a source of broken texts: those are tables of the tests. */
#include <string.h>

#include "base/invariant.h"
#include "codec/arbitrary.h"

#define POINT_BYTES_MAX 4u
#define POINTS_MORE 24u          /* drawn beyond the least, at most */

/* Each with its number of code points, so that a text ends exactly where it must. */
struct chunk {
    const char *at;
    uint32_t points;
};

static const struct chunk name_chunks[] = {
    { "山", 1 }, { "髙", 1 }, { "﨑", 1 }, { "𠮷", 1 }, { "ゔ", 1 }, { "ァ", 1 }, { "ー", 1 }, { "A", 1 }, { "z", 1 }, { " ", 1 },
    { "　", 1 }, { "-", 1 }, { "'", 1 }, { "葛\U000E0100", 2 }, { "辻\U000E0101", 2 }, { "が", 1 },
};
static const struct chunk free_chunks[] = {
    { "窓", 1 }, { "口", 1 }, { "の", 1 }, { "。", 1 }, { "a", 1 }, { "Z", 1 }, { " ", 1 }, { "\n", 1 }, { "x7y", 3 }, { "第3回", 3 },
    { "😀", 1 }, { "é", 1 }, { "(", 1 }, { "\"", 1 }, { "\\", 1 }, { "=", 1 },
};
static const struct chunk secret_chunks[] = {
    { "a", 1 }, { "Q", 1 }, { "9", 1 }, { "!", 1 }, { " ", 1 }, { "あ", 1 }, { "\"", 1 }, { "𠮷", 1 },
};

static uint32_t draw_length(struct draw *draw, const struct field_spec *field)
{
    uint64_t min = field->min, max = min + POINTS_MORE;

    if (field->max != 0 && max > field->max)
        max = field->max;
    must(min <= max && max < UINT32_MAX / POINT_BYTES_MAX);
    return (uint32_t)draw_between(draw, min, max);
}

static struct text from_chunks(struct draw *draw, const struct chunk *chunks, uint32_t count, uint32_t points, bool one_line)
{
    char *to = arena_take(draw->arena, (size_t)points * POINT_BYTES_MAX);
    uint32_t len = 0;

    for (uint32_t left = points; left > 0; ) {
        const struct chunk *chunk = &chunks[draw_between(draw, 0, count - 1)];
        if (chunk->points > left || (one_line && chunk->at[0] == '\n'))
            continue;
        uint32_t bytes = (uint32_t)strlen(chunk->at);
        memcpy(to + len, chunk->at, bytes);
        len += bytes;
        left -= chunk->points;
    }
    return (struct text){ to, len };
}

static void put_signs(struct draw *draw, char *to, uint32_t len, const char *alphabet)
{
    for (uint32_t i = 0; i < len; i++)
        to[i] = alphabet[draw_between(draw, 0, strlen(alphabet) - 1)];
}

static struct text from_signs(struct draw *draw, uint32_t len, const char *alphabet)
{
    char *to = arena_take(draw->arena, len);
    put_signs(draw, to, len, alphabet);
    return (struct text){ to, len };
}

static const char digits[] = "0123456789";

static struct text notice_number(struct draw *draw, const struct field_spec *field)
{
    bool hyphen = field->min == 10 || (field->max != 9 && draw_chance(draw, 50));
    char *to = arena_take(draw->arena, 10);

    put_signs(draw, to, 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    to[3] = '-';
    put_signs(draw, to + 3 + hyphen, 6, digits);
    return (struct text){ to, 9u + hyphen };
}

static uint32_t at_least_one(uint32_t len)
{
    return len > 0 ? len : 1;
}

#define COUNT(array) (uint32_t)(sizeof(array) / sizeof((array)[0]))

struct text text_arbitrary(struct draw *draw, const struct field_spec *field)
{
    switch (field->text_rule) {
    case TEXT_FREE:
        return from_chunks(draw, free_chunks, COUNT(free_chunks), draw_length(draw, field), false);
    case TEXT_LINE:
        return from_chunks(draw, free_chunks, COUNT(free_chunks), draw_length(draw, field), true);
    case TEXT_NAME:
        return from_chunks(draw, name_chunks, COUNT(name_chunks), draw_length(draw, field), true);
    case TEXT_NOTICE_NUMBER:
        return notice_number(draw, field);
    case TEXT_APPLICATION_ID:
        return from_signs(draw, 23, digits);
    case TEXT_TOKEN:
        return from_signs(draw, at_least_one(draw_length(draw, field)), "abcdefghijkmnopqrstuvwxyzABCXYZ0123456789._-");
    case TEXT_PHONE:
        return from_signs(draw, at_least_one(draw_length(draw, field)), "0123456789+() -");
    case TEXT_SECRET:
        return from_chunks(draw, secret_chunks, COUNT(secret_chunks), draw_length(draw, field), true);
    case TEXT_CODE:
        return from_signs(draw, at_least_one(draw_length(draw, field)), "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    }
    invariant_broken(__FILE__, __LINE__, "text_rule is a member of enum text_rule");
}
