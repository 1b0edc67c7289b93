/* madoguchi-audit timeline: everything the log says of one card, on one page, in the order it happened. A card is named
 * by its id, or by the number on its sleeve. Refused commands about it are not in it: their content is in no log. */
#include <inttypes.h>
#include <stdarg.h>

#include "base/date.h"
#include "codec/read.h"
#include "finding.h"
#include "http/json.h"
#include "on_paper.h"
#include "words.h"

#include "base/invariant.h"

#define DETAIL_MAX 160u
#define JSON_ROOM 65536u

struct line {
    const struct ask *ask;
    char card[24], number[64];
    uint64_t count;
    struct arena arena;
};

/* ---- Words ---- */

static const struct { const char *event, *ja; } labels[] = {
    { "delivery_rows_staged", "納品一覧に記載" }, { "card_received", "受領" }, { "card_stored", "保管庫へ収納" }, { "card_moved", "保管場所の移動" },
    { "card_preset", "プリセット完了" }, { "notice_posted", "交付通知書の発送" }, { "notice_fact", "交付通知書の発送" }, { "notice_reminded", "勧奨" },
    { "notice_reposted", "再送" }, { "notice_returned", "通知書の返戻" }, { "reservation_booked", "来庁予約" }, { "reservation_changed", "予約の変更" },
    { "reservation_moved", "予約の日時変更" }, { "card_reserved", "予約の記録" }, { "waiting_joined", "空き待ちの登録" }, { "card_visitor_arrived", "受取人の来庁" },
    { "card_checked_out", "保管庫から取出し" }, { "card_checked_in", "保管庫へ戻し" }, { "card_issued", "交付" }, { "card_held", "交付停止" },
    { "card_released", "交付停止の解除" }, { "card_missing", "所在不明" }, { "card_found", "発見" }, { "card_explained", "所在の説明" },
    { "card_written_off", "亡失の確定" }, { "card_transferred", "市への引渡し" }, { "disposal_proposed", "廃棄の候補" }, { "disposal_approved", "廃棄の承認" },
    { "disposal_withdrawn", "廃棄の取下げ" }, { "approval_withdrawn", "廃棄承認の取消し" }, { "card_taken_for_disposal", "廃棄のため取出し" },
    { "card_disposed", "廃棄" }, { "slot_scanned", "棚卸の読取り" }, { "claim_noted", "予約可の記録" }, { "claim_allowed", "予約可" },
    { "claim_restored", "予約可に復帰" }, { "claim_withdrawn", "予約不可" }, { "claim_barred", "予約不可の記録" }, { "claim_ended", "予約の終了" },
    { "show_card", "本人情報の閲覧" }, { "find_card", "通知書番号での閲覧" }, { "find_by_person", "氏名での閲覧" },
};

static struct text label(struct text event)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels && !words_english(); i++)
        if (text_is(event, labels[i].event))
            return text_of(labels[i].ja);
    return event;
}

/* ---- What of an event is about this card ---- */

static bool about(struct bytes map, const char *card)
{
    char digits[24];
    uint64_t id;

    if (!map_get_u64(map, "card_id", &id))
        return false;
    snprintf(digits, sizeof digits, "%" PRIu64, id);
    return strcmp(digits, card) == 0;
}

static void add_detail(char *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add_detail(char *to, const char *format, ...)
{
    size_t len = strlen(to);
    va_list args;

    va_start(args, format);
    vsnprintf(to + len, DETAIL_MAX - len, format, args);
    va_end(args);
}

static bool is_time(struct text key)
{
    return key.len > 3 && memcmp(key.at + key.len - 3, "_us", 3) == 0;
}

/* The plain values of a record, but for the card itself. */
static void details(struct bytes map, char to[DETAIL_MAX])
{
    struct reader r = reader_of(map);
    struct text key, text;
    uint32_t pairs = 0;
    uint64_t number;
    bool flag;

    (void)read_map(&r, &pairs);
    for (uint32_t i = 0; i < pairs && read_text(&r, &key); i++) {
        if (text_is(key, "card_id"))
            (void)read_skip(&r);
        else if (read_type(&r) == VALUE_TEXT && read_text(&r, &text))
            add_detail(to, " %.*s=%.*s", (int)key.len, key.at, (int)text.len, text.at);
        else if (read_type(&r) == VALUE_U64 && read_u64(&r, &number)) {
            if (!is_time(key))
                add_detail(to, " %.*s=%" PRIu64, (int)key.len, key.at, number);
        } else if (read_type(&r) == VALUE_BOOL && read_bool(&r, &flag)) {
            if (flag)
                add_detail(to, " %.*s", (int)key.len, key.at);
        } else {
            (void)read_skip(&r);
        }
    }
}

/* The records of a list in an event that are about the card. */
static bool in_a_list(struct bytes body, const char *card, char to[DETAIL_MAX])
{
    struct reader r = reader_of(body), items;
    struct text key;
    struct bytes value, item;
    uint32_t pairs = 0, count = 0;
    bool found = false;

    (void)read_map(&r, &pairs);
    for (uint32_t i = 0; i < pairs && read_text(&r, &key); i++) {
        if (read_type(&r) != VALUE_ARRAY) {
            (void)read_skip(&r);
            continue;
        }
        (void)read_raw(&r, &value);
        items = reader_of(value);
        (void)read_array(&items, &count);
        for (uint32_t k = 0; k < count && read_raw(&items, &item); k++) {
            struct reader peek = reader_of(item);

            if (read_type(&peek) == VALUE_MAP && about(item, card)) {
                details(item, to);
                found = true;
            }
        }
    }
    return found;
}

/* ---- Lines ---- */

static void put_line_text(struct line *l, const struct audit_line *leaf, const struct entry *e, struct text event, const char *detail)
{
    char time[24], person[24] = "";
    struct on_paper paper;

    if (l->ask->utc) {
        rfc3339_put(time, e->at_us);
        time[10] = ' ';
        time[16] = '\0';
    } else {
        tokyo_put(time, e->at_us);
    }
    if (e->actor != 0)
        snprintf(person, sizeof person, "%" PRIu64, e->actor & UINT64_C(0xffffffffffff));
    printf("%s  ", time);
    put_padded(words_english() ? leaf->source : text_of(service_words(leaf->source)), words_english() ? 13 : 6);
    put_padded(text_of(person), 8);
    put_padded(label(event), 26);
    printf("#%" PRIu64 "\n", leaf->index);
    if (on_paper_find(e, &paper))
        printf("                 %s\n", on_paper_line(&paper, &l->arena).at);
    if (*detail != '\0')
        printf("                 %.*s\n", 62, detail);
}

static void put_line_row(struct line *l, const struct audit_line *leaf, const struct entry *e, struct text event, const char *detail)
{
    char time[24], index[24], actor[24];

    if (l->count == 0)
        fputs("leaf,time,service,actor,event,details\r\n", stdout);
    snprintf(index, sizeof index, "%" PRIu64, leaf->index);
    snprintf(actor, sizeof actor, "%" PRIu64, e->actor);
    rfc3339_put(time, e->at_us);
    put_cell(index, false);
    put_cell(time, false);
    put_cell(text_format(&l->arena, "%.*s", (int)leaf->source.len, leaf->source.at).at, false);
    put_cell(e->actor == 0 ? "" : actor, false);
    put_cell(text_format(&l->arena, "%.*s", (int)event.len, event.at).at, false);
    put_cell(*detail == ' ' ? detail + 1 : detail, true);
}

static void put_line_object(struct line *l, const struct audit_line *leaf, const struct entry *e, struct text event, struct bytes body)
{
    struct writer w = writer_of(arena_take(&l->arena, JSON_ROOM), JSON_ROOM);
    struct on_paper paper;
    struct text json;
    bool whole = body.len > 0 && body.len < JSON_ROOM / 2;

    write_map(&w, 4u + (e->actor != 0 ? 1u : 0u) + (whole ? 1u : 0u) + (on_paper_find(e, &paper) ? 1u : 0u));
    if (e->actor != 0)
        key_u64(&w, "actor", e->actor);
    if (whole) {
        write_key(&w, "body");
        write_raw(&w, body);
    }
    key_text(&w, "event", event);
    key_u64(&w, "leaf", leaf->index);
    if (on_paper_find(e, &paper))
        key_bool(&w, "on_paper", true);
    key_text(&w, "service", leaf->source);
    key_time(&w, "time", e->at_us);
    json = json_of_value(written(&w), 0, &l->arena);
    printf("%s%.*s", l->count == 0 ? "" : ",", (int)json.len, json.at);
}

static void put_one(struct line *l, const struct audit_line *leaf, const struct entry *e, struct text event, struct bytes body, const char *detail)
{
    arena_reset(&l->arena);
    if (l->ask->json)
        put_line_object(l, leaf, e, event, body);
    else if (l->ask->csv)
        put_line_row(l, leaf, e, event, detail);
    else
        put_line_text(l, leaf, e, event, detail);
    l->count++;
}

static bool take_event(void *self, const struct audit_line *leaf, const struct entry *e)
{
    struct line *l = self;
    bool said = false;

    for (uint32_t i = 0; i < e->event_count; i++) {
        char detail[DETAIL_MAX] = "";
        bool listed = false;

        if (about(e->events[i].body, l->card))
            details(e->events[i].body, detail);
        else if (!(listed = in_a_list(e->events[i].body, l->card, detail)))
            continue;
        put_one(l, leaf, e, e->events[i].name, listed ? (struct bytes){ NULL, 0 } : e->events[i].body, detail);
        said = true;
    }
    if (!said) {                       /* a look: nothing happened to the card but that it was seen */
        char detail[DETAIL_MAX] = "";

        if (e->purpose.at != NULL)
            add_detail(detail, " purpose=%.*s", (int)e->purpose.len, e->purpose.at);
        put_one(l, leaf, e, e->cause.name, (struct bytes){ NULL, 0 }, detail);
    }
    return true;
}

/* ---- Which card ---- */

static bool row_of_number(struct bytes item, const char *number, uint64_t *ret)
{
    struct text found;

    return map_get_text(item, "tracking_number", &found) && text_is(found, number) && map_get_u64(item, "card_id", ret);
}

/* The sleeve's number stands beside the card in the delivery's list, or in an event of the card's own. */
static bool take_number(void *self, const struct audit_line *leaf, const struct entry *e)
{
    struct line *l = self;
    uint64_t id;

    (void)leaf;
    for (uint32_t i = 0; i < e->event_count && l->card[0] == '\0'; i++) {
        struct bytes rows = map_get(e->events[i].body, "rows"), item;
        struct reader r = reader_of(rows);
        uint32_t count = 0;

        if (row_of_number(e->events[i].body, l->number, &id))
            snprintf(l->card, sizeof l->card, "%" PRIu64, id);
        if (rows.at == NULL || !read_array(&r, &count))
            continue;
        for (uint32_t k = 0; k < count && read_raw(&r, &item); k++)
            if (row_of_number(item, l->number, &id))
                snprintf(l->card, sizeof l->card, "%" PRIu64, id);
    }
    return l->card[0] == '\0';
}

/* 0 with the card's id, or the exit code. */
static int find_card(struct line *l, struct finder *finder, const char *name)
{
    struct finding by_number = { .self = l, .each = take_number };
    bool digits = *name != '\0' && strspn(name, "0123456789") == strlen(name) && strlen(name) < sizeof l->card;
    int code;

    snprintf(l->number, sizeof l->number, "%s", name);
    want(&by_number, "tracking_number", l->number);
    code = find_all(finder, &by_number);
    if (code != 0)
        return code;
    if (l->card[0] == '\0' && digits) {
        snprintf(l->card, sizeof l->card, "%s", name);
        l->number[0] = '\0';
    }
    if (l->card[0] != '\0' || finder->outcome != AUDIT_VERIFIED)
        return 0;
    fprintf(stderr, "%s: %s\n", name, words("その整理番号のカードは、監査ログにありません", "the log knows no card with this number on its sleeve"));
    return AUDIT_EXIT_CANNOT_TELL;
}

static int tell(struct line *l, const struct finder *finder)
{
    bool unknown = l->count == 0 && finder->outcome == AUDIT_VERIFIED;

    if (l->ask->json)
        printf("],\"origin\":\"%s\",\"searched\":%" PRIu64 ",\"verdict\":\"%s\"}\n", finder->origin, finder->size, audit_outcome_name(finder->outcome));
    if (unknown) {
        fprintf(stderr, "%s: %s\n", l->card, words("そのカードは、監査ログにありません", "the log knows no such card"));
        return AUDIT_EXIT_CANNOT_TELL;
    }
    if (!l->ask->json && !l->ask->csv)
        return put_finding(finder, l->count);
    put_fault(finder);
    return exit_of(finder->outcome);
}

static int tell_story(struct line *l, struct finder *finder)
{
    struct finding f = { .self = l, .each = take_event };
    int code;

    want(&f, "card", l->card);
    if (l->ask->json)
        printf("{\"card\":\"%s\",\"events\":[", l->card);
    else if (!l->ask->csv)
        printf("%s %s%s%s\n", words("カード", "Card"), l->card, l->number[0] == '\0' ? "" : words("  整理番号 ", "  sleeve "), l->number);
    code = find_all(finder, &f);
    if (code == 0)
        return tell(l, finder);
    if (l->ask->json)
        puts("]}");
    return code;
}

int cmd_timeline(const struct ask *ask)
{
    struct line l = { .ask = ask };
    struct finder finder;
    int code;

    must(ask->operand != NULL);
    arena_init(&l.arena, 1u << 20);
    code = finder_open(ask, &finder);
    if (code == 0)
        code = find_card(&l, &finder, ask->operand);
    if (code == 0)
        code = tell_story(&l, &finder);
    finder_close(&finder);
    arena_fini(&l.arena);
    return code;
}
