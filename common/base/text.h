/* A text that is built piece by piece with printf, in room of the caller's or in memory that grows. Nothing is ever cut. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text_builder {
    char *at;                      /* terminated */
    size_t len, size;              /* bytes, without and with the end */
    bool grows;
};

/* In `size` bytes (not 0) at `room`, which outlive the builder. What does not fit is a broken invariant. */
struct text_builder text_within(char *room, size_t size);
/* In memory of its own without a bound; text_drop gives it back. No memory is a broken invariant. */
struct text_builder text_growing(void);
void text_drop(struct text_builder *builder);

void text_add(struct text_builder *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
