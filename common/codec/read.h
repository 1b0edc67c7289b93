/* A cursor over bytes that check_bytes has accepted. Every step says whether the value
 * had the asked-for type; on false the cursor has not moved. Zero copy. */
#ifndef CODEC_READ_H
#define CODEC_READ_H

#include "base/bytes.h"

struct reader {
    const uint8_t *start, *at, *end;
};

enum value_type { VALUE_END, VALUE_MAP, VALUE_ARRAY, VALUE_TEXT, VALUE_BIN, VALUE_U64, VALUE_I64 /* negative */, VALUE_BOOL };

struct reader reader_of(struct bytes in);
enum value_type read_type(const struct reader *r);
uint32_t read_offset(const struct reader *r);
bool read_map(struct reader *r, uint32_t *ret_pairs);
bool read_array(struct reader *r, uint32_t *ret_items);
bool read_text(struct reader *r, struct text *ret);
bool read_bin(struct reader *r, struct bytes *ret);
bool read_u64(struct reader *r, uint64_t *ret);
bool read_i64(struct reader *r, int64_t *ret);      /* takes both families */
bool read_bool(struct reader *r, bool *ret);
bool read_skip(struct reader *r);                   /* one whole value, not recursive */
/* The encoded bytes of one whole value, moving past it. */
bool read_raw(struct reader *r, struct bytes *ret);
/* The raw value under `key` in the map `map` (encoded bytes); absent = {NULL, 0}. */
struct bytes map_get(struct bytes map, const char *key);
/* The raw values under each of `keys` (ascending) in one walk; absent = {NULL, 0}. *ret_others: how many other keys there
 * are. False when `map` is no whole map. */
bool map_split(struct bytes map, const char *const *keys, uint32_t count, struct bytes *ret, uint32_t *ret_others);
/* Shorthands; false when absent or of another type. */
bool map_get_text(struct bytes map, const char *key, struct text *ret);
bool map_get_bin(struct bytes map, const char *key, struct bytes *ret);
bool map_get_u64(struct bytes map, const char *key, uint64_t *ret);

#endif
