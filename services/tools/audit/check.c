/* The check over leaves as they come. Keeps true: what was changed outweighs what is not there, and of each the
 * first one found is told; a root is only compared when every leaf under it was there. Reads no files. */
#include "check_inside.h"

#include "base/invariant.h"
#include "codec/check.h"
#include "codec/read.h"
#include "engine/entry.h"
#include "trust/hash.h"
#include "trust/merkle.h"

#define ARENA_BYTES_MAX (16u * 1024u * 1024u)

struct audit_check *audit_check_new(const struct audit_kept *kept)
{
    struct audit_check *check = calloc(1, sizeof *check);

    must(check != NULL);
    check->whole = check->chains_ok = true;
    if (kept != NULL)
        check->kept = *kept;
    check->others = calloc(HEADS_MAX, sizeof *check->others);
    must(check->others != NULL);
    arena_init(&check->arena, ARENA_BYTES_MAX);
    return check;
}

void audit_check_drop(struct audit_check **check)
{
    if (*check == NULL)
        return;
    chains_fini(&(*check)->chains);
    for (uint32_t i = 0; i < 64; i++)
        free((*check)->levels[i].nodes);
    free((*check)->others);
    arena_fini(&(*check)->arena);
    free(*check);
    *check = NULL;
}

void audit_check_note(struct audit_check *check, const struct audit_fault *fault)
{
    struct audit_fault *to = fault->kind <= AUDIT_FAULT_DIVERGED ? &check->changed : &check->absent;

    must(fault->kind != AUDIT_FAULT_NONE);
    check->chains_ok = check->chains_ok && fault->kind != AUDIT_FAULT_DIVERGED;
    if (to->kind == AUDIT_FAULT_NONE)
        *to = *fault;
}

/* ---- The tree ---- */

static bool node_get(void *self, uint32_t level, uint64_t index, uint8_t ret[32])
{
    const struct audit_check *check = self;

    if (level >= 64 || index >= check->levels[level].count)
        return false;
    memcpy(ret, check->levels[level].nodes[index], 32);
    return true;
}

static void node_put(struct audit_check *check, const struct merkle_node *node)
{
    struct level *level = &check->levels[node->level];

    must(node->index == level->count);
    if (level->count == level->room) {
        level->room = level->room == 0 ? 256 : 2 * level->room;
        level->nodes = reallocarray(level->nodes, level->room, sizeof *level->nodes);
        must(level->nodes != NULL);
    }
    memcpy(level->nodes[level->count++], node->hash, 32);
}

bool check_root_at(const struct audit_check *check, uint64_t size, uint8_t ret[32])
{
    struct merkle_nodes nodes = { (void *)(uintptr_t)check, node_get };

    return size <= check->levels[0].count && merkle_root(&nodes, size, ret) == OK;
}

/* Where each service's log was under the signed head. */
static void note_head_reached(struct audit_check *check)
{
    check->head_reached = true;
    check->at_head_count = check->chains.count;
    for (uint32_t i = 0; i < check->chains.count; i++) {
        const struct chain *chain = &check->chains.at[i];

        check->at_head[i] = (struct audit_source){ .epoch = chain->epoch, .sequence = chain->last };
        memcpy(check->at_head[i].name, chain->name, sizeof chain->name);
    }
}

static void grow(struct audit_check *check, const uint8_t hash[32])
{
    const struct merkle_nodes nodes = { check, node_get };
    struct merkle_node made[64];
    uint32_t count = merkle_append(&nodes, check->count, hash, made);

    must(count > 0);
    for (uint32_t i = 0; i < count; i++)
        node_put(check, &made[i]);
    check->count++;
    if (check->count == check->head.size)
        note_head_reached(check);
}

/* ---- Heads that are said to be of these leaves ---- */

static void add_other(struct audit_check *check, enum audit_fault_kind kind, uint64_t index, const struct checkpoint *head)
{
    struct other_head *other;

    if (check->other_count == HEADS_MAX)
        return;
    other = &check->others[check->other_count++];
    *other = (struct other_head){ .kind = kind, .index = index, .size = head->size };
    memcpy(other->root, head->root, sizeof other->root);
}

/* Is it a checkpoint that one of the keys signed? */
static bool is_ours(const struct audit_check *check, struct text note, struct checkpoint *ret)
{
    for (uint32_t i = check->key_count; i > 0; i--)
        if (checkpoint_get(note, check->origin, check->keys[i - 1], ret) == OK)
            return true;
    return false;
}

/* A closed day's report carries the head of that day. What is no head of this log is not looked at. */
static void look_for_report(struct audit_check *check, const struct audit_line *line)
{
    struct checkpoint head;
    struct text note;
    struct entry *entry;

    arena_reset(&check->arena);
    entry = arena_take(&check->arena, sizeof *entry);
    if (memmem(line->entry.at, line->entry.len, "report_closed", strlen("report_closed")) == NULL || entry_decode(line->entry, &check->arena, entry) != OK)
        return;
    for (uint32_t i = 0; i < entry->event_count; i++)
        if (text_is(entry->events[i].name, "report_closed") && map_get_text(entry->events[i].body, "checkpoint", &note) && is_ours(check, note, &head)) {
            add_other(check, AUDIT_FAULT_REPORTED, line->index, &head);
            check->reports++;
        }
}

/* ---- One leaf ---- */

static void note_at(struct audit_check *check, enum audit_fault_kind kind, const struct audit_line *line, uint64_t expected)
{
    struct audit_fault fault = { .kind = kind, .index = line->index, .epoch = line->epoch, .sequence = line->sequence, .expected = expected };
    uint32_t len = line->source.len < AUDIT_SOURCE_SIZE ? line->source.len : AUDIT_SOURCE_SIZE - 1;

    if (len > 0)
        memcpy(fault.source, line->source.at, len);
    audit_check_note(check, &fault);
}

/* Its place in the tree. False when it belongs nowhere. */
static bool take_place(struct audit_check *check, const struct audit_line *line)
{
    if (line->index == check->count)
        return true;
    if (line->index < check->count) {
        note_at(check, AUDIT_FAULT_ORDER, line, check->count);
        check->whole = false;
        return false;
    }
    audit_check_note(check, &(struct audit_fault){ .kind = AUDIT_FAULT_LEAF_MISSING, .index = check->count, .expected = line->index });
    check->whole = false;
    check->chains.missing = true;
    check->count = line->index;
    return true;
}

enum { KEY_EPOCH, KEY_NUMBER, KEY_PREVIOUS, KEY_SERVICE, KEYS };
static const char *const place_keys[KEYS] = { "epoch", "number", "previous", "service" };

/* Where an entry says that it stands. The rest of it is whoever's who reads it; here it is bytes under a hash. */
static bool read_place(struct bytes entry, struct text *ret_service, uint64_t *ret_epoch, uint64_t *ret_number, const uint8_t **ret_previous)
{
    struct check_fault fault;
    struct bytes at[KEYS], previous;
    struct reader r;
    uint32_t others;

    if (check_bytes(entry, &check_limits_entry, &fault) != OK || !map_split(entry, place_keys, KEYS, at, &others))
        return false;
    for (uint32_t i = 0; i < KEYS; i++)
        if (at[i].at == NULL)
            return false;
    r = reader_of(at[KEY_EPOCH]);
    if (!read_u64(&r, ret_epoch))
        return false;
    r = reader_of(at[KEY_NUMBER]);
    if (!read_u64(&r, ret_number))
        return false;
    r = reader_of(at[KEY_SERVICE]);
    if (!read_text(&r, ret_service))
        return false;
    r = reader_of(at[KEY_PREVIOUS]);
    *ret_previous = read_bin(&r, &previous) && previous.len == 32 ? previous.at : NULL;
    return *ret_previous != NULL;
}

/* The hash it names as the one before; NULL when its bytes are no entry or not the one it is said to be. */
static const uint8_t *read_entry(struct audit_check *check, const struct audit_line *line)
{
    const uint8_t *previous;
    uint64_t epoch, number;
    struct text service;

    if (!read_place(line->entry, &service, &epoch, &number, &previous)) {
        note_at(check, AUDIT_FAULT_UNREADABLE, line, 0);
        return NULL;
    }
    if (!text_equal(service, line->source) || epoch != line->epoch || number != line->sequence) {
        note_at(check, AUDIT_FAULT_LABEL, line, 0);
        return NULL;
    }
    if (text_is(service, "reporting"))
        look_for_report(check, line);
    return previous;
}

void audit_check_leaf(struct audit_check *check, const struct audit_line *line, uint8_t ret_hash[32])
{
    enum audit_fault_kind kind;
    const uint8_t *previous;
    uint64_t expected = 0;

    leaf_hash(line->entry, ret_hash);
    if (!take_place(check, line))
        return;
    if (line->hash != NULL && memcmp(line->hash, ret_hash, 32) != 0)
        note_at(check, AUDIT_FAULT_HASH, line, 0);
    previous = read_entry(check, line);
    kind = chains_take(&check->chains, line->source, line->epoch, line->sequence, ret_hash, previous, &expected);
    if (kind != AUDIT_FAULT_NONE) {
        check->chains_ok = false;
        note_at(check, kind, line, expected);
    }
    if (check->whole)
        grow(check, ret_hash);
    else
        check->count++;
}

/* ---- The head and the end ---- */

static bool origin_fits(const char *origin)
{
    size_t len = strlen(origin);

    for (size_t i = 0; i < len; i++)
        if (origin[i] <= ' ' || origin[i] >= 0x7F || origin[i] == '+')
            return false;
    return len > 0 && len <= CHECKPOINT_ORIGIN_MAX;
}

static void set_key(struct audit_check *check, const char *origin, const uint8_t public_key[32])
{
    if (check->key_count > 0)
        return;
    if (origin_fits(origin))
        memcpy(check->origin, origin, strlen(origin) + 1);
    memcpy(check->keys[check->key_count++], public_key, 32);
}

void audit_check_change(struct audit_check *check, struct text note, const char *origin, const uint8_t public_key[32])
{
    struct checkpoint change;

    set_key(check, origin, public_key);
    if (check->origin[0] == '\0')
        return;
    if (checkpoint_get(note, check->origin, check->keys[check->key_count - 1], &change) != OK || !change.changes_key || check->key_count == KEYS_MAX) {
        if (check->key_count > 1)
            audit_check_note(check, &(struct audit_fault){ .kind = AUDIT_FAULT_KEY_CHANGE });
        return;
    }
    if (memcmp(change.next_key, check->keys[check->key_count - 1], 32) != 0)
        memcpy(check->keys[check->key_count++], change.next_key, 32);
    add_other(check, AUDIT_FAULT_KEY_CHANGE, 0, &change);
}

void audit_check_witnessed(struct audit_check *check, struct text note, const char *witness_key)
{
    char name[CHECKPOINT_ORIGIN_MAX + 1];
    struct checkpoint head;
    uint8_t key[32];
    uint64_t at_us;
    enum err err;

    if (!witness_key_get(text_of(witness_key), name, key) || !is_ours(check, note, &head))
        return;
    err = cosignature_check(note, name, key, &at_us);
    if (err == ERR_CRYPTO)
        audit_check_note(check, &(struct audit_fault){ .kind = AUDIT_FAULT_WITNESS });
    if (err != OK)
        return;
    add_other(check, AUDIT_FAULT_WITNESSED, 0, &head);
    memcpy(check->witness, name, sizeof name);
    check->witnessed = head.size;
    check->witnessed_at_us = at_us;
}

void audit_check_head(struct audit_check *check, struct text note, const char *origin, const uint8_t public_key[32])
{
    enum err err;

    must(check->count == 0 && check->whole);
    set_key(check, origin, public_key);
    if (note.len == 0) {
        audit_check_note(check, &(struct audit_fault){ .kind = AUDIT_FAULT_UNSIGNED });
        return;
    }
    err = check->origin[0] != '\0' ? checkpoint_get(note, check->origin, check->keys[check->key_count - 1], &check->head) : ERR_MALFORMED;
    check->signature_ok = err == OK;
    if (err != OK)
        audit_check_note(check, &(struct audit_fault){ .kind = err == ERR_CRYPTO ? AUDIT_FAULT_SIGNATURE : AUDIT_FAULT_CHECKPOINT });
    if (check->head.size == 0)
        note_head_reached(check);
}

uint64_t audit_check_signed(const struct audit_check *check)
{
    return check->head.size;
}
