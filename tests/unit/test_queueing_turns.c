/* queueing: guests who do not come when called, come back, go first, rest, or move to another line. */
#include "queueing_fixture.h"

#define SECOND US_PER_SECOND

/* Called at 09:00 and served from then on at desk 1. */
static void served(struct bench *b)
{
    called(b);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
}

/* Called three times in vain; passed. */
static void passed(struct bench *b)
{
    called(b);
    given(b, ticket_recalled(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .call = 2),
          ticket_recalled(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .call = 3),
          ticket_passed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
}

static void recall_ticket__calls_twice_more_a_minute_apart(void **state)                 /* covers §5(1) */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    when(b, call_next(.desk_id = { 1 }));
    at_us(b, now(b) + 60 * SECOND - 1);
    when(b, recall_ticket(.ticket_id = { 7 }));
    then_refused(b, RECALL_TOO_SOON);
    at_us(b, now(b) + 1);
    when(b, recall_ticket(.ticket_id = { 7 }));
    then(b, ticket_recalled(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .call = 2));
    then_result(b, recall_ticket_result(.call = 2));
    when(b, recall_ticket(.ticket_id = { 7 }));
    then_refused(b, RECALL_TOO_SOON);
    at_us(b, now(b) + 60 * SECOND);
    when(b, recall_ticket(.ticket_id = { 7 }));
    then(b, ticket_recalled(.call = 3));
    at_us(b, now(b) + 60 * SECOND);
    when(b, recall_ticket(.ticket_id = { 7 }));
    then_refused(b, RECALLS_USED_UP);
}

static void recall_ticket__refuses_what_was_not_called(void **state)
{
    struct bench *b = *state;

    when(b, recall_ticket(.ticket_id = { 7 }));
    then_refused(b, NO_SUCH_TICKET);
    give_ticket(b, 7, 2, 201);
    when(b, recall_ticket(.ticket_id = { 7 }));
    then_refused(b, TICKET_NOT_CALLED);
}

static void pass_ticket__frees_the_desk_after_the_last_call(void **state)
{
    struct bench *b = *state;

    when(b, pass_ticket(.ticket_id = { 7 }));
    then_refused(b, NO_SUCH_TICKET);
    called(b);
    when(b, pass_ticket(.ticket_id = { 7 }));
    then_refused(b, RECALLS_LEFT);
    given(b, ticket_recalled(.ticket_id = { 7 }, .desk_id = { 1 }, .call = 2, .at_us = now(b)),
          ticket_recalled(.ticket_id = { 7 }, .desk_id = { 1 }, .call = 3, .at_us = now(b)));
    at_us(b, now(b) + 60 * SECOND);
    when(b, pass_ticket(.ticket_id = { 7 }));
    then(b, ticket_passed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
    when(b, pass_ticket(.ticket_id = { 7 }));
    then_refused(b, TICKET_NOT_CALLED);
    give_ticket(b, 8, 2, 202);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 8 }, .terminal_in_use = true));
}

/* Called 09:00:00, 09:01:00, 09:02:00: the number passes at 09:03:00, not a microsecond before. */
static void pass_ticket__gives_the_last_call_its_minute(void **state)                    /* rules 1, calls */
{
    struct bench *b = *state;

    called(b);
    for (uint32_t i = 0; i < 2; i++) {
        at_us(b, now(b) + 60 * SECOND);
        when(b, recall_ticket(.ticket_id = { 7 }));
    }
    when(b, pass_ticket(.ticket_id = { 7 }));
    then_refused(b, PASS_TOO_SOON);
    at_us(b, now(b) + 60 * SECOND - 1);
    when(b, pass_ticket(.ticket_id = { 7 }));
    then_refused(b, PASS_TOO_SOON);
    at(b, 20270201, 9 * 60 + 3);
    when(b, pass_ticket(.ticket_id = { 7 }));
    then(b, ticket_passed(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b)));
}

static void return_ticket__lets_one_other_guest_go_first(void **state)                   /* rules 1, case 2 */
{
    struct bench *b = *state;

    passed(b);
    when(b, return_ticket(.ticket_id = { 7 }));
    then(b, ticket_returned(.ticket_id = { 7 }, .at_us = now(b)));
    give_ticket(b, 8, 2, 202);
    give_ticket(b, 9, 2, 203);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 8 }, .dispatch_case = DISPATCH_CASE_WALK_IN));
    given(b, ticket_dismissed(.ticket_id = { 8 }, .outcome = DISMISSAL_LEFT));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .dispatch_case = DISPATCH_CASE_RETURNED));
}

static void return_ticket__is_called_at_once_when_nobody_else_waits(void **state)
{
    struct bench *b = *state;

    passed(b);
    given(b, ticket_returned(.ticket_id = { 7 }, .at_us = now(b)));
    when(b, call_next(.desk_id = { 2 }));
    then(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 2 }, .dispatch_case = DISPATCH_CASE_RETURNED));
}

static void return_ticket__refuses_who_was_not_passed(void **state)
{
    struct bench *b = *state;

    when(b, return_ticket(.ticket_id = { 7 }));
    then_refused(b, NO_SUCH_TICKET);
    called(b);
    when(b, return_ticket(.ticket_id = { 7 }));
    then_refused(b, TICKET_NOT_PASSED);
}

static void close_day__wants_an_outcome_for_a_passed_number(void **state)                /* covers §7 */
{
    struct bench *b = *state;

    passed(b);
    as(b, LEAD, ROLE_SITE_MANAGER);
    when(b, begin_closing());
    when(b, close_day());
    then_refused(b, OPEN_CASES);
    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    when(b, close_day());
    then_refused(b, PARTS_NOT_CLOSED);
}

static void give_priority__goes_before_everybody(void **state)                           /* rules 1, case 1 */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    at_us(b, now(b) + MINUTE);
    give_ticket(b, 8, 2, 202);
    when(b, give_priority(.ticket_id = { 8 }));
    then(b, priority_given(.ticket_id = { 8 }, .at_us = now(b)));
    when(b, give_priority(.ticket_id = { 8 }));
    then_refused(b, PRIORITY_GIVEN_ALREADY);
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 8 }, .dispatch_case = DISPATCH_CASE_PRIORITY));
    when(b, give_priority(.ticket_id = { 8 }));
    then_refused(b, TICKET_NOT_WAITING);
    when(b, give_priority(.ticket_id = { 99 }));
    then_refused(b, NO_SUCH_TICKET);
}

static void withdraw_priority__gives_the_old_place_back(void **state)
{
    struct bench *b = *state;

    when(b, withdraw_priority(.ticket_id = { 8 }));
    then_refused(b, NO_SUCH_TICKET);
    give_ticket(b, 7, 2, 201);
    at_us(b, now(b) + MINUTE);
    give_ticket(b, 8, 2, 202);
    when(b, withdraw_priority(.ticket_id = { 8 }));
    then_refused(b, NO_PRIORITY);
    given(b, priority_given(.ticket_id = { 8 }, .at_us = now(b)));
    when(b, withdraw_priority(.ticket_id = { 8 }));
    then(b, priority_withdrawn(.ticket_id = { 8 }));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }));
    when(b, withdraw_priority(.ticket_id = { 7 }));
    then_refused(b, TICKET_NOT_WAITING);
}

static void park_ticket__frees_desk_and_terminal(void **state)
{
    struct bench *b = *state;

    when(b, park_ticket(.ticket_id = { 7 }, .reason = PARK_REASON_CITY_DESK));
    then_refused(b, NO_SUCH_TICKET);
    called(b);
    when(b, park_ticket(.ticket_id = { 7 }, .reason = PARK_REASON_CITY_DESK));
    then_refused(b, TICKET_NOT_IN_SERVICE);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    when(b, park_ticket(.ticket_id = { 7 }, .reason = PARK_REASON_CITY_DESK));
    then(b, ticket_parked(.ticket_id = { 7 }, .desk_id = { 1 }, .at_us = now(b), .reason = PARK_REASON_CITY_DESK));
    give_ticket(b, 8, 2, 202);
    when(b, call_next(.desk_id = { 2 }));
    then(b, ticket_called(.ticket_id = { 8 }, .terminal_in_use = true));
}

static void resume_ticket__goes_on_at_another_desk(void **state)
{
    struct bench *b = *state;

    served(b);
    given(b, ticket_parked(.ticket_id = { 7 }, .desk_id = { 1 }, .reason = PARK_REASON_FORM));
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 2 }));
    then(b, ticket_resumed(.ticket_id = { 7 }, .desk_id = { 2 }, .at_us = now(b), .terminal_in_use = true));
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .desk_id = { 2 }));
}

static void resume_ticket__refuses_in_order(void **state)
{
    struct bench *b = *state;

    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 2 }));
    then_refused(b, NO_SUCH_TICKET);
    served(b);
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 2 }));
    then_refused(b, TICKET_NOT_PARKED);
    given(b, ticket_parked(.ticket_id = { 7 }, .desk_id = { 1 }, .reason = PARK_REASON_FORM));
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 9 }));
    then_refused(b, NO_SUCH_DESK);
    given(b, desk_closed(.desk_id = { 3 }));
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 3 }));
    then_refused(b, DESK_CLOSED);
    give_ticket(b, 8, 2, 202);
    given(b, ticket_called(.ticket_id = { 8 }, .desk_id = { 2 }, .dispatch_case = DISPATCH_CASE_WALK_IN, .terminal_in_use = true));
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 2 }));
    then_refused(b, DESK_BUSY);
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 1 }));
    then_refused(b, EQUIPMENT_BUSY);
}

static void transfer_ticket__keeps_the_place(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 3, 601);
    at_us(b, now(b) + MINUTE);
    give_ticket(b, 8, 2, 201);
    given(b, ticket_called(.ticket_id = { 7 }, .desk_id = { 2 }, .dispatch_case = DISPATCH_CASE_WALK_IN), service_started(.ticket_id = { 7 }, .desk_id = { 2 }));
    when(b, transfer_ticket(.ticket_id = { 7 }, .line_id = { 2 }, .procedures = { others, 1 }));
    then(b, ticket_transferred(.ticket_id = { 7 }, .from_line = { 3 }, .line_id = { 2 }, .desk_id = { 2 }, .at_us = now(b), .procedures = { others, 1 }));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }, .terminal_in_use = true));
    then_result(b, call_next_result(.ticket_id = { 7 }, .number = 601, .line_id = { 2 }));
}

static void transfer_ticket__moves_a_waiting_guest(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    when(b, transfer_ticket(.ticket_id = { 7 }, .line_id = { 3 }));
    then(b, ticket_transferred(.ticket_id = { 7 }, .from_line = { 2 }, .line_id = { 3 }));
    when(b, call_next(.desk_id = { 3 }));
    then(b, ticket_called(.ticket_id = { 7 }, .terminal_in_use = false));
}

static void transfer_ticket__refuses_in_order(void **state)
{
    struct bench *b = *state;

    when(b, transfer_ticket(.ticket_id = { 7 }, .line_id = { 3 }));
    then_refused(b, NO_SUCH_TICKET);
    give_ticket(b, 7, 2, 201);
    when(b, transfer_ticket(.ticket_id = { 7 }, .line_id = { 9 }));
    then_refused(b, NO_SUCH_LINE);
    when(b, transfer_ticket(.ticket_id = { 7 }, .line_id = { 2 }));
    then_refused(b, SAME_LINE);
    given(b, ticket_dismissed(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    when(b, transfer_ticket(.ticket_id = { 7 }, .line_id = { 3 }));
    then_refused(b, TICKET_ALREADY_CLOSED);
}

static void city_wait__is_marked_from_and_to(void **state)                               /* covers §5(4) */
{
    struct bench *b = *state;

    when(b, begin_city_wait(.ticket_id = { 7 }));
    then_refused(b, NO_SUCH_TICKET);
    called(b);
    when(b, begin_city_wait(.ticket_id = { 7 }));
    then_refused(b, TICKET_NOT_IN_SERVICE);
    when(b, end_city_wait(.ticket_id = { 7 }));
    then_refused(b, NO_CITY_WAIT);
    when(b, end_city_wait(.ticket_id = { 99 }));
    then_refused(b, NO_SUCH_TICKET);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    when(b, begin_city_wait(.ticket_id = { 7 }));
    then(b, city_wait_begun(.ticket_id = { 7 }, .at_us = now(b)));
    when(b, begin_city_wait(.ticket_id = { 7 }));
    then_refused(b, CITY_WAIT_ALREADY);
    when(b, end_city_wait(.ticket_id = { 7 }));
    then(b, city_wait_ended(.ticket_id = { 7 }, .at_us = now(b)));
}

static void end_city_wait__refuses_a_case_that_is_over(void **state)
{
    struct bench *b = *state;

    served(b);
    given(b, city_wait_begun(.ticket_id = { 7 }, .at_us = now(b)),
          service_finished(.ticket_id = { 7 }, .desk_id = { 1 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    when(b, end_city_wait(.ticket_id = { 7 }));
    then_refused(b, NO_CITY_WAIT);
}

static void hand_over_to_city__names_the_matter(void **state)
{
    struct bench *b = *state;

    when(b, hand_over_to_city(.ticket_id = { 7 }, .matter = CITY_MATTER_FEE));
    then_refused(b, NO_SUCH_TICKET);
    called(b);
    when(b, hand_over_to_city(.ticket_id = { 7 }, .matter = CITY_MATTER_FEE));
    then_refused(b, TICKET_NOT_IN_SERVICE);
    given(b, service_started(.ticket_id = { 7 }, .desk_id = { 1 }));
    when(b, hand_over_to_city(.ticket_id = { 7 }, .matter = CITY_MATTER_FEE));
    then(b, handed_over_to_city(.ticket_id = { 7 }, .at_us = now(b), .matter = CITY_MATTER_FEE));
}

static void card_issued__needs_no_typing_at_the_end(void **state)
{
    struct bench *b = *state;

    served(b);
    followed(b, card_issued(.card_id = { 70 }, .ticket_id = { 7 }, .receiver_class = RECEIVER_CLASS_LEGAL_REPRESENTATIVE, .application_kind = APPLICATION_KIND_FIRST));
    then(b, card_hand_over_noted(.ticket_id = { 7 }, .receiver_class = RECEIVER_CLASS_LEGAL_REPRESENTATIVE));
    when(b, finish_service(.ticket_id = { 7 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .procedures = { issue, 1 }, .receiver_class = RECEIVER_CLASS_LEGAL_REPRESENTATIVE));
}

static void hands_over(struct bench *b, uint64_t card, enum receiver_class receiver)
{
    followed(b, card_issued(.card_id = { card }, .ticket_id = { 7 }, .receiver_class = receiver, .application_kind = APPLICATION_KIND_FIRST));
    then(b, card_hand_over_noted(.ticket_id = { 7 }, .receiver_class = receiver));
}

/* A mother with two children: one ticket, one case, three cards. The clerk names one issue, or none. */
static void card_issued__is_counted_for_each_card_of_a_family(void **state)              /* covers §5(1) */
{
    static const enum procedure done[] = { PROCEDURE_ISSUE, PROCEDURE_INFORMATION, PROCEDURE_ISSUE, PROCEDURE_ISSUE };
    struct bench *b = *state;

    served(b);
    hands_over(b, 70, RECEIVER_CLASS_HOLDER);
    hands_over(b, 71, RECEIVER_CLASS_LEGAL_REPRESENTATIVE);
    hands_over(b, 72, RECEIVER_CLASS_LEGAL_REPRESENTATIVE);
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { done, 2 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .procedures = { done, 4 }, .receiver_class = RECEIVER_CLASS_HOLDER));
}

/* The holder's own card, and one for a neighbour by power of attorney. */
static void card_issued__tells_cards_for_others_apart(void **state)
{
    static const enum procedure both[] = { PROCEDURE_ISSUE_AGENT, PROCEDURE_ISSUE }, named[] = { PROCEDURE_ISSUE_AGENT };
    struct bench *b = *state;

    served(b);
    hands_over(b, 70, RECEIVER_CLASS_HOLDER);
    hands_over(b, 71, RECEIVER_CLASS_VOLUNTARY_AGENT);
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { named, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .procedures = { both, 2 }, .receiver_class = RECEIVER_CLASS_HOLDER));
}

/* Named as its other kind it is still one card. */
static void card_issued__is_not_counted_twice_when_named(void **state)
{
    static const enum procedure named[] = { PROCEDURE_ISSUE };
    struct bench *b = *state;

    served(b);
    hands_over(b, 71, RECEIVER_CLASS_VOLUNTARY_AGENT);
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { named, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .procedures = { named, 1 }, .receiver_class = RECEIVER_CLASS_VOLUNTARY_AGENT));
}

/* Followed while the case rests or waits, the hand-over is not lost; of a case that is over it comes too late. */
static void card_issued__is_noted_of_every_open_case(void **state)
{
    struct bench *b = *state;

    served(b);
    given(b, ticket_parked(.ticket_id = { 7 }, .desk_id = { 1 }, .reason = PARK_REASON_FORM));
    hands_over(b, 70, RECEIVER_CLASS_HOLDER);
    given(b, ticket_resumed(.ticket_id = { 7 }, .desk_id = { 1 }, .terminal_in_use = true));
    when(b, finish_service(.ticket_id = { 7 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .procedures = { issue, 1 }));
    followed(b, card_issued(.card_id = { 71 }, .ticket_id = { 7 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    then_nothing(b);
}

static struct built corrected(uint64_t card)
{
    static struct issue_corrected body;

    body = (struct issue_corrected){ .card_id = { card }, .for_date = TODAY, .reason = ISSUE_MISTAKE_WRONG_CARD, .approval_number = TEXT("R09-C-3"), .approved_on = TODAY };
    return build_event("inventory", "issue_corrected", &issue_corrected_spec, &body);
}

/* The wrong card is recorded, corrected, and the right one handed over: one card, and its receiver. */
static void issue_corrected__counts_no_longer_in_an_open_case(void **state)              /* covers §5(5) */
{
    struct bench *b = *state;

    served(b);
    hands_over(b, 70, RECEIVER_CLASS_VOLUNTARY_AGENT);
    followed(b, corrected(70));
    then(b, card_hand_over_taken_back(.ticket_id = { 7 }, .card_id = { 70 }));
    followed(b, corrected(70));
    then_nothing(b);
    hands_over(b, 71, RECEIVER_CLASS_HOLDER);
    when(b, finish_service(.ticket_id = { 7 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .procedures = { issue, 1 }, .receiver_class = RECEIVER_CLASS_HOLDER));
    followed(b, corrected(71));                          /* the case has stated it: inventory's figure of the day tells */
    then_nothing(b);
}

static void transfer_ticket__counts_the_hand_over_with_the_first_part(void **state)
{
    struct bench *b = *state;

    served(b);
    given(b, card_hand_over_noted(.ticket_id = { 7 }, .card_id = { 70 }, .receiver_class = RECEIVER_CLASS_HOLDER));
    when(b, transfer_ticket(.ticket_id = { 7 }, .line_id = { 3 }));
    then(b, ticket_transferred(.ticket_id = { 7 }, .procedures = { issue, 1 }));
    when(b, call_next(.desk_id = { 2 }));
    when(b, start_service(.ticket_id = { 7 }));
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { others, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .procedures = { others, 1 }));
}

static void transfer_ticket__wants_a_passed_guest_back_first(void **state)
{
    struct bench *b = *state;

    passed(b);
    when(b, transfer_ticket(.ticket_id = { 7 }, .line_id = { 3 }));
    then_refused(b, TICKET_PASSED_BY);
}

static void finish_service__loses_no_card_in_a_full_list(void **state)
{
    static const enum procedure eight[8] = { PROCEDURE_LOST, PROCEDURE_LOST, PROCEDURE_LOST, PROCEDURE_LOST, PROCEDURE_LOST, PROCEDURE_LOST, PROCEDURE_LOST, PROCEDURE_LOST };
    enum procedure all[24];
    struct bench *b = *state;

    for (uint32_t i = 0; i < 24; i++)
        all[i] = i < 8 ? PROCEDURE_LOST : PROCEDURE_ISSUE;

    served(b);
    for (uint64_t card = 70; card < 86; card++)
        hands_over(b, card, RECEIVER_CLASS_HOLDER);
    followed(b, card_issued(.card_id = { 86 }, .ticket_id = { 7 }, .receiver_class = RECEIVER_CLASS_HOLDER, .application_kind = APPLICATION_KIND_FIRST));
    then_nothing(b);                                     /* sixteen cards are more than any ticket's people have */
    when(b, finish_service(.ticket_id = { 7 }, .procedures = { eight, 8 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .procedures = { all, 24 }));
}

/* Desk 1 called guest 7 and froze. Meanwhile the number has passed, the guest came back and was called to desk 2: what desk 1
 * still has on its screen touches nothing there. */
static void desk__with_an_old_view_does_not_act_on_anothers_guest(void **state)
{
    struct bench *b = *state;

    passed(b);
    given(b, ticket_returned(.ticket_id = { 7 }, .at_us = now(b)),
          ticket_called(.ticket_id = { 7 }, .desk_id = { 2 }, .at_us = now(b), .dispatch_case = DISPATCH_CASE_RETURNED, .terminal_in_use = true));
    when(b, recall_ticket(.ticket_id = { 7 }, .desk_id = { 1 }));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, pass_ticket(.ticket_id = { 7 }, .desk_id = { 1 }));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, dismiss_ticket(.ticket_id = { 7 }, .desk_id = { 1 }, .outcome = DISMISSAL_LEFT));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, start_service(.ticket_id = { 7 }, .desk_id = { 1 }));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, start_service(.ticket_id = { 7 }, .desk_id = { 2 }));
    then(b, service_started(.ticket_id = { 7 }, .desk_id = { 2 }));
    when(b, park_ticket(.ticket_id = { 7 }, .desk_id = { 1 }, .reason = PARK_REASON_FORM));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, transfer_ticket(.ticket_id = { 7 }, .desk_id = { 1 }, .line_id = { 3 }));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, hand_over_to_city(.ticket_id = { 7 }, .desk_id = { 1 }, .matter = CITY_MATTER_FEE));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, begin_city_wait(.ticket_id = { 7 }, .desk_id = { 1 }));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, agree_later_contact(.ticket_id = { 7 }, .desk_id = { 1 }, .due_on = { 20270205 }));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, begin_city_wait(.ticket_id = { 7 }, .desk_id = { 2 }));
    when(b, end_city_wait(.ticket_id = { 7 }, .desk_id = { 1 }));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, finish_service(.ticket_id = { 7 }, .desk_id = { 1 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, finish_service(.ticket_id = { 7 }, .desk_id = { 2 }, .procedures = { issue, 1 }, .outcome = SERVICE_OUTCOME_DONE));
    then(b, service_finished(.ticket_id = { 7 }, .desk_id = { 2 }));
}

/* A guest who waits is at no desk, whatever the screen says; without a desk named the command is as it was. */
static void desk__with_an_old_view_does_not_end_a_waiting_guest(void **state)
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    when(b, dismiss_ticket(.ticket_id = { 7 }, .desk_id = { 1 }, .outcome = DISMISSAL_LEFT));
    then_refused(b, TICKET_NOT_AT_DESK);
    when(b, dismiss_ticket(.ticket_id = { 7 }, .outcome = DISMISSAL_LEFT));
    then(b, ticket_dismissed(.ticket_id = { 7 }));
}

static void resume_ticket__wants_a_desk_that_serves_the_line(void **state)
{
    struct bench *b = *state;

    served(b);
    given(b, ticket_parked(.ticket_id = { 7 }, .desk_id = { 1 }, .reason = PARK_REASON_FORM));
    when(b, resume_ticket(.ticket_id = { 7 }, .desk_id = { 3 }));
    then_refused(b, LINE_NOT_OF_DESK);
}

static void outage__takes_the_terminal_from_its_time_on(void **state)                    /* rules 2 */
{
    struct bench *b = *state;

    give_ticket(b, 7, 2, 201);
    followed(b, outage_begun(.outage_id = { 5 }, .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .cause = OUTAGE_CAUSE_FAILURE, .from_us = now(b) + MINUTE,
                             .reason = TEXT("fault"), .author = TEXT("site manager")));
    then(b, outage_noted(.outage_id = { 5 }, .count = 1, .from_us = now(b) + MINUTE));
    at_us(b, now(b) + MINUTE);
    when(b, call_next(.desk_id = { 1 }));
    then_refused(b, NOBODY_WAITING);
    followed(b, outage_ended(.outage_id = { 5 }, .at_us = now(b)));
    then(b, outage_over(.outage_id = { 5 }));
    when(b, call_next(.desk_id = { 1 }));
    then(b, ticket_called(.ticket_id = { 7 }));
    followed(b, outage_begun(.outage_id = { 6 }, .equipment = EQUIPMENT_MYNAPIT, .count = 1, .cause = OUTAGE_CAUSE_FAILURE, .from_us = now(b), .reason = TEXT("fault"), .author = TEXT("a")));
    then_nothing(b);
    followed(b, outage_ended(.outage_id = { 6 }, .at_us = now(b)));
    then_nothing(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        opened(recall_ticket__calls_twice_more_a_minute_apart),
        opened(recall_ticket__refuses_what_was_not_called),
        opened(pass_ticket__gives_the_last_call_its_minute),
        opened(pass_ticket__frees_the_desk_after_the_last_call),
        opened(return_ticket__lets_one_other_guest_go_first),
        opened(return_ticket__is_called_at_once_when_nobody_else_waits),
        opened(return_ticket__refuses_who_was_not_passed),
        opened(close_day__wants_an_outcome_for_a_passed_number),
        opened(give_priority__goes_before_everybody),
        opened(withdraw_priority__gives_the_old_place_back),
        opened(park_ticket__frees_desk_and_terminal),
        opened(resume_ticket__goes_on_at_another_desk),
        opened(resume_ticket__refuses_in_order),
        opened(transfer_ticket__keeps_the_place),
        opened(transfer_ticket__moves_a_waiting_guest),
        opened(transfer_ticket__refuses_in_order),
        opened(city_wait__is_marked_from_and_to),
        opened(end_city_wait__refuses_a_case_that_is_over),
        opened(hand_over_to_city__names_the_matter),
        opened(issue_corrected__counts_no_longer_in_an_open_case),
        opened(transfer_ticket__counts_the_hand_over_with_the_first_part),
        opened(transfer_ticket__wants_a_passed_guest_back_first),
        opened(finish_service__loses_no_card_in_a_full_list),
        opened(desk__with_an_old_view_does_not_act_on_anothers_guest),
        opened(desk__with_an_old_view_does_not_end_a_waiting_guest),
        opened(resume_ticket__wants_a_desk_that_serves_the_line),
        opened(outage__takes_the_terminal_from_its_time_on),
        opened(card_issued__needs_no_typing_at_the_end),
        opened(card_issued__is_counted_for_each_card_of_a_family),
        opened(card_issued__tells_cards_for_others_apart),
        opened(card_issued__is_not_counted_twice_when_named),
        opened(card_issued__is_noted_of_every_open_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
