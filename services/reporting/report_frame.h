/* What stands above and below the figures of a report's page: day and hours, corrections, who confirmed. */
#ifndef REPORTING_REPORT_FRAME_H
#define REPORTING_REPORT_FRAME_H

#include "page.h"
#include "report_page.h"

void put_heading(struct page *page, const struct day_report *report, const struct report_heading *heading, enum language language,
                 struct arena *arena);
/* What is known to be wrong above. Nothing without corrections. */
void put_corrections(struct page *page, const struct report_heading *heading, enum language language, struct arena *arena);
/* seal NULL: not confirmed yet. */
void put_seal(struct page *page, const struct report_seal *seal, enum language language, struct arena *arena);

#endif
