/* madoguchi device code: a one-time code for a PC whose key the services know. */
#include <string.h>

#include "base/invariant.h"
#include "device.h"
#include "trust/random.h"

static int say_no(const struct tool_args *args, const char *ja, const char *en, const char *about)
{
    fprintf(stderr, "%s: %s\n", args->english ? en : ja, about);
    return EXIT_BAD_RESULT;
}

/* Nothing is done here that the keeper of the allow-list must see. */
static int tell_how_to_enrol(const struct tool_args *args, const char *name)
{
    fprintf(stderr,
            args->english ? "%s has no key that the allow-list knows. Make and enrol one, then ask again:\n" : "%s の鍵が名簿にありません。鍵を作って登録してから、もう一度お試しください。\n", name);
    fprintf(stderr, "    madoguchi key new %s\n    madoguchi key enrol %s terminal --rights %s --key KEY --fingerprint FINGERPRINT\n", name, name, DEVICE_RIGHTS);
    return EXIT_BAD_RESULT;
}

static bool is_device(struct device_book *book, const char *name)
{
    for (uint32_t i = 0; i < book->console.devices.count; i++)
        if (strcmp(device_name(book, i), name) == 0)
            return true;
    return false;
}

static int make(const struct tool_args *args, struct device_book *book)
{
    char code[DEVICE_CODE_SIZE];
    struct key_pair own;
    struct fault fault;
    enum err err;

    if (!is_device(book, args->file))
        return say_no(args, "console.yaml の devices にありません", "not among the devices of console.yaml", args->file);
    if (!device_has_key(book, args->file))
        return tell_how_to_enrol(args, args->file);
    err = office_peer(&book->at, "console", &own, &fault);
    if (err == OK) {
        err = device_code_make(&book->at, &own, args->file, book->now_us, code, &fault);
        key_pair_fini(&own);
    }
    if (err != OK) {
        fprintf(stderr, "%s: %s\n", args->english ? "no code was made" : "コードを作れません", fault.text);
        return EXIT_NOT_RUN;
    }
    printf(args->english ? "%s: %s\nType it in the browser of that PC within %u hours. It is shown this once.\n"
                         : "%s: %s\nその端末のブラウザで、%u時間以内に入力してください。この一度だけ表示します。\n", args->file, code, DEVICE_CODE_HOURS);
    secret_wipe(code, sizeof code);
    return EXIT_GOOD;
}

int device_code(const struct tool_args *args)
{
    struct device_book book;
    struct fault fault;
    int code = EXIT_NOT_RUN;

    if (args->file == NULL) {
        fprintf(stderr, "madoguchi device code NAME\n");
        return EXIT_USAGE;
    }
    if (device_book_open(args, &book, &fault) != OK)
        fprintf(stderr, "%s: %s\n", args->english ? "the devices cannot be read" : "端末の一覧を読めません", fault.text);
    else
        code = make(args, &book);
    device_book_close(&book);
    return code;
}
