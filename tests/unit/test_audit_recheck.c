/* What the check of the audit log makes of leaves that are all right, changed, missing or in another order. Each is
 * told by what and where. */
#include "audit_log.h"

#include "trust/random.h"

static struct audit_log usual;

/* The verdict over the log's leaves in their order. */
static struct audit_verdict judge(const struct audit_log *log, const struct audit_kept *kept, const uint8_t key[32], bool closed)
{
    struct audit_check *check = audit_check_new(kept);
    struct audit_verdict verdict;
    uint8_t hash[32];

    audit_check_head(check, text_of(log->note), LOG_ORIGIN, key);
    for (uint32_t i = 0; i < log->count; i++)
        audit_check_leaf(check, &log->leaves[i].line, hash);
    audit_check_end(check, NULL, closed, &verdict);
    audit_check_drop(&check);
    return verdict;
}

static struct audit_verdict judged(const struct audit_log *log)
{
    return judge(log, NULL, usual.signer.public_key, true);
}

static void expect(const struct audit_verdict *verdict, enum audit_outcome outcome, enum audit_fault_kind kind, uint64_t index)
{
    assert_int_equal(verdict->outcome, outcome);
    assert_int_equal(verdict->fault.kind, kind);
    assert_int_equal(verdict->fault.index, index);
}

static void copy(struct audit_log *to)
{
    *to = usual;
    for (uint32_t i = 0; i < to->count; i++) {
        to->leaves[i].line.entry.at = to->leaves[i].entry;
        to->leaves[i].line.hash = to->leaves[i].hash;
    }
}

static void recheck__verifies_a_log_that_is_all_there(void **state)
{
    struct audit_verdict verdict = judged(&usual);
    uint8_t root[32];

    (void)state;
    expect(&verdict, AUDIT_VERIFIED, AUDIT_FAULT_NONE, 0);
    assert_true(verdict.root_ok && verdict.chains_ok && verdict.signature_ok && verdict.complete);
    assert_int_equal(verdict.size, 23);
    assert_int_equal(verdict.seen, 23);
    log_root(&usual, 0, 23, root);
    assert_memory_equal(verdict.root, root, 32);
    assert_int_equal(verdict.source_count, 3);
    assert_string_equal(verdict.sources[2].name, "inventory");
    assert_int_equal(verdict.sources[2].epoch, 2);
    assert_int_equal(verdict.sources[2].sequence, 9);
    assert_int_equal(verdict.sources[2].entries, 11);
}

static void recheck__finds_any_byte_that_was_changed(void **state)
{
    static struct audit_log log;

    (void)state;
    for (uint32_t i = 0; i < usual.count; i++)
        for (uint32_t at = 0; at < usual.leaves[i].line.entry.len; at += 7) {
            struct audit_verdict verdict;

            copy(&log);
            log.leaves[i].entry[at] ^= 0x20;
            verdict = judged(&log);
            expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_HASH, i);
            log_rehash(&log, i);                               /* with the hash beside it changed too */
            verdict = judged(&log);
            assert_int_equal(verdict.outcome, AUDIT_TAMPERED);
            assert_false(verdict.root_ok);
        }
}

/* Bytes changed so that they are still an entry, and the hash beside them with them. */
static void recheck__names_the_entry_whose_successor_does_not_fit(void **state)
{
    static struct audit_log log;
    struct audit_verdict verdict;

    (void)state;
    copy(&log);
    uint8_t *name = memmem(log.leaves[3].entry, log.leaves[3].line.entry.len, "\xA4name\xA5" "epoch", 11);
    assert_non_null(name);
    name[6] = 'x';
    log_rehash(&log, 3);
    verdict = judged(&log);
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_CHAIN, 6);    /* staff's next one */
    assert_string_equal(verdict.fault.source, "staff");
    assert_int_equal(verdict.fault.sequence, 3);
    assert_false(verdict.chains_ok);
    assert_false(verdict.root_ok);
}

static void take_out(struct audit_log *log, uint32_t index)
{
    for (uint32_t i = index; i + 1 < log->count; i++) {
        log->leaves[i] = log->leaves[i + 1];
        log->leaves[i].line.entry.at = log->leaves[i].entry;
        log->leaves[i].line.hash = log->leaves[i].hash;
    }
    log->count--;
}

static void recheck__finds_a_leaf_left_out(void **state)
{
    static struct audit_log log;
    struct audit_verdict verdict;

    (void)state;
    for (uint32_t i = 0; i < usual.count; i++) {
        copy(&log);
        take_out(&log, i);
        verdict = judged(&log);
        expect(&verdict, AUDIT_INCOMPLETE, i + 1 < usual.count ? AUDIT_FAULT_LEAF_MISSING : AUDIT_FAULT_CUT, i);
        assert_false(verdict.root_ok || verdict.complete);
        for (uint32_t k = i; k < log.count; k++)
            log.leaves[k].line.index = k;                      /* numbered anew, to hide it */
        verdict = judged(&log);
        assert_int_not_equal(verdict.outcome, AUDIT_VERIFIED);
        assert_false(verdict.root_ok);
    }
}

static void recheck__finds_leaves_that_changed_places(void **state)
{
    static struct audit_log log;
    struct audit_verdict verdict;
    struct audit_line line;

    (void)state;
    copy(&log);
    line = log.leaves[7].line;
    log.leaves[7].line = log.leaves[8].line;
    log.leaves[8].line = line;
    verdict = judged(&log);
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_ORDER, 7);
    assert_int_equal(verdict.fault.expected, 9);
    log.leaves[7].line.index = 7;
    log.leaves[8].line.index = 8;
    verdict = judged(&log);
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_ROOT, 0);
}

static void recheck__finds_where_a_log_was_cut(void **state)
{
    static struct audit_log log;
    struct audit_verdict verdict;

    (void)state;
    for (uint32_t count = 0; count < usual.count; count++) {
        copy(&log);
        log.count = count;
        verdict = judged(&log);
        expect(&verdict, AUDIT_INCOMPLETE, AUDIT_FAULT_CUT, count);
        assert_int_equal(verdict.fault.expected, 23);
    }
}

static void recheck__takes_no_other_signature_or_head(void **state)
{
    static struct audit_log log, other;
    struct audit_verdict verdict;

    (void)state;
    copy(&log);
    log_init(&other, true);
    verdict = judge(&log, NULL, other.signer.public_key, true);
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_SIGNATURE, 0);
    assert_false(verdict.signature_ok || verdict.root_ok);
    for (char *at = log.note; *at != '\0'; at++) {             /* any byte of the note */
        char was = *at;

        *at = was == '\n' ? 'x' : (char)(was ^ 1);
        verdict = judged(&log);
        assert_int_equal(verdict.outcome, AUDIT_TAMPERED);
        assert_false(verdict.signature_ok);
        *at = was;
    }
    log_sign(&log, 20);                                        /* a true head, but of fewer */
    verdict = judged(&log);
    expect(&verdict, AUDIT_INCOMPLETE, AUDIT_FAULT_UNSIGNED, 20);
    verdict = judge(&log, NULL, usual.signer.public_key, false);
    expect(&verdict, AUDIT_VERIFIED, AUDIT_FAULT_NONE, 0);     /* of a running log newer leaves are no fault */
    log.note[0] = '\0';
    verdict = judged(&log);
    expect(&verdict, AUDIT_INCOMPLETE, AUDIT_FAULT_UNSIGNED, 0);
}

/* All of it made anew and signed again by whoever has the key: only what was verified before gives it away. */
static void recheck__refuses_what_contradicts_the_head_kept(void **state)
{
    static struct audit_log log;
    struct audit_verdict verdict;
    struct audit_kept kept = { .size = 20 };

    (void)state;
    log_root(&usual, 0, 20, kept.root);
    verdict = judge(&usual, &kept, usual.signer.public_key, true);
    expect(&verdict, AUDIT_VERIFIED, AUDIT_FAULT_NONE, 0);
    copy(&log);
    log.count = 19;
    log_sign(&log, 19);
    verdict = judge(&log, &kept, usual.signer.public_key, true);
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_SHRUNK, 19);
    log_init(&log, false);
    for (uint64_t i = 1; i <= 30; i++)
        log_add(&log, "staff", 1, i, NULL);
    log_sign(&log, 30);
    verdict = judged(&log);
    assert_int_equal(verdict.outcome, AUDIT_VERIFIED);
    verdict = judge(&log, &kept, usual.signer.public_key, true);
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_REWRITTEN, 0);
}

static void recheck__walks_chains_through_epochs(void **state)
{
    static struct audit_log log;
    struct audit_verdict verdict;
    uint8_t zeros[32] = { 0 };

    (void)state;
    log_init(&log, false);
    log_add(&log, "staff", 1, 2, NULL);                        /* its first entry is not there */
    log_sign(&log, 1);
    verdict = judged(&log);
    expect(&verdict, AUDIT_INCOMPLETE, AUDIT_FAULT_GAP, 0);
    assert_int_equal(verdict.fault.expected, 1);
    log_init(&log, false);
    log_add(&log, "staff", 1, 1, NULL);
    log_add(&log, "staff", 1, 2, NULL);
    log_add(&log, "staff", 3, 1, zeros);                       /* nothing of epoch 1 was kept */
    log_add(&log, "staff", 3, 2, NULL);
    log_sign(&log, 4);
    verdict = judged(&log);
    expect(&verdict, AUDIT_VERIFIED, AUDIT_FAULT_NONE, 0);
    log_add(&log, "staff", 1, 3, NULL);
    log_sign(&log, 5);
    verdict = judged(&log);
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_EPOCH, 4);
    log.count = 4;
    log_add(&log, "staff", 3, 2, log.leaves[2].hash);          /* the same place twice */
    log_sign(&log, 5);
    verdict = judged(&log);
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_CHAIN, 4);
    log.count = 4;
    log_add(&log, "staff", 3, 4, NULL);
    log_sign(&log, 5);
    verdict = judged(&log);
    expect(&verdict, AUDIT_INCOMPLETE, AUDIT_FAULT_GAP, 4);
}

static void recheck__believes_no_label(void **state)
{
    static struct audit_log log;
    struct audit_verdict verdict;

    (void)state;
    copy(&log);
    log.leaves[5].line.sequence++;
    verdict = judged(&log);
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_LABEL, 5);
    copy(&log);
    log.leaves[5].line.source = TEXT("reporting");
    verdict = judged(&log);
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_LABEL, 5);
}

static void fault_text__has_a_sentence_for_each(void **state)
{
    struct audit_fault fault = { .index = 5, .source = "staff", .sequence = 9, .expected = UINT64_MAX, .epoch = UINT32_MAX, .line = 6 };
    char text[AUDIT_FAULT_SIZE];

    (void)state;
    for (int kind = AUDIT_FAULT_LINE; kind <= AUDIT_FAULT_UNSIGNED; kind++) {
        fault.kind = (enum audit_fault_kind)kind;
        audit_fault_text(&fault, true, text);
        assert_true(strlen(text) > 20 && strchr(text, '{') == NULL);
        audit_fault_text(&fault, false, text);
        assert_true(strlen(text) > 20 && strchr(text, '{') == NULL);
    }
    fault.kind = AUDIT_FAULT_GAP;
    audit_fault_text(&fault, false, text);
    assert_string_equal(text, "Leaf 5 is entry 9 of staff, but its entry 18446744073709551615 is not in the log.");
}

static void verifier_key__comes_back_and_refuses_the_rest(void **state)
{
    char text[VERIFIER_KEY_SIZE], origin[CHECKPOINT_ORIGIN_MAX + 1] = "untouched";
    uint8_t key[32];

    (void)state;
    verifier_key_put(LOG_ORIGIN, usual.signer.public_key, text, sizeof text);
    for (char *at = text; *at != '\0'; at++) {
        char was = *at;

        *at = (char)(was ^ 1);
        assert_false(verifier_key_get(text_of(text), origin, key));
        *at = was;
    }
    for (uint32_t len = 0; len < strlen(text); len++)
        assert_false(verifier_key_get((struct text){ text, len }, origin, key));
    assert_string_equal(origin, "untouched");
    assert_true(verifier_key_get(text_of(text), origin, key));
    assert_string_equal(origin, LOG_ORIGIN);
    assert_memory_equal(key, usual.signer.public_key, 32);
}

static int setup(void **state)
{
    (void)state;
    assert_int_equal(trust_init(), OK);
    log_usual(&usual);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recheck__verifies_a_log_that_is_all_there),
        cmocka_unit_test(recheck__finds_any_byte_that_was_changed),
        cmocka_unit_test(recheck__names_the_entry_whose_successor_does_not_fit),
        cmocka_unit_test(recheck__finds_a_leaf_left_out),
        cmocka_unit_test(recheck__finds_leaves_that_changed_places),
        cmocka_unit_test(recheck__finds_where_a_log_was_cut),
        cmocka_unit_test(recheck__takes_no_other_signature_or_head),
        cmocka_unit_test(recheck__refuses_what_contradicts_the_head_kept),
        cmocka_unit_test(recheck__walks_chains_through_epochs),
        cmocka_unit_test(recheck__believes_no_label),
        cmocka_unit_test(fault_text__has_a_sentence_for_each),
        cmocka_unit_test(verifier_key__comes_back_and_refuses_the_rest),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
