/* Borrowed runs of bytes and text, and fixed-width numbers in big-endian order (the order in
 * which keys sort). Owns nothing; copies go to an arena. */
#include "base/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/invariant.h"

struct text text_of(const char *terminated)
{
    if (terminated == NULL)
        return (struct text){ NULL, 0 };
    size_t len = strlen(terminated);
    must(len <= UINT32_MAX);
    return (struct text){ terminated, (uint32_t)len };
}

static bool runs_equal(const void *a, uint32_t a_len, const void *b, uint32_t b_len)
{
    return a_len == b_len && (a_len == 0 || memcmp(a, b, a_len) == 0);
}

bool text_equal(struct text a, struct text b)
{
    return runs_equal(a.at, a.len, b.at, b.len);
}

bool text_is(struct text a, const char *terminated)
{
    if (terminated == NULL)
        return a.len == 0;
    for (uint32_t i = 0; i < a.len; i++)           /* names are short: cheaper than measuring first */
        if (a.at[i] != terminated[i] || terminated[i] == '\0')
            return false;
    return terminated[a.len] == '\0';
}

bool bytes_equal(struct bytes a, struct bytes b)
{
    return runs_equal(a.at, a.len, b.at, b.len);
}

struct bytes bytes_copy(struct arena *arena, struct bytes from)
{
    if (from.at == NULL)
        return from;
    uint8_t *to = arena_take(arena, from.len);
    memcpy(to, from.at, from.len);
    return (struct bytes){ to, from.len };
}

struct text text_copy(struct arena *arena, struct text from)
{
    struct bytes copy = bytes_copy(arena, (struct bytes){ (const uint8_t *)from.at, from.len });
    return (struct text){ (const char *)copy.at, copy.len };
}

const char *text_terminated(struct arena *arena, struct text from)
{
    char *to = arena_take(arena, (size_t)from.len + 1);
    if (from.len > 0)
        memcpy(to, from.at, from.len);
    return to;
}

struct text text_format(struct arena *arena, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    must(len >= 0);
    char *to = arena_take(arena, (size_t)len + 1);
    va_start(args, format);
    int again = vsnprintf(to, (size_t)len + 1, format, args);
    va_end(args);
    must(again == len);
    return (struct text){ to, (uint32_t)len };
}

void be16_put(uint8_t *to, uint16_t v)
{
    v = __builtin_bswap16(v);
    memcpy(to, &v, sizeof(v));
}

void be32_put(uint8_t *to, uint32_t v)
{
    v = __builtin_bswap32(v);
    memcpy(to, &v, sizeof(v));
}

void be64_put(uint8_t *to, uint64_t v)
{
    v = __builtin_bswap64(v);
    memcpy(to, &v, sizeof(v));
}

uint16_t be16_get(const uint8_t *from)
{
    uint16_t v;
    memcpy(&v, from, sizeof(v));
    return __builtin_bswap16(v);
}

uint32_t be32_get(const uint8_t *from)
{
    uint32_t v;
    memcpy(&v, from, sizeof(v));
    return __builtin_bswap32(v);
}

uint64_t be64_get(const uint8_t *from)
{
    uint64_t v;
    memcpy(&v, from, sizeof(v));
    return __builtin_bswap64(v);
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the swaps above are for little-endian machines");
