/* madoguchi backup: the running office into two sealed files, which this machine can write and not read.
 *
 *     madoguchi backup new-key --out DIR                                  the pair of keys; the secret half is carried off
 *     madoguchi backup --public FILE --out DIR --keys-out DIR             logs into one folder, keys into another (two media) */
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "../escrow_pair.h"
#include "../tools.h"
#include "backup.h"
#include "shell/options.h"
#include "trust/keyfile.h"

static const char usage[] =
    "madoguchi backup --public FILE --out DIR --keys-out DIR [--dir DIR] [--keys DIR] [--lang ja|en]\n"
    "madoguchi backup new-key --out DIR\n\n"
    "動いている窓口のバックアップを、記録（--out）と鍵（--keys-out）の二つの封をしたファイルに書きます。\n"
    "このコンピューターでは開けません。開くための鍵は new-key で作り、別の場所に保管します。\n"
    "Backs up the running office into two sealed files: logs (--out) and keys (--keys-out). This machine cannot open them; the\n"
    "key that can is made by new-key and kept elsewhere. Keep the two files on different media; keep only the newest key file.\n";

static const struct option known[] = {
    { "public", required_argument, NULL, 'p' }, { "out", required_argument, NULL, 'o' }, { "keys-out", required_argument, NULL, 'k' },
    { "dir", required_argument, NULL, 'D' },    { "keys", required_argument, NULL, 'K' }, { "lang", required_argument, NULL, 'l' },
    { "help", no_argument, NULL, 'h' },         { NULL, 0, NULL, 0 },
};

struct backup_args {
    const char *verb, *public_key, *out, *keys_out, *dir, *keys;
    bool english;
};

static bool take(int option, struct backup_args *to)
{
    if (optarg != NULL && strlen(optarg) > DIRECTORY_BYTES_MAX)
        return false;
    switch (option) {
    case 'p': to->public_key = optarg; return true;
    case 'o': to->out = optarg; return true;
    case 'k': to->keys_out = optarg; return true;
    case 'D': to->dir = optarg; return true;
    case 'K': to->keys = optarg; return true;
    case 'l': to->english = strcmp(optarg, "en") == 0; return to->english || strcmp(optarg, "ja") == 0;
    default: return false;
    }
}

static bool complete(const struct backup_args *args)
{
    if (args->out == NULL)
        return false;
    if (args->verb != NULL)
        return strcmp(args->verb, "new-key") == 0 && args->public_key == NULL && args->keys_out == NULL;
    return args->public_key != NULL && args->keys_out != NULL && strcmp(args->out, args->keys_out) != 0;
}

static bool read_args(int argc, char **argv, struct backup_args *ret, int *ret_exit)
{
    bool fine = true, help = false;
    int option;

    *ret = (struct backup_args){ .verb = NULL };
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        help = help || option == 'h';
        fine = fine && (option == 'h' || take(option, ret));
    }
    if (optind < argc)
        ret->verb = argv[optind];
    if (!help && fine && optind + 1 >= argc && complete(ret))
        return true;
    fputs(usage, help ? stdout : stderr);
    *ret_exit = help ? EXIT_GOOD : EXIT_USAGE;
    return false;
}

/* Of a trial, whose clock may be driven. */
static enum err clocks(struct session *s, struct backup_file *file, struct fault *fault)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        struct path path = service_path(&s->at, office_service_name(i), "clock");

        if (access(path.at, F_OK) == 0)
            TRY(part_of_file(file, path_format("clock/%s", office_service_name(i)).at, path.at, fault));
    }
    return OK;
}

static enum err write_logs(struct session *s, const struct backup_args *args, const uint8_t public_key[32], struct fault *fault)
{
    struct backup_file file;
    struct place place;
    uint64_t map_bytes;
    enum err err;

    TRY(place_find(args->dir, args->keys, &place, fault));
    TRY(office_map_bytes(place.config, &map_bytes, fault));
    TRY(backup_begin(args->out, "log", s->at.site, s->now_us, public_key, &file, fault));
    err = part_of_file(&file, "office", path_format("%s/office", s->at.dir).at, fault);
    if (err == OK)
        err = parts_of_folder(&file, "config", place.config, fault);
    if (err == OK)
        err = clocks(s, &file, fault);
    if (err == OK)
        err = backup_logs(s, &file, map_bytes, fault);
    if (err == OK)
        return backup_end(&file, args->english, fault);
    sealed_drop(&file.to);
    return err;
}

static enum err write_keys(struct session *s, const struct backup_args *args, const uint8_t public_key[32], struct fault *fault)
{
    struct backup_file file;
    enum err err;

    TRY(backup_begin(args->keys_out, "keys", s->at.site, s->now_us, public_key, &file, fault));
    err = backup_keys(s, &file, fault);
    if (err == OK)
        return backup_end(&file, args->english, fault);
    sealed_drop(&file.to);
    return err;
}

/* What would stop the backup later stops it before a file of it is there. */
static enum err look_ahead(const struct session *s, const struct backup_args *args, struct fault *fault)
{
    struct place place;

    TRY(place_find(args->dir, args->keys, &place, fault));
    TRY(parts_of_folder(NULL, "config", place.config, fault));
    return parts_of_folder(NULL, "key", s->at.keys, fault);
}

static enum err write_both(const struct backup_args *args, struct session *s, struct fault *fault)
{
    uint8_t public_key[32];
    enum err err = keyfile_load(args->public_key, public_key, sizeof public_key);

    fault_set(fault, "%s: %s", args->public_key, keyfile_why(args->public_key, sizeof public_key));
    TRY(err);
    err = session_open(args->dir, args->keys, args->english, s, fault);
    if (err == OK)
        err = session_hold(s, fault);
    if (err == OK)
        err = look_ahead(s, args, fault);
    if (err == OK)
        err = write_logs(s, args, public_key, fault);
    if (err == OK)
        err = write_keys(s, args, public_key, fault);
    session_close(s);
    return err;
}

int tool_backup(int argc, char **argv)
{
    struct backup_args args;
    struct fault fault = { .text = "" };
    struct session *s;
    int code = EXIT_GOOD;
    enum err err;

    if (!read_args(argc, argv, &args, &code))
        return code;
    s = calloc(1, sizeof *s);
    if (s == NULL)
        return EXIT_NOT_RUN;
    err = args.verb != NULL ? escrow_pair_make(args.out, "backup", &fault) : write_both(&args, s, &fault);
    free(s);
    if (err != OK)
        fprintf(stderr, "%s\n", fault.text);
    else if (args.verb == NULL)
        puts(args.english ? "Keep the two on different media. Older key files: destroy them."
                          : "二つのファイルは別の媒体に保管してください。前の鍵ファイルは破棄してください。");
    return err == OK ? EXIT_GOOD : EXIT_NOT_RUN;
}
