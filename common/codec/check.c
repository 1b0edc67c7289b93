/* The bounded look at bytes from outside: canonical msgpack or not, with the offset and the
 * reason. Keeps its own small stack of containers, so neither nesting nor counts in the bytes
 * can make it recurse, allocate or read past the end. Knows nothing of schemas. */
#include "codec/check.h"

#include <string.h>

#include "base/invariant.h"

const struct check_limits check_limits_command = { .bytes_max = 64 * 1024, .nodes_max = 4096, .depth_max = 8 };
const struct check_limits check_limits_entry = { .bytes_max = 1024 * 1024, .nodes_max = 262144, .depth_max = CHECK_DEPTH_MAX };

struct container {
    uint64_t left;              /* nodes still to come; of a map keys and values, so even means a key is next */
    bool is_map;
    struct text key;            /* the last key of a map; absent before the first */
};

struct checking {
    struct bytes in;
    const struct check_limits *limits;
    uint32_t at;                /* next byte to read */
    uint32_t nodes, depth;
    struct container open[CHECK_DEPTH_MAX];
    struct check_fault *fault;
};

static bool wrong(struct checking *c, uint32_t offset, const char *reason)
{
    *c->fault = (struct check_fault){ .offset = offset, .reason = reason };
    return false;
}

/* The big-endian number of `width` bytes behind the head at `head`; moves past it. */
static bool take_number(struct checking *c, uint32_t head, uint32_t width, uint64_t *ret)
{
    uint64_t v = 0;

    if (c->in.len - c->at < width)
        return wrong(c, head, "cut_short");
    for (uint32_t i = 0; i < width; i++)
        v = v << 8 | c->in.at[c->at + i];
    c->at += width;
    *ret = v;
    return true;
}

/* A length or count written in `width` bytes although `shorter_max` would have fitted a shorter header. */
static bool take_count(struct checking *c, uint32_t head, uint32_t width, uint64_t shorter_max, uint64_t *ret)
{
    if (!take_number(c, head, width, ret))
        return false;
    return *ret > shorter_max || wrong(c, head, "not_shortest");
}

static bool open_container(struct checking *c, uint32_t head, uint64_t nodes, bool is_map)
{
    if (c->depth == c->limits->depth_max)
        return wrong(c, head, "too_deep");
    if (nodes > c->in.len - c->at)                      /* each takes a byte at least */
        return wrong(c, head, "cut_short");
    if (nodes > c->limits->nodes_max - c->nodes)
        return wrong(c, head, "too_many_nodes");
    c->open[c->depth++] = (struct container){ .left = nodes, .is_map = is_map };
    return true;
}

static bool take_run(struct checking *c, uint32_t head, uint64_t len, struct text *ret)
{
    if (len > c->in.len - c->at)
        return wrong(c, head, "cut_short");
    *ret = (struct text){ (const char *)c->in.at + c->at, (uint32_t)len };
    c->at += (uint32_t)len;
    return true;
}

static bool take_text(struct checking *c, uint32_t head, uint64_t len, struct text *ret)
{
    uint32_t from = c->at;

    if (!take_run(c, head, len, ret))
        return false;
    uint32_t bad = utf8_bad_at(*ret);
    return bad == ret->len || wrong(c, from + bad, "bad_utf8");
}

static bool take_bin(struct checking *c, uint32_t head, uint64_t len)
{
    struct text run;
    return take_run(c, head, len, &run);
}

/* d0..d3: only negative numbers that no shorter form holds belong to the signed family. */
static bool take_signed(struct checking *c, uint32_t head, uint32_t width)
{
    static const int64_t shorter_min[] = { [1] = -32, [2] = INT8_MIN, [4] = INT16_MIN, [8] = INT32_MIN };
    uint64_t raw;

    if (!take_number(c, head, width, &raw))
        return false;
    uint32_t unused_bits = 64 - 8 * width;
    int64_t v = (int64_t)(raw << unused_bits) >> unused_bits;
    return v < shorter_min[width] || wrong(c, head, "not_shortest");
}

static bool take_scalar(struct checking *c, uint32_t head, uint8_t lead)
{
    uint64_t v;

    switch (lead) {
    case 0xC0: return wrong(c, head, "nil");
    case 0xC1: return wrong(c, head, "reserved_byte");
    case 0xC2: case 0xC3: return true;
    case 0xC4: return take_number(c, head, 1, &v) && take_bin(c, head, v);
    case 0xC5: return take_count(c, head, 2, UINT8_MAX, &v) && take_bin(c, head, v);
    case 0xC6: return take_count(c, head, 4, UINT16_MAX, &v) && take_bin(c, head, v);
    case 0xCA: case 0xCB: return wrong(c, head, "float");
    case 0xCC: return take_count(c, head, 1, 127, &v);
    case 0xCD: return take_count(c, head, 2, UINT8_MAX, &v);
    case 0xCE: return take_count(c, head, 4, UINT16_MAX, &v);
    case 0xCF: return take_count(c, head, 8, UINT32_MAX, &v);
    case 0xD0: return take_signed(c, head, 1);
    case 0xD1: return take_signed(c, head, 2);
    case 0xD2: return take_signed(c, head, 4);
    case 0xD3: return take_signed(c, head, 8);
    default: return wrong(c, head, "extension");        /* c7..c9, d4..d8: all that is left */
    }
}

/* Reads one node. *ret_text is absent unless the node is a text. */
static bool take_node(struct checking *c, struct text *ret_text)
{
    uint32_t head = c->at;
    uint64_t n;

    *ret_text = (struct text){ NULL, 0 };
    if (c->at == c->in.len)
        return wrong(c, head, "cut_short");
    if (c->nodes == c->limits->nodes_max)
        return wrong(c, head, "too_many_nodes");
    uint8_t lead = c->in.at[c->at++];
    c->nodes++;
    if (lead <= 0x7F || lead >= 0xE0)
        return true;
    if (lead <= 0x8F)
        return open_container(c, head, 2 * (uint64_t)(lead & 0x0F), true);
    if (lead <= 0x9F)
        return open_container(c, head, lead & 0x0F, false);
    if (lead <= 0xBF)
        return take_text(c, head, lead & 0x1F, ret_text);
    switch (lead) {
    case 0xD9: return take_count(c, head, 1, 31, &n) && take_text(c, head, n, ret_text);
    case 0xDA: return take_count(c, head, 2, UINT8_MAX, &n) && take_text(c, head, n, ret_text);
    case 0xDB: return take_count(c, head, 4, UINT16_MAX, &n) && take_text(c, head, n, ret_text);
    case 0xDC: return take_count(c, head, 2, 15, &n) && open_container(c, head, n, false);
    case 0xDD: return take_count(c, head, 4, UINT16_MAX, &n) && open_container(c, head, n, false);
    case 0xDE: return take_count(c, head, 2, 15, &n) && open_container(c, head, 2 * n, true);
    case 0xDF: return take_count(c, head, 4, UINT16_MAX, &n) && open_container(c, head, 2 * n, true);
    default: return take_scalar(c, head, lead);
    }
}

static bool is_text_lead(uint8_t lead)
{
    return (lead >= 0xA0 && lead <= 0xBF) || (lead >= 0xD9 && lead <= 0xDB);
}

/* Byte order; a key that continues another comes after it. */
static int key_order(struct text a, struct text b)
{
    uint32_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 ? 0 : memcmp(a.at, b.at, common);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static bool take_key(struct checking *c, struct container *map)
{
    uint32_t head = c->at;
    struct text key;

    if (head < c->in.len && !is_text_lead(c->in.at[head]))
        return wrong(c, head, "key_not_text");
    if (!take_node(c, &key))
        return false;
    must(key.at != NULL);
    int order = map->key.at == NULL ? -1 : key_order(map->key, key);
    if (order >= 0)
        return wrong(c, head, order == 0 ? "duplicate_key" : "key_order");
    map->key = key;
    return true;
}

static bool take_next(struct checking *c)
{
    struct container *top = &c->open[c->depth - 1];
    struct text ignored;

    must(top->left > 0);
    top->left--;
    if (top->is_map && top->left % 2 == 1)
        return take_key(c, top);
    return take_node(c, &ignored);
}

static bool check_all(struct checking *c)
{
    struct text ignored;

    if (c->in.len > c->limits->bytes_max)
        return wrong(c, c->limits->bytes_max, "too_long");
    if (!take_node(c, &ignored))
        return false;
    if (c->depth == 0 || !c->open[0].is_map)
        return wrong(c, 0, "not_a_map");
    while (c->depth > 0) {
        if (c->open[c->depth - 1].left == 0)
            c->depth--;
        else if (!take_next(c))
            return false;
    }
    return c->at == c->in.len || wrong(c, c->at, "trailing_bytes");
}

enum err check_bytes(struct bytes in, const struct check_limits *limits, struct check_fault *ret_fault)
{
    must(ret_fault != NULL);
    must(limits->depth_max >= 1 && limits->depth_max <= CHECK_DEPTH_MAX);
    struct checking c = { .in = in, .limits = limits, .fault = ret_fault };

    return check_all(&c) ? OK : ERR_MALFORMED;
}
