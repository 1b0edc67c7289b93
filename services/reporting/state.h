/* What the files of reporting share. */
#ifndef REPORTING_STATE_H
#define REPORTING_STATE_H

#include "engine/service.h"
#include "gen/reporting.h"
#include "gen/reporting_tables.h"

extern const struct service reporting_service;
extern const struct retention reporting_retention;         /* retention.c */

/* Procedures of all parts of a case, and parts of a case: limits of the rows. What lies beyond is not taken. */
#define PROCEDURES_MAX 64u
#define PARTS_MAX 100u

struct day_facts;

/* The positions up to which the logs belong to a day. */
struct cut {
    const struct log_position *at;
    uint32_t count;
};

/* Where the cut lies in one log. {0} when it does not name it. */
struct log_position cut_of(const struct cut *cut, const char *source);
/* Whether an entry lies beyond the cut of its log. */
bool beyond_cut(uint64_t epoch, uint64_t sequence, const struct log_position *at);
/* Whether every log but queueing's, which names the cut, has been followed up to it. */
bool cut_reached(const struct view *v, const struct cut *cut);
/* States the report of the day, or that it has to wait: for a source, or for the report of a day before. */
void report_or_wait(const struct view *v, const struct context *ctx, struct date date, uint64_t closed_at_us, const struct cut *cut,
                    uint64_t attempt, struct decision *out);
/* The first day from the business date on whose report is not made yet. */
struct date record_date(const struct view *v, const struct context *ctx);
/* What was written down in the days from `first` to `date`, and who was there on `date` up to
 * the cut of staff's log; who went since the cut `before`. */
void read_records(const struct view *v, struct date first, struct date date, const struct cut *before, const struct cut *cut, struct day_facts *facts);
/* Cases of earlier days that ended in the days from `first` to `date`. */
void read_later(const struct view *v, struct date first, struct date date, struct day_facts *facts);
/* Parts and pauses of the tickets that `facts` has, and stops. */
void read_cases(const struct view *v, struct day_facts *facts);
/* Hours, hand-overs and outages of the day. */
void read_day(const struct view *v, struct date date, const struct cut *cut, struct day_facts *facts);
/* The figures of a day up to its cut, read from the facts. Lists live in the step's arena. */
void fold_day(const struct view *v, const struct reporting_config *config, struct date date, uint64_t closed_at_us,
              const struct cut *cut, struct day_figures *ret);

#endif
