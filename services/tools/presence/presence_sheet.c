/* The tables of an export. Keeps true: the same facts make the same bytes, so that a check can compare. Times are Tokyo's. */
#include "presence.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/invariant.h"

#define MARK "\xef\xbb\xbf"

/* ---- Cells ------------------------------------------------------------------------------- */

static bool starts_like_a_formula(struct text text)
{
    static const char *const marks[] = { "=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠" };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (text.len >= strlen(marks[i]) && memcmp(text.at, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

static void cell(FILE *to, struct text text, bool last)
{
    fputc('"', to);
    if (starts_like_a_formula(text))
        fputc('\'', to);
    for (uint32_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"')
            fputc('"', to);
        fputc(text.at[i], to);
    }
    fputs(last ? "\"\r\n" : "\",", to);
}

static void heading(FILE *to, const char *const *words, size_t count)
{
    fputs(MARK, to);
    for (size_t i = 0; i < count; i++)
        cell(to, text_of(words[i]), i + 1 == count);
}
#define HEADING(to, ...) heading(to, (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

static void number_cell(FILE *to, uint64_t number, bool last)
{
    char digits[24] = "";

    if (number != 0)
        snprintf(digits, sizeof digits, "%" PRIu64, number);
    cell(to, text_of(digits), last);
}

/* "2027-02-01 09:05:12", empty for none. */
static void time_cell(FILE *to, uint64_t at_us)
{
    char text[24] = "";

    if (at_us != 0) {
        tokyo_put(text, at_us);
        snprintf(text + 16, sizeof text - 16, ":%02" PRIu64, at_us / 1000000 % 60);
    }
    cell(to, text_of(text), false);
}

static void both_cell(FILE *to, const char *ja, const char *en)
{
    char text[200];

    snprintf(text, sizeof text, "%s / %s", ja, en);
    cell(to, text_of(text), false);
}

/* ---- Names ------------------------------------------------------------------------------- */

static struct presence_label label_of(const struct presence_facts *facts, bool is_area, uint64_t id)
{
    for (uint32_t i = 0; i < facts->label_count; i++)
        if (facts->labels[i].is_area == is_area && facts->labels[i].id == id)
            return facts->labels[i];
    return (struct presence_label){ 0 };
}

static struct presence_person person_of(const struct presence_facts *facts, uint64_t who)
{
    for (uint32_t i = 0; i < facts->person_count; i++)
        if (facts->people[i].who == who)
            return facts->people[i];
    return (struct presence_person){ .who = who };
}

/* Number, login or company, name or badge, post or kind. */
static void person_cells(const struct presence_facts *facts, uint64_t who, FILE *to)
{
    struct presence_person person = person_of(facts, who);

    number_cell(to, who, false);
    cell(to, person.is_visitor ? person.company : person.name, false);
    cell(to, person.is_visitor ? person.badge : label_of(facts, false, who).ja, false);
    if (person.is_visitor)
        both_cell(to, visitor_kind_ja(person.kind), visitor_kind_en(person.kind));
    else if (person.role != 0)
        both_cell(to, staff_role_ja(person.role), staff_role_en(person.role));
    else
        cell(to, (struct text){ 0 }, false);
}

/* ---- Tables ------------------------------------------------------------------------------ */

static bool stay_within(const struct presence_stay *stay, const struct presence_period *period)
{
    return !stay->taken_out && stay->in_us < tokyo_us(period->to, 1440) && (stay->out_us == 0 || stay->out_us > tokyo_us(period->from, 0));
}

void presence_sheet(const struct presence_facts *facts, const struct presence_period *period, FILE *to)
{
    HEADING(to, "区域番号 / Area no.", "区域", "Area", "番号 / No.", "利用者名・会社 / Login or company", "氏名・入館証 / Name or badge", "役割・用件 / Post or kind",
            "入 / In", "出 / Out", "許可 / Permission", "許可者 / Permitted by", "訂正者 / Corrected by", "訂正の理由 / Reason", "記録（入） / Entry (in)", "記録（出） / Entry (out)");
    for (uint32_t i = 0; i < facts->stay_count; i++) {
        const struct presence_stay *stay = &facts->stays[i];
        struct presence_label area = label_of(facts, true, stay->area_id.v);

        if (!stay_within(stay, period))
            continue;
        number_cell(to, stay->area_id.v, false);
        cell(to, area.ja, false);
        cell(to, area.en, false);
        person_cells(facts, stay->who, to);
        time_cell(to, stay->in_us);
        time_cell(to, stay->out_us);
        both_cell(to, entry_permission_ja(stay->permission), entry_permission_en(stay->permission));
        number_cell(to, stay->permitted_by, false);
        number_cell(to, stay->corrected_by, false);
        cell(to, stay->reason, false);
        number_cell(to, stay->entry_in, false);
        number_cell(to, stay->entry_out, true);
    }
}

void attendance_sheet(const struct presence_facts *facts, const struct presence_period *period, FILE *to)
{
    HEADING(to, "業務日 / Day", "番号 / No.", "利用者名 / Login", "氏名 / Name", "役割 / Post", "出勤 / In", "退勤 / Out", "訂正者 / Corrected by", "訂正の理由 / Reason", "記録 / Entry");
    for (uint32_t i = 0; i < facts->day_count; i++) {
        const struct presence_day *day = &facts->days[i];
        char date[11];

        if (day->date.v < period->from.v || day->date.v > period->to.v)
            continue;
        date_put(date, day->date);
        cell(to, text_of(date), false);
        person_cells(facts, day->account, to);
        time_cell(to, day->in_us);
        time_cell(to, day->out_us);
        number_cell(to, day->corrected_by, false);
        cell(to, day->reason, false);
        number_cell(to, day->entry, true);
    }
}

char *sheet_text(void (*sheet)(const struct presence_facts *, const struct presence_period *, FILE *), const struct presence_facts *facts,
                 const struct presence_period *period)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);

    must(to != NULL);
    sheet(facts, period, to);
    must(fclose(to) == 0);
    return text;
}

/* ---- names.csv: what kind, number, name, name in English ---------------------------------- */

void names_sheet(const struct presence_facts *facts, FILE *to)
{
    HEADING(to, "種別 / Kind", "番号 / No.", "名称 / Name", "英語 / English");
    for (uint32_t i = 0; i < facts->label_count; i++) {
        cell(to, text_of(facts->labels[i].is_area ? "area" : "person"), false);
        number_cell(to, facts->labels[i].id, false);
        cell(to, facts->labels[i].ja, false);
        cell(to, facts->labels[i].en, true);
    }
}

/* The next cell, without its quotes and the mark against formulas. False: no cell. */
static bool next_cell(struct text *rest, struct arena *arena, struct text *ret, bool *ret_last)
{
    char *to = arena_take(arena, rest->len + 1);
    uint32_t from = 1, len = 0;

    if (rest->len < 3 || rest->at[0] != '"')
        return false;
    for (; from < rest->len; from++) {
        if (rest->at[from] == '"' && (from + 1 == rest->len || rest->at[from + 1] != '"'))
            break;
        from += rest->at[from] == '"';
        to[len++] = rest->at[from];
    }
    if (from + 1 >= rest->len || (rest->at[from + 1] != ',' && rest->at[from + 1] != '\r'))
        return false;
    *ret_last = rest->at[from + 1] == '\r';
    *ret = (struct text){ to, len };
    if (len > 1 && to[0] == '\'' && starts_like_a_formula((struct text){ to + 1, len - 1 }))
        *ret = (struct text){ to + 1, len - 1 };
    from += *ret_last ? 3 : 2;
    *rest = (struct text){ rest->at + from, from <= rest->len ? rest->len - from : 0 };
    return true;
}

static bool read_number(struct text text, uint64_t *ret)
{
    *ret = 0;
    for (uint32_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || *ret > UINT64_MAX / 10 - 1)
            return false;
        *ret = *ret * 10 + (uint64_t)(text.at[i] - '0');
    }
    return text.len > 0;
}

bool names_read(struct text text, struct presence_facts *facts)
{
    struct text rest = text;

    if (rest.len < 3 || memcmp(rest.at, MARK, 3) != 0)
        return false;
    rest = (struct text){ rest.at + 3, rest.len - 3 };
    for (uint32_t row = 0; rest.len > 0; row++) {
        struct text cells[4];
        struct arena scratch;
        bool last = false, fine = row <= PRESENCE_LABELS_MAX;
        uint64_t id = 0;

        arena_init(&scratch, 4u << 20);
        for (uint32_t i = 0; i < 4 && fine; i++)
            fine = rest.len <= 1u << 19 && next_cell(&rest, &scratch, &cells[i], &last) && last == (i == 3);
        if (fine && row > 0) {
            fine = read_number(cells[1], &id) && (text_is(cells[0], "area") || text_is(cells[0], "person"));
            if (fine)
                presence_label(facts, text_is(cells[0], "area"), id, cells[2], cells[3]);
        }
        arena_fini(&scratch);
        if (!fine)
            return false;
    }
    return true;
}
