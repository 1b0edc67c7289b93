/* Messages by table: the generator describes each message's fields once, and this file
 * encodes, decodes, checks ranges and seals from that description. One codec to test and
 * fuzz instead of one per message. Canonical form as in check.h.
 *
 * On the wire: id, time and u64 are unsigned integers; a date is the integer yyyymmdd; an enum is its
 * member's name as text; bytes are bin; a record is a map; a list is an array.
 *
 * How a field lies in its C struct:
 *   bool -> bool; u64, time -> uint64_t; i64 -> int64_t; id -> struct { uint64_t v; };
 *   date -> struct date; enum -> a generated enum (as int; members from 1); text -> struct text;
 *   bytes -> struct bytes; record -> the record's struct; sealed -> struct sealed;
 *   a list of T -> struct { const T *at; uint32_t count; } (same layout as struct list).
 * Absent (optional) is the zero value: id, date, enum, u64, time 0; text, bytes, sealed box NULL;
 * list count 0. Optional u64 and time must have min >= 1; bool and i64 are never optional; an
 * optional record is absent when all its fields are. So that there is one form for each value,
 * decoding refuses an optional list or record that is there but empty ("empty"). */
#ifndef CODEC_MESSAGE_H
#define CODEC_MESSAGE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/date.h"
#include "base/err.h"
#include "codec/write.h"

enum field_kind {
    FIELD_BOOL, FIELD_U64, FIELD_I64, FIELD_ID, FIELD_DATE, FIELD_TIME, FIELD_ENUM,
    FIELD_TEXT, FIELD_BYTES, FIELD_RECORD, FIELD_SEALED
};

enum text_rule {
    TEXT_FREE,            /* line breaks allowed, no other controls; individual-number guard */
    TEXT_LINE,            /* one line; guard */
    TEXT_NAME,            /* rules: names; one line; guard */
    TEXT_NOTICE_NUMBER,   /* ^[0-9A-Z]{3}-?[0-9]{6}$ ; canonical without the hyphen */
    TEXT_APPLICATION_ID,  /* exactly 23 digits */
    TEXT_TOKEN,           /* [A-Za-z0-9._-]+ : codes, account names, delivery numbers; own format, no guard */
    TEXT_PHONE,           /* [0-9+() -]+ */
    TEXT_SECRET,          /* passwords: any valid UTF-8 without controls; no guard */
    TEXT_CODE,            /* booking codes: Crockford characters, spaces and hyphens */
};

struct list { const void *at; uint32_t count; };

/* A personal value at rest. On the wire: map {box: bin, key: u64, nonce: bin 24, subject: u64}. */
struct sealed {
    uint64_t subject;     /* id of the record whose key seals it */
    uint64_t key;         /* key number */
    struct bytes nonce;   /* 24 bytes */
    struct bytes box;     /* padded to 32 bytes, then AEAD tag */
};

struct enum_spec {
    const char *name;
    const char *const *names;      /* names[0] is for member 1 */
    uint32_t count;
};

struct record_spec;

struct field_spec {
    const char *name;              /* ASCII; the table is sorted by it */
    enum field_kind kind;
    bool list, optional, secret, personal;
    uint32_t offset;               /* in the struct */
    uint32_t list_max;             /* items; list only */
    uint32_t list_stride;          /* sizeof an item; list only */
    uint64_t min, max;             /* value; text: code points; bytes: bytes; i64: as two's complement; of each
                                      item of a list. max 0 (i64: both 0) sets no limit of its own; an id is never 0,
                                      a time never beyond TIME_US_MAX */
    enum text_rule text_rule;
    const struct enum_spec *values;
    const struct record_spec *record;      /* FIELD_RECORD */
    const char *subject;           /* personal fields of events: name of the id field beside it */
    const char *unit;              /* "us", "minutes", ... for documents; may be NULL */
    uint32_t line;                 /* in its YAML file */
};

struct record_spec {
    const char *name;
    const char *file;              /* "schemas/queueing.yaml" */
    uint32_t line;
    uint32_t size;                 /* sizeof the struct */
    uint32_t field_count;
    const struct field_spec *fields;
};

enum unknown_keys { UNKNOWN_REFUSED, UNKNOWN_KEPT };

/* What was wrong and where. `path` like rows[3].holder.name ; lives in the arena. */
struct field_fault {
    uint32_t offset;
    const char *path;
    const char *reason;   /* static: unknown_field missing empty wrong_type out_of_range too_long too_short too_many
                             not_a_member not_a_date, and those of text_rules.h; individual_number with an
                             empty path: only the texts together hold one */
};

/* Checked bytes of a map into *ret (size spec->size, fully overwritten; untouched on failure). Texts
 * and bytes point into `in`; lists come from the arena. Free texts and names meet the individual-number
 * guard, free texts and lines also joined in their order. Bytes of texts are kept exactly (a notice
 * number with its hyphen too). OK or ERR_MALFORMED with *ret_fault. */
MUST_CHECK enum err message_decode(const struct record_spec *spec, struct bytes in, enum unknown_keys unknown,
                                   struct arena *arena, void *ret, struct field_fault *ret_fault);

/* Like message_decode but trusts ranges and texts and skips unknown keys: for what our own services stored. */
MUST_CHECK enum err message_decode_own(const struct record_spec *spec, struct bytes in, struct arena *arena, void *ret);

/* Required fields are always written, absent optional ones left out. */
void message_encode(const struct record_spec *spec, const void *from, struct writer *w);
/* Leaves out fields marked secret: what a digest may cover. */
void message_encode_public(const struct record_spec *spec, const void *from, struct writer *w);

/* Encodes `from`, described by `open` (personal fields as plain values), as the sealed form:
 * each personal field becomes a sealed map through `seal`. The subject is the id field named by
 * field_spec.subject in the same record. */
struct sealer {
    void *self;
    /* Fills *ret (nonce and box in arena memory); AAD binds site, service, subject, field name. */
    enum err (*seal)(void *self, uint64_t subject, const char *field, struct bytes plain, struct arena *arena, struct sealed *ret);
};
MUST_CHECK enum err message_seal(const struct record_spec *open, const void *from, const struct sealer *sealer,
                                 struct arena *arena, struct writer *w);
/* Plain bytes of one personal value as sealing stores them: a map {"v": value}. Used by view_open*. */
void personal_encode(const struct field_spec *field, const void *value, struct writer *w);
MUST_CHECK enum err personal_decode(const struct field_spec *field, struct bytes plain, struct arena *arena, void *ret_value);

/* A value generator for tests and fuzzing: fills *ret with valid values drawn from `next`. */
void message_arbitrary(const struct record_spec *spec, uint64_t (*next)(void *), void *self, struct arena *arena, void *ret);
bool message_equal(const struct record_spec *spec, const void *a, const void *b);

/* True for the zero value that stands for "absent"; `at`: of the field in its struct. */
bool field_absent(const struct field_spec *field, const void *at);

const struct field_spec *record_field(const struct record_spec *spec, const char *name);   /* NULL when none */

#endif
