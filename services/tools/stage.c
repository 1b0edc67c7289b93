/* The stage: sends what the people of the story do, keeps their tickets fresh, drives the clock of
 * the trial, and remembers where each step landed. Knows nothing of the plot. */
#include "stage.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <unistd.h>

#include "codec/read.h"
#include "gen/audit.h"
#include "gen/staff.h"
#include "trust/random.h"
#include "wire/wire.h"

#define BODY_BYTES (60u * 1024u)
#define WAIT_MS 20
#define WAITS_MAX 1000
#define SESSION_US (9 * US_PER_HOUR)

const char *const spot_names[SPOT_COUNT] = { "console", "kiosk", "bridge", "tool" };

static enum err fail(struct stage *s, enum err err, const char *format, ...) __attribute__((format(printf, 3, 4)));
static enum err fail(struct stage *s, enum err err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(s->fault.text, sizeof s->fault.text, format, args);
    va_end(args);
    return err;
}

/* ---- Life ------------------------------------------------------------------------------ */

/* Whatever is there already is not ours: neither to play in nor to remove. */
static bool holds_something(const char *dir)
{
    DIR *folder = opendir(dir);
    struct dirent *item;
    bool any = false;

    if (folder == NULL)
        return errno != ENOENT;
    while (!any && (item = readdir(folder)) != NULL)
        any = strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0;
    closedir(folder);
    return any;
}

/* From here on `folder` is named, and removed at the end: only when it was empty or is new. */
static enum err make_folder(struct stage *s, const char *word, const char *dir)
{
    char pattern[64];
    struct place own;

    snprintf(pattern, sizeof pattern, "/tmp/madoguchi-%s-XXXXXX", word);
    if (dir == NULL && mkdtemp(pattern) == NULL)
        return fail(s, ERR_IO, "no scratch directory could be made under /tmp");
    TRY(place_find(dir != NULL ? dir : pattern, NULL, &own, &s->fault));
    if (holds_something(own.dir))
        return fail(s, ERR_EXISTS, s->english ? "%s is there already and not an empty directory" : "%s は空のディレクトリではありません", own.dir);
    TRY(folder_make(own.dir, &s->fault));
    snprintf(s->folder, sizeof s->folder, "%s", own.dir);
    return OK;
}

static enum err open_office(struct stage *s)
{
    char data[DIRECTORY_BYTES_MAX + 16], keys[DIRECTORY_BYTES_MAX + 16];

    snprintf(data, sizeof data, "%s/office", s->folder);
    snprintf(keys, sizeof keys, "%s/keys", s->folder);
    TRY(place_find(data, keys, &s->place, &s->fault));
    if (s->visited) {
        TRY(stage_visited_config(&s->place, &s->fault));
        TRY(place_find(data, keys, &s->place, &s->fault));
    }
    TRY(office_init(&s->place, 1, false, &s->fault));
    TRY(installation_load(s->place.dir, s->place.keys, &s->at, &s->fault));
    TRY(s->inside ? stage_inside_open(&s->place, &s->office, &s->fault) : stage_processes_open(&s->place, &s->office, &s->fault));
    for (uint32_t spot = 0; spot < SPOT_COUNT; spot++)
        for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
            TRY(s->office->kind->connect(s->office, (enum peer_spot)spot, i, &s->clients[spot][i], &s->fault));
    return OK;
}

enum err stage_init(struct stage *s, bool english, bool quiet, const char *word, const char *dir, uint64_t start_us)
{
    *s = (struct stage){ .english = english, .quiet = quiet, .inside = s->inside, .visited = s->visited };
    arena_init(&s->arena, (size_t)1 << 30);
    TRY(make_folder(s, word, dir));
    TRY(open_office(s));
    return stage_clock(s, start_us);
}

void stage_fini(struct stage *s, bool keep)
{
    for (uint32_t spot = 0; spot < SPOT_COUNT; spot++)
        for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
            client_drop(&s->clients[spot][i]);
    if (s->office != NULL)
        s->office->kind->close(s->office);
    s->office = NULL;
    if (s->folder[0] != '\0' && !keep)
        folder_remove(s->folder);
    arena_fini(&s->arena);
}

/* ---- Clock ----------------------------------------------------------------------------- */

enum err stage_clock(struct stage *s, uint64_t at_us)
{
    must(at_us >= s->now_us);
    TRY(s->office->kind->set_clock(s->office, at_us, &s->fault));
    s->now_us = at_us;
    return OK;
}

enum err stage_clock_to(struct stage *s, struct date day, uint32_t minute)
{
    return stage_clock(s, tokyo_us(day, minute));
}

enum err stage_settle(struct stage *s)
{
    return s->office->kind->settle(s->office, &s->fault);
}

/* ---- Requests -------------------------------------------------------------------------- */

static struct bytes encode(struct stage *s, const struct act *act)
{
    static uint8_t room[BODY_BYTES];
    struct writer w = writer_of(room, sizeof room);

    message_encode(act->spec, act->body, &w);
    return bytes_copy(&s->arena, written(&w));
}

/* An answer's bytes live only until the client's next call: keep what the story may look at. */
static void keep(struct stage *s, struct answer *a)
{
    a->refusal = text_copy(&s->arena, a->refusal);
    a->field = text_copy(&s->arena, a->field);
    a->reason = text_copy(&s->arena, a->reason);
    a->position.source = text_copy(&s->arena, a->position.source);
    a->result = bytes_copy(&s->arena, a->result);
    a->shown = bytes_copy(&s->arena, a->shown);
    a->leaf = bytes_copy(&s->arena, a->leaf);
    a->payload = (struct bytes){ NULL, 0 };
}

static enum err fresh_ticket(struct stage *s, struct person *person)
{
    return person == NULL ? OK : stage_fresh(s, person, 1);
}

static struct bytes ticket_of(const struct person *person)
{
    return person == NULL ? (struct bytes){ NULL, 0 } : (struct bytes){ person->ticket, TICKET_LEN };
}

static enum err refused(struct stage *s, const struct act *act, const struct answer *a)
{
    enum refusal why;
    const char *sentence = refusal_of(a->refusal, &why) ? refusal_sentence(why, !s->english) : "";

    return fail(s, ERR_DENIED, "%s.%s: %.*s  %s%s%.*s %.*s", act->service, act->name, (int)a->refusal.len, a->refusal.at == NULL ? "" : a->refusal.at, sentence,
                a->field.len > 0 ? " — " : "", (int)a->field.len, a->field.at == NULL ? "" : a->field.at, (int)a->reason.len, a->reason.at == NULL ? "" : a->reason.at);
}

static void record(struct stage *s, const struct act *act, const struct answer *a, struct command_id id)
{
    if (!s->records)
        return;
    must(s->step_count < STEPS_MAX);
    s->steps[s->step_count++] = (struct story_step){ .at_us = s->now_us, .service = act->service, .command = act->name, .id = id,
                                                     .position = a->position, .leaf_index = UINT64_MAX };
}

enum err stage_try(struct stage *s, const struct act *act, struct answer *ret)
{
    uint32_t service = office_index(act->service);
    struct client *client = s->clients[act->spot][service];
    struct command_call call = { .name = text_of(act->name), .purpose = text_of(act->purpose), .after = &act->after };
    enum err err;

    must(service < OFFICE_SERVICES);
    TRY(fresh_ticket(s, act->person));
    TRY(fresh_ticket(s, act->second));
    call.body = encode(s, act);
    call.ticket = ticket_of(act->person);
    call.second = ticket_of(act->second);
    call.after_count = act->after.source.at != NULL ? 1 : 0;
    call.id = client_next_id(client);
    err = client_command(client, &call, ret);
    if (err != OK)
        return fail(s, err, "%s.%s: %s", act->service, act->name, err_text(err));
    keep(s, ret);
    if (ret->outcome == OUTCOME_NOT_TAKEN)
        return refused(s, act, ret);
    if (ret->outcome == OUTCOME_DONE)
        record(s, act, ret, call.id);
    return OK;
}

enum err stage_do(struct stage *s, const struct act *act, struct answer *ret)
{
    TRY(stage_try(s, act, ret));
    return ret->outcome == OUTCOME_DONE ? OK : refused(s, act, ret);
}

enum err stage_ask(struct stage *s, const struct act *act, struct answer *ret)
{
    uint32_t service = office_index(act->service);
    struct query_call call = { .name = text_of(act->name), .after = &act->after };
    enum err err;

    must(service < OFFICE_SERVICES);
    TRY(fresh_ticket(s, act->person));
    call.body = encode(s, act);
    call.ticket = ticket_of(act->person);
    call.after_count = act->after.source.at != NULL ? 1 : 0;
    err = client_query(s->clients[act->spot][service], &call, ret);
    if (err != OK)
        return fail(s, err, "%s.%s: %s", act->service, act->name, err_text(err));
    keep(s, ret);
    return ret->outcome == OUTCOME_NOT_TAKEN ? refused(s, act, ret) : OK;
}

static const void *decode(struct stage *s, struct bytes map, const struct record_spec *spec)
{
    void *value = arena_take(&s->arena, spec->size + 1);

    if (map.at == NULL || message_decode_own(spec, map, &s->arena, value) != OK) {
        (void)!fail(s, ERR_MALFORMED, "the answer is not a %s", spec->name);
        return NULL;
    }
    return value;
}

const void *stage_result(struct stage *s, const struct answer *answer, const struct record_spec *spec)
{
    return decode(s, answer->result, spec);
}

const void *stage_shown(struct stage *s, const struct answer *answer, const struct record_spec *spec)
{
    return decode(s, answer->shown, spec);
}

struct speaking { struct stage *stage; struct person *person; };

/* The ticket in hand is that of the person: during the first steps it is new each time. */
static enum err speak(void *self, const char *name, const struct record_spec *spec, const void *body, struct bytes ticket, struct answer *ret)
{
    struct speaking *of = self;
    uint64_t expires_us = of->person->expires_at_us;
    enum err err;

    if (ticket.at == NULL)
        return stage_do(of->stage, &(struct act){ SPOT_CONSOLE, "staff", name, spec, body, NULL, NULL, NULL, { { 0 }, 0, 0 } }, ret);
    memmove(of->person->ticket, ticket.at, TICKET_LEN);
    of->person->expires_at_us = UINT64_MAX;
    err = stage_do(of->stage, &(struct act){ SPOT_CONSOLE, "staff", name, spec, body, of->person, NULL, NULL, { { 0 }, 0, 0 } }, ret);
    of->person->expires_at_us = expires_us;
    return err;
}

enum err stage_login(struct stage *s, struct person *person)
{
    struct speaking speaking = { s, person };
    uint8_t ticket[TICKET_LEN];
    struct login_result result;

    TRY(person_enter(&(struct speaker){ &speaking, speak }, person->name, &person->own, s->now_us, ticket, &result));
    memcpy(person->ticket, ticket, TICKET_LEN);
    person->account = result.account_id.v;
    person->expires_at_us = result.expires_at_us;
    person->logged_in_us = s->now_us;
    return OK;
}

static enum err renew(struct stage *s, struct person *person)
{
    static const struct renew_ticket body;
    const struct renew_ticket_result *result;
    const struct renew_ticket_shown *shown;
    struct answer answer;

    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "staff", "renew_ticket", &renew_ticket_spec, &body, person, NULL, NULL, { { 0 }, 0, 0 } }, &answer));
    result = stage_result(s, &answer, &renew_ticket_result_spec);
    shown = stage_shown(s, &answer, &renew_ticket_shown_spec);
    if (result == NULL || shown == NULL || shown->ticket.len != TICKET_LEN)
        return ERR_MALFORMED;
    memcpy(person->ticket, shown->ticket.at, TICKET_LEN);
    person->expires_at_us = result->expires_at_us;
    return OK;
}

enum err stage_fresh(struct stage *s, struct person *person, uint64_t minutes)
{
    uint64_t expires_us = person->expires_at_us;

    if (expires_us > s->now_us + minutes * US_PER_MINUTE)
        return OK;
    if (expires_us <= s->now_us || s->now_us - person->logged_in_us > SESSION_US)
        return stage_login(s, person);
    person->expires_at_us = UINT64_MAX;             /* the renewal itself goes with the old ticket */
    TRY(renew(s, person));
    return OK;
}

/* What a desk asks for: both trainings and the pledge. */
static enum err make_ready(struct stage *s, struct person *admin, struct account_id account_id)
{
    const struct record_training trainings[] = {
        { .account_id = account_id, .kind = TRAINING_KIND_WORK, .held_on = tokyo_date(s->now_us) },
        { .account_id = account_id, .kind = TRAINING_KIND_PRIVACY, .held_on = tokyo_date(s->now_us) },
    };
    const struct record_pledge pledge = { .account_id = account_id, .pledged_on = tokyo_date(s->now_us) };
    struct answer answer;

    for (uint32_t i = 0; i < 2; i++)
        TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "staff", "record_training", &record_training_spec, &trainings[i], admin, NULL, NULL, { { 0 }, 0, 0 } }, &answer));
    return stage_do(s, &(struct act){ SPOT_CONSOLE, "staff", "record_pledge", &record_pledge_spec, &pledge, admin, NULL, NULL, { { 0 }, 0, 0 } }, &answer);
}

enum err stage_account(struct stage *s, struct person *admin, const struct person *person, enum staff_role role)
{
    const struct create_account body = { .name = text_of(person->name), .display_name = text_of(person->ja), .role = role,
                                         .password = text_of(person->own.password) };
    const struct create_account_result *made;
    struct answer answer;

    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "staff", "create_account", &create_account_spec, &body, admin, NULL, NULL, { { 0 }, 0, 0 } }, &answer));
    made = stage_result(s, &answer, &create_account_result_spec);
    if (made == NULL)
        return ERR_MALFORMED;
    return role == STAFF_ROLE_OPERATOR || role == STAFF_ROLE_SITE_MANAGER ? make_ready(s, admin, made->account_id) : OK;
}

/* ---- Narration ------------------------------------------------------------------------- */

void stage_say(struct stage *s, const char *ja, const char *en, ...)
{
    va_list args;
    char clock[20];

    if (s->quiet)
        return;
    tokyo_put(clock, s->now_us);
    printf("  %s  ", clock + 11);
    va_start(args, en);
    vprintf(s->english ? en : ja, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
}

void stage_heading(struct stage *s, const char *ja, const char *en)
{
    char clock[20];

    if (s->quiet)
        return;
    tokyo_put(clock, s->now_us);
    printf("\n%.10s (%s)  %s\n", clock, s->english ? (const char *[]){ "", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" }[date_weekday(tokyo_date(s->now_us))]
                                                  : (const char *[]){ "", "月", "火", "水", "木", "金", "土", "日" }[date_weekday(tokyo_date(s->now_us))],
           s->english ? en : ja);
    fflush(stdout);
}

/* ---- Leaves ---------------------------------------------------------------------------- */

/* Where a step stands in the audit log. It may still be on its way there. */
static enum err look_up(struct stage *s, struct story_step *step)
{
    const struct audit_lookup body = { .source = text_of(step->service), .epoch = step->position.epoch, .sequence = step->position.sequence };
    const struct act act = { SPOT_TOOL, "audit", "audit_lookup", &audit_lookup_spec, &body, NULL, NULL, NULL, { { 0 }, 0, 0 } };
    const struct audit_lookup_result *result;
    struct answer answer;

    for (uint32_t i = 0; i < WAITS_MAX; i++) {
        TRY(stage_ask(s, &act, &answer));
        if (answer.outcome == OUTCOME_DONE) {
            result = stage_result(s, &answer, &audit_lookup_result_spec);
            if (result == NULL)
                return ERR_MALFORMED;
            step->leaf_index = result->leaf_index;
            return OK;
        }
        TRY(wire_wait(NULL, 0, WAIT_MS));
    }
    return fail(s, ERR_TIMEOUT, "audit has not taken entry %" PRIu64 " of %s", step->position.sequence, step->service);
}

enum err stage_leaves(struct stage *s)
{
    for (uint32_t i = 0; i < s->step_count; i++)
        /* audit's own entries are in no tree: nobody follows it. */
        if (s->steps[i].leaf_index == UINT64_MAX && strcmp(s->steps[i].service, "audit") != 0)
            TRY(look_up(s, &s->steps[i]));
    return OK;
}
