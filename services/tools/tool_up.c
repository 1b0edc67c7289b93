/* madoguchi up: the office opens, is watched over, and closes in order when somebody says so. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/invariant.h"
#include "lines.h"
#include "office.h"
#include "office_devices.h"
#include "shell/clock.h"
#include "shell/notify.h"
#include "tools.h"

#define READY_MS 180000               /* a rebuild of three years takes up to a minute */
#define STATUS_MS 20000
#define CONSOLE_MS 20000

static const char help[] = "窓口を開きます。初回は鍵と最初の利用者を作ります。Ctrl-C で終わります。 / opens the office; makes keys and the first account the first time; "
                           "ends on Ctrl-C\n\n"
                           "  --port N      窓口の画面の番号（設定の代わりに。0 は空いている番号） / port of the console instead of the configured one; 0: any free one\n"
                           "  --rehearse    架空の一日を、ブラウザで見て触れられるように通します（新しい場所で。終わると消去） / a made-up day, to be watched and worked in the browser;\n"
                           "                in a fresh directory that is removed at the end\n"
                           "  --speed N     その速さ。実時間の N 倍（1～3600、省くと 60） / how fast that day goes: N times real time, 1 to 3600, default 60";

static void say(const struct tool_args *args, const char *ja, const char *en)
{
    puts(args->english ? en : ja);
    fflush(stdout);
}

static int could_not(const struct tool_args *args, const char *ja, const char *en, const struct fault *fault)
{
    fprintf(stderr, "%s: %s\n", args->english ? en : ja, fault->text);
    return EXIT_NOT_RUN;
}

static int open_signals(void)
{
    sigset_t wanted;

    sigemptyset(&wanted);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGCHLD);
    must(sigprocmask(SIG_BLOCK, &wanted, NULL) == 0);
    return signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* ---- Opening ----------------------------------------------------------------------------------- */

static void tell_enrolment_key(const struct tool_args *args, const struct place *place)
{
    printf(args->english ? "    %s/%s signs who may connect: move it to a medium that is kept locked up\n"
                         : "    %s/%s は接続を許す名簿に署名する鍵です。別の媒体に移し、鍵のかかる場所に保管してください\n", place->keys, ENROLMENT_KEY_FILE);
}

/* Makes the installation when there is none. */
static enum err prepare(const struct tool_args *args, const struct place *place, struct fault *fault)
{
    struct installation at;
    enum err err = installation_load(place->dir, place->keys, &at, fault);

    if (err == OK && args->production && !at.production) {
        fault_set(fault, "%s was made as a trial; --production needs one made for production", place->dir);
        return ERR_CONFIG;
    }
    if (err == OK && !at.has_enrolment_key) {
        say(args, "以前の版で作られた窓口です。接続先の名簿に署名します。", "An earlier version made this office: signing its allow-list.");
        TRY(office_sign(&at, fault));
        tell_enrolment_key(args, place);
        return OK;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    say(args, "はじめての起動です。鍵を作ります。", "First start: making keys.");
    TRY(office_init(place, (uint16_t)args->site, args->production, fault));
    tell_enrolment_key(args, place);
    printf(args->english ? "    data %s\n    keys %s (keep them apart from backups of the data)\n" : "    データ %s\n    鍵     %s（データの控えとは別に保管してください）\n",
           place->dir, place->keys);
    return OK;
}

static void warn_about_disk(const struct tool_args *args, const struct place *place)
{
    bool suitable;
    const char *name = store_file_system(place->dir, &suitable);

    if (!suitable)
        fprintf(stderr, args->english ? "warning: %s lies on %s, which may lose what was written; fine for a trial only\n"
                                      : "注意: %s は %s の上にあり、書いたものが失われるおそれがあります。試用だけにしてください。\n",
                place->dir, name);
}

static void show_all(struct office *office, const struct tool_args *args)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        struct answer answer;
        struct service_status status;
        bool answers = client_status(office_client(office, i), &answer, &status) == OK;

        status_line_print(i, answers ? &status : NULL, args->english);
    }
}

static enum err make_account(struct office *office, const struct tool_args *args, struct fault *fault)
{
    char password[FIRST_PASSWORD_SIZE];
    bool made;

    TRY(office_first_account(office_client(office, office_index("staff")), password, &made, fault));
    if (!made)
        return OK;
    printf(args->english ? "\n    First account: %s   password: %s\n    It is shown this once. At the first login you choose a password of your own (change_password) and enrol a code\n"
                           "    generator (begin_second_factor, confirm_second_factor). Then make everybody's own accounts with it.\n\n"
                         : "\n    最初の利用者: %s   パスワード: %s\n    この一度だけ表示します。最初のログインで、パスワードをご自分のものに変え(change_password)、\n"
                           "    認証コードを登録してください(begin_second_factor・confirm_second_factor)。その後、各自の利用者を作ってください。\n\n",
           FIRST_ACCOUNT, password);
    secret_wipe(password, sizeof password);
    return OK;
}

/* ---- The console -------------------------------------------------------------------------------- */

static void show_code(const struct tool_args *args, const char *terminal, const char *code)
{
    printf(args->english ? "    Device code of %s: %s   (shown this once; \"madoguchi device code NAME\" makes more)\n"
                         : "    端末 %s の登録コード: %s   (この一度だけ表示します。ほかの端末のコードは madoguchi device code 端末名 で作ります)\n", terminal, code);
}

static enum err make_code(const struct office *office, const struct tool_args *args, const struct place *place, struct fault *fault)
{
    char code[DEVICE_CODE_SIZE];
    struct console_config console;
    struct shell_clock clock;
    struct arena arena;
    const char *terminal = NULL;
    enum err err;

    arena_init(&arena, 1u << 20);
    err = clock_open(&clock, NULL);
    if (err == OK)
        err = office_devices(place->config, &arena, &console, fault);
    if (err == OK)
        err = office_first_code(office_installation(office), &console, clock_us(&clock), &arena, &terminal, code, fault);
    if (err == OK && terminal != NULL)
        show_code(args, terminal, code);
    secret_wipe(code, sizeof code);
    arena_fini(&arena);
    return err;
}

/* The office is open without it too: what is wrong is said, and it is started again and again. */
static void open_console(struct office *office, const struct tool_args *args, const struct place *place)
{
    char address[CONSOLE_ADDRESS_SIZE];
    struct fault fault = { .text = "" };
    enum err err = office_console_start(office, args->port, &fault);

    if (err == OK)
        err = office_console_wait(office, CONSOLE_MS, address, &fault);
    if (err == OK) {
        printf("    %s: %s\n", args->english ? "Console, in a browser of this machine" : "窓口の画面（この機械のブラウザで）", address);
        err = make_code(office, args, place, &fault);
    }
    if (err == ERR_NOT_FOUND)
        say(args, "    この設定には console.yaml がないため、窓口の画面は開きません。", "    No console: this configuration has no console.yaml.");
    else if (err != OK)
        (void)could_not(args, "窓口の画面を開けません", "The console could not start", &fault);
}

static enum err open_office(struct office *office, const struct tool_args *args, const struct place *place, struct fault *fault)
{
    TRY(office_wait_ready(office, READY_MS, fault));
    show_all(office, args);
    TRY(make_account(office, args, fault));
    open_console(office, args, place);
    say(args, "窓口が開きました。終了するには Ctrl-C を押してください。", "The office is open. Press Ctrl-C to close it.");
    notify_manager("READY=1");
    return OK;
}

/* ---- Watching ---------------------------------------------------------------------------------- */

static bool told_to_stop(int signals)
{
    struct signalfd_siginfo got;
    bool stop = false;

    while (read(signals, &got, sizeof got) == (ssize_t)sizeof got)
        stop = stop || got.ssi_signo != SIGCHLD;
    return stop;
}

static enum err watch(struct office *office, const struct tool_args *args, int signals)
{
    for (;;) {
        struct wire_wait on = { .fd = signals };
        uint32_t ended;
        int64_t next_ms = office_tend(office, &ended), now_ms = client_now_ms();

        if (ended < OFFICE_CHILDREN) {
            printf(args->english ? "    %s ended and is started again; see its log\n" : "    %s が止まったため、起動し直します（ログを見てください）\n",
                   office_child_name(ended));
            fflush(stdout);
        }
        TRY(wire_wait(&on, 1, next_ms == INT64_MAX ? -1 : next_ms > now_ms ? next_ms - now_ms : 0));
        if (told_to_stop(signals))
            return OK;
    }
}

static int run(const struct tool_args *args, const struct place *place, int signals)
{
    struct office *office = NULL;
    struct fault fault = { .text = "" };
    enum err err = office_start(place, &office, &fault);

    if (err == ERR_EXISTS) {
        fprintf(stderr, args->english ? "The office is open already (process %s).\n" : "窓口はすでに開いています（プロセス %s）。\n", fault.text);
        return EXIT_NOT_RUN;
    }
    if (err != OK)
        return could_not(args, "起動できません", "Could not start", &fault);
    if (open_office(office, args, place, &fault) != OK) {
        office_stop(&office);
        return could_not(args, "起動できません", "Could not start", &fault);
    }
    err = watch(office, args, signals);
    notify_manager("STOPPING=1");
    say(args, "窓口を閉じています。", "Closing.");
    office_stop(&office);
    say(args, "窓口を閉じました。", "Closed.");
    return err == OK ? EXIT_GOOD : EXIT_NOT_RUN;
}

int tool_up(int argc, char **argv)
{
    struct tool_args args;
    struct place place;
    struct fault fault = { .text = "" };
    int code, signals;

    if (!tool_args_read("up", help, TAKES_PRODUCTION | TAKES_SITE | TAKES_PORT | TAKES_REHEARSE, argc, argv, &args, &code))
        return code;
    if (args.rehearse && !args.production)
        return rehearse_visited(&args);
    if (args.rehearse || args.speed != 0) {
        fputs(args.english ? "madoguchi up: --speed goes with --rehearse, and that is never production\n" : "madoguchi up: --speed は --rehearse と使います。--rehearse は本番では使えません。\n", stderr);
        return EXIT_USAGE;
    }
    signals = open_signals();
    if (signals < 0 || place_find(args.dir, args.keys, &place, &fault) != OK || prepare(&args, &place, &fault) != OK)
        return could_not(&args, "準備ができません", "Could not prepare", &fault);
    warn_about_disk(&args, &place);
    fault_set(&fault, "the messaging library does not start");
    if (wire_start() != OK)
        return could_not(&args, "起動できません", "Could not start", &fault);
    code = run(&args, &place, signals);
    wire_stop();
    close(signals);
    return code;
}
