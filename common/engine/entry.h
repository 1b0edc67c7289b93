/* The log's unit, read and written in one place. Format: docs/wire.md, "Entries". */
#ifndef ENGINE_ENTRY_H
#define ENGINE_ENTRY_H

#include "base/arena.h"
#include "codec/write.h"
#include "engine/service.h"

/* An entry that others may have to take as a leaf of theirs, and the room for an entry that holds such a leaf. */
#define ENTRY_BYTES_MAX (192u * 1024u)
#define ENTRY_ROOM (224u * 1024u)
#define ENTRY_CURSORS_MAX 8
#define ENTRY_SUBJECTS_MAX 128
#define CLIENT_LEN 16

struct cause {
    enum cause_kind kind;
    /* command */
    uint8_t client[CLIENT_LEN];
    uint64_t sequence;
    uint8_t digest[32];
    struct date digest_day;
    bool edge;                 /* a citizen's or kiosk's window of 16 */
    struct text name;          /* command, timer or engine act */
    /* followed */
    struct position followed;
    /* timer */
    uint64_t timer_key, due_us;
};

struct subject_key { uint64_t subject, key; };

struct stated_event {
    struct text name;
    struct bytes body;         /* encoded map */
};

struct entry {
    uint64_t number;
    uint32_t epoch;
    uint16_t site;
    struct text service;
    uint64_t at_us;
    struct date date;
    struct cause cause;
    uint64_t actor, second;
    enum role role, second_role;
    struct text terminal, purpose;
    uint32_t depth;
    uint64_t ids;              /* ids used */
    uint64_t published;        /* sequence of the publication before; only with events */
    uint8_t previous[32];
    struct position cursors[ENTRY_CURSORS_MAX];  uint32_t cursor_count;
    struct subject_key subjects[ENTRY_SUBJECTS_MAX];  uint32_t subject_count;
    struct stated_event *events;  uint32_t event_count;     /* arena */
    struct text refusal, refused_at;                        /* absent when not refused */
    struct bytes result;                                    /* encoded map or absent */
};

/* Canonical bytes into w; w->full when it does not fit. */
void entry_encode(const struct entry *entry, struct writer *w);
/* Reads what entry_encode wrote (checked bytes). Texts and bytes point into `in`. ERR_MALFORMED names nothing: our own bytes. */
MUST_CHECK enum err entry_decode(struct bytes in, struct arena *arena, struct entry *ret);
/* The publication of an entry with events (wire format). */
void publication_encode(const struct entry *entry, struct writer *w);

void write_position(struct writer *w, const struct position *position);
bool read_position(struct bytes map, struct position *ret);

#endif
