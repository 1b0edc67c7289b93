/* The first look at bytes from outside: are they one canonical msgpack map within the
 * limits? Does not allocate, does not recurse, reads each byte once. Everything behind
 * it (read.h, message.h) may rely on its answer. Rules: canonical form, docs/wire.md. */
#ifndef CODEC_CHECK_H
#define CODEC_CHECK_H

#include "base/bytes.h"
#include "base/err.h"

struct check_limits {
    uint32_t bytes_max;
    uint32_t nodes_max;   /* each key, value and container is one */
    uint32_t depth_max;   /* the top map counts; at most CHECK_DEPTH_MAX */
};

#define CHECK_DEPTH_MAX 12
/* Commands, queries and everything else a peer may send. */
extern const struct check_limits check_limits_command;   /* 64 KiB, 4,096 nodes, depth 8 */
/* Entries, publications and pages made by our services. */
extern const struct check_limits check_limits_entry;     /* 1 MiB, 262,144 nodes, depth 12 */

struct check_fault {
    uint32_t offset;      /* of the byte where it went wrong */
    const char *reason;   /* static, snake_case: too_long too_deep too_many_nodes cut_short trailing_bytes not_a_map
                             key_not_text key_order duplicate_key not_shortest bad_utf8 float nil extension reserved_byte */
};

/* OK, or ERR_MALFORMED with *ret_fault filled. */
MUST_CHECK enum err check_bytes(struct bytes in, const struct check_limits *limits, struct check_fault *ret_fault);

#endif
