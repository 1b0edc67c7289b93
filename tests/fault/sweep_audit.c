/* The fault sweep over the Merkle log: leaves of two sources, checkpoints by count, by timer and on
 * demand, a source that does not continue, proofs. */
#include "sweep.h"

#include "gen/audit_build.h"
#include "trust/hash.h"

extern const struct service audit_service;

static const struct audit_config config = { .checkpoint_seconds = 10, .checkpoint_leaves = 3 };

/* A source as the test plays it: entries with a chain of hashes. */
struct played {
    const char *name;
    uint64_t number;
    uint8_t last[32];
};

static void play(struct bench *b, struct played *p)
{
    uint8_t bytes[128];
    struct writer w = writer_of(bytes, sizeof bytes);

    write_map(&w, 2);
    write_key(&w, "number");
    write_u64(&w, ++p->number);
    write_key(&w, "previous");
    write_bin(&w, (struct bytes){ p->last, 32 });
    leaf_hash(written(&w), p->last);
    followed_entry(b, p->name, 1, p->number, written(&w));
}

static void scenario(struct bench *b)
{
    struct played staff = { .name = "staff" }, queueing = { .name = "queueing" };
    const struct audit_sources_result *sources;

    as(b, 0, ROLE_SYSTEM);
    play(b, &staff);
    then(b, leaf_taken(.sequence = 1));
    play(b, &queueing);
    play(b, &staff);
    then(b, leaf_taken(.sequence = 2), checkpoint_signed(.size = 3));      /* three leaves: signed at once */
    play(b, &queueing);
    pass(b, 10 * US_PER_SECOND);
    then(b, checkpoint_signed(.size = 4));
    play(b, &queueing);
    when(b, sign_checkpoint());
    then(b, checkpoint_signed(.size = 5));
    when_repeated(b);
    then_nothing(b);
    as(b, 41, ROLE_SERVICE_MANAGER);
    second(b, 42, ROLE_CITY);
    when(b, change_audit_key());
    then(b, audit_key_changed(.generation = 1, .size = 5));
    as(b, 0, ROLE_SYSTEM);
    memset(staff.last, 1, 32);
    play(b, &staff);
    then(b, source_diverged(.sequence = 3));
    as(b, 20, ROLE_AUDITOR);
    ask(b, audit_inclusion(.leaf_index = 1, .size = 5));
    assert_non_null(answer_of(b, &audit_inclusion_result_spec));
    ask(b, audit_consistency(.old_size = 3, .new_size = 5));
    assert_non_null(answer_of(b, &audit_consistency_result_spec));
    ask(b, audit_tile());
    assert_int_equal(((const struct audit_tile_result *)answer_of(b, &audit_tile_result_spec))->hashes.len, 5 * 32);
    ask(b, audit_keys());
    assert_int_equal(((const struct audit_keys_result *)answer_of(b, &audit_keys_result_spec))->notes.count, 1);
    ask(b, audit_sources());
    sources = answer_of(b, &audit_sources_result_spec);
    assert_int_equal(sources->sources.count, 2);
    assert_true(sources->sources.at[1].diverged);
}

static void sweep__the_merkle_log_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&audit_service, &config, scenario, 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sweep__the_merkle_log_survives_every_storage_fault) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
