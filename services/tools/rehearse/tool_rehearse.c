/* madoguchi rehearse: plays counter days with made-up people through real services on a fresh directory,
 * and says at the end whether everything adds up. Demonstration, training (§9(3)) and end-to-end test in one. */
#include <inttypes.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "../tools.h"
#include "options.h"
#include "visit.h"
#include "shell/yaml.h"
#include "wire/wire.h"

#define PRELUDE_DAYS 14
#define PROGRESS_DAYS 50u
#define PROCESS_DAYS_MAX 5u        /* beyond it the services run in this process */
#define JSON_ROOM (64u * 1024u)

/* ---- Time ------------------------------------------------------------------------------- */

enum err play_until(struct rehearsal *r, uint64_t at_us)
{
    must(at_us >= r->stage.now_us);
    TRY(stage_settle(&r->stage));
    if (r->visit != NULL)
        return visit_until(r, at_us);
    if (r->speed > 0 && at_us - r->stage.now_us > 0 && r->day[0].date.v == tokyo_date(r->stage.now_us).v)
        TRY(wire_wait(NULL, 0, (int64_t)((at_us - r->stage.now_us) / r->speed / 1000)));
    return at_us > r->stage.now_us ? stage_clock(&r->stage, at_us) : OK;
}

enum err play_do(struct rehearsal *r, const char *service, const char *name, const struct record_spec *spec, const void *body, struct person *who)
{
    static const struct position anytime;
    struct answer answer;

    return stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, service, name, spec, body, who, NULL, NULL, anytime }, &answer);
}

void play_say(struct rehearsal *r, const char *ja, const char *en, ...)
{
    va_list args;
    char clock[20];

    if (r->stage.quiet)
        return;
    tokyo_put(clock, r->stage.now_us);
    printf("  %s  ", clock + 11);
    va_start(args, en);
    vprintf(r->stage.english ? en : ja, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
}

/* ---- Getting ready ---------------------------------------------------------------------- */

static enum err load(struct rehearsal *r, const char *service, void **ret)
{
    const struct record_spec *spec = office_services[office_index(service)]->contract->config;
    struct path path = path_format("%s/%s.yaml", r->stage.place.config, service);
    struct complaints complaints;
    enum err err;

    complaints_init(&complaints, &r->arena);
    *ret = arena_take(&r->arena, spec->size);
    err = config_load(path.at, spec, &r->arena, &complaints, *ret);
    if (err != OK)
        fault_set(&r->stage.fault, "%s cannot be read", path.at);
    return err;
}

/* The open days from `from` on, as reservations tells them, page by page; at most `want`. */
static enum err find_days(struct rehearsal *r, struct date from, struct play_day *ret, uint32_t want, uint32_t *ret_count)
{
    static const struct position anytime;
    struct open_days ask = { .from = date_add_days(from, -10), .days = 100 };
    const struct open_days_result *open;
    struct date before = { 0 };
    struct answer answer;

    for (*ret_count = 0; *ret_count < want; ask.from = date_add_days(ask.from, 100)) {
        TRY(stage_ask(&r->stage, &(struct act){ SPOT_KIOSK, "reservations", "open_days", &open_days_spec, &ask, NULL, NULL, NULL, anytime }, &answer));
        open = answer.outcome == OUTCOME_DONE ? stage_result(&r->stage, &answer, &open_days_result_spec) : NULL;
        if (open == NULL)
            return ERR_MALFORMED;
        if (open->days.count == 0)
            return OK;
        for (uint32_t i = 0; i < open->days.count && *ret_count < want; i++) {
            const struct opening_day *day = &open->days.at[i];
            struct date yesterday = date_add_days(day->date, date_weekday(day->date) == MONDAY ? -3 : -1);

            if (day->date.v >= from.v)
                ret[(*ret_count)++] = (struct play_day){ .date = day->date, .opens_minute = (uint32_t)day->opens_minute, .closes_minute = (uint32_t)day->closes_minute,
                                                         .weather = weather_of(r->seed, day->date), .after_closed_weekday = before.v != 0 && before.v < yesterday.v };
            before = day->date;
        }
        arena_reset(&r->stage.arena);
    }
    return OK;
}

/* ---- What it prints --------------------------------------------------------------------- */

static bool adds_up(struct rehearsal *r, const struct audit_verdict *verdict)
{
    const struct day_figures *f = &r->report->figures;

    return verdict->outcome == AUDIT_VERIFIED && r->counts_agree && r->overbooked == 0 && r->overtaken_max <= 3 &&
           r->opening + r->arrived + r->found == r->issued + r->disposed + r->cards_at_end.in_hand + r->transferred + r->reported_missing &&
           r->missing == r->reported_missing &&
           (r->days > 1 || (f->tickets.taken == r->tickets && f->tickets.walk_in == r->walk_in && f->tickets.booked == r->booked &&
                            f->tickets.left == r->left && f->bookings.missed >= r->no_shows));
}

static void print_json(struct rehearsal *r, const struct audit_verdict *verdict)
{
    uint8_t *room = arena_take(&r->arena, JSON_ROOM);
    struct writer w = writer_of(room, JSON_ROOM);
    char sha[65], date[16];

    hex_put(sha, r->report_sha256, sizeof r->report_sha256);
    date_put(date, r->day[0].date);
    write_map(&w, 14);
    played_write_audit(&w, verdict);
    write_number(&w, "booked", r->booked);
    write_key(&w, "cards");
    write_map(&w, 9);
    write_number(&w, "arrived", r->arrived);
    write_number(&w, "disposed", r->disposed);
    write_number(&w, "found", r->found);
    write_number(&w, "in_hand", r->cards_at_end.in_hand);
    write_number(&w, "issued", r->issued);
    write_number(&w, "mailed", 0);
    write_number(&w, "missing", r->reported_missing);
    write_number(&w, "opening", r->opening);
    write_number(&w, "transferred", r->transferred);
    write_key(&w, "date");
    write_key(&w, date);
    write_number(&w, "no_shows", r->missed);
    write_number(&w, "overbooked", r->overbooked);
    write_key(&w, "report_sha256");
    write_key(&w, sha);
    write_number(&w, "seed", r->seed);
    write_number(&w, "tickets", r->tickets);
    write_number(&w, "visitors", r->visitors);
    write_number(&w, "wait_p50_s", tally_wait_s(r, 50));
    write_number(&w, "wait_p90_s", tally_wait_s(r, 90));
    write_number(&w, "walk_in", r->walk_in);
    write_number(&w, "walk_in_overtaken_max", r->overtaken_max);
    played_print_json(&w, &r->arena);
}

static void print_end(struct rehearsal *r, const struct audit_verdict *verdict)
{
    const struct bytes *page = r->stage.english ? &r->report->text_en : &r->report->text_ja;
    bool en = r->stage.english;
    char root[65];
    uint64_t p50 = tally_wait_s(r, 50), p90 = tally_wait_s(r, 90);

    hex_put(root, verdict->root, 32);
    printf("\n%.*s\n", (int)page->len, (const char *)page->at);
    printf(en ? "Rehearsal, seed %" PRIu64 "\n" : "リハーサル（seed %" PRIu64 "）\n", r->seed);
    printf(en ? "  cards        opening %" PRIu64 " + arrived %" PRIu64 "\n               = issued %" PRIu64 " + disposed %" PRIu64 " + in hand %" PRIu64 " + missing %" PRIu64 "\n"
              : "  カード       開始時 %" PRIu64 " ＋ 到着 %" PRIu64 "\n               ＝ 交付 %" PRIu64 " ＋ 廃棄 %" PRIu64 " ＋ 在庫 %" PRIu64 " ＋ 所在不明 %" PRIu64 "\n",
           r->opening, r->arrived, r->issued, r->disposed, r->cards_at_end.in_hand, r->reported_missing);
    printf(en ? "  unaccounted  %s\n" : "  所在不明     %s\n", r->missing > 0 ? r->last_seen : r->counts_agree ? (en ? "0 cards" : "0 枚") : (en ? "COUNT AND BOOK DIFFER" : "実数と帳簿が一致しません"));
    printf(en ? "  overbooked   %" PRIu64 " quarter hours\n" : "  予約超過     %" PRIu64 " 枠\n", r->overbooked);
    printf(en ? "  overtaking   at most %" PRIu64 " booked guests before a walk-in\n" : "  追越し       予約なしの方 1 人に対し最大 %" PRIu64 " 組\n", r->overtaken_max);
    printf(en ? "  waiting      p50 %" PRIu64 ":%02" PRIu64 ", p90 %" PRIu64 ":%02" PRIu64 " (n %" PRIu32 ")\n"
              : "  待ち時間     中央値 %" PRIu64 ":%02" PRIu64 "、90%% 値 %" PRIu64 ":%02" PRIu64 "（n %" PRIu32 "）\n",
           p50 / 60, p50 % 60, p90 / 60, p90 % 60, r->wait_count);
    printf(en ? "  audit log    %" PRIu64 " entries, root %.16s…, %s\n" : "  監査ログ     %" PRIu64 " 件、ルート %.16s…、%s\n", verdict->size, root,
           verdict->outcome == AUDIT_VERIFIED ? (en ? "verified" : "検証済") : audit_outcome_name(verdict->outcome));
}

/* ---- Main ------------------------------------------------------------------------------- */

static int say_closed(const struct rehearsal *r, struct date date, bool json)
{
    char asked[16], next[16];

    date_put(asked, date);
    date_put(next, r->day[0].date);
    if (json)
        printf("{\n  \"closed\": true,\n  \"date\": \"%s\",\n  \"next_open\": \"%s\"\n}\n", asked, next);
    else
        printf(r->stage.english ? "The counter is closed on %s. The next open day is %s.\n" : "%s は閉庁日です。次の開庁日は %s です。\n", asked, next);
    return EXIT_GOOD;
}

/* A long play says how far it is: one line rewritten on a terminal, else a line now and then. */
static void progress(const struct rehearsal *r)
{
    bool terminal = isatty(STDERR_FILENO) == 1, last = r->today + 1 == r->days;
    char date[16];

    if (r->days <= PROCESS_DAYS_MAX || (!terminal && !last && (r->today + 1) % PROGRESS_DAYS != 0))
        return;
    date_put(date, r->day[r->today].date);
    fprintf(stderr, "%s%s  %" PRIu32 "/%" PRIu32 "%s", terminal ? "\r" : "", date, r->today + 1, r->days, terminal && !last ? "" : "\n");
}

static enum err play(struct rehearsal *r)
{
    TRY(prelude(r));
    r->counts_agree = true;
    for (r->today = 0; r->today < r->days; r->today++) {
        TRY(between_days(r));
        TRY(counter_day(r));
        TRY(evening(r));
        progress(r);
    }
    return OK;
}

enum err rehearsal_ready(struct rehearsal *r, const struct rehearse_args *args, bool *ret_closed)
{
    void *queueing, *reservations;
    uint32_t count;

    r->stage.inside = args->in_process || args->days > PROCESS_DAYS_MAX;
    r->stage.visited = r->visit != NULL;
    TRY(stage_init(&r->stage, args->shared.english, args->shared.json || r->visit != NULL || args->days > PROCESS_DAYS_MAX, "rehearse", args->shared.dir, tokyo_us(date_add_days(args->date, -PRELUDE_DAYS), 8 * 60 + 40)));
    TRY(load(r, "queueing", &queueing));
    TRY(load(r, "reservations", &reservations));
    r->queueing = queueing;
    r->reservations = reservations;
    r->day = arena_take(&r->arena, r->days * sizeof *r->day);
    r->guests = arena_take(&r->arena, r->days * sizeof *r->guests);
    r->guest_count = arena_take(&r->arena, r->days * sizeof *r->guest_count);
    memset(r->guests, 0, r->days * sizeof *r->guests);
    TRY(find_days(r, args->date, r->day, r->days, &count));
    if (count < r->days) {
        fault_set(&r->stage.fault, "no open days from that day on");
        return ERR_NOT_FOUND;
    }
    *ret_closed = r->day[0].date.v != args->date.v;
    return OK;
}

static int finish(struct rehearsal *r, const struct rehearse_args *args)
{
    struct audit_verdict verdict = { 0 };

    if (stage_audit(&r->stage, &verdict) != OK) {
        fprintf(stderr, "madoguchi rehearse: %s\n", r->stage.fault.text);
        return EXIT_NOT_RUN;
    }
    if (args->shared.json)
        print_json(r, &verdict);
    else
        print_end(r, &verdict);
    if (adds_up(r, &verdict))
        return EXIT_GOOD;
    fputs(args->shared.english ? "madoguchi rehearse: the figures do not add up\n" : "madoguchi rehearse: 数字が合いません。\n", stderr);
    return EXIT_BAD_RESULT;
}

void rehearsal_fini(struct rehearsal *r, bool keep)
{
    agenda_fini(&r->agenda);
    for (uint32_t i = 0; r->guests != NULL && i < r->days; i++)
        free(r->guests[i]);
    free(r->cards);
    free(r->waits_us);
    stage_fini(&r->stage, keep);
    arena_fini(&r->arena);
}

int tool_rehearse(int argc, char **argv)
{
    static struct rehearsal r;
    struct rehearse_args args;
    bool closed = false;
    int exit_code;
    enum err err;

    if (!rehearse_args_read(argc, argv, &args, &exit_code))
        return exit_code;
    if (wire_start() != OK)
        return EXIT_NOT_RUN;
    r = (struct rehearsal){ .seed = args.seed, .people = (uint32_t)args.people, .days = (uint32_t)args.days, .speed = (uint32_t)args.speed, .absence = args.absence,
                             .national_stop = args.national_stop, .evacuation = args.evacuation, .city_machine = args.city_machine, .lost_card = args.lost_card, .terminal_down = args.terminal_down, .paper_hour = args.paper_hour };
    arena_init(&r.arena, (size_t)1 << 28);
    err = rehearsal_ready(&r, &args, &closed);
    if (err == OK && !closed)
        err = play(&r);
    if (err != OK) {
        fprintf(stderr, "madoguchi rehearse: %s\n", r.stage.fault.text[0] != '\0' ? r.stage.fault.text : err_text(err));
        exit_code = EXIT_NOT_RUN;
    } else {
        exit_code = closed ? say_closed(&r, args.date, args.shared.json) : finish(&r, &args);
    }
    if (args.shared.keep)
        fprintf(stderr, "%s\n", r.stage.folder);
    rehearsal_fini(&r, args.shared.keep);
    wire_stop();
    return exit_code;
}
