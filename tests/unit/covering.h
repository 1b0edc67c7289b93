/* A message that has every kind of field, as the generator would describe it: required and
 * optional, alone and in lists, nested, sealed, secret. */
#ifndef TESTS_UNIT_COVERING_H
#define TESTS_UNIT_COVERING_H

#include "codec/message.h"

struct card_id { uint64_t v; };
enum colour { COLOUR_RED = 1, COLOUR_GREEN, COLOUR_DARK_BLUE };

struct holder {
    struct date birth;
    struct text kana;                  /* optional line */
    struct text name;
};

struct row {
    struct card_id card_id;
    struct holder holder;
    struct { const struct text *at; uint32_t count; } notes;   /* lines */
    uint64_t weight;                   /* optional */
};

struct covering {
    struct text application;           /* optional */
    uint64_t at_us;
    struct date birth;                 /* optional */
    struct bytes blob;                 /* optional */
    struct card_id card_id;
    struct text code;                  /* optional */
    uint64_t count;                    /* 0..1000 */
    int64_t delta;                     /* -100..100 */
    bool flag;
    struct { const bool *at; uint32_t count; } flags;            /* optional */
    struct holder holder;              /* optional */
    struct { const struct card_id *at; uint32_t count; } ids;
    enum colour colour;
    struct { const enum colour *at; uint32_t count; } colours;   /* optional */
    struct text line;                  /* optional */
    struct text name;                  /* optional */
    struct text note;                  /* free, may be empty */
    struct text notice;                /* optional */
    struct text password;              /* optional, secret */
    struct text phone;                 /* optional */
    struct { const struct row *at; uint32_t count; } rows;
    struct sealed sealed;              /* optional */
    struct { const struct sealed *at; uint32_t count; } sealeds; /* optional */
    uint64_t since_us;                 /* optional */
    struct { const int64_t *at; uint32_t count; } steps;         /* optional */
    struct text token;
    uint64_t wide;                     /* no limit */
};

/* An event before sealing: note and holder are personal, their subject is card_id. */
struct card_noted {
    struct card_id card_id;
    struct holder holder;              /* personal */
    struct text note;                  /* personal, optional */
    struct { const struct text *at; uint32_t count; } phones;    /* personal, optional */
    uint64_t times;
};

/* The same event as it is stored. */
struct card_noted_sealed {
    struct card_id card_id;
    struct sealed holder, note, phones;
    uint64_t times;
};

extern const struct record_spec covering_spec;
extern const struct record_spec card_noted_open, card_noted_stored;

#endif
