/* Drawing valid messages for tests and fuzzing: values within every limit, limits themselves more
 * often than chance would, optional fields absent half of the time. Same draws, same message. */
#include <string.h>

#include "base/id.h"
#include "base/invariant.h"
#include "codec/arbitrary.h"
#include "codec/field.h"

#define ITEMS_MAX 4u
#define BYTES_MORE 40u
#define TIME_US_USUAL UINT64_C(1801440000000000)      /* 2027-02-01 in Tokyo */

uint64_t draw_between(struct draw *draw, uint64_t min, uint64_t max)
{
    must(min <= max);
    uint64_t span = max - min, drawn = draw->next(draw->self);
    return span == UINT64_MAX ? drawn : min + drawn % (span + 1);
}

bool draw_chance(struct draw *draw, uint32_t percent)
{
    return draw_between(draw, 1, 100) <= percent;
}

static uint64_t between_or_edge(struct draw *draw, uint64_t min, uint64_t max)
{
    uint64_t which = draw_between(draw, 0, 7);
    return which == 0 ? min : which == 1 ? max : draw_between(draw, min, max);
}

static uint64_t max_or(const struct field_spec *field, uint64_t otherwise)
{
    return field->max == 0 || field->max > otherwise ? otherwise : field->max;
}

static uint64_t min_or(const struct field_spec *field, uint64_t otherwise)
{
    return field->min < otherwise ? otherwise : field->min;
}

static uint64_t draw_time(struct draw *draw, const struct field_spec *field)
{
    uint64_t max = max_or(field, TIME_US_MAX);

    if (field->min <= TIME_US_USUAL && max >= TIME_US_USUAL + US_PER_DAY && draw_chance(draw, 75))
        return draw_between(draw, TIME_US_USUAL, TIME_US_USUAL + US_PER_DAY);
    return between_or_edge(draw, field->min, max);
}

static struct date draw_date(struct draw *draw, const struct field_spec *field)
{
    uint64_t min = min_or(field, 18680101), max = max_or(field, 99991231);
    bool usual = min <= 19000101 && max >= 20991231 && draw_chance(draw, 75);
    struct date first = { usual ? 19000101 : (uint32_t)min }, last = { usual ? 20991231 : (uint32_t)max };

    return date_add_days(first, (int32_t)between_or_edge(draw, 0, (uint64_t)date_days_between(first, last)));
}

static int64_t draw_i64(struct draw *draw, const struct field_spec *field)
{
    if (field->min == 0 && field->max == 0)
        return (int64_t)(draw->next(draw->self) >> draw_between(draw, 1, 63)) * (draw_chance(draw, 50) ? 1 : -1);
    uint64_t span = field->max - field->min;            /* two's complement: right for negative limits too */
    return (int64_t)(field->min + between_or_edge(draw, 0, span));
}

static struct bytes draw_bytes(struct draw *draw, uint64_t min, uint64_t max)
{
    uint32_t len = (uint32_t)draw_between(draw, min, max);
    uint8_t *to = arena_take(draw->arena, len);

    for (uint32_t i = 0; i < len; i++)
        to[i] = (uint8_t)draw->next(draw->self);
    return (struct bytes){ to, len };
}

static struct sealed draw_sealed(struct draw *draw)
{
    uint64_t box_bytes = SEALED_PAD_BYTES * draw_between(draw, 1, 4) + SEALED_TAG_BYTES;

    return (struct sealed){
        .subject = id_make(1, draw_between(draw, 1, 100000)),
        .key = draw_between(draw, 1, 1000000),
        .nonce = draw_bytes(draw, SEALED_NONCE_BYTES, SEALED_NONCE_BYTES),
        .box = draw_bytes(draw, box_bytes, box_bytes),
    };
}

static void draw_record(struct draw *draw, const struct record_spec *spec, void *to);

static void draw_value(struct draw *draw, const struct field_spec *field, void *to)
{
    switch (field->kind) {
    case FIELD_BOOL:
        *(bool *)to = draw_chance(draw, 50);
        return;
    case FIELD_U64:
        *(uint64_t *)to = between_or_edge(draw, field->min, max_or(field, UINT64_MAX));
        return;
    case FIELD_I64:
        *(int64_t *)to = draw_i64(draw, field);
        return;
    case FIELD_ID:
        *(uint64_t *)to = draw_between(draw, min_or(field, 1), max_or(field, id_make(1, 100000)));
        return;
    case FIELD_DATE:
        *(struct date *)to = draw_date(draw, field);
        return;
    case FIELD_TIME:
        *(uint64_t *)to = draw_time(draw, field);
        return;
    case FIELD_ENUM: {
        int member = (int)draw_between(draw, 1, field->values->count);
        memcpy(to, &member, sizeof(member));
        return;
    }
    case FIELD_TEXT:
        *(struct text *)to = text_arbitrary(draw, field);
        return;
    case FIELD_BYTES:
        *(struct bytes *)to = draw_bytes(draw, field->min, max_or(field, field->min + BYTES_MORE));
        return;
    case FIELD_RECORD:
        draw_record(draw, field->record, to);
        return;
    case FIELD_SEALED:
        *(struct sealed *)to = draw_sealed(draw);
        return;
    }
    invariant_broken(__FILE__, __LINE__, "kind is a member of enum field_kind");
}

static void draw_list(struct draw *draw, const struct field_spec *field, void *to)
{
    uint32_t least = field->optional ? 1 : 0;
    uint32_t most = field->list_max < ITEMS_MAX ? field->list_max : ITEMS_MAX;

    must(least <= most);
    struct list list = { .count = (uint32_t)draw_between(draw, least, most) };
    uint8_t *items = arena_take(draw->arena, (size_t)list.count * field->list_stride);
    for (uint32_t i = 0; i < list.count; i++)
        draw_value(draw, field, items + (size_t)i * field->list_stride);
    list.at = list.count > 0 ? items : NULL;
    memcpy(to, &list, sizeof(list));
}

static void draw_record(struct draw *draw, const struct record_spec *spec, void *to)
{
    for (uint32_t i = 0; i < spec->field_count; i++) {
        const struct field_spec *field = &spec->fields[i];
        void *at = (uint8_t *)to + field->offset;
        if (field->optional && draw_chance(draw, 50))
            continue;                                   /* zero already: absent */
        if (field->list)
            draw_list(draw, field, at);
        else
            draw_value(draw, field, at);
    }
}

void message_arbitrary(const struct record_spec *spec, uint64_t (*next)(void *), void *self, struct arena *arena, void *ret)
{
    must(next != NULL && ret != NULL);
    struct draw draw = { .next = next, .self = self, .arena = arena };
    memset(ret, 0, spec->size);
    draw_record(&draw, spec, ret);
}
