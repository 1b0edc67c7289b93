/* Canonical msgpack from a tree of values. Keeps true: shortest headers, ascending keys. */
#include "value.h"

#include <inttypes.h>

#include "base/invariant.h"

#define ENCODED_BYTES_MAX (32u * 1024u)

struct value *value_new(struct arena *arena, enum value_kind kind)
{
    struct value *value = arena_take(arena, sizeof(*value));

    value->kind = kind;
    return value;
}

void value_add(struct value *container, struct value *item)
{
    struct value **at = &container->first;

    must(container->kind == VALUE_IS_MAP || container->kind == VALUE_IS_LIST);
    must((container->kind == VALUE_IS_MAP) == (item->key != NULL));
    while (*at != NULL && (item->key == NULL || strcmp((*at)->key, item->key) < 0))
        at = &(*at)->next;
    item->next = *at;
    *at = item;
    container->count++;
}

/* 0x0a0b or 0x0a*32 */
static struct value *bin_of(struct arena *arena, const struct node *node)
{
    const char *digits = node->scalar + 2, *star = strchr(digits, '*');
    size_t len = (star == NULL ? strlen(digits) : (size_t)(star - digits)) / 2;
    unsigned long times = star == NULL ? 1 : strtoul(star + 1, NULL, 10);
    struct value *value = value_new(arena, VALUE_IS_BIN);
    uint8_t *at = arena_take(arena, len * (times > 4096 ? 4096 : times) + 1);

    if (times == 0 || times > 4096 || !hex_get(at, len, (struct text){ digits, (uint32_t)(2 * len) })) {
        complain(node, "is no hex.");
        return NULL;
    }
    for (unsigned long i = 1; i < times; i++)
        memcpy(at + i * len, at, len);
    value->run = (struct bytes){ at, (uint32_t)(len * times) };
    return value;
}

static struct value *scalar_of(struct arena *arena, const struct node *node)
{
    const char *s = node->scalar;
    bool digits = *s != '\0' && strspn(s, "0123456789") == strlen(s);
    struct value *value;

    if (!node->quoted && strncmp(s, "0x", 2) == 0)
        return bin_of(arena, node);
    if (!node->quoted && digits) {
        value = value_new(arena, VALUE_IS_NUMBER);
        return node_u64(node, &value->number) ? value : NULL;
    }
    if (!node->quoted && *s == '-' && strspn(s + 1, "0123456789") == strlen(s + 1)) {
        int64_t number = 0;
        value = value_new(arena, VALUE_IS_NEGATIVE);
        bool fine = node_i64(node, &number);
        value->number = (uint64_t)number;
        return fine ? value : NULL;
    }
    if (!node->quoted && (strcmp(s, "true") == 0 || strcmp(s, "false") == 0)) {
        value = value_new(arena, VALUE_IS_BOOL);
        value->number = *s == 't';
        return value;
    }
    value = value_new(arena, VALUE_IS_TEXT);
    value->run = (struct bytes){ (const uint8_t *)s, (uint32_t)strlen(s) };
    return value;
}

struct value *value_of(struct arena *arena, const struct node *node)
{
    if (node->kind == NODE_SCALAR)
        return scalar_of(arena, node);
    struct value *value = value_new(arena, node->kind == NODE_MAP ? VALUE_IS_MAP : VALUE_IS_LIST);
    for (const struct node *at = node->first; at != NULL; at = at->next) {
        struct value *item = value_of(arena, at);
        if (item == NULL)
            return NULL;
        item->key = at->key;
        value_add(value, item);
    }
    return value;
}

struct sink {
    uint8_t *at;
    uint32_t len;
};

static void put_byte(struct sink *s, uint64_t byte)
{
    must(s->len < ENCODED_BYTES_MAX);
    s->at[s->len++] = (uint8_t)byte;
}

static void put_big(struct sink *s, uint64_t v, uint32_t bytes)
{
    for (uint32_t i = bytes; i > 0; i--)
        put_byte(s, v >> (8 * (i - 1)));
}

static void put_unsigned(struct sink *s, uint64_t v)
{
    if (v < 128) {
        put_byte(s, v);
        return;
    }
    uint32_t log2 = v <= UINT8_MAX ? 0 : v <= UINT16_MAX ? 1 : v <= UINT32_MAX ? 2 : 3;
    put_byte(s, 0xcc + log2);
    put_big(s, v, 1u << log2);
}

static void put_negative(struct sink *s, int64_t v)
{
    if (v >= -32) {
        put_byte(s, (uint64_t)v & 0xff);
        return;
    }
    uint32_t log2 = v >= INT8_MIN ? 0 : v >= INT16_MIN ? 1 : v >= INT32_MIN ? 2 : 3;
    put_byte(s, 0xd0 + log2);
    put_big(s, (uint64_t)v, 1u << log2);
}

/* A header: `fix` + n below `fix_max`, else `code` for 8 bits (0: there is none), code + 1 for 16, code + 2 for 32. */
static void put_header(struct sink *s, uint32_t n, uint32_t fix, uint32_t fix_max, uint32_t code8, uint32_t code16)
{
    if (n < fix_max) {
        put_byte(s, fix | n);
    } else if (code8 != 0 && n <= UINT8_MAX) {
        put_byte(s, code8);
        put_big(s, n, 1);
    } else if (n <= UINT16_MAX) {
        put_byte(s, code16);
        put_big(s, n, 2);
    } else {
        put_byte(s, code16 + 1);
        put_big(s, n, 4);
    }
}

static void put_run(struct sink *s, struct bytes run)
{
    for (uint32_t i = 0; i < run.len; i++)
        put_byte(s, run.at[i]);
}

static void encode(struct sink *s, const struct value *v)
{
    switch (v->kind) {
    case VALUE_IS_BOOL:
        put_byte(s, 0xc2 + v->number);
        return;
    case VALUE_IS_NUMBER:
        put_unsigned(s, v->number);
        return;
    case VALUE_IS_NEGATIVE:
        put_negative(s, (int64_t)v->number);
        return;
    case VALUE_IS_TEXT:
        put_header(s, v->run.len, 0xa0, 32, 0xd9, 0xda);
        put_run(s, v->run);
        return;
    case VALUE_IS_BIN:
        put_header(s, v->run.len, 0, 0, 0xc4, 0xc5);
        put_run(s, v->run);
        return;
    case VALUE_IS_LIST:
        put_header(s, v->count, 0x90, 16, 0, 0xdc);
        break;
    case VALUE_IS_MAP:
        put_header(s, v->count, 0x80, 16, 0, 0xde);
        break;
    }
    for (const struct value *at = v->first; at != NULL; at = at->next) {
        if (v->kind == VALUE_IS_MAP) {
            put_header(s, (uint32_t)strlen(at->key), 0xa0, 32, 0xd9, 0xda);
            put_run(s, (struct bytes){ (const uint8_t *)at->key, (uint32_t)strlen(at->key) });
        }
        encode(s, at);
    }
}

struct bytes value_encode(struct arena *arena, const struct value *value)
{
    struct sink sink = { .at = arena_take(arena, ENCODED_BYTES_MAX) };

    must(value != NULL);
    encode(&sink, value);
    return (struct bytes){ sink.at, sink.len };
}

static void print_text(struct out *out, struct bytes run)
{
    put(out, "\"");
    for (uint32_t i = 0; i < run.len; i++) {
        if (run.at[i] == '"' || run.at[i] == '\\')
            put(out, "\\%c", run.at[i]);
        else if (run.at[i] == '\n')
            put(out, "\\n");
        else
            put(out, "%c", run.at[i]);
    }
    put(out, "\"");
}

static void print_bin(struct out *out, struct bytes run)
{
    bool same = run.len > 8;

    for (uint32_t i = 1; i < run.len; i++)
        same &= run.at[i] == run.at[0];
    if (same) {
        put(out, "h'%02x' * %" PRIu32, run.at[0], run.len);
        return;
    }
    put(out, "h'");
    for (uint32_t i = 0; i < run.len; i++)
        put(out, "%02x", run.at[i]);
    put(out, "'");
}

void value_print(struct out *out, const struct value *v)
{
    const char *sign = "";

    switch (v->kind) {
    case VALUE_IS_BOOL:
        put(out, "%s", v->number != 0 ? "true" : "false");
        return;
    case VALUE_IS_NUMBER:
        put(out, "%" PRIu64, v->number);
        return;
    case VALUE_IS_NEGATIVE:
        put(out, "%" PRId64, (int64_t)v->number);
        return;
    case VALUE_IS_TEXT:
        print_text(out, v->run);
        return;
    case VALUE_IS_BIN:
        print_bin(out, v->run);
        return;
    case VALUE_IS_LIST:
    case VALUE_IS_MAP:
        break;
    }
    put(out, "%c", v->kind == VALUE_IS_MAP ? '{' : '[');
    for (const struct value *at = v->first; at != NULL; at = at->next) {
        put(out, "%s", sign);
        if (v->kind == VALUE_IS_MAP)
            put(out, "\"%s\": ", at->key);
        value_print(out, at);
        sign = ", ";
    }
    put(out, "%c", v->kind == VALUE_IS_MAP ? '}' : ']');
}

void value_print_hex(struct out *out, struct bytes bytes)
{
    for (uint32_t i = 0; i < bytes.len; i++)
        put(out, "%02x%s", bytes.at[i], i + 1 == bytes.len || i % 32 == 31 ? "\n" : " ");
}
