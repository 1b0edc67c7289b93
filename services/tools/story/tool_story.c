/* madoguchi story: plays one card's way through real services and shows that report, recount and
 * audit log agree. The office of `up` is left alone. */
#include <getopt.h>
#include <inttypes.h>
#include <locale.h>

#include "../tools.h"
#include "chapters.h"
#include "../played.h"
#include "wire/wire.h"

#define START_DAY 20270201u
#define JSON_ROOM (1024u * 1024u)

struct story_args {
    const char *delivery, *export;
    struct played shared;
};

static const char help_text[] =
    "madoguchi story [--delivery FILE] [--lang ja|en] [--json] [--export DIR] [--dir DIR] [--keep]\n"
    "\n"
    "  納品一覧の取込から交付・閉庁・日次報告・監査まで、1 枚のカードの流れを本物のサービスで通します。\n"
    "  Plays one card's way, from the delivery list to the audit log, through real services.\n"
    "\n"
    "  --delivery FILE  納品一覧 (CSV、UTF-8 または CP932) / the delivery list; default: a sample\n"
    "  --lang ja|en     表示の言語 / language of the narration\n"
    "  --json           結果を 1 つの JSON で / one JSON object instead of the narration\n"
    "  --export DIR     監査ログを書き出す / export the audit log for an outsider\n"
    "  --dir DIR        作業ディレクトリ（空または未作成）/ work here (empty or new); default: a scratch directory\n"
    "  --keep           作業ディレクトリを残す / leave the directory\n";

/* ---- Arguments -------------------------------------------------------------------------- */

static bool read_args(int argc, char **argv, struct story_args *ret, int *ret_exit)
{
    static const struct option options[] = {
        { "delivery", required_argument, NULL, 'd' }, { "lang", required_argument, NULL, 'l' }, { "json", no_argument, NULL, 'j' },
        { "export", required_argument, NULL, 'e' }, { "dir", required_argument, NULL, 'D' }, { "keep", no_argument, NULL, 'k' },
        { "help", no_argument, NULL, 'h' }, { 0 },
    };
    bool bad;
    int c;

    *ret_exit = EXIT_USAGE;
    optind = 1;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case 'd': ret->delivery = optarg; break;
        case 'e': ret->export = optarg; break;
        case 'h':
            fputs(help_text, stdout);
            *ret_exit = EXIT_GOOD;
            return false;
        default:
            if (played_option("story", c, optarg, &ret->shared, &bad))
                break;
            if (!bad)
                fputs(help_text, stderr);
            return false;
        }
    if (optind < argc) {
        fputs(help_text, stderr);
        return false;
    }
    return true;
}

/* ---- The plot --------------------------------------------------------------------------- */

static enum err play(struct plot *p)
{
    struct stage *s = p->stage;
    char password[FIRST_PASSWORD_SIZE];
    bool made;

    stage_heading(s, "納品の日", "The day of the delivery");
    TRY(office_first_account(s->clients[SPOT_TOOL][office_index("staff")], password, &made, &s->fault));
    TRY(chapter_people(p, password));
    TRY(chapter_delivery(p));
    TRY(chapter_preparation(p));
    TRY(chapter_booking(p));
    TRY(chapter_visit(p));
    TRY(chapter_evening(p));
    return chapter_report(p);
}

/* ---- What it prints --------------------------------------------------------------------- */

static void write_step(struct writer *w, const struct story_step *step)
{
    char at[24];

    rfc3339_put(at, step->at_us);
    write_map(w, step->leaf_index == UINT64_MAX ? 7 : 8);
    write_key(w, "at");
    write_key(w, at);
    write_key(w, "command");
    write_key(w, step->command);
    write_number(w, "epoch", step->position.epoch);
    write_number(w, "id_instance", step->id.instance);
    write_number(w, "id_sequence", step->id.sequence);
    if (step->leaf_index != UINT64_MAX)
        write_number(w, "leaf_index", step->leaf_index);
    write_number(w, "sequence", step->position.sequence);
    write_key(w, "service");
    write_key(w, step->service);
}

static void write_cards(struct writer *w, const struct card_figures *c)
{
    write_key(w, "cards");
    write_map(w, 9);
    write_number(w, "arrived", c->arrived);
    write_number(w, "deliveries_arrived", c->deliveries_arrived);
    write_number(w, "deliveries_inspected", c->deliveries_inspected);
    write_number(w, "in_hand", c->in_hand);
    write_number(w, "issued", c->issued);
    write_number(w, "opening", c->opening);
    write_number(w, "posted", c->posted);
    write_number(w, "preset", c->preset);
    write_number(w, "stored", c->stored);
}

static void print_json(const struct plot *p, const struct audit_verdict *verdict)
{
    struct stage *s = p->stage;
    uint8_t *room = arena_take(&s->arena, JSON_ROOM);
    struct writer w = writer_of(room, JSON_ROOM);
    char sha[65];

    hex_put(sha, p->report->report_sha256.at, p->report->report_sha256.len);
    write_map(&w, 4);
    played_write_audit(&w, verdict);
    write_cards(&w, &p->report->figures.cards);
    write_key(&w, "report_sha256");
    write_key(&w, sha);
    write_key(&w, "steps");
    write_array(&w, s->step_count);
    for (uint32_t i = 0; i < s->step_count; i++)
        write_step(&w, &s->steps[i]);
    played_print_json(&w, &s->arena);
}

static void print_end(const struct plot *p, const struct audit_verdict *verdict)
{
    const struct bytes *page = p->stage->english ? &p->report->text_en : &p->report->text_ja;
    char root[65], fault[AUDIT_FAULT_SIZE];

    hex_put(root, verdict->root, 32);
    audit_fault_text(&verdict->fault, !p->stage->english, fault);
    printf("\n%.*s\n", (int)page->len, (const char *)page->at);
    if (p->stage->english)
        printf("Audit log: %" PRIu64 " entries, root %.16s…, %s.\n", verdict->size, root,
               (verdict->outcome == AUDIT_VERIFIED) ? "verified: every entry hashed again, every chain whole, the signature good" : fault);
    else
        printf("監査ログ：%" PRIu64 " 件、ルート %.16s…、%s\n", verdict->size, root,
               (verdict->outcome == AUDIT_VERIFIED) ? "検証済（全件を再計算、連鎖に欠けなし、署名も正当）" : fault);
}

/* ---- Main ------------------------------------------------------------------------------- */

static int finish(struct plot *p, const struct story_args *args)
{
    struct stage *s = p->stage;
    struct audit_verdict verdict = { 0 };

    if (stage_audit(s, &verdict) != OK || (args->export != NULL && stage_export(s, args->export) != OK)) {
        fprintf(stderr, "madoguchi story: %s\n", s->fault.text);
        return EXIT_NOT_RUN;
    }
    if (args->shared.json)
        print_json(p, &verdict);
    else
        print_end(p, &verdict);
    return verdict.outcome == AUDIT_VERIFIED && p->report->figures.count.agrees ? EXIT_GOOD : EXIT_BAD_RESULT;
}

int tool_story(int argc, char **argv)
{
    struct story_args args = { 0 };
    static struct stage stage;
    struct plot plot = { .stage = &stage };
    struct path sample;
    int exit_code;
    enum err err;

    if (!read_args(argc, argv, &args, &exit_code))
        return exit_code;
    if (wire_start() != OK)
        return EXIT_NOT_RUN;
    err = stage_init(&stage, args.shared.english, args.shared.json, "story", args.shared.dir, tokyo_us((struct date){ START_DAY }, 8 * 60 + 40));
    stage.records = true;
    if (err == OK) {
        sample = path_format("%s/samples/deliveries/delivery-R09-0001.csv", stage.place.config);
        plot.delivery_path = args.delivery != NULL ? args.delivery : sample.at;
        err = play(&plot);
    }
    if (err == OK)
        exit_code = finish(&plot, &args);
    else {
        fprintf(stderr, "madoguchi story: %s\n", stage.fault.text[0] != '\0' ? stage.fault.text : err_text(err));
        exit_code = err == ERR_MALFORMED ? EXIT_BAD_RESULT : EXIT_NOT_RUN;
    }
    if (args.shared.keep)
        fprintf(stderr, "%s\n", stage.folder);
    stage_fini(&stage, args.shared.keep);
    wire_stop();
    return exit_code;
}
