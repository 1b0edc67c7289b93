/* A value on the wire, for the examples of the documents: as bytes in the canonical form, and as
 * text people can read. A writer of our own, so that the documents check the codec and not itself. */
#ifndef SCHEMAC_VALUE_H
#define SCHEMAC_VALUE_H

#include "model.h"
#include "out.h"

enum value_kind { VALUE_IS_BOOL, VALUE_IS_NUMBER, VALUE_IS_NEGATIVE, VALUE_IS_TEXT, VALUE_IS_BIN, VALUE_IS_LIST, VALUE_IS_MAP };

struct value {
    enum value_kind kind;
    uint64_t number;              /* bool, number; negative as two's complement */
    struct bytes run;             /* text, bin */
    const char *key;              /* in a map */
    struct value *first, *next;
    uint32_t count;
};

struct value *value_new(struct arena *arena, enum value_kind kind);
/* Keeps maps in ascending order of their keys. */
void value_add(struct value *container, struct value *item);
/* From a YAML value: 7, true, "text", 0x0a0b (bin), 0x00*32 (bin, repeated), [..], {..}. NULL after a complaint. */
struct value *value_of(struct arena *arena, const struct node *node);

struct bytes value_encode(struct arena *arena, const struct value *value);
/* {"name": "…", "leaf": h'0a0b'} */
void value_print(struct out *out, const struct value *value);
/* Bytes in hex, 32 a line. */
void value_print_hex(struct out *out, struct bytes bytes);

/* sample.c: a valid value of the shape, always the same for the same names. */
struct value *sample_of(struct arena *arena, const struct shape *shape, uint64_t seed);

#endif
