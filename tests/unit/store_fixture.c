#include "store_fixture.h"

#include <ftw.h>
#include <stddef.h>
#include <unistd.h>

#include "base/invariant.h"

static const char *const colour_names[] = { "red", "green", "blue" };
static const struct enum_spec colours = { .name = "colour", .names = colour_names, .count = 3 };

static const struct field_spec kinds_fields[] = {
    { .name = "at_us", .kind = FIELD_TIME, .offset = offsetof(struct kinds, at_us), .max = UINT64_MAX },
    { .name = "code", .kind = FIELD_TEXT, .offset = offsetof(struct kinds, code), .max = 40, .text_rule = TEXT_TOKEN },
    { .name = "colour", .kind = FIELD_ENUM, .offset = offsetof(struct kinds, colour), .values = &colours },
    { .name = "day", .kind = FIELD_DATE, .offset = offsetof(struct kinds, day) },
    { .name = "flag", .kind = FIELD_BOOL, .offset = offsetof(struct kinds, flag) },
    { .name = "id", .kind = FIELD_ID, .offset = offsetof(struct kinds, id) },
    { .name = "number", .kind = FIELD_U64, .offset = offsetof(struct kinds, number), .max = UINT64_MAX },
    { .name = "tag", .kind = FIELD_BYTES, .offset = offsetof(struct kinds, tag), .min = 4, .max = 4 },
    { .name = "value", .kind = FIELD_U64, .offset = offsetof(struct kinds, value), .max = UINT64_MAX },
};
static const struct record_spec kinds_row = { .name = "kinds", .size = sizeof(struct kinds), .field_count = 9, .fields = kinds_fields };
static const uint8_t kinds_keys[] = { 4, 3, 2, 5, 0, 6, 7, 1 };
const struct table kinds_table = { .name = "kinds", .row = &kinds_row, .key_count = 8, .key_fields = kinds_keys };

static const struct field_spec thing_fields[] = {
    { .name = "blob", .kind = FIELD_BYTES, .offset = offsetof(struct thing, blob), .max = 200 * 1024 },
    { .name = "count", .kind = FIELD_U64, .offset = offsetof(struct thing, count), .max = UINT64_MAX },
    { .name = "list", .kind = FIELD_U64, .offset = offsetof(struct thing, list), .list = true, .optional = true, .list_max = 8,
      .list_stride = sizeof(uint64_t), .max = UINT64_MAX },
    { .name = "name", .kind = FIELD_TEXT, .offset = offsetof(struct thing, name), .max = 100 },
    { .name = "number", .kind = FIELD_U64, .offset = offsetof(struct thing, number), .max = UINT64_MAX },
    { .name = "open", .kind = FIELD_BOOL, .offset = offsetof(struct thing, open) },
    { .name = "secret", .kind = FIELD_SEALED, .offset = offsetof(struct thing, secret) },
};
static const struct record_spec thing_row = { .name = "thing", .size = sizeof(struct thing), .field_count = 7, .fields = thing_fields };
static const uint8_t thing_keys[] = { 4 };
const struct table things_table = { .name = "things", .row = &thing_row, .key_count = 1, .key_fields = thing_keys };

static const struct field_spec place_fields[] = {
    { .name = "count", .kind = FIELD_U64, .offset = offsetof(struct place, count), .max = UINT64_MAX },
    { .name = "day", .kind = FIELD_DATE, .offset = offsetof(struct place, day) },
    { .name = "number", .kind = FIELD_U64, .offset = offsetof(struct place, number), .max = UINT64_MAX },
};
static const struct record_spec place_row = { .name = "place", .size = sizeof(struct place), .field_count = 3, .fields = place_fields };
static const uint8_t place_keys[] = { 1, 2 };
const struct table places_table = { .name = "places", .row = &place_row, .key_count = 2, .key_fields = place_keys };
const struct table derived_table = { .name = "derived", .row = &place_row, .key_count = 2, .key_fields = place_keys, .derived = true };

static const struct field_spec coded_fields[] = {
    { .name = "code", .kind = FIELD_TEXT, .offset = offsetof(struct coded, code), .max = 40, .text_rule = TEXT_TOKEN },
    { .name = "count", .kind = FIELD_U64, .offset = offsetof(struct coded, count), .max = UINT64_MAX },
};
static const struct record_spec coded_row = { .name = "coded", .size = sizeof(struct coded), .field_count = 2, .fields = coded_fields };
static const uint8_t coded_keys[] = { 0 };
const struct table coded_table = { .name = "coded", .row = &coded_row, .key_count = 1, .key_fields = coded_keys };

static const struct table *const all_tables[] = { &things_table, &kinds_table, &places_table, &coded_table, &derived_table };

static const uint8_t a_nonce[24] = "nonce of 24 bytes here.", a_box[48] = "a box";
const struct sealed a_seal = { .subject = 7, .key = 9, .nonce = { a_nonce, 24 }, .box = { a_box, 48 } };

void fresh_dir(char *to, size_t size, bool on_disk)
{
    const char *base = getenv("TMPDIR");

    if (!on_disk && access("/dev/shm", W_OK) == 0)
        base = "/dev/shm";
    must(snprintf(to, size, "%s/madoguchi-store-XXXXXX", base != NULL ? base : "/tmp") < (int)size);
    must(mkdtemp(to) != NULL);
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *where)
{
    (void)stat;
    (void)kind;
    (void)where;
    return remove(path);
}

void remove_dir(const char *dir)
{
    must(nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0);
}

bool file_holds(const char *dir, const char *name, struct bytes what)
{
    char path[512];
    bool found = false;

    must(snprintf(path, sizeof(path), "%s/%s", dir, name) < (int)sizeof(path));
    FILE *file = fopen(path, "rb");
    must(file != NULL && fseek(file, 0, SEEK_END) == 0);
    size_t size = (size_t)ftell(file);
    char *all = malloc(size + 1);
    must(all != NULL && fseek(file, 0, SEEK_SET) == 0);
    must(fread(all, 1, size, file) == size);
    found = memmem(all, size, what.at, what.len) != NULL;
    free(all);
    (void)fclose(file);
    return found;
}

struct store_options scratch_options(struct scratch *scratch, bool on_disk)
{
    return (struct store_options){ .dir = scratch->dir, .map_bytes = UINT64_C(64) << 20, .memory = !on_disk, .tables = all_tables,
                                   .table_count = 5, .layout = 1, .faults = &scratch->faults };
}

void scratch_reopen(struct scratch *scratch, bool on_disk)
{
    struct store_options options = scratch_options(scratch, on_disk);

    store_drop(&scratch->store);
    assert_int_equal(store_open(&options, &scratch->store), OK);
}

void scratch_open(struct scratch *scratch, bool on_disk)
{
    *scratch = (struct scratch){ .store = NULL };
    fresh_dir(scratch->dir, sizeof(scratch->dir), on_disk);
    arena_init(&scratch->arena, (size_t)64 << 20);
    scratch_reopen(scratch, on_disk);
}

void scratch_close(struct scratch *scratch)
{
    store_drop(&scratch->store);
    arena_fini(&scratch->arena);
    remove_dir(scratch->dir);
}

int scratch_setup(void **state)
{
    struct scratch *scratch = malloc(sizeof(*scratch));

    must(scratch != NULL);
    scratch_open(scratch, false);
    *state = scratch;
    return 0;
}

int scratch_teardown(void **state)
{
    scratch_close(*state);
    free(*state);
    return 0;
}

struct txn *begin(struct scratch *scratch)
{
    struct txn *txn = NULL;

    assert_int_equal(store_begin(scratch->store, &scratch->arena, &txn), OK);
    return txn;
}

void commit(struct txn *txn)
{
    assert_int_equal(store_commit(&txn), OK);
    assert_null(txn);
}

struct view *look(struct scratch *scratch)
{
    struct view *view = NULL;

    assert_int_equal(store_view(scratch->store, &scratch->arena, &view), OK);
    return view;
}
