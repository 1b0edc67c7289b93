/* One request after the other: start, wait, take. */
#include "client/client.h"

#include "base/invariant.h"

#define LOOK_MS 1000                  /* an unconnected link also wants a look now and then */

static enum err finish(struct client *client, uint64_t number, struct answer *ret)
{
    struct answer answer;
    struct wire_wait on[2];

    for (;;) {
        int64_t now_ms = client_now_ms();
        if (client_take(client, now_ms, &answer))
            break;
        uint32_t count = client_wait(client, now_ms, on);
        int64_t wait_ms = count == 2 ? LOOK_MS : client_due_ms(client) - now_ms;
        TRY(wire_wait(on, count, wait_ms < 0 ? 0 : wait_ms < LOOK_MS ? wait_ms : LOOK_MS));
    }
    must(answer.request == number);
    if (answer.outcome == OUTCOME_UNKNOWN)
        return ERR_TIMEOUT;
    *ret = answer;
    return OK;
}

enum err client_command(struct client *client, const struct command_call *call, struct answer *ret)
{
    uint64_t number;

    must(client_under_way(client) == 0);
    TRY(client_start_command(client, call, client_now_ms(), &number));
    return finish(client, number, ret);
}

enum err client_query(struct client *client, const struct query_call *call, struct answer *ret)
{
    uint64_t number;

    must(client_under_way(client) == 0);
    TRY(client_start_query(client, call, client_now_ms(), &number));
    return finish(client, number, ret);
}

enum err client_control(struct client *client, const struct control_call *call, struct answer *ret)
{
    uint64_t number;

    must(client_under_way(client) == 0);
    TRY(client_start_control(client, call, client_now_ms(), &number));
    return finish(client, number, ret);
}

/* A plain answer where a page or a status was asked for says why there is none. */
static enum err denied_or_malformed(const struct answer *answer)
{
    return answer->kind == ANSWER_ANSWER && answer->outcome != OUTCOME_DONE ? ERR_DENIED : ERR_MALFORMED;
}

enum err client_pull(struct client *client, const struct pull_call *call, struct answer *ret_answer, struct page *ret)
{
    uint64_t number;

    must(client_under_way(client) == 0);
    TRY(client_start_pull(client, call, client_now_ms(), &number));
    TRY(finish(client, number, ret_answer));
    return page_parse(ret_answer, ret) ? OK : denied_or_malformed(ret_answer);
}

enum err client_status(struct client *client, struct answer *ret_answer, struct service_status *ret)
{
    uint64_t number;

    must(client_under_way(client) == 0);
    TRY(client_start_status(client, client_now_ms(), &number));
    TRY(finish(client, number, ret_answer));
    return status_parse(ret_answer, ret) ? OK : denied_or_malformed(ret_answer);
}
