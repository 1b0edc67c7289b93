/* queueing: what the city has to decide. The site manager asks, the city answers, the desk goes on. */
#include "queueing_fixture.h"

#define CITY 21

/* Served at desk 1, where the city has to decide. */
static void asked_at_the_desk(struct bench *b)
{
    called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    when(b, begin_city_wait(.ticket_id = { 7 }, .matter = QUESTION_MATTER_AGENT));
    then(b, city_wait_begun(.ticket_id = { 7 }, .at_us = now(b), .matter = QUESTION_MATTER_AGENT));
}

static struct desk_case at_desk_1(struct bench *b)
{
    ask(b, desk_status(.desk_id = { 1 }));
    return ((const struct desk_status_result *)answer_of(b, &desk_status_result_spec))->desk.serving;
}

static void city_question__is_asked_by_the_site_manager_and_answered_by_the_city(void **state)     /* covers §5(4) */
{
    struct bench *b = *state;
    struct desk_case at;

    asked_at_the_desk(b);
    assert_int_equal(at_desk_1(b).city_question.matter, QUESTION_MATTER_AGENT);
    when(b, forward_city_question(.ticket_id = { 7 }));
    then_not_taken(b, NOT_PERMITTED);
    as(b, CITY, ROLE_CITY);
    when(b, answer_city_question(.ticket_id = { 7 }, .decision = CITY_DECISION_AGREED));
    then_refused(b, CITY_NOT_ASKED);
    as(b, LEAD, ROLE_SITE_MANAGER);
    at_us(b, now(b) + MINUTE);
    when(b, forward_city_question(.ticket_id = { 7 }));
    then(b, city_question_forwarded(.ticket_id = { 7 }, .at_us = now(b)));
    when(b, forward_city_question(.ticket_id = { 7 }));
    then_refused(b, CITY_ASKED_ALREADY);
    as(b, CITY, ROLE_CITY);
    at_us(b, now(b) + MINUTE);
    when(b, answer_city_question(.ticket_id = { 7 }, .decision = CITY_DECISION_DECLINED));
    then(b, city_question_answered(.ticket_id = { 7 }, .at_us = now(b), .decision = CITY_DECISION_DECLINED));
    as(b, OPERATOR, ROLE_OPERATOR);
    at = at_desk_1(b);
    assert_int_equal(at.city_wait_since_us, now(b) - 2 * MINUTE);
    assert_int_equal(at.city_question.forwarded_at_us, now(b) - MINUTE);
    assert_int_equal(at.city_question.answered_at_us, now(b));
    assert_int_equal(at.city_question.decision, CITY_DECISION_DECLINED);
    assert_false(at.city_question.told);
    when(b, end_city_wait(.ticket_id = { 7 }));
    then(b, city_wait_ended(.ticket_id = { 7 }, .at_us = now(b)));
    at = at_desk_1(b);
    assert_int_equal(at.city_wait_since_us + at.city_question.answered_at_us + at.city_question.matter, 0);
}

static void answer_city_question__told_to_the_site_manager_names_the_official(void **state)
{
    struct bench *b = *state;

    asked_at_the_desk(b);
    when(b, answer_city_question(.ticket_id = { 7 }, .decision = CITY_DECISION_AGREED, .official = TEXT("1024")));
    then_not_taken(b, NOT_PERMITTED);
    as(b, LEAD, ROLE_SITE_MANAGER);
    when(b, answer_city_question(.ticket_id = { 7 }, .decision = CITY_DECISION_AGREED));
    then_refused(b, OFFICIAL_NOT_NAMED);
    when(b, answer_city_question(.ticket_id = { 7 }, .decision = CITY_DECISION_AGREED, .official = TEXT("1024")));
    then(b, city_question_answered(.ticket_id = { 7 }, .decision = CITY_DECISION_AGREED, .official = TEXT("1024"), .told = true));
    assert_true(text_is(at_desk_1(b).city_question.official, "1024"));
    assert_true(at_desk_1(b).city_question.told);
    when(b, answer_city_question(.ticket_id = { 7 }, .decision = CITY_DECISION_DECLINED, .official = TEXT("1024")));
    then_refused(b, CITY_ANSWERED_ALREADY);
    when(b, forward_city_question(.ticket_id = { 7 }));
    then_refused(b, CITY_ANSWERED_ALREADY);
}

static void answer_city_question__may_be_withdrawn_without_an_official(void **state)
{
    struct bench *b = *state;

    asked_at_the_desk(b);
    as(b, LEAD, ROLE_SITE_MANAGER);
    when(b, answer_city_question(.ticket_id = { 7 }, .decision = CITY_DECISION_WITHDRAWN));
    then(b, city_question_answered(.ticket_id = { 7 }, .decision = CITY_DECISION_WITHDRAWN, .told = true));
}

static void city_question__refuses_without_a_wait(void **state)
{
    struct bench *b = *state;

    called(b);
    as(b, LEAD, ROLE_SITE_MANAGER);
    when(b, forward_city_question(.ticket_id = { 99 }));
    then_refused(b, NO_SUCH_TICKET);
    when(b, answer_city_question(.ticket_id = { 99 }, .decision = CITY_DECISION_AGREED, .official = TEXT("1024")));
    then_refused(b, NO_SUCH_TICKET);
    when(b, forward_city_question(.ticket_id = { 7 }));
    then_refused(b, NO_CITY_WAIT);
    when(b, answer_city_question(.ticket_id = { 7 }, .decision = CITY_DECISION_AGREED, .official = TEXT("1024")));
    then_refused(b, NO_CITY_WAIT);
}

/* Twelve digits do not fit: no individual number can stand there. */
static void answer_city_question__takes_no_long_number(void **state)
{
    struct bench *b = *state;

    asked_at_the_desk(b);
    as(b, LEAD, ROLE_SITE_MANAGER);
    when(b, answer_city_question(.ticket_id = { 7 }, .decision = CITY_DECISION_AGREED, .official = TEXT("12345678901")));
    then_not_taken_at(b, MALFORMED, "official");
}

static void city_question__ends_with_the_turn(void **state)
{
    struct bench *b = *state;

    asked_at_the_desk(b);
    given(b, city_question_forwarded(.ticket_id = { 7 }, .at_us = now(b)));
    when(b, park_ticket(.ticket_id = { 7 }, .reason = PARK_REASON_CITY_DESK));
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 1 }));
    assert_int_equal(at_desk_1(b).city_question.forwarded_at_us, 0);
    when(b, begin_city_wait(.ticket_id = { 7 }));
    assert_int_equal(at_desk_1(b).city_question.matter, 0);
    assert_int_equal(at_desk_1(b).city_wait_since_us, now(b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        opened(city_question__is_asked_by_the_site_manager_and_answered_by_the_city),
        opened(answer_city_question__told_to_the_site_manager_names_the_official),
        opened(answer_city_question__may_be_withdrawn_without_an_official),
        opened(city_question__refuses_without_a_wait),
        opened(answer_city_question__takes_no_long_number),
        opened(city_question__ends_with_the_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
