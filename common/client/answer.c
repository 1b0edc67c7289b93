/* Answers and pages. Looks at the bytes with check_bytes first; a field of the wrong type makes the whole
 * answer none, unknown fields are passed over (a newer service may say more). */
#include "client/answer.h"

#include "codec/check.h"
#include "engine/entry.h"

static bool read_map_raw(struct reader *r, struct bytes *ret)
{
    return read_type(r) == VALUE_MAP && read_raw(r, ret);
}

static bool read_detail(struct reader *r, struct answer *a)
{
    struct text key;
    uint32_t pairs;

    if (!read_map(r, &pairs))
        return false;
    for (uint32_t i = 0; i < pairs; i++) {
        if (!read_text(r, &key))
            return false;
        if (text_is(key, "at")) {
            a->has_offset = true;
            if (!read_u64(r, &a->offset))
                return false;
        } else if (!(text_is(key, "field")    ? read_text(r, &a->field)
                     : text_is(key, "reason") ? read_text(r, &a->reason)
                                              : read_skip(r)))
            return false;
    }
    return true;
}

static bool outcome_of(struct text word, enum answer_outcome *ret)
{
    static const struct {
        const char *word;
        enum answer_outcome outcome;
    } words[] = { { "done", OUTCOME_DONE }, { "refused", OUTCOME_REFUSED }, { "not_taken", OUTCOME_NOT_TAKEN } };

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (text_is(word, words[i].word)) {
            *ret = words[i].outcome;
            return true;
        }
    return false;
}

static bool answer_field(struct reader *r, struct text key, struct answer *a, struct text *outcome)
{
    struct bytes raw;

    if (text_is(key, "detail"))
        return read_detail(r, a);
    if (text_is(key, "instance"))
        return read_u64(r, &a->id.instance);
    if (text_is(key, "leaf"))
        return read_bin(r, &a->leaf) && a->leaf.len == 32;
    if (text_is(key, "outcome"))
        return read_text(r, outcome);
    if (text_is(key, "position"))
        return read_map_raw(r, &raw) && read_position(raw, &a->position);
    if (text_is(key, "refusal"))
        return read_text(r, &a->refusal);
    if (text_is(key, "repeated"))
        return read_bool(r, &a->repeated);
    if (text_is(key, "result"))
        return read_map_raw(r, &a->result);
    if (text_is(key, "sequence"))
        return read_u64(r, &a->id.sequence);
    if (text_is(key, "shown"))
        return read_map_raw(r, &a->shown);
    return read_skip(r);
}

static bool answer_fields(struct bytes payload, struct answer *ret)
{
    struct reader r = reader_of(payload);
    struct text key, outcome = { NULL, 0 };
    uint32_t pairs;

    if (!read_map(&r, &pairs))
        return false;
    for (uint32_t i = 0; i < pairs; i++)
        if (!read_text(&r, &key) || !answer_field(&r, key, ret, &outcome))
            return false;
    if (!outcome_of(outcome, &ret->outcome))
        return false;
    return ret->outcome == OUTCOME_DONE || ret->refusal.at != NULL;
}

bool answer_parse(struct bytes payload, struct answer *ret)
{
    struct answer answer = { .payload = payload };
    struct check_fault fault;
    struct text kind;

    if (check_bytes(payload, &check_limits_entry, &fault) != OK)
        return false;
    if (!map_get_u64(payload, "request", &answer.request) || answer.request == 0 || !map_get_text(payload, "kind", &kind))
        return false;
    if (text_is(kind, "page"))
        answer.kind = ANSWER_PAGE;
    else if (text_is(kind, "status"))
        answer.kind = ANSWER_STATUS;
    else if (!text_is(kind, "answer") || !answer_fields(payload, &answer))
        return false;
    *ret = answer;
    return true;
}

bool page_parse(const struct answer *answer, struct page *ret)
{
    struct page page = { 0 };
    struct bytes in = answer->payload, items = map_get(in, "items");
    uint64_t epoch, previous;

    if (answer->kind != ANSWER_PAGE || !map_get_u64(in, "epoch", &epoch) || epoch > UINT32_MAX ||
        !map_get_u64(in, "previous_epoch", &previous) || previous > UINT32_MAX)
        return false;
    if (!map_get_u64(in, "epoch_start", &page.epoch_start) || !map_get_u64(in, "head", &page.head) ||
        !map_get_u64(in, "next", &page.next) || !map_get_text(in, "source", &page.source))
        return false;
    page.epoch = (uint32_t)epoch;
    page.previous_epoch = (uint32_t)previous;
    page.items = reader_of(items);
    if (!read_array(&page.items, &page.left))
        return false;
    *ret = page;
    return true;
}

bool page_item_next(struct page *page, struct bytes *ret)
{
    if (page->left == 0)
        return false;
    if (!read_bin(&page->items, ret) && !(read_type(&page->items) == VALUE_MAP && read_raw(&page->items, ret)))
        return false;
    page->left--;
    return true;
}
