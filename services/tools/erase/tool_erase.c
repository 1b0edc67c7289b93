/* madoguchi erase: what was kept long enough is erased, by two persons, and a certificate says so.
 *
 *     madoguchi erase due                                what may be erased (record numbers and days, nothing of persons)
 *     madoguchi erase request --account NAME             a service manager asks for it
 *     madoguchi erase confirm --account NAME --out DIR   another person confirms; keys and files are renewed, the certificate is written
 *     madoguchi erase finish --out DIR                   goes on where an interrupted `confirm` stopped
 *     madoguchi erase new-escrow-key --out DIR           a pair of keys for the copies of the new epoch keys */
#include "erase.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "../escrow_pair.h"
#include "../tools.h"

static const char usage[] =
    "madoguchi erase due|request|confirm|finish|new-escrow-key [--account NAME] [--out DIR]\n"
    "                [--escrow FILE --copy DIR --copy DIR --destroy-on YYYY-MM-DD] [--dir DIR] [--keys DIR] [--lang ja|en]\n\n"
    "保存期間を過ぎた個人情報を、依頼する人と確認する人の二名で消去し、証明書を作ります。\n"
    "パスワードは、端末または標準入力から読みます。\n"
    "Erases what was kept long enough: asked for by one person, confirmed by another. The password is read from the terminal or stdin.\n";

static const struct option known[] = {
    { "account", required_argument, NULL, 'a' }, { "out", required_argument, NULL, 'o' }, { "escrow", required_argument, NULL, 'e' },
    { "copy", required_argument, NULL, 'c' }, { "destroy-on", required_argument, NULL, 'd' }, { "dir", required_argument, NULL, 'D' },
    { "keys", required_argument, NULL, 'K' }, { "lang", required_argument, NULL, 'l' }, { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
};

static bool take(int option, struct erase_args *to)
{
    if (optarg != NULL && strlen(optarg) > DIRECTORY_BYTES_MAX)
        return false;
    switch (option) {
    case 'a': to->account = optarg; return true;
    case 'o': to->out = optarg; return true;
    case 'e': to->escrow = optarg; return true;
    case 'd': to->destroy_on = optarg; return true;
    case 'D': to->dir = optarg; return true;
    case 'K': to->keys = optarg; return true;
    case 'c':
        to->copies[to->copies[0] != NULL] = optarg;
        return true;
    case 'l':
        to->english = strcmp(optarg, "en") == 0;
        return to->english || strcmp(optarg, "ja") == 0;
    default:
        return false;
    }
}

/* Each verb with what it needs. */
static bool complete(const struct erase_args *args)
{
    bool asks = strcmp(args->verb, "request") == 0, confirms = strcmp(args->verb, "confirm") == 0;
    bool writes = confirms || strcmp(args->verb, "finish") == 0 || strcmp(args->verb, "new-escrow-key") == 0;
    struct date day;
    bool warning;

    if (!asks && !writes && strcmp(args->verb, "due") != 0)
        return false;
    if ((asks || confirms) != (args->account != NULL) || writes != (args->out != NULL))
        return false;
    if (args->escrow == NULL)
        return args->copies[0] == NULL && args->destroy_on == NULL;
    return args->copies[1] != NULL && strcmp(args->copies[0], args->copies[1]) != 0 && args->destroy_on != NULL &&
           date_parse(text_of(args->destroy_on), &day, &warning);
}

static bool read_args(int argc, char **argv, struct erase_args *ret, int *ret_exit)
{
    int option;
    bool fine = true, help = false;

    *ret = (struct erase_args){ .verb = "" };
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        help = help || option == 'h';
        fine = fine && (option == 'h' || take(option, ret));
    }
    if (optind + 1 == argc)
        ret->verb = argv[optind];
    if (!help && fine && optind + 1 == argc && complete(ret))
        return true;
    fputs(usage, help ? stdout : stderr);
    *ret_exit = help ? EXIT_GOOD : EXIT_USAGE;
    return false;
}

/* ---- Doing ------------------------------------------------------------------------------------------ */

static enum err renew_and_certify(struct erasure *e, struct fault *fault)
{
    struct path path;

    TRY(erasure_renew(e, fault));
    TRY(erasure_certify(e, &path, fault));
    printf(e->args.english ? "Certificate: %s\n" : "証明書　%s\n", path.at);
    return OK;
}

static enum err run(struct erasure *e, struct fault *fault)
{
    const char *verb = e->args.verb;
    uint64_t count = 0;

    if (e->args.out != NULL)
        TRY(session_hold(&e->session, fault));
    if (e->args.account != NULL)
        TRY(session_log_in(&e->session, e->args.account, fault));
    if (strcmp(verb, "finish") == 0)
        return renew_and_certify(e, fault);
    if (strcmp(verb, "request") == 0)
        TRY(erasure_request(e, &count, fault));
    else if (strcmp(verb, "confirm") == 0)
        TRY(erasure_confirm(e, &count, fault));
    else
        TRY(erasure_list(e, true, &count, fault));
    printf(e->args.english ? "%llu in all\n" : "合計 %llu 件\n", (unsigned long long)count);
    return strcmp(verb, "confirm") == 0 && count > 0 ? renew_and_certify(e, fault) : OK;
}

int tool_erase(int argc, char **argv)
{
    struct erasure *e = calloc(1, sizeof *e);
    struct fault fault = { .text = "" };
    int code = EXIT_GOOD;
    enum err err;

    if (e == NULL || !read_args(argc, argv, &e->args, &code)) {
        free(e);
        return code;
    }
    if (strcmp(e->args.verb, "new-escrow-key") == 0) {
        err = escrow_pair_make(e->args.out, "escrow", &fault);
    } else {
        err = session_open(e->args.dir, e->args.keys, e->args.english, &e->session, &fault);
        if (err == OK)
            err = run(e, &fault);
        session_close(&e->session);
    }
    if (err != OK)
        fprintf(stderr, "%s\n", fault.text);
    free(e);
    return err == OK ? EXIT_GOOD : err == ERR_DENIED ? EXIT_BAD_RESULT : EXIT_NOT_RUN;
}
