/* Proof files: made of a service's answers, read as anything from outside, checked without it. */
#include "proof.h"

#include <inttypes.h>

#include "base/invariant.h"
#include "base/text.h"
#include "codec/check.h"
#include "engine/entry.h"
#include "trust/hash.h"
#include "trust/note.h"

/* ---- From the service ---- */

static enum err fetch_leaf(struct client *audit, uint64_t index, struct arena *arena, struct audit_proof *to)
{
    struct audit_leaf_result leaf;

    TRY(audit_ask(audit, &audit_ask_leaf, &(struct audit_leaf){ .leaf_index = index }, arena, &leaf));
    to->index = index;
    to->epoch = leaf.leaf.epoch;
    to->sequence = leaf.leaf.sequence;
    to->source = text_copy(arena, leaf.leaf.source);
    to->entry = bytes_copy(arena, leaf.leaf.entry);
    return OK;
}

static enum err fetch_path(struct client *audit, uint64_t size, struct arena *arena, struct audit_proof *to)
{
    const struct audit_inclusion body = { .leaf_index = to->index, .size = size };
    struct audit_inclusion_result result;

    TRY(audit_ask(audit, &audit_ask_inclusion, &body, arena, &result));
    for (uint32_t i = 0; i < result.path.count && i < MERKLE_PATH_MAX; i++)
        memcpy(to->path[to->path_len++], result.path.at[i].at, 32);
    return OK;
}

/* Size of a head that some key of the changes signed; 0: of none. */
static uint64_t size_of(const struct audit_signed *now, struct text note, const char *origin, const uint8_t public_key[32])
{
    struct checkpoint head, change;
    uint8_t key[32];

    memcpy(key, public_key, 32);
    for (uint32_t i = 0; i <= now->change_count; i++) {
        if (checkpoint_get(note, origin, key, &head) == OK)
            return head.size;
        if (i < now->change_count && checkpoint_get(now->changes[i], origin, key, &change) == OK && change.changes_key)
            memcpy(key, change.next_key, 32);
    }
    return 0;
}

enum err audit_proof_fetch(struct client *audit, const char *origin, const uint8_t public_key[32], uint64_t index, struct arena *arena,
                           struct audit_proof *ret)
{
    struct audit_proof *proof = arena_take(arena, sizeof *proof);
    struct audit_signed now;
    uint64_t size;

    *proof = (struct audit_proof){ .index = index };
    TRY(fetch_leaf(audit, index, arena, proof));
    TRY(audit_ask_signed(audit, origin, public_key, arena, &now));
    size = now.cosigned.len > 0 ? size_of(&now, now.cosigned, origin, public_key) : 0;
    proof->note = index < size ? now.cosigned : now.note;
    if (index >= size)
        size = now.tree.size;
    if (now.noted && !now.ok)
        size = index + 1;              /* the check will say what is wrong with the head */
    if (index >= size)
        return ERR_FULL;
    memcpy(proof->changes, now.changes, sizeof proof->changes);
    proof->change_count = now.change_count;
    TRY(fetch_path(audit, size, arena, proof));
    *ret = *proof;
    return OK;
}

/* ---- As text ---- */

static void add_coded(struct text_builder *to, const char *word, struct bytes bytes)
{
    text_add(to, "%s", word);
    base64_put(to->at + to->len, to->size - to->len, bytes);
    to->len += strlen(to->at + to->len);
    text_add(to, "\n");
}

struct text audit_proof_text(const struct audit_proof *proof, struct arena *arena)
{
    struct text_builder text = text_within(arena_take(arena, PROOF_BYTES_MAX), PROOF_BYTES_MAX);

    text_add(&text, "madoguchi-audit-proof 1\nsource %.*s %" PRIu64 " %" PRIu64 "\n", (int)proof->source.len, proof->source.at, proof->epoch,
        proof->sequence);
    add_coded(&text, "entry ", proof->entry);
    for (uint32_t i = 0; i < proof->change_count; i++)
        add_coded(&text, "key-change ", (struct bytes){ (const uint8_t *)proof->changes[i].at, proof->changes[i].len });
    text_add(&text, "c2sp.org/tlog-proof@v1\nindex %" PRIu64 "\n", proof->index);
    for (uint32_t i = 0; i < proof->path_len; i++)
        add_coded(&text, "", (struct bytes){ proof->path[i], 32 });
    text_add(&text, "\n%.*s", (int)proof->note.len, proof->note.at);
    return (struct text){ text.at, (uint32_t)text.len };
}

static bool takes(struct text *line, const char *word)
{
    uint32_t len = (uint32_t)strlen(word);

    if (line->len < len || memcmp(line->at, word, len) != 0)
        return false;
    line->at += len;
    line->len -= len;
    return true;
}

static bool number(struct text from, uint64_t *ret)
{
    uint64_t v = 0;

    for (uint32_t i = 0; i < from.len; i++)
        if (from.at[i] < '0' || from.at[i] > '9' || __builtin_mul_overflow(v, UINT64_C(10), &v) || __builtin_add_overflow(v, (uint64_t)(from.at[i] - '0'), &v))
            return false;
    *ret = v;
    return from.len > 0 && (from.at[0] != '0' || from.len == 1);
}

static bool source_line(struct text line, struct audit_proof *to)
{
    const char *first, *second;

    if (!takes(&line, "source ") || (first = memchr(line.at, ' ', line.len)) == NULL)
        return false;
    to->source = (struct text){ line.at, (uint32_t)(first - line.at) };
    second = memchr(first + 1, ' ', line.len - to->source.len - 1);
    return second != NULL && to->source.len < AUDIT_SOURCE_SIZE && number((struct text){ first + 1, (uint32_t)(second - first - 1) }, &to->epoch) &&
           number((struct text){ second + 1, (uint32_t)(line.at + line.len - second - 1) }, &to->sequence);
}

static bool coded(struct text from, struct arena *arena, struct bytes *ret)
{
    uint8_t *room = arena_take(arena, from.len + 1);

    ret->at = room;
    return base64_get(room, from.len + 1, from, &ret->len);
}

static bool change_lines(struct text *text, struct text *line, struct arena *arena, struct audit_proof *to)
{
    struct bytes note;

    while (takes(line, "key-change ")) {
        if (to->change_count == PROOF_CHANGES_MAX || !coded(*line, arena, &note) || !note_line(text, line))
            return false;
        to->changes[to->change_count++] = (struct text){ (const char *)note.at, note.len };
    }
    return true;
}

static bool path_lines(struct text *text, struct arena *arena, struct audit_proof *to)
{
    struct text line;
    struct bytes hash;

    while (note_line(text, &line) && line.len > 0) {
        if (to->path_len == MERKLE_PATH_MAX || !coded(line, arena, &hash) || hash.len != 32)
            return false;
        memcpy(to->path[to->path_len++], hash.at, 32);
    }
    return line.len == 0 && text->len > 0;
}

bool audit_proof_read(struct text text, struct arena *arena, struct audit_proof *ret)
{
    struct audit_proof *proof = arena_take(arena, sizeof *proof);
    struct text line;

    *proof = (struct audit_proof){ .index = 0 };
    if (text.len > PROOF_BYTES_MAX || !note_line(&text, &line) || !text_is(line, "madoguchi-audit-proof 1") || !note_line(&text, &line) ||
        !source_line(line, proof) || !note_line(&text, &line) || !takes(&line, "entry ") || !coded(line, arena, &proof->entry) ||
        proof->entry.len > ENTRY_BYTES_MAX || !note_line(&text, &line) || !change_lines(&text, &line, arena, proof) ||
        !text_is(line, "c2sp.org/tlog-proof@v1") || !note_line(&text, &line) || !takes(&line, "index ") || !number(line, &proof->index) ||
        !path_lines(&text, arena, proof))
        return false;
    proof->note = text;
    *ret = *proof;
    return true;
}

/* ---- The check ---- */

/* The keys are tried from the one given on: a head that a witness signed may be older than the last change. */
static enum audit_proof_fault check_head(const struct audit_proof *proof, const char *origin, const uint8_t public_key[32], struct audit_proved *to)
{
    struct checkpoint change;
    enum err err = ERR_CRYPTO;
    bool followed = false;

    memcpy(to->key, public_key, 32);
    for (uint32_t i = 0; i <= proof->change_count; i++) {
        err = checkpoint_get(proof->note, origin, to->key, &to->head);
        if (err != ERR_CRYPTO || i == proof->change_count)
            break;
        if (checkpoint_get(proof->changes[i], origin, to->key, &change) == OK && change.changes_key) {
            memcpy(to->key, change.next_key, 32);
            to->key_changes++;
            followed = true;
        } else if (followed) {
            return PROOF_KEY;
        }
    }
    return err == OK ? PROOF_GOOD : err == ERR_CRYPTO ? PROOF_SIGNATURE : PROOF_HEAD;
}

static enum audit_proof_fault check_entry(const struct audit_proof *proof, struct arena *arena)
{
    struct check_fault fault;
    struct entry *entry = arena_take(arena, sizeof *entry);

    if (check_bytes(proof->entry, &check_limits_entry, &fault) != OK || entry_decode(proof->entry, arena, entry) != OK)
        return PROOF_ENTRY;
    return text_equal(entry->service, proof->source) && entry->epoch == proof->epoch && entry->number == proof->sequence ? PROOF_GOOD : PROOF_LABEL;
}

static enum audit_proof_fault check_witness(const struct audit_proof *proof, const char *witness, struct audit_proved *to)
{
    uint8_t key[32];
    enum err err;

    if (witness == NULL || !witness_key_get(text_of(witness), to->witness, key))
        return PROOF_GOOD;
    err = cosignature_check(proof->note, to->witness, key, &to->witnessed_at_us);
    to->witnessed = err == OK;
    return err == ERR_CRYPTO ? PROOF_WITNESS : PROOF_GOOD;
}

void audit_proof_check(const struct audit_proof *proof, const char *origin, const uint8_t public_key[32], const char *witness, struct arena *arena,
                       struct audit_proved *ret)
{
    struct audit_proved proved = { .fault = PROOF_GOOD };

    leaf_hash(proof->entry, proved.leaf);
    proved.fault = check_head(proof, origin, public_key, &proved);
    if (proved.fault == PROOF_GOOD && proof->index >= proved.head.size)
        proved.fault = PROOF_BEYOND;
    if (proved.fault == PROOF_GOOD && !merkle_inclusion_verify(proved.leaf, proof->index, proved.head.size, proof->path, proof->path_len, proved.head.root))
        proved.fault = PROOF_PATH;
    if (proved.fault == PROOF_GOOD)
        proved.fault = check_entry(proof, arena);
    if (proved.fault == PROOF_GOOD)
        proved.fault = check_witness(proof, witness, &proved);
    *ret = proved;
}
