/* What becomes a leaf: not only what was done, but what was refused, who could not log in, and every look at a person. Real
 * entries of a real service are handed to audit. */
#include "inventory_fixture.h"

#include "gen/audit_build.h"
#include "gen/staff_build.h"

extern const struct service audit_service, staff_service;

static const struct audit_config audit_config = { .checkpoint_seconds = 10, .checkpoint_leaves = 1000 };
static const struct staff_config staff_config = { .ticket_minutes = 10, .session_minutes = 600 };

struct both {
    struct bench *source, *audit;
    struct arena arena;
};

static void begin(struct both *both, const struct service *service, const void *of_service)
{
    both->source = bench_new(service, of_service);
    both->audit = bench_new(&audit_service, &audit_config);
    arena_init(&both->arena, 4u * 1024u * 1024u);
}

static void end(struct both *both)
{
    bench_drop(&both->source);
    bench_drop(&both->audit);
    arena_fini(&both->arena);
}

/* Hands all of the source's log over; the last leaf as audit holds it. */
static struct entry last_leaf(struct both *both, const char *name)
{
    uint64_t count = log_length(both->source);
    const struct audit_leaf_result *leaf;
    struct entry entry;

    for (uint64_t n = 1; n <= count; n++)
        followed_entry(both->audit, name, 1, n, log_entry(both->source, n, &both->arena));
    as(both->audit, 20, ROLE_AUDITOR);
    ask(both->audit, audit_leaf(.leaf_index = count - 1));
    leaf = answer_of(both->audit, &audit_leaf_result_spec);
    assert_non_null(leaf);
    assert_int_equal(entry_decode(bytes_copy(&both->arena, leaf->leaf.entry), &both->arena, &entry), OK);
    assert_int_equal(entry.number, count);
    return entry;
}

static void login__that_failed_is_a_leaf_without_its_password(void **state)                /* covers §8⑥ */
{
    struct both both;
    struct entry entry;

    (void)state;
    begin(&both, &staff_service, &staff_config);
    as(both.source, 0, ROLE_TERMINAL);
    when(both.source, login(.name = TEXT("hanako"), .password = TEXT("guessed wrongly")));
    then_refused(both.source, BAD_CREDENTIALS);
    entry = last_leaf(&both, "staff");
    assert_true(text_is(entry.cause.name, "login"));
    assert_true(text_is(entry.refusal, "bad_credentials"));
    assert_true(entry.terminal.len > 0);
    end(&both);
}

static void command__that_the_rules_refused_is_a_leaf(void **state)                        /* covers §8 */
{
    struct both both;
    struct entry entry;

    (void)state;
    begin(&both, &inventory_service, &config);
    as(both.source, 12, ROLE_OPERATOR);
    when(both.source, store_card(.card_id = { 999 }, .slot = TEXT("A-01-001")));
    then_refused(both.source, NO_SUCH_CARD);
    entry = last_leaf(&both, "inventory");
    assert_true(text_is(entry.cause.name, "store_card"));
    assert_true(text_is(entry.refusal, "no_such_card"));
    assert_int_equal(entry.actor, 12);
    end(&both);
}

static void command__without_the_right_is_a_leaf(void **state)                             /* covers §8 */
{
    struct both both;
    struct entry entry;

    (void)state;
    begin(&both, &inventory_service, &config);
    as(both.source, 77, ROLE_AUDITOR);
    when(both.source, store_card(.card_id = { 101 }, .slot = TEXT("A-01-001")));
    then_not_taken(both.source, NOT_PERMITTED);
    entry = last_leaf(&both, "inventory");
    assert_true(text_is(entry.cause.name, "store_card"));
    assert_true(text_is(entry.refusal, "not_permitted"));
    assert_int_equal(entry.actor, 77);
    end(&both);
}

static void look__at_a_person_is_a_leaf_with_purpose_and_without_the_name(void **state)    /* covers §8 */
{
    struct both both;
    struct entry entry;
    struct bytes whole;

    (void)state;
    begin(&both, &inventory_service, &config);
    given_cards(both.source, 1);
    as(both.source, 12, ROLE_OPERATOR);
    purpose(both.source, "pick_up");
    when(both.source, show_card(.card_id = { 101 }));
    assert_non_null(shown_of(both.source, &show_card_shown_spec));
    entry = last_leaf(&both, "inventory");
    assert_true(text_is(entry.cause.name, "show_card"));
    assert_true(text_is(entry.purpose, "pick_up"));
    assert_int_equal(entry.actor, 12);
    ask(both.audit, audit_leaves(.max = 256));
    const struct audit_leaves_result *page = answer_of(both.audit, &audit_leaves_result_spec);
    for (uint32_t i = 0; i < page->leaves.count; i++) {
        whole = page->leaves.at[i].entry;
        assert_null(memmem(whole.at, whole.len, "清水", strlen("清水")));
        assert_null(memmem(whole.at, whole.len, "DNX280268", 9));
    }
    end(&both);
}

static void look__that_found_nobody_is_a_leaf(void **state)                                /* covers §8 */
{
    struct both both;
    struct entry entry;

    (void)state;
    begin(&both, &inventory_service, &config);
    as(both.source, 12, ROLE_OPERATOR);
    purpose(both.source, "inquiry");
    when(both.source, find_card(.notice_number = TEXT("DNX280268")));
    then_refused(both.source, NO_SUCH_CARD);
    entry = last_leaf(&both, "inventory");
    assert_true(text_is(entry.cause.name, "find_card"));
    assert_true(text_is(entry.refusal, "no_such_card"));
    assert_true(text_is(entry.purpose, "inquiry"));
    end(&both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(login__that_failed_is_a_leaf_without_its_password),
        cmocka_unit_test(command__that_the_rules_refused_is_a_leaf),
        cmocka_unit_test(command__without_the_right_is_a_leaf),
        cmocka_unit_test(look__at_a_person_is_a_leaf_with_purpose_and_without_the_name),
        cmocka_unit_test(look__that_found_nobody_is_a_leaf),
    };

    (void)inventory_setup, (void)inventory_teardown, (void)given_at_counter, (void)given_custody_closed;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
