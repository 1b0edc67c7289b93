/* Publications, heartbeats, pages and whole entries read out of bytes that check_bytes has accepted.
 * A field of another type makes the whole payload malformed, unknown ones are passed over. */
#include "engine/follow_read.h"

#include "base/date.h"
#include "codec/check.h"

static bool number_field(struct reader *r, uint64_t *ret, struct followed_fields *f, uint32_t bit)
{
    f->seen |= bit;
    return read_u64(r, ret);
}

/* Reads one field; other keys are passed over. False when it has another type than it must. */
static bool field_read(struct reader *r, struct text key, struct followed_fields *f)
{
    if (text_is(key, "epoch"))
        return number_field(r, &f->epoch, f, SEEN_EPOCH);
    if (text_is(key, "sequence"))
        return number_field(r, &f->sequence, f, SEEN_SEQUENCE);
    if (text_is(key, "head"))
        return number_field(r, &f->head, f, SEEN_HEAD);
    if (text_is(key, "next"))
        return number_field(r, &f->next, f, SEEN_NEXT);
    if (text_is(key, "before"))
        return number_field(r, &f->before, f, SEEN_BEFORE);
    if (text_is(key, "number"))
        return number_field(r, &f->number, f, SEEN_NUMBER);
    if (text_is(key, "epoch_start"))
        return number_field(r, &f->epoch_start, f, SEEN_START);
    if (text_is(key, "at"))
        return number_field(r, &f->at_us, f, SEEN_AT);
    if (text_is(key, "date"))
        return read_u64(r, &f->date);
    if (text_is(key, "depth"))
        return read_u64(r, &f->depth);
    if (text_is(key, "request"))
        return read_u64(r, &f->request);
    if (text_is(key, "kind"))
        return read_text(r, &f->kind);
    if (text_is(key, "source"))
        return read_text(r, &f->source);
    if (text_is(key, "outcome"))
        return read_text(r, &f->outcome);
    if (text_is(key, "refusal"))
        return read_text(r, &f->refusal);
    if (text_is(key, "events"))
        return read_type(r) == VALUE_ARRAY && read_raw(r, &f->events);
    if (text_is(key, "items"))
        return read_type(r) == VALUE_ARRAY && read_raw(r, &f->items);
    if (text_is(key, "position"))
        return read_type(r) == VALUE_MAP && read_raw(r, &f->position);
    return read_skip(r);
}

bool followed_fields_take(struct reader *r, struct followed_fields *ret)
{
    struct text key;
    uint32_t pairs;

    *ret = (struct followed_fields){ 0 };
    if (!read_map(r, &pairs))
        return false;
    for (uint32_t i = 0; i < pairs; i++)
        if (!read_text(r, &key) || !field_read(r, key, ret))
            return false;
    return true;
}

bool followed_fields_read(struct bytes map, struct followed_fields *ret)
{
    struct reader r = reader_of(map);

    return followed_fields_take(&r, ret);
}

bool followed_fields_check(struct bytes payload, struct followed_fields *ret)
{
    struct check_fault fault;

    return check_bytes(payload, &check_limits_entry, &fault) == OK && followed_fields_read(payload, ret);
}

bool followed_has(const struct followed_fields *fields, uint32_t bits)
{
    return (fields->seen & bits) == bits;
}

bool followed_epoch_fits(uint64_t epoch)
{
    return epoch >= 1 && epoch <= UINT32_MAX;
}

struct reader followed_events(const struct followed *item)
{
    struct reader r = reader_of(item->events);
    uint32_t count;

    if (item->events.at != NULL && read_array(&r, &count))
        return r;
    return (struct reader){ NULL, NULL, NULL };
}

bool followed_event_next(struct reader *r, struct text *ret_name, struct bytes *ret_body)
{
    struct text key, name = { NULL, 0 };
    struct bytes body = { NULL, 0 };
    uint32_t pairs;

    if (!read_map(r, &pairs))
        return false;
    for (uint32_t i = 0; i < pairs; i++) {
        if (!read_text(r, &key))
            return false;
        bool fits = text_is(key, "body")   ? read_type(r) == VALUE_MAP && read_raw(r, &body)
                    : text_is(key, "name") ? read_text(r, &name)
                                           : read_skip(r);
        if (!fits)
            return false;
    }
    if (body.at == NULL || name.at == NULL)
        return false;
    *ret_name = name;
    *ret_body = body;
    return true;
}

/* Every event of a publication can be walked, and there is one. */
static bool events_fit(const struct followed *item)
{
    struct reader r = followed_events(item);
    struct text name;
    struct bytes body;
    uint32_t events = 0;

    while (followed_event_next(&r, &name, &body))
        events++;
    return events > 0 && read_type(&r) == VALUE_END;
}

bool followed_publication_read(const struct follow *f, const struct followed_fields *said, struct followed *ret, uint64_t *ret_before)
{
    struct followed item = { .at = { f->source, (uint32_t)said->epoch, said->sequence }, .at_us = said->at_us,
                             .date = { (uint32_t)said->date }, .depth = (uint32_t)said->depth,
                             .events = said->events, .covered = said->sequence };

    if (!followed_has(said, SEEN_AT | SEEN_BEFORE | SEEN_EPOCH | SEEN_SEQUENCE) || !text_equal(said->source, f->source))
        return false;
    if (!followed_epoch_fits(said->epoch) || said->before >= said->sequence || said->sequence == UINT64_MAX || said->depth > UINT32_MAX)
        return false;
    if (said->date > UINT32_MAX || !date_valid(item.date) || !events_fit(&item))
        return false;
    *ret = item;
    *ret_before = said->before;
    return true;
}

bool followed_entry_read(const struct follow *f, struct bytes entry, struct followed *ret, uint64_t *ret_before)
{
    struct followed_fields said;

    if (!followed_fields_check(entry, &said) || !followed_has(&said, SEEN_AT | SEEN_EPOCH | SEEN_NUMBER))
        return false;
    if (!followed_epoch_fits(said.epoch) || said.number == 0 || said.date > UINT32_MAX || said.depth > UINT32_MAX)
        return false;
    *ret = (struct followed){ .at = { f->source, (uint32_t)said.epoch, said.number }, .at_us = said.at_us,
                              .date = { (uint32_t)said.date }, .depth = (uint32_t)said.depth,
                              .entry = entry, .covered = said.number };
    *ret_before = said.number - 1;
    return true;
}
