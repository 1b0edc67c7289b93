/* Requests under way to the services, each in the name of a device. Keeps true: each that was taken on ends exactly once, with an
 * answer or with `unknown`; their number is bounded, and beyond it the browser hears `busy`. */
#include "base/invariant.h"
#include "console.h"

#define CALLS_MAX 256u
#define DEVICE_CALLS_MAX 64u         /* one PC does not take the place of all */

struct under_way {
    bool used;
    uint64_t number;                 /* of the client's request */
    struct call_target to;
};

struct calls {
    struct under_way all[CALLS_MAX];
};

void calls_open(struct calls **ret)
{
    *ret = calloc(1, sizeof **ret);
    must(*ret != NULL);
}

void calls_drop(struct calls **calls)
{
    for (uint32_t i = 0; *calls != NULL && i < CALLS_MAX; i++)
        if ((*calls)->all[i].used && (*calls)->all[i].to.owned)
            free((*calls)->all[i].to.about);
    free(*calls);
    *calls = NULL;
}

static struct under_way *place(struct calls *calls, uint32_t device)
{
    struct under_way *free_one = NULL;
    uint32_t of_device = 0;

    for (uint32_t i = 0; i < CALLS_MAX; i++) {
        if (!calls->all[i].used)
            free_one = &calls->all[i];
        else
            of_device += calls->all[i].to.device == device;
    }
    return of_device < DEVICE_CALLS_MAX ? free_one : NULL;
}

/* One of the two calls is given. */
static enum err start(struct console *c, const struct call_target *to, const struct command_call *command, const struct query_call *query)
{
    struct client *client = device_client(c, to->device, to->service);
    struct under_way *at = place(c->calls, to->device);
    uint64_t number;

    if (client == NULL)
        return ERR_IO;
    if (at == NULL)
        return ERR_FULL;
    TRY(command != NULL ? client_start_command(client, command, client_now_ms(), &number) : client_start_query(client, query, client_now_ms(), &number));
    *at = (struct under_way){ .used = true, .number = number, .to = *to };
    return OK;
}

enum err call_command(struct console *c, const struct call_target *to, const struct command_call *call)
{
    return start(c, to, call, NULL);
}

enum err call_query(struct console *c, const struct call_target *to, const struct query_call *call)
{
    return start(c, to, NULL, call);
}

static void finish(struct console *c, uint32_t device, uint32_t service, const struct answer *answer)
{
    for (uint32_t i = 0; i < CALLS_MAX; i++) {
        struct under_way *at = &c->calls->all[i];

        if (!at->used || at->to.device != device || at->to.service != service || at->number != answer->request)
            continue;
        struct call_target to = at->to;
        at->used = false;
        to.done(c, to.about, answer);
        if (to.owned)
            free(to.about);
        return;
    }
}

void calls_turn(struct console *c, int64_t mono_ms)
{
    struct answer answer;

    for (uint32_t device = 0; device < c->device_count; device++)
        for (uint32_t service = 0; service < SERVICES; service++)
            while (c->devices[device].clients[service] != NULL && client_take(c->devices[device].clients[service], mono_ms, &answer))
                finish(c, device, service, &answer);
}

uint32_t calls_wait(const struct console *c, int64_t mono_ms, struct wire_wait *on, uint32_t room)
{
    uint32_t count = 0;

    for (uint32_t device = 0; device < c->device_count; device++)
        for (uint32_t service = 0; service < SERVICES; service++) {
            const struct client *client = c->devices[device].clients[service];

            if (client == NULL || client_under_way(client) == 0)
                continue;
            must(count + 2 <= room);
            count += client_wait(client, mono_ms, on + count);
        }
    return count;
}

int64_t calls_due_ms(const struct console *c)
{
    int64_t due_ms = INT64_MAX;

    for (uint32_t device = 0; device < c->device_count; device++)
        for (uint32_t service = 0; service < SERVICES; service++) {
            const struct client *client = c->devices[device].clients[service];
            int64_t one_ms = client == NULL ? INT64_MAX : client_due_ms(client);

            due_ms = one_ms < due_ms ? one_ms : due_ms;
        }
    return due_ms;
}
