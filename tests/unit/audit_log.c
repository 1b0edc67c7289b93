/* Entries, their order and the head over them, for tests of the audit reader. */
#include "audit_log.h"

#include "base/invariant.h"
#include "engine/entry.h"
#include "trust/hash.h"

#define AT_US UINT64_C(1801440000000000)       /* 2027-02-01 */

void log_init(struct audit_log *log, bool other)
{
    uint8_t seed[32] = { other ? 9 : 7 };

    *log = (struct audit_log){ .count = 0 };
    signer_init(&log->signer, seed);
}

static const uint8_t *last_of(const struct audit_log *log, const char *source)
{
    static const uint8_t zeros[32];

    for (uint32_t i = log->count; i > 0; i--)
        if (text_is(log->leaves[i - 1].line.source, source))
            return log->leaves[i - 1].hash;
    return zeros;
}

void log_rehash(struct audit_log *log, uint32_t index)
{
    struct log_leaf *leaf = &log->leaves[index];

    leaf_hash(leaf->line.entry, leaf->hash);
    leaf->line.hash = leaf->hash;
}

void log_add(struct audit_log *log, const char *source, uint32_t epoch, uint64_t sequence, const uint8_t *previous)
{
    struct log_leaf *leaf = &log->leaves[log->count];
    struct writer w = writer_of(leaf->entry, sizeof leaf->entry);
    struct entry entry = { .number = sequence, .epoch = epoch, .site = 1, .service = text_of(source), .at_us = AT_US + log->count, .date = { 20270201 },
                           .cause = { .kind = CAUSE_ENGINE, .name = TEXT("epoch") } };

    must(log->count < LOG_LEAVES_MAX);
    memcpy(entry.previous, previous != NULL ? previous : last_of(log, source), 32);
    entry_encode(&entry, &w);
    leaf->line = (struct audit_line){ .index = log->count, .epoch = epoch, .sequence = sequence, .source = text_of(source), .entry = written(&w) };
    log_rehash(log, log->count++);
}

void log_root(const struct audit_log *log, uint32_t from, uint32_t count, uint8_t ret[32])
{
    uint8_t left[32], right[32];
    uint32_t k = 1;

    must(count > 0);
    if (count == 1) {
        memcpy(ret, log->leaves[from].hash, 32);
        return;
    }
    while (2 * k < count)
        k *= 2;
    log_root(log, from, k, left);
    log_root(log, from + k, count - k, right);
    node_hash(left, right, ret);
}

void log_sign(struct audit_log *log, uint64_t size)
{
    uint8_t root[32];

    log_root(log, 0, (uint32_t)size, root);
    must(checkpoint_sign(&log->signer, LOG_ORIGIN, size, root, AT_US, log->note, sizeof log->note) == OK);
}

void log_usual(struct audit_log *log)
{
    uint8_t kept[32];

    log_init(log, false);
    for (uint64_t i = 1; i <= 6; i++) {
        log_add(log, "staff", 1, i, NULL);
        log_add(log, "queueing", 1, i, NULL);
        log_add(log, "inventory", 1, i, NULL);
        if (i == 4)
            memcpy(kept, last_of(log, "inventory"), 32);
    }
    log_add(log, "inventory", 2, 5, kept);
    for (uint64_t i = 6; i <= 9; i++)
        log_add(log, "inventory", 2, i, NULL);
    log_sign(log, log->count);
}
