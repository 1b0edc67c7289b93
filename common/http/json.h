/* JSON both ways, for HTTP edges and for tools that print --json. Ids are strings (JSON numbers
 * end at 2^53), dates "2027-02-01", times RFC 3339 UTC with microseconds, bytes lower-case hex. */
#ifndef HTTP_JSON_H
#define HTTP_JSON_H

#include "base/arena.h"
#include "codec/message.h"

/* A message as JSON text in the arena, keys in order. Sealed fields appear as {"sealed": subject}. */
struct text json_of_message(const struct record_spec *spec, const void *message, struct arena *arena);

/* Any checked canonical msgpack value as JSON text; integers beyond 2^53 as strings, bytes as hex. `indent`: spaces a level, 0 = one line. */
struct text json_of_value(struct bytes encoded, uint32_t indent, struct arena *arena);

/* JSON text from outside into the canonical bytes of `spec`, which message_decode then judges (ranges, forms, guard).
 * At most 64 KiB, depth 8, no duplicate keys, no reals. ERR_MALFORMED with *ret_fault: path and reason; offset is the byte in the text where known. */
MUST_CHECK enum err message_of_json(const struct record_spec *spec, struct text json, struct arena *arena, struct bytes *ret, struct field_fault *ret_fault);

#endif
