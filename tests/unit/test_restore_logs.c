/* Logs put back: link by link, and from audit's what a service's own copy lacks. */
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/backup.h"
#include "cmocka_all.h"
#include "engine/entry.h"
#include "gen/audit.h"
#include "trust/random.h"

#define MAP_BYTES (UINT64_C(8) << 20)
#define SITE 12

struct case_ {
    struct log_stores stores;
    struct fault fault;
    char dir[64];
    struct arena arena;
};

static int begin(void **state)
{
    struct case_ *c = calloc(1, sizeof *c);

    *state = c;
    if (trust_init() != OK)
        return -1;
    snprintf(c->dir, sizeof c->dir, "/tmp/test_restore_logs.XXXXXX");
    arena_init(&c->arena, 64u << 20);
    log_stores_init(&c->stores, SITE);
    return mkdtemp(c->dir) == NULL;
}

static int end(void **state)
{
    struct case_ *c = *state;

    log_stores_fini(&c->stores);
    arena_fini(&c->arena);
    folder_remove(c->dir);
    free(c);
    return 0;
}

static void make(struct case_ *c, const char *service)
{
    struct path dir = path_format("%s/%s", c->dir, service);

    assert_int_equal(mkdir(dir.at, 0700), 0);
    assert_int_equal(log_store_make(&c->stores, office_index(service), dir.at, MAP_BYTES, &c->fault), OK);
}

static struct bytes encoded(struct case_ *c, const struct entry *entry)
{
    uint8_t *at = arena_take(&c->arena, ENTRY_ROOM);
    struct writer w = writer_of(at, ENTRY_ROOM);

    entry_encode(entry, &w);
    assert_false(w.full);
    return written(&w);
}

/* An entry without events that names `before` (absent: the first). */
static struct bytes plain(struct case_ *c, const char *service, uint64_t number, struct bytes before)
{
    struct entry entry = { .number = number, .epoch = 1, .site = SITE, .service = text_of(service), .at_us = 1000 + number,
                           .cause = { .kind = CAUSE_ENGINE, .name = TEXT("epoch") } };

    if (before.at != NULL)
        leaf_hash(before, entry.previous);
    return encoded(c, &entry);
}

/* audit's entry `number`, which takes `leaf` of staff as its leaf. */
static struct bytes taking(struct case_ *c, uint64_t number, struct bytes before, uint64_t sequence, struct bytes leaf)
{
    struct leaf_taken taken = { .leaf_index = number, .source = TEXT("staff"), .epoch = 1, .sequence = sequence, .entry = leaf };
    struct writer w = writer_of(arena_take(&c->arena, ENTRY_ROOM), ENTRY_ROOM);

    encode_leaf_taken(&taken, &w);
    struct stated_event event = { .name = TEXT("leaf_taken"), .body = written(&w) };
    struct entry entry = { .number = number, .epoch = 1, .site = SITE, .service = TEXT("audit"), .at_us = 2000 + number,
                           .cause = { .kind = CAUSE_ENGINE, .name = TEXT("epoch") }, .events = &event, .event_count = 1 };
    if (before.at != NULL)
        leaf_hash(before, entry.previous);
    return encoded(c, &entry);
}

static enum err add(struct case_ *c, const char *service, struct bytes entry)
{
    return log_store_add(&c->stores, office_index(service), entry, &c->fault);
}

static const struct log_store *log_of(const struct case_ *c, const char *service)
{
    return &c->stores.at[office_index(service)];
}

static void logs__entries_follow_each_other(void **state)
{
    struct case_ *c = *state;
    struct bytes one = plain(c, "staff", 1, (struct bytes){ NULL, 0 }), two = plain(c, "staff", 2, one), astray = plain(c, "staff", 2, two);

    make(c, "staff");
    assert_int_equal(add(c, "staff", two), ERR_DENIED);
    assert_int_equal(add(c, "staff", one), OK);
    assert_int_equal(add(c, "staff", astray), ERR_DENIED);
    assert_non_null(strstr(c->fault.text, "staff: entry 2 of the backup does not follow"));
    assert_int_equal(add(c, "staff", plain(c, "inventory", 2, one)), ERR_DENIED);
    assert_int_equal(add(c, "staff", (struct bytes){ (const uint8_t *)"\x80", 1 }), ERR_DENIED);
    assert_int_equal(add(c, "staff", two), OK);
    assert_int_equal(log_of(c, "staff")->head, 2);
}

static void logs__what_audit_has_beyond_a_services_copy_is_put_behind_it(void **state)
{
    struct case_ *c = *state;
    struct bytes one = plain(c, "staff", 1, (struct bytes){ NULL, 0 }), two = plain(c, "staff", 2, one), three = plain(c, "staff", 3, two);
    struct bytes a = taking(c, 1, (struct bytes){ NULL, 0 }, 1, one), b = taking(c, 2, a, 2, two), d = taking(c, 3, b, 3, three);

    make(c, "staff");
    make(c, "audit");
    assert_int_equal(add(c, "staff", one), OK);
    assert_int_equal(add(c, "audit", a), OK);
    assert_int_equal(log_of(c, "staff")->head, 1);
    assert_int_equal(add(c, "audit", b), OK);
    assert_int_equal(add(c, "audit", d), OK);
    assert_int_equal(log_of(c, "staff")->head, 3);
    assert_int_equal(log_of(c, "staff")->from_audit, 2);
    assert_int_equal(log_of(c, "audit")->head, 3);
}

static void logs__audit_that_has_something_else_is_named(void **state)
{
    struct case_ *c = *state;
    struct bytes one = plain(c, "staff", 1, (struct bytes){ NULL, 0 }), two = plain(c, "staff", 2, one), other = plain(c, "staff", 2, two);

    make(c, "staff");
    make(c, "audit");
    assert_int_equal(add(c, "staff", one), OK);
    assert_int_equal(add(c, "audit", taking(c, 1, (struct bytes){ NULL, 0 }, 2, other)), ERR_DENIED);
    assert_non_null(strstr(c->fault.text, "staff: entry 2 as audit has it does not follow on entry 1"));
}

static void logs__one_missing_is_named(void **state)
{
    struct case_ *c = *state;

    make(c, "staff");
    assert_int_equal(log_stores_end(&c->stores, &c->fault), ERR_DENIED);
    assert_non_null(strstr(c->fault.text, "no log of inventory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(logs__entries_follow_each_other, begin, end),
        cmocka_unit_test_setup_teardown(logs__what_audit_has_beyond_a_services_copy_is_put_behind_it, begin, end),
        cmocka_unit_test_setup_teardown(logs__audit_that_has_something_else_is_named, begin, end),
        cmocka_unit_test_setup_teardown(logs__one_missing_is_named, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
