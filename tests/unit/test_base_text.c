/* Texts built piece by piece. */
#include "cmocka_all.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

static void within__holds_as_much_as_its_room_but_the_end(void **state)
{
    char room[8];
    struct text_builder text = text_within(room, sizeof room);

    (void)state;
    assert_string_equal(room, "");
    text_add(&text, "%s-%u", "abc", 12u);
    text_add(&text, "d");
    assert_string_equal(room, "abc-12d");
    assert_int_equal(text.len, 7);
    text_drop(&text);
    assert_string_equal(room, "abc-12d");
}

static void within__is_never_cut(void **state)
{
    pid_t child = fork();
    int status = 0;

    (void)state;
    if (child == 0) {
        char room[8];
        struct text_builder text = text_within(room, sizeof room);

        signal(SIGABRT, SIG_DFL);
        text_add(&text, "%s", "abc-12de");
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void growing__has_no_bound(void **state)
{
    struct text_builder text = text_growing();
    char last[8];

    (void)state;
    for (unsigned i = 0; i < 2000000; i++)
        text_add(&text, "%07u\n", i);
    assert_int_equal(text.len, 16000000);                     /* beyond the 8 MiB that once were the bound of a certificate */
    memcpy(last, text.at + text.len - 8, 7);
    last[7] = '\0';
    assert_string_equal(last, "1999999");
    assert_int_equal(strlen(text.at), text.len);
    text_drop(&text);
    assert_null(text.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(within__holds_as_much_as_its_room_but_the_end),
        cmocka_unit_test(within__is_never_cut),
        cmocka_unit_test(growing__has_no_bound),
    };

    return cmocka_run_group_tests_name("texts", tests, NULL, NULL);
}
