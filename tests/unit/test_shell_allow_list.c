/* What a service takes for its allow-list, and what it remembers, on files of a scratch directory. */
#include "cmocka_all.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"
#include "shell/allow_list.h"
#include "shell/log.h"
#include "trust/random.h"
#include "wire/keys.h"

#define SECOND UINT64_C(1000000)

static char root[] = "/tmp/test_shell_allow_list.XXXXXX";
static struct installation at;
static struct signer enrolment, stranger;
static uint8_t desk[32], kiosk[32];
static const uint8_t ticket_key[32] = { 3 }, other_ticket_key[32] = { 4 };
static const struct date today = { 20270201 }, tomorrow = { 20270202 };
static struct allow_list list;
static struct peers *in_force;
static uint64_t mono;
static struct fault fault;

static char *text_by(const struct signer *by, uint64_t version, const uint8_t *ticket, bool with_kiosk)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    struct peer peer = { .name = "desk-1", .role = ROLE_TERMINAL, .follow_all = true };

    must(to != NULL);
    peers_put_head(to, version, ticket);
    memcpy(peer.key, desk, 32);
    peers_put_peer(to, &peer, today);
    memcpy(peer.key, kiosk, 32);
    memcpy(peer.name, "kiosk", 6);
    if (with_kiosk)
        peers_put_peer(to, &peer, (struct date){ 0 });
    must(fflush(to) == 0);
    peers_put_signature(to, by, text_of(text));
    must(fclose(to) == 0);
    return text;
}

static void put(const char *text)
{
    assert_int_equal(file_put(key_path(&at, "peers").at, text, 0600), OK);
}

static void put_by(const struct signer *by, uint64_t version, const uint8_t *ticket, bool with_kiosk)
{
    char *text = text_by(by, version, ticket, with_kiosk);

    put(text);
    free(text);
}

static void good(uint64_t version, bool with_kiosk)
{
    put_by(&enrolment, version, ticket_key, with_kiosk);
}

static enum err opens(struct date day)
{
    peers_drop(&in_force);
    return allow_list_open(&list, &at, "queueing", day, &in_force, &fault);
}

/* A second later. True when another list is in force. */
static bool looks(struct date day, bool at_once)
{
    struct peers *fresh;

    mono += at_once ? 1 : SECOND;
    fresh = allow_list_look(&list, &at, in_force, day, mono, at_once);
    if (fresh == NULL)
        return false;
    peers_drop(&in_force);
    in_force = fresh;
    allow_list_keep(&list, in_force);
    return true;
}

static void alarm_is(const char *word)
{
    if (word == NULL)
        assert_null(list.alarm);
    else
        assert_string_equal(list.alarm, word);
}

static int begin(void **state)
{
    (void)state;
    mono = 100 * SECOND;
    (void)remove(service_path(&at, "queueing", "peers").at);
    (void)remove(key_path(&at, "peers").at);
    at.has_enrolment_key = true;
    good(5, true);
    return opens(today) == OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    peers_drop(&in_force);
    return 0;
}

/* ---- Start ---- */

static void start__takes_the_list_and_keeps_it(void **state)
{
    (void)state;
    assert_int_equal(peers_version(in_force), 5);
    alarm_is(NULL);
    assert_int_equal(access(service_path(&at, "queueing", "peers").at, R_OK), 0);
}

static void start__needs_a_good_list_when_none_is_kept(void **state)
{
    static const char *const sentences[] = { "not_there", "malformed", "bad_signature", "not_signed" };

    (void)state;
    for (int i = 0; i < 4; i++) {
        (void)remove(service_path(&at, "queueing", "peers").at);
        (void)remove(key_path(&at, "peers").at);
        if (i == 1)
            put("madoguchi-peers 2\nversion 1\n");
        else if (i == 2)
            put_by(&stranger, 9, ticket_key, true);
        else if (i == 3)
            put("madoguchi-peers 1\n");
        assert_int_equal(opens(today), ERR_CONFIG);
        assert_non_null(strstr(fault.text, sentences[i]));
    }
    at.has_enrolment_key = false;
    assert_int_equal(opens(today), ERR_CONFIG);
    assert_non_null(strstr(fault.text, "names no enrolment key"));
}

static void start__refuses_an_older_list_and_uses_the_one_it_kept(void **state)
{
    (void)state;
    good(4, false);
    assert_int_equal(opens(today), OK);
    assert_int_equal(peers_version(in_force), 5);
    assert_non_null(peers_find(in_force, kiosk));
    alarm_is("rolled_back");
    good(6, false);
    assert_int_equal(opens(today), OK);
    assert_int_equal(peers_version(in_force), 6);
    assert_null(peers_find(in_force, kiosk));
    alarm_is(NULL);
}

static void start__uses_the_kept_one_beside_a_broken_file(void **state)
{
    (void)state;
    put("madoguchi-pe");
    assert_int_equal(opens(today), OK);
    assert_int_equal(peers_version(in_force), 5);
    alarm_is("malformed");
}

static void start__takes_another_ticket_key(void **state)
{
    (void)state;
    put_by(&enrolment, 6, other_ticket_key, true);
    assert_false(looks(today, false));
    alarm_is("other_ticket_key");
    assert_int_equal(opens(today), OK);
    assert_memory_equal(peers_ticket_key(in_force), other_ticket_key, 32);
    alarm_is(NULL);
}

/* ---- Later ---- */

static void look__sees_a_new_file_within_a_second(void **state)
{
    (void)state;
    assert_false(looks(today, false));
    good(6, false);
    mono += SECOND - 1;
    assert_null(allow_list_look(&list, &at, in_force, today, mono - SECOND + 1, false));
    assert_true(looks(today, false));
    assert_int_equal(peers_version(in_force), 6);
    assert_null(peers_find(in_force, kiosk));
    assert_false(looks(today, false));
    assert_int_equal(opens(today), OK);                  /* and knows it after a restart */
    good(5, true);
    assert_int_equal(opens(today), OK);
    alarm_is("rolled_back");
}

static void look__at_once_does_not_wait(void **state)
{
    (void)state;
    assert_false(looks(today, false));
    good(6, false);
    assert_true(looks(today, true));
    assert_int_equal(peers_version(in_force), 6);
}

static void look__a_bad_list_leaves_the_one_before(void **state)
{
    (void)state;
    char *text;

    good(4, true);
    assert_false(looks(today, false));
    alarm_is("rolled_back");
    put_by(&stranger, 9, ticket_key, false);
    assert_false(looks(today, false));
    alarm_is("bad_signature");
    text = text_by(&enrolment, 9, ticket_key, false);
    *strstr(text, "follow:*") = 'F';
    put(text);
    free(text);
    assert_false(looks(today, false));
    alarm_is("malformed");
    good(5, false);                                      /* signed twice under one version */
    assert_false(looks(today, false));
    alarm_is("same_version");
    assert_int_equal(remove(key_path(&at, "peers").at), 0);
    assert_false(looks(today, false));
    alarm_is("not_there");
    good(7, true);
    assert_int_equal(chmod(key_path(&at, "peers").at, 0666), 0);
    assert_false(looks(today, false));
    alarm_is("not_private");
    assert_non_null(peers_find(in_force, kiosk));
    assert_int_equal(peers_version(in_force), 5);
    assert_int_equal(chmod(key_path(&at, "peers").at, 0600), 0);
    assert_true(looks(today, false));
    alarm_is(NULL);
}

static void look__the_same_list_again_takes_the_alarm_away(void **state)
{
    (void)state;
    put("half");
    assert_false(looks(today, false));
    alarm_is("malformed");
    good(5, true);
    assert_false(looks(today, false));
    alarm_is(NULL);
}

static void look__a_key_ends_with_its_last_day(void **state)
{
    (void)state;
    assert_non_null(peers_find(in_force, desk));
    assert_true(looks(tomorrow, false));
    assert_null(peers_find(in_force, desk));
    assert_non_null(peers_find(in_force, kiosk));
    assert_false(looks(tomorrow, false));
    assert_int_equal(peers_version(in_force), 5);
}

static void keep__what_cannot_be_kept_is_in_force_all_the_same(void **state)
{
    (void)state;
    char folder[1100];

    assert_int_equal(remove(service_path(&at, "queueing", "peers").at), 0);
    snprintf(folder, sizeof folder, "%s", service_path(&at, "queueing", "").at);
    assert_int_equal(rmdir(folder), 0);
    good(6, false);
    assert_true(looks(today, false));
    assert_int_equal(peers_version(in_force), 6);
    alarm_is("not_kept");
    assert_false(looks(today, false));
    alarm_is("not_kept");
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_false(looks(today, false));
    alarm_is(NULL);
    assert_int_equal(access(service_path(&at, "queueing", "peers").at, R_OK), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(start__takes_the_list_and_keeps_it),
        CASE(start__needs_a_good_list_when_none_is_kept),
        CASE(start__refuses_an_older_list_and_uses_the_one_it_kept),
        CASE(start__uses_the_kept_one_beside_a_broken_file),
        CASE(start__takes_another_ticket_key),
        CASE(look__sees_a_new_file_within_a_second),
        CASE(look__at_once_does_not_wait),
        CASE(look__a_bad_list_leaves_the_one_before),
        CASE(look__the_same_list_again_takes_the_alarm_away),
        CASE(look__a_key_ends_with_its_last_day),
        CASE(keep__what_cannot_be_kept_is_in_force_all_the_same),
    };
    must(trust_init() == OK && mkdtemp(root) != NULL);
    log_start("test", LOG_ALARM);
    memset(desk, 1, 32);
    memset(kiosk, 2, 32);
    signer_init(&enrolment, (const uint8_t[32]){ 1 });
    signer_init(&stranger, (const uint8_t[32]){ 2 });
    memcpy(at.enrolment_key, enrolment.public_key, 32);
    snprintf(at.dir, sizeof at.dir, "%s/data", root);
    snprintf(at.keys, sizeof at.keys, "%s/keys", root);
    must(mkdir(at.dir, 0700) == 0 && mkdir(at.keys, 0700) == 0 && mkdir(service_path(&at, "queueing", "").at, 0700) == 0);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)remove(service_path(&at, "queueing", "peers").at);
    (void)remove(key_path(&at, "peers").at);
    (void)rmdir(service_path(&at, "queueing", "").at);
    (void)rmdir(at.dir);
    (void)rmdir(at.keys);
    return failed + (rmdir(root) != 0);
}
