/* A broken invariant ends the process, so each case runs in a child of its own. */
#include "cmocka_all.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/invariant.h"

static void hook_that_speaks(void)
{
    if (write(STDERR_FILENO, "hook\n", 5) != 5)
        _exit(9);
}

static void hook_that_breaks(void)
{
    must(1 > 2);
}

static void break_plain(void) { must(2 + 2 == 5); }

static void break_hooked(void)
{
    invariant_set_hook(hook_that_speaks);
    must(2 + 2 == 5);
}

static void break_in_hook(void)
{
    invariant_set_hook(hook_that_breaks);
    must(2 + 2 == 5);
}

static void break_unhooked(void)
{
    invariant_set_hook(hook_that_speaks);
    invariant_set_hook(NULL);
    must(2 + 2 == 5);
}

static void break_long(void)
{
    char long_name[1000];

    memset(long_name, 'x', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    invariant_broken(long_name, 1, "condition");
}

static void take_too_much(void)
{
    struct arena arena;

    arena_init(&arena, 100);
    arena_take(&arena, 60);
    arena_take(&arena, 41);
}

/* Runs `body` in a child and gives what it wrote to stderr; it must die of SIGABRT. */
static const char *last_words(void (*body)(void))
{
    static char said[4096];
    int ends[2], status;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        body();
        _exit(0);
    }
    close(ends[1]);
    size_t len = 0;
    for (ssize_t got; (got = read(ends[0], said + len, sizeof(said) - 1 - len)) > 0; )
        len += (size_t)got;
    said[len] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    return said;
}

static void must__says_where_in_one_line(void **state)
{
    (void)state;
    const char *said = last_words(break_plain);
    assert_int_equal(strncmp(said, "broken invariant: ", 18), 0);
    assert_non_null(strstr(said, "test_base_invariant.c:"));
    assert_non_null(strstr(said, ": 2 + 2 == 5\n"));
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
}

static void hook__is_called_after_the_line(void **state)
{
    (void)state;
    const char *said = last_words(break_hooked);
    assert_non_null(strstr(said, "2 + 2 == 5\nhook\n"));
    assert_null(strstr(last_words(break_unhooked), "hook"));
}

static void hook__that_breaks_one_itself_still_ends(void **state)
{
    (void)state;
    assert_non_null(strstr(last_words(break_in_hook), "1 > 2\n"));
}

static void broken__cuts_a_line_that_is_too_long(void **state)
{
    (void)state;
    const char *said = last_words(break_long);
    assert_int_equal(strlen(said), 511);
    assert_int_equal(said[510], '\n');
}

static void arena__beyond_its_limit_is_broken(void **state)
{
    (void)state;
    assert_non_null(strstr(last_words(take_too_much), "arena.c"));
}

static void must__is_quiet_when_true(void **state)
{
    (void)state;
    must(state != NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(must__says_where_in_one_line),
        cmocka_unit_test(hook__is_called_after_the_line),
        cmocka_unit_test(hook__that_breaks_one_itself_still_ends),
        cmocka_unit_test(broken__cuts_a_line_that_is_too_long),
        cmocka_unit_test(arena__beyond_its_limit_is_broken),
        cmocka_unit_test(must__is_quiet_when_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
