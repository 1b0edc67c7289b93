/* The codec by table over the message that has every kind of field: what decodes, encodes to the
 * same bytes; our own decoder agrees; an input too short to be a message seeds a drawn one,
 * which must make the round trip. The mutator starts from drawn messages now and then, so that
 * deep fields are reached without a stored corpus. */
#include <string.h>

#include "base/arena.h"
#include "base/invariant.h"
#include "base/rng.h"
#include "codec/check.h"
#include "codec/message.h"
#include "covering.h"

#define MESSAGE_BYTES (2u * 64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

static struct bytes encode(struct arena *arena, const struct covering *message)
{
    struct writer w = writer_of(arena_take(arena, MESSAGE_BYTES), MESSAGE_BYTES);

    message_encode(&covering_spec, message, &w);
    return written(&w);
}

static void decode_each_way(struct arena *arena, struct bytes in)
{
    struct covering message, own, kept;
    struct field_fault fault = { 0 };
    bool known = message_decode(&covering_spec, in, UNKNOWN_REFUSED, arena, &message, &fault) == OK;

    must(known || (fault.reason != NULL && fault.path != NULL && fault.offset <= in.len));
    if (message_decode(&covering_spec, in, UNKNOWN_KEPT, arena, &kept, &fault) == OK) {
        must(message_decode_own(&covering_spec, in, arena, &own) == OK);
        must(message_equal(&covering_spec, &kept, &own));
        must(!known || message_equal(&covering_spec, &message, &kept));
    } else {
        must(!known);
    }
    if (known)
        must(bytes_equal(encode(arena, &message), in));
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    if (seed % 16 == 0) {
        struct rng rng;
        struct covering message;
        struct arena arena;

        arena_init(&arena, (size_t)4 * 1024 * 1024);
        rng_init(&rng, seed);
        message_arbitrary(&covering_spec, rng_next_of, &rng, &arena, &message);
        struct bytes drawn = encode(&arena, &message);
        if (drawn.len <= max_size) {
            memcpy(data, drawn.at, drawn.len);
            size = drawn.len;
        }
        arena_fini(&arena);
    }
    return LLVMFuzzerMutate(data, size, max_size);
}

static void draw(struct arena *arena, const uint8_t *data, size_t size)
{
    struct rng rng;
    struct covering message, back;
    struct field_fault fault;
    uint64_t seed = 0;

    for (size_t i = 0; i < size; i++)
        seed = seed << 8 | data[i];
    rng_init(&rng, seed);
    message_arbitrary(&covering_spec, rng_next_of, &rng, arena, &message);
    struct bytes in = encode(arena, &message);
    must(message_decode(&covering_spec, in, UNKNOWN_REFUSED, arena, &back, &fault) == OK);
    must(message_equal(&covering_spec, &message, &back));
    must(bytes_equal(encode(arena, &back), in));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = { data, (uint32_t)size };
    struct check_fault fault;
    struct arena arena;

    arena_init(&arena, (size_t)64 * 1024 * 1024);
    if (size <= 8)
        draw(&arena, data, size);
    if (check_bytes(in, &check_limits_command, &fault) == OK)
        decode_each_way(&arena, in);
    arena_fini(&arena);
    return 0;
}
