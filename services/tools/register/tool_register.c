/* madoguchi register: the registers the contract asks for.
 *
 *     madoguchi register list --account NAME                         which there are
 *     madoguchi register show KIND --account NAME                    its rows, personal cells masked; --row N: every version of one
 *     madoguchi register import KIND FILE --account NAME [--take]    checks a file; takes it in, whole or not at all
 *     madoguchi register export KIND --account NAME --purpose WORD --out FILE
 *                                                                    everything in clear, readable without the system */
#include "register.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "../tools.h"

static const char usage[] =
    "madoguchi register list --account NAME\n"
    "madoguchi register show KIND --account NAME [--as-of YYYY-MM-DD | --row N]\n"
    "madoguchi register import KIND FILE --account NAME [--take]\n"
    "madoguchi register export KIND --account NAME --purpose PURPOSE --out FILE [--as-of YYYY-MM-DD] [--encoding utf8|utf8-bom|cp932]\n"
    "    each with [--dir DIR] [--keys KEYDIR] [--lang ja|en]\n\n"
    "貸与品台帳・緊急連絡網・再委託・名簿などの台帳を見て、CSVで取り込み、書き出します。取込みは検査だけを行い、--take で反映します。\n"
    "書出しは目的とともに記録されます。パスワードと認証コードは、端末または標準入力から読みます。\n"
    "Registers: seen, taken in and out as CSV. An import is checked only, unless --take. An export is recorded with its purpose.\n"
    "The password and code are read from the terminal or stdin.\n\n"
    "  --as-of     その日に有効な記載だけ / rows in force that day\n"
    "  --row       その番号の記載のすべての版 / every version of that row\n"
    "  --purpose   report, inspection, handover, emergency, …\n";

enum { ARG_ACCOUNT = 256, ARG_AS_OF, ARG_ROW, ARG_TAKE, ARG_PURPOSE, ARG_OUT, ARG_ENCODING, ARG_DIR, ARG_KEYS, ARG_LANG, ARG_HELP };

static const struct option known[] = {
    { "account", required_argument, NULL, ARG_ACCOUNT }, { "as-of", required_argument, NULL, ARG_AS_OF }, { "row", required_argument, NULL, ARG_ROW },
    { "take", no_argument, NULL, ARG_TAKE },             { "purpose", required_argument, NULL, ARG_PURPOSE }, { "out", required_argument, NULL, ARG_OUT },
    { "encoding", required_argument, NULL, ARG_ENCODING }, { "dir", required_argument, NULL, ARG_DIR },    { "keys", required_argument, NULL, ARG_KEYS },
    { "lang", required_argument, NULL, ARG_LANG },       { "help", no_argument, NULL, ARG_HELP },         { 0 },
};

static bool take_encoding(struct register_args *to)
{
    to->cp932 = strcmp(optarg, "cp932") == 0;
    to->mark = strcmp(optarg, "utf8-bom") == 0;
    return to->cp932 || to->mark || strcmp(optarg, "utf8") == 0;
}

static bool take_row(struct register_args *to)
{
    char *end;

    to->row = strtoull(optarg, &end, 10);
    return *end == '\0' && to->row > 0 && to->row <= 1000000;
}

static bool take(int option, struct register_args *to)
{
    bool converted;

    if (optarg != NULL && strlen(optarg) > DIRECTORY_BYTES_MAX)
        return false;
    switch (option) {
    case ARG_ACCOUNT: to->account = optarg; return true;
    case ARG_AS_OF: return date_parse(text_of(optarg), &to->as_of, &converted);
    case ARG_ROW: return take_row(to);
    case ARG_TAKE: to->take = true; return true;
    case ARG_PURPOSE: to->purpose = optarg; return true;
    case ARG_OUT: to->out = optarg; return true;
    case ARG_ENCODING: return take_encoding(to);
    case ARG_DIR: to->dir = optarg; return true;
    case ARG_KEYS: to->keys = optarg; return true;
    case ARG_LANG: to->english = strcmp(optarg, "en") == 0; return to->english || strcmp(optarg, "ja") == 0;
    default: return false;
    }
}

/* Each verb with what it needs, and nothing it does not take. */
static bool complete(const struct register_args *args, bool encoding_said)
{
    bool lists = strcmp(args->verb, "list") == 0, shows = strcmp(args->verb, "show") == 0;
    bool imports = strcmp(args->verb, "import") == 0, exports = strcmp(args->verb, "export") == 0;

    if (!(lists || shows || imports || exports) || args->account == NULL || lists != (args->kind == NULL) || imports != (args->file != NULL))
        return false;
    if (exports != (args->out != NULL) || exports != (args->purpose != NULL) || (encoding_said && !exports) || (args->take && !imports))
        return false;
    if (args->row != 0)
        return shows && args->as_of.v == 0;
    return args->as_of.v == 0 || shows || exports;
}

static bool read_args(int argc, char **argv, struct register_args *ret, int *ret_exit)
{
    bool fine = true, help = false, encoding_said = false;
    int option;

    *ret = (struct register_args){ .verb = "", .mark = true };
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        help = help || option == ARG_HELP;
        encoding_said = encoding_said || option == ARG_ENCODING;
        fine = fine && (option == ARG_HELP || take(option, ret));
    }
    if (optind < argc)
        ret->verb = argv[optind];
    if (optind + 1 < argc)
        ret->kind = argv[optind + 1];
    if (optind + 2 < argc)
        ret->file = argv[optind + 2];
    if (!help && fine && argc - optind <= 3 && complete(ret, encoding_said))
        return true;
    fputs(usage, help ? stdout : stderr);
    *ret_exit = help ? EXIT_GOOD : EXIT_USAGE;
    return false;
}

/* What the person may see; the kind that was named among it. */
static enum err read_registers(struct register_tool *tool, struct fault *fault)
{
    struct registers_result *all = arena_take(&tool->session.arena, sizeof *all);

    TRY(session_ask(&tool->session, register_service(), "registers", &registers_spec, &(struct registers){ 0 }, &registers_result_spec, all, fault));
    tool->registers = all;
    for (uint32_t i = 0; tool->args.kind != NULL && i < all->registers.count; i++)
        if (text_is(all->registers.at[i].kind.register_code, tool->args.kind))
            tool->kind = &all->registers.at[i].kind;
    fault_set(fault, tool->args.english ? "%s: there is no such register, or it is not yours to see" : "%s: その台帳はないか、扱う役割ではありません", tool->args.kind != NULL ? tool->args.kind : "");
    return tool->args.kind != NULL && tool->kind == NULL ? ERR_DENIED : OK;
}

static enum err run(struct register_tool *tool, struct fault *fault)
{
    const struct register_args *args = &tool->args;

    TRY(session_open(args->dir, args->keys, args->english, &tool->session, fault));
    TRY(session_log_in(&tool->session, args->account, fault));
    TRY(read_registers(tool, fault));
    if (strcmp(args->verb, "list") == 0)
        return register_list(tool);
    if (strcmp(args->verb, "show") == 0)
        return register_show(tool, fault);
    return strcmp(args->verb, "import") == 0 ? register_import(tool, fault) : register_export(tool, fault);
}

int tool_register(int argc, char **argv)
{
    struct register_tool *tool = calloc(1, sizeof *tool);
    struct fault fault = { .text = "" };
    int code = EXIT_NOT_RUN;
    enum err err;

    if (tool == NULL || !read_args(argc, argv, &tool->args, &code)) {
        free(tool);
        return code;
    }
    err = run(tool, &fault);
    session_close(&tool->session);
    if (err != OK)
        fprintf(stderr, "%s\n", fault.text);
    free(tool);
    return err == OK ? EXIT_GOOD : err == ERR_DENIED ? EXIT_BAD_RESULT : EXIT_NOT_RUN;
}
