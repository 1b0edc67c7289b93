/* The plot: one card's way from the delivery list to its holder's hands, in chapters. */
#ifndef TOOLS_STORY_CHAPTERS_H
#define TOOLS_STORY_CHAPTERS_H

#include "../stage.h"
#include "gen/inventory.h"
#include "gen/queueing.h"
#include "gen/reporting.h"
#include "gen/reservations.h"

struct plot {
    struct stage *stage;
    const char *delivery_path;
    struct person admin, manager, first, second, city;
    struct delivery_id delivery;
    uint64_t rows;
    struct delivery_row row;               /* of the card the story follows */
    struct card_id card;
    struct text tracking_number, slot;
    struct position posted;                /* the notice's entry */
    struct date visit_day;
    uint32_t visit_minute;
    struct reservation_id reservation;
    struct text code;
    struct ticket_id ticket;
    uint64_t number;
    struct position closed;                /* the day's end in queueing */
    const struct daily_report_result *report;
    struct bytes checkpoint;
};

MUST_CHECK enum err chapter_people(struct plot *plot, const char *admin_password);
MUST_CHECK enum err chapter_delivery(struct plot *plot);
MUST_CHECK enum err chapter_preparation(struct plot *plot);
MUST_CHECK enum err chapter_booking(struct plot *plot);
MUST_CHECK enum err chapter_visit(struct plot *plot);
MUST_CHECK enum err chapter_evening(struct plot *plot);
MUST_CHECK enum err chapter_report(struct plot *plot);

#endif
