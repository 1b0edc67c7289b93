/* After a change: are the services of this machine at it? Only tells; the services take it by themselves. */
#include "key.h"

#include <time.h>

#include "client/client.h"

#define WAIT_MS 5000
#define TRY_MS 300
#define SILENT_MS 500                 /* such a service is not running */

static bool has_version(const struct endpoint_book *endpoints, uint32_t index, const struct key_pair *tool, uint64_t version, int64_t until_ms)
{
    struct client *client = NULL;
    struct answer answer;
    struct service_status status;
    int64_t silent_until_ms = client_now_ms() + SILENT_MS;
    bool has = false, heard = false;

    if (office_connect(endpoints, office_service_name(index), tool, TRY_MS, &client) != OK)
        return false;
    do {
        bool answers = client_status(client, &answer, &status) == OK;

        heard = heard || answers;
        has = answers && status.peers_version >= version;
        if (answers && !has)
            nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
    } while (!has && client_now_ms() < until_ms && (heard || client_now_ms() < silent_until_ms));
    client_drop(&client);
    return has;
}

static void tell(const struct key_args *args, const char *missing)
{
    if (args->json)
        return;
    if (*missing == '\0')
        puts(key_say(args, "すべてのサービスで使われています。", "All services have it in force."));
    else
        printf(args->english ? "Not confirmed by:%s (a stopped one takes it at its start)\n" : "まだ確かめられないサービス:%s（止まっているものは起動のときに読みます）\n", missing);
}

void key_wait_in_force(const struct key_args *args, const struct installation *at, uint64_t version)
{
    struct endpoint_book endpoints;
    struct key_pair tool;
    struct fault fault;
    char missing[256] = "";
    size_t len = 0;

    if (endpoint_book_load(at, &endpoints, &fault) != OK || office_peer(at, "tool", &tool, &fault) != OK || wire_start() != OK)
        return;
    int64_t until_ms = client_now_ms() + WAIT_MS;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        if (!has_version(&endpoints, i, &tool, version, until_ms))
            len += (size_t)snprintf(missing + len, sizeof missing - len, " %s", office_service_name(i));
    key_pair_fini(&tool);
    wire_stop();
    tell(args, missing);
}
