/* The same for programs: one object, requests in the order of the list. Names and codes are tokens, so they need no escape; what
 * was asked for stands under `body` as the contract has it. */
#include "inbox.h"

#include <inttypes.h>
#include <stdio.h>

#include "http/json.h"

static void moment_put(const char *key, uint64_t at_us)
{
    char text[24];

    rfc3339_put(text, at_us);
    printf(",\"%s\":\"%.20s\"", key, text);
}

static void one_put(struct inbox *inbox, const struct waiting *w)
{
    const struct open_request *r = &w->request;
    const struct account_summary *who = inbox_account(inbox, r->requested_by);

    printf("{\"request\":\"%s-%" PRIu64 "\",\"command\":\"%.*s\",\"requested_by\":{\"account_id\":\"%" PRIu64 "\"", office_service_name(w->service),
           id_sequence(r->request_id.v), (int)r->command.len, r->command.at, r->requested_by.v);
    if (who != NULL)
        printf(",\"name\":\"%.*s\",\"role\":\"%s\"", (int)who->name.len, who->name.at, staff_role_name(who->role));
    putchar('}');
    moment_put("requested_at", r->requested_at_us);
    moment_put("until", r->until_us);
    printf(",\"own\":%s,\"items\":%" PRIu64, w->own ? "true" : "false", r->items);
    if (w->list != NULL)
        printf(",\"list\":\"%s\"", w->list->name);
    if (w->body != NULL)
        printf(",\"body\":%s", text_terminated(&inbox->session.arena, json_of_message(w->command->body, w->body, &inbox->session.arena)));
    putchar('}');
}

void inbox_print_json(struct inbox *inbox, const struct waiting *waiting, uint32_t count)
{
    printf("{\"account_id\":\"%" PRIu64 "\",\"requests\":[", inbox->session.account);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            putchar(',');
        one_put(inbox, &waiting[i]);
    }
    puts("]}");
}
