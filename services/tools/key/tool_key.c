/* madoguchi key: who may connect. Makes a terminal's pair on the terminal, and keeps the signed allow-list of an
 * installation. Here: the words, and `new`. */
#include "key.h"

#include <getopt.h>
#include <string.h>

#include "base/invariant.h"
#include "shell/clock.h"
#include "trust/keyfile.h"

static const char help_text[] =
    "madoguchi key new NAME [--out FILE]\n"
    "madoguchi key enrol NAME ROLE --key KEY --fingerprint FINGERPRINT [--rights LIST] [--until YYYY-MM-DD]\n"
    "                    [--enrolment-key FILE] [--yes]\n"
    "madoguchi key revoke NAME [--key KEY] [--enrolment-key FILE] [--yes]\n"
    "madoguchi key list\n"
    "madoguchi key open COPY --offline-key FILE --out FOLDER\n"
    "    each with [--dir DIR] [--keys KEYDIR] [--lang ja|en] [--json]\n"
    "\n"
    "  new      この端末の鍵を作り、公開鍵と指紋を表示します / makes this machine's own key; shows its public half and fingerprint\n"
    "  enrol    指紋を確かめて名簿に加え、署名します / compares the fingerprint, adds the key to the allow-list and signs it\n"
    "  revoke   鍵を失効させ、署名します（つながっている接続にも数秒で効きます） / takes keys out for good, within seconds also on open connections\n"
    "  list     名簿の名前・役割・指紋・期限 / names, roles, fingerprints and validity\n"
    "  open     封をした鍵の写しを、オフラインの鍵で開きます / opens a sealed copy of the epoch keys with the key kept offline\n"
    "\n"
    "  ROLE            terminal, kiosk, citizen, system, service\n"
    "  --key KEY       公開鍵（Z85 40文字または16進64桁） / public key, 40 characters of Z85 or 64 hex digits\n"
    "  --fingerprint   紙に控えた指紋 / the fingerprint as it stands on paper\n"
    "  --rights LIST   できること。terminal, kiosk, citizen では省けます / what it may do; has a default for terminal, kiosk and citizen\n"
    "  --until         使える最後の日 / last day of the key\n"
    "  --enrolment-key 名簿に署名する鍵のファイル（省くと KEYDIR/enrolment.key） / file of the key that signs (default KEYDIR/enrolment.key)\n"
    "  --offline-key   写しの封を開く鍵のファイル / file of the key that opens the copy\n"
    "  --yes           確認を省きます / without asking\n";

enum { ARG_DIR = 256, ARG_KEYS, ARG_LANG, ARG_JSON, ARG_OUT, ARG_KEY, ARG_FINGERPRINT, ARG_RIGHTS, ARG_UNTIL, ARG_ENROLMENT, ARG_OFFLINE, ARG_YES, ARG_HELP };

static const struct option known[] = {
    { "dir", required_argument, NULL, ARG_DIR },       { "keys", required_argument, NULL, ARG_KEYS },
    { "lang", required_argument, NULL, ARG_LANG },     { "json", no_argument, NULL, ARG_JSON },
    { "out", required_argument, NULL, ARG_OUT },       { "key", required_argument, NULL, ARG_KEY },
    { "fingerprint", required_argument, NULL, ARG_FINGERPRINT }, { "rights", required_argument, NULL, ARG_RIGHTS },
    { "until", required_argument, NULL, ARG_UNTIL },   { "enrolment-key", required_argument, NULL, ARG_ENROLMENT },
    { "offline-key", required_argument, NULL, ARG_OFFLINE },
    { "yes", no_argument, NULL, ARG_YES },             { "help", no_argument, NULL, ARG_HELP },
    { 0 },
};

struct verb {
    const char *name;
    int (*run)(const struct key_args *args);
    uint32_t words;                  /* NAME, ROLE */
    const char *takes;               /* first letters of options beside dir, keys, lang and json */
};

const char *key_say(const struct key_args *args, const char *ja, const char *en)
{
    return args->english ? en : ja;
}

int key_could_not(const struct key_args *args, int code, const char *ja, const char *en, const struct fault *fault)
{
    fprintf(stderr, "%s: %s\n", key_say(args, ja, en), fault->text);
    return code;
}

bool key_take(const char *typed, uint8_t ret[32])
{
    struct text text = text_of(typed);

    return text.len == 64 ? hex_get(ret, 32, text) : wire_key_get(text, ret);
}

const char *key_role_ja(enum role role)
{
    switch (role) {
    case ROLE_TERMINAL: return "端末";
    case ROLE_KIOSK: return "受付機";
    case ROLE_CITIZEN: return "市民向け";
    case ROLE_SYSTEM: return "運用";
    case ROLE_SERVICE: return "サービス";
    case ROLE_NONE:
    case ROLE_OPERATOR:
    case ROLE_SITE_MANAGER:
    case ROLE_SERVICE_MANAGER:
    case ROLE_CITY:
    case ROLE_AUDITOR:
    case ROLE_NEWCOMER: break;
    }
    return "?";
}

struct date key_today(void)
{
    struct shell_clock clock;

    must(clock_open(&clock, NULL) == OK);
    return tokyo_date(clock_us(&clock));
}

/* ---- new --------------------------------------------------------------------------------------- */

static bool is_name(const char *name)
{
    size_t len = strlen(name);

    return len > 0 && len < 32 && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == len;
}

static void show_new(const struct key_args *args, const char *path, const struct key_pair *pair)
{
    char key[WIRE_KEY_TEXT_SIZE], fingerprint[WIRE_FINGERPRINT_SIZE], hex[65];

    wire_key_put(pair->public_key, key);
    wire_fingerprint_put(pair->public_key, fingerprint);
    hex_put(hex, pair->public_key, 32);
    if (args->json) {
        printf("{\"name\":\"%s\",\"file\":\"%s\",\"key\":\"%s\",\"hex\":\"%s\",\"fingerprint\":\"%s\"}\n", args->words[0], path, key, hex, fingerprint);
        return;
    }
    printf(args->english ? "A new key for %s lies in %s (mode 0400; it never leaves this machine).\n" : "%s の鍵を %s に作りました（この機械から出さないでください）。\n",
           args->words[0], path);
    printf("    %s  %s\n    %s  %s\n    %s  %s\n", key_say(args, "公開鍵       ", "public key "), key, key_say(args, "同じ鍵の16進 ", "the same   "), hex,
           key_say(args, "指紋         ", "fingerprint"), fingerprint);
    puts(key_say(args, "指紋を紙に書き写し、公開鍵とは別に、名簿を管理する人に渡してください。",
                 "Write the fingerprint down on paper and hand it to whoever keeps the allow-list, apart from the public key."));
}

static enum err make_pair(const struct key_args *args, struct path *ret_path, struct key_pair *ret, struct fault *fault)
{
    struct place place;

    if (args->out != NULL) {
        fault_set(fault, "%.80s...: too long", args->out);
        if (strlen(args->out) >= sizeof ret_path->at)
            return ERR_LIMIT;
        *ret_path = path_format("%s", args->out);
    } else {
        TRY(place_find(args->dir, args->keys, &place, fault));
        TRY(folder_make(place.keys, fault));
        *ret_path = path_format("%s/%s.curve.key", place.keys, args->words[0]);
    }
    enum err err = key_pair_create(ret_path->at, ret);
    fault_set(fault, "%s: %s", ret_path->at, err_text(err));
    return err;
}

static int key_new(const struct key_args *args)
{
    struct key_pair pair;
    struct path path;
    struct fault fault;
    enum err err;

    if (!is_name(args->words[0])) {
        fault_set(&fault, "%.40s", args->words[0]);
        return key_could_not(args, EXIT_USAGE, "名前は英数字と . _ - で31文字までです", "a name is 1 to 31 of A-Z a-z 0-9 . _ -", &fault);
    }
    err = make_pair(args, &path, &pair, &fault);
    if (err == ERR_EXISTS)
        return key_could_not(args, EXIT_BAD_RESULT, "鍵はすでにあります。取り替えるときは --out で別のファイルに作ってください",
                             "there is a key already; for a change make the new one in another file (--out)", &fault);
    if (err != OK)
        return key_could_not(args, EXIT_NOT_RUN, "鍵を作れません", "no key was made", &fault);
    show_new(args, path.at, &pair);
    key_pair_fini(&pair);
    return EXIT_GOOD;
}

/* ---- Words ------------------------------------------------------------------------------------- */

static const struct verb verbs[] = {
    { "new", key_new, 1, "o" },
    { "enrol", key_enrol, 2, "kfruey" },
    { "revoke", key_revoke, 1, "key" },
    { "list", key_list, 0, "" },
    { "open", key_open, 1, "ox" },
};

static bool taken(const struct verb *verb, char letter)
{
    return strchr(verb->takes, letter) != NULL;
}

static bool take(const struct verb *verb, int option, struct key_args *to)
{
    switch (option) {
    case ARG_DIR: to->dir = optarg; return true;
    case ARG_KEYS: to->keys = optarg; return true;
    case ARG_LANG: to->english = strcmp(optarg, "en") == 0; return to->english || strcmp(optarg, "ja") == 0;
    case ARG_JSON: to->json = true; return true;
    case ARG_OUT: to->out = optarg; return taken(verb, 'o');
    case ARG_KEY: to->key = optarg; return taken(verb, 'k');
    case ARG_FINGERPRINT: to->fingerprint = optarg; return taken(verb, 'f');
    case ARG_RIGHTS: to->rights = optarg; return taken(verb, 'r');
    case ARG_UNTIL: to->until = optarg; return taken(verb, 'u');
    case ARG_ENROLMENT: to->enrolment = optarg; return taken(verb, 'e');
    case ARG_OFFLINE: to->offline = optarg; return taken(verb, 'x');
    case ARG_YES: to->yes = true; return taken(verb, 'y');
    default: return false;
    }
}

/* False: not understood, or help was asked for. */
static bool read_args(const struct verb *verb, int argc, char **argv, struct key_args *ret, bool *ret_help)
{
    int option;

    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        *ret_help = option == ARG_HELP;
        if (*ret_help || !take(verb, option, ret))
            return false;
    }
    while (optind < argc && ret->word_count < 2)
        ret->words[ret->word_count++] = argv[optind++];
    return optind == argc && ret->word_count == verb->words;
}

int tool_key(int argc, char **argv)
{
    struct key_args args = { 0 };
    bool help = argc >= 2 && strcmp(argv[1], "--help") == 0;

    for (size_t i = 0; argc >= 2 && i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(argv[1], verbs[i].name) == 0 && read_args(&verbs[i], argc - 1, argv + 1, &args, &help))
            return verbs[i].run(&args);
    fputs(help_text, help ? stdout : stderr);
    return help ? EXIT_GOOD : EXIT_USAGE;
}
