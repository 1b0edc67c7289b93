/* The journal in front of LMDB: what it keeps over a crash, and that nothing is done twice. A life is a process of its own that
 * ends without closing its store, as after kill -9. */
#include "store_fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/invariant.h"

#define JOURNAL_BYTES (UINT64_C(64) * 1024)

static struct bytes entry_of(struct arena *arena, uint64_t number, uint32_t len)
{
    uint8_t *at = arena_take(arena, len);

    memset(at, (int)('a' + number % 26), len);
    be64_put(at, number);
    return (struct bytes){ at, len };
}

static void open_journalled(struct scratch *s)
{
    struct store_options options = scratch_options(s, true);

    options.journal_bytes = JOURNAL_BYTES;
    store_drop(&s->store);
    assert_int_equal(store_open(&options, &s->store), OK);
}

static void set_up(struct scratch *s)
{
    *s = (struct scratch){ .store = NULL };
    fresh_dir(s->dir, sizeof s->dir, true);
    arena_init(&s->arena, (size_t)64 << 20);
}

/* An entry and what it means: a place with its number. */
static void fold(struct txn *t, uint64_t number)
{
    row_put(t, &places_table, &(struct place){ .day = { 20270201 }, .number = number, .count = number * 2 });
}

static void step(struct scratch *s, uint64_t first, uint64_t count, uint32_t len)
{
    struct txn *t = begin(s);

    for (uint64_t n = first; n < first + count; n++) {
        log_append(t, n, entry_of(&s->arena, n, len));
        fold(t, n);
    }
    commit(t);
}

static void in_a_life(struct scratch *s, void (*live)(struct scratch *))
{
    int status = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        open_journalled(s);
        live(s);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* As the engine does it. Returns the number of entries taken from the journal. */
static uint64_t recover(struct scratch *s)
{
    struct txn *t = begin(s);
    struct bytes entry;
    uint64_t from, n;

    assert_int_equal(store_recover(t, false), OK);
    from = log_head(view_of(t));
    for (n = from + 1; store_recovered(t, n, &entry); n++) {
        log_append(t, n, entry);
        fold(t, n);
    }
    commit(t);
    assert_false(store_behind(s->store));
    return n - 1 - from;
}

static void assert_holds(struct scratch *s, uint64_t head, uint32_t len)
{
    AUTO(view) struct view *v = look(s);
    struct bytes entry;
    struct place row;

    assert_int_equal(log_head(v), head);
    assert_int_equal(row_count(v, &places_table), head);
    for (uint64_t n = 1; n <= head; n++) {
        assert_true(log_read(v, n, &entry) && bytes_equal(entry, entry_of(&s->arena, n, len)));
        assert_true(row_find(v, &places_table, &(struct place){ .day = { 20270201 }, .number = n }, &row) && row.count == n * 2);
    }
}

static void live_three_steps(struct scratch *s)
{
    step(s, 1, 1, 100);
    step(s, 2, 3, 100);
    step(s, 5, 1, 100);
}

static void journal__keeps_steps_over_a_crash(void **state)
{
    struct scratch s;

    (void)state;
    set_up(&s);
    in_a_life(&s, live_three_steps);
    open_journalled(&s);
    assert_true(store_behind(s.store));
    assert_int_equal(recover(&s), 5);
    assert_holds(&s, 5, 100);
    step(&s, 6, 1, 100);
    assert_holds(&s, 6, 100);
    open_journalled(&s);                 /* closed in order this time */
    assert_false(store_behind(s.store));
    assert_holds(&s, 6, 100);
    scratch_close(&s);
}

static void live_recovers_and_goes_on(struct scratch *s)
{
    must(recover(s) == 5);
    step(s, 6, 2, 100);
}

static void journal__keeps_steps_over_crash_after_crash(void **state)
{
    struct scratch s;

    (void)state;
    set_up(&s);
    in_a_life(&s, live_three_steps);
    in_a_life(&s, live_recovers_and_goes_on);
    open_journalled(&s);
    assert_int_equal(recover(&s), 7);
    assert_holds(&s, 7, 100);
    scratch_close(&s);
}

static void live_settles(struct scratch *s)
{
    step(s, 1, 4, 100);
    must(store_settle(s->store) == OK);
    must(store_settle(s->store) == OK);
}

static void journal__what_was_settled_is_not_taken_again(void **state)
{
    struct scratch s;

    (void)state;
    set_up(&s);
    in_a_life(&s, live_settles);
    open_journalled(&s);
    assert_false(store_behind(s.store));
    assert_holds(&s, 4, 100);
    scratch_close(&s);
}

static void live_settles_between(struct scratch *s)
{
    step(s, 1, 4, 100);
    must(store_settle(s->store) == OK);
    step(s, 5, 1, 100);
}

static void journal__of_an_earlier_generation_is_not_taken(void **state)
{
    struct scratch s;

    (void)state;
    set_up(&s);
    in_a_life(&s, live_settles_between);
    open_journalled(&s);
    assert_int_equal(recover(&s), 1);
    assert_holds(&s, 5, 100);
    scratch_close(&s);
}

static void live_fills_it(struct scratch *s)
{
    for (uint64_t n = 1; n <= 40; n++)
        step(s, n, 1, 5000);
}

static void journal__full_one_begins_anew(void **state)
{
    struct scratch s;

    (void)state;
    set_up(&s);
    in_a_life(&s, live_fills_it);
    open_journalled(&s);
    if (store_behind(s.store))
        assert_true(recover(&s) < 8);
    assert_holds(&s, 40, 5000);
    scratch_close(&s);
}

static void journal__entry_larger_than_it_goes_to_the_log_at_once(void **state)
{
    struct scratch s;

    (void)state;
    set_up(&s);
    open_journalled(&s);
    step(&s, 1, 1, 150 * 1024);
    step(&s, 2, 1, 150 * 1024);
    assert_holds(&s, 2, 150 * 1024);
    scratch_close(&s);
}

static void spoil(const struct scratch *s, off_t offset)
{
    char path[512];
    uint8_t byte;
    int fd;

    must(snprintf(path, sizeof path, "%s/journal", s->dir) < (int)sizeof path);
    fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0 && pread(fd, &byte, 1, offset) == 1);
    byte ^= 0x10;
    assert_int_equal(pwrite(fd, &byte, 1, offset), 1);
    close(fd);
}

/* The third record, cut by a power failure: its step was never acknowledged. */
static void journal__torn_record_ends_it(void **state)
{
    struct scratch s;

    (void)state;
    set_up(&s);
    in_a_life(&s, live_three_steps);
    spoil(&s, 2 * 4096 + 90);
    open_journalled(&s);
    assert_int_equal(recover(&s), 4);
    assert_holds(&s, 4, 100);
    step(&s, 5, 1, 100);
    assert_holds(&s, 5, 100);
    scratch_close(&s);
}

static void journal__any_spoilt_byte_of_the_last_record_ends_it(void **state)
{
    (void)state;
    for (off_t at = 0; at < 170; at += 13) {
        struct scratch s;

        set_up(&s);
        in_a_life(&s, live_three_steps);
        spoil(&s, 2 * 4096 + at);
        open_journalled(&s);
        assert_int_equal(recover(&s), 4);
        scratch_close(&s);
    }
}

/* The second of three: what followed was acknowledged, so nothing is left out in silence. */
static void journal__spoilt_in_the_middle_is_an_error(void **state)
{
    struct scratch s;
    struct store_options options;

    (void)state;
    set_up(&s);
    in_a_life(&s, live_three_steps);
    spoil(&s, 4096 + 90);
    options = scratch_options(&s, true);
    options.journal_bytes = JOURNAL_BYTES;
    assert_int_equal(store_open(&options, &s.store), ERR_CORRUPT);
    scratch_close(&s);
}

static void recover__for_a_rebuild_fills_the_log_alone(void **state)
{
    struct scratch s;
    struct bytes entry;
    struct txn *t;

    (void)state;
    set_up(&s);
    in_a_life(&s, live_three_steps);
    open_journalled(&s);
    t = begin(&s);
    assert_int_equal(store_recover(t, true), OK);
    for (uint64_t n = 1; store_recovered(t, n, &entry); n++)
        log_append(t, n, entry);
    commit(t);
    assert_false(store_behind(s.store));
    open_journalled(&s);
    AUTO(view) struct view *v = look(&s);
    assert_int_equal(log_head(v), 5);
    assert_int_equal(row_count(v, &places_table), 0);
    store_view_end(&v);
    scratch_close(&s);
}

static void step__taken_back_leaves_the_earlier_ones(void **state)
{
    struct scratch s;
    struct txn *t;

    (void)state;
    set_up(&s);
    open_journalled(&s);
    step(&s, 1, 3, 100);
    t = begin(&s);
    log_append(t, 4, entry_of(&s.arena, 4, 100));
    fold(t, 4);
    view_latch(view_of(t), ERR_FULL);
    assert_int_equal(store_commit(&t), ERR_FULL);
    assert_true(store_behind(s.store));
    assert_int_equal(recover(&s), 3);
    assert_holds(&s, 3, 100);
    step(&s, 4, 1, 100);
    assert_holds(&s, 4, 100);
    scratch_close(&s);
}

static void step__that_wrote_nothing_ends_without_a_trace(void **state)
{
    struct scratch s;
    struct txn *t;

    (void)state;
    set_up(&s);
    open_journalled(&s);
    step(&s, 1, 3, 100);
    t = begin(&s);
    store_abort(&t);
    assert_false(store_behind(s.store));
    assert_holds(&s, 3, 100);
    scratch_close(&s);
}

static void log_read__in_a_later_step_stays_put(void **state)
{
    struct scratch s;
    struct bytes first;
    struct txn *t;

    (void)state;
    set_up(&s);
    open_journalled(&s);
    step(&s, 1, 1, 100);
    t = begin(&s);
    assert_true(log_read(view_of(t), 1, &first));
    for (uint64_t n = 2; n <= 60; n++)
        log_append(t, n, entry_of(&s.arena, n, 500));
    assert_true(bytes_equal(first, entry_of(&s.arena, 1, 100)));
    commit(t);
    scratch_close(&s);
}

static void meta_put__is_for_the_log_at_once(void **state)
{
    struct scratch s;
    struct bytes got;
    struct txn *t;

    (void)state;
    set_up(&s);
    open_journalled(&s);
    step(&s, 1, 1, 100);
    t = begin(&s);
    meta_put(t, "mark", (struct bytes){ (const uint8_t *)"x", 1 });
    commit(t);
    AUTO(view) struct view *v = look(&s);
    assert_true(meta_get(v, "mark", &got));
    store_view_end(&v);
    assert_holds(&s, 1, 100);
    scratch_close(&s);
}

/* Whoever opens without a journal of its own still takes what is there. */
static void journal__is_taken_by_who_has_none(void **state)
{
    struct scratch s;

    (void)state;
    set_up(&s);
    in_a_life(&s, live_three_steps);
    scratch_reopen(&s, true);
    assert_true(store_behind(s.store));
    assert_int_equal(recover(&s), 5);
    scratch_reopen(&s, true);
    assert_false(store_behind(s.store));
    assert_holds(&s, 5, 100);
    scratch_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(journal__keeps_steps_over_a_crash),
        cmocka_unit_test(journal__keeps_steps_over_crash_after_crash),
        cmocka_unit_test(journal__what_was_settled_is_not_taken_again),
        cmocka_unit_test(journal__of_an_earlier_generation_is_not_taken),
        cmocka_unit_test(journal__full_one_begins_anew),
        cmocka_unit_test(journal__entry_larger_than_it_goes_to_the_log_at_once),
        cmocka_unit_test(journal__torn_record_ends_it),
        cmocka_unit_test(journal__any_spoilt_byte_of_the_last_record_ends_it),
        cmocka_unit_test(journal__spoilt_in_the_middle_is_an_error),
        cmocka_unit_test(recover__for_a_rebuild_fills_the_log_alone),
        cmocka_unit_test(step__taken_back_leaves_the_earlier_ones),
        cmocka_unit_test(step__that_wrote_nothing_ends_without_a_trace),
        cmocka_unit_test(log_read__in_a_later_step_stays_put),
        cmocka_unit_test(meta_put__is_for_the_log_at_once),
        cmocka_unit_test(journal__is_taken_by_who_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
