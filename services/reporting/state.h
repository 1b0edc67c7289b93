/* What the files of reporting share. */
#ifndef REPORTING_STATE_H
#define REPORTING_STATE_H

#include "engine/service.h"
#include "gen/reporting.h"
#include "gen/reporting_tables.h"

extern const struct service reporting_service;

/* The positions up to which the logs belong to a day. */
struct cut {
    const struct log_position *at;
    uint32_t count;
};

/* Where the cut lies in one log. {0} when it does not name it. */
struct log_position cut_of(const struct cut *cut, const char *source);
/* Whether every log but queueing's, which names the cut, has been followed up to it. */
bool cut_reached(const struct view *v, const struct cut *cut);
/* States the report of the day, or that it has to wait: for a source, or for the report of a day before. */
void report_or_wait(const struct view *v, const struct context *ctx, struct date date, uint64_t closed_at_us, const struct cut *cut,
                    uint64_t attempt, struct decision *out);
/* The figures of a day up to its cut, read from the facts. Lists live in the step's arena. */
void fold_day(const struct view *v, const struct reporting_config *config, struct date date, uint64_t closed_at_us,
              const struct cut *cut, struct day_figures *ret);

#endif
