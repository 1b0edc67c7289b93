/* Citizens at home, and the operator on the telephone: times are held, booked, given back. */
#include "world.h"

static struct date working_day(struct world *w, uint32_t ahead)
{
    struct date d = today_now(w);

    for (uint32_t i = 0; i < ahead; i++)
        do
            d = date_add_days(d, 1);
        while (date_weekday(d) >= SATURDAY);
    return d;
}

/* Now and then several procedures, or a family side by side. */
static void together(struct world *w, struct hold_place *cmd)
{
    static const enum procedure renew[] = { PROCEDURE_CERT_RENEW }, support[] = { PROCEDURE_APPLY_SUPPORT }, card[] = { PROCEDURE_ISSUE },
                                notice[] = { PROCEDURE_NOTICE_CARD };
    const enum procedure *further = chance(w, 300) ? renew : chance(w, 300) ? support : chance(w, 500) ? notice : card;

    if (cmd->procedure == PROCEDURE_APPLY_SUPPORT && chance(w, 300))
        further = notice;                                /* no place does both */
    if (chance(w, 120)) {
        cmd->further_procedures.at = further;
        cmd->further_procedures.count = 1;
    }
    if (cmd->people == 2 && chance(w, 400))
        cmd->places = 2;
}

static const struct m_card *somebody(struct world *w);

static void by_phone(struct world *w, struct actor *a, const struct hold_place *wanted)
{
    const struct m_card *card = somebody(w);
    struct facts f = { 0 };
    struct book_by_phone cmd = { .procedure = wanted->procedure, .people = wanted->people, .places = wanted->places, .date = wanted->date,
                                 .start_minute = wanted->start_minute, .contact = TEXT(PLANTED_NAME) };

    cmd.further_procedures.at = wanted->further_procedures.at;
    cmd.further_procedures.count = wanted->further_procedures.count;
    if (card != NULL && chance(w, 930) && facts_of_card(w, card, &f)) {
        cmd.notice_number = text_of(f.notice);
        cmd.birth_date = f.birth;
    }
    say(w, a, build_command("reservations", "book_by_phone", &book_by_phone_spec, &cmd), (struct how){ .person = a->person });
}

static void hold(struct world *w, struct actor *a)
{
    static const enum procedure wanted[] = { PROCEDURE_ISSUE, PROCEDURE_ISSUE, PROCEDURE_ISSUE, PROCEDURE_CERT_RENEW, PROCEDURE_APPLY_SUPPORT };
    bool phone = a->kind == ACTOR_PHONE;
    struct hold_place cmd = { .procedure = wanted[below(w, 5)], .people = chance(w, 850) ? 1 : 2, .date = working_day(w, 1 + (uint32_t)below(w, 2)),
                              .start_minute = 540 + 15 * below(w, 12) };
    uint32_t soon = (minute_now(w) + 30) / 15 * 15;

    if (phone && chance(w, 800) && soon >= 540 && soon < 1000) {
        cmd.date = today_now(w);
        cmd.start_minute = soon + 15 * below(w, 3);
    }
    switch (below(w, 40)) {
    case 0: cmd.date = date_add_days(cmd.date, 6 - (int32_t)date_weekday(cmd.date)); break;      /* a Saturday */
    case 1: cmd.date = working_day(w, 12); break;
    case 2: cmd.people = 9; break;
    case 3: cmd.start_minute = 1010; break;
    case 4: cmd.procedure = PROCEDURE_NOTICE_CARD; break;
    case 5: cmd.date = today_now(w); break;
    default: break;
    }
    together(w, &cmd);
    a->date = cmd.date.v;
    if (phone && chance(w, 300)) {
        by_phone(w, a, &cmd);
        return;
    }
    say(w, a, build_command("reservations", "hold_place", &hold_place_spec, &cmd), (struct how){ .person = a->person });
}

/* Who has a notice in hand and no booking yet; now and then somebody who has one, or none. */
static const struct m_card *somebody(struct world *w)
{
    struct model_cards *c = &w->models.cards;
    uint32_t from = c->card_count > 0 ? (uint32_t)below(w, c->card_count) : 0;

    for (uint32_t i = 0; i < c->card_count; i++) {
        const struct m_card *card = &c->cards[(from + i) % c->card_count];

        if (card->claimed && card->status != CARD_STATE_ISSUED)
            return card;
    }
    return NULL;
}

static void book_it(struct world *w, struct actor *a)
{
    const struct m_card *card = somebody(w);
    struct facts f = { 0 };
    struct book cmd = { .hold_id = { chance(w, 970) ? a->hold : a->hold + 1 }, .contact = chance(w, 500) ? text_of(PLANTED_NAME "@example.jp") : (struct text){ NULL, 0 } };

    if (card != NULL && facts_of_card(w, card, &f)) {
        cmd.notice_number = text_of(f.notice);
        cmd.birth_date = chance(w, 930) ? f.birth : (struct date){ 19991231 };
    }
    say(w, a, build_command("reservations", "book", &book_spec, &cmd), (struct how){ .person = a->person });
}

static void look_around(struct world *w, struct actor *a)
{
    struct clients *c = &w->clients;
    struct how how = { .person = a->person };
    const char *code = c->code_count > 0 && chance(w, 800) ? c->codes[below(w, c->code_count)].code : "0000000000000";

    switch (below(w, 4)) {
    case 0: ask(w, a, free_places(.procedure = chance(w, 800) ? PROCEDURE_ISSUE : PROCEDURE_INFORMATION, .people = 1, .from = today_now(w), .days = 5),
                &free_places_result_spec, how); break;
    case 1: ask(w, a, open_days(.from = today_now(w), .days = 14), &open_days_result_spec, how); break;
    case 2: ask(w, a, reservation_by_code(.code = text_of(code)), &reservation_by_code_result_spec, how); break;
    default: ask(w, a, board(0), &board_result_spec, how); break;
    }
}

static void give_back(struct world *w, struct actor *a)
{
    struct clients *c = &w->clients;
    const char *code = c->code_count > 0 && chance(w, 900) ? c->codes[below(w, c->code_count)].code : "ABCDEFGHJKMNP";

    say(w, a, cancel_reservation(.code = text_of(code)), (struct how){ .person = a->person });
}

/* Another time for a booking, by its code or, on the telephone, by its number. */
static void move(struct world *w, struct actor *a)
{
    const struct clients *c = &w->clients;
    const struct code_known *known = c->code_count > 0 ? &c->codes[below(w, c->code_count)] : NULL;
    struct move_reservation cmd = { .date = working_day(w, (uint32_t)below(w, 4)), .start_minute = 540 + 15 * below(w, 14) };

    if (known == NULL)
        return;
    if (chance(w, 500))
        cmd.code = chance(w, 900) ? text_of(known->code) : TEXT("ABCDEFGHJKMNP");
    else
        cmd.reservation_id.v = known->reservation;
    if (chance(w, 40))
        cmd.date = date_add_days(cmd.date, 40);
    say(w, a, build_command("reservations", "move_reservation", &move_reservation_spec, &cmd), (struct how){ .person = a->person });
}

/* Another visit of a booking: the family grows, another procedure comes along, the card is not wanted any more. */
static void change(struct world *w, struct actor *a)
{
    static const enum procedure wanted[] = { PROCEDURE_ISSUE, PROCEDURE_CERT_RENEW, PROCEDURE_APPLY_SUPPORT };
    const struct clients *c = &w->clients;
    const struct code_known *known = c->code_count > 0 ? &c->codes[below(w, c->code_count)] : NULL;
    const struct m_card *card = somebody(w);
    struct hold_place visit = { .procedure = wanted[below(w, 3)], .people = 1 + below(w, 2) };
    struct facts f = { 0 };
    struct change_reservation cmd;

    if (known == NULL)
        return;
    together(w, &visit);
    cmd = (struct change_reservation){ .procedure = visit.procedure, .people = visit.people, .places = visit.places };
    cmd.further_procedures.at = visit.further_procedures.at;
    cmd.further_procedures.count = visit.further_procedures.count;
    if (chance(w, 500))
        cmd.code = chance(w, 900) ? text_of(known->code) : TEXT("ABCDEFGHJKMNP");
    else
        cmd.reservation_id.v = known->reservation;
    if (chance(w, 300))
        cmd.date = working_day(w, (uint32_t)below(w, 4));
    if (chance(w, 300))
        cmd.start_minute = 540 + 15 * below(w, 14);
    if (card != NULL && chance(w, 800) && facts_of_card(w, card, &f)) {
        cmd.notice_number = text_of(f.notice);
        cmd.birth_date = f.birth;
    }
    say(w, a, build_command("reservations", "change_reservation", &change_reservation_spec, &cmd), (struct how){ .person = a->person });
}

static void join(struct world *w, struct actor *a)
{
    const struct m_card *card = somebody(w);
    struct facts f = { 0 };
    struct join_waiting_list cmd = { .procedure = chance(w, 700) ? PROCEDURE_APPLY_SUPPORT : PROCEDURE_ISSUE, .people = chance(w, 950) ? 1 : 9,
                                     .date = working_day(w, chance(w, 900) ? (uint32_t)below(w, 3) : 30), .contact = TEXT(PLANTED_NAME) };

    if (cmd.procedure == PROCEDURE_ISSUE && cmd.people == 1 && chance(w, 300))
        cmd.people = cmd.places = 2;
    if (card != NULL && chance(w, 900) && facts_of_card(w, card, &f)) {
        cmd.notice_number = text_of(f.notice);
        cmd.birth_date = f.birth;
    }
    say(w, a, build_command("reservations", "join_waiting_list", &join_waiting_list_spec, &cmd), (struct how){ .person = a->person });
}

static void wait(struct world *w, struct actor *a)
{
    struct clients *c = &w->clients;
    const char *code = c->waiting_code_count > 0 && chance(w, 950) ? c->waiting_codes[below(w, c->waiting_code_count)] : "ABCDEFGHJKMNP";
    struct how how = { .person = a->person };

    switch (below(w, 8)) {
    case 0: case 1: case 2: join(w, a); break;
    case 3: case 4: case 5: say(w, a, accept_offer(.code = text_of(code)), how); break;
    case 6: ask(w, a, waiting_by_code(.code = text_of(code)), &waiting_by_code_result_spec, how); break;
    default: say(w, a, leave_waiting_list(.code = text_of(code)), how); break;
    }
}

static void act_places(struct world *w, struct actor *a)
{
    if (chance(w, 70))
        move(w, a);
    else if (chance(w, 70))
        change(w, a);
    else if (chance(w, 120))
        wait(w, a);
    else if (chance(w, 150))
        look_around(w, a);
    else if (chance(w, 90))
        give_back(w, a);
    else if (a->phase == 1)
        book_it(w, a);
    else
        hold(w, a);
}

void act_citizen(struct world *w, struct actor *a)
{
    act_places(w, a);
}

void act_phone(struct world *w, struct actor *a)
{
    const struct clients *c = &w->clients;

    if (!at_hand(w, a, a->person))
        return;
    if (a->phase == 1 && chance(w, 40)) {
        if (at_hand(w, a, MANAGER))
            (void)close_under(w, a);
        return;
    }
    if (chance(w, 90)) {
        if (at_hand(w, a, MANAGER))
            act_calendar(w, a, working_day(w, (uint32_t)below(w, 3)));
        return;
    }
    if (c->code_count > 0 && chance(w, 20))
        say(w, a, cancel_for_guest(.reservation_id = { chance(w, 900) ? c->codes[below(w, c->code_count)].reservation : 3 }), (struct how){ .person = a->person });
    else
        act_places(w, a);
}

static void note_code(struct world *w, const struct heard *heard, struct text code, struct reservation_id id)
{
    struct clients *c = &w->clients;
    struct code_known *known = &c->codes[c->code_count < CODES ? c->code_count++ : below(w, CODES)];
    const struct m_place *place = id.v != 0 ? places_booking(&w->models.places, id.v) : NULL;

    *known = (struct code_known){ .reservation = id.v, .epoch = heard->position.epoch, .sequence = heard->position.sequence };
    snprintf(known->code, sizeof known->code, "%.*s", (int)code.len, code.len > 0 ? code.at : "");
    if (place != NULL) {
        known->date = place->date;
        known->booked_us = tokyo_us((struct date){ place->date }, place->start);
    }
}

/* Codes of bookings and of the waiting list; what was not shown is not known. */
static void note_codes(struct world *w, const char *name, const struct heard *heard)
{
    struct clients *c = &w->clients;

    if (strcmp(name, "book") == 0) {
        const struct book_shown *shown = heard_part(w, &book_shown_spec, heard->shown);
        const struct book_result *result = heard_part(w, &book_result_spec, heard->result);

        note_code(w, heard, shown != NULL ? shown->code : TEXT(""), result != NULL ? result->reservation_id : (struct reservation_id){ 0 });
    } else if (strcmp(name, "book_by_phone") == 0) {
        const struct book_by_phone_shown *shown = heard_part(w, &book_by_phone_shown_spec, heard->shown);
        const struct book_by_phone_result *result = heard_part(w, &book_by_phone_result_spec, heard->result);

        note_code(w, heard, shown != NULL ? shown->code : TEXT(""), result != NULL ? result->reservation_id : (struct reservation_id){ 0 });
    } else if (strcmp(name, "join_waiting_list") == 0) {
        const struct join_waiting_list_shown *shown = heard_part(w, &join_waiting_list_shown_spec, heard->shown);
        uint32_t at = c->waiting_code_count < WAITING_CODES ? c->waiting_code_count++ : (uint32_t)below(w, WAITING_CODES);

        snprintf(c->waiting_codes[at], sizeof c->waiting_codes[at], "%.*s", shown != NULL ? (int)shown->code.len : 0, shown != NULL ? shown->code.at : "");
        if (c->waiting_codes[at][0] == '\0')
            snprintf(c->waiting_codes[at], sizeof c->waiting_codes[at], "ABCDEFGHJKMNP");
    }
}

void hear_places(struct world *w, struct actor *a, const struct heard *heard)
{
    const struct hold_place_result *held;

    if (strcmp(a->pending.name, "hold_place") == 0 && heard->outcome == HEARD_DONE && a->pending.expect == EXPECT_ANYTHING) {
        held = heard_part(w, &hold_place_result_spec, heard->result);
        a->hold = held->hold_id.v;
        a->phase = 1;
        a->pending.next_send_us = 0;
    }
    if (heard->outcome == HEARD_DONE)
        note_codes(w, a->pending.name, heard);
    if (strcmp(a->pending.name, "book") != 0)
        return;
    a->phase = heard->outcome == HEARD_REFUSED && heard->refusal == CLAIM_UNKNOWN && chance(w, 500) ? 1 : 0;
}
