/* The two directories of an installation and their files, on scratch directories. */
#include "cmocka_all.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/clock.h"
#include "shell/installation.h"

static char root[] = "/tmp/test_shell_installation.XXXXXX";
static struct path data, keys;
static struct fault fault;

static int make(void **state)
{
    (void)state;
    if (mkdtemp(root) == NULL)
        return -1;
    data = path_format("%s/data", root);
    keys = path_format("%s/data-keys", root);
    return mkdir(data.at, 0700) == 0 && mkdir(keys.at, 0700) == 0 ? 0 : -1;
}

static int clear(void **state)
{
    static const char *const names[] = { "data/office", "data/clock", "data/inner", "data", "data-keys/endpoints", "data-keys" };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)remove(path_format("%s/%s", root, names[i]).at);
    return rmdir(root);
}

static void put(const char *name, const char *text)
{
    assert_int_equal(file_put(path_format("%s/%s", root, name).at, text, 0600), OK);
}

static void file_put__keeps_owner_and_readers(void **state)
{
    struct path path = path_format("%s/data/office", root);
    struct stat about;

    (void)state;
    put("data/office", "one");
    assert_int_equal(stat(path.at, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(chmod(path.at, 0662), 0);
    if (geteuid() == 0)
        assert_int_equal(chown(path.at, 12345, 12346), 0);
    put("data/office", "two");
    assert_int_equal(stat(path.at, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
    assert_int_equal(about.st_size, 3);
    if (geteuid() == 0)
        assert_true(about.st_uid == 12345 && about.st_gid == 12346);
    assert_int_equal(remove(path.at), 0);
}

static const uint8_t enrolment_key[32] = { 0xab, 1, 2, 3 };
#define ENROLMENT "enrolment 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"

static void installation__one_of_form_1_gets_its_enrolment_key(void **state)
{
    struct installation at;

    (void)state;
    put("data/office", "madoguchi-office 1\nsite 12\nmode production\n");
    assert_int_equal(installation_load(data.at, keys.at, &at, &fault), OK);
    assert_true(at.production && !at.has_enrolment_key);
    assert_int_equal(installation_add_enrolment(&at, enrolment_key, &fault), OK);
    memset(&at, 0, sizeof at);
    assert_int_equal(installation_load(data.at, keys.at, &at, &fault), OK);
    assert_true(at.production && at.has_enrolment_key && at.site == 12);
    assert_memory_equal(at.enrolment_key, enrolment_key, 32);
    assert_int_equal(remove(path_format("%s/office", data.at).at), 0);
}

static void installation__made_is_loaded(void **state)
{
    struct installation made, at;

    (void)state;
    assert_int_equal(installation_make(data.at, keys.at, 12, false, enrolment_key, &made, &fault), OK);
    assert_int_equal(installation_load(data.at, keys.at, &at, &fault), OK);
    assert_int_equal(at.site, 12);
    assert_false(at.production);
    assert_true(at.has_enrolment_key);
    assert_memory_equal(at.enrolment_key, enrolment_key, 32);
    assert_string_equal(installation_mode(&at), "trial");
    assert_int_equal(installation_make(data.at, keys.at, 12, false, enrolment_key, &made, &fault), ERR_EXISTS);
}

static void installation__keys_inside_the_data_are_refused(void **state)
{
    struct path inner = path_format("%s/inner", data.at);
    struct installation at;

    (void)state;
    assert_int_equal(mkdir(inner.at, 0700), 0);
    assert_int_equal(installation_load(data.at, inner.at, &at, &fault), ERR_CONFIG);
    assert_non_null(strstr(fault.text, "must lie outside the data"));
    assert_int_equal(installation_load(data.at, data.at, &at, &fault), ERR_CONFIG);
}

static void installation__other_office_files_are_refused(void **state)
{
    static const char *const texts[] = {
        "", "madoguchi-office 2\nsite 1\nmode trial\n", "madoguchi-office 1\nsite 0\nmode trial\n", "madoguchi-office 1\nsite 65536\nmode trial\n",
        "madoguchi-office 1\nsite 1\nmode play\n", "madoguchi-office 3\nsite 1\nmode trial\n" ENROLMENT, "madoguchi-office 1\nsite 1\nmode trial\n" ENROLMENT,
        "madoguchi-office 2\nsite 1\nmode trial\n" ENROLMENT "more\n", "madoguchi-office 2\nsite 1\nmode trial\nenrolment 0123\n", "madoguchi-office 1\nsite 1\nmode trial\nmore\n",
    };
    struct installation at = { .site = 77 };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put("data/office", texts[i]);
        assert_int_equal(installation_load(data.at, keys.at, &at, &fault), ERR_CONFIG);
        assert_int_equal(at.site, 77);
    }
    assert_int_equal(remove(path_format("%s/office", data.at).at), 0);
    assert_int_equal(installation_load(data.at, keys.at, &at, &fault), ERR_NOT_FOUND);
}

#define KEY "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"

static void endpoints__lines_are_read(void **state)
{
    struct installation at = { .site = 1 };
    struct endpoint_book book;

    (void)state;
    memcpy(at.keys, keys.at, strlen(keys.at) + 1);
    assert_int_equal(endpoint_book_load(&at, &book, &fault), ERR_NOT_FOUND);
    put("data-keys/endpoints", "# a comment\nstaff ipc:///run/staff.cmd tcp://10.0.0.1:7001 " KEY "\n\n");
    assert_int_equal(endpoint_book_load(&at, &book, &fault), OK);
    assert_int_equal(book.count, 1);
    assert_string_equal(endpoint_of(&book, "staff")->event_address, "tcp://10.0.0.1:7001");
    assert_null(endpoint_of(&book, "queueing"));
}

static void endpoints__wrong_lines_name_their_place(void **state)
{
    static const char *const lines[] = {
        "staff ipc:///run/staff.cmd ipc:///run/staff.evt\n", "staff ipc://run/staff.cmd ipc:///run/staff.evt " KEY "\n",
        "staff ipc:///run/staff.cmd ipc:///run/staff.evt short\n", "staff ipc:///run/staff.cmd ipc:///run/staff.evt " KEY " more\n",
    };
    struct installation at = { .site = 1 };
    struct endpoint_book book;

    (void)state;
    memcpy(at.keys, keys.at, strlen(keys.at) + 1);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        put("data-keys/endpoints", path_format("# first\n%s", lines[i]).at);
        assert_int_equal(endpoint_book_load(&at, &book, &fault), ERR_CONFIG);
        assert_non_null(strstr(fault.text, "endpoints:2: "));
    }
}

static void clock__driven_stands_still_and_survives(void **state)
{
    struct path path = path_format("%s/clock", data.at);
    struct shell_clock clock, again;

    (void)state;
    assert_int_equal(clock_open(&clock, path.at), OK);
    assert_false(clock.driven);
    assert_int_equal(clock_drive(&clock, 1801440300123456), OK);
    assert_int_equal(clock_us(&clock), 1801440300123456);
    assert_int_equal(clock_open(&again, path.at), OK);
    assert_int_equal(clock_us(&again), 1801440300123456);
    assert_int_equal(clock_drive(&again, UINT64_MAX), ERR_LIMIT);
    assert_int_equal(clock_us(&again), 1801440300123456);
}

static void clock__of_production_is_never_driven(void **state)
{
    struct shell_clock clock;

    (void)state;
    assert_int_equal(clock_open(&clock, NULL), OK);
    assert_int_equal(clock_drive(&clock, 1), ERR_DENIED);
    assert_false(clock.driven);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_put__keeps_owner_and_readers),
        cmocka_unit_test(installation__one_of_form_1_gets_its_enrolment_key),
        cmocka_unit_test(installation__made_is_loaded),
        cmocka_unit_test(installation__keys_inside_the_data_are_refused),
        cmocka_unit_test(installation__other_office_files_are_refused),
        cmocka_unit_test(endpoints__lines_are_read),
        cmocka_unit_test(endpoints__wrong_lines_name_their_place),
        cmocka_unit_test(clock__driven_stands_still_and_survives),
        cmocka_unit_test(clock__of_production_is_never_driven),
    };

    return cmocka_run_group_tests(tests, make, clear);
}
