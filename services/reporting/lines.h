/* Lines of the report being put together: how each kind of figure becomes one. Private to the
 * report_lines files. */
#ifndef REPORTING_LINES_H
#define REPORTING_LINES_H

#include "report_page.h"

struct lines {
    struct report_line *at;
    uint32_t count;
    struct arena *arena;
};

#define WORDS(ja, en) { { ja, en } }
#define W(ja, en) ((struct words)WORDS(ja, en))

extern const struct words tickets_unit, people_unit, cards_unit, notices_unit, times_unit, items_unit, calls_unit, minutes_unit, no_unit;

/* Section, key and words live as long as the lines. */
struct report_line *add_line(struct lines *lines, enum line_kind kind, const char *section, const char *key, struct words label,
                             struct words note);
struct report_line *add_count(struct lines *lines, const char *section, const char *key, uint64_t count, struct words unit, struct words label,
                              struct words note);
/* A count of the day's figures and how the report says it. */
struct count_def {
    size_t at;                     /* of the count in struct day_figures */
    const char *key;
    const struct words *unit;
    struct words label, note;
};
void add_counts(struct lines *lines, const char *section, const struct count_def *defs, size_t count, const struct day_figures *f);
/* Tickets and the people on them. */
struct report_line *add_guests(struct lines *lines, const char *section, const char *key, uint64_t tickets, uint64_t people, struct words label,
                               struct words note);
void add_times(struct lines *lines, const char *section, const char *key, struct time_figures times, struct words label, struct words note);
/* Of counts of tickets; who adds another share says so in the line. */
struct report_line *add_share(struct lines *lines, const char *section, const char *key, struct share_figures share, struct words label, struct words note);

/* The number of an account, which stands for a person. */
const char *person(struct arena *arena, struct account_id account);
/* The Tokyo time of the day, as 17:05. */
const char *clock_at(struct arena *arena, uint64_t at_us);

/* The lines of single sections. */
void calendar_lines(const struct day_figures *f, struct lines *lines);
void ticket_lines(const struct day_figures *f, struct lines *lines);
void line_lines(const struct day_figures *f, struct lines *lines);
void booking_lines(const struct day_figures *f, struct lines *lines);
void procedure_lines(const struct day_figures *f, struct lines *lines);
void case_lines(const struct day_figures *f, struct lines *lines);
void staff_lines(const struct day_figures *f, struct lines *lines);
void half_hour_lines(const struct day_figures *f, struct lines *lines);
void terminal_lines(const struct day_figures *f, struct lines *lines);
void contact_lines(const struct day_figures *f, struct lines *lines);
void next_day_lines(const struct day_figures *f, struct lines *lines);
void hand_over_lines(const struct day_figures *f, struct lines *lines);
void record_lines(const struct day_figures *f, struct lines *lines);
void correction_lines(const struct day_figures *f, struct lines *lines);
void card_lines(const struct day_figures *f, struct lines *lines);

#endif
