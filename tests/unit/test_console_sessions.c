/* Sessions on the disk and in memory: what a cookie opens, what it does not, and when it is over. */
#include "cmocka_all.h"

#include <stdlib.h>

#include "base/date.h"
#include "device_files.h"
#include "sessions.h"
#include "trust/random.h"

#define NOW_US UINT64_C(1767225600000000)      /* before the files are written, so that none is swept for its age */

struct bench {
    struct installation at;
    uint8_t key[32];
    struct sessions *sessions;
};

static void restart(struct bench *b, uint64_t now_us)
{
    struct fault fault;

    sessions_drop(&b->sessions);
    assert_int_equal(sessions_open(&b->at, b->key, now_us, &b->sessions, &fault), OK);
}

static int setup(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    struct fault fault;

    assert_int_equal(trust_init(), OK);
    snprintf(b->at.dir, sizeof b->at.dir, "/tmp/madoguchi-console-XXXXXX");
    assert_non_null(mkdtemp(b->at.dir));
    b->at.site = 1;
    memset(b->key, 7, sizeof b->key);
    assert_int_equal(device_folders_make(&b->at, &fault), OK);
    restart(b, NOW_US);
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    char command[DIRECTORY_BYTES_MAX + 16];

    sessions_drop(&b->sessions);
    snprintf(command, sizeof command, "rm -r %s", b->at.dir);
    assert_int_equal(system(command), 0);
    free(b);
    return 0;
}

/* One person, whose ticket ends after ten minutes. */
static void begin(struct bench *b, const char *name, uint64_t account, char ret_cookie[COOKIE_SIZE])
{
    struct session *session = sessions_begin(b->sessions, NULL, NOW_US, ret_cookie);
    struct person *person = session_place(session, account);

    snprintf(person->name, sizeof person->name, "%s", name);
    person->role = STAFF_ROLE_OPERATOR;
    person->expires_at_us = NOW_US + 10 * US_PER_MINUTE;
    snprintf(session->terminal, sizeof session->terminal, "counter-1");
    snprintf(session->address, sizeof session->address, "127.0.0.1");
    session->active = 0;
    assert_int_equal(sessions_keep(b->sessions, session), OK);
}

static struct session *find(struct bench *b, const char *cookie)
{
    return sessions_find(b->sessions, text_of(cookie), NOW_US + 1, NOW_US + 1);
}

static void session__outlives_a_restart_with_all_that_it_holds(void **state)
{
    struct bench *b = *state;
    char cookie[COOKIE_SIZE];
    struct session *session;

    begin(b, "sato", 7, cookie);
    restart(b, NOW_US);
    session = find(b, cookie);
    assert_non_null(session);
    assert_int_equal(session->person_count, 1);
    assert_string_equal(session->persons[0].name, "sato");
    assert_int_equal(session->persons[0].account, 7);
    assert_int_equal(session->persons[0].expires_at_us, NOW_US + 10 * US_PER_MINUTE);
    assert_string_equal(session->terminal, "counter-1");
    assert_string_equal(session->address, "127.0.0.1");
    assert_ptr_equal(session_active(session), &session->persons[0]);
}

static void session__opens_to_no_other_cookie_and_under_no_other_key(void **state)
{
    struct bench *b = *state;
    char cookie[COOKIE_SIZE], other[COOKIE_SIZE];

    begin(b, "sato", 7, cookie);
    cookie_make(other);
    assert_null(find(b, other));
    assert_null(find(b, ""));
    assert_null(sessions_find(b->sessions, (struct text){ NULL, 0 }, NOW_US, NOW_US));
    memset(b->key, 8, sizeof b->key);
    restart(b, NOW_US);
    assert_null(find(b, cookie));
}

static void session__changed_on_the_disk_opens_no_more(void **state)
{
    struct bench *b = *state;
    char cookie[COOKIE_SIZE], command[1200];

    begin(b, "sato", 7, cookie);
    snprintf(command, sizeof command, "for f in %s/*; do printf x | dd of=$f bs=1 seek=60 conv=notrunc status=none; done", session_folder(&b->at).at);
    assert_int_equal(system(command), 0);
    restart(b, NOW_US);
    assert_null(find(b, cookie));
}

static void session__has_a_new_cookie_after_a_change_and_the_old_one_opens_nothing(void **state)
{
    struct bench *b = *state;
    char cookie[COOKIE_SIZE], fresh[COOKIE_SIZE], before[TOKEN_SIZE], after[TOKEN_SIZE];
    struct session *session;

    begin(b, "sato", 7, cookie);
    session = sessions_begin(b->sessions, find(b, cookie), NOW_US, fresh);
    assert_int_equal(sessions_keep(b->sessions, session), OK);
    assert_null(find(b, cookie));
    assert_non_null(find(b, fresh));
    sessions_token(b->sessions, text_of(cookie), before);
    sessions_token(b->sessions, text_of(fresh), after);
    assert_string_not_equal(before, after);
    restart(b, NOW_US);
    assert_null(find(b, cookie));
    assert_non_null(find(b, fresh));
}

static void session__is_over_after_ten_hours_and_with_its_last_ticket(void **state)
{
    struct bench *b = *state;
    char cookie[COOKIE_SIZE];

    begin(b, "sato", 7, cookie);
    assert_non_null(sessions_find(b->sessions, text_of(cookie), NOW_US + 10 * US_PER_HOUR - 1, 0));
    assert_null(sessions_find(b->sessions, text_of(cookie), NOW_US + 10 * US_PER_HOUR, 0));
    begin(b, "sato", 7, cookie);
    assert_non_null(sessions_find(b->sessions, text_of(cookie), NOW_US, NOW_US + 10 * US_PER_MINUTE - 1));
    assert_null(sessions_find(b->sessions, text_of(cookie), NOW_US, NOW_US + 10 * US_PER_MINUTE));
    assert_null(sessions_find(b->sessions, text_of(cookie), NOW_US, 0));
}

static void session__whose_active_person_leaves_has_nobody_at_the_keyboard(void **state)
{
    struct bench *b = *state;
    char cookie[COOKIE_SIZE];
    struct session *session;

    begin(b, "sato", 7, cookie);
    session = find(b, cookie);
    session_place(session, 8)->expires_at_us = NOW_US + US_PER_HOUR;
    snprintf(session->persons[1].name, sizeof session->persons[1].name, "suzuki");
    session = sessions_find(b->sessions, text_of(cookie), NOW_US, NOW_US + 30 * US_PER_MINUTE);
    assert_non_null(session);
    assert_int_equal(session->person_count, 1);
    assert_null(session_active(session));
    assert_int_equal(sessions_keep(b->sessions, session), OK);
    restart(b, NOW_US);
    assert_null(session_active(find(b, cookie)));
}

static void session__has_four_places(void **state)
{
    struct bench *b = *state;
    char cookie[COOKIE_SIZE];
    struct session *session;

    begin(b, "sato", 1, cookie);
    session = find(b, cookie);
    for (uint64_t account = 2; account <= 4; account++)
        assert_non_null(session_place(session, account));
    assert_null(session_place(session, 5));
    assert_non_null(session_place(session, 3));
    session_remove(session, 2);
    assert_int_equal(session->active, 0);
    session->active = 2;
    session_remove(session, 3);
    assert_int_equal(session_active(session)->account, 4);
}

static void session__of_many_the_ones_not_in_memory_wait_on_the_disk(void **state)
{
    struct bench *b = *state;
    char cookies[80][COOKIE_SIZE];

    for (uint32_t i = 0; i < 80; i++)
        begin(b, "sato", i + 1, cookies[i]);
    for (uint32_t i = 0; i < 80; i++)
        assert_int_equal(find(b, cookies[i])->persons[0].account, i + 1);
}

static void device_code__opens_as_typed_and_lies_on_no_disk(void **state)
{
    struct bench *b = *state;
    struct key_pair pair;
    struct device_note note;
    struct fault fault;
    char code[DEVICE_CODE_SIZE], small[DEVICE_CODE_SIZE], command[2 * DIRECTORY_BYTES_MAX];
    uint8_t key[32], hash[32];

    key_pair_make(&pair);
    device_key(&pair, key);
    assert_int_equal(device_code_make(&b->at, &pair, "counter-1", NOW_US, code, &fault), OK);
    assert_true(device_note_read(&b->at, DEVICE_CODE, "counter-1", &note));
    assert_int_equal(note.at_us, NOW_US + 24 * US_PER_HOUR);
    for (uint32_t i = 0; i < sizeof code; i++)
        small[i] = code[i] == '-' ? ' ' : code[i] >= 'A' && code[i] <= 'Z' ? (char)(code[i] - 'A' + 'a') : code[i];
    assert_true(device_code_hash(key, text_of(small), hash));
    assert_memory_equal(hash, note.hash, 32);
    assert_false(device_code_hash(key, TEXT("nonsense"), hash));
    snprintf(command, sizeof command, "! grep -rq %s %s", code, b->at.dir);
    assert_int_equal(system(command), 0);
    device_note_remove(&b->at, DEVICE_CODE, "counter-1");
    assert_false(device_note_read(&b->at, DEVICE_CODE, "counter-1", &note));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(session__outlives_a_restart_with_all_that_it_holds, setup, teardown),
        cmocka_unit_test_setup_teardown(session__opens_to_no_other_cookie_and_under_no_other_key, setup, teardown),
        cmocka_unit_test_setup_teardown(session__changed_on_the_disk_opens_no_more, setup, teardown),
        cmocka_unit_test_setup_teardown(session__has_a_new_cookie_after_a_change_and_the_old_one_opens_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(session__is_over_after_ten_hours_and_with_its_last_ticket, setup, teardown),
        cmocka_unit_test_setup_teardown(session__whose_active_person_leaves_has_nobody_at_the_keyboard, setup, teardown),
        cmocka_unit_test_setup_teardown(session__has_four_places, setup, teardown),
        cmocka_unit_test_setup_teardown(session__of_many_the_ones_not_in_memory_wait_on_the_disk, setup, teardown),
        cmocka_unit_test_setup_teardown(device_code__opens_as_typed_and_lies_on_no_disk, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
