/* The fault sweep over a small day at the counter. */
#include "sweep.h"

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

static void scenario(struct bench *b)
{
    const struct take_ticket_result *taken;
    struct ticket_id ticket;

    as(b, 5, ROLE_SITE_MANAGER);
    when(b, open_day(.date = { 20270201 }));
    when(b, open_desk(.desk_id = { 1 }));
    as(b, 0, ROLE_KIOSK);
    when(b, take_ticket(.line_id = { 1 }));
    taken = result_of(b, &take_ticket_result_spec);
    assert_non_null(taken);
    ticket = taken->ticket_id;
    as(b, 5, ROLE_OPERATOR);
    when(b, call_next(.desk_id = { 1 }));
    when(b, start_service(.ticket_id = ticket));
    when_repeated(b);
    when(b, start_service(.ticket_id = ticket));
}

static void sweep__a_small_day_survives_every_storage_fault(void **state)
{
    (void)state;
    sweep(&queueing_service, &config, scenario, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sweep__a_small_day_survives_every_storage_fault) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
