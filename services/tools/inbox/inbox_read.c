/* What waits, read from every service that has steps of two persons. Keeps true: a step is shown as the service would carry it
 * out, from the very bytes it keeps. */
#include "inbox.h"

#include "base/invariant.h"

#define WAITING_MAX 6000u                  /* 1000 in each service at most */

static bool has_later_steps(uint32_t index)
{
    const struct contract *c = office_services[index]->contract;

    for (uint32_t i = 0; i < c->command_count; i++)
        if (c->commands[i].second.later_minutes > 0)
            return true;
    return office_services[index]->retention != NULL;        /* erasing is such a step */
}

enum err inbox_read_accounts(struct inbox *inbox, struct fault *fault)
{
    struct session *s = &inbox->session;
    struct accounts_result page = { .more = true };
    struct accounts body = { 0 };
    struct account_summary *grown;

    while (page.more) {
        TRY(session_ask(s, office_index("staff"), "accounts", &accounts_spec, &body, &accounts_result_spec, &page, fault));
        if (page.accounts.count == 0)
            return OK;
        grown = arena_take(&s->arena, (inbox->account_count + page.accounts.count) * sizeof *grown);
        if (inbox->account_count > 0)
            memcpy(grown, inbox->accounts, inbox->account_count * sizeof *grown);
        memcpy(grown + inbox->account_count, page.accounts.at, page.accounts.count * sizeof *grown);
        inbox->accounts = grown;
        inbox->account_count += page.accounts.count;
        body.after = page.accounts.at[page.accounts.count - 1].account_id;
    }
    return OK;
}

const struct account_summary *inbox_account(const struct inbox *inbox, struct account_id account_id)
{
    for (uint32_t i = 0; i < inbox->account_count; i++)
        if (same(inbox->accounts[i].account_id, account_id))
            return &inbox->accounts[i];
    return NULL;
}

/* NULL: there is none of that name. */
static const struct command_spec *command_of(const struct contract *c, struct text name)
{
    for (uint32_t i = 0; i < c->command_count; i++)
        if (text_is(name, c->commands[i].name))
            return &c->commands[i];
    return NULL;
}

static enum err understand(struct inbox *inbox, uint32_t index, const struct open_request *request, struct waiting *ret)
{
    const struct command_spec *c = command_of(office_services[index]->contract, request->command);
    void *body;

    *ret = (struct waiting){ .service = index, .request = *request, .own = request->requested_by.v == inbox->session.account };
    if (c == NULL)
        c = command_of(&engine_contract, request->command);
    if (c == NULL)
        return OK;
    body = arena_take(&inbox->session.arena, c->body->size + 1);
    TRY(message_decode_own(c->body, request->body, &inbox->session.arena, body));
    ret->command = c;
    ret->body = body;
    ret->list = c->second.later_list == NULL ? NULL : record_field(c->body, c->second.later_list);
    return OK;
}

static enum err read_service(struct inbox *inbox, uint32_t index, struct waiting *to, uint32_t *count, struct fault *fault)
{
    struct open_requests_result page = { .more = true };
    struct open_requests body = { 0 };

    while (page.more) {
        TRY(session_ask(&inbox->session, index, "open_requests", &open_requests_spec, &body, &open_requests_result_spec, &page, fault));
        for (uint32_t i = 0; i < page.requests.count && *count < WAITING_MAX; i++)
            TRY(understand(inbox, index, &page.requests.at[i], &to[(*count)++]));
        page.more = page.more && page.requests.count > 0;
        if (page.more)
            body.after = page.requests.at[page.requests.count - 1].request_id;
    }
    return OK;
}

enum err inbox_read(struct inbox *inbox, struct waiting **ret, uint32_t *ret_count, struct fault *fault)
{
    struct waiting *all = arena_take(&inbox->session.arena, WAITING_MAX * sizeof *all);

    *ret_count = 0;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        if (has_later_steps(i))
            TRY(read_service(inbox, i, all, ret_count, fault));
    *ret = all;
    return OK;
}

/* SERVICE-NUMBER, as the list shows it. */
static bool request_parse(const struct inbox *inbox, uint32_t *ret_service, struct request_id *ret)
{
    const char *text = inbox->args.request, *dash = strrchr(text, '-'), *at = dash == NULL ? text : dash + 1;
    uint64_t number;

    if (dash == NULL)
        return false;
    *ret_service = OFFICE_SERVICES;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        if (strlen(office_service_name(i)) == (size_t)(dash - text) && strncmp(office_service_name(i), text, (size_t)(dash - text)) == 0)
            *ret_service = i;
    if (*ret_service == OFFICE_SERVICES || !number_take(&at, &number) || *at != '\0' || number == 0 || number > ID_SEQUENCE_MAX)
        return false;
    ret->v = id_make((uint16_t)inbox->session.at.site, number);
    return true;
}

enum err inbox_find(struct inbox *inbox, struct waiting *ret, struct fault *fault)
{
    struct waiting *all;
    struct request_id wanted;
    uint32_t service, count;

    TRY(inbox_read(inbox, &all, &count, fault));
    fault_set(fault, "%s: %s", inbox->args.request, refusal_sentence(NO_SUCH_REQUEST, !inbox->args.english));
    if (!request_parse(inbox, &service, &wanted))
        return ERR_NOT_FOUND;
    for (uint32_t i = 0; i < count; i++)
        if (all[i].service == service && same(all[i].request.request_id, wanted)) {
            *ret = all[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

struct list waiting_items(const struct waiting *w)
{
    if (w->list == NULL)
        return (struct list){ NULL, 0 };
    must(w->list->list);
    return *(const struct list *)((const uint8_t *)w->body + w->list->offset);
}
