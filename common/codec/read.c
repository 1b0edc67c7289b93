/* The cursor over checked bytes. Every length is compared with what is left all the same, so
 * unchecked bytes give false, never a read past the end. Does not judge canonical form. */
#include "codec/read.h"

#include <string.h>

#include "base/invariant.h"

/* What a head says: the type, the bytes of the head, and its number (value, length or count). */
struct head {
    enum value_type type;
    uint32_t len;
    uint64_t n;
};

struct reader reader_of(struct bytes in)
{
    return (struct reader){ .start = in.at, .at = in.at, .end = in.at == NULL ? NULL : in.at + in.len };
}

static uint64_t number_at(const uint8_t *at, uint32_t width)
{
    switch (width) {
    case 1: return at[0];
    case 2: return be16_get(at);
    case 4: return be32_get(at);
    default: return be64_get(at);
    }
}

static struct head head_fixed(uint8_t lead)
{
    if (lead <= 0x7F)
        return (struct head){ VALUE_U64, 1, lead };
    if (lead <= 0x8F)
        return (struct head){ VALUE_MAP, 1, lead & 0x0F };
    if (lead <= 0x9F)
        return (struct head){ VALUE_ARRAY, 1, lead & 0x0F };
    if (lead <= 0xBF)
        return (struct head){ VALUE_TEXT, 1, lead & 0x1F };
    return (struct head){ VALUE_I64, 1, (uint64_t)(int64_t)(int8_t)lead };
}

/* c0..df: type and width of the number behind the lead byte; VALUE_END for what is never accepted. */
static const struct { uint8_t type, width; } wide[32] = {
    [0x02] = { VALUE_BOOL, 0 }, [0x03] = { VALUE_BOOL, 0 },
    [0x04] = { VALUE_BIN, 1 }, [0x05] = { VALUE_BIN, 2 }, [0x06] = { VALUE_BIN, 4 },
    [0x0C] = { VALUE_U64, 1 }, [0x0D] = { VALUE_U64, 2 }, [0x0E] = { VALUE_U64, 4 }, [0x0F] = { VALUE_U64, 8 },
    [0x10] = { VALUE_I64, 1 }, [0x11] = { VALUE_I64, 2 }, [0x12] = { VALUE_I64, 4 }, [0x13] = { VALUE_I64, 8 },
    [0x19] = { VALUE_TEXT, 1 }, [0x1A] = { VALUE_TEXT, 2 }, [0x1B] = { VALUE_TEXT, 4 },
    [0x1C] = { VALUE_ARRAY, 2 }, [0x1D] = { VALUE_ARRAY, 4 },
    [0x1E] = { VALUE_MAP, 2 }, [0x1F] = { VALUE_MAP, 4 },
};

static struct head head_at(const struct reader *r)
{
    if (r->at == r->end)
        return (struct head){ VALUE_END, 0, 0 };
    uint8_t lead = *r->at;
    if (lead < 0xC0 || lead >= 0xE0)
        return head_fixed(lead);
    enum value_type type = (enum value_type)wide[lead - 0xC0].type;
    uint32_t width = wide[lead - 0xC0].width;
    if (type == VALUE_BOOL)
        return (struct head){ type, 1, lead & 1 };
    if (width == 0 || (size_t)(r->end - r->at) <= width)
        return (struct head){ VALUE_END, 0, 0 };
    uint64_t n = number_at(r->at + 1, width);
    if (type == VALUE_I64)                              /* sign-extended to 64 bits */
        n = (uint64_t)((int64_t)(n << (64 - 8 * width)) >> (64 - 8 * width));
    return (struct head){ type, 1 + width, n };
}

enum value_type read_type(const struct reader *r)
{
    return head_at(r).type;
}

uint32_t read_offset(const struct reader *r)
{
    return (uint32_t)(r->at - r->start);
}

static bool read_count(struct reader *r, enum value_type type, uint32_t *ret)
{
    struct head head = head_at(r);

    if (head.type != type)
        return false;
    must(head.n <= UINT32_MAX);
    r->at += head.len;
    *ret = (uint32_t)head.n;
    return true;
}

bool read_map(struct reader *r, uint32_t *ret_pairs)
{
    return read_count(r, VALUE_MAP, ret_pairs);
}

bool read_array(struct reader *r, uint32_t *ret_items)
{
    return read_count(r, VALUE_ARRAY, ret_items);
}

static bool read_run(struct reader *r, enum value_type type, struct bytes *ret)
{
    struct head head = head_at(r);

    if (head.type != type || head.n > (size_t)(r->end - r->at) - head.len)
        return false;
    *ret = (struct bytes){ r->at + head.len, (uint32_t)head.n };
    r->at += head.len + head.n;
    return true;
}

bool read_text(struct reader *r, struct text *ret)
{
    struct bytes run;

    if (r->at < r->end && (*r->at & 0xE0) == 0xA0 && (*r->at & 0x1F) < r->end - r->at) {      /* most texts are names and short */
        *ret = (struct text){ (const char *)r->at + 1, *r->at & 0x1F };
        r->at += 1 + ret->len;
        return true;
    }
    if (!read_run(r, VALUE_TEXT, &run))
        return false;
    *ret = (struct text){ (const char *)run.at, run.len };
    return true;
}

bool read_bin(struct reader *r, struct bytes *ret)
{
    return read_run(r, VALUE_BIN, ret);
}

bool read_u64(struct reader *r, uint64_t *ret)
{
    struct head head;

    if (r->at < r->end && *r->at < 0x80) {
        *ret = *r->at++;
        return true;
    }
    head = head_at(r);
    if (head.type != VALUE_U64)
        return false;
    r->at += head.len;
    *ret = head.n;
    return true;
}

bool read_i64(struct reader *r, int64_t *ret)
{
    struct head head = head_at(r);

    if (head.type != VALUE_I64 && (head.type != VALUE_U64 || head.n > INT64_MAX))
        return false;
    r->at += head.len;
    *ret = (int64_t)head.n;
    return true;
}

bool read_bool(struct reader *r, bool *ret)
{
    struct head head = head_at(r);

    if (head.type != VALUE_BOOL)
        return false;
    r->at += head.len;
    *ret = head.n != 0;
    return true;
}

/* One head with what belongs to it but its children; *left grows by those. Most values have a one-byte head. */
static bool skip_one(struct reader *ahead, uint64_t *left)
{
    const uint8_t lead = ahead->at == ahead->end ? 0xC1 : *ahead->at;      /* C1 is no head of anything */
    struct head head;
    struct bytes run;

    if (lead < 0x80 || lead >= 0xE0) {
        ahead->at++;
        return true;
    }
    if (lead >= 0xA0 && lead < 0xC0) {
        if ((size_t)(ahead->end - ahead->at) < 1u + (lead & 0x1Fu))
            return false;
        ahead->at += 1 + (lead & 0x1F);
        return true;
    }
    if (lead >= 0xCC && lead <= 0xD3) {                                     /* numbers of 1, 2, 4 or 8 bytes */
        if (ahead->end - ahead->at <= 1 << (lead & 3))
            return false;
        ahead->at += 1 + (1 << (lead & 3));
        return true;
    }
    head = head_at(ahead);
    switch (head.type) {
    case VALUE_END:
        return false;
    case VALUE_TEXT:
    case VALUE_BIN:
        return read_run(ahead, head.type, &run);
    case VALUE_MAP:
        *left += 2 * head.n;
        break;
    case VALUE_ARRAY:
        *left += head.n;
        break;
    case VALUE_U64:
    case VALUE_I64:
    case VALUE_BOOL:
        break;
    }
    ahead->at += head.len;
    return true;
}

bool read_skip(struct reader *r)
{
    struct reader ahead = *r;

    for (uint64_t left = 1; left > 0; left--)
        if (!skip_one(&ahead, &left))
            return false;
    *r = ahead;
    return true;
}

bool read_raw(struct reader *r, struct bytes *ret)
{
    const uint8_t *from = r->at;

    if (!read_skip(r))
        return false;
    *ret = (struct bytes){ from, (uint32_t)(r->at - from) };
    return true;
}

/* Byte order of a key of ours and one found; a key that continues another comes after it. */
static int key_order(const char *key, struct text found)
{
    for (uint32_t i = 0; i < found.len; i++) {
        int order = (unsigned char)key[i] - (unsigned char)found.at[i];

        if (order != 0)
            return order;                      /* also where our key ends: no found byte is below its closing 0 */
        if (key[i] == '\0')
            return -1;
    }
    return key[found.len] == '\0' ? 0 : 1;
}

bool map_split(struct bytes map, const char *const *keys, uint32_t count, struct bytes *ret, uint32_t *ret_others)
{
    struct reader r = reader_of(map);
    struct text found;
    struct bytes value;
    uint32_t pairs, next = 0, others = 0;

    memset(ret, 0, count * sizeof *ret);
    if (!read_map(&r, &pairs))
        return false;
    for (uint32_t i = 0; i < pairs; i++) {
        int order = 1;

        if (!read_text(&r, &found) || !read_raw(&r, &value))
            return false;
        while (next < count && (order = key_order(keys[next], found)) < 0)
            next++;
        if (next < count && order == 0)
            ret[next++] = value;
        else
            others++;
    }
    *ret_others = others;
    return true;
}

/* Keys ascend, so one that is past the wanted key ends the search. */
struct bytes map_get(struct bytes map, const char *key)
{
    struct reader r = reader_of(map);
    struct text found;
    struct bytes value;
    uint32_t pairs;

    if (!read_map(&r, &pairs))
        return (struct bytes){ NULL, 0 };
    for (uint32_t i = 0; i < pairs; i++) {
        int order;

        if (!read_text(&r, &found) || (order = key_order(key, found)) < 0)
            break;
        if (order == 0)
            return read_raw(&r, &value) ? value : (struct bytes){ NULL, 0 };
        if (!read_skip(&r))
            break;
    }
    return (struct bytes){ NULL, 0 };
}

bool map_get_text(struct bytes map, const char *key, struct text *ret)
{
    struct reader r = reader_of(map_get(map, key));
    return read_text(&r, ret);
}

bool map_get_bin(struct bytes map, const char *key, struct bytes *ret)
{
    struct reader r = reader_of(map_get(map, key));
    return read_bin(&r, ret);
}

bool map_get_u64(struct bytes map, const char *key, uint64_t *ret)
{
    struct reader r = reader_of(map_get(map, key));
    return read_u64(&r, ret);
}
