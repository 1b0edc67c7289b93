/* A day's report for people and for spreadsheets: the same figures three times, each with its
 * definition. Pure functions of what was reported. */
#ifndef REPORTING_REPORT_PAGE_H
#define REPORTING_REPORT_PAGE_H

#include "base/arena.h"
#include "gen/reporting.h"
#include "gen/reporting_tables.h"

enum language { JAPANESE, ENGLISH };

struct words {
    const char *in[2];             /* by enum language */
};

enum line_kind { LINE_COUNT, LINE_PAIR, LINE_SHARE, LINE_TIMES, LINE_DAYS, LINE_ANSWER, LINE_WORDS };

/* One figure of the report. */
struct report_line {
    enum line_kind kind;
    const char *section, *key;     /* for machines */
    struct words label, unit, note;
    uint64_t count;                /* LINE_COUNT, LINE_PAIR; LINE_TIMES of a procedure: items; LINE_ANSWER: 0 none, 1 no, 2 yes */
    uint64_t second;               /* LINE_PAIR: another count of the same, */
    struct words second_unit, second_note;
    const char *second_key;        /* which follows the key */
    struct words value;            /* LINE_WORDS */
    struct share_figures share;
    uint64_t share_unit;           /* what one of it is shown as: 1, or the microseconds of a minute */
    struct words count_unit;       /* of what a share is made of */
    struct time_figures times;
    struct day_count_figures days;
};

struct report_section {
    const char *key;
    struct words title;
};

#define SECTION_COUNT 21u
#define REPORT_LINES_MAX 740u

extern const struct report_section report_sections[SECTION_COUNT];

/* All lines in order of their sections, in `arena`. */
const struct report_line *report_lines(const struct day_figures *figures, struct arena *arena, uint32_t *ret_count);

/* Whether it is one number that can be corrected. */
bool line_is_count(const struct report_line *line);

/* What a share is made of, for people; half up. */
uint64_t share_count(const struct report_line *line, uint64_t count);

struct report_heading {
    const char *office[2];         /* by enum language */
    uint64_t opened_at_us;         /* 0: unknown */
    const struct report_seal *seal;     /* NULL: not confirmed yet */
    const struct correction_figures *corrections;     /* of this report, made since */
    uint32_t correction_count;
};

/* A fixed-width page, UTF-8, LF. */
struct bytes report_text(const struct day_report *report, const struct report_heading *heading, enum language language, struct arena *arena);
/* RFC 4180: UTF-8, CRLF, header section,key,value,unit,note. With a seal the last line is the checkpoint. */
struct bytes report_csv(const struct day_report *report, const struct report_seal *seal, struct arena *arena);
/* SHA-256 of the CSV without the line that begins with `checkpoint`; 32 bytes in `arena`. */
struct bytes report_sha256(const struct day_report *report, struct arena *arena);

/* m:ss, half up; a dash without a value (n = 0). */
const char *minutes_text(struct arena *arena, uint64_t us, uint64_t n);
/* One decimal, half up, without the sign; a dash without a base. */
const char *percent_text(struct arena *arena, const struct share_figures *share);

#endif
