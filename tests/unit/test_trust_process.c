/* What keeps secrets in a process, seen from a child each: limits and the dumpable mark cannot be taken back.
 * With sanitizers two of these cannot be seen (the leak checker has to attach, and locking is switched off there): then they
 * are skipped by name, and the release build has them. */
#include "trust_test.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trust/process.h"
#include "trust/wrap.h"

#define NOBODY 65534u
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static int in_child(int (*run)(void))
{
    int status = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        _exit(run());
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int no_core(void)
{
    struct rlimit limit = { 1, 1 };

    return process_keep_secrets() && getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : 1;
}

static int not_dumpable(void)
{
    return prctl(PR_GET_DUMPABLE) == 1 && process_keep_secrets() && prctl(PR_GET_DUMPABLE) == 0 ? 0 : 1;
}

/* KiB of this process that the kernel holds in memory; -1: it does not say. */
static long locked_kib(void)
{
    FILE *file = fopen("/proc/self/status", "re");
    char line[256];
    long kib = -1;

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "VmLck:", 6) == 0 && sscanf(line + 6, "%ld", &kib) != 1)
            kib = -1;
    if (file != NULL)
        fclose(file);
    return kib;
}

static int locked_where_promised(void)
{
    long before = locked_kib(), with, after;
    uint8_t *secret = NULL;

    if (!process_locks_secrets())
        return 2;
    if (locked_kib() != before)
        return 3;
    secret = secret_alloc(65536);
    with = locked_kib();
    secret_free(secret);
    after = locked_kib();
    return before >= 0 && with >= before + 64 && after == before ? 0 : 1;
}

/* As an ordinary user who may lock nothing. */
static int not_locked(void)
{
    struct rlimit none = { 0, 0 };
    uint8_t *secret;

    if (setrlimit(RLIMIT_MEMLOCK, &none) != 0)
        return 2;
    if (getuid() == 0 && (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        return 3;
    if (process_locks_secrets())
        return 4;
    secret = secret_alloc(32);              /* works all the same */
    if (secret == NULL)
        return 5;
    secret_free(secret);
    return 0;
}

static void process__leaves_no_core_file(void **state)
{
    (void)state;
    assert_int_equal(in_child(no_core), 0);
}

static void process__cannot_be_attached_to(void **state)
{
    (void)state;
    if (SANITIZED) {
        print_message("NOT TESTED with sanitizers: that nobody can attach to a process with keys\n");
        skip();
    }
    assert_int_equal(in_child(not_dumpable), 0);
}

static void process__keeps_secrets_out_of_swap(void **state)
{
    int found;

    (void)state;
    if (SANITIZED) {
        print_message("NOT TESTED with sanitizers: that keys are in locked memory\n");
        skip();
    }
    found = in_child(locked_where_promised);
    if (found == 2) {
        print_message("NOT TESTED: this machine lets us lock no memory (ulimit -l), so keys may reach its swap\n");
        skip();
    }
    assert_int_equal(found, 0);
}

static void process__says_when_secrets_cannot_be_locked(void **state)
{
    (void)state;
    if (SANITIZED) {
        print_message("NOT TESTED with sanitizers: that a process notices when it cannot lock keys\n");
        skip();
    }
    assert_int_equal(in_child(not_locked), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(process__leaves_no_core_file),
        cmocka_unit_test(process__cannot_be_attached_to),
        cmocka_unit_test(process__keeps_secrets_out_of_swap),
        cmocka_unit_test(process__says_when_secrets_cannot_be_locked),
    };

    return cmocka_run_group_tests(tests, trust_ready, NULL);
}
