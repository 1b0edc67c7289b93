/* Shared by the files of the step: step.c (batch, commit, what leaves), step_input.c (an input's
 * circumstances and its entry), step_commands.c, step_followed.c (followed events and timers). */
#ifndef ENGINE_STEP_INTERNAL_H
#define ENGINE_STEP_INTERNAL_H

#include "engine/internal.h"

/* What a command's answer needs once the commit is done. */
struct staged {
    const struct request *request;
    enum answer_outcome outcome;
    enum refusal why;
    struct text refusal_text, refused_at;
    uint64_t number;                 /* its entry; 0 = none */
    uint8_t leaf[32];
    bool repeated;
    struct bytes result;
    bool show;
    struct context ctx;
};

struct step {
    struct engine *e;
    struct txn *t;
    const struct view *v;
    struct arena *arena;
    uint64_t now_us;
    struct staged *staged;  uint32_t staged_count;
    struct bytes *published;  uint32_t published_count, published_room;
    struct step_counts counts;
    uint8_t set_aside[MARKER_SUSPECTS][MARKER_ID_LEN];   /* condemned inputs whose quarantine this step makes durable */
    struct entropy seeds, entropy;   /* the step's own, from the system; the input's, seeded from it */
    bool seeded;
    struct decision decision;
};

/* step_input.c */
void step_input_id(const char *kind, struct bytes a, uint64_t b, uint64_t c, uint8_t ret[MARKER_ID_LEN]);
/* Asks the marker about the input in hand; a condemned one is counted and forgotten after the commit. */
bool step_take_in_hand(struct step *s, const uint8_t id[MARKER_ID_LEN]);
void step_context_init(struct step *s, struct context *ctx);
void step_entry_init(struct step *s, const struct context *ctx, struct entry *ret);
void step_entry_take(struct step *s, const struct decision *d, struct entry *entry);
/* Appends the entry and folds it. False when it does not fit into one entry: then nothing happened. */
bool step_append(struct step *s, const struct entry *entry, uint8_t ret_leaf[32]);

/* step_commands.c */
void step_admit_command(struct step *s, const struct request *r);
/* Denials of citizens and kiosks beyond a number a minute are counted, not logged; bad tickets of anybody, too. */
bool step_denial_logged(struct engine *e, const struct peer *peer, enum refusal why, uint64_t now_us);

/* step_followed.c */
void step_admit_followed(struct step *s, const struct followed *f);
bool step_timer_first(const struct view *v, struct timer_row *ret);
void step_admit_timer(struct step *s, const struct timer_row *row);

#endif
