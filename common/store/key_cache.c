/* A bounded cache of keys. A key stands in one of the few slots from its own onwards; when all are
 * taken, one of them gives way in turn. Numbers run on, so neighbours seldom meet. Removing
 * is wiping; no marks are needed since a search always looks at the whole window. */
#include "base/invariant.h"
#include "key_internal.h"
#include "trust/random.h"

static uint32_t slot_at(uint64_t number, uint32_t step)
{
    return (uint32_t)((number + step) & (CACHE_SLOTS - 1));
}

const uint8_t *cache_find(const struct key_cache *cache, uint64_t number)
{
    must(number != 0);
    for (uint32_t i = 0; i < CACHE_WINDOW; i++) {
        uint32_t slot = slot_at(number, i);
        if (cache->numbers[slot] == number)
            return cache->keys + (size_t)slot * KEY_LEN;
    }
    return NULL;
}

void cache_put(struct key_cache *cache, uint64_t number, const uint8_t key[KEY_LEN])
{
    must(number != 0);
    must(cache_find(cache, number) == NULL);
    uint32_t slot = slot_at(number, cache->hand++ % CACHE_WINDOW);
    for (uint32_t i = 0; i < CACHE_WINDOW; i++) {
        if (cache->numbers[slot_at(number, i)] == 0) {
            slot = slot_at(number, i);
            break;
        }
    }
    cache->numbers[slot] = number;
    memcpy(cache->keys + (size_t)slot * KEY_LEN, key, KEY_LEN);
}

void cache_remove(struct key_cache *cache, uint64_t number)
{
    must(number != 0);
    for (uint32_t i = 0; i < CACHE_WINDOW; i++) {
        uint32_t slot = slot_at(number, i);
        if (cache->numbers[slot] == number) {
            cache->numbers[slot] = 0;
            secret_wipe(cache->keys + (size_t)slot * KEY_LEN, KEY_LEN);
        }
    }
}
