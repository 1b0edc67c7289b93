/* The trace, and the crypto library's randomness made of the seed (salts and nonces that no
 * core sees). Not a cryptographic hash: it only has to notice. */
#include "trace.h"

#include <sodium.h>

#include "base/rng.h"

static struct rng stream;

static const char *stream_name(void) { return "simulator"; }
static uint32_t stream_next(void) { return (uint32_t)(rng_next(&stream) >> 32); }

static void stream_bytes(void *const to, const size_t len)
{
    uint8_t *at = to;

    for (size_t i = 0; i < len; i += 8) {
        uint64_t v = rng_next(&stream);

        memcpy(at + i, &v, len - i < 8 ? len - i : 8);
    }
}

void sodium_seeded(uint64_t seed)
{
    static bool taken_over;
    static struct randombytes_implementation seeded;

    rng_init(&stream, seed ^ UINT64_C(0x736f6469756d));
    if (taken_over)
        return;
    seeded = (struct randombytes_implementation){ .implementation_name = stream_name, .random = stream_next, .buf = stream_bytes };
    randombytes_set_implementation(&seeded);
    taken_over = true;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

void trace_init(struct trace *trace, uint64_t seed)
{
    *trace = (struct trace){ .a = mix(1, seed), .b = mix(2, seed) };
}

void trace_add(struct trace *trace, uint32_t what, uint64_t number, struct bytes bytes)
{
    uint64_t h = mix(mix(trace->a, what), number);
    uint32_t i = 0;

    for (; i + 8 <= bytes.len; i += 8) {
        uint64_t v;

        memcpy(&v, bytes.at + i, 8);
        h = mix(h, v);
    }
    for (; i < bytes.len; i++)
        h = mix(h, bytes.at[i]);
    trace->a = mix(h, bytes.len);
    trace->b += trace->a;
}
