/* One lifetime: everything taken from an arena dies at its next reset. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena_block;

struct arena {
    struct arena_block *blocks;   /* newest first */
    size_t used_bytes;            /* since the last reset */
    size_t max_bytes;             /* beyond it is a broken invariant: inputs are bounded before */
};

void arena_init(struct arena *arena, size_t max_bytes);
void arena_fini(struct arena *arena);

/* Zeroed memory of `size` bytes, aligned for any object; never NULL. */
void *arena_take(struct arena *arena, size_t size);

/* Forgets everything taken; keeps one block for reuse. */
void arena_reset(struct arena *arena);

#endif
