/* Canonical msgpack into a caller's buffer: shortest headers, no floats, no nil. The
 * caller writes map keys in ascending byte order (checked in debug builds by check_bytes
 * in the tests, and by message_encode's sorted tables). Overflow latches `full`. */
#ifndef CODEC_WRITE_H
#define CODEC_WRITE_H

#include "base/bytes.h"

struct writer {
    uint8_t *at;
    uint32_t cap, len;
    bool full;             /* sticky; len stays at what fitted */
};

struct writer writer_of(uint8_t *at, uint32_t cap);
struct bytes written(const struct writer *w);           /* must(!full) */
void write_map(struct writer *w, uint32_t pairs);
void write_array(struct writer *w, uint32_t items);
void write_text(struct writer *w, struct text text);
void write_key(struct writer *w, const char *key);
void write_bin(struct writer *w, struct bytes bytes);
void write_u64(struct writer *w, uint64_t v);
void write_i64(struct writer *w, int64_t v);            /* non-negative goes to the unsigned family */
void write_bool(struct writer *w, bool v);
void write_raw(struct writer *w, struct bytes encoded); /* a value encoded before */
/* A key with its value; an absent text is left out, key and all. */
void write_number(struct writer *w, const char *key, uint64_t v);
void write_words(struct writer *w, const char *key, struct text text);

#endif
