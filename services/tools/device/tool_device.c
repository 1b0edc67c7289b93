/* madoguchi device: which PCs are devices of the console, and the code that makes a browser one of them. Here: the words, and what
 * both subcommands look at. */
#include "device.h"

#include <string.h>
#include <unistd.h>

#include "base/invariant.h"
#include "shell/clock.h"
#include "tools.h"

static const char code_help[] =
    "madoguchi device code NAME\n\n"
    "  端末の登録コードを作ります。一度だけ、24時間使えます。前のコードは無効になります。 / makes the code that enrols a PC: good once, for 24 hours; an earlier one is void\n"
    "  NAME は config/console.yaml の terminal です。 / NAME is a terminal of config/console.yaml";
static const char list_help[] = "madoguchi device list\n\n  端末の一覧と、登録の状態 / the devices, and whether a browser has been enrolled as each";

enum err device_book_open(const struct tool_args *args, struct device_book *ret, struct fault *ret_fault)
{
    struct wire_fault wire = { .text = "" };
    struct shell_clock clock;
    enum err err;

    *ret = (struct device_book){ .peers = NULL };
    arena_init(&ret->arena, 1u << 20);
    must(clock_open(&clock, NULL) == OK);
    ret->now_us = clock_us(&clock);
    TRY(place_find(args->dir, args->keys, &ret->place, ret_fault));
    TRY(installation_load(ret->place.dir, ret->place.keys, &ret->at, ret_fault));
    TRY(office_devices(ret->place.config, &ret->arena, &ret->console, ret_fault));
    err = peers_load(key_path(&ret->at, "peers").at, &ret->peers, &wire);
    fault_set(ret_fault, "%s", wire.text);
    return err;
}

void device_book_close(struct device_book *book)
{
    peers_drop(&book->peers);
    arena_fini(&book->arena);
}

const char *device_name(struct device_book *book, uint32_t index)
{
    return text_terminated(&book->arena, book->console.devices.at[index].terminal);
}

bool device_has_key(const struct device_book *book, const char *name)
{
    struct key_pair pair;
    bool enrolled;

    if (key_pair_load(curve_key_path(&book->at, name).at, &pair) != OK)
        return false;
    enrolled = peers_find(book->peers, pair.public_key) != NULL;
    key_pair_fini(&pair);
    return enrolled;
}

int tool_device(int argc, char **argv)
{
    struct tool_args args;
    int code = EXIT_USAGE;

    if (argc >= 2 && strcmp(argv[1], "code") == 0)
        return tool_args_read("device code", code_help, TAKES_FILE, argc - 1, argv + 1, &args, &code) ? device_code(&args) : code;
    if (argc >= 2 && strcmp(argv[1], "list") == 0)
        return tool_args_read("device list", list_help, TAKES_JSON, argc - 1, argv + 1, &args, &code) ? device_list(&args) : code;
    code = argc >= 2 && strcmp(argv[1], "--help") == 0 ? EXIT_GOOD : EXIT_USAGE;
    fprintf(code == EXIT_GOOD ? stdout : stderr, "%s\n\n%s\n", code_help, list_help);
    return code;
}
