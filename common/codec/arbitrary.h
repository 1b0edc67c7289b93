/* Inside the codec only: drawing values for tests. */
#ifndef CODEC_ARBITRARY_H
#define CODEC_ARBITRARY_H

#include "codec/message.h"

struct draw {
    uint64_t (*next)(void *);
    void *self;
    struct arena *arena;
};

uint64_t draw_between(struct draw *draw, uint64_t min, uint64_t max);   /* both included */
bool draw_chance(struct draw *draw, uint32_t percent);

/* A text that keeps the field's rule and length and holds no individual number, alone or beside
 * others: its digits never stand without letters around them. */
struct text text_arbitrary(struct draw *draw, const struct field_spec *field);

#endif
