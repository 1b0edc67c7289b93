/* Valid values for examples: drawn from the names, so that the same contract gives the same document. */
#include <inttypes.h>

#include "base/id.h"
#include "base/invariant.h"
#include "value.h"

#define SAMPLE_US UINT64_C(1801440300000000)     /* 2027-02-01 09:05 in Tokyo */
#define SAMPLE_DATE UINT64_C(20270201)
#define SAMPLE_SITE 1

static uint64_t mix(uint64_t seed, const char *name)
{
    uint64_t hash = seed ^ UINT64_C(14695981039346656037);

    for (; *name != '\0'; name++)
        hash = (hash ^ (uint8_t)*name) * UINT64_C(1099511628211);
    return hash ^ (hash >> 29);
}

static uint64_t clamp(const struct field *f, uint64_t v)
{
    if (v > f->max)
        v = f->max;
    return v < f->min ? f->min : v;
}

static const char *words_of(enum rule rule)
{
    switch (rule) {
    case RULE_FREE:
        return "説明を一言";
    case RULE_LINE:
        return "一行の説明";
    case RULE_NAME:
        return "山田 花子";
    case RULE_NOTICE_NUMBER:
        return "A1B234567";
    case RULE_APPLICATION_ID:
        return "10000000000000000000001";
    case RULE_TOKEN:
        return "sample-1";
    case RULE_PHONE:
        return "072-000-0000";
    case RULE_SECRET:
        return "long enough to be a secret";
    case RULE_CODE:
        return "7K3M9QTX2";
    }
    must(false);
    return "";
}

/* Cut or repeated to the field's limits, by code points. */
static struct value *text_sample(struct arena *arena, const struct field *f)
{
    struct value *value = value_new(arena, VALUE_IS_TEXT);
    struct text words = text_of(words_of(f->rule));
    uint64_t want = clamp(f, text_code_points(words));
    char *to = arena_take(arena, (size_t)want * 4 + 1);
    uint32_t len = 0, from = 0;

    for (uint64_t i = 0; i < want; i++) {
        uint32_t start = from == words.len ? 0 : from;
        from = start;
        must(utf8_next(words, &from) != UINT32_MAX);
        memcpy(to + len, words.at + start, from - start);
        len += from - start;
    }
    value->run = (struct bytes){ (const uint8_t *)to, len };
    return value;
}

static struct value *bin_sample(struct arena *arena, uint64_t len, uint64_t seed)
{
    struct value *value = value_new(arena, VALUE_IS_BIN);
    uint8_t *to = arena_take(arena, len + 1);

    for (uint64_t i = 0; i < len; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        to[i] = (uint8_t)(seed >> 56);
    }
    value->run = (struct bytes){ to, (uint32_t)len };
    return value;
}

static struct value *number_sample(struct arena *arena, uint64_t number)
{
    struct value *value = value_new(arena, VALUE_IS_NUMBER);

    value->number = number;
    return value;
}

static struct value *keyed(struct value *value, const char *key)
{
    value->key = key;
    return value;
}

static struct value *id_sample(struct arena *arena, uint64_t seed)
{
    return number_sample(arena, id_make(SAMPLE_SITE, 1 + seed % 1000));
}

/* `subject` is the seed of the id field beside it. */
static struct value *sealed_sample(struct arena *arena, uint64_t seed, uint64_t subject)
{
    struct value *value = value_new(arena, VALUE_IS_MAP);

    value_add(value, keyed(bin_sample(arena, 48, seed), "box"));
    value_add(value, keyed(number_sample(arena, 1 + seed % 100), "key"));
    value_add(value, keyed(bin_sample(arena, 24, ~seed), "nonce"));
    value_add(value, keyed(id_sample(arena, subject), "subject"));
    return value;
}

static struct value *enum_sample(struct arena *arena, const struct field *f, uint64_t seed)
{
    struct value *value = value_new(arena, VALUE_IS_TEXT);
    struct text member = text_of(f->values->members[seed % f->values->count]);

    value->run = (struct bytes){ (const uint8_t *)member.at, member.len };
    return value;
}

static struct value *signed_sample(struct arena *arena, const struct field *f)
{
    int64_t number = -5;

    if (number < (int64_t)f->min)
        number = (int64_t)f->min;
    if (number > (int64_t)f->max)
        number = (int64_t)f->max;
    struct value *value = value_new(arena, number < 0 ? VALUE_IS_NEGATIVE : VALUE_IS_NUMBER);
    value->number = (uint64_t)number;
    return value;
}

/* A small number within the limits, near the lower one when they are narrow or high. */
static uint64_t small_number(const struct field *f, uint64_t seed)
{
    uint64_t span = f->max - f->min;

    must(f->min <= f->max);
    if (f->min <= 1000 && span >= 1000)
        return clamp(f, 1 + seed % 1000);
    return f->min + seed % (span < 7 ? span + 1 : 7);
}

static struct value *item_sample(struct arena *arena, const struct field *f, uint64_t seed, uint64_t subject)
{
    struct value *value;

    switch (f->kind) {
    case KIND_BOOL:
        value = value_new(arena, VALUE_IS_BOOL);
        value->number = seed % 2;
        return value;
    case KIND_U64:
        return number_sample(arena, small_number(f, seed));
    case KIND_TIME:
        return number_sample(arena, clamp(f, SAMPLE_US));
    case KIND_I64:
        return signed_sample(arena, f);
    case KIND_ID:
        return id_sample(arena, seed);
    case KIND_DATE:
        return number_sample(arena, SAMPLE_DATE);
    case KIND_ENUM:
        return enum_sample(arena, f, seed);
    case KIND_TEXT:
        return text_sample(arena, f);
    case KIND_BYTES:
        return bin_sample(arena, clamp(f, 8), seed);
    case KIND_RECORD:
        return sample_of(arena, f->record, seed);
    case KIND_SEALED:
        return sealed_sample(arena, seed, subject);
    }
    must(false);
    return NULL;
}

struct value *sample_of(struct arena *arena, const struct shape *shape, uint64_t seed)
{
    struct value *map = value_new(arena, VALUE_IS_MAP);

    for (uint32_t i = 0; i < shape->count; i++) {
        const struct field *f = &shape->fields[i];
        uint64_t own = mix(seed, f->name), subject = mix(seed, f->subject == NULL ? f->name : f->subject);
        struct value *value = item_sample(arena, f, own, subject);
        if (f->list) {
            struct value *list = value_new(arena, VALUE_IS_LIST);
            value_add(list, value);
            value = list;
        }
        value_add(map, keyed(value, f->name));
    }
    return map;
}
