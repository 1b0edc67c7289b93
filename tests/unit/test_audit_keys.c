/* What stands beside the leaves: tiles, the signed list of sources, the change of the key, the lines of witnesses. */
#include "audit_source.h"

#include "base/date.h"
#include "gen/audit_build.h"
#include "trust/checkpoint.h"
#include "trust/hash.h"
#include "trust/merkle.h"

#define ORIGIN "madoguchi.1/audit"
#define WITNESS "witness.city.example/osakasayama"
#define NOTE(bytes) ((struct text){ (const char *)(bytes).at, (bytes).len })
#define SOURCE(name) { name, sizeof(name) - 1 }

extern const struct service audit_service;

static struct signer witness, stranger;
static char witness_keys[VERIFIER_KEY_SIZE];
static struct text witnesses[1];
static struct audit_config config = { .checkpoint_seconds = 10, .checkpoint_leaves = 10000 };

static int setup(void **state)
{
    struct bench *b;

    signer_init(&witness, (const uint8_t[32]){ 21 });
    signer_init(&stranger, (const uint8_t[32]){ 22 });
    witness_key_put(WITNESS, witness.public_key, witness_keys, sizeof witness_keys);
    witnesses[0] = text_of(witness_keys);
    config.witnesses.at = witnesses;
    config.witnesses.count = 1;
    b = bench_new(&audit_service, &config);
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

static void public_key(struct bench *b, uint8_t ret[32])
{
    ask(b, audit_head());
    memcpy(ret, ((const struct audit_head_result *)answer_of(b, &audit_head_result_spec))->public_key.at, 32);
}

/* ---- tiles ---------------------------------------------------------------------------------- */

static const struct audit_tile_result *tile(struct bench *b, uint64_t level, uint64_t index)
{
    ask(b, audit_tile(.tile_level = level, .tile_index = index));
    return answer_of(b, &audit_tile_result_spec);
}

/* RFC 6962 2.1, word for word. */
static void tree_hash(const uint8_t (*leaves)[32], uint32_t count, uint8_t ret[32])
{
    uint8_t left[32], right[32];
    uint32_t k = 1;

    if (count == 1) {
        memcpy(ret, leaves[0], 32);
        return;
    }
    while (2 * k < count)
        k *= 2;
    tree_hash(leaves, k, left);
    tree_hash(leaves + k, count - k, right);
    node_hash(left, right, ret);
}

static void tiles__hold_the_tree_in_rows_of_256(void **state)                              /* covers §8 */
{
    struct bench *b = *state;
    struct played staff = played("staff");
    static uint8_t leaves[600][32];
    const struct audit_tile_result *answer;
    uint8_t root[32], path[MERKLE_PATH_MAX][32];

    for (uint32_t i = 0; i < 600; i++) {
        play(b, &staff);
        memcpy(leaves[i], staff.last, 32);
    }
    answer = tile(b, 0, 1);
    assert_int_equal(answer->hashes.len, 8192);
    assert_memory_equal(answer->hashes.at, leaves[256], 8192);
    answer = tile(b, 0, 2);                                                /* not full yet */
    assert_int_equal(answer->hashes.len, 88 * 32);
    assert_memory_equal(answer->hashes.at, leaves[512], 88 * 32);
    answer = tile(b, 1, 0);
    assert_int_equal(answer->hashes.len, 2 * 32);
    tree_hash((const uint8_t(*)[32])leaves + 256, 256, root);
    assert_memory_equal(answer->hashes.at + 32, root, 32);
    ask(b, audit_tile(.tile_level = 0, .tile_index = 3));
    then_no_answer(b, NO_SUCH_LEAF);
    ask(b, audit_head());
    tree_hash((const uint8_t(*)[32])leaves, 600, root);
    assert_memory_equal(((const struct audit_head_result *)answer_of(b, &audit_head_result_spec))->root.at, root, 32);
    for (uint64_t index = 0; index < 600; index += 37)
        for (uint64_t size = index + 1; size <= 600; size += 101) {
            const struct audit_inclusion_result *proof;

            ask(b, audit_inclusion(.leaf_index = index, .size = size));
            proof = answer_of(b, &audit_inclusion_result_spec);
            for (uint32_t i = 0; i < proof->path.count; i++)
                memcpy(path[i], proof->path.at[i].at, 32);
            tree_hash((const uint8_t(*)[32])leaves, (uint32_t)size, root);
            assert_true(merkle_inclusion_verify(leaves[index], index, size, (const uint8_t(*)[32])path, proof->path.count, root));
        }
    bench_rebuild(b);
    assert_memory_equal(tile(b, 0, 0)->hashes.at, leaves[0], 8192);
}

/* ---- the list of sources -------------------------------------------------------------------- */

static void checkpoint__lists_every_service_and_how_far_it_came(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff"), queueing = played("queueing");
    struct checkpoint read;
    uint8_t key[32];

    play(b, &staff);
    play(b, &queueing);
    play(b, &queueing);
    public_key(b, key);
    when(b, sign_checkpoint());
    assert_int_equal(checkpoint_get(NOTE(((const struct sign_checkpoint_result *)result_of(b, &sign_checkpoint_result_spec))->note), ORIGIN, key, &read), OK);
    assert_int_equal(read.source_count, 5);
    for (uint32_t i = 0; i < read.source_count; i++) {
        const struct checkpoint_source *source = &read.sources[i];
        uint64_t expected = strcmp(source->name, "staff") == 0 ? 1 : strcmp(source->name, "queueing") == 0 ? 2 : 0;

        assert_int_equal(source->sequence, expected);
        assert_int_equal(source->epoch, expected > 0 ? 1 : 0);
    }
}

/* ---- the key -------------------------------------------------------------------------------- */

static struct text changed(struct bench *b)
{
    as(b, 41, ROLE_SERVICE_MANAGER);
    second(b, 42, ROLE_CITY);
    when(b, change_audit_key());
    as(b, 20, ROLE_AUDITOR);
    ask(b, audit_keys());
    const struct audit_keys_result *keys = answer_of(b, &audit_keys_result_spec);
    return NOTE(keys->notes.at[keys->notes.count - 1].note);
}

static void change_audit_key__is_a_head_signed_by_both(void **state)                       /* covers §8 */
{
    struct bench *b = *state;
    struct played staff = played("staff");
    struct checkpoint read;
    const struct audit_keys_result *keys;
    const struct sign_checkpoint_result *next;
    uint8_t old[32], fresh[32];

    play(b, &staff);
    public_key(b, old);
    struct text note = changed(b);
    assert_int_equal(checkpoint_get(note, ORIGIN, old, &read), OK);
    assert_true(read.changes_key);
    assert_int_equal(read.size, 1);
    memcpy(fresh, read.next_key, 32);
    then(b, audit_key_changed(.generation = 1, .size = 1, .old_key = { old, 32 }, .new_key = { fresh, 32 }));
    assert_memory_not_equal(old, fresh, 32);
    public_key(b, old);
    assert_memory_equal(old, fresh, 32);                                   /* what signs now */
    ask(b, audit_keys());
    keys = answer_of(b, &audit_keys_result_spec);
    assert_int_equal(keys->notes.count, 1);
    assert_int_equal(checkpoint_get(NOTE(keys->notes.at[0].note), ORIGIN, fresh, &read), OK);
    play(b, &staff);
    when(b, sign_checkpoint());
    next = result_of(b, &sign_checkpoint_result_spec);
    assert_int_equal(checkpoint_get(NOTE(next->note), ORIGIN, fresh, &read), OK);
    assert_false(read.changes_key);
    bench_reopen(b);
    bench_rebuild(b);
    public_key(b, old);
    assert_memory_equal(old, fresh, 32);
}

static void change_audit_key__again_follows_from_the_key_before(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");
    struct checkpoint read;
    uint8_t first[32], middle[32];

    play(b, &staff);
    public_key(b, first);
    (void)changed(b);
    public_key(b, middle);
    struct text note = changed(b);
    assert_int_equal(checkpoint_get(note, ORIGIN, middle, &read), OK);
    assert_int_equal(checkpoint_get(note, ORIGIN, first, &read), ERR_CRYPTO);
    then(b, audit_key_changed(.generation = 2));
}

static void change_audit_key__asks_two_persons_and_a_log(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");

    as(b, 41, ROLE_SERVICE_MANAGER);
    second(b, 42, ROLE_CITY);
    when(b, change_audit_key());
    then_refused(b, LOG_EMPTY);
    play(b, &staff);
    when(b, change_audit_key());
    then_not_taken(b, SECOND_PERSON_NEEDED);
    second(b, 41, ROLE_SERVICE_MANAGER);
    when(b, change_audit_key());
    then_not_taken(b, SAME_PERSON);
    as(b, 20, ROLE_AUDITOR);
    second(b, 42, ROLE_CITY);
    when(b, change_audit_key());
    then_not_taken(b, NOT_PERMITTED);
}

/* ---- witnesses ------------------------------------------------------------------------------- */

/* The present head with a line of `who` under it. */
static struct bytes cosigned(struct bench *b, const struct signer *who, const char *name)
{
    static char note[COSIGNATURE_SIZE + CHECKPOINT_SIZE];
    char line[COSIGNATURE_SIZE];

    when(b, sign_checkpoint());
    const struct sign_checkpoint_result *result = result_of(b, &sign_checkpoint_result_spec);
    snprintf(note, sizeof note, "%.*s", (int)result->note.len, (const char *)result->note.at);
    assert_int_equal(cosignature_put(who, name, text_of(note), now(b) + US_PER_SECOND, line), OK);
    snprintf(note + strlen(note), sizeof note - strlen(note), "%s", line);
    return (struct bytes){ (const uint8_t *)note, (uint32_t)strlen(note) };
}

static void take_cosignature__of_a_witness_stands_under_the_head(void **state)             /* covers §8 */
{
    struct bench *b = *state;
    struct played staff = played("staff");
    const struct audit_head_result *head;
    uint64_t at_us;

    play(b, &staff);
    when(b, take_cosignature(.note = cosigned(b, &witness, WITNESS)));
    then(b, checkpoint_cosigned(.size = 1, .witness = TEXT(WITNESS), .cosigned_at_us = now(b) / US_PER_SECOND * US_PER_SECOND + US_PER_SECOND));
    play(b, &staff);
    ask(b, audit_head());
    head = answer_of(b, &audit_head_result_spec);
    assert_int_equal(head->cosigned_size, 1);
    assert_int_equal(cosignature_check(NOTE(head->cosigned_note), WITNESS, witness.public_key, &at_us), OK);
}

static void take_cosignature__refuses_strangers_forgeries_and_older_heads(void **state)
{
    struct bench *b = *state;
    struct played staff = played("staff");
    static char older[4096];
    struct bytes note;

    play(b, &staff);
    when(b, take_cosignature(.note = cosigned(b, &stranger, WITNESS)));
    then_refused(b, NO_SUCH_WITNESS);
    note = cosigned(b, &witness, WITNESS);
    snprintf(older, sizeof older, "%.*s", (int)note.len, (const char *)note.at);
    char *size = strchr(older, '\n') + 1;
    *size = '9';
    when(b, take_cosignature(.note = { (const uint8_t *)older, note.len }));
    then_refused(b, NOT_OUR_CHECKPOINT);
    *size = '1';
    play(b, &staff);
    when(b, take_cosignature(.note = cosigned(b, &witness, WITNESS)));
    then(b, checkpoint_cosigned(.size = 2));
    when(b, take_cosignature(.note = { (const uint8_t *)older, note.len }));
    then_refused(b, CHECKPOINT_PASSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(tiles__hold_the_tree_in_rows_of_256),
        test(checkpoint__lists_every_service_and_how_far_it_came),
        test(change_audit_key__is_a_head_signed_by_both),
        test(change_audit_key__again_follows_from_the_key_before),
        test(change_audit_key__asks_two_persons_and_a_log),
        test(take_cosignature__of_a_witness_stands_under_the_head),
        test(take_cosignature__refuses_strangers_forgeries_and_older_heads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
