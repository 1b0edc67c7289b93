/* madoguchi-audit: reads and checks the audit log of an office, or an exported copy. Only understands its words. */
#include <getopt.h>
#include <sys/stat.h>

#include "auditor.h"
#include "trust/process.h"
#include "trust/random.h"
#include "words.h"

enum { OPT_DIR = 256, OPT_KEYS, OPT_BUNDLE, OPT_STATE, OPT_VKEY, OPT_CHECK, OPT_LANG, OPT_JSON, OPT_CSV, OPT_HELP, OPT_COPY, OPT_WITNESS, OPT_EXCHANGE,
       OPT_NEW, OPT_PERSON, OPT_OBJECT, OPT_ACTION, OPT_PURPOSE, OPT_FROM, OPT_TO, OPT_SERVICE, OPT_REFUSED, OPT_LOOKS, OPT_UTC };

enum takes {
    TAKES_OPERAND = 1, TAKES_BUNDLE = 2, TAKES_CSV = 4, TAKES_CHECK = 8, TAKES_STATE = 16, MAY_OPERAND = 32, TAKES_TWO = 64, MAY_TWO = 128, TAKES_QUERY = 256,
    TAKES_COPY = 512, TAKES_EXCHANGE = 1024, TAKES_WITNESS = 2048, TAKES_UTC = 4096, NO_JSON = 8192
};

static const struct option known[] = {
    { "dir", required_argument, NULL, OPT_DIR },         { "keys", required_argument, NULL, OPT_KEYS },     { "bundle", required_argument, NULL, OPT_BUNDLE },
    { "state", required_argument, NULL, OPT_STATE },     { "vkey", required_argument, NULL, OPT_VKEY },     { "check", required_argument, NULL, OPT_CHECK },
    { "lang", required_argument, NULL, OPT_LANG },       { "json", no_argument, NULL, OPT_JSON },           { "csv", no_argument, NULL, OPT_CSV },
    { "help", no_argument, NULL, OPT_HELP },             { "copy", required_argument, NULL, OPT_COPY },     { "witness", required_argument, NULL, OPT_WITNESS },
    { "exchange", required_argument, NULL, OPT_EXCHANGE }, { "new", required_argument, NULL, OPT_NEW },     { "person", required_argument, NULL, OPT_PERSON },
    { "object", required_argument, NULL, OPT_OBJECT },   { "action", required_argument, NULL, OPT_ACTION }, { "purpose", required_argument, NULL, OPT_PURPOSE },
    { "from", required_argument, NULL, OPT_FROM },       { "to", required_argument, NULL, OPT_TO },         { "service", required_argument, NULL, OPT_SERVICE },
    { "refused", no_argument, NULL, OPT_REFUSED },       { "looks", no_argument, NULL, OPT_LOOKS },         { "utc", no_argument, NULL, OPT_UTC },
    { 0 },
};

static const struct command {
    const char *name;
    unsigned takes;
    int (*run)(const struct ask *ask);
} commands[] = {
    { "head", TAKES_CSV | TAKES_STATE | TAKES_WITNESS, cmd_head },
    { "show", TAKES_OPERAND, cmd_show },
    { "verify", MAY_OPERAND | TAKES_BUNDLE | TAKES_CSV | TAKES_STATE | TAKES_WITNESS, cmd_verify },
    { "export", TAKES_OPERAND | TAKES_CHECK | TAKES_CSV | TAKES_STATE | TAKES_WITNESS, cmd_export },
    { "query", TAKES_QUERY | TAKES_COPY | TAKES_BUNDLE | TAKES_CSV | TAKES_STATE | TAKES_UTC, cmd_query },
    { "timeline", TAKES_OPERAND | TAKES_COPY | TAKES_BUNDLE | TAKES_CSV | TAKES_STATE | TAKES_UTC, cmd_timeline },
    { "prove", TAKES_OPERAND | MAY_TWO | TAKES_STATE | TAKES_WITNESS, cmd_prove },
    { "consistency", TAKES_OPERAND | TAKES_TWO | TAKES_STATE, cmd_consistency },
    { "offer", TAKES_OPERAND | TAKES_STATE | NO_JSON, cmd_offer },
    { "witness", TAKES_STATE | TAKES_EXCHANGE | NO_JSON, cmd_witness },
};

static void help(FILE *to)
{
    fputs(words("madoguchi-audit head    監査ログの大きさ、署名、立会人の署名、サービスごとの取込み状況\n"
                "madoguchi-audit show INDEX   一件の記録と、署名済みの監査ログに含まれることの証明\n"
                "madoguchi-audit verify  すべての記録を読み直し、根・つながり・署名を検証\n"
                "madoguchi-audit verify --bundle DIR   書き出したものを、窓口に接続せずに検証\n"
                "madoguchi-audit verify FILE --vkey FILE   一件の証明を、窓口に接続せずに検証\n"
                "madoguchi-audit query [条件]   条件に合う記録の一覧\n"
                "madoguchi-audit timeline CARD   一枚のカードの経過（カードの番号か、スリーブの整理番号）\n"
                "madoguchi-audit prove INDEX [FILE]   一件の証明を書き出し（既定 leaf-INDEX.proof）\n"
                "madoguchi-audit consistency OLD NEW   新しい先頭が古い先頭の続きか（件数、now、kept、先頭のファイル）\n"
                "madoguchi-audit export DIR   第三者が確かめられる形で書き出し（DIR は空か、ないこと）\n"
                "madoguchi-audit export --check DIR   書き出したものを検証\n"
                "madoguchi-audit offer DIR   立会人への依頼を DIR に書き、戻った署名を取込み\n"
                "madoguchi-audit witness --state WDIR   立会人として署名（--new NAME で作成、--exchange DIR で媒体経由）\n"
                "\n"
                "条件  --person 名前か番号  --object card:101 など  --action 操作  --purpose 目的  --service サービス\n"
                "      --from 日時  --to 日時（2027-02-01、R9.2.1 9:05、末尾 Z で UTC）  --refused  --looks\n"
                "\n"
                "  --dir DIR       窓口のデータの置き場所\n"
                "  --keys KEYDIR   鍵の置き場所（DIR の外）\n"
                "  --copy DIR      検証済みの写しと索引の置き場所（既定 DIR/auditor）\n"
                "  --state FILE    前回検証した先頭の保存先（既定 KEYDIR/auditor.head）\n"
                "  --vkey FILE     監査の公開鍵（既定 KEYDIR/audit.vkey、書き出しでは keys.txt）\n"
                "  --witness FILE  立会人の公開鍵（既定 KEYDIR/witness.vkey）\n"
                "  --utc           時刻を UTC で指定・表示（既定は日本時間）\n"
                "  --json, --csv   機械で読む形で表示\n"
                "  --lang ja|en    表示の言語（既定は LANG による）\n"
                "  --help, --version\n"
                "\n"
                "終了コード  0 検証できた  1 改ざん  2 使い方の誤り  3 判定できない  4 欠けがある\n",
                "madoguchi-audit head    size of the log, its signatures, how far each service has been taken\n"
                "madoguchi-audit show INDEX   one entry, and the proof that the signed log holds it\n"
                "madoguchi-audit verify  reads every entry again and checks root, chains and signature\n"
                "madoguchi-audit verify --bundle DIR   the same over an exported copy, offline\n"
                "madoguchi-audit verify FILE --vkey FILE   one proof, offline\n"
                "madoguchi-audit query [conditions]   every entry that fits\n"
                "madoguchi-audit timeline CARD   a card's story (its id, or the number on its sleeve)\n"
                "madoguchi-audit prove INDEX [FILE]   writes one entry's proof (default leaf-INDEX.proof)\n"
                "madoguchi-audit consistency OLD NEW   does NEW continue OLD (a count, now, kept, a file)\n"
                "madoguchi-audit export DIR   writes the log so that a stranger can check it (DIR empty or not there)\n"
                "madoguchi-audit export --check DIR   checks such a copy\n"
                "madoguchi-audit offer DIR   writes a request for the witness, takes the line that came back\n"
                "madoguchi-audit witness --state WDIR   witnesses (--new NAME: makes one; --exchange DIR: by files)\n"
                "\n"
                "conditions  --person NAME|ID  --object card:101 ...  --action NAME  --purpose TEXT  --service NAME\n"
                "            --from TIME  --to TIME (2027-02-01, R9.2.1 9:05, Z behind: UTC)  --refused  --looks\n"
                "\n"
                "  --dir DIR       the installation's data\n"
                "  --keys KEYDIR   its keys, outside of DIR\n"
                "  --copy DIR      the proved copy and its index (default DIR/auditor)\n"
                "  --state FILE    where the head verified last is kept (default KEYDIR/auditor.head)\n"
                "  --vkey FILE     audit's public key (default KEYDIR/audit.vkey; of a copy its keys.txt)\n"
                "  --witness FILE  the witness's public key (default KEYDIR/witness.vkey)\n"
                "  --utc           times are given and shown in UTC (else in Japan's)\n"
                "  --json, --csv   for machines\n"
                "  --lang ja|en    default by LANG\n"
                "  --help, --version\n"
                "\n"
                "exit codes  0 verified  1 tampered  2 usage  3 cannot tell  4 incomplete\n"),
          to);
}

/* What query alone takes. */
static bool take_condition(int option, struct ask *to)
{
    switch (option) {
    case OPT_PERSON: to->person = optarg; return true;
    case OPT_OBJECT: to->object = optarg; return true;
    case OPT_ACTION: to->action = optarg; return true;
    case OPT_PURPOSE: to->purpose = optarg; return true;
    case OPT_FROM: to->from = optarg; return true;
    case OPT_TO: to->to = optarg; return true;
    case OPT_SERVICE: to->service = optarg; return true;
    case OPT_REFUSED: to->refused = true; return true;
    case OPT_LOOKS: to->looks = true; return true;
    default: return false;
    }
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
    case OPT_JSON: to->json = true; return (takes & NO_JSON) == 0;
    case OPT_CSV: to->csv = true; return (takes & TAKES_CSV) != 0;
    case OPT_COPY: to->copy = optarg; return (takes & TAKES_COPY) != 0;
    case OPT_WITNESS: to->witness = optarg; return (takes & TAKES_WITNESS) != 0;
    case OPT_EXCHANGE: to->exchange = optarg; return (takes & TAKES_EXCHANGE) != 0;
    case OPT_NEW: to->new_name = optarg; return (takes & TAKES_EXCHANGE) != 0;
    case OPT_UTC: to->utc = true; return (takes & TAKES_UTC) != 0;
    default: return (takes & TAKES_QUERY) != 0 && take_condition(option, to);
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
    if ((command->takes & (TAKES_OPERAND | MAY_OPERAND)) != 0 && !ask->check && optind < argc)
        ask->operand = argv[optind++];
    if ((command->takes & (TAKES_TWO | MAY_TWO)) != 0 && optind < argc)
        ask->operand2 = argv[optind++];
    if (optind != argc || ((command->takes & TAKES_TWO) != 0 && ask->operand2 == NULL) || (ask->operand != NULL && ask->bundle != NULL && (command->takes & MAY_OPERAND) != 0) || ((command->takes & TAKES_OPERAND) != 0 && ask->operand == NULL) || (ask->json && ask->csv)) {
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
    if (!process_keep_secrets() || trust_init() != OK)
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
