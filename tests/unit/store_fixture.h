/* Scratch stores for the tests of the layer `store`, with tables described by hand. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/date.h"
#include "store/store.h"

/* A key of every kind, one small value. */
struct kinds {
    bool flag;
    struct date day;
    int colour;
    struct { uint64_t v; } id;
    uint64_t at_us, number;
    struct bytes tag;          /* 4 */
    struct text code;
    uint64_t value;
};

/* Key: number. A value of everything. */
struct thing {
    uint64_t number;
    struct text name;
    struct bytes blob;
    struct sealed secret;
    struct { const uint64_t *at; uint32_t count; } list;
    bool open;
    uint64_t count;
};

/* Key: day, number. */
struct place {
    struct date day;
    uint64_t number, count;
};

/* Key: code alone. */
struct coded {
    struct text code;
    uint64_t count;
};

extern const struct table kinds_table, things_table, places_table, coded_table, derived_table;

struct scratch {
    char dir[256];
    struct arena arena;
    struct faults faults;
    struct store *store;
};

/* A fresh directory in memory (`on_disk`: in the temporary directory) and a store in it. */
void scratch_open(struct scratch *scratch, bool on_disk);
/* Opens the store again on the same directory; options may be changed by the caller. */
struct store_options scratch_options(struct scratch *scratch, bool on_disk);
void scratch_reopen(struct scratch *scratch, bool on_disk);
void scratch_close(struct scratch *scratch);      /* and removes the directory */
/* For cmocka: *state is a struct scratch in memory. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

void fresh_dir(char *to, size_t size, bool on_disk);
void remove_dir(const char *dir);
bool file_holds(const char *dir, const char *name, struct bytes what);

struct txn *begin(struct scratch *scratch);
void commit(struct txn *txn);
struct view *look(struct scratch *scratch);

#define THING(...) ((struct thing){ .name = TEXT("name"), .blob = { (const uint8_t *)"blob", 4 }, .secret = a_seal, __VA_ARGS__ })
extern const struct sealed a_seal;

#endif
