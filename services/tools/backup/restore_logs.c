/* Logs into empty stores, checked link by link. Keeps true: what audit had taken of a service beyond that service's own copy is put behind
 * it, so nobody's cursor points beyond a log; states are folded anew by the services when they start; the next entry of each log begins
 * an epoch, which tells followers from outside where the old one ended. */
#include "backup.h"

#include <inttypes.h>

#include "base/invariant.h"
#include "engine/engine.h"
#include "gen/audit.h"

#define ENTRIES_PER_COMMIT 2000u
#define ARENA_BYTES (256u << 20)

static const char *name_of(const struct log_stores *stores, const struct log_store *log)
{
    return office_service_name((uint32_t)(log - stores->at));
}

static enum err store_fault(const struct log_stores *stores, const struct log_store *log, enum err err, struct fault *fault)
{
    if (err != OK)
        fault_set(fault, "the log of %s behind entry %" PRIu64 ": %s", name_of(stores, log), log->head, err_text(err));
    return err;
}

void log_stores_init(struct log_stores *stores, uint16_t site)
{
    *stores = (struct log_stores){ .site = site };
    arena_init(&stores->tables, ARENA_BYTES);
    arena_init(&stores->scratch, ARENA_BYTES);
}

enum err log_store_make(struct log_stores *stores, uint32_t index, const char *dir, uint64_t map_bytes, struct fault *fault)
{
    struct log_store *log = &stores->at[index];
    struct store_options options = { .dir = dir, .map_bytes = map_bytes, .layout = engine_layout(office_services[index]) };

    must(log->store == NULL);
    options.tables = engine_tables(office_services[index], &stores->tables, &options.table_count);
    arena_init(&log->arena, ARENA_BYTES);
    TRY(store_fault(stores, log, store_open(&options, &log->store), fault));
    return store_fault(stores, log, store_clear_tables(log->store), fault);     /* to be folded anew */
}

static enum err commit(const struct log_stores *stores, struct log_store *log, struct fault *fault)
{
    log->pending = 0;
    return log->txn == NULL ? OK : store_fault(stores, log, store_commit(&log->txn), fault);
}

static enum err append(const struct log_stores *stores, struct log_store *log, struct bytes bytes, const struct entry *entry, struct fault *fault)
{
    if (log->txn == NULL) {
        arena_reset(&log->arena);
        TRY(store_fault(stores, log, store_begin(log->store, &log->arena, &log->txn), fault));
    }
    log_append(log->txn, entry->number, bytes);
    leaf_hash(bytes, log->last_leaf);
    log->head = entry->number;
    log->last_at_us = entry->at_us;
    return ++log->pending < ENTRIES_PER_COMMIT ? OK : commit(stores, log, fault);
}

/* Number, site, service and the hash of the one before. */
static bool follows(const struct log_stores *stores, const struct log_store *log, const struct entry *entry)
{
    return entry->number == log->head + 1 && entry->site == stores->site && text_is(entry->service, name_of(stores, log)) &&
           memcmp(entry->previous, log->last_leaf, SHA256_LEN) == 0;
}

/* An entry of another service that audit had taken. What that service's copy has already is passed over. */
static enum err add_leaf(struct log_stores *stores, const struct leaf_taken *leaf, struct arena *arena, struct fault *fault)
{
    uint32_t index = office_index(text_terminated(arena, leaf->source));
    struct log_store *log = &stores->at[index < OFFICE_SERVICES ? index : 0];
    struct entry entry;

    fault_set(fault, "audit has an entry of %.*s, which is no service here", (int)leaf->source.len, leaf->source.at);
    if (index >= OFFICE_SERVICES || log->store == NULL)
        return ERR_DENIED;
    if (leaf->sequence <= log->head)
        return OK;
    fault_set(fault, "%s: entry %" PRIu64 " as audit has it does not follow on entry %" PRIu64 " of the log", name_of(stores, log), leaf->sequence, log->head);
    if (entry_decode(leaf->entry, arena, &entry) != OK || !follows(stores, log, &entry))
        return ERR_DENIED;
    log->from_audit++;
    return append(stores, log, leaf->entry, &entry, fault);
}

static enum err add_leaves(struct log_stores *stores, const struct entry *entry, struct arena *arena, struct fault *fault)
{
    struct field_fault where;
    struct leaf_taken leaf;

    for (uint32_t i = 0; i < entry->event_count; i++) {
        if (!text_is(entry->events[i].name, "leaf_taken"))
            continue;
        fault_set(fault, "audit: entry %" PRIu64 " cannot be read", entry->number);
        if (decode_leaf_taken(entry->events[i].body, arena, &leaf, &where) != OK)
            return ERR_DENIED;
        TRY(add_leaf(stores, &leaf, arena, fault));
    }
    return OK;
}

static enum err add(struct log_stores *stores, uint32_t index, struct bytes bytes, struct arena *arena, struct fault *fault)
{
    struct log_store *log = &stores->at[index];
    struct entry entry;

    fault_set(fault, "%s: entry %" PRIu64 " of the backup does not follow on the one before", name_of(stores, log), log->head + 1);
    if (entry_decode(bytes, arena, &entry) != OK || !follows(stores, log, &entry))
        return ERR_DENIED;
    TRY(append(stores, log, bytes, &entry, fault));
    return index == office_index("audit") ? add_leaves(stores, &entry, arena, fault) : OK;
}

enum err log_store_add(struct log_stores *stores, uint32_t index, struct bytes bytes, struct fault *fault)
{
    arena_reset(&stores->scratch);
    return add(stores, index, bytes, &stores->scratch, fault);
}

static enum err mark_restored(const struct log_stores *stores, struct log_store *log, struct fault *fault)
{
    static const uint8_t yes = 1;

    arena_reset(&log->arena);
    TRY(store_fault(stores, log, store_begin(log->store, &log->arena, &log->txn), fault));
    meta_put(log->txn, META_RESTORED, (struct bytes){ &yes, 1 });
    return commit(stores, log, fault);
}

enum err log_stores_end(struct log_stores *stores, struct fault *fault)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        struct log_store *log = &stores->at[i];

        fault_set(fault, "the backup has no log of %s", office_service_name(i));
        if (log->store == NULL)
            return ERR_DENIED;
        TRY(commit(stores, log, fault));
        TRY(mark_restored(stores, log, fault));
    }
    return OK;
}

void log_stores_fini(struct log_stores *stores)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        struct log_store *log = &stores->at[i];

        if (log->txn != NULL)
            store_abort(&log->txn);
        if (log->store == NULL)
            continue;
        store_drop(&log->store);
        arena_fini(&log->arena);
    }
    arena_fini(&stores->tables);
    arena_fini(&stores->scratch);
}
