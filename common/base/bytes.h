/* Borrowed runs of bytes and text, and the fixed-width numbers in them. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Borrowed, never owned; at == NULL means "absent". */
struct bytes {
    const uint8_t *at;
    uint32_t len;
};

/* Valid UTF-8 without a terminator; at == NULL means "absent". */
struct text {
    const char *at;
    uint32_t len;
};

#define TEXT(literal) ((struct text){ (literal), (uint32_t)(sizeof(literal) - 1) })

struct text text_of(const char *terminated);            /* borrowed; NULL gives absent */
bool text_equal(struct text a, struct text b);          /* absent equals empty */
bool text_is(struct text a, const char *terminated);
bool bytes_equal(struct bytes a, struct bytes b);       /* not constant time: never for secrets */
struct bytes bytes_copy(struct arena *arena, struct bytes from);
struct text text_copy(struct arena *arena, struct text from);
/* A terminated copy for libc and messages. */
const char *text_terminated(struct arena *arena, struct text from);
/* printf into the arena; the result is terminated beyond its length. */
struct text text_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Number of code points of valid UTF-8. */
uint32_t text_code_points(struct text text);
/* Decodes the code point at `*offset` and moves past it. Returns UINT32_MAX on malformed
 * UTF-8 (overlong, surrogate, beyond U+10FFFF, cut) and does not move then. */
uint32_t utf8_next(struct text text, uint32_t *offset);
bool utf8_valid(struct text text);
/* Offset of the first malformed sequence; text.len when there is none. */
uint32_t utf8_bad_at(struct text text);

void be16_put(uint8_t *to, uint16_t v);
void be32_put(uint8_t *to, uint32_t v);
void be64_put(uint8_t *to, uint64_t v);
uint16_t be16_get(const uint8_t *from);
uint32_t be32_get(const uint8_t *from);
uint64_t be64_get(const uint8_t *from);

/* Lower-case hex; `to` has room for 2 * len + 1 and is terminated. */
void hex_put(char *to, const uint8_t *from, size_t len);
/* False unless `from` is exactly 2 * len hex digits. */
bool hex_get(uint8_t *to, size_t len, struct text from);

/* Standard base64 with padding, terminated; to_size at least 4 * ((len + 2) / 3) + 1. */
void base64_put(char *to, size_t to_size, struct bytes from);
/* False unless `from` is the one base64 of at most `to_size` bytes; `to` may have been written to then. */
bool base64_get(uint8_t *to, size_t to_size, struct text from, uint32_t *ret_len);

#endif
