/* Seeded numbers for the simulator and the tests: one seed, one sequence, on every machine.
 * Never for keys or codes. */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdbool.h>
#include <stdint.h>

/* xoshiro256** (Blackman and Vigna); the state is filled by splitmix64. */
struct rng {
    uint64_t s[4];
};

void rng_init(struct rng *rng, uint64_t seed);
uint64_t rng_next(struct rng *rng);
uint64_t rng_below(struct rng *rng, uint64_t bound);      /* 0 .. bound - 1; bound >= 1 */
bool rng_chance(struct rng *rng, uint32_t percent);       /* 0 never, 100 always */
/* rng_next for callers that take a function and a pointer. */
uint64_t rng_next_of(void *rng);

#endif
