/* madoguchi presence: who was in which area when, and who came and went, for any period, with a proof; and its check.
 *
 *     madoguchi presence --from 2027-02-01 --to 2027-02-28 --account NAME --out DIR
 *     madoguchi presence --check DIR --vkey FILE                 offline, with audit's public key alone */
#include "presence.h"

#include <getopt.h>
#include <stdlib.h>

#include "../place.h"
#include "../tools.h"

static const char usage[] =
    "madoguchi presence --from DAY --to DAY --account NAME --out DIR [--dir DIR] [--keys DIR] [--lang ja|en]\n"
    "madoguchi presence --check DIR --vkey FILE [--lang ja|en]\n\n"
    "立ち入り記録と出退勤記録を、期間を指定して証明つきで書き出します。氏名の閲覧として記録されます。--check は、書き出したものを公開鍵だけで検証します。\n"
    "Writes who was in which area when, and who came and went, with a proof; the look at names is on record. --check verifies such a folder with the public key alone.\n"
    "The password is read from the terminal or stdin. Exit: 0 good, 1 refused or altered, 2 usage, 3 could not run.\n";

static const struct option known[] = {
    { "from", required_argument, NULL, 'f' }, { "to", required_argument, NULL, 't' }, { "account", required_argument, NULL, 'a' },
    { "out", required_argument, NULL, 'o' }, { "check", required_argument, NULL, 'c' }, { "vkey", required_argument, NULL, 'v' },
    { "dir", required_argument, NULL, 'D' }, { "keys", required_argument, NULL, 'K' }, { "lang", required_argument, NULL, 'l' },
    { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
};

static bool take(int option, struct presence_args *to)
{
    bool era;

    if (optarg != NULL && strlen(optarg) > DIRECTORY_BYTES_MAX)
        return false;
    switch (option) {
    case 'f': return date_parse(text_of(optarg), &to->period.from, &era);
    case 't': return date_parse(text_of(optarg), &to->period.to, &era);
    case 'a': to->account = optarg; return true;
    case 'o': to->out = optarg; return true;
    case 'c': to->check = optarg; return true;
    case 'v': to->vkey = optarg; return true;
    case 'D': to->dir = optarg; return true;
    case 'K': to->keys = optarg; return true;
    case 'l':
        to->english = strcmp(optarg, "en") == 0;
        return to->english || strcmp(optarg, "ja") == 0;
    default:
        return false;
    }
}

static bool complete(const struct presence_args *args)
{
    bool period = args->period.from.v != 0 && args->period.from.v <= args->period.to.v;

    if (args->check != NULL)
        return args->vkey != NULL && args->out == NULL && args->account == NULL && args->period.from.v == 0 && args->period.to.v == 0;
    return period && args->account != NULL && args->out != NULL && args->vkey == NULL;
}

static bool read_args(int argc, char **argv, struct presence_args *ret, int *ret_exit)
{
    bool fine = true, help = false;
    int option;

    *ret = (struct presence_args){ 0 };
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        help = help || option == 'h';
        fine = fine && (option == 'h' || take(option, ret));
    }
    if (!help && fine && optind == argc && complete(ret))
        return true;
    fputs(usage, help ? stdout : stderr);
    *ret_exit = help ? EXIT_GOOD : EXIT_USAGE;
    return false;
}

static int check(const struct presence_args *args)
{
    char origin[CHECKPOINT_ORIGIN_MAX + 1], text[VERIFIER_KEY_SIZE] = "", words[AUDIT_FAULT_SIZE];
    struct presence_facts facts;
    uint8_t key[32];
    FILE *file = fopen(args->vkey, "re");
    bool fine = file != NULL && fgets(text, sizeof text, file) != NULL;
    enum err err;

    if (file != NULL)
        fclose(file);
    text[strcspn(text, "\r\n")] = '\0';
    if (!fine || !verifier_key_get(text_of(text), origin, key)) {
        fprintf(stderr, "%s: %s\n", args->vkey, args->english ? "not a public key" : "公開鍵を読めません");
        return EXIT_NOT_RUN;
    }
    presence_init(&facts);
    err = presence_check(args->check, origin, key, args->english, &facts, words);
    presence_fini(&facts);
    if (err == OK && words[0] == '\0')
        puts(args->english ? "verified: the tables are what staff's entries say, and none is missing" : "検証できました。表は従事者の記録のとおりで、欠けた記録はありません。");
    else
        fprintf(stderr, "%s\n", words);
    return err != OK ? EXIT_NOT_RUN : words[0] == '\0' ? EXIT_GOOD : EXIT_BAD_RESULT;
}

int tool_presence(int argc, char **argv)
{
    struct presence_args args;
    struct fault fault = { .text = "" };
    enum err err;
    int code;

    if (!read_args(argc, argv, &args, &code))
        return code;
    if (args.check != NULL)
        return check(&args);
    err = presence_export(&args, &fault);
    if (err != OK)
        fprintf(stderr, "%s\n", fault.text);
    return err == OK ? EXIT_GOOD : err == ERR_DENIED || err == ERR_CORRUPT ? EXIT_BAD_RESULT : EXIT_NOT_RUN;
}
