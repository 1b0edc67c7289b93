/* Building texts. Keeps true: the text is terminated and whole; what would have to be cut stops the process instead. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/invariant.h"

#define FIRST_BYTES 4096u

struct text_builder text_within(char *room, size_t size)
{
    must(room != NULL && size > 0);
    room[0] = '\0';
    return (struct text_builder){ .at = room, .size = size };
}

struct text_builder text_growing(void)
{
    struct text_builder builder = text_within(malloc(FIRST_BYTES), FIRST_BYTES);

    builder.grows = true;
    return builder;
}

void text_drop(struct text_builder *builder)
{
    if (builder->grows)
        free(builder->at);
    *builder = (struct text_builder){ .at = NULL };
}

static void make_room(struct text_builder *to, size_t more)
{
    if (!to->grows || more < to->size - to->len)
        return;
    to->size = (to->len + more + 1) * 2;
    to->at = realloc(to->at, to->size);
    must(to->at != NULL);
}

void text_add(struct text_builder *to, const char *format, ...)
{
    va_list args, again;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    must(len >= 0);
    make_room(to, (size_t)len);
    must((size_t)len < to->size - to->len);
    (void)vsnprintf(to->at + to->len, to->size - to->len, format, again);
    to->len += (size_t)len;
    va_end(again);
    va_end(args);
}
