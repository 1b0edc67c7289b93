/* What a service sends, into a client: whatever the bytes, nothing is read outside of them, and what was
 * understood points into them. */
#include "base/invariant.h"
#include "client/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool inside(struct bytes whole, const void *at, uint32_t len)
{
    const uint8_t *from = at;

    return from == NULL || (from >= whole.at && from + len <= whole.at + whole.len);
}

static void walk_page(const struct answer *answer)
{
    struct page page;
    struct bytes item;

    if (!page_parse(answer, &page))
        return;
    while (page_item_next(&page, &item))
        must(inside(answer->payload, item.at, item.len));
}

static void walk_status(const struct answer *answer)
{
    struct service_status status;
    struct position cursor;

    if (!status_parse(answer, &status))
        return;
    must(inside(answer->payload, status.version.at, status.version.len));
    while (status_cursor_next(&status, &cursor))
        must(inside(answer->payload, cursor.source.at, cursor.source.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = { data, (uint32_t)size };
    struct answer answer;

    if (!answer_parse(in, &answer))
        return 0;
    must(answer.request != 0);
    must(inside(in, answer.refusal.at, answer.refusal.len) && inside(in, answer.result.at, answer.result.len));
    must(inside(in, answer.field.at, answer.field.len) && inside(in, answer.shown.at, answer.shown.len));
    must(answer.leaf.at == NULL || answer.leaf.len == 32);
    walk_page(&answer);
    walk_status(&answer);
    return 0;
}
