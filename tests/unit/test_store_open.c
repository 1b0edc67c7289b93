#include "store_fixture.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/invariant.h"

static void open__twice_in_a_process_is_refused(void **state)
{
    struct scratch *s = *state;
    struct store_options options = scratch_options(s, false);
    char other[300];
    struct store *second = NULL;

    assert_int_equal(store_open(&options, &second), ERR_EXISTS);
    assert_true(snprintf(other, sizeof(other), "%s/../%s", s->dir, strrchr(s->dir, '/') + 1) < (int)sizeof(other));
    options.dir = other;      /* the same directory by another name */
    assert_int_equal(store_open(&options, &second), ERR_EXISTS);
    assert_null(second);
    store_drop(&s->store);
    assert_int_equal(store_open(&options, &s->store), OK);
}

static void open__without_a_directory_or_with_strange_data(void **state)
{
    struct scratch *s = *state;
    struct store_options options = scratch_options(s, false);
    struct store *store = NULL;
    char path[300];

    options.dir = "/nonexistent/store";
    assert_int_equal(store_open(&options, &store), ERR_NOT_FOUND);
    store_drop(&s->store);
    assert_true(snprintf(path, sizeof(path), "%s/data.mdb", s->dir) < (int)sizeof(path));
    FILE *file = fopen(path, "wb");
    must(file != NULL);
    for (int i = 0; i < 10000; i++)
        must(fputc('x', file) == 'x');
    must(fclose(file) == 0);
    options = scratch_options(s, false);
    assert_int_equal(store_open(&options, &store), ERR_CORRUPT);
    assert_null(store);
}

static void put_some(struct scratch *s, uint64_t from, uint64_t count)
{
    struct txn *t = begin(s);

    for (uint64_t i = from; i < from + count; i++)
        row_put(t, &things_table, &THING(.number = i));
    commit(t);
    arena_reset(&s->arena);
}

static void open__refuses_a_file_shorter_than_its_pages(void **state)
{
    struct scratch s;
    char path[300];
    struct stat file;

    (void)state;
    scratch_open(&s, true);
    put_some(&s, 0, 2000);
    store_drop(&s.store);
    assert_true(snprintf(path, sizeof(path), "%s/data.mdb", s.dir) < (int)sizeof(path));
    assert_int_equal(stat(path, &file), 0);
    assert_true(file.st_size >= 8 << 20);      /* room ahead */
    assert_int_equal(truncate(path, 256 * 1024), 0);
    struct store_options options = scratch_options(&s, true);
    assert_int_equal(store_open(&options, &s.store), ERR_CORRUPT);
    assert_int_equal(truncate(path, 100), 0);
    assert_int_equal(store_open(&options, &s.store), ERR_CORRUPT);
    scratch_close(&s);
}

static void room__stays_ahead_of_the_pages_in_use(void **state)
{
    struct scratch s;
    char path[300];
    struct stat file;
    struct store_usage usage;
    struct thing row = THING(.count = 1);

    (void)state;
    scratch_open(&s, true);
    assert_true(snprintf(path, sizeof(path), "%s/data.mdb", s.dir) < (int)sizeof(path));
    for (uint64_t i = 0; i < 12; i++) {
        row.blob = (struct bytes){ arena_take(&s.arena, 190 * 1024), 190 * 1024 };
        struct txn *t = begin(&s);
        for (uint64_t n = 0; n < 8; n++) {
            row.number = 8 * i + n;
            row_put(t, &things_table, &row);
        }
        commit(t);
        assert_int_equal(stat(path, &file), 0);
        assert_int_equal(store_usage(s.store, &usage), OK);
        assert_true((uint64_t)file.st_size > usage.used_bytes);
        arena_reset(&s.arena);
    }
    assert_true(usage.used_bytes > 16 << 20);
    scratch_close(&s);
}

/* A child that commits and tells each commit, until it is killed in the middle of one. */
static void commit_forever(struct scratch *s, bool on_disk, int tell)
{
    scratch_reopen(s, on_disk);
    for (uint64_t turn = 1;; turn++) {
        struct txn *t = begin(s);
        log_append(t, turn, (struct bytes){ (const uint8_t *)"entry", 5 });
        for (uint64_t i = 0; i < 5; i++)
            row_put(t, &places_table, &(struct place){ .day = { 20270201 }, .number = 5 * turn + i });
        commit(t);
        arena_reset(&s->arena);
        if (write(tell, &turn, sizeof(turn)) != (ssize_t)sizeof(turn))
            _exit(1);
    }
}

static uint64_t told_until_killed(struct scratch *s, bool on_disk, uint64_t kill_at)
{
    int pipe_ends[2];
    uint64_t told = 0, turn;

    must(pipe(pipe_ends) == 0);
    pid_t child = fork();
    must(child >= 0);
    if (child == 0)
        commit_forever(s, on_disk, pipe_ends[1]);
    must(close(pipe_ends[1]) == 0);
    while (read(pipe_ends[0], &turn, sizeof(turn)) == (ssize_t)sizeof(turn)) {
        told = turn;
        if (turn == kill_at)
            must(kill(child, SIGKILL) == 0);
    }
    must(close(pipe_ends[0]) == 0);
    must(waitpid(child, NULL, 0) == child);
    return told;
}

static void crash__keeps_what_was_committed(void **state)
{
    (void)state;
    for (uint64_t kill_at = 1; kill_at <= 64; kill_at *= 4) {
        struct scratch s;
        scratch_open(&s, true);
        store_drop(&s.store);
        uint64_t told = told_until_killed(&s, true, kill_at);
        scratch_reopen(&s, true);
        struct view *v = look(&s);
        uint64_t head = log_head(v);
        assert_true(told >= kill_at && head >= told);
        assert_int_equal(row_count(v, &places_table), 5 * head);
        store_view_end(&v);
        scratch_close(&s);
    }
}

static void reader_check__frees_what_a_dead_reader_held(void **state)
{
    struct scratch *s = *state;
    int pipe_ends[2];
    char ready;

    store_drop(&s->store);
    must(pipe(pipe_ends) == 0);
    pid_t child = fork();
    must(child >= 0);
    if (child == 0) {
        scratch_reopen(s, false);
        (void)look(s);
        must(write(pipe_ends[1], "r", 1) == 1);
        for (;;)
            pause();
    }
    must(read(pipe_ends[0], &ready, 1) == 1);
    scratch_reopen(s, false);
    assert_int_equal(store_reader_check(s->store), 0);
    must(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    assert_int_equal(store_reader_check(s->store), 1);
    assert_int_equal(store_reader_check(s->store), 0);
    must(close(pipe_ends[0]) == 0 && close(pipe_ends[1]) == 0);
}

static void file_system__is_named(void **state)
{
    bool suitable = true;

    (void)state;
    assert_string_equal(store_file_system("/proc", &suitable), "unknown");
    assert_false(suitable);
    assert_string_equal(store_file_system("/nonexistent", &suitable), "unreadable");
    assert_false(suitable);
    if (strcmp(store_file_system("/dev/shm", &suitable), "tmpfs") == 0)
        assert_false(suitable);
}

static void user__is_what_was_set(void **state)
{
    struct scratch *s = *state;
    AUTO(view) struct view *v = look(s);

    assert_null(view_user(v));
    store_set_user(s->store, s);
    assert_ptr_equal(view_user(v), s);
    assert_ptr_equal(view_arena(v), &s->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(open__twice_in_a_process_is_refused, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(open__without_a_directory_or_with_strange_data, scratch_setup, scratch_teardown),
        cmocka_unit_test(open__refuses_a_file_shorter_than_its_pages),
        cmocka_unit_test(room__stays_ahead_of_the_pages_in_use),
        cmocka_unit_test(crash__keeps_what_was_committed),
        cmocka_unit_test_setup_teardown(reader_check__frees_what_a_dead_reader_held, scratch_setup, scratch_teardown),
        cmocka_unit_test(file_system__is_named),
        cmocka_unit_test_setup_teardown(user__is_what_was_set, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
