/* A bench of reservations in Osakasayama: Yui's card 101 can be had. The clock starts on
 * Monday 2027-02-01 at 8:30; an operator acts. */
#ifndef TESTS_UNIT_RESERVATIONS_BENCH_H
#define TESTS_UNIT_RESERVATIONS_BENCH_H

#include "bench.h"

#include "gen/reservations_build.h"
#include "reservations_fixture.h"
#include "trust/claim.h"
#include "trust/code.h"

extern const struct service reservations_service;

#define T(literal) { (literal), sizeof(literal) - 1 }
#define WEDNESDAY_3 20270203u
#define THURSDAY_4 20270204u

static struct arena arena;
static uint8_t claim_of_yui[CLAIM_TAG_LEN];

static inline int reservations_setup(void **state)
{
    struct bench *b;
    uint8_t root[32], key[32];
    uint16_t generation = claim_generation((struct date){ 20270115 });

    arena_init(&arena, 16u << 20);
    b = bench_new(&reservations_service, osakasayama(&arena));
    memset(root, 1, sizeof root);                        /* the bench's shared secret "claim" */
    claim_key(root, generation, key);
    claim_tag(key, generation, text_of("DNX280268"), (struct date){ 19890627 }, claim_of_yui);
    given(b, claim_noted(.claim_tag = { claim_of_yui, CLAIM_TAG_LEN }, .card_id = { 101 }));
    as(b, 12, ROLE_OPERATOR);
    *state = b;
    return 0;
}

static inline int reservations_teardown(void **state)
{
    bench_drop((struct bench **)state);
    arena_fini(&arena);
    return 0;
}

#define reservations_test(function) cmocka_unit_test_setup_teardown(function, reservations_setup, reservations_teardown)

#endif
