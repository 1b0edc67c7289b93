/* Walking an entry for what it can be found by. */
#include "terms.h"

#include <inttypes.h>

#include "codec/read.h"

#include "base/invariant.h"

#define NESTING_MAX 12u
#define WORD_SIZE 48u

struct walk {
    void *self;
    void (*each)(void *self, const char *word, struct text value);
};

static void put(struct walk *w, const char *word, struct text value)
{
    if (value.at != NULL && value.len > 0 && value.len <= TERM_VALUE_MAX)
        w->each(w->self, word, value);
}

static void put_number(struct walk *w, const char *word, uint64_t v)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRIu64, v);
    put(w, word, text_of(digits));
}

static bool ends(struct text key, const char *with)
{
    uint32_t len = (uint32_t)strlen(with);

    return key.len > len && memcmp(key.at + key.len - len, with, len) == 0;
}

/* Of serving_ticket_id: ticket. */
static void put_id(struct walk *w, struct text key, uint64_t v)
{
    char word[WORD_SIZE];
    uint32_t from, to = key.len - 3;

    for (from = to; from > 0 && key.at[from - 1] != '_'; from--)
        ;
    if (to - from >= sizeof word)
        return;
    memcpy(word, key.at + from, to - from);
    word[to - from] = '\0';
    put_number(w, word, v);
    put_number(w, "id", v);
}

static void put_text(struct walk *w, struct text key, struct text value)
{
    char word[WORD_SIZE];

    if (key.len >= sizeof word)
        return;
    memcpy(word, key.at, key.len);
    word[key.len] = '\0';
    if (ends(key, "_number")) {
        put(w, word, value);
        put(w, "number", value);
    } else if (text_is(key, "number")) {           /* of a paper */
        put(w, "number", value);
    } else if (text_is(key, "slot") || text_is(key, "name")) {
        put(w, word, value);
    }
}

static void walk_value(struct walk *w, struct reader *r, struct text key, uint32_t depth);

static void walk_inside(struct walk *w, struct bytes whole, enum value_type type, struct text key, uint32_t depth)
{
    struct reader in = reader_of(whole);
    uint32_t count;
    uint64_t subject;

    must(depth <= NESTING_MAX);                /* the checker bounds it */
    if (type == VALUE_MAP && map_get(whole, "box").at != NULL && map_get(whole, "nonce").at != NULL && map_get_u64(whole, "subject", &subject)) {
        put_number(w, "subject", subject);
        return;
    }
    must(type == VALUE_MAP ? read_map(&in, &count) : read_array(&in, &count));
    for (uint32_t i = 0; i < count; i++) {
        struct text name = key;

        if (type == VALUE_MAP)
            must(read_text(&in, &name));
        walk_value(w, &in, name, depth + 1);
    }
}

static void walk_value(struct walk *w, struct reader *r, struct text key, uint32_t depth)
{
    enum value_type type = read_type(r);
    struct bytes whole;
    struct text text;
    uint64_t number;

    if (type == VALUE_MAP || type == VALUE_ARRAY) {
        must(read_raw(r, &whole));
        walk_inside(w, whole, type, key, depth);
    } else if (type == VALUE_U64 && read_u64(r, &number)) {
        if (ends(key, "_id"))
            put_id(w, key, number);
    } else if (type == VALUE_TEXT && read_text(r, &text)) {
        put_text(w, key, text);
    } else {
        must(read_skip(r));
    }
}

static void walk_map(struct walk *w, struct bytes map)
{
    struct reader r = reader_of(map);

    if (map.at != NULL)
        walk_value(w, &r, (struct text){ "", 0 }, 0);
}

static void put_people(struct walk *w, const struct entry *e)
{
    if (e->actor != 0) {
        put_number(w, "person", e->actor);
        put_number(w, "actor", e->actor);
    }
    if (e->second != 0) {
        put_number(w, "person", e->second);
        put_number(w, "second", e->second);
    }
    if (e->role != ROLE_NONE)
        put(w, "role", text_of(role_name(e->role)));
    put(w, "terminal", e->terminal);
}

void entry_terms(const struct entry *entry, void *self, void (*each)(void *self, const char *word, struct text value))
{
    struct walk w = { self, each };

    put_people(&w, entry);
    put(&w, "action", entry->cause.name);
    put(&w, "purpose", entry->purpose);
    if (entry->purpose.at != NULL)
        put(&w, "look", TEXT("any"));
    if (entry->refusal.at != NULL) {
        put(&w, "refusal", entry->refusal);
        put(&w, "refusal", TEXT("any"));
    }
    for (uint32_t i = 0; i < entry->event_count; i++) {
        put(&w, "action", entry->events[i].name);
        walk_map(&w, entry->events[i].body);
    }
    walk_map(&w, entry->result);
}

/* FNV-1a, of 64 bits. Two terms with one hash are told apart when the entry is read. */
static uint64_t hash_more(uint64_t hash, const char *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (uint8_t)at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

uint64_t term_hash(const char *word, struct text value)
{
    uint64_t hash = hash_more(UINT64_C(0xcbf29ce484222325), word, strlen(word));

    return hash_more(hash_more(hash, ":", 1), value.at, value.len);
}
