/* What an outsider finds out beyond the leaves: the list of sources, the change of the key, a copy wholly made anew and
 * signed again, the line of a witness, the heads in day reports. And the judgement of a witness. */
#include "audit_log.h"

#include "base/invariant.h"
#include "engine/entry.h"
#include "trust/hash.h"
#include "trust/merkle.h"
#include "trust/random.h"
#include "witness.h"

#define WITNESS "witness.city.example/counter"

static struct audit_log usual, other;
static struct signer fresh, witness;
static char witness_vkey[VERIFIER_KEY_SIZE];

/* Signs the first `size` leaves with the list of their sources; `next`: changes the key. */
static void sign_listed(struct audit_log *log, uint32_t size, const struct signer *by, const struct signer *next, const char *leave_out)
{
    static const char *const office[] = { "staff", "inventory", "reservations", "queueing", "reporting" };
    struct checkpoint head = { .size = size, .at_us = UINT64_C(1801440000000000) };

    for (uint32_t i = 0; i < 5; i++) {
        struct checkpoint_source *source = &head.sources[head.source_count];

        if (leave_out != NULL && strcmp(leave_out, office[i]) == 0)
            continue;
        *source = (struct checkpoint_source){ .epoch = 0 };
        snprintf(source->name, sizeof source->name, "%s", office[i]);
        for (uint32_t k = 0; k < size; k++)
            if (text_is(log->leaves[k].line.source, office[i])) {
                source->epoch = log->leaves[k].line.epoch;
                source->sequence = log->leaves[k].line.sequence;
            }
        head.source_count++;
    }
    log_root(log, 0, size, head.root);
    must(checkpoint_put(by, next, LOG_ORIGIN, &head, log->note, sizeof log->note) == OK);
}

struct judging {
    const struct audit_kept *kept;
    const char *changes[4];
    const char *witnessed;
};

static struct audit_verdict judge(const struct audit_log *log, const struct judging *how)
{
    struct audit_check *check = audit_check_new(how->kept);
    const uint8_t *key = how->kept != NULL && how->kept->has_key ? how->kept->key : usual.signer.public_key;
    struct audit_verdict verdict;
    uint8_t hash[32];

    for (uint32_t i = 0; i < 4 && how->changes[i] != NULL; i++)
        audit_check_change(check, text_of(how->changes[i]), LOG_ORIGIN, key);
    audit_check_head(check, text_of(log->note), LOG_ORIGIN, key);
    if (how->witnessed != NULL)
        audit_check_witnessed(check, text_of(how->witnessed), witness_vkey);
    for (uint32_t i = 0; i < log->count; i++)
        audit_check_leaf(check, &log->leaves[i].line, hash);
    audit_check_end(check, NULL, true, &verdict);
    audit_check_drop(&check);
    return verdict;
}

static void expect(const struct audit_verdict *verdict, enum audit_outcome outcome, enum audit_fault_kind kind)
{
    assert_int_equal(verdict->fault.kind, kind);
    assert_int_equal(verdict->outcome, outcome);
}

static int setup(void **state)
{
    (void)state;
    must(trust_init() == OK);
    signer_init(&fresh, (const uint8_t[32]){ 77 });
    signer_init(&witness, (const uint8_t[32]){ 78 });
    witness_key_put(WITNESS, witness.public_key, witness_vkey, sizeof witness_vkey);
    log_usual(&usual);
    return 0;
}

/* ---- sources ------------------------------------------------------------------------------ */

static void list__that_fits_is_verified(void **state)                                      /* covers §8 */
{
    struct audit_verdict verdict;

    (void)state;
    log_usual(&usual);
    sign_listed(&usual, usual.count, &usual.signer, NULL, NULL);
    verdict = judge(&usual, &(struct judging){ .kept = NULL });
    expect(&verdict, AUDIT_VERIFIED, AUDIT_FAULT_NONE);
    assert_int_equal(verdict.head.source_count, 5);
}

/* All of a service taken out, the rest numbered and signed anew: the leaves fit together, the list does not. */
static void list__a_whole_service_taken_out_shows(void **state)
{
    struct audit_verdict verdict;
    struct audit_kept kept;

    (void)state;
    log_usual(&usual);
    sign_listed(&usual, usual.count, &usual.signer, NULL, NULL);
    verdict = judge(&usual, &(struct judging){ .kept = NULL });
    kept = audit_kept_of(&verdict);
    log_init(&other, false);
    for (uint64_t i = 1; i <= 30; i++)
        log_add(&other, "staff", 1, i, NULL);
    sign_listed(&other, other.count, &usual.signer, NULL, "queueing");
    verdict = judge(&other, &(struct judging){ .kept = NULL });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_SOURCE_GONE);
    assert_string_equal(verdict.fault.source, "queueing");
    kept.size = 0;                                                         /* even who knows no head knows the services */
    verdict = judge(&other, &(struct judging){ .kept = &kept });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_SOURCE_GONE);
    log_sign(&other, other.count);                                         /* a head that lists nothing any more */
    verdict = judge(&other, &(struct judging){ .kept = &kept });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_SOURCE_GONE);
}

static void list__that_names_other_ends_is_no_list_of_these_leaves(void **state)
{
    struct audit_verdict verdict;

    (void)state;
    log_init(&other, false);
    log_add(&other, "staff", 1, 1, NULL);
    log_add(&other, "queueing", 1, 1, NULL);
    sign_listed(&other, 2, &usual.signer, NULL, NULL);
    struct checkpoint head;
    assert_int_equal(checkpoint_get(text_of(other.note), LOG_ORIGIN, usual.signer.public_key, &head), OK);
    head.sources[0].sequence = 9;
    assert_int_equal(checkpoint_put(&usual.signer, NULL, LOG_ORIGIN, &head, other.note, sizeof other.note), OK);
    verdict = judge(&other, &(struct judging){ .kept = NULL });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_SOURCE_LIST);
    assert_string_equal(verdict.fault.source, "staff");
    assert_int_equal(verdict.fault.expected, 9);
    assert_int_equal(verdict.fault.sequence, 1);
}

/* ---- the key ------------------------------------------------------------------------------- */

static void key__is_followed_over_a_head_of_both_and_no_other_way(void **state)            /* covers §8 */
{
    static char change[CHECKPOINT_SIZE], alone[CHECKPOINT_SIZE], wrong[CHECKPOINT_SIZE];
    struct audit_verdict verdict;
    struct audit_kept kept;

    (void)state;
    log_usual(&usual);
    sign_listed(&usual, 9, &usual.signer, &fresh, NULL);
    snprintf(change, sizeof change, "%s", usual.note);
    snprintf(alone, sizeof alone, "%s", usual.note);
    *strrchr(alone, '\xE2') = '\0';                                        /* the new key did not sign */
    struct checkpoint head;
    assert_int_equal(checkpoint_get(text_of(change), LOG_ORIGIN, usual.signer.public_key, &head), OK);
    head.root[0] ^= 1;
    assert_int_equal(checkpoint_put(&usual.signer, &fresh, LOG_ORIGIN, &head, wrong, sizeof wrong), OK);
    sign_listed(&usual, usual.count, &fresh, NULL, NULL);
    verdict = judge(&usual, &(struct judging){ .kept = NULL });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_SIGNATURE);
    verdict = judge(&usual, &(struct judging){ .changes = { change } });
    expect(&verdict, AUDIT_VERIFIED, AUDIT_FAULT_NONE);
    assert_int_equal(verdict.key_changes, 1);
    assert_memory_equal(verdict.key, fresh.public_key, 32);
    verdict = judge(&usual, &(struct judging){ .changes = { alone } });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_SIGNATURE);
    verdict = judge(&usual, &(struct judging){ .changes = { wrong } });    /* over other leaves */
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_KEY_CHANGE);
    verdict = judge(&usual, &(struct judging){ .changes = { change, wrong } });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_KEY_CHANGE);
    verdict = judge(&usual, &(struct judging){ .changes = { change } });
    kept = audit_kept_of(&verdict);
    sign_listed(&usual, usual.count, &usual.signer, NULL, NULL);           /* by the key that was given up */
    verdict = judge(&usual, &(struct judging){ .kept = &kept, .changes = { change } });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_SIGNATURE);
}

/* ---- a copy made anew --------------------------------------------------------------------------- */

/* As the usual one but for one word in an early entry; hashes, chains and signature are those of the key's owner. */
static void make_anew(void)
{
    log_init(&other, false);
    for (uint64_t i = 1; i <= 23; i++)
        log_add(&other, "staff", 1, i, NULL);
    sign_listed(&other, other.count, &usual.signer, NULL, NULL);
}

static void copy__wholly_signed_again_is_found_by_what_others_hold(void **state)
{
    static char witnessed[CHECKPOINT_SIZE + COSIGNATURE_SIZE];
    char line[COSIGNATURE_SIZE];
    struct audit_verdict verdict;
    struct audit_kept kept = { .size = 20 };

    (void)state;
    log_usual(&usual);
    sign_listed(&usual, 20, &usual.signer, NULL, NULL);
    assert_int_equal(cosignature_put(&witness, WITNESS, text_of(usual.note), UINT64_C(1801440000000000), line), OK);
    snprintf(witnessed, sizeof witnessed, "%s%s", usual.note, line);
    log_root(&usual, 0, 20, kept.root);
    make_anew();
    verdict = judge(&other, &(struct judging){ .kept = NULL });
    expect(&verdict, AUDIT_VERIFIED, AUDIT_FAULT_NONE);                    /* by itself it is without fault */
    verdict = judge(&other, &(struct judging){ .kept = &kept });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_REWRITTEN);
    verdict = judge(&other, &(struct judging){ .witnessed = witnessed });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_WITNESSED);
    assert_int_equal(verdict.fault.expected, 20);
    sign_listed(&usual, usual.count, &usual.signer, NULL, NULL);
    verdict = judge(&usual, &(struct judging){ .witnessed = witnessed });
    expect(&verdict, AUDIT_VERIFIED, AUDIT_FAULT_NONE);
    assert_int_equal(verdict.witnessed, 20);
    assert_string_equal(verdict.witness, WITNESS);
    witnessed[strlen(witnessed) - 8] ^= 2;
    verdict = judge(&usual, &(struct judging){ .witnessed = witnessed });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_WITNESS);
}

/* A day's report, as reporting states it, holding `note`. */
static void add_report(struct audit_log *log, uint64_t sequence, const char *note)
{
    struct log_leaf *leaf = &log->leaves[log->count];
    static uint8_t body[4096], entries[LOG_LEAVES_MAX][4096];
    struct writer event = writer_of(body, sizeof body), w = writer_of(entries[log->count], sizeof entries[0]);
    struct stated_event stated = { .name = TEXT("report_closed") };
    struct entry entry = { .number = sequence, .epoch = 1, .site = 1, .service = TEXT("reporting"), .at_us = UINT64_C(1801440000000000), .date = { 20270201 },
                           .cause = { .kind = CAUSE_ENGINE, .name = TEXT("test") }, .event_count = 1, .events = &stated };

    write_map(&event, 1);
    write_key(&event, "checkpoint");
    write_text(&event, text_of(note));
    stated.body = written(&event);
    for (uint32_t i = 0; i < log->count; i++)
        if (text_is(log->leaves[i].line.source, "reporting"))
            memcpy(entry.previous, log->leaves[i].hash, 32);
    entry_encode(&entry, &w);
    must(!w.full);
    leaf->line = (struct audit_line){ .index = log->count, .epoch = 1, .sequence = sequence, .source = TEXT("reporting"), .entry = written(&w) };
    log_rehash(log, log->count++);
}

static void copy__whose_reports_hold_another_head_is_found(void **state)
{
    static char head[CHECKPOINT_SIZE];
    struct audit_verdict verdict;

    (void)state;
    log_usual(&usual);
    sign_listed(&usual, 20, &usual.signer, NULL, NULL);
    snprintf(head, sizeof head, "%s", usual.note);
    add_report(&usual, 1, head);
    add_report(&usual, 2, "typed by hand");                                /* says nothing either way */
    sign_listed(&usual, usual.count, &usual.signer, NULL, NULL);
    verdict = judge(&usual, &(struct judging){ .kept = NULL });
    expect(&verdict, AUDIT_VERIFIED, AUDIT_FAULT_NONE);
    assert_int_equal(verdict.reports, 1);
    make_anew();                                                           /* but reporting's own entries were left */
    add_report(&other, 1, head);
    sign_listed(&other, other.count, &usual.signer, NULL, NULL);
    verdict = judge(&other, &(struct judging){ .kept = NULL });
    expect(&verdict, AUDIT_TAMPERED, AUDIT_FAULT_REPORTED);
    assert_int_equal(verdict.fault.index, 23);
    assert_int_equal(verdict.fault.expected, 20);
}

/* ---- one more leaf --------------------------------------------------------------------------- */

static void leaf__put_in_between_is_found(void **state)
{
    static struct log_leaf moved;
    struct audit_verdict verdict;

    (void)state;
    log_usual(&usual);
    sign_listed(&usual, usual.count, &usual.signer, NULL, NULL);
    for (uint32_t at = 0; at <= usual.count; at += 5) {
        log_usual(&other);
        sign_listed(&other, other.count, &usual.signer, NULL, NULL);
        for (uint32_t i = other.count; i > at; i--) {
            other.leaves[i] = other.leaves[i - 1];
            other.leaves[i].line.entry.at = other.leaves[i].entry;
            other.leaves[i].line.hash = other.leaves[i].hash;
            other.leaves[i].line.index = i;
        }
        moved = other.leaves[at == 0 ? 3 : 0];
        other.leaves[at] = moved;
        other.leaves[at].line.entry.at = other.leaves[at].entry;
        other.leaves[at].line.hash = other.leaves[at].hash;
        other.leaves[at].line.index = at;
        other.count++;
        verdict = judge(&other, &(struct judging){ .kept = NULL });
        assert_int_not_equal(verdict.outcome, AUDIT_VERIFIED);
        if (at < usual.count)
            assert_int_equal(verdict.outcome, AUDIT_TAMPERED);
    }
}

/* ---- a witness ------------------------------------------------------------------------------- */

static bool node_of(void *self, uint32_t level, uint64_t index, uint8_t ret[32])
{
    const struct audit_log *log = self;

    if ((index + 1) << level > log->count)
        return false;
    log_root(log, (uint32_t)(index << level), 1u << level, ret);
    return true;
}

static enum witness_answer asked(struct audit_log *log, uint32_t size, uint64_t old_size, struct audit_kept *kept)
{
    struct merkle_nodes nodes = { log, node_of };
    struct witness_request request = { .old_size = old_size }, read;
    char text[WITNESS_REQUEST_MAX], line[COSIGNATURE_SIZE], note[CHECKPOINT_SIZE + COSIGNATURE_SIZE];
    struct audit_kept head;
    enum witness_answer answer;
    uint64_t at_us;

    sign_listed(log, size, &usual.signer, NULL, NULL);
    request.note = text_of(log->note);
    if (old_size > 0 && old_size <= size)
        must(merkle_consistency(&nodes, old_size, size, request.path, &request.path_len) == OK);
    witness_request_put(&request, text);
    assert_true(witness_request_read(text_of(text), &read));
    answer = witness_judge(&read, LOG_ORIGIN, usual.signer.public_key, NULL, 0, kept, &witness, WITNESS, UINT64_C(1801440060000000), &head, line);
    if (answer == WITNESS_SIGNED) {
        *kept = head;
        snprintf(note, sizeof note, "%s%s", log->note, line);
        assert_int_equal(cosignature_check(text_of(note), WITNESS, witness.public_key, &at_us), OK);
    }
    return answer;
}

static void witness__signs_what_continues_and_nothing_else(void **state)                   /* covers §8 */
{
    struct audit_kept kept = { .size = 0 };

    (void)state;
    log_usual(&usual);
    assert_int_equal(asked(&usual, 7, 0, &kept), WITNESS_SIGNED);
    assert_int_equal(asked(&usual, 7, 7, &kept), WITNESS_SIGNED);          /* the same again */
    assert_int_equal(asked(&usual, 20, 0, &kept), WITNESS_OTHER_OLD);
    assert_int_equal(asked(&usual, 20, 7, &kept), WITNESS_SIGNED);
    assert_int_equal(kept.size, 20);
    assert_int_equal(asked(&usual, 19, 7, &kept), WITNESS_SHRUNK);
    make_anew();
    assert_int_equal(asked(&other, 20, 20, &kept), WITNESS_FORK);
    assert_int_equal(asked(&other, 23, 20, &kept), WITNESS_FORK);
    assert_int_equal(kept.size, 20);
    assert_int_equal(asked(&usual, 23, 20, &kept), WITNESS_SIGNED);
}

static void witness__follows_the_key_over_both_signatures(void **state)
{
    static char change[CHECKPOINT_SIZE];
    struct witness_request request = { .old_size = 0 };
    struct audit_kept kept = { .size = 0 }, head;
    char line[COSIGNATURE_SIZE];
    struct text changes[1];

    (void)state;
    log_usual(&usual);
    sign_listed(&usual, 9, &usual.signer, &fresh, NULL);
    snprintf(change, sizeof change, "%s", usual.note);
    changes[0] = text_of(change);
    sign_listed(&usual, 23, &fresh, NULL, NULL);
    request.note = text_of(usual.note);
    assert_int_equal(witness_judge(&request, LOG_ORIGIN, usual.signer.public_key, NULL, 0, &kept, &witness, WITNESS, 1, &head, line), WITNESS_SIGNATURE);
    assert_int_equal(witness_judge(&request, LOG_ORIGIN, usual.signer.public_key, changes, 1, &kept, &witness, WITNESS, 1, &head, line), WITNESS_SIGNED);
    assert_memory_equal(head.key, fresh.public_key, 32);
}

static void request__of_another_form_is_none(void **state)
{
    static const char *const bad[] = { "", "old 1", "old 1\n", "old 1\n\n", "old 01\n\nx\n", "old x\n\nx\n", "old 1\nAAAA\n\nx\n", "new 1\n\nx\n",
                                       "old 99999999999999999999999\n\nx\n" };
    struct witness_request request;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(witness_request_read(text_of(bad[i]), &request));
    assert_true(witness_request_read(TEXT("old 0\n\nx\n"), &request));
    assert_true(text_is(request.note, "x\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list__that_fits_is_verified),
        cmocka_unit_test(list__a_whole_service_taken_out_shows),
        cmocka_unit_test(list__that_names_other_ends_is_no_list_of_these_leaves),
        cmocka_unit_test(key__is_followed_over_a_head_of_both_and_no_other_way),
        cmocka_unit_test(copy__wholly_signed_again_is_found_by_what_others_hold),
        cmocka_unit_test(copy__whose_reports_hold_another_head_is_found),
        cmocka_unit_test(leaf__put_in_between_is_found),
        cmocka_unit_test(witness__signs_what_continues_and_nothing_else),
        cmocka_unit_test(witness__follows_the_key_over_both_signatures),
        cmocka_unit_test(request__of_another_form_is_none),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
