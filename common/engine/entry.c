/* Entries as bytes and back. Keeps true: one canonical form, keys ascending, absent instead
 * of empty, so that equal entries are equal bytes. Knows nothing of what events mean. */
#include "engine/entry.h"

#include "base/invariant.h"
#include "codec/read.h"

void write_position(struct writer *w, const struct position *position)
{
    write_map(w, 3);
    write_key(w, "epoch");
    write_u64(w, position->epoch);
    write_key(w, "sequence");
    write_u64(w, position->sequence);
    write_key(w, "source");
    write_text(w, position->source);
}

bool read_position(struct bytes map, struct position *ret)
{
    struct position position = { 0 };
    uint64_t epoch;

    if (!map_get_u64(map, "epoch", &epoch) || epoch > UINT32_MAX || !map_get_u64(map, "sequence", &position.sequence) ||
        !map_get_text(map, "source", &position.source))
        return false;
    position.epoch = (uint32_t)epoch;
    *ret = position;
    return true;
}

static void write_cause(struct writer *w, const struct cause *cause)
{
    bool occupies = cause->digest_day.v != 0;

    write_key(w, "cause");
    switch (cause->kind) {
    case CAUSE_COMMAND:
        write_map(w, 4 + (occupies ? 2u : 0u) + (cause->edge ? 1u : 0u));
        write_key(w, "client");
        write_bin(w, (struct bytes){ cause->client, CLIENT_LEN });
        if (occupies) {
            write_key(w, "digest");
            write_bin(w, (struct bytes){ cause->digest, 32 });
            write_key(w, "digest_day");
            write_u64(w, cause->digest_day.v);
        }
        if (cause->edge) {
            write_key(w, "edge");
            write_bool(w, true);
        }
        write_key(w, "kind");
        write_key(w, "command");
        write_key(w, "name");
        write_text(w, cause->name);
        write_key(w, "sequence");
        write_u64(w, cause->sequence);
        break;
    case CAUSE_FOLLOWED:
        write_map(w, 4);
        write_key(w, "epoch");
        write_u64(w, cause->followed.epoch);
        write_key(w, "kind");
        write_key(w, "followed");
        write_key(w, "sequence");
        write_u64(w, cause->followed.sequence);
        write_key(w, "source");
        write_text(w, cause->followed.source);
        break;
    case CAUSE_TIMER:
        write_map(w, 4);
        write_key(w, "due");
        write_u64(w, cause->due_us);
        write_key(w, "key");
        write_u64(w, cause->timer_key);
        write_key(w, "kind");
        write_key(w, "timer");
        write_key(w, "name");
        write_text(w, cause->name);
        break;
    case CAUSE_ENGINE:
        write_map(w, 2);
        write_key(w, "kind");
        write_key(w, "engine");
        write_key(w, "name");
        write_text(w, cause->name);
        break;
    }
}

static void write_events(struct writer *w, const struct stated_event *events, uint32_t count)
{
    write_array(w, count);
    for (uint32_t i = 0; i < count; i++) {
        write_map(w, 2);
        write_key(w, "body");
        write_raw(w, events[i].body);
        write_key(w, "name");
        write_text(w, events[i].name);
    }
}

static uint32_t pair_count(const struct entry *e)
{
    uint32_t n = 9;    /* at cause date epoch number previous service site version */

    n += 0u + (e->actor != 0) + (e->cursor_count > 0) + (e->depth > 0) + (e->ids > 0);
    n += e->event_count > 0 ? 2u : 0u;           /* events, published */
    n += 0u + (e->purpose.at != NULL) + (e->refusal.at != NULL) + (e->refused_at.at != NULL) + (e->result.at != NULL);
    n += 0u + (e->role != ROLE_NONE) + (e->second != 0) + (e->second_role != ROLE_NONE) + (e->subject_count > 0) + (e->terminal.at != NULL);
    return n;
}

static void write_lists(struct writer *w, const struct entry *e)
{
    if (e->cursor_count > 0) {
        write_key(w, "cursors");
        write_array(w, e->cursor_count);
        for (uint32_t i = 0; i < e->cursor_count; i++)
            write_position(w, &e->cursors[i]);
    }
}

static void write_subjects(struct writer *w, const struct entry *e)
{
    if (e->subject_count == 0)
        return;
    write_key(w, "subjects");
    write_array(w, e->subject_count);
    for (uint32_t i = 0; i < e->subject_count; i++) {
        write_map(w, 2);
        write_number(w, "key", e->subjects[i].key);
        write_number(w, "subject", e->subjects[i].subject);
    }
}

void entry_encode(const struct entry *e, struct writer *w)
{
    must(e->number > 0 && e->epoch > 0);

    write_map(w, pair_count(e));
    if (e->actor != 0)
        write_number(w, "actor", e->actor);
    write_number(w, "at", e->at_us);
    write_cause(w, &e->cause);
    write_lists(w, e);
    write_number(w, "date", e->date.v);
    if (e->depth > 0)
        write_number(w, "depth", e->depth);
    write_number(w, "epoch", e->epoch);
    if (e->event_count > 0) {
        write_key(w, "events");
        write_events(w, e->events, e->event_count);
    }
    if (e->ids > 0)
        write_number(w, "ids", e->ids);
    write_number(w, "number", e->number);
    write_key(w, "previous");
    write_bin(w, (struct bytes){ e->previous, 32 });
    if (e->event_count > 0)
        write_number(w, "published", e->published);
    write_words(w, "purpose", e->purpose);
    write_words(w, "refusal", e->refusal);
    write_words(w, "refused_at", e->refused_at);
    if (e->result.at != NULL) {
        write_key(w, "result");
        write_raw(w, e->result);
    }
    if (e->role != ROLE_NONE)
        write_words(w, "role", text_of(role_name(e->role)));
    if (e->second != 0)
        write_number(w, "second", e->second);
    if (e->second_role != ROLE_NONE)
        write_words(w, "second_role", text_of(role_name(e->second_role)));
    write_words(w, "service", e->service);
    write_number(w, "site", e->site);
    write_subjects(w, e);
    write_words(w, "terminal", e->terminal);
    write_number(w, "version", 1);
}

/* The keys of an entry and of its cause, in their order: both are taken apart in one walk. */
enum entry_key {
    KEY_ACTOR, KEY_AT, KEY_CAUSE, KEY_CURSORS, KEY_DATE, KEY_DEPTH, KEY_EPOCH, KEY_EVENTS, KEY_IDS, KEY_NUMBER, KEY_PREVIOUS,
    KEY_PUBLISHED, KEY_PURPOSE, KEY_REFUSAL, KEY_REFUSED_AT, KEY_RESULT, KEY_ROLE, KEY_SECOND, KEY_SECOND_ROLE, KEY_SERVICE,
    KEY_SITE, KEY_SUBJECTS, KEY_TERMINAL, ENTRY_KEYS
};
static const char *const entry_keys[ENTRY_KEYS] = {
    "actor", "at", "cause", "cursors", "date", "depth", "epoch", "events", "ids", "number", "previous",
    "published", "purpose", "refusal", "refused_at", "result", "role", "second", "second_role", "service",
    "site", "subjects", "terminal"
};
enum cause_key { CAUSE_CLIENT, CAUSE_DIGEST, CAUSE_DIGEST_DAY, CAUSE_DUE, CAUSE_EDGE, CAUSE_KEY, CAUSE_KIND, CAUSE_NAME, CAUSE_SEQUENCE, CAUSE_KEYS };
static const char *const cause_keys[CAUSE_KEYS] = { "client", "digest", "digest_day", "due", "edge", "key", "kind", "name", "sequence" };

static bool take_u64(struct bytes raw, uint64_t *ret)
{
    struct reader r = reader_of(raw);
    return read_u64(&r, ret);
}

static bool take_text(struct bytes raw, struct text *ret)
{
    struct reader r = reader_of(raw);
    return read_text(&r, ret);
}

static bool take_bin(struct bytes raw, uint8_t *to, uint32_t len)
{
    struct reader r = reader_of(raw);
    struct bytes bin;

    if (!read_bin(&r, &bin) || bin.len != len)
        return false;
    memcpy(to, bin.at, len);
    return true;
}

static bool decode_command_cause(const struct bytes at[CAUSE_KEYS], struct cause *ret)
{
    struct reader edge = reader_of(at[CAUSE_EDGE]);
    uint64_t day = 0;

    ret->kind = CAUSE_COMMAND;
    if (take_bin(at[CAUSE_DIGEST], ret->digest, 32) && take_u64(at[CAUSE_DIGEST_DAY], &day))
        ret->digest_day.v = (uint32_t)day;
    if (edge.start != NULL && !read_bool(&edge, &ret->edge))
        return false;
    return take_bin(at[CAUSE_CLIENT], ret->client, CLIENT_LEN) && take_text(at[CAUSE_NAME], &ret->name) &&
           take_u64(at[CAUSE_SEQUENCE], &ret->sequence);
}

static bool decode_cause(struct bytes map, struct cause *ret)
{
    struct bytes at[CAUSE_KEYS];
    struct text kind;
    uint32_t others;

    if (!map_split(map, cause_keys, CAUSE_KEYS, at, &others) || !take_text(at[CAUSE_KIND], &kind))
        return false;
    if (text_is(kind, "command"))
        return decode_command_cause(at, ret);
    if (text_is(kind, "followed")) {
        ret->kind = CAUSE_FOLLOWED;
        return read_position(map, &ret->followed);
    }
    if (text_is(kind, "timer")) {
        ret->kind = CAUSE_TIMER;
        return take_u64(at[CAUSE_DUE], &ret->due_us) && take_u64(at[CAUSE_KEY], &ret->timer_key) && take_text(at[CAUSE_NAME], &ret->name);
    }
    ret->kind = CAUSE_ENGINE;
    return text_is(kind, "engine") && take_text(at[CAUSE_NAME], &ret->name);
}

static bool decode_events(struct bytes list, struct arena *arena, struct entry *ret)
{
    struct reader r;
    uint32_t count;

    if (list.at == NULL)
        return true;
    r = reader_of(list);
    if (!read_array(&r, &count))
        return false;
    ret->events = arena_take(arena, count * sizeof *ret->events);
    ret->event_count = count;
    for (uint32_t i = 0; i < count; i++) {
        struct bytes event;

        if (!read_raw(&r, &event) || !map_get_text(event, "name", &ret->events[i].name))
            return false;
        ret->events[i].body = map_get(event, "body");
        if (ret->events[i].body.at == NULL)
            return false;
    }
    return true;
}

static bool decode_cursors(struct bytes list, struct entry *ret)
{
    struct reader r;
    uint32_t count;

    if (list.at == NULL)
        return true;
    r = reader_of(list);
    if (!read_array(&r, &count) || count > ENTRY_CURSORS_MAX)
        return false;
    ret->cursor_count = count;
    for (uint32_t i = 0; i < count; i++) {
        struct bytes item;

        if (!read_raw(&r, &item) || !read_position(item, &ret->cursors[i]))
            return false;
    }
    return true;
}

static bool decode_subjects(struct bytes list, struct entry *ret)
{
    struct reader r;
    uint32_t count;

    if (list.at == NULL)
        return true;
    r = reader_of(list);
    if (!read_array(&r, &count) || count > ENTRY_SUBJECTS_MAX)
        return false;
    ret->subject_count = count;
    for (uint32_t i = 0; i < count; i++) {
        struct bytes item;

        if (!read_raw(&r, &item) || !map_get_u64(item, "key", &ret->subjects[i].key) || !map_get_u64(item, "subject", &ret->subjects[i].subject))
            return false;
    }
    return true;
}

/* The values that may be absent. */
static void decode_optional(const struct bytes at[ENTRY_KEYS], struct entry *ret)
{
    struct text role;
    uint64_t depth = 0;

    take_u64(at[KEY_ACTOR], &ret->actor);
    take_u64(at[KEY_SECOND], &ret->second);
    take_u64(at[KEY_IDS], &ret->ids);
    take_u64(at[KEY_PUBLISHED], &ret->published);
    take_u64(at[KEY_DEPTH], &depth);
    ret->depth = (uint32_t)depth;
    if (take_text(at[KEY_ROLE], &role))
        ret->role = role_of(role);
    if (take_text(at[KEY_SECOND_ROLE], &role))
        ret->second_role = role_of(role);
    take_text(at[KEY_TERMINAL], &ret->terminal);
    take_text(at[KEY_PURPOSE], &ret->purpose);
    take_text(at[KEY_REFUSAL], &ret->refusal);
    take_text(at[KEY_REFUSED_AT], &ret->refused_at);
    ret->result = at[KEY_RESULT];
}

/* The small numbers every entry has. */
static bool decode_place(const struct bytes at[ENTRY_KEYS], struct entry *ret)
{
    uint64_t epoch, site, date;

    if (!take_u64(at[KEY_EPOCH], &epoch) || !take_u64(at[KEY_SITE], &site) || !take_u64(at[KEY_DATE], &date) ||
        epoch > UINT32_MAX || site > UINT16_MAX || date > UINT32_MAX)
        return false;
    ret->epoch = (uint32_t)epoch;
    ret->site = (uint16_t)site;
    ret->date.v = (uint32_t)date;
    return true;
}

enum err entry_decode(struct bytes in, struct arena *arena, struct entry *ret)
{
    struct entry e = { 0 };
    struct bytes at[ENTRY_KEYS];
    uint32_t others;

    if (!map_split(in, entry_keys, ENTRY_KEYS, at, &others) || !take_u64(at[KEY_NUMBER], &e.number) || !take_u64(at[KEY_AT], &e.at_us) ||
        !take_text(at[KEY_SERVICE], &e.service) || !take_bin(at[KEY_PREVIOUS], e.previous, 32) || !decode_place(at, &e))
        return ERR_MALFORMED;
    if (at[KEY_CAUSE].at == NULL || !decode_cause(at[KEY_CAUSE], &e.cause))
        return ERR_MALFORMED;
    decode_optional(at, &e);
    if (!decode_events(at[KEY_EVENTS], arena, &e) || !decode_cursors(at[KEY_CURSORS], &e) || !decode_subjects(at[KEY_SUBJECTS], &e))
        return ERR_MALFORMED;
    *ret = e;
    return OK;
}

void publication_encode(const struct entry *e, struct writer *w)
{
    must(e->event_count > 0);
    must(e->published < e->number);

    write_map(w, 9);
    write_number(w, "at", e->at_us);
    write_number(w, "before", e->published);
    write_number(w, "date", e->date.v);
    write_number(w, "depth", e->depth);
    write_number(w, "epoch", e->epoch);
    write_key(w, "events");
    write_events(w, e->events, e->event_count);
    write_words(w, "kind", TEXT("publication"));
    write_number(w, "sequence", e->number);
    write_words(w, "source", e->service);
}
