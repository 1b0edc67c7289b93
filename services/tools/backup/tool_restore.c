/* madoguchi restore: the two files of a backup, put back on a blank machine.
 *
 *     madoguchi restore --log FILE --key-file FILE --secret FILE [--dir DIR] [--keys DIR]
 *
 * Everything is read, checked and put together beside DIR and KEYDIR; these get their names last. The services fold their states anew when
 * they start, and begin an epoch. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "../tools.h"
#include "base/date.h"
#include "base/file.h"
#include "restore.h"
#include "shell/options.h"
#include "trust/keyfile.h"

static const char usage[] =
    "madoguchi restore --log FILE --key-file FILE --secret FILE [--dir DIR] [--keys DIR] [--lang ja|en]\n\n"
    "バックアップの二つのファイルを、空のコンピューターに復元します。--secret は、別の場所に保管した鍵です。\n"
    "鍵ファイルは、いちばん新しいものを使ってください。消去した人の情報は、古い記録からも戻りません。\n"
    "Puts the two files of a backup back on a blank machine. --secret is the key that is kept elsewhere. Use the newest key file:\n"
    "then the data of persons who were erased do not come back, from older logs neither.\n";

static const struct option known[] = {
    { "log", required_argument, NULL, 'g' },  { "key-file", required_argument, NULL, 'k' }, { "secret", required_argument, NULL, 's' },
    { "dir", required_argument, NULL, 'D' },  { "keys", required_argument, NULL, 'K' },     { "lang", required_argument, NULL, 'l' },
    { "help", no_argument, NULL, 'h' },       { NULL, 0, NULL, 0 },
};

struct restore_args {
    const char *log, *key_file, *secret, *dir, *keys;
    bool english;
};

static bool take(int option, struct restore_args *to)
{
    if (optarg != NULL && strlen(optarg) > DIRECTORY_BYTES_MAX)
        return false;
    switch (option) {
    case 'g': to->log = optarg; return true;
    case 'k': to->key_file = optarg; return true;
    case 's': to->secret = optarg; return true;
    case 'D': to->dir = optarg; return true;
    case 'K': to->keys = optarg; return true;
    case 'l': to->english = strcmp(optarg, "en") == 0; return to->english || strcmp(optarg, "ja") == 0;
    default: return false;
    }
}

static bool read_args(int argc, char **argv, struct restore_args *ret, int *ret_exit)
{
    bool fine = true, help = false;
    int option;

    *ret = (struct restore_args){ .log = NULL };
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        help = help || option == 'h';
        fine = fine && (option == 'h' || take(option, ret));
    }
    if (!help && fine && optind == argc && ret->log != NULL && ret->key_file != NULL && ret->secret != NULL)
        return true;
    fputs(usage, help ? stdout : stderr);
    *ret_exit = help ? EXIT_GOOD : EXIT_USAGE;
    return false;
}

/* ---- Before and after -------------------------------------------------------------------------------- */

/* An empty folder gives way; anything else stays as it is. */
static enum err must_be_blank(const char *path, struct fault *fault)
{
    if (rmdir(path) == 0 || errno == ENOENT)
        return OK;
    fault_set(fault, "%s: is not empty; a backup is put back where nothing is", path);
    return ERR_DENIED;
}

static enum err move(const char *from, const char *to, struct fault *fault)
{
    enum err err = rename(from, to) == 0 ? OK : ERR_IO;

    if (err == OK)
        err = folder_flush_of(to);
    fault_set(fault, "%s: %s", to, strerror(errno));
    return err;
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* A run that was cut between its two last moves: KEYDIR has its name and DIR has not. KEYDIR.restoring is made first and removed last, so
 * DIR.restoring without it says so. The name is given back, and all of it is done again: with which files, this run knows. */
static enum err take_name_back(const struct restoration *r, struct fault *fault)
{
    if (!is_there(r->dir.at) || is_there(r->keys.at) || !is_there(r->place.keys))
        return OK;
    return move(r->place.keys, r->keys.at, fault);
}

static void remove_both(const struct restoration *r)
{
    folder_remove(r->dir.at);
    folder_remove(r->keys.at);
}

static enum err make_room(struct restoration *r, struct fault *fault)
{
    TRY(must_be_blank(r->place.dir, fault));
    TRY(take_name_back(r, fault));
    TRY(must_be_blank(r->place.keys, fault));
    remove_both(r);                                      /* of an interrupted run */
    TRY(folder_make(r->keys.at, fault));
    return folder_make(r->dir.at, fault);
}

/* KEYDIR first. When DIR does not get its name, KEYDIR gives it back. */
static enum err give_names(const struct restoration *r, struct fault *fault)
{
    enum err err;

    TRY(move(r->keys.at, r->place.keys, fault));
    err = move(r->dir.at, r->place.dir, fault);
    if (err != OK && is_there(r->dir.at))
        (void)rename(r->place.keys, r->keys.at);
    return err;
}

/* Sockets of this machine lie in DIR, which may be another one than it was. */
static enum err endpoints_here(struct restoration *r, struct fault *fault)
{
    struct installation at;
    struct endpoint_book book;
    struct path run = path_format("%s/run", r->place.dir);
    char text[4096], key[WIRE_KEY_TEXT_SIZE];
    size_t len = 0;

    TRY(installation_load(r->dir.at, r->keys.at, &at, fault));
    TRY(endpoint_book_load(&at, &book, fault));
    for (uint32_t i = 0; i < book.count; i++) {
        struct endpoint_line *line = &book.at[i];

        fault_set(fault, "%s: too long for the address of a socket", run.at);
        if (strncmp(line->command_address, "ipc://", 6) == 0)
            TRY(address_make(run.at, line->service, ADDRESS_COMMANDS, line->command_address));
        if (strncmp(line->event_address, "ipc://", 6) == 0)
            TRY(address_make(run.at, line->service, ADDRESS_EVENTS, line->event_address));
        wire_key_put(line->key, key);
        len += (size_t)snprintf(text + len, sizeof text - len, "%s %s %s %s\n", line->service, line->command_address, line->event_address, key);
        if (len >= sizeof text)
            return ERR_LIMIT;
    }
    fault_set(fault, "%s/endpoints: not written", r->keys.at);
    return file_put(path_format("%s/endpoints", r->keys.at).at, text, 0600);
}

/* ---- The run ------------------------------------------------------------------------------------------ */

static void report(const struct restoration *r)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        const struct log_store *log = &r->logs.at[i];
        char last[17];

        tokyo_put(last, log->last_at_us);
        printf(r->english ? "  %-14s %10" PRIu64 " entries up to %s" : "  %-14s 記録 %10" PRIu64 " 件（%s まで）", office_service_name(i), log->head, last);
        if (log->from_audit > 0)
            printf(r->english ? ", %" PRIu64 " of them from audit" : "、うち監査から %" PRIu64 " 件", log->from_audit);
        puts("");
    }
    puts(r->english ? "What was answered later than these is not in the backup: enter it again. ./madoguchi up goes on from here."
                    : "これより後に受け付けたものはバックアップにありません。もう一度入力してください。./madoguchi up で窓口を再開できます。");
}

/* A key file from before the log would bring back who was erased in between, and whoever came in between would be taken for erased. */
static enum err read_files(struct restoration *r, const struct restore_args *args, const uint8_t secret[32], struct fault *fault)
{
    struct part_taker keys = restore_key_parts(r), logs = restore_log_parts(r);
    char keys_time[BACKUP_TIME_SIZE], log_time[BACKUP_TIME_SIZE];
    uint16_t site;

    TRY(backup_read(args->key_file, "keys", secret, &keys, &r->logs.site, keys_time, fault));
    site = r->logs.site;
    TRY(backup_read(args->log, "log", secret, &logs, &r->logs.site, log_time, fault));
    fault_set(fault, "%s is of site %u, %s of site %u", args->key_file, site, args->log, r->logs.site);
    if (site != r->logs.site)
        return ERR_DENIED;
    fault_set(fault, "%s is older (%s) than %s (%s): take the newest key file", args->key_file, keys_time, args->log, log_time);
    if (strcmp(keys_time, log_time) < 0)
        return ERR_DENIED;
    TRY(log_stores_end(&r->logs, fault));
    return endpoints_here(r, fault);
}

static enum err put_back(struct restoration *r, const struct restore_args *args, const uint8_t secret[32], struct fault *fault)
{
    enum err err;

    TRY(make_room(r, fault));
    err = read_files(r, args, secret, fault);
    restore_parts_fini(r);
    if (err == OK)
        report(r);
    log_stores_fini(&r->logs);
    if (err == OK)
        err = give_names(r, fault);
    if (err != OK)
        remove_both(r);
    return err;
}

static enum err restore(struct restoration *r, const struct restore_args *args, struct fault *fault)
{
    uint8_t secret[32];
    enum err err = keyfile_load(args->secret, secret, sizeof secret);

    fault_set(fault, "%s: %s", args->secret, keyfile_why(args->secret, sizeof secret));
    TRY(err);
    err = place_find(args->dir, args->keys, &r->place, fault);
    if (err == OK) {
        r->english = args->english;
        r->dir = path_format("%s.restoring", r->place.dir);
        r->keys = path_format("%s.restoring", r->place.keys);
        log_stores_init(&r->logs, 0);
        err = put_back(r, args, secret, fault);
    }
    secret_wipe(secret, sizeof secret);
    return err;
}

int tool_restore(int argc, char **argv)
{
    struct restore_args args;
    struct fault fault = { .text = "" };
    struct restoration *r;
    int code = EXIT_GOOD;
    enum err err;

    if (!read_args(argc, argv, &args, &code))
        return code;
    r = calloc(1, sizeof *r);
    if (r == NULL)
        return EXIT_NOT_RUN;
    err = restore(r, &args, &fault);
    free(r);
    if (err != OK)
        fprintf(stderr, "%s\n", fault.text);
    return err == OK ? EXIT_GOOD : err == ERR_DENIED ? EXIT_BAD_RESULT : EXIT_NOT_RUN;
}
