/* Opening an engine: caches from rows, rebuild from the log when the state's version moved,
 * and the pool of keys. */
#include "engine/host_internal.h"

#include "codec/check.h"
#include "trust/hash.h"
#include "trust/wrap.h"

#define ARENA_BYTES_MAX (512u * 1024u * 1024u)

const struct engine_limits engine_limits_default = {
    .commands_per_step = 512, .followed_per_step = 256, .timers_per_step = 64,
    .window_service = 1024, .window_edge = 16, .windows_max = 100000,
    .pool_low = 1024, .pool_high = 4096, .rebuild_commit = 4096,
};

uint32_t source_index(const struct contract *c, struct text source)
{
    for (uint32_t i = 0; i < c->source_count; i++)
        if (text_is(source, c->sources[i]))
            return i;
    return UINT32_MAX;
}

/* Binary search in a table sorted by name. */
#define FIND_BY_NAME(array, count, wanted)                                              \
    for (uint32_t low = 0, high = (count); low < high;) {                               \
        uint32_t middle = (low + high) / 2;                                             \
        int order = strncmp((wanted).at, (array)[middle].name, (wanted).len);           \
        if (order == 0 && (array)[middle].name[(wanted).len] != '\0')                   \
            order = -1;                                                                 \
        if (order == 0)                                                                 \
            return &(array)[middle];                                                    \
        if (order < 0)                                                                  \
            high = middle;                                                              \
        else                                                                            \
            low = middle + 1;                                                           \
    }                                                                                   \
    return NULL

const struct event_spec *event_find(const struct contract *c, struct text name)
{
    FIND_BY_NAME(c->events, c->event_count, name);
}

const struct command_spec *command_find(const struct contract *c, struct text name)
{
    FIND_BY_NAME(c->commands, c->command_count, name);
}

const struct query_spec *query_find(const struct contract *c, struct text name)
{
    FIND_BY_NAME(c->queries, c->query_count, name);
}

const struct table *const *engine_tables(const struct service *service, struct arena *arena, uint32_t *ret_count)
{
    const struct contract *c = service->contract;
    const struct table **all = arena_take(arena, (engine_contract.table_count + c->table_count) * sizeof *all);

    for (uint32_t i = 0; i < engine_contract.table_count; i++)
        all[i] = engine_contract.tables[i];
    for (uint32_t i = 0; i < c->table_count; i++)
        all[engine_contract.table_count + i] = c->tables[i];
    *ret_count = engine_contract.table_count + c->table_count;
    return all;
}

uint64_t engine_layout(const struct service *service)
{
    return (uint64_t)engine_contract.state_version << 32 | service->contract->state_version;
}

void engine_load(struct engine *e, const struct view *v)
{
    struct epoch_now epoch;
    struct quarantine_tally tally;
    struct bytes restored;

    fold_load(&e->fold, v);
    e->head = log_head(v);
    e->epoch = epoch_now_find(v, ONE, &epoch) ? (uint32_t)epoch.epoch : 0;
    e->restored = meta_get(v, META_RESTORED, &restored) && restored.at[0] == 1;
    e->open_day = open_day(v);
    e->quarantined = quarantine_tally_find(v, ONE, &tally) ? tally.count : 0;
    for (uint32_t i = 0; i < e->contract->source_count; i++) {
        struct followed_row row;

        e->durable[i] = (struct position){ .source = text_of(e->contract->sources[i]) };
        if (followed_row_find(v, e->durable[i].source, &row)) {
            e->durable[i].epoch = (uint32_t)row.epoch;
            e->durable[i].sequence = row.sequence;
        }
        e->cursors[i] = e->durable[i];
    }
}

static enum err load(struct engine *e)
{
    AUTO(view) struct view *v = NULL;

    arena_reset(&e->arena);
    TRY(store_view(e->store, &e->arena, &v));
    engine_load(e, v);
    return view_fault(v);
}

static enum err begin_rebuild(struct engine *e)
{
    AUTO(view) struct view *v = NULL;
    struct bytes next;

    arena_reset(&e->arena);
    TRY(store_view(e->store, &e->arena, &v));
    e->rebuild_total = log_head(v);
    e->rebuild_next = meta_get(v, META_REBUILD, &next) && next.len == 8 ? be64_get(next.at) : 0;
    TRY(view_fault(v));
    store_view_end(&v);
    if (e->rebuild_next == 0) {
        TRY(store_clear_tables(e->store));
        e->rebuild_next = 1;
    }
    e->state = ENGINE_REBUILDING;
    return OK;
}

/* One entry of the journal, into the log and, unless all tables are to be folded anew, into the tables. */
static enum err recover_entry(struct engine *e, struct txn *t, uint64_t number, struct bytes bytes, bool log_only)
{
    struct entry entry;
    uint8_t leaf[32];

    if (entry_decode(bytes, &e->rebuild_arena, &entry) != OK || entry.number != number)
        return ERR_CORRUPT;
    log_append(t, number, bytes);
    if (log_only)
        return OK;
    if (memcmp(entry.previous, e->fold.progress.last_leaf.at, 32) != 0)
        return ERR_CORRUPT;
    leaf_hash(bytes, leaf);
    fold_entry(&e->fold, t, &entry, leaf);
    return OK;
}

enum err engine_recover(struct engine *e, bool log_only)
{
    AUTO(txn) struct txn *t = NULL;
    struct bytes bytes;

    arena_reset(&e->rebuild_arena);
    TRY(store_begin(e->store, &e->rebuild_arena, &t));
    TRY(store_recover(t, log_only));
    fold_load(&e->fold, view_of(t));
    for (uint64_t number = log_head(view_of(t)) + 1; store_recovered(t, number, &bytes); number++)
        TRY(recover_entry(e, t, number, bytes, log_only));
    if (!log_only)
        fold_save(&e->fold, t);
    return store_commit(&t);
}

enum err engine_settle(struct engine *e)
{
    enum err err;

    if (e->state != ENGINE_READY)
        return OK;
    err = store_settle(e->store);
    if (err != ERR_FULL)
        return err;
    TRY(engine_recover(e, false));
    return load(e);
}

static enum err init(struct engine *e, const struct engine_options *o)
{
    e->service = o->service;
    e->contract = o->service->contract;
    e->store = o->store;
    e->keys = o->keys;
    e->marker = o->marker;
    e->site = o->site;
    e->config = o->config;
    e->secrets = o->secrets;
    e->secret_count = o->secret_count;
    e->limits = o->limits != NULL ? *o->limits : engine_limits_default;
    e->seed = o->seed;
    e->seed_self = o->seed_self;
    if (o->ticket_key != NULL) {
        memcpy(e->ticket_key, o->ticket_key, 32);
        e->has_ticket_key = true;
    }
    e->fold = (struct fold){ .contract = e->contract, .derive = true, .window_service = e->limits.window_service, .window_edge = e->limits.window_edge };
    arena_init(&e->arena, ARENA_BYTES_MAX);
    arena_init(&e->rebuild_arena, ARENA_BYTES_MAX);
    e->scratch = malloc(SCRATCH_BYTES);
    must(e->scratch != NULL && e->contract->source_count <= SOURCES_MAX);
    store_set_user(e->store, e);
    marker_recover(e->marker);
    if (store_behind(e->store))
        TRY(engine_recover(e, store_needs_rebuild(e->store)));
    if (store_needs_rebuild(e->store))
        return begin_rebuild(e);
    TRY(load(e));
    TRY(engine_erase_keys(e));
    return engine_fill_pool(e);
}

enum err engine_open(const struct engine_options *options, struct engine **ret)
{
    struct engine *e = calloc(1, sizeof *e);
    enum err err;

    must(e != NULL && options->store != NULL && options->keys != NULL && options->marker != NULL);
    err = init(e, options);
    if (err != OK) {
        e->store = NULL;          /* stays the caller's when opening failed */
        e->keys = NULL;
        engine_drop(&e);
        return err;
    }
    *ret = e;
    return OK;
}

void engine_close_looks(struct engine *engine, bool closed)
{
    engine->looks_closed = closed;
}

void engine_drop(struct engine **engine)
{
    struct engine *e = *engine;

    if (e == NULL)
        return;
    store_drop(&e->store);
    key_store_drop(&e->keys);
    for (uint32_t i = 0; i < SECRETS_CACHED && e->secret_cache[i].key != NULL; i++)
        secret_free(e->secret_cache[i].key);
    secret_free(e->no_secret);
    secret_free(e->digest_key);
    arena_fini(&e->arena);
    arena_fini(&e->rebuild_arena);
    free(e->scratch);
    free(e);
    *engine = NULL;
}

enum engine_state engine_state(const struct engine *e)
{
    return e->state;
}

/* Folds entries [from, from + max) of the log in `t`; false in *ret_ok when the chain or an entry is broken. */
static enum err rebuild_range(struct engine *e, struct txn *t, uint64_t *next, uint64_t end)
{
    struct bytes bytes;
    struct entry entry;
    uint8_t leaf[32];

    for (; *next < end; ++*next) {
        if (!log_read(view_of(t), *next, &bytes))
            return view_fault(view_of(t)) != OK ? view_fault(view_of(t)) : ERR_CORRUPT;
        if (entry_decode(bytes, &e->arena, &entry) != OK)
            return ERR_CORRUPT;
        if (memcmp(entry.previous, e->fold.progress.last_leaf.at, 32) != 0)
            return ERR_CORRUPT;
        leaf_hash(bytes, leaf);
        fold_entry(&e->fold, t, &entry, leaf);
    }
    return view_fault(view_of(t));
}

enum err engine_rebuild_some(struct engine *e, uint64_t *ret_done, uint64_t *ret_total)
{
    AUTO(txn) struct txn *t = NULL;
    uint64_t next = e->rebuild_next, end = next + e->limits.rebuild_commit;
    uint8_t resume[8];

    must(e->state == ENGINE_REBUILDING);
    if (end > e->rebuild_total + 1)
        end = e->rebuild_total + 1;
    arena_reset(&e->arena);
    TRY(store_begin(e->store, &e->arena, &t));
    fold_load(&e->fold, view_of(t));
    TRY(rebuild_range(e, t, &next, end));
    fold_save(&e->fold, t);
    be64_put(resume, next);
    meta_put(t, META_REBUILD, (struct bytes){ resume, 8 });
    if (next > e->rebuild_total)
        store_mark_rebuilt(t);
    TRY(store_commit(&t));
    e->rebuild_next = next;
    *ret_done = next - 1;
    *ret_total = e->rebuild_total;
    if (next <= e->rebuild_total)
        return OK;
    e->state = ENGINE_READY;
    TRY(load(e));
    TRY(engine_erase_keys(e));
    return engine_fill_pool(e);
}

enum err engine_fill_pool(struct engine *e)
{
    uint64_t next = e->fold.progress.next_key, end = key_pool_end(e->keys);

    if (end > next && end - next >= e->limits.pool_low)
        return OK;
    if (end < next)
        end = next;
    return key_pool_fill(e->keys, end, (uint32_t)(next + e->limits.pool_high - end));
}

void engine_figures(const struct engine *e, struct engine_figures *ret)
{
    *ret = (struct engine_figures){ .epoch = e->epoch, .head = e->head, .last_published = e->fold.progress.last_published,
                                    .last_at_us = e->fold.progress.last_at_us, .quarantined = e->quarantined, .open_day = e->open_day,
                                    .malformed = e->malformed, .denied_uncounted = e->denied_uncounted };
}

struct position engine_cursor(const struct engine *e, uint32_t source)
{
    must(source < e->contract->source_count);
    return e->cursors[source];
}

enum err engine_has_followed(const struct engine *e, const struct position *position, bool *ret)
{
    uint32_t source = source_index(e->contract, position->source);

    if (source == UINT32_MAX)
        return ERR_NOT_FOUND;
    *ret = e->cursors[source].epoch > position->epoch ||
           (e->cursors[source].epoch == position->epoch && e->cursors[source].sequence >= position->sequence);
    return OK;
}

const struct service *engine_service(const struct engine *e)
{
    return e->service;
}

struct store *engine_store(struct engine *e)
{
    return e->store;
}

const struct marker_page *engine_marker(const struct engine *e)
{
    return e->marker;
}
