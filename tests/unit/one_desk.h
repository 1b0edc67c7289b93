/* The smallest counter: one line, one desk. For tests of what is around the domain. */
#ifndef TESTS_UNIT_ONE_DESK_H
#define TESTS_UNIT_ONE_DESK_H

#include "gen/queueing_build.h"

extern const struct service queueing_service;

static const struct queue_line lines[] = {
    { .line_id = { 1 }, .name_ja = { "交付", 6 }, .name_en = { "issue", 5 }, .guests = LINE_GUESTS_ALL, .first_number = 101, .last_number = 199 },
};
static const struct line_id served[] = { { 1 } };
static const struct queue_desk desks[] = {
    { .desk_id = { 1 }, .name_ja = { "1番", 4 }, .name_en = { "1", 1 }, .place = DESK_PLACE_COUNTER, .lines = { served, 1 } },
};
static const struct queueing_config config = {
    .lines = { lines, 1 }, .desks = { desks, 1 }, .integrated_terminals = 3, .late_minutes_max = 10, .missed_minutes = 15, .passes_max = 3, .pass_minutes_max = 30,
};

/* Who may work at a desk since a while ago. */
#define ready(account) readiness_noted(.account_id = { account }, .trained_on = { 20260401 }, .privacy_trained_on = { 20260401 }, .pledged_on = { 20260401 })

#endif
