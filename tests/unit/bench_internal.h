/* What the files of the bench share. Tests include bench.h only. */
#ifndef TESTS_UNIT_BENCH_INTERNAL_H
#define TESTS_UNIT_BENCH_INTERNAL_H

#include "bench.h"

#include "base/rng.h"
#include "engine/internal.h"

#define SITE 1
#define FRAME_BYTES (128u * 1024u)

struct bench {
    char dir[64];
    const struct service *service;
    const void *config;
    struct engine *engine;
    struct marker_page marker;
    struct faults faults;
    bool fail_commit, sweeping, tried_again;
    struct rng rng;
    struct signer signer;
    struct shared_secret secrets[4];
    struct arena arena;              /* of expectations and builders: the bench's life */
    struct arena answer_arena;
    struct outbox *out;
    uint64_t clock_us, mark;         /* head before the last input */
    struct peer peer;
    uint64_t account, second;
    uint32_t revocation;             /* in the tickets made here */
    enum role role, second_role;
    const char *purpose;
    uint64_t ticket_age_us, until_us;
    struct position after;
    bool forged;
    uint64_t layout_bump;
    uint64_t sequence, request, followed_sequence[SOURCES_MAX];
    uint8_t *last;  uint32_t last_len;
    struct followed last_followed;
    uint32_t last_source;
    struct bytes answer;             /* of the last command or query */
    char *configured;
};

/* ---- bench.c ---- */
/* May what failed be tried again? Only under the sweep, whose one fault fires once in a run. */
bool failed(struct bench *b, enum err err);
bool role_of_peer(enum role role);

/* ---- bench_step.c ---- */
/* Number of the last entry. */
uint64_t head(struct bench *b);
/* Keeps the answer that left, none when none did. */
void take_answer(struct bench *b);
/* The first entry of the log. Under the sweep its fault may fire here. */
void begin_log(struct bench *b);
void step(struct bench *b, struct request *const *commands, uint32_t count, const struct followed *items, uint32_t item_count);

#endif
