/* xoshiro256** written from its published description: state of four words, output
 * rotl(s1 * 5, 7) * 9. Whoever needs a second independent stream seeds a second one. */
#include "base/rng.h"

#include "base/invariant.h"

static uint64_t rotl(uint64_t v, unsigned by)
{
    return v << by | v >> (64 - by);
}

void rng_init(struct rng *rng, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        seed += UINT64_C(0x9E3779B97F4A7C15);
        uint64_t z = seed;
        z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
        rng->s[i] = z ^ z >> 31;
    }
}

uint64_t rng_next(struct rng *rng)
{
    uint64_t *s = rng->s;
    uint64_t out = rotl(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotl(s[3], 45);
    return out;
}

uint64_t rng_below(struct rng *rng, uint64_t bound)
{
    must(bound >= 1);
    return (uint64_t)((unsigned __int128)rng_next(rng) * bound >> 64);
}

bool rng_chance(struct rng *rng, uint32_t percent)
{
    must(percent <= 100);
    return rng_below(rng, 100) < percent;
}

uint64_t rng_next_of(void *rng)
{
    return rng_next(rng);
}
