/* The cells of one record into a row: each by the rule of its column, then the free texts
 * joined as the messages join them, so that what is taken here is not refused later. */
#include "delivery_reading.h"

#include <string.h>

#include "base/date.h"
#include "base/invariant.h"
#include "codec/text_rules.h"
#include "trust/number_guard.h"

#define SERIAL_MAX 200000u
#define FREE_TEXTS 6

struct row_reading {
    struct reading *reading;
    const struct record *record;
    bool good;
};

static struct text cell_text(const struct row_reading *row, enum column column)
{
    return row->record->cells[row->reading->place[column]].text;
}

static void wrong(struct row_reading *row, enum column column, const char *code)
{
    row->good = false;
    fault_add(&row->reading->sheet, spot_of(row->reading, row->record, column), code);
}

/* The cell's text; absent when it is empty. A missing one that must be there is a fault, like one beyond the limit. */
static bool value(struct row_reading *row, enum column column, bool optional, uint32_t points_max, struct text *ret)
{
    struct text text = cell_text(row, column);

    if (text.at == NULL) {
        wrong(row, column, "bad_encoding");
        return false;
    }
    *ret = (struct text){ NULL, 0 };
    if (text.len == 0 && !optional)
        wrong(row, column, "value_missing");
    else if (text_code_points(text) > points_max)
        wrong(row, column, "too_long");
    else if (text.len > 0)
        *ret = text;
    return ret->at != NULL;
}

static struct text kept(struct row_reading *row, struct text text)
{
    return text_copy(&row->reading->list->arena, text);
}

static void read_text(struct row_reading *row, enum column column, enum text_rule rule, bool optional, uint32_t points_max, struct text *ret)
{
    struct text text;
    const char *fault;

    if (!value(row, column, optional, points_max, &text))
        return;
    fault = text_rule_fault(rule, text);
    if (fault != NULL) {
        wrong(row, column, rule == TEXT_TOKEN ? "bad_code" : fault);
        return;
    }
    if (rule != TEXT_TOKEN && begins_like_a_formula(text))
        warning_add(&row->reading->sheet, spot_of(row->reading, row->record, column), "formula_like");
    *ret = kept(row, text);
}

static void read_serial(struct row_reading *row, uint64_t *ret)
{
    struct text text;
    uint64_t n = 0;

    if (!value(row, COLUMN_SERIAL, false, 40, &text))
        return;
    for (uint32_t i = 0; i < text.len && n <= SERIAL_MAX; i++)
        n = text.at[i] >= '0' && text.at[i] <= '9' ? n * 10 + (uint64_t)(text.at[i] - '0') : SERIAL_MAX + 1;
    if (n == 0 || n > SERIAL_MAX)
        wrong(row, COLUMN_SERIAL, spreadsheet_number(text) ? "spreadsheet_number" : "bad_number");
    else
        *ret = n;
}

static void remember_number(struct reading *r, struct text number, struct spot spot)
{
    if (r->number_count == r->number_room) {
        uint32_t room = r->number_room == 0 ? 256 : 2 * r->number_room;
        struct numbered *grown = arena_take(&r->list->arena, room * sizeof *grown);

        if (r->number_count > 0)
            memcpy(grown, r->numbers, r->number_count * sizeof *grown);
        r->numbers = grown;
        r->number_room = room;
    }
    r->numbers[r->number_count++] = (struct numbered){ number, spot.line, spot.record, spot.column };
}

/* A number such as 12E-345678 is a notice number first; a spreadsheet's ruin is only what does not have its form. */
static void read_notice_number(struct row_reading *row, struct text *ret)
{
    struct arena *arena = &row->reading->list->arena;
    struct text text;

    if (!value(row, COLUMN_NOTICE, false, 40, &text))
        return;
    if (text_rule_fault(TEXT_NOTICE_NUMBER, text) != NULL) {
        wrong(row, COLUMN_NOTICE, spreadsheet_number(text) ? "spreadsheet_number" : "bad_notice_number");
        return;
    }
    *ret = kept(row, notice_number_canonical(arena, text));
    remember_number(row->reading, *ret, spot_of(row->reading, row->record, COLUMN_NOTICE));
}

static void read_application_id(struct row_reading *row, struct text *ret)
{
    struct text text;

    if (!value(row, COLUMN_APPLICATION, false, 40, &text))
        return;
    if (text_rule_fault(TEXT_APPLICATION_ID, text) != NULL)
        wrong(row, COLUMN_APPLICATION, spreadsheet_number(text) ? "spreadsheet_number" : "bad_application_id");
    else
        *ret = kept(row, text);
}

static void read_date(struct row_reading *row, enum column column, bool optional, struct date *ret)
{
    struct text text;
    struct date date;
    bool converted = false;

    if (!value(row, column, optional, 40, &text))
        return;
    if (!date_parse(text, &date, &converted)) {
        wrong(row, column, "bad_date");
        return;
    }
    if (converted)
        warning_add(&row->reading->sheet, spot_of(row->reading, row->record, column), "era_converted");
    *ret = date;
}

static void read_postal_code(struct row_reading *row, struct text *ret)
{
    struct text text;
    uint32_t digits = 0, hyphens = 0;

    if (!value(row, COLUMN_POSTAL, true, 40, &text))
        return;
    for (uint32_t i = 0; i < text.len; i++) {
        digits += text.at[i] >= '0' && text.at[i] <= '9';
        hyphens += text.at[i] == '-' && i == 3;
    }
    if (digits != 7 || hyphens > 1 || digits + hyphens != text.len)
        wrong(row, COLUMN_POSTAL, spreadsheet_number(text) ? "spreadsheet_number" : "bad_postal_code");
    else
        *ret = kept(row, text);
}

static void read_kind(struct row_reading *row, enum application_kind *ret)
{
    static const struct { const char *name; enum application_kind kind; } kinds[] = {
        { "新規", APPLICATION_KIND_FIRST }, { "更新", APPLICATION_KIND_RENEWAL }, { "再交付", APPLICATION_KIND_REISSUE },
    };
    struct text text;

    if (!value(row, COLUMN_KIND, false, 40, &text))
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (text_is(text, kinds[i].name)) {
            *ret = kinds[i].kind;
            return;
        }
    wrong(row, COLUMN_KIND, "unknown_kind");
}

/* ---- The stock taken over ------------------------------------------------------------------ */

static void read_status(struct row_reading *row, enum card_state *ret)
{
    static const struct { const char *name; enum card_state status; } statuses[] = {
        { "交付前設定済", CARD_STATE_PRESET }, { "通知済", CARD_STATE_NOTIFIED }, { "通知済・受取待ち", CARD_STATE_NOTIFIED },
        { "通知返戻", CARD_STATE_RETURNED }, { "再通知済", CARD_STATE_REMINDED },
    };
    struct text text;

    if (!value(row, COLUMN_STATUS, false, 40, &text))
        return;
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (text_is(text, statuses[i].name)) {
            *ret = statuses[i].status;
            return;
        }
    wrong(row, COLUMN_STATUS, "unknown_status");
}

/* A card whose notice was posted has its day, one that waits for it has no dates. Whether the day lies ahead says inventory. */
static void read_opening(struct row_reading *row, struct delivery_row *made)
{
    read_status(row, &made->status);
    read_date(row, COLUMN_POSTED, true, &made->posted_on);
    read_date(row, COLUMN_DEADLINE, true, &made->deadline);
    if (!row->good)
        return;
    if (made->status == CARD_STATE_PRESET && made->posted_on.v != 0)
        wrong(row, COLUMN_POSTED, "not_posted_yet");
    else if (made->status == CARD_STATE_PRESET && made->deadline.v != 0)
        wrong(row, COLUMN_DEADLINE, "not_posted_yet");
    else if (made->status != CARD_STATE_PRESET && made->posted_on.v == 0)
        wrong(row, COLUMN_POSTED, "posting_missing");
    else if (made->deadline.v != 0 && made->deadline.v <= made->posted_on.v)
        wrong(row, COLUMN_DEADLINE, "deadline_too_early");
}

static void read_delivery_number(struct row_reading *row)
{
    struct delivery_list *list = row->reading->list;
    struct text number = { NULL, 0 };

    read_text(row, COLUMN_DELIVERY, TEXT_TOKEN, false, 40, &number);
    if (number.at == NULL)
        return;
    if (list->delivery_number.at == NULL)
        list->delivery_number = number;
    else if (!text_equal(list->delivery_number, number))
        wrong(row, COLUMN_DELIVERY, "delivery_number_differs");
}

/* Where a number spread over neighbouring texts ends; COLUMN_COUNT when there is none. `before` is what the
 * message has in front of them. */
static enum column spread_number(const struct row_reading *row, struct text before, const enum column *order)
{
    struct text texts[FREE_TEXTS + 1] = { before };
    uint32_t count = before.at != NULL;

    for (uint32_t i = 0; i < FREE_TEXTS; i++) {
        struct text text = cell_text(row, order[i]);

        if (text.at == NULL || text.len == 0)
            continue;
        texts[count++] = text;
        if (number_guard_hit_joined(texts, count))
            return order[i];
    }
    return COLUMN_COUNT;
}

static void check_joined(struct row_reading *row)
{
    static const enum column as_listed[FREE_TEXTS] = { COLUMN_NAME, COLUMN_KANA, COLUMN_ALIAS, COLUMN_ADDRESS, COLUMN_DETAIL, COLUMN_NOTE };
    static const enum column as_sent[FREE_TEXTS] = { COLUMN_ADDRESS, COLUMN_DETAIL, COLUMN_ALIAS, COLUMN_KANA, COLUMN_NAME, COLUMN_NOTE };
    enum column column = spread_number(row, (struct text){ NULL, 0 }, as_listed);
    struct text note = cell_text(row, COLUMN_NOTE), name = cell_text(row, COLUMN_NAME);

    if (column == COLUMN_COUNT)
        column = spread_number(row, row->reading->last_free, as_sent);
    if (column != COLUMN_COUNT)
        wrong(row, column, "individual_number");
    row->reading->last_free = text_copy(&row->reading->list->arena, note.len > 0 ? note : name);
}

static void row_add(struct reading *r, const struct delivery_row *row)
{
    if (r->list->row_count == r->row_room) {
        uint32_t room = r->row_room == 0 ? 128 : 2 * r->row_room;
        struct delivery_row *grown = arena_take(&r->list->arena, room * sizeof *grown);

        if (r->list->row_count > 0)
            memcpy(grown, r->rows, r->list->row_count * sizeof *grown);
        r->rows = grown;
        r->row_room = room;
    }
    r->rows[r->list->row_count++] = *row;
    r->list->rows = r->rows;
}

void row_take(struct reading *r, const struct record *record)
{
    struct row_reading row = { .reading = r, .record = record, .good = true };
    struct delivery_row made = { .line = record->cells[0].line };
    struct holder *holder = &made.holder;

    must(r->heading_good && record->cell_count == r->column_count);
    read_delivery_number(&row);
    read_text(&row, COLUMN_BOX, TEXT_TOKEN, false, 20, &made.box);
    read_serial(&row, &made.serial);
    read_notice_number(&row, &holder->notice_number);
    read_application_id(&row, &holder->application_id);
    read_text(&row, COLUMN_NAME, TEXT_NAME, false, 200, &holder->name);
    read_text(&row, COLUMN_KANA, TEXT_NAME, false, 200, &holder->kana);
    read_text(&row, COLUMN_ALIAS, TEXT_NAME, true, 200, &holder->alias);
    read_date(&row, COLUMN_BIRTH, false, &holder->birth_date);
    read_postal_code(&row, &holder->postal_code);
    read_text(&row, COLUMN_ADDRESS, TEXT_LINE, true, 200, &holder->address);
    read_text(&row, COLUMN_DETAIL, TEXT_LINE, true, 200, &holder->address_detail);
    read_kind(&row, &made.application_kind);
    read_date(&row, COLUMN_APPLIED, true, &holder->applied_on);
    read_date(&row, COLUMN_EXPIRES, false, &holder->expires_on);
    read_text(&row, COLUMN_NOTE, TEXT_FREE, true, 500, &holder->note);
    if (r->list->kind == DELIVERY_KIND_OPENING)
        read_opening(&row, &made);
    if (row.good)
        check_joined(&row);
    if (row.good)
        row_add(r, &made);
}
