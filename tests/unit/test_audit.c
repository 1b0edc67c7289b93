/* Taking entries, noticing what does not fit, signing, and proofs an outsider can check. */
#include "audit_source.h"

#include "base/date.h"
#include "gen/audit_build.h"
#include "trust/checkpoint.h"
#include "trust/hash.h"
#include "trust/merkle.h"

extern const struct service audit_service;

static const struct audit_config config = { .checkpoint_seconds = 10, .checkpoint_leaves = 5 };

static int setup(void **state)
{
    struct bench *b = bench_new(&audit_service, &config);

    as(b, 20, ROLE_AUDITOR);
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    bench_drop((struct bench **)state);
    return 0;
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
#define SOURCE(name) { name, sizeof(name) - 1 }

/* ---- taking ---------------------------------------------------------------------------- */

static void entry__becomes_a_leaf_as_it_is(void **state)                               /* covers §8 */
{
    struct bench *b = *state;
    struct played staff = played("staff");
    const struct audit_leaf_result *answer;

    play(b, &staff);
    then(b, leaf_taken(.source = SOURCE("staff"), .epoch = 1, .sequence = 1, .entry = { staff.bytes, staff.len },
                       .sign_by_us = now(b) + 10 * US_PER_SECOND));
    ask(b, audit_leaf(.leaf_index = 0));
    answer = answer_of(b, &audit_leaf_result_spec);
    assert_memory_equal(answer->leaf.entry.at, staff.bytes, staff.len);
    assert_memory_equal(answer->leaf_hash.at, staff.last, 32);
    ask(b, audit_lookup(.source = SOURCE("staff"), .epoch = 1, .sequence = 1));
    then_answer(b, audit_lookup_result());
}

static void entries__of_several_sources_keep_the_order_of_taking(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff"), queueing = played("queueing");
    const struct audit_sources_result *answer;

    play(b, &staff);
    play(b, &queueing);
    play(b, &queueing);
    then(b, leaf_taken(.leaf_index = 2, .source = SOURCE("queueing"), .sequence = 2));
    play(b, &staff);
    then(b, leaf_taken(.leaf_index = 3, .source = SOURCE("staff"), .sequence = 2));
    ask(b, audit_lookup(.source = SOURCE("staff"), .epoch = 1, .sequence = 2));
    then_answer(b, audit_lookup_result(.leaf_index = 3));
    ask(b, audit_sources());
    answer = answer_of(b, &audit_sources_result_spec);
    assert_int_equal(answer->sources.count, 2);
    assert_true(text_is(answer->sources.at[0].source, "queueing"));
    assert_int_equal(answer->sources.at[1].sequence, 2);
    assert_false(answer->sources.at[1].diverged);
}

static void entry__taken_before_is_passed_over(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");

    play(b, &staff);
    followed_again(b);
    then_nothing(b);
}

static void entry__that_names_another_one_before_is_an_alarm_once(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");
    uint8_t forged[32] = { 1 };
    const struct audit_sources_result *answer;

    play(b, &staff);
    followed_entry(b, "staff", 1, 2, entry_of(&staff, 2, forged, 0));
    then(b, source_diverged(.source = SOURCE("staff"), .epoch = 1, .sequence = 2, .expected_sequence = 2, .expected = { staff.last, 32 }, .named = { forged, 32 }));
    followed_entry(b, "staff", 1, 2, entry_of(&staff, 2, staff.last, 0));
    then_nothing(b);
    ask(b, audit_sources());
    answer = answer_of(b, &audit_sources_result_spec);
    assert_true(answer->sources.at[0].diverged);
    assert_int_equal(answer->sources.at[0].sequence, 1);
}

static void entry__after_a_missing_one_is_an_alarm(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");

    play(b, &staff);
    followed_entry(b, "staff", 1, 3, entry_of(&staff, 3, staff.last, 0));
    then(b, source_diverged(.source = SOURCE("staff"), .sequence = 3, .expected_sequence = 2));
}

static void entry__that_is_not_the_first_of_an_unknown_source_is_an_alarm(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");

    followed_entry(b, "staff", 1, 2, entry_of(&staff, 2, staff.last, 0));
    then(b, source_diverged(.source = SOURCE("staff"), .sequence = 2, .expected_sequence = 1));
}

static void entry__of_a_diverged_source_does_not_stop_the_others(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff"), queueing = played("queueing");

    followed_entry(b, "staff", 1, 2, entry_of(&staff, 2, staff.last, 0));
    play(b, &queueing);
    then(b, leaf_taken(.source = SOURCE("queueing")));
}

static void epoch__that_follows_the_last_entry_is_taken(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");

    play(b, &staff);
    staff.epoch = 2;
    play(b, &staff);
    then(b, leaf_taken(.epoch = 2, .sequence = 2));
}

static void epoch__that_begins_before_the_last_entry_must_name_the_one_kept(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");
    uint8_t kept[32];

    play(b, &staff);
    memcpy(kept, staff.last, 32);
    play(b, &staff);
    play(b, &staff);
    followed_entry(b, "staff", 2, 2, entry_of(&staff, 2, kept, 7));
    then(b, leaf_taken(.epoch = 2, .sequence = 2, .leaf_index = 3));
}

static void epoch__that_names_no_entry_of_ours_is_an_alarm(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");
    uint8_t other[32] = { 3 };

    play(b, &staff);
    play(b, &staff);
    followed_entry(b, "staff", 2, 2, entry_of(&staff, 2, other, 7));
    then(b, source_diverged(.epoch = 2, .sequence = 2));
}

static void epoch__that_is_older_is_an_alarm(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");

    staff.epoch = 2;
    play(b, &staff);
    staff.epoch = 1;
    play(b, &staff);
    then(b, source_diverged(.epoch = 1, .sequence = 2));
}

/* ---- checkpoints ------------------------------------------------------------------------ */

static void checkpoint__comes_ten_seconds_after_the_first_unsigned_leaf(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");

    play(b, &staff);
    pass(b, 4 * US_PER_SECOND);
    play(b, &staff);
    pass(b, 6 * US_PER_SECOND - 1);
    then_nothing(b);
    pass(b, 1);
    then(b, checkpoint_signed(.size = 2));
    pass(b, US_PER_HOUR);
    then_nothing(b);
    play(b, &staff);
    then(b, leaf_taken(.sign_by_us = now(b) + 10 * US_PER_SECOND));
}

static void checkpoint__comes_at_once_when_enough_leaves_wait(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");

    for (uint32_t i = 0; i < 5; i++)
        play(b, &staff);
    then(b, leaf_taken(.leaf_index = 4, .sign_by_us = now(b)), checkpoint_signed(.size = 5));
}

static void sign_checkpoint__signs_a_head_others_can_verify(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");
    const struct audit_head_result *head;
    const struct sign_checkpoint_result *result;
    uint8_t public_key[32], root[32];
    uint64_t size, at;

    for (uint32_t i = 0; i < 3; i++)
        play(b, &staff);
    ask(b, audit_head());
    head = answer_of(b, &audit_head_result_spec);
    assert_int_equal(head->size, 3);
    assert_int_equal(head->signed_size, 0);
    assert_true(text_is(head->origin, "madoguchi.1/audit"));
    memcpy(public_key, head->public_key.at, 32);
    when(b, sign_checkpoint());
    then(b, checkpoint_signed(.size = 3));
    result = result_of(b, &sign_checkpoint_result_spec);
    assert_int_equal(checkpoint_verify((struct text){ (const char *)result->note.at, result->note.len }, "madoguchi.1/audit", public_key, &size, root, &at), OK);
    assert_int_equal(size, 3);
    assert_memory_equal(root, result->root.at, 32);
    assert_int_equal(at, now(b) / US_PER_SECOND * US_PER_SECOND);
    ask(b, audit_head());
    head = answer_of(b, &audit_head_result_spec);
    assert_int_equal(head->signed_size, 3);
    assert_memory_equal(head->root.at, root, 32);
}

static void sign_checkpoint__without_new_leaves_gives_the_last_one(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");

    play(b, &staff);
    when(b, sign_checkpoint());
    when(b, sign_checkpoint());
    then_nothing(b);
    then_result(b, sign_checkpoint_result(.size = 1));
    assert_true(((const struct sign_checkpoint_result *)result_of(b, &sign_checkpoint_result_spec))->note.len > 0);
}

static void sign_checkpoint__refused_for_an_empty_log(void **state)
{
    struct bench *b = *state;

    when(b, sign_checkpoint());
    then_refused(b, LOG_EMPTY);
}

static void sign_checkpoint__forbidden_to_operators(void **state)
{
    struct bench *b = *state;

    as(b, 12, ROLE_OPERATOR);
    when(b, sign_checkpoint());
    then_not_taken(b, NOT_PERMITTED);
}

/* ---- proofs ----------------------------------------------------------------------------- */

static void take_path(const struct bytes *list, uint32_t count, uint8_t ret[64][32])
{
    for (uint32_t i = 0; i < count; i++)
        memcpy(ret[i], list[i].at, 32);
}

static void inclusion__is_proved_for_every_leaf_in_every_size(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");
    uint8_t path[64][32];

    for (uint32_t i = 0; i < 9; i++)
        play(b, &staff);
    for (uint64_t size = 1; size <= 9; size++)
        for (uint64_t index = 0; index < size; index++) {
            const struct audit_inclusion_result *answer;

            ask(b, audit_inclusion(.leaf_index = index, .size = size));
            answer = answer_of(b, &audit_inclusion_result_spec);
            assert_non_null(answer);
            take_path(answer->path.at, answer->path.count, path);
            assert_true(merkle_inclusion_verify(answer->leaf_hash.at, index, size, (const uint8_t(*)[32])path, answer->path.count, answer->root.at));
        }
}

static void consistency__is_proved_between_all_sizes(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");
    uint8_t roots[8][32], path[64][32];

    for (uint64_t size = 1; size <= 7; size++) {
        play(b, &staff);
        ask(b, audit_head());
        memcpy(roots[size], ((const struct audit_head_result *)answer_of(b, &audit_head_result_spec))->root.at, 32);
    }
    for (uint64_t new_size = 1; new_size <= 7; new_size++)
        for (uint64_t old_size = 1; old_size <= new_size; old_size++) {
            const struct audit_consistency_result *answer;

            ask(b, audit_consistency(.old_size = old_size, .new_size = new_size));
            answer = answer_of(b, &audit_consistency_result_spec);
            take_path(answer->path.at, answer->path.count, path);
            assert_true(merkle_consistency_verify(old_size, new_size, roots[old_size], roots[new_size], (const uint8_t(*)[32])path, answer->path.count));
        }
}

static void questions__about_leaves_that_are_not_there_are_refused(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");

    play(b, &staff);
    ask(b, audit_leaf(.leaf_index = 1));
    then_no_answer(b, NO_SUCH_LEAF);
    ask(b, audit_inclusion(.leaf_index = 0, .size = 2));
    then_no_answer(b, NO_SUCH_LEAF);
    ask(b, audit_inclusion(.leaf_index = 1, .size = 1));
    then_no_answer(b, NO_SUCH_LEAF);
    ask(b, audit_consistency(.old_size = 1, .new_size = 2));
    then_no_answer(b, NO_SUCH_LEAF);
    ask(b, audit_consistency(.old_size = 2, .new_size = 1));
    then_no_answer(b, NO_SUCH_LEAF);
    ask(b, audit_lookup(.source = SOURCE("staff"), .epoch = 1, .sequence = 2));
    then_no_answer(b, NO_SUCH_LEAF);
}

static void leaves__come_by_pages(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");
    const struct audit_leaves_result *answer;

    for (uint32_t i = 0; i < 5; i++)
        play(b, &staff);
    ask(b, audit_leaves(.max = 3));
    answer = answer_of(b, &audit_leaves_result_spec);
    assert_int_equal(answer->leaves.count, 3);
    assert_int_equal(answer->next, 3);
    ask(b, audit_leaves(.from = 3, .max = 256));
    answer = answer_of(b, &audit_leaves_result_spec);
    assert_int_equal(answer->leaves.count, 2);
    assert_int_equal(answer->leaves.at[0].sequence, 4);
    assert_int_equal(answer->next, 5);
    ask(b, audit_leaves(.from = 5, .max = 256));
    answer = answer_of(b, &audit_leaves_result_spec);
    assert_int_equal(answer->leaves.count, 0);
    assert_int_equal(answer->next, 5);
}

static void state__is_the_same_after_a_rebuild(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff"), inventory = played("inventory");
    uint8_t root[32];

    for (uint32_t i = 0; i < 6; i++) {
        play(b, &staff);
        play(b, &inventory);
    }
    when(b, sign_checkpoint());
    ask(b, audit_head());
    memcpy(root, ((const struct audit_head_result *)answer_of(b, &audit_head_result_spec))->root.at, 32);
    bench_rebuild(b);
    ask(b, audit_head());
    assert_memory_equal(((const struct audit_head_result *)answer_of(b, &audit_head_result_spec))->root.at, root, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(entry__becomes_a_leaf_as_it_is),
        test(entries__of_several_sources_keep_the_order_of_taking),
        test(entry__taken_before_is_passed_over),
        test(entry__that_names_another_one_before_is_an_alarm_once),
        test(entry__after_a_missing_one_is_an_alarm),
        test(entry__that_is_not_the_first_of_an_unknown_source_is_an_alarm),
        test(entry__of_a_diverged_source_does_not_stop_the_others),
        test(epoch__that_follows_the_last_entry_is_taken),
        test(epoch__that_begins_before_the_last_entry_must_name_the_one_kept),
        test(epoch__that_names_no_entry_of_ours_is_an_alarm),
        test(epoch__that_is_older_is_an_alarm),
        test(checkpoint__comes_ten_seconds_after_the_first_unsigned_leaf),
        test(checkpoint__comes_at_once_when_enough_leaves_wait),
        test(sign_checkpoint__signs_a_head_others_can_verify),
        test(sign_checkpoint__without_new_leaves_gives_the_last_one),
        test(sign_checkpoint__refused_for_an_empty_log),
        test(sign_checkpoint__forbidden_to_operators),
        test(inclusion__is_proved_for_every_leaf_in_every_size),
        test(consistency__is_proved_between_all_sizes),
        test(questions__about_leaves_that_are_not_there_are_refused),
        test(leaves__come_by_pages),
        test(state__is_the_same_after_a_rebuild),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
