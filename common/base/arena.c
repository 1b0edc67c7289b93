/* Bump allocation in blocks of doubling size. Keeps true: what was taken is zeroed, aligned
 * and stays put until the reset. Does not free single objects and never returns NULL: running
 * out is a broken invariant, since everything that arrives was bounded before.
 *
 * Under AddressSanitizer memory that is not taken is poisoned, so that a use after the reset
 * or past an object is found as it would be with malloc. */
#include "base/arena.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/invariant.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_SANITIZED 1
#endif
#endif

#ifdef ARENA_SANITIZED
#include <sanitizer/asan_interface.h>
#define arena_forbid(at, len) ASAN_POISON_MEMORY_REGION(at, len)
#define arena_allow(at, len) ASAN_UNPOISON_MEMORY_REGION(at, len)
#define GAP_BYTES 16u       /* poisoned, behind each object */
#else
#define arena_forbid(at, len) ((void)0)
#define arena_allow(at, len) ((void)0)
#define GAP_BYTES 0u
#endif

#define ALIGN_BYTES _Alignof(max_align_t)
#define BLOCK_BYTES_FIRST ((size_t)16 * 1024)
#define BLOCK_BYTES_KEPT_MAX ((size_t)4 * 1024 * 1024)

struct arena_block {
    struct arena_block *older;
    size_t size, used;
    max_align_t room[];
};

static size_t round_up(size_t size)
{
    return (size + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES;
}

void arena_init(struct arena *arena, size_t max_bytes)
{
    must(arena != NULL);
    must(max_bytes > 0);
    *arena = (struct arena){ .max_bytes = max_bytes };
}

static void block_free(struct arena_block *block)
{
    arena_allow(block->room, block->size);
    free(block);
}

void arena_fini(struct arena *arena)
{
    while (arena->blocks != NULL) {
        struct arena_block *older = arena->blocks->older;
        block_free(arena->blocks);
        arena->blocks = older;
    }
    arena->used_bytes = 0;
}

static struct arena_block *block_add(struct arena *arena, size_t at_least)
{
    size_t size = arena->blocks == NULL ? BLOCK_BYTES_FIRST : 2 * arena->blocks->size;

    if (size > arena->max_bytes && arena->max_bytes >= at_least)
        size = round_up(arena->max_bytes);
    if (size < at_least)
        size = at_least;
    struct arena_block *block = malloc(sizeof(*block) + size);
    must(block != NULL);
    block->size = size;
    block->used = 0;
    block->older = arena->blocks;
    arena_forbid(block->room, size);
    arena->blocks = block;
    return block;
}

void *arena_take(struct arena *arena, size_t size)
{
    must(size <= arena->max_bytes);
    must(arena->used_bytes <= arena->max_bytes - size);
    struct arena_block *block = arena->blocks;
    size_t step = round_up(size == 0 ? 1 : size) + GAP_BYTES;

    if (block == NULL || block->size - block->used < step)
        block = block_add(arena, step);
    void *taken = (uint8_t *)block->room + block->used;
    block->used += step;
    arena->used_bytes += size;
    arena_allow(taken, size);
    memset(taken, 0, size);
    return taken;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *kept = NULL;

    while (arena->blocks != NULL) {
        struct arena_block *block = arena->blocks;
        arena->blocks = block->older;
        if (kept == NULL && block->size <= BLOCK_BYTES_KEPT_MAX) {   /* the newest is the largest */
            kept = block;
        } else {
            block_free(block);
        }
    }
    if (kept != NULL) {
        kept->older = NULL;
        arena_forbid(kept->room, kept->used);          /* the rest never was allowed */
        kept->used = 0;
    }
    arena->blocks = kept;
    arena->used_bytes = 0;
}
