/* madoguchi status: asks each service over its socket how it is doing. */
#include <stdio.h>

#include "lines.h"
#include "office.h"
#include "tools.h"

#define GIVE_UP_MS 1500

static const char help[] = "各サービスの状態を表示します（すべて受付中で警報がなければ0、そうでなければ1） / shows how each service is doing (0 when all are ready without alarm, else 1)";

/* False when it is not ready. */
static bool show(const struct endpoint_book *book, uint32_t index, const struct key_pair *key, const struct tool_args *args)
{
    struct client *client = NULL;
    struct answer answer;
    struct service_status status;
    bool answers = office_connect(book, office_service_name(index), key, GIVE_UP_MS, &client) == OK && client_status(client, &answer, &status) == OK;
    bool ready = answers && text_is(status.state, "ready") && status.peers_alarm.at == NULL;

    if (args->json && index > 0)
        putchar(',');
    if (args->json)
        status_json_print(index, answers ? &status : NULL);
    else
        status_line_print(index, answers ? &status : NULL, args->english);
    client_drop(&client);
    return ready;
}

static enum err prepare(const struct tool_args *args, struct endpoint_book *book, struct key_pair *key, struct fault *fault)
{
    struct place place;
    struct installation at;

    TRY(place_find(args->dir, args->keys, &place, fault));
    TRY(installation_load(place.dir, place.keys, &at, fault));
    TRY(endpoint_book_load(&at, book, fault));
    TRY(office_peer(&at, "tool", key, fault));
    fault_set(fault, "the messaging library does not start");
    return wire_start();
}

int tool_status(int argc, char **argv)
{
    struct tool_args args;
    struct endpoint_book book;
    struct key_pair key;
    struct fault fault = { .text = "" };
    bool ready = true;
    int code;

    if (!tool_args_read("status", help, TAKES_JSON, argc, argv, &args, &code))
        return code;
    if (prepare(&args, &book, &key, &fault) != OK) {
        fprintf(stderr, "%s\n", fault.text);
        return EXIT_NOT_RUN;
    }
    if (args.json)
        fputs("{\"services\":[", stdout);
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        ready = show(&book, i, &key, &args) && ready;
    if (args.json)
        printf("],\"ready\":%s}\n", ready ? "true" : "false");
    key_pair_fini(&key);
    wire_stop();
    return ready ? EXIT_GOOD : EXIT_BAD_RESULT;
}
