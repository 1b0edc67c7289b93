/* What a storage call costs, in nanoseconds: small rows on a memory store, commits on a disk.
 *     bench_store [DIR]     DIR: an empty directory on the disk to measure; without it memory only */
#include <inttypes.h>
#include <stddef.h>
#include <unistd.h>

#include "base/invariant.h"
#include "store/keys.h"
#include "store/store.h"
#include "trust/random.h"

#define ROWS UINT64_C(100000)
#define BATCH UINT64_C(1000)

struct ticket {
    uint64_t number, taken_at_us, line, desk;
    bool waiting;
    struct text name;
};

static const struct field_spec ticket_fields[] = {
    { .name = "desk", .kind = FIELD_ID, .offset = offsetof(struct ticket, desk), .optional = true },
    { .name = "line", .kind = FIELD_ID, .offset = offsetof(struct ticket, line) },
    { .name = "name", .kind = FIELD_TEXT, .offset = offsetof(struct ticket, name), .max = 40 },
    { .name = "number", .kind = FIELD_U64, .offset = offsetof(struct ticket, number), .max = UINT64_MAX },
    { .name = "taken_at_us", .kind = FIELD_TIME, .offset = offsetof(struct ticket, taken_at_us), .max = UINT64_MAX },
    { .name = "waiting", .kind = FIELD_BOOL, .offset = offsetof(struct ticket, waiting) },
};
static const struct record_spec ticket_row = { .name = "ticket", .size = sizeof(struct ticket), .field_count = 6, .fields = ticket_fields };
static const uint8_t ticket_keys[] = { 3 };
static const struct table tickets = { .name = "tickets", .row = &ticket_row, .key_count = 1, .key_fields = ticket_keys };
static const struct table *const tables[] = { &tickets };

static uint64_t now_ns(void)
{
    struct timespec now;

    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

static void report(const char *what, uint64_t started_ns, uint64_t count)
{
    (void)printf("%-44s %8" PRIu64 " ns\n", what, (now_ns() - started_ns) / count);
}

static struct ticket ticket_of(uint64_t number)
{
    return (struct ticket){ .number = number, .taken_at_us = UINT64_C(1800000000000000) + number, .line = 1, .desk = number % 5,
                            .waiting = true, .name = TEXT("A-101") };
}

static struct store *open_in(const char *dir, bool memory)
{
    struct store_options options = { .dir = dir, .map_bytes = UINT64_C(1) << 30, .memory = memory, .tables = tables, .table_count = 1,
                                     .layout = 1 };
    struct store *store = NULL;

    must(store_open(&options, &store) == OK);
    return store;
}

static struct txn *begin(struct store *store, struct arena *arena)
{
    struct txn *txn = NULL;

    arena_reset(arena);
    must(store_begin(store, arena, &txn) == OK);
    return txn;
}

static void fill(struct store *store, struct arena *arena)
{
    uint64_t started = now_ns();

    for (uint64_t i = 0; i < ROWS; i += BATCH) {
        struct txn *t = begin(store, arena);
        for (uint64_t n = i; n < i + BATCH; n++) {
            struct ticket row = ticket_of(n);
            row_put(t, &tickets, &row);
        }
        must(store_commit(&t) == OK);
    }
    report("row_put, new, in order (commits shared)", started, ROWS);
}

static void reads(struct store *store, struct arena *arena, uint64_t step, const char *what)
{
    struct view *v = NULL;
    struct ticket row;
    uint64_t number = 1, started = now_ns();

    for (uint64_t i = 0; i < ROWS; i += BATCH) {
        arena_reset(arena);
        must(store_view(store, arena, &v) == OK);
        for (uint64_t n = 0; n < BATCH; n++) {
            must(row_find(v, &tickets, &(struct ticket){ .number = number }, &row));
            number = (number + step) % ROWS;
        }
        store_view_end(&v);
    }
    report(what, started, ROWS);
}

static void scan(struct store *store, struct arena *arena)
{
    struct view *v = NULL;
    struct ticket row;
    struct row_scan at;
    uint64_t met = 0, started = now_ns();

    arena_reset(arena);
    must(store_view(store, arena, &v) == OK);
    row_scan_begin(v, &tickets, &(struct ticket){ .number = 0 }, 0, &at);
    while (row_scan_next(&at, &row))
        met++;
    store_view_end(&v);
    must(met == ROWS);
    report("row_scan_next", started, ROWS);
}

static void updates(struct store *store, struct arena *arena)
{
    uint64_t number = 1, started = now_ns();
    struct ticket row;

    for (uint64_t i = 0; i < ROWS; i += BATCH) {
        struct txn *t = begin(store, arena);
        for (uint64_t n = 0; n < BATCH; n++) {
            row_get(t, &tickets, &(struct ticket){ .number = number % 200 }, &row);
            row.desk++;
            row_put(t, &tickets, &row);
            number += 37;
        }
        must(store_commit(&t) == OK);
    }
    report("row_get and row_put, 200 live rows", started, ROWS);
}

static void appends(struct store *store, struct arena *arena)
{
    static const uint8_t entry[600];
    uint64_t started = now_ns(), number = 0;

    while (number < ROWS) {
        struct txn *t = begin(store, arena);
        for (uint64_t n = 0; n < BATCH; n++)
            log_append(t, ++number, (struct bytes){ entry, sizeof(entry) });
        must(store_commit(&t) == OK);
    }
    report("log_append, 600 bytes", started, ROWS);
}

static void views(struct store *store, struct arena *arena)
{
    struct view *v = NULL;
    uint64_t started = now_ns();

    for (uint64_t i = 0; i < ROWS; i++) {
        must(store_view(store, arena, &v) == OK);
        store_view_end(&v);
    }
    report("store_view and store_view_end", started, ROWS);
}

static void digest(struct store *store, struct arena *arena)
{
    struct view *v = NULL;
    uint8_t sum[32];
    uint64_t started = now_ns();

    must(store_view(store, arena, &v) == OK);
    must(store_state_digest(v, sum) == OK);
    store_view_end(&v);
    report("store_state_digest, a row", started, ROWS);
}

static int by_size(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return left < right ? -1 : left > right;
}

#define COMMITS 2000u

/* A commit as the engine makes them: one entry, two rows. */
static void commits(struct store *store, struct arena *arena, const char *what)
{
    static uint64_t took[COMMITS];
    static const uint8_t entry[600];
    struct view *v = NULL;

    must(store_view(store, arena, &v) == OK);
    uint64_t number = log_head(v);
    store_view_end(&v);
    for (uint32_t i = 0; i < COMMITS; i++) {
        struct ticket row = ticket_of(number);
        uint64_t started = now_ns();
        struct txn *t = begin(store, arena);
        log_append(t, ++number, (struct bytes){ entry, sizeof(entry) });
        row_put(t, &tickets, &row);
        row.number = number % 7;
        row_put(t, &tickets, &row);
        must(store_commit(&t) == OK);
        took[i] = now_ns() - started;
    }
    qsort(took, COMMITS, sizeof(took[0]), by_size);
    (void)printf("%-44s %8" PRIu64 " ns p50, %" PRIu64 " ns p99\n", what, took[COMMITS / 2], took[COMMITS * 99 / 100]);
}

static void keys(const char *dir)
{
    static const uint8_t epoch_key[32] = "epoch";
    struct key_store_options options = { .dir = dir, .epoch_key = epoch_key, .epoch = 1, .memory = true };
    struct key_store *store = NULL;
    uint8_t key[32];

    must(key_store_open(&options, &store) == OK);
    uint64_t started = now_ns();
    must(key_pool_fill(store, 1, 20000) == OK);
    report("key_pool_fill, a key", started, 20000);
    started = now_ns();
    for (uint64_t i = 1; i <= 20000; i++)
        must(key_get(store, i, key) == OK);
    report("key_get, not cached", started, 20000);
    started = now_ns();
    for (uint64_t i = 0; i < 20000; i++)
        must(key_get(store, 19000 + i % 1000, key) == OK);
    report("key_get, cached", started, 20000);
    key_store_drop(&store);
}

static void in_memory(struct arena *arena)
{
    char rows[] = "/dev/shm/madoguchi-bench-XXXXXX", chain[] = "/dev/shm/madoguchi-bench-XXXXXX";
    char file[64];

    must(mkdtemp(rows) != NULL && mkdtemp(chain) != NULL);
    struct store *store = open_in(rows, true);
    fill(store, arena);
    reads(store, arena, 1, "row_find, neighbours");
    reads(store, arena, 7919, "row_find, far apart");
    scan(store, arena);
    updates(store, arena);
    appends(store, arena);
    views(store, arena);
    digest(store, arena);
    commits(store, arena, "one entry, two rows, commit (memory)");
    store_drop(&store);
    keys(chain);
    for (int i = 0; i < 4; i++) {
        must(snprintf(file, sizeof(file), "%s/%s.mdb", i % 2 == 0 ? rows : chain, i < 2 ? "data" : "lock") < (int)sizeof(file));
        must(unlink(file) == 0);
    }
    must(rmdir(rows) == 0 && rmdir(chain) == 0);
}

int main(int argc, char **argv)
{
    struct arena arena;

    must(trust_init() == OK);
    arena_init(&arena, (size_t)256 << 20);
    in_memory(&arena);
    if (argc > 1) {
        struct store *store = open_in(argv[1], false);
        commits(store, &arena, "one entry, two rows, commit (disk)");
        store_drop(&store);
    }
    arena_fini(&arena);
    return 0;
}
