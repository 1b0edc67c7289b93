/* madoguchi-audit: reads and checks the audit log of an office, or an exported copy. Only understands its words. */
#include <getopt.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "auditor.h"
#include "trust/random.h"
#include "words.h"

enum { OPT_DIR = 256, OPT_KEYS, OPT_BUNDLE, OPT_STATE, OPT_VKEY, OPT_CHECK, OPT_LANG, OPT_JSON, OPT_CSV, OPT_HELP };

static const struct option known[] = {
    { "dir", required_argument, NULL, OPT_DIR },     { "keys", required_argument, NULL, OPT_KEYS },  { "bundle", required_argument, NULL, OPT_BUNDLE },
    { "state", required_argument, NULL, OPT_STATE }, { "vkey", required_argument, NULL, OPT_VKEY },  { "check", required_argument, NULL, OPT_CHECK },
    { "lang", required_argument, NULL, OPT_LANG },   { "json", no_argument, NULL, OPT_JSON },        { "csv", no_argument, NULL, OPT_CSV },
    { "help", no_argument, NULL, OPT_HELP },         { 0 },
};

enum takes { TAKES_OPERAND = 1, TAKES_BUNDLE = 2, TAKES_CSV = 4, TAKES_CHECK = 8, TAKES_STATE = 16 };

static const struct command {
    const char *name;
    unsigned takes;
    int (*run)(const struct ask *ask);
} commands[] = {
    { "head", TAKES_CSV | TAKES_STATE, cmd_head },
    { "show", TAKES_OPERAND, cmd_show },
    { "verify", TAKES_BUNDLE | TAKES_CSV | TAKES_STATE, cmd_verify },
    { "export", TAKES_OPERAND | TAKES_CHECK | TAKES_CSV | TAKES_STATE, cmd_export },
};

static void help(FILE *to)
{
    fputs(words("madoguchi-audit head    監査ログの大きさ、署名、サービスごとの取込み状況\n"
                "madoguchi-audit show INDEX   一件の記録と、署名済みの監査ログに含まれることの証明\n"
                "madoguchi-audit verify  すべての記録を読み直し、根・つながり・署名を検証\n"
                "madoguchi-audit verify --bundle DIR   書き出したものを、窓口に接続せずに検証\n"
                "madoguchi-audit export DIR   第三者が確かめられる形で書き出し（DIR は空か、ないこと）\n"
                "madoguchi-audit export --check DIR   書き出したものを検証\n"
                "\n"
                "  --dir DIR       窓口のデータの置き場所\n"
                "  --keys KEYDIR   鍵の置き場所（DIR の外）\n"
                "  --state FILE    前回検証した先頭の保存先（既定 KEYDIR/auditor.head）\n"
                "  --vkey FILE     監査の公開鍵（既定 KEYDIR/audit.vkey、書き出しでは keys.txt）\n"
                "  --json, --csv   機械で読む形で表示（CSV はサービスごとの行）\n"
                "  --lang ja|en    表示の言語（既定は LANG による）\n"
                "  --help, --version\n"
                "\n"
                "終了コード  0 検証できた  1 改ざん  2 使い方の誤り  3 判定できない  4 欠けがある\n",
                "madoguchi-audit head    size of the log, its signature, how far each service has been taken\n"
                "madoguchi-audit show INDEX   one entry, and the proof that the signed log holds it\n"
                "madoguchi-audit verify  reads every entry again and checks root, chains and signature\n"
                "madoguchi-audit verify --bundle DIR   the same over an exported copy, offline\n"
                "madoguchi-audit export DIR   writes the log so that a stranger can check it (DIR empty or not there)\n"
                "madoguchi-audit export --check DIR   checks such a copy\n"
                "\n"
                "  --dir DIR       the installation's data\n"
                "  --keys KEYDIR   its keys, outside of DIR\n"
                "  --state FILE    where the head verified last is kept (default KEYDIR/auditor.head)\n"
                "  --vkey FILE     audit's public key (default KEYDIR/audit.vkey; of a copy its keys.txt)\n"
                "  --json, --csv   for machines (CSV: a row for each service)\n"
                "  --lang ja|en    default by LANG\n"
                "  --help, --version\n"
                "\n"
                "exit codes  0 verified  1 tampered  2 usage  3 cannot tell  4 incomplete\n"),
          to);
}

/* False: not understood. */
static bool take(int option, unsigned takes, struct ask *to)
{
    switch (option) {
    case OPT_DIR: to->dir = optarg; return true;
    case OPT_KEYS: to->keys = optarg; return true;
    case OPT_BUNDLE: to->bundle = optarg; return (takes & TAKES_BUNDLE) != 0;
    case OPT_STATE: to->state = optarg; return (takes & TAKES_STATE) != 0;
    case OPT_VKEY: to->vkey = optarg; return true;
    case OPT_CHECK: to->operand = optarg; to->check = true; return (takes & TAKES_CHECK) != 0;
    case OPT_LANG: words_choose(strcmp(optarg, "en") == 0); return words_english() || strcmp(optarg, "ja") == 0;
    case OPT_JSON: to->json = true; return true;
    case OPT_CSV: to->csv = true; return (takes & TAKES_CSV) != 0;
    default: return false;
    }
}

/* True to go on; else *ret_code, with everything said. */
static bool read_words(int argc, char **argv, const struct command *command, struct ask *ask, int *ret_code)
{
    int option;

    *ret_code = AUDIT_EXIT_USAGE;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (option == OPT_HELP) {
            help(stdout);
            *ret_code = 0;
            return false;
        }
        if (!take(option, command->takes, ask)) {
            help(stderr);
            return false;
        }
    }
    if ((command->takes & TAKES_OPERAND) != 0 && !ask->check && optind < argc)
        ask->operand = argv[optind++];
    if (optind != argc || ((command->takes & TAKES_OPERAND) != 0 && ask->operand == NULL) || (ask->json && ask->csv)) {
        help(stderr);
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    struct ask ask = { .operand = NULL };
    int code;

    umask(0077);
    words_choose(english_by_environment());
    if (setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }) != 0 || trust_init() != OK)
        return AUDIT_EXIT_CANNOT_TELL;
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        puts("madoguchi-audit " MADOGUCHI_VERSION);
        return 0;
    }
    for (size_t i = 0; argc >= 2 && i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return read_words(argc - 1, argv + 1, &commands[i], &ask, &code) ? commands[i].run(&ask) : code;
    help(argc >= 2 && strcmp(argv[1], "--help") == 0 ? stdout : stderr);
    return argc >= 2 && strcmp(argv[1], "--help") == 0 ? 0 : AUDIT_EXIT_USAGE;
}
