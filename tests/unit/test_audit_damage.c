/* The audit service's own store, damaged under its feet: a bit of a leaf, a leaf taken out, two in each other's place, one put in
 * between, a damaged tile. Nothing is signed over it, and nobody is told anything made of it. */
#include "audit_source.h"

#include "base/date.h"
#include "gen/audit_build.h"
#include "gen/audit_tables.h"

extern const struct service audit_service;

static const struct audit_config config = { .checkpoint_seconds = 10, .checkpoint_leaves = 10000 };

struct damaged {
    struct bench *b;
    struct engine *engine;
    struct outbox *out;
    struct arena arena;
};

static const struct table *table_of(const char *name)
{
    const struct contract *c = audit_service.contract;

    for (uint32_t i = 0; i < c->table_count; i++)
        if (strcmp(c->tables[i]->name, name) == 0)
            return c->tables[i];
    fail();
    return NULL;
}

/* Leaves of one source, none of them signed yet; the engine is ours. */
static struct damaged *log_of(uint32_t leaves)
{
    struct damaged *d = calloc(1, sizeof *d);
    struct played staff = played("staff");

    d->b = bench_new(&audit_service, &config);
    as(d->b, 20, ROLE_AUDITOR);
    for (uint32_t i = 0; i < leaves; i++)
        play(d->b, &staff);
    d->out = outbox_new();
    arena_init(&d->arena, 1u << 24);
    d->engine = bench_release(d->b);
    return d;
}

static void done(struct damaged *d)
{
    engine_drop(&d->engine);
    outbox_drop(&d->out);
    arena_fini(&d->arena);
    bench_drop(&d->b);
    free(d);
}

static struct leaf leaf_of(struct damaged *d, uint64_t index)
{
    struct view *v = NULL;
    struct leaf leaf = { .leaf_index = index };

    assert_int_equal(store_view(engine_store(d->engine), &d->arena, &v), OK);
    assert_true(row_find(v, table_of("leaf"), &leaf, &leaf));
    leaf.entry = bytes_copy(&d->arena, leaf.entry);
    leaf.source = text_copy(&d->arena, leaf.source);
    view_drop(&v);
    return leaf;
}

static void put(struct damaged *d, const char *table, const void *row, bool remove)
{
    struct txn *t = NULL;

    assert_int_equal(store_begin(engine_store(d->engine), &d->arena, &t), OK);
    if (remove)
        row_remove(t, table_of(table), row);
    else
        row_put(t, table_of(table), row);
    assert_int_equal(store_commit(&t), OK);
}

/* The head that is due is not signed: the step ends as one with a damaged disk does. */
static void expect_no_head(struct damaged *d)
{
    struct step_counts counts;

    outbox_reset(d->out);
    assert_int_equal(engine_step(d->engine, NULL, 0, NULL, 0, now(d->b) + US_PER_MINUTE, d->out, &counts), ERR_CORRUPT);
    assert_int_equal(outbox_count(d->out), 0);
}

static void head__over_leaves_that_are_whole_is_signed(void **state)
{
    struct damaged *d = log_of(9);
    struct step_counts counts;

    (void)state;
    assert_int_equal(engine_step(d->engine, NULL, 0, NULL, 0, now(d->b) + US_PER_MINUTE, d->out, &counts), OK);
    assert_int_equal(counts.timers, 1);
    done(d);
}

static void head__is_not_signed_over_a_flipped_bit(void **state)                           /* covers §8 */
{
    (void)state;
    for (uint64_t index = 0; index < 9; index += 4) {
        struct damaged *d = log_of(9);
        struct leaf leaf = leaf_of(d, index);
        uint8_t *bytes = (uint8_t *)(uintptr_t)leaf.entry.at;

        bytes[leaf.entry.len / 2] ^= 1;
        put(d, "leaf", &leaf, false);
        expect_no_head(d);
        done(d);
    }
}

static void head__is_not_signed_over_a_leaf_that_is_gone(void **state)
{
    struct damaged *d = log_of(9);

    (void)state;
    put(d, "leaf", &(struct leaf){ .leaf_index = 5 }, true);
    expect_no_head(d);
    done(d);
    d = log_of(9);
    put(d, "leaf", &(struct leaf){ .leaf_index = 8 }, true);                /* the tail */
    expect_no_head(d);
    done(d);
}

static void head__is_not_signed_over_leaves_in_each_others_place(void **state)
{
    struct damaged *d = log_of(9);
    struct leaf third = leaf_of(d, 3), sixth = leaf_of(d, 6);

    (void)state;
    third.leaf_index = 6;
    sixth.leaf_index = 3;
    put(d, "leaf", &third, false);
    put(d, "leaf", &sixth, false);
    expect_no_head(d);
    done(d);
}

static void head__is_not_signed_over_a_leaf_put_in_between(void **state)
{
    struct damaged *d = log_of(9);

    (void)state;
    for (uint64_t i = 9; i > 4; i--) {                                     /* the rest moves on by one */
        struct leaf leaf = leaf_of(d, i - 1);

        leaf.leaf_index = i;
        put(d, "leaf", &leaf, false);
    }
    expect_no_head(d);
    done(d);
}

/* A hash of the tree: what was signed before it cannot be proved with another. */
static void head__is_not_signed_over_a_damaged_tile(void **state)
{
    struct damaged *d = log_of(260);
    struct tile tile = { .tile_level = 0, .tile_index = 0 };
    struct view *v = NULL;

    (void)state;
    assert_int_equal(store_view(engine_store(d->engine), &d->arena, &v), OK);
    assert_true(row_find(v, table_of("tile"), &tile, &tile));
    tile.hashes = bytes_copy(&d->arena, tile.hashes);
    view_drop(&v);
    ((uint8_t *)(uintptr_t)tile.hashes.at)[4000] ^= 4;
    put(d, "tile", &tile, false);
    expect_no_head(d);
    done(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(head__over_leaves_that_are_whole_is_signed),
        cmocka_unit_test(head__is_not_signed_over_a_flipped_bit),
        cmocka_unit_test(head__is_not_signed_over_a_leaf_that_is_gone),
        cmocka_unit_test(head__is_not_signed_over_leaves_in_each_others_place),
        cmocka_unit_test(head__is_not_signed_over_a_leaf_put_in_between),
        cmocka_unit_test(head__is_not_signed_over_a_damaged_tile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
