/* Days of single values for the tests of figures and of the pages drawn from them. */
#ifndef FIGURES_FIXTURE_H
#define FIGURES_FIXTURE_H

#include "cmocka_all.h"

#include "../../services/reporting/figures.h"
#include "../../services/reporting/page.h"
#include "../../services/reporting/report_page.h"

#define MINUTE US_PER_MINUTE
#define OPENED (UINT64_C(1000) * MINUTE)

/* Of the running test group. */
extern struct arena arena;
int figures_setup(void **state);
int figures_teardown(void **state);

/* A correction of one figure. */
extern const struct correction_figures day_corrections[1];

/* A day with one of everything. */
struct day_report a_report(void);
/* A day on which people wrote things down. */
struct day_report a_written_report(void);

#endif
