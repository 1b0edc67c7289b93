/* reporting on the bench: an office with three terminals and 600 cards, at nine on 1 February 2027, and its closes. */
#ifndef TESTS_UNIT_REPORTING_FIXTURE_H
#define TESTS_UNIT_REPORTING_FIXTURE_H

#include "bench.h"

#include "gen/inventory_build.h"
#include "gen/queueing_build.h"
#include "gen/reporting_build.h"
#include "gen/reservations_build.h"
#include "gen/staff_build.h"

#define TODAY { 20270201 }
#define TOMORROW { 20270202 }
#define MINUTE US_PER_MINUTE
#define CLERK 12
#define LEAD 11
#define CHIEF 31

int reporting_setup(void **state);
int reporting_teardown(void **state);
#define on_bench(name) cmocka_unit_test_setup_teardown(name, reporting_setup, reporting_teardown)

/* How many entries of each log belong to the day. */
struct parts_of_day {
    uint64_t inventory, reservations, staff;
};

/* queueing closes the day. */
void close_with(struct bench *b, struct date date, struct parts_of_day parts);
/* Fails the test when there is no report. */
const struct daily_report_result *report_of(struct bench *b, struct date date);
struct day_figures figures_of(struct bench *b, struct date date);
/* Closes the day, which must give a report. */
struct day_figures figures_at_close(struct bench *b, struct date date, struct parts_of_day parts);

/* A walk-in with one case, at desk 1. Each must be taken as a fact. */
void guest_takes(struct bench *b, uint64_t ticket);
void guest_is_called(struct bench *b, uint64_t ticket, bool terminal);
void guest_is_served(struct bench *b, uint64_t ticket);
void guest_is_done(struct bench *b, uint64_t ticket);

#endif
