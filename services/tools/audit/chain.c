/* Walking the chains. Keeps true: the hashes kept are those of one unbroken run of the log as it now reads; a new
 * epoch may begin before the end of the one before, then what lies beyond its beginning is forgotten. */
#include "chain.h"

#include "base/invariant.h"

void chains_fini(struct chains *chains)
{
    for (uint32_t i = 0; i < chains->count; i++)
        free(chains->at[i].hashes);
    chains->count = 0;
}

/* NULL when there are more than an office has. */
static struct chain *chain_of(struct chains *chains, struct text source)
{
    for (uint32_t i = 0; i < chains->count; i++)
        if (text_is(source, chains->at[i].name))
            return &chains->at[i];
    if (chains->count == AUDIT_SOURCES_MAX || source.len >= AUDIT_SOURCE_SIZE || source.len == 0)
        return NULL;
    struct chain *chain = &chains->at[chains->count++];
    *chain = (struct chain){ .first = 1 };
    memcpy(chain->name, source.at, source.len);
    return chain;
}

static void keep(struct chain *chain, uint64_t sequence, const uint8_t hash[32])
{
    uint64_t at = sequence - chain->first;

    must(sequence >= chain->first);
    if (at == chain->room) {
        chain->room = chain->room == 0 ? 256 : 2 * chain->room;
        chain->hashes = reallocarray(chain->hashes, chain->room, sizeof *chain->hashes);
        must(chain->hashes != NULL);
    }
    must(at < chain->room);
    memcpy(chain->hashes[at], hash, 32);
    chain->last = sequence;
}

/* After something that did not fit the walk goes on from here. */
static void begin_anew(struct chain *chain, uint64_t sequence, const uint8_t hash[32])
{
    chain->first = sequence;
    keep(chain, sequence, hash);
}

static bool names_the_one_before(const struct chain *chain, uint64_t sequence, const uint8_t *previous)
{
    static const uint8_t zeros[32];
    const uint8_t *before = sequence == 1 ? zeros : chain->hashes[sequence - 1 - chain->first];

    return previous == NULL || memcmp(previous, before, 32) == 0;
}

enum audit_fault_kind chains_take(struct chains *chains, struct text source, uint64_t epoch, uint64_t sequence, const uint8_t hash[32],
                                  const uint8_t *previous, uint64_t *ret_expected)
{
    struct chain *chain = chain_of(chains, source);
    bool first, same;

    if (chain == NULL)
        return AUDIT_FAULT_SOURCES;
    first = chain->entries++ == 0;
    same = first || epoch == chain->epoch;
    if (epoch < chain->epoch || sequence == 0)
        return AUDIT_FAULT_EPOCH;
    chain->epoch = epoch;
    if (sequence > chain->last + 1 || (sequence > 1 && sequence - 1 < chain->first)) {
        *ret_expected = chain->last + 1;
        begin_anew(chain, sequence, hash);
        return AUDIT_FAULT_GAP;
    }
    if (same && sequence != chain->last + 1)
        return AUDIT_FAULT_CHAIN;
    bool fits = names_the_one_before(chain, sequence, previous);
    if (sequence == 1)
        chain->first = 1;
    keep(chain, sequence, hash);
    if (fits)
        return AUDIT_FAULT_NONE;
    *ret_expected = sequence - 1;
    return !same && chains->missing ? AUDIT_FAULT_GAP : AUDIT_FAULT_CHAIN;
}
