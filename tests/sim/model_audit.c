/* The audit log against the logs it is about: every leaf is an entry that was committed, in its
 * source's order, none twice; every signed root is the root of exactly these leaves. */
#include "world.h"

#include "trust/checkpoint.h"
#include "trust/hash.h"

static const uint8_t *leaf_at(const struct model_audit *a, uint64_t index)
{
    return a->hashes + index * 32;
}

/* RFC 6962 2.1, word for word. */
static void tree_hash(const struct model_audit *a, uint64_t from, uint64_t size, uint8_t ret[32])
{
    uint64_t k = 1;
    uint8_t left[32], right[32];

    if (size == 1) {
        memcpy(ret, leaf_at(a, from), 32);
        return;
    }
    while (k * 2 < size)
        k *= 2;
    tree_hash(a, from, k, left);
    tree_hash(a, from + k, size - k, right);
    node_hash(left, right, ret);
}

void audit_root(const struct model_audit *a, uint64_t size, uint8_t ret[32])
{
    must(size <= a->leaves);
    if (size == 0)
        sha256((struct bytes){ (const uint8_t *)"", 0 }, ret);
    else
        tree_hash(a, 0, size, ret);
}

/* The same root from the complete subtrees kept along the way; quick. */
static void running_root(const struct model_audit *a, uint8_t ret[32])
{
    bool have = false;

    for (uint32_t level = 0; level < 64; level++) {
        if (!a->has_peak[level])
            continue;
        if (have)
            node_hash(a->peak[level], ret, ret);
        else
            memcpy(ret, a->peak[level], 32);
        have = true;
    }
}

static void append(struct model_audit *a, const uint8_t leaf[32])
{
    uint8_t hash[32];
    uint32_t level = 0;

    if ((a->leaves + 1) * 32 > a->hash_room) {
        a->hash_room = a->hash_room == 0 ? 65536 : a->hash_room * 2;
        a->hashes = realloc(a->hashes, a->hash_room);
        must(a->hashes != NULL);
    }
    memcpy(a->hashes + a->leaves * 32, leaf, 32);
    memcpy(hash, leaf, 32);
    for (; a->has_peak[level]; level++) {
        node_hash(a->peak[level], hash, hash);
        a->has_peak[level] = false;
    }
    memcpy(a->peak[level], hash, 32);
    a->has_peak[level] = true;
    a->leaves++;
}

static void leaf(struct model_audit *a, const struct stated *said)
{
    const struct leaf_taken *ev = said->event;
    enum svc source = svc_of(ev->source);
    const struct model_log *log;

    if (source == SVC_COUNT || source == SVC_AUDIT || ev->leaf_index != a->leaves || ev->sequence != a->taken[source] + 1)
        law_broken(said->world, LAW_AUDIT, "leaf %llu is entry %llu of %.*s, after %llu", (unsigned long long)ev->leaf_index, (unsigned long long)ev->sequence,
                   (int)ev->source.len, ev->source.at, (unsigned long long)(source < SVC_COUNT ? a->taken[source] : 0));
    log = &said->world->models.logs[source];
    if (ev->sequence > log->count || ev->entry.len != log->entries[ev->sequence - 1].len ||
        memcmp(ev->entry.at, log->entries[ev->sequence - 1].bytes, ev->entry.len) != 0 || ev->epoch != log->entries[ev->sequence - 1].epoch)
        law_broken(said->world, LAW_AUDIT, "leaf %llu is not what %s committed as entry %llu", (unsigned long long)ev->leaf_index, svc_name(source),
                   (unsigned long long)ev->sequence);
    a->taken[source] = ev->sequence;
    append(a, log->entries[ev->sequence - 1].leaf);
}

static const uint8_t *signing_key(const struct model_audit *a, const struct world *w)
{
    return a->key_changes == 0 ? w->audit_key : a->key;
}

/* The signed list names every service, and how far each has been taken. */
static void check_sources(struct world *w, const struct model_audit *a, const struct checkpoint *named)
{
    if (named->source_count != SVC_AUDIT)
        law_broken(w, LAW_AUDIT, "a checkpoint lists %u services", named->source_count);
    for (uint32_t i = 0; i < named->source_count; i++) {
        enum svc svc = svc_of(text_of(named->sources[i].name));

        if (svc >= SVC_AUDIT || named->sources[i].sequence != a->taken[svc])
            law_broken(w, LAW_AUDIT, "a checkpoint lists %s up to %llu", named->sources[i].name, (unsigned long long)named->sources[i].sequence);
    }
}

/* The key changes only over a head that both sign. */
static void key_changed(struct model_audit *a, const struct stated *said)
{
    const struct audit_key_changed *ev = said->event;
    struct text note = { (const char *)ev->note.at, ev->note.len };
    struct checkpoint named;
    uint8_t root[32];

    running_root(a, root);
    if (ev->generation != a->key_changes + 1 || checkpoint_get(note, "madoguchi.1/audit", signing_key(a, said->world), &named) != OK || !named.changes_key ||
        named.size != a->leaves || memcmp(named.root, root, 32) != 0 || memcmp(named.next_key, ev->new_key.at, 32) != 0)
        law_broken(said->world, LAW_AUDIT, "the key changed without a head signed by both");
    check_sources(said->world, a, &named);
    memcpy(a->key, named.next_key, 32);
    memcpy(a->note_key, named.next_key, 32);
    snprintf(a->note, sizeof a->note, "%.*s", (int)note.len, note.at);
    a->signed_leaves = named.size;
    a->key_changes++;
}

static void cosigned(struct model_audit *a, const struct stated *said)
{
    const struct checkpoint_cosigned *ev = said->event;
    uint64_t at_us;

    if (ev->size < a->cosigned || ev->size > a->leaves ||
        cosignature_check((struct text){ (const char *)ev->note.at, ev->note.len }, WITNESS_NAME, said->world->witness.public_key, &at_us) != OK)
        law_broken(said->world, LAW_AUDIT, "a head counts as witnessed that is not");
    a->cosigned = ev->size;
}

static void signed_head(struct model_audit *a, const struct stated *said)
{
    const struct checkpoint_signed *ev = said->event;
    struct checkpoint named;
    uint8_t root[32] = { 0 };

    if (a->leaves > 0)
        running_root(a, root);
    if (ev->size != a->leaves || ev->root.len != 32 || memcmp(ev->root.at, root, 32) != 0)
        law_broken(said->world, LAW_AUDIT, "a checkpoint of %llu leaves has another root than its leaves", (unsigned long long)ev->size);
    if (checkpoint_get((struct text){ (const char *)ev->note.at, ev->note.len }, "madoguchi.1/audit", signing_key(a, said->world), &named) != OK ||
        named.size != a->leaves || memcmp(named.root, root, 32) != 0 || named.changes_key)
        law_broken(said->world, LAW_AUDIT, "a checkpoint's signature does not hold");
    check_sources(said->world, a, &named);
    a->signed_leaves = named.size;
    memcpy(a->note_key, signing_key(a, said->world), 32);
    snprintf(a->note, sizeof a->note, "%.*s", (int)ev->note.len, (const char *)ev->note.at);
    if (said->world->models.counting)
        count(said->world, COUNT_CHECKPOINT);
}

void audit_take(struct model_audit *a, const struct stated *said)
{
    if (said->spec == &leaf_taken_spec) {
        leaf(a, said);
    } else if (said->spec == &checkpoint_signed_spec) {
        signed_head(a, said);
    } else if (said->spec == &audit_key_changed_spec) {
        key_changed(a, said);
    } else if (said->spec == &checkpoint_cosigned_spec) {
        cosigned(a, said);
    } else if (said->spec == &source_diverged_spec) {
        const struct source_diverged *ev = said->event;

        law_broken(said->world, LAW_AUDIT, "%.*s diverged at entry %llu/%llu, expected was %llu", (int)ev->source.len, ev->source.at,
                   (unsigned long long)ev->epoch, (unsigned long long)ev->sequence, (unsigned long long)ev->expected_sequence);
    }
}
