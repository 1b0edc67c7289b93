/* Bundles on the disk: lines read and written, and what offline checking makes of files that were changed, cut or
 * taken away. */
#include "audit_log.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"
#include "line.h"
#include "shell/installation.h"
#include "trust/random.h"

#define FILE_MAX (256u * 1024u)

static struct audit_log usual;
static char dir[] = "/tmp/bundleXXXXXX";
static char entries[FILE_MAX];
static size_t entries_len;
static struct audit_line_room room;

static void put(const char *name, const char *text, size_t len)
{
    FILE *file = fopen(path_format("%s/%s", dir, name).at, "we");

    must(file != NULL && fwrite(text, 1, len, file) == len && fclose(file) == 0);
}

static void put_text(const char *name, const char *text)
{
    put(name, text, strlen(text));
}

/* The usual log, as exported. */
static void put_bundle(void)
{
    static char line[AUDIT_LINE_SIZE];
    char key[VERIFIER_KEY_SIZE];

    entries_len = 0;
    for (uint32_t i = 0; i < usual.count; i++) {
        audit_line_put(&usual.leaves[i].line, line, sizeof line);
        memcpy(entries + entries_len, line, strlen(line) + 1);
        entries_len += strlen(line);
    }
    verifier_key_put(LOG_ORIGIN, usual.signer.public_key, key, sizeof key);
    put("entries.jsonl", entries, entries_len);
    put_text("checkpoint.txt", usual.note);
    put_text("keys.txt", key);
}

static enum err judge(const char *key, struct audit_verdict *ret)
{
    char origin[CHECKPOINT_ORIGIN_MAX + 1], fault[AUDIT_FAULT_SIZE];
    enum err err = audit_recheck_bundle(dir, key, &(struct audit_reading){ 0 }, ret, origin, fault);

    if (err == OK)
        assert_string_equal(origin, LOG_ORIGIN);
    else
        assert_true(strlen(fault) > 10);
    return err;
}

static void expect(enum audit_outcome outcome, enum audit_fault_kind kind)
{
    struct audit_verdict verdict;

    assert_int_equal(judge(NULL, &verdict), OK);
    assert_int_equal(verdict.outcome, outcome);
    assert_int_equal(verdict.fault.kind, kind);
}

static void line__comes_back(void **state)
{
    static char text[AUDIT_LINE_SIZE];
    struct audit_line line;

    (void)state;
    for (uint32_t i = 0; i < usual.count; i++) {
        audit_line_put(&usual.leaves[i].line, text, sizeof text);
        assert_true(audit_line_read((struct text){ text, (uint32_t)strlen(text) - 1 }, &room, &line));
        assert_int_equal(line.index, i);
        assert_int_equal(line.sequence, usual.leaves[i].line.sequence);
        assert_true(text_equal(line.source, usual.leaves[i].line.source));
        assert_true(bytes_equal(line.entry, usual.leaves[i].line.entry));
        assert_memory_equal(line.hash, usual.leaves[i].hash, 32);
    }
}

#define HASH "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static void line__takes_the_form_and_nothing_else(void **state)
{
    static const char *const right[] = {
        "{\"index\":0,\"source\":\"staff\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\",\"entry\":\"Zm9v\"}",
        " { \"entry\" : \"\" , \"hash\" : \"" HASH "\" , \"sequence\" : 18446744073709551615 , \"epoch\" : 0 , \"source\" : \"x\" , \"index\" : 7 } ",
    };
    static const char *const wrong[] = {
        "", "{", "{}", "[]", "null",
        "{\"index\":0,\"source\":\"staff\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\"}",
        "{\"index\":0,\"index\":0,\"source\":\"staff\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\",\"entry\":\"Zm9v\"}",
        "{\"index\":0,\"source\":\"staff\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\",\"entry\":\"Zm9v\",\"more\":1}",
        "{\"index\":0,\"source\":\"staff\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\",\"entry\":\"Zm9v\"}}",
        "{\"index\":00,\"source\":\"staff\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\",\"entry\":\"Zm9v\"}",
        "{\"index\":-1,\"source\":\"staff\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\",\"entry\":\"Zm9v\"}",
        "{\"index\":18446744073709551616,\"source\":\"staff\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\",\"entry\":\"Zm9v\"}",
        "{\"index\":0,\"source\":\"a very long service\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\",\"entry\":\"Zm9v\"}",
        "{\"index\":0,\"source\":\"staff\",\"epoch\":1,\"sequence\":1,\"hash\":\"00\",\"entry\":\"Zm9v\"}",
        "{\"index\":0,\"source\":\"staff\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\",\"entry\":\"Zm9\"}",
        "{\"index\":0,\"source\":\"st\\u0061ff\",\"epoch\":1,\"sequence\":1,\"hash\":\"" HASH "\",\"entry\":\"Zm9v\"}",
    };
    struct audit_line line;

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        assert_true(audit_line_read(text_of(right[i]), &room, &line));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(audit_line_read(text_of(wrong[i]), &room, &line));
    for (uint32_t len = 0; len < strlen(right[0]); len++)
        assert_false(audit_line_read((struct text){ right[0], len }, &room, &line));
}

static void bundle__verifies_with_its_own_key_or_another_copy_of_it(void **state)
{
    struct audit_verdict verdict;
    char key[VERIFIER_KEY_SIZE];

    (void)state;
    put_bundle();
    expect(AUDIT_VERIFIED, AUDIT_FAULT_NONE);
    put_text("keys.txt", "no key\n");
    assert_int_equal(judge(NULL, &verdict), ERR_CONFIG);
    verifier_key_put(LOG_ORIGIN, usual.signer.public_key, key, sizeof key);
    assert_int_equal(judge(key, &verdict), OK);
    assert_int_equal(verdict.outcome, AUDIT_VERIFIED);
    assert_int_equal(judge("no key", &verdict), ERR_CONFIG);
}

/* Every byte of every file, one after the other. */
static void bundle__no_changed_byte_passes(void **state)
{
    struct audit_verdict verdict;
    char note[CHECKPOINT_SIZE];

    (void)state;
    put_bundle();
    for (size_t at = 0; at < entries_len; at += 5) {
        char was = entries[at];

        entries[at] = (char)(was ^ 1);
        put("entries.jsonl", entries, entries_len);
        assert_int_equal(judge(NULL, &verdict), OK);
        assert_int_not_equal(verdict.outcome, AUDIT_VERIFIED);
        entries[at] = was;
    }
    put("entries.jsonl", entries, entries_len);
    memcpy(note, usual.note, sizeof note);
    for (size_t at = 0; note[at] != '\0'; at++) {
        char was = note[at];

        note[at] = (char)(was ^ 1);
        put_text("checkpoint.txt", note);
        assert_int_equal(judge(NULL, &verdict), OK);
        assert_int_equal(verdict.outcome, AUDIT_TAMPERED);
        assert_false(verdict.signature_ok);
        note[at] = was;
    }
    put_text("checkpoint.txt", "");
    expect(AUDIT_TAMPERED, AUDIT_FAULT_CHECKPOINT);
}

static void bundle__tells_a_cut_file_from_a_changed_one(void **state)
{
    struct audit_verdict verdict;

    (void)state;
    put_bundle();
    for (size_t len = 0; len < entries_len - 1; len += 37) {
        put("entries.jsonl", entries, len);
        expect(AUDIT_INCOMPLETE, AUDIT_FAULT_CUT);
    }
    put("entries.jsonl", entries, entries_len - 1);            /* an editor took the last line feed */
    expect(AUDIT_VERIFIED, AUDIT_FAULT_NONE);
    entries[0] = '[';
    put("entries.jsonl", entries, entries_len);
    assert_int_equal(judge(NULL, &verdict), OK);
    assert_int_equal(verdict.outcome, AUDIT_TAMPERED);
    assert_int_equal(verdict.fault.kind, AUDIT_FAULT_LINE);
    assert_int_equal(verdict.fault.line, 1);
}

static void bundle__an_endless_line_or_zero_bytes_end_the_reading(void **state)
{
    static char longest[AUDIT_LINE_SIZE * 2];

    (void)state;
    put_bundle();
    memset(longest, 'a', sizeof longest);
    put("entries.jsonl", longest, sizeof longest);
    expect(AUDIT_TAMPERED, AUDIT_FAULT_LINE);
    memset(longest, 0, sizeof longest);
    put("entries.jsonl", longest, 100);
    expect(AUDIT_INCOMPLETE, AUDIT_FAULT_CUT);
    memcpy(longest + 50, "\n", 1);
    put("entries.jsonl", longest, 100);
    expect(AUDIT_TAMPERED, AUDIT_FAULT_LINE);
}

static void bundle__missing_files_are_no_verdict(void **state)
{
    static const char *const names[] = { "entries.jsonl", "checkpoint.txt", "keys.txt" };
    struct audit_verdict verdict;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        put_bundle();
        unlink(path_format("%s/%s", dir, names[i]).at);
        assert_int_equal(judge(NULL, &verdict), ERR_NOT_FOUND);
    }
}

static int setup(void **state)
{
    (void)state;
    assert_int_equal(trust_init(), OK);
    assert_non_null(mkdtemp(dir));
    log_usual(&usual);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unlink(path_format("%s/entries.jsonl", dir).at);
    unlink(path_format("%s/checkpoint.txt", dir).at);
    unlink(path_format("%s/keys.txt", dir).at);
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line__comes_back),
        cmocka_unit_test(line__takes_the_form_and_nothing_else),
        cmocka_unit_test(bundle__verifies_with_its_own_key_or_another_copy_of_it),
        cmocka_unit_test(bundle__no_changed_byte_passes),
        cmocka_unit_test(bundle__tells_a_cut_file_from_a_changed_one),
        cmocka_unit_test(bundle__an_endless_line_or_zero_bytes_end_the_reading),
        cmocka_unit_test(bundle__missing_files_are_no_verdict),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
