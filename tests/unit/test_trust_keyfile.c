/* Key files: what is made, what is loaded, and everything that is refused. In a scratch directory. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trust/keyfile.h"
#include "trust_test.h"

#define HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static char dir[] = "/tmp/test_trust_keyfile.XXXXXX";

static const char *path_of(const char *name)
{
    static char path[128];

    assert_in_range(snprintf(path, sizeof path, "%s/%s", dir, name), 1, sizeof path - 1);
    return path;
}

static void file_make(const char *name, const char *content, mode_t mode)
{
    int fd = open(path_of(name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, strlen(content)), strlen(content));
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

static int scratch_make(void **state)
{
    return trust_ready(state) == 0 && mkdtemp(dir) != NULL ? 0 : -1;
}

static int scratch_remove(void **state)
{
    static const char *const names[] = { "made", "bare", "group", "other", "short", "long", "odd", "feeds", "link",
                                         "pipe", "folder", "empty", "taken" };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)remove(path_of(names[i]));
    return rmdir(dir);
}

static void assert_refused(const char *name, enum err err)
{
    uint8_t key[32] = { 9 };

    assert_int_equal(keyfile_load(path_of(name), key, sizeof key), err);
    assert_int_equal(key[0], 9);
}

static void keyfile__made_is_loaded(void **state)
{
    uint8_t key[32];
    struct stat st;

    (void)state;
    assert_int_equal(keyfile_create(path_of("made"), counting_key, 32), OK);
    assert_int_equal(stat(path_of("made"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0400);
    assert_int_equal(st.st_size, 65);
    assert_int_equal(keyfile_load(path_of("made"), key, sizeof key), OK);
    assert_memory_equal(key, counting_key, sizeof key);
    assert_int_equal(keyfile_load(path_of("made"), key, 31), ERR_MALFORMED);
}

static void keyfile_create__keeps_what_is_there(void **state)
{
    uint8_t other[32] = {0}, key[32];

    (void)state;
    assert_int_equal(keyfile_create(path_of("taken"), counting_key, 32), OK);
    assert_int_equal(keyfile_create(path_of("taken"), other, 32), ERR_EXISTS);
    assert_int_equal(keyfile_load(path_of("taken"), key, sizeof key), OK);
    assert_memory_equal(key, counting_key, sizeof key);
    assert_int_equal(keyfile_create(path_of("nowhere/key"), other, 32), ERR_NOT_FOUND);
}

static void keyfile_load__takes_hex_with_and_without_line_feed(void **state)
{
    uint8_t key[32];

    (void)state;
    file_make("bare", HEX, 0600);
    assert_int_equal(keyfile_load(path_of("bare"), key, sizeof key), OK);
    assert_memory_equal(key, counting_key, sizeof key);
}

static void keyfile_load__refuses_what_others_can_read(void **state)
{
    (void)state;
    file_make("group", HEX, 0640);
    file_make("other", HEX, 0604);
    assert_refused("group", ERR_DENIED);
    assert_refused("other", ERR_DENIED);
}

static void keyfile_load__refuses_other_content(void **state)
{
    (void)state;
    file_make("empty", "", 0600);
    file_make("short", "0001\n", 0600);
    file_make("long", HEX "00", 0600);
    file_make("odd", "g0" HEX, 0600);
    file_make("feeds", HEX "\n\n", 0600);
    assert_refused("empty", ERR_MALFORMED);
    assert_refused("short", ERR_MALFORMED);
    assert_refused("long", ERR_MALFORMED);
    assert_refused("odd", ERR_MALFORMED);
    assert_refused("feeds", ERR_MALFORMED);
}

static void keyfile_load__refuses_what_is_no_plain_file(void **state)
{
    (void)state;
    assert_refused("absent", ERR_NOT_FOUND);
    assert_int_equal(symlink("made", path_of("link")), 0);
    assert_refused("link", ERR_DENIED);
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    assert_refused("pipe", ERR_DENIED);
    assert_int_equal(mkdir(path_of("folder"), 0700), 0);
    assert_refused("folder", ERR_DENIED);
}

static void keyfile_load__refuses_another_owners_file(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();                            /* only the superuser can give a file away */
    assert_int_equal(chown(path_of("bare"), 12345, 12345), 0);
    assert_refused("bare", ERR_DENIED);
}

/* On the files of the cases before. */
static void keyfile_why__says_what_is_wrong(void **state)
{
    static const struct {
        const char *name, *why;
    } cases[] = {
        { "made", "fine" }, { "absent", "No such file" }, { "group", "mode 0640" }, { "other", "mode 0604" }, { "empty", "no whole key: 0 bytes" },
        { "short", "no whole key: 5 bytes where a key has 64 hex digits" }, { "long", "not one key of 64 hex digits" }, { "feeds", "not one key" },
        { "link", "a symbolic link" }, { "pipe", "not a regular file" }, { "folder", "not a regular file" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (strstr(keyfile_why(path_of(cases[i].name), 32), cases[i].why) == NULL)
            fail_msg("%s: %s", cases[i].name, keyfile_why(path_of(cases[i].name), 32));
    if (geteuid() == 0)
        assert_non_null(strstr(keyfile_why(path_of("bare"), 32), "belongs to user 12345, not to you (user 0)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keyfile__made_is_loaded),
        cmocka_unit_test(keyfile_create__keeps_what_is_there),
        cmocka_unit_test(keyfile_load__takes_hex_with_and_without_line_feed),
        cmocka_unit_test(keyfile_load__refuses_what_others_can_read),
        cmocka_unit_test(keyfile_load__refuses_other_content),
        cmocka_unit_test(keyfile_load__refuses_what_is_no_plain_file),
        cmocka_unit_test(keyfile_load__refuses_another_owners_file),
        cmocka_unit_test(keyfile_why__says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
