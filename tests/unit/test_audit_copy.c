/* The auditor's copy and what is found in it; proof files; times as people type them. */
#include "audit_log.h"

#include <dirent.h>
#include <unistd.h>

#include "base/date.h"
#include "base/invariant.h"
#include "copy.h"
#include "period.h"
#include "proof.h"
#include "trust/hash.h"
#include "trust/random.h"

static char dir[] = "/tmp/auditcopyXXXXXX";
static struct audit_log usual;

/* ---- times ------------------------------------------------------------------------------- */

static uint64_t moment(const char *text, bool utc, bool end)
{
    uint64_t at_us;

    assert_true(moment_read(text_of(text), utc, end, &at_us));
    return at_us;
}

static void moment__is_read_in_the_forms_people_use(void **state)
{
    uint64_t day = tokyo_us((struct date){ 20270201 }, 0), at;

    (void)state;
    assert_int_equal(moment("2027-02-01", false, false), day);
    assert_int_equal(moment("R9.2.1", false, false), day);
    assert_int_equal(moment("令和9年2月1日", false, false), day);
    assert_int_equal(moment("2027-02-01", false, true), day + US_PER_DAY);
    assert_int_equal(moment("R9.2.1 9:05", false, false), day + 9 * US_PER_HOUR + 5 * US_PER_MINUTE);
    assert_int_equal(moment("2027-02-01T09:05", false, true), day + 9 * US_PER_HOUR + 6 * US_PER_MINUTE);
    assert_int_equal(moment("2027-02-01 09:05:12", false, true), day + 9 * US_PER_HOUR + 5 * US_PER_MINUTE + 13 * US_PER_SECOND);
    assert_int_equal(moment("2027-02-01T00:05Z", false, false), day + 9 * US_PER_HOUR + 5 * US_PER_MINUTE);
    assert_int_equal(moment("2027-02-01 00:05", true, false), day + 9 * US_PER_HOUR + 5 * US_PER_MINUTE);
    assert_false(moment_read(TEXT("2027-02-30"), false, false, &at));
    assert_false(moment_read(TEXT("2027-02-01 24:00"), false, false, &at));
    assert_false(moment_read(TEXT("2027-02-01 9"), false, false, &at));
    assert_false(moment_read(TEXT("yesterday"), false, false, &at));
    assert_false(moment_read(TEXT(""), false, false, &at));
    assert_false(moment_read(TEXT("Z"), false, false, &at));
}

/* ---- the copy ------------------------------------------------------------------------------ */

static void clear(void)
{
    static const char *const names[] = { "state", "entries", "rows", "terms" };
    char path[300];

    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
}

static struct audit_copy *open_copy(void)
{
    struct audit_copy *copy;
    char fault[AUDIT_FAULT_SIZE];

    assert_int_equal(audit_copy_open(dir, LOG_ORIGIN, &copy, fault), OK);
    return copy;
}

static uint64_t found[64];
static uint32_t found_count;

static bool note_found(void *self, const struct audit_line *line, const struct entry *entry)
{
    uint8_t hash[32];

    (void)self, (void)entry;
    leaf_hash(line->entry, hash);
    assert_memory_equal(line->hash, hash, 32);
    found[found_count++] = line->index;
    return true;
}

static void find(struct audit_copy *copy, struct audit_wanted wanted)
{
    found_count = 0;
    assert_int_equal(audit_copy_find(copy, &wanted, NULL, note_found), OK);
}

/* Adds entries with people, purposes and objects, as a service would write them. */
static void add_entry(struct audit_copy *copy, uint64_t index, uint64_t actor, const char *action, const char *purpose_or_null, uint64_t card, const char *refusal)
{
    static uint8_t bytes[4096], body[512];
    struct writer w = writer_of(bytes, sizeof bytes), event = writer_of(body, sizeof body);
    struct stated_event stated = { .name = TEXT("card_moved") };
    struct entry entry = { .number = index + 1, .epoch = 1, .site = 1, .service = TEXT("inventory"), .at_us = tokyo_us((struct date){ 20270201 }, 540 + (uint32_t)index),
                           .date = { 20270201 }, .cause = { .kind = CAUSE_COMMAND, .name = text_of(action), .sequence = 1, .digest_day = { 20270201 } },
                           .actor = actor, .role = ROLE_OPERATOR, .terminal = TEXT("desk1") };

    if (purpose_or_null != NULL)
        entry.purpose = text_of(purpose_or_null);
    if (refusal != NULL)
        entry.refusal = text_of(refusal);
    if (card != 0) {
        write_map(&event, 2);
        write_key(&event, "card_id");
        write_u64(&event, card);
        write_key(&event, "slot");
        write_text(&event, TEXT("A-01-001"));
        stated.body = written(&event);
        entry.events = &stated;
        entry.event_count = 1;
    }
    entry_encode(&entry, &w);
    assert_int_equal(audit_copy_add(copy, &(struct audit_line){ .index = index, .epoch = 1, .sequence = index + 1, .source = TEXT("inventory"), .entry = written(&w) }), OK);
}

static void copy__is_searched_by_person_object_action_purpose_and_time(void **state)       /* covers §8 */
{
    struct audit_copy *copy;
    struct audit_kept head = { .size = 6 };

    (void)state;
    clear();
    copy = open_copy();
    add_entry(copy, 0, 20, "store_card", NULL, 101, NULL);
    add_entry(copy, 1, 21, "store_card", NULL, 102, NULL);
    add_entry(copy, 2, 20, "show_card", "pick_up", 101, NULL);
    add_entry(copy, 3, 21, "show_card", "inquiry", 101, NULL);
    add_entry(copy, 4, 20, "store_card", NULL, 0, "no_such_card");
    add_entry(copy, 5, 22, "move_card", NULL, 101, NULL);
    assert_int_equal(audit_copy_keep(copy, &head), OK);
    find(copy, (struct audit_wanted){ .terms = { { "person", TEXT("20") } }, .term_count = 1 });
    assert_int_equal(found_count, 3);
    assert_int_equal(found[1], 2);
    find(copy, (struct audit_wanted){ .terms = { { "card", TEXT("101") } }, .term_count = 1 });
    assert_int_equal(found_count, 4);
    find(copy, (struct audit_wanted){ .terms = { { "id", TEXT("101") }, { "person", TEXT("21") } }, .term_count = 2 });
    assert_int_equal(found_count, 1);
    assert_int_equal(found[0], 3);
    find(copy, (struct audit_wanted){ .terms = { { "action", TEXT("card_moved") } }, .term_count = 1 });
    assert_int_equal(found_count, 5);
    find(copy, (struct audit_wanted){ .terms = { { "purpose", TEXT("inquiry") } }, .term_count = 1 });
    assert_int_equal(found_count, 1);
    find(copy, (struct audit_wanted){ .terms = { { "look", TEXT("any") } }, .term_count = 1 });
    assert_int_equal(found_count, 2);
    find(copy, (struct audit_wanted){ .terms = { { "refusal", TEXT("any") } }, .term_count = 1 });
    assert_int_equal(found_count, 1);
    assert_int_equal(found[0], 4);
    find(copy, (struct audit_wanted){ .terms = { { "slot", TEXT("A-01-001") } }, .term_count = 1, .from_us = tokyo_us((struct date){ 20270201 }, 541),
                                      .to_us = tokyo_us((struct date){ 20270201 }, 543) });
    assert_int_equal(found_count, 2);
    find(copy, (struct audit_wanted){ .from_us = tokyo_us((struct date){ 20270201 }, 545) });
    assert_int_equal(found_count, 1);
    find(copy, (struct audit_wanted){ .source = TEXT("staff") });
    assert_int_equal(found_count, 0);
    audit_copy_drop(&copy);
}

/* What was added and not kept, as by a sync that was cut off, is gone; what was kept is there; damage is told. */
static void copy__keeps_what_is_proved_and_tells_damage(void **state)
{
    struct audit_copy *copy;
    struct audit_kept head = { .size = 1 };
    char fault[AUDIT_FAULT_SIZE], path[300];
    FILE *file;

    (void)state;
    clear();
    copy = open_copy();
    add_entry(copy, 0, 20, "store_card", NULL, 101, NULL);
    head.has_key = true;
    assert_int_equal(audit_copy_keep(copy, &head), OK);
    add_entry(copy, 1, 20, "store_card", NULL, 102, NULL);
    audit_copy_drop(&copy);
    assert_int_not_equal(audit_copy_open(dir, LOG_ORIGIN, &copy, fault), OK);     /* a state without the leaf's node is damaged */
    clear();
    copy = open_copy();
    assert_int_equal(audit_copy_count(copy), 0);
    audit_copy_drop(&copy);
    snprintf(path, sizeof path, "%s/state", dir);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs("madoguchi-audit-copy 1\norigin another.log\n", file);
    fclose(file);
    assert_int_equal(audit_copy_open(dir, LOG_ORIGIN, &copy, fault), ERR_CORRUPT);
    assert_non_null(strstr(fault, "state"));
    clear();
}

/* ---- proofs ------------------------------------------------------------------------------- */

static bool node_of(void *self, uint32_t level, uint64_t index, uint8_t ret[32])
{
    const struct audit_log *log = self;

    log_root(log, (uint32_t)(index << level), 1u << level, ret);
    return true;
}

static void proof__says_it_all_and_no_changed_byte_passes(void **state)                    /* covers §8 */
{
    struct merkle_nodes nodes = { &usual, node_of };
    static struct audit_proof proof, read;
    struct audit_proved proved;
    struct arena arena;
    char *text;
    uint32_t len, good = 0;

    (void)state;
    arena_init(&arena, 64u << 20);
    proof = (struct audit_proof){ .index = 7, .epoch = usual.leaves[7].line.epoch, .sequence = usual.leaves[7].line.sequence, .source = usual.leaves[7].line.source,
                                  .entry = usual.leaves[7].line.entry, .note = text_of(usual.note) };
    assert_int_equal(merkle_inclusion(&nodes, 7, usual.count, proof.path, &proof.path_len), OK);
    struct text made = audit_proof_text(&proof, &arena);
    assert_true(audit_proof_read(made, &arena, &read));
    audit_proof_check(&read, LOG_ORIGIN, usual.signer.public_key, NULL, &arena, &proved);
    assert_int_equal(proved.fault, PROOF_GOOD);
    assert_memory_equal(proved.leaf, usual.leaves[7].hash, 32);
    text = malloc(made.len);
    assert_non_null(text);
    for (uint32_t at = 0; at < made.len; at++) {
        arena_reset(&arena);
        made = audit_proof_text(&proof, &arena);
        memcpy(text, made.at, made.len);
        len = made.len;
        text[at] = text[at] == 'B' ? 'C' : 'B';
        if (!audit_proof_read((struct text){ text, len }, &arena, &read))
            continue;
        audit_proof_check(&read, LOG_ORIGIN, usual.signer.public_key, NULL, &arena, &proved);
        good += proved.fault == PROOF_GOOD;
    }
    assert_int_equal(good, 0);
    free(text);
    arena_fini(&arena);
}

static int setup(void **state)
{
    (void)state;
    must(trust_init() == OK);
    log_usual(&usual);
    return mkdtemp(dir) == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    clear();
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moment__is_read_in_the_forms_people_use),
        cmocka_unit_test(copy__is_searched_by_person_object_action_purpose_and_time),
        cmocka_unit_test(copy__keeps_what_is_proved_and_tells_damage),
        cmocka_unit_test(proof__says_it_all_and_no_changed_byte_passes),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
