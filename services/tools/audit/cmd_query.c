/* madoguchi-audit query: who did what to what, when and why; every entry that fits, out of leaves that are proved. */
#include <inttypes.h>

#include "base/date.h"
#include "codec/read.h"
#include "finding.h"
#include "http/json.h"
#include "on_paper.h"
#include "period.h"
#include "words.h"

#include "base/invariant.h"

#define JSON_ROOM 65536u
#define EVENTS_SHOWN 512u

struct rows {
    const struct ask *ask;
    uint64_t count;
    struct arena arena;
};

/* ---- Rows ---- */

static bool is_on_paper(const struct entry *e)
{
    struct on_paper paper;

    return on_paper_find(e, &paper);
}

static const char *outcome_words(const struct entry *e)
{
    if (e->refusal.at != NULL)
        return words("拒否", "refused");
    if (is_on_paper(e))
        return words("実行（紙による承認）", "done, approved on paper");
    return e->purpose.at != NULL ? words("閲覧", "look") : words("実行", "done");
}

static const char *outcome_name(const struct entry *e)
{
    return e->refusal.at != NULL ? "refused" : e->purpose.at != NULL ? "look" : "done";
}

/* What caused it; of followed events the first event it stated. */
static struct text action_of(const struct entry *e)
{
    if (e->cause.name.at != NULL && e->cause.name.len > 0)
        return e->cause.name;
    return e->event_count > 0 ? e->events[0].name : text_of(words("続き", "followed"));
}

/* "2027-02-01 09:05", Tokyo or UTC. */
static void time_put(const struct ask *ask, uint64_t at_us, char ret[24])
{
    if (!ask->utc) {
        tokyo_put(ret, at_us);
        return;
    }
    rfc3339_put(ret, at_us);
    ret[10] = ' ';
    ret[16] = '\0';
}

/* Cut to so many columns: names here are of letters alone. */
static struct text cut(struct text text, uint32_t columns)
{
    return (struct text){ text.at, text.len < columns ? text.len : columns };
}

static void put_row(struct rows *r, const struct audit_line *line, const struct entry *e)
{
    char index[GROUPED_SIZE], time[24], person[24] = "";

    if (r->count == 0) {
        fputs(words("     番号  ", "     leaf  "), stdout);
        put_padded(text_of(words("時刻", r->ask->utc ? "time (UTC)" : "time (Tokyo)")), 17);
        put_padded(text_of(words("サービス", "service")), 13);
        put_padded(text_of(words("担当", "person")), 8);
        put_padded(text_of(words("操作", "action")), 24);
        puts(words("結果", "outcome"));
    }
    time_put(r->ask, e->at_us, time);
    if (e->actor != 0)
        snprintf(person, sizeof person, "%" PRIu64, e->actor & UINT64_C(0xffffffffffff));
    printf("%9s  %s ", grouped(line->index, index), time);
    put_padded(cut(line->source, 12), 13);
    put_padded(cut(text_of(person), 7), 8);
    put_padded(cut(action_of(e), 23), 24);
    puts(outcome_words(e));
}

static void events_of(const struct entry *e, char ret[EVENTS_SHOWN])
{
    size_t len = 0;

    ret[0] = '\0';
    for (uint32_t i = 0; i < e->event_count && len + e->events[i].name.len + 2 < EVENTS_SHOWN; i++)
        len += (size_t)snprintf(ret + len, EVENTS_SHOWN - len, "%s%.*s", i == 0 ? "" : " ", (int)e->events[i].name.len, e->events[i].name.at);
}

static void put_text_cell(struct rows *r, struct text text, bool last)
{
    put_cell(text_format(&r->arena, "%.*s", (int)text.len, text.at == NULL ? "" : text.at).at, last);
}

static void put_number_cell(uint64_t v)
{
    char number[24] = "";

    if (v != 0)
        snprintf(number, sizeof number, "%" PRIu64, v);
    put_cell(number, false);
}

static void put_csv(struct rows *r, const struct audit_line *line, const struct entry *e)
{
    char time[24], events[EVENTS_SHOWN], index[24], hex[65];

    if (r->count == 0)
        fputs("leaf,time,service,epoch,sequence,actor,second,terminal,action,purpose,outcome,refusal,events,hash,on_paper\r\n", stdout);
    arena_reset(&r->arena);
    snprintf(index, sizeof index, "%" PRIu64, line->index);
    rfc3339_put(time, e->at_us);
    events_of(e, events);
    hex_put(hex, line->hash, 32);
    put_cell(index, false);
    put_cell(time, false);
    put_text_cell(r, line->source, false);
    put_number_cell(line->epoch);
    put_number_cell(line->sequence);
    put_number_cell(e->actor);
    put_number_cell(e->second);
    put_text_cell(r, e->terminal, false);
    put_text_cell(r, action_of(e), false);
    put_text_cell(r, e->purpose, false);
    put_cell(outcome_name(e), false);
    put_text_cell(r, e->refusal, false);
    put_cell(events, false);
    put_cell(hex, false);
    put_cell(is_on_paper(e) ? "true" : "", true);
}

static void put_object(struct rows *r, const struct audit_line *line, const struct entry *e)
{
    struct writer w;
    struct text json;

    arena_reset(&r->arena);
    w = writer_of(arena_take(&r->arena, JSON_ROOM), JSON_ROOM);
    write_map(&w, 8u + (e->actor != 0 ? 1u : 0u) + (e->purpose.at != NULL ? 1u : 0u) + (e->refusal.at != NULL ? 1u : 0u) + (e->second != 0 ? 1u : 0u) +
                      (e->terminal.at != NULL ? 1u : 0u) + (is_on_paper(e) ? 1u : 0u));
    key_text(&w, "action", action_of(e));
    if (e->actor != 0)
        key_u64(&w, "actor", e->actor);
    write_key(&w, "events");
    write_array(&w, e->event_count);
    for (uint32_t i = 0; i < e->event_count; i++)
        write_text(&w, e->events[i].name);
    key_bin(&w, "hash", line->hash, 32);
    key_u64(&w, "leaf", line->index);
    if (is_on_paper(e))
        key_bool(&w, "on_paper", true);
    key_text(&w, "outcome", text_of(outcome_name(e)));
    if (e->purpose.at != NULL)
        key_text(&w, "purpose", e->purpose);
    if (e->refusal.at != NULL)
        key_text(&w, "refusal", e->refusal);
    if (e->second != 0)
        key_u64(&w, "second", e->second);
    key_u64(&w, "sequence", line->sequence);
    key_text(&w, "service", line->source);
    if (e->terminal.at != NULL)
        key_text(&w, "terminal", e->terminal);
    key_time(&w, "time", e->at_us);
    if (w.full)
        return;
    json = json_of_value(written(&w), 0, &r->arena);
    printf("%s%.*s", r->count == 0 ? "" : ",", (int)json.len, json.at);
}

static bool take_row(void *self, const struct audit_line *line, const struct entry *entry)
{
    struct rows *r = self;

    if (r->ask->json)
        put_object(r, line, entry);
    else if (r->ask->csv)
        put_csv(r, line, entry);
    else
        put_row(r, line, entry);
    r->count++;
    return true;
}

/* ---- What is wanted ---- */

struct account {
    char digits[24];
};

static bool take_account(void *self, const struct audit_line *line, const struct entry *entry)
{
    struct account *to = self;
    uint64_t id;

    (void)line;
    for (uint32_t i = 0; i < entry->event_count; i++)
        if (text_is(entry->events[i].name, "account_created") && map_get_u64(entry->events[i].body, "account_id", &id))
            snprintf(to->digits, sizeof to->digits, "%" PRIu64, id);
    return to->digits[0] == '\0';
}

static bool read_times(const struct ask *ask, struct audit_wanted *to)
{
    if (ask->from != NULL && !moment_read(text_of(ask->from), ask->utc, false, &to->from_us)) {
        fprintf(stderr, "--from %s: %s\n", ask->from, words("日付・時刻として読めません（例 2027-02-01、R9.2.1 9:05）", "not a day or time (such as 2027-02-01, R9.2.1 9:05)"));
        return false;
    }
    if (ask->to != NULL && !moment_read(text_of(ask->to), ask->utc, true, &to->to_us)) {
        fprintf(stderr, "--to %s: %s\n", ask->to, words("日付・時刻として読めません（例 2027-02-01、R9.2.1 9:05）", "not a day or time (such as 2027-02-01, R9.2.1 9:05)"));
        return false;
    }
    return true;
}

static bool read_wanted(const struct ask *ask, struct finding *to)
{
    if (!read_times(ask, &to->wanted) || (ask->object != NULL && !want_object(to, ask->object)))
        return false;
    want(to, "purpose", ask->purpose);
    want(to, "action", ask->action);
    want(to, "refusal", ask->refused ? "any" : NULL);
    want(to, "look", ask->looks ? "any" : NULL);
    if (ask->service != NULL)
        to->wanted.source = text_of(ask->service);
    return true;
}

static bool is_number(const char *text)
{
    return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* A person by login name: first whose account it is. */
static int find(const struct ask *ask, struct finder *finder, struct finding *f, struct account *account)
{
    struct finding who = { .self = account, .each = take_account };
    int code;

    if (ask->person == NULL || is_number(ask->person)) {
        want(f, "person", ask->person);
        return find_all(finder, f);
    }
    want(&who, "name", ask->person);
    want(&who, "action", "account_created");
    code = find_all(finder, &who);
    if (code != 0)
        return code;
    if (account->digits[0] == '\0') {
        fprintf(stderr, "%s: %s\n", ask->person, words("その名前のアカウントは、監査ログにありません", "the log knows no account of this name"));
        return AUDIT_EXIT_CANNOT_TELL;
    }
    want(f, "person", account->digits);
    return find_all(finder, f);
}

static void end_object(const struct finder *finder)
{
    char hex[65];

    hex_put(hex, finder->root, 32);
    printf("],\"origin\":\"%s\",\"root\":\"%s\",\"searched\":%" PRIu64 ",\"unsigned\":%" PRIu64 ",\"verdict\":\"%s\"}\n", finder->origin, hex, finder->size,
           finder->unsigned_leaves, audit_outcome_name(finder->outcome));
}

static int tell(const struct ask *ask, const struct finder *finder, const struct rows *rows)
{
    if (!ask->json && !ask->csv)
        return put_finding(finder, rows->count);
    if (ask->json)
        end_object(finder);
    put_fault(finder);
    return exit_of(finder->outcome);
}

int cmd_query(const struct ask *ask)
{
    struct rows rows = { .ask = ask };
    struct finding f = { .self = &rows, .each = take_row };
    struct account account = { "" };
    struct finder finder;
    int code;

    if (!read_wanted(ask, &f))
        return AUDIT_EXIT_USAGE;
    arena_init(&rows.arena, 1u << 20);
    code = finder_open(ask, &finder);
    if (code == 0) {
        if (ask->json)
            fputs("{\"matches\":[", stdout);
        code = find(ask, &finder, &f, &account);
        if (code == 0)
            code = tell(ask, &finder, &rows);
        else if (ask->json)
            puts("]}");
    }
    finder_close(&finder);
    arena_fini(&rows.arena);
    return code;
}
