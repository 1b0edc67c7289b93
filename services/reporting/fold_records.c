/* What was written down for one report, read from the tables: records carry the day of the report they
 * are to stand in; a day that never opened leaves its records to the next report. */
#include "state.h"

#include "figures.h"

static void read_inquiries(const struct view *v, struct date first, struct date date, struct day_facts *facts)
{
    struct row_scan counting = inquiry_count_scan(v, 0, &(struct inquiry_count){ .date = first });
    struct row_scan scan = counting;
    struct inquiry_count row;
    uint32_t room = 0;

    while (inquiry_count_next(&counting, &row) && row.date.v <= date.v)
        room++;
    struct inquiry_count *rows = arena_take(view_arena(v), (room + 1) * sizeof *rows);
    while (facts->inquiry_count < room && inquiry_count_next(&scan, &rows[facts->inquiry_count]))
        facts->inquiry_count++;
    facts->inquiries = rows;
}

static void read_calls(const struct view *v, struct date first, struct date date, struct day_facts *facts)
{
    struct row_scan counting = phone_call_scan(v, 0, &(struct phone_call){ .date = first });
    struct row_scan scan = counting;
    struct phone_call row;
    uint32_t room = 0;

    while (phone_call_next(&counting, &row) && row.date.v <= date.v)
        room++;
    struct phone_call *rows = arena_take(view_arena(v), (room + 1) * sizeof *rows);
    while (facts->call_count < room && phone_call_next(&scan, &rows[facts->call_count]))
        facts->call_count++;
    facts->calls = rows;
}

static void read_texts(const struct view *v, struct date first, struct date date, struct day_facts *facts)
{
    struct row_scan counting = record_of_day_scan(v, 0, &(struct record_of_day){ .date = first });
    struct row_scan scan = counting;
    struct record_of_day row;
    uint32_t room = 0;

    while (record_of_day_next(&counting, &row) && row.date.v <= date.v)
        room++;
    struct day_record *records = arena_take(view_arena(v), (room + 1) * sizeof *records);
    for (uint32_t i = 0; i < room && record_of_day_next(&scan, &row); i++)
        facts->record_count += day_record_find(v, row.record_id, &records[facts->record_count]) ? 1 : 0;
    facts->records = records;
}

static void read_corrections(const struct view *v, struct date first, struct date date, struct day_facts *facts)
{
    struct row_scan counting = correction_of_day_scan(v, 0, &(struct correction_of_day){ .date = first });
    struct row_scan scan = counting;
    struct correction_of_day row;
    uint32_t room = 0;

    while (correction_of_day_next(&counting, &row) && row.date.v <= date.v)
        room++;
    struct correction_figures *all = arena_take(view_arena(v), (room + 1) * sizeof *all);
    while (facts->correction_count < room && correction_of_day_next(&scan, &row))
        all[facts->correction_count++] = row.correction;
    facts->corrections = all;
}

static void read_staff(const struct view *v, struct date date, const struct log_position *to, struct day_facts *facts)
{
    struct row_scan counting = staff_presence_scan(v, 1, &(struct staff_presence){ .date = date });
    struct row_scan scan = counting;
    struct staff_presence row;
    uint32_t room = 0;

    while (staff_presence_next(&counting, &row))
        room++;
    struct staff_presence *rows = arena_take(view_arena(v), (room + 1) * sizeof *rows);
    for (uint32_t i = 0; i < room && staff_presence_next(&scan, &row); i++)
        if (!beyond_cut(row.epoch, row.sequence, to))
            rows[facts->staff_count++] = row;
    facts->staff = rows;
}

/* Goings between two cuts, of this day and, after its close, of earlier ones. */
static void read_goings(const struct view *v, const struct log_position *from, const struct log_position *to, struct day_facts *facts)
{
    struct row_scan counting = staff_going_scan(v, 0, &(struct staff_going){ .epoch = from->epoch, .sequence = from->sequence + 1 });
    struct row_scan scan = counting;
    struct staff_going row;
    uint32_t room = 0;

    while (staff_going_next(&counting, &row) && !beyond_cut(row.epoch, row.sequence, to))
        room++;
    struct staff_going *rows = arena_take(view_arena(v), (room + 1) * sizeof *rows);
    while (facts->going_count < room && staff_going_next(&scan, &rows[facts->going_count]))
        facts->going_count++;
    facts->goings = rows;
}

/* Likewise what was corrected. */
static void read_attendance_corrections(const struct view *v, const struct log_position *from, const struct log_position *to, struct day_facts *facts)
{
    struct row_scan counting = staff_correction_scan(v, 0, &(struct staff_correction){ .epoch = from->epoch, .sequence = from->sequence + 1 });
    struct row_scan scan = counting;
    struct staff_correction row;
    uint32_t room = 0;

    while (staff_correction_next(&counting, &row) && !beyond_cut(row.epoch, row.sequence, to))
        room++;
    struct staff_correction *rows = arena_take(view_arena(v), (room + 1) * sizeof *rows);
    while (facts->staff_correction_count < room && staff_correction_next(&scan, &rows[facts->staff_correction_count]))
        facts->staff_correction_count++;
    facts->staff_corrections = rows;
}

void read_records(const struct view *v, struct date first, struct date date, const struct cut *before, const struct cut *cut, struct day_facts *facts)
{
    struct log_position staff = cut_of(cut, "staff"), from = cut_of(before, "staff");
    struct day_weather weather;

    read_staff(v, date, &staff, facts);
    read_goings(v, &from, &staff, facts);
    read_attendance_corrections(v, &from, &staff, facts);
    read_inquiries(v, first, date, facts);
    read_calls(v, first, date, facts);
    read_texts(v, first, date, facts);
    read_corrections(v, first, date, facts);
    if (day_weather_find(v, date, &weather))
        facts->weather = weather.weather;
}
