/* Shared by the allow-list's parser and its line of a peer only. */
#ifndef WIRE_PEERS_PARSE_H
#define WIRE_PEERS_PARSE_H

#include "wire/peers_table.h"

#define PEERS_WORDS_MAX 5

struct parse {
    const char *name;
    uint32_t line, form;
    uint32_t from;                 /* where the line begins */
    struct peers *peers;
    struct wire_fault *fault;
    size_t fault_len;
    uint32_t faults;
};

struct words {
    struct text at[PEERS_WORDS_MAX];
    uint32_t count;
};

/* One more fault, on the line in hand; what does not fit any more is only counted. */
void peers_say(struct parse *p, struct text about, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* 1..len_max of [A-Za-z0-9._-]. */
bool peers_is_token(struct text text, uint32_t len_max);
/* A peer's name into `to`, which is all zeros, or a fault. */
void peers_take_name(struct parse *p, struct text from, char to[32]);
/* KEY NAME ROLE RIGHTS [until=YYYY-MM-DD] into the list, or faults. */
void peers_take_peer(struct parse *p, const struct words *words);

#endif
