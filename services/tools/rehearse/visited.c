/* madoguchi up --rehearse: the way of a visited rehearsal, from the fresh directory to the end of the visit. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "../office_devices.h"
#include "../tools.h"
#include "options.h"
#include "shell/clock.h"
#include "shell/log.h"
#include "shell/signals.h"
#include "visit.h"

#define FIRST_DAY (struct date){ 20270301 }     /* a Monday in March, the fullest month */
#define SPEED 60u
#define PEOPLE 70u
#define CONSOLE_MS 30000
#define AFTER_CLOSING_US (60 * US_PER_MINUTE)

static const struct { const char *name, *ja, *en; enum staff_role role; } visitors[] = {
    { "clerk", "業務従事者", "operator", STAFF_ROLE_OPERATOR },
    { "manager", "現地管理者", "site manager", STAFF_ROLE_SITE_MANAGER },
    { "service-manager", "業務責任者", "service manager", STAFF_ROLE_SERVICE_MANAGER },
    { "city-hall", "市職員", "city official", STAFF_ROLE_CITY },
};

/* ---- What a visitor must know ---------------------------------------------------------------------- */

static enum err make_accounts(struct rehearsal *r)
{
    bool en = r->stage.english;

    for (size_t i = 0; i < sizeof visitors / sizeof *visitors; i++) {
        struct person person = { .name = visitors[i].name, .ja = visitors[i].ja, .en = visitors[i].en };

        office_password_make(person.own.password);
        TRY(stage_account(&r->stage, &r->admin, &person, visitors[i].role));
        printf("    %-16s %s   %s\n", visitors[i].name, person.own.password, en ? visitors[i].en : visitors[i].ja);
    }
    return OK;
}

static enum err make_codes(struct rehearsal *r)
{
    const struct installation *at = office_installation(r->visit->office);
    char code[DEVICE_CODE_SIZE];
    struct console_config console;
    struct shell_clock clock;
    struct key_pair own;
    enum err err;

    TRY(clock_open(&clock, NULL));
    TRY(office_devices(r->stage.place.config, &r->arena, &console, &r->stage.fault));
    TRY(office_peer(at, "console", &own, &r->stage.fault));
    for (uint32_t i = 0; i < console.devices.count; i++) {
        const struct console_device *device = &console.devices.at[i];
        struct text label = r->stage.english ? device->label_en : device->label_ja;

        err = device_code_make(at, &own, text_terminated(&r->arena, device->terminal), clock_us(&clock), code, &r->stage.fault);
        if (err == OK)
            printf("    %-16s %s   %.*s\n", text_terminated(&r->arena, device->terminal), code, (int)label.len, label.at);
        TRY(err);
    }
    key_pair_fini(&own);
    return OK;
}

enum err visit_open(struct rehearsal *r)
{
    struct visit *visit = r->visit;
    char address[CONSOLE_ADDRESS_SIZE];
    bool en = r->stage.english;

    TRY(office_console_start(visit->office, visit->port, &r->stage.fault));
    TRY(office_console_wait(visit->office, CONSOLE_MS, address, &r->stage.fault));
    printf(en ? "\nA made-up day at %" PRIu32 " times its speed. Open in a browser of this machine:\n\n    %s\n\nDevice codes (each makes one browser that PC; counter-1 is left to you):\n"
              : "\n架空の一日を %" PRIu32 " 倍の速さで進めます。この機械のブラウザで開いてください。\n\n    %s\n\n端末の登録コード（ブラウザをその端末にします。counter-1 の窓口はお任せします）:\n",
           visit->speed, address);
    TRY(make_codes(r));
    puts(en ? "\nAccounts:" : "\n利用者とパスワード:");
    TRY(make_accounts(r));
    puts(en ? "\nCtrl-C ends it and removes everything." : "\nCtrl-C で終わり、すべて消去します。");
    fflush(stdout);
    return OK;
}

/* ---- The way ---------------------------------------------------------------------------------------- */

static enum err play(struct rehearsal *r)
{
    const struct play_day *day;

    TRY(prelude(r));
    r->counts_agree = true;
    TRY(between_days(r));
    day = &r->day[r->today];
    TRY(play_until(r, tokyo_us(day->date, day->opens_minute - 30)));
    TRY(visit_open(r));
    r->visit->open = true;
    r->visit->slow_from_us = tokyo_us(day->date, day->closes_minute) + AFTER_CLOSING_US;
    TRY(counter_day(r));
    puts(r->stage.english ? "The last guest of the made-up day has gone. The office stays open until Ctrl-C." : "架空の来庁者はすべて退出しました。Ctrl-C まで窓口は開いています。");
    fflush(stdout);
    return visit_until(r, UINT64_MAX);
}

static enum err get_ready(struct rehearsal *r, const struct tool_args *args)
{
    const struct rehearse_args wanted = { .date = FIRST_DAY, .seed = r->seed, .people = PEOPLE, .days = 1, .speed = r->visit->speed, .shared = { .english = args->english, .dir = args->dir } };
    bool closed;

    puts(args->english ? "Preparing a made-up office: two weeks of bookings and deliveries …" : "架空の窓口を準備しています（2週間分の予約と納品）…");
    fflush(stdout);
    TRY(rehearsal_ready(r, &wanted, &closed));
    r->visit->office = stage_processes(r->stage.office);
    return OK;
}

int rehearse_visited(const struct tool_args *args)
{
    static struct rehearsal r;
    struct visit visit = { .speed = args->speed != 0 ? args->speed : SPEED, .port = args->port, .signals = -1 };
    enum err err;

    r = (struct rehearsal){ .visit = &visit, .seed = 1, .people = PEOPLE, .days = 1 };
    arena_init(&r.arena, (size_t)1 << 28);
    signals_block();
    log_start("up", LOG_ALARM);
    if (signals_open(&visit.signals) != OK || wire_start() != OK) {
        arena_fini(&r.arena);
        return EXIT_NOT_RUN;
    }
    err = get_ready(&r, args);
    if (err == OK)
        err = play(&r);
    if (!visit.over)
        fprintf(stderr, "madoguchi up --rehearse: %s\n", r.stage.fault.text[0] != '\0' ? r.stage.fault.text : err_text(err));
    else
        puts(args->english ? "Closing." : "終わります。");
    rehearsal_fini(&r, false);
    wire_stop();
    close(visit.signals);
    return visit.over ? EXIT_GOOD : EXIT_NOT_RUN;
}
