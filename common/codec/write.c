/* msgpack-c's packer behind a bounded write callback. The packer already chooses the shortest
 * headers; this file adds the bound: what does not fit is not written at all, and from then on
 * nothing is. Does not order keys and does not know which map it is in. */
#include "codec/write.h"

#include <msgpack/pack.h>
#include <string.h>

#include "base/invariant.h"

static int append(void *self, const char *from, size_t len)
{
    struct writer *w = self;

    if (w->full || len > w->cap - w->len) {
        w->full = true;
        return -1;
    }
    if (len > 0)
        memcpy(w->at + w->len, from, len);
    w->len += (uint32_t)len;
    return 0;
}

static msgpack_packer packer_of(struct writer *w)
{
    return (msgpack_packer){ .data = w, .callback = append };
}

/* Heads and numbers are one append each: written whole or not at all. */
static void settle(const struct writer *w, int result)
{
    must((result == 0) == !w->full);
}

/* A head whose body did not fit is taken back. */
static void settle_run(struct writer *w, uint32_t before, int result)
{
    settle(w, result);
    if (result != 0)
        w->len = before;
}

struct writer writer_of(uint8_t *at, uint32_t cap)
{
    must(at != NULL || cap == 0);
    return (struct writer){ .at = at, .cap = cap };
}

struct bytes written(const struct writer *w)
{
    must(!w->full);
    return (struct bytes){ w->at, w->len };
}

void write_map(struct writer *w, uint32_t pairs)
{
    msgpack_packer packer = packer_of(w);
    settle(w, msgpack_pack_map(&packer, pairs));
}

void write_array(struct writer *w, uint32_t items)
{
    msgpack_packer packer = packer_of(w);
    settle(w, msgpack_pack_array(&packer, items));
}

void write_text(struct writer *w, struct text text)
{
    msgpack_packer packer = packer_of(w);
    uint32_t before = w->len;
    settle_run(w, before, msgpack_pack_str_with_body(&packer, text.at, text.len));
}

void write_key(struct writer *w, const char *key)
{
    must(key != NULL);
    write_text(w, text_of(key));
}

void write_bin(struct writer *w, struct bytes bytes)
{
    msgpack_packer packer = packer_of(w);
    uint32_t before = w->len;
    settle_run(w, before, msgpack_pack_bin_with_body(&packer, bytes.at, bytes.len));
}

void write_u64(struct writer *w, uint64_t v)
{
    msgpack_packer packer = packer_of(w);
    settle(w, msgpack_pack_uint64(&packer, v));
}

void write_i64(struct writer *w, int64_t v)
{
    msgpack_packer packer = packer_of(w);
    settle(w, msgpack_pack_int64(&packer, v));
}

void write_bool(struct writer *w, bool v)
{
    msgpack_packer packer = packer_of(w);
    settle(w, v ? msgpack_pack_true(&packer) : msgpack_pack_false(&packer));
}

void write_raw(struct writer *w, struct bytes encoded)
{
    must(encoded.len > 0);
    append(w, (const char *)encoded.at, encoded.len);
}

void write_number(struct writer *w, const char *key, uint64_t v)
{
    write_key(w, key);
    write_u64(w, v);
}

void write_words(struct writer *w, const char *key, struct text text)
{
    if (text.at == NULL)
        return;
    write_key(w, key);
    write_text(w, text);
}
