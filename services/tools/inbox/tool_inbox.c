/* madoguchi inbox: what waits for a second person.
 *
 *     madoguchi inbox [list] --account NAME              all of it, over all services
 *     madoguchi inbox show REQUEST --account NAME        one of them
 *     madoguchi inbox confirm REQUEST --account NAME     it is carried out, or the part of it that --items names
 *     madoguchi inbox decline REQUEST --account NAME     it is not; one's own is withdrawn */
#include "inbox.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "../tools.h"

static const char usage[] =
    "madoguchi inbox [list] --account NAME [--json]\n"
    "madoguchi inbox show REQUEST --account NAME [--json]\n"
    "madoguchi inbox confirm REQUEST --account NAME [--items 1,3-5] [--yes]\n"
    "madoguchi inbox decline REQUEST --account NAME [--reason REASON] [--yes]\n"
    "    each with [--dir DIR] [--keys KEYDIR] [--lang ja|en]\n\n"
    "二人目の確認を待つ依頼を、確認する人が見て、確認し（一部だけも可）、または断ります。自分の依頼は取り下げるだけです。\n"
    "What waits for a second person: who logs in sees it, confirms it whole or in part, or declines it. Own requests can only be withdrawn.\n"
    "パスワードと認証コードは、端末または標準入力から読みます。 / Password and code are read from the terminal or stdin.\n\n"
    "  REQUEST    一覧の左端の番号（例 inventory-12） / as the list names it (inventory-12)\n"
    "  --items    一覧のうち確認する番号。示さないものは実施しません / the numbers to confirm; what is not named is not done\n"
    "  --reason   differs, not_seen, not_needed, not_agreed, done_already, other\n"
    "  --yes      「yes」の入力を省く / without asking for a \"yes\"\n";

enum { ARG_ACCOUNT = 256, ARG_ITEMS, ARG_REASON, ARG_DIR, ARG_KEYS, ARG_LANG, ARG_YES, ARG_JSON, ARG_HELP };

static const struct option known[] = {
    { "account", required_argument, NULL, ARG_ACCOUNT }, { "items", required_argument, NULL, ARG_ITEMS }, { "reason", required_argument, NULL, ARG_REASON },
    { "dir", required_argument, NULL, ARG_DIR },         { "keys", required_argument, NULL, ARG_KEYS },   { "lang", required_argument, NULL, ARG_LANG },
    { "yes", no_argument, NULL, ARG_YES },               { "json", no_argument, NULL, ARG_JSON },         { "help", no_argument, NULL, ARG_HELP },
    { 0 },
};

static bool reason_of(const char *word, enum decline_reason *ret)
{
    for (uint32_t i = 0; i < decline_reason_values.count; i++)
        if (strcmp(word, decline_reason_values.names[i]) == 0) {
            *ret = (enum decline_reason)(i + 1);
            return true;
        }
    return false;
}

static bool take(int option, struct inbox_args *to)
{
    if (optarg != NULL && strlen(optarg) > DIRECTORY_BYTES_MAX)
        return false;
    switch (option) {
    case ARG_ACCOUNT: to->account = optarg; return true;
    case ARG_ITEMS: to->items = optarg; return true;
    case ARG_REASON: return reason_of(optarg, &to->reason);
    case ARG_DIR: to->dir = optarg; return true;
    case ARG_KEYS: to->keys = optarg; return true;
    case ARG_LANG: to->english = strcmp(optarg, "en") == 0; return to->english || strcmp(optarg, "ja") == 0;
    case ARG_YES: to->yes = true; return true;
    case ARG_JSON: to->json = true; return true;
    default: return false;
    }
}

/* Each verb with what it needs, and nothing it does not take. */
static bool complete(const struct inbox_args *args)
{
    bool lists = strcmp(args->verb, "list") == 0, shows = strcmp(args->verb, "show") == 0;
    bool confirms = strcmp(args->verb, "confirm") == 0, declines = strcmp(args->verb, "decline") == 0;

    if (!(lists || shows || confirms || declines) || args->account == NULL || lists != (args->request == NULL))
        return false;
    return (confirms || args->items == NULL) && (declines || args->reason == 0) && (confirms || declines || !args->yes) && (lists || shows || !args->json);
}

static bool read_args(int argc, char **argv, struct inbox_args *ret, int *ret_exit)
{
    int option;
    bool fine = true, help = false;

    *ret = (struct inbox_args){ .verb = "list" };
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        help = help || option == ARG_HELP;
        fine = fine && (option == ARG_HELP || take(option, ret));
    }
    if (optind < argc)
        ret->verb = argv[optind];
    if (optind + 1 < argc)
        ret->request = argv[optind + 1];
    if (!help && fine && argc - optind <= 2 && complete(ret))
        return true;
    fputs(usage, help ? stdout : stderr);
    *ret_exit = help ? EXIT_GOOD : EXIT_USAGE;
    return false;
}

static enum err list_all(struct inbox *inbox, struct fault *fault)
{
    struct waiting *all;
    uint32_t count;

    TRY(inbox_read(inbox, &all, &count, fault));
    if (inbox->args.json) {
        inbox_print_json(inbox, all, count);
        return OK;
    }
    for (uint32_t i = 0; i < count; i++)
        inbox_print(inbox, &all[i]);
    printf(inbox->args.english ? "%u waiting\n" : "確認待ち　%u 件\n", count);
    return OK;
}

static enum err about_one(struct inbox *inbox, struct fault *fault)
{
    struct waiting one;

    TRY(inbox_find(inbox, &one, fault));
    if (inbox->args.json) {
        inbox_print_json(inbox, &one, 1);
        return OK;
    }
    inbox_print(inbox, &one);
    if (strcmp(inbox->args.verb, "confirm") == 0)
        return inbox_confirm(inbox, &one, fault);
    return strcmp(inbox->args.verb, "decline") == 0 ? inbox_decline(inbox, &one, fault) : OK;
}

static enum err run(struct inbox *inbox, struct fault *fault)
{
    const struct inbox_args *args = &inbox->args;

    TRY(session_open(args->dir, args->keys, args->english, &inbox->session, fault));
    TRY(inbox_read_accounts(inbox, fault));
    TRY(session_log_in(&inbox->session, args->account, fault));
    return args->request == NULL ? list_all(inbox, fault) : about_one(inbox, fault);
}

int tool_inbox(int argc, char **argv)
{
    struct inbox *inbox = calloc(1, sizeof *inbox);
    struct fault fault = { .text = "" };
    int code = EXIT_NOT_RUN;
    enum err err;

    if (inbox == NULL || !read_args(argc, argv, &inbox->args, &code)) {
        free(inbox);
        return code;
    }
    err = run(inbox, &fault);
    session_close(&inbox->session);
    if (err != OK)
        fprintf(stderr, "%s\n", fault.text);
    free(inbox);
    return err == OK ? EXIT_GOOD : err == ERR_DENIED || err == ERR_NOT_FOUND ? EXIT_BAD_RESULT : EXIT_NOT_RUN;
}
