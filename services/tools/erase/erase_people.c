/* What is due, who asks for its erasure, who confirms it: over the same doors as everybody, with logins of their own. */
#include "erase.h"

#include <stdio.h>

#define BODY_BYTES (32u * 1024u)
#define ERASE_DUE "erase_due"

bool keeps_persons(uint32_t index)
{
    return office_services[index]->retention != NULL;
}

/* ---- What is due ---------------------------------------------------------------------------------- */

static void print_due(const struct erasure *e, uint32_t index, const struct kept_subject *kept)
{
    char due[11];

    date_put(due, kept->due_on);
    printf("%-13s %-18llu %s  %s%s\n", office_service_name(index), (unsigned long long)kept->subject, due,
           e->args.english ? kept_data_en(kept->what) : kept_data_ja(kept->what), !kept->held ? "" : e->args.english ? "  (kept for a legal reason)" : "　（消去差止め）");
}

static enum err page_of(struct erasure *e, uint32_t index, uint64_t from, struct erasure_due_result *ret, struct fault *fault)
{
    return session_ask(&e->session, index, "erasure_due", &erasure_due_spec, &(struct erasure_due){ .from = from }, &erasure_due_result_spec, ret, fault);
}

enum err erasure_list(struct erasure *e, bool print, uint64_t *ret_count, struct fault *fault)
{
    *ret_count = 0;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        struct erasure_due_result page = { 0 };

        if (!keeps_persons(i))
            continue;
        do {
            TRY(page_of(e, i, page.next, &page, fault));
            for (uint32_t k = 0; k < page.subjects.count; k++) {
                *ret_count += !page.subjects.at[k].held;
                if (print)
                    print_due(e, i, &page.subjects.at[k]);
            }
        } while (page.next != 0);
    }
    return OK;
}

/* ---- Asking and confirming -------------------------------------------------------------------------- */

static enum err request_page(struct erasure *e, uint32_t index, const struct erasure_due_result *page, uint64_t *count, struct fault *fault)
{
    uint64_t *subjects = arena_take(&e->session.arena, (page->subjects.count + 1) * sizeof *subjects);
    uint8_t *bytes = arena_take(&e->session.arena, BODY_BYTES);
    struct writer w = writer_of(bytes, BODY_BYTES);
    struct erase_due due = { .subjects = { .at = subjects } };
    struct answer answer;

    for (uint32_t i = 0; i < page->subjects.count; i++)
        if (!page->subjects.at[i].held)
            subjects[due.subjects.count++] = page->subjects.at[i].subject;
    if (due.subjects.count == 0)
        return OK;
    message_encode(&erase_due_spec, &due, &w);
    TRY(session_say(&e->session, index, "request_confirmation", &request_confirmation_spec,
                &(struct request_confirmation){ .command = TEXT(ERASE_DUE), .body = written(&w) }, &answer, fault));
    *count += due.subjects.count;
    return OK;
}

enum err erasure_request(struct erasure *e, uint64_t *ret_count, struct fault *fault)
{
    *ret_count = 0;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        struct erasure_due_result page = { 0 };

        if (!keeps_persons(i))
            continue;
        do {
            TRY(page_of(e, i, page.next, &page, fault));
            TRY(request_page(e, i, &page, ret_count, fault));
        } while (page.next != 0);
    }
    return OK;
}

/* One after the other from the front: what is confirmed is off the list. */
static enum err confirm_service(struct erasure *e, uint32_t index, uint64_t *count, struct fault *fault)
{
    struct open_requests_result open = { .more = true };
    struct request_id after = { 0 };
    struct answer answer;

    while (open.more) {
        TRY(session_ask(&e->session, index, "open_requests", &open_requests_spec, &(struct open_requests){ .after = after }, &open_requests_result_spec, &open, fault));
        for (uint32_t i = 0; i < open.requests.count; i++) {
            const struct open_request *r = &open.requests.at[i];

            after = r->request_id;
            if (!text_is(r->command, ERASE_DUE) || r->requested_by.v == e->session.account)
                continue;
            TRY(session_say(&e->session, index, "confirm_request", &confirm_request_spec, &(struct confirm_request){ .request_id = r->request_id }, &answer, fault));
            *count += r->items;
            printf(e->args.english ? "%s: %llu erased\n" : "%s　%llu 件を消去しました\n", office_service_name(index), (unsigned long long)r->items);
        }
    }
    return OK;
}

enum err erasure_confirm(struct erasure *e, uint64_t *ret_count, struct fault *fault)
{
    *ret_count = 0;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        if (keeps_persons(i))
            TRY(confirm_service(e, i, ret_count, fault));
    return OK;
}
