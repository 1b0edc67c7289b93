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
    a->date = cmd.date.v;
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

static void act_places(struct world *w, struct actor *a)
{
    if (chance(w, 150))
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
    if (at_hand(w, a, a->person))
        act_places(w, a);
}

static void note_code(struct world *w, const struct actor *a, const struct heard *heard)
{
    struct clients *c = &w->clients;
    struct code_known *known = &c->codes[c->code_count < CODES ? c->code_count++ : below(w, CODES)];
    const struct book_shown *shown = heard_part(w, &book_shown_spec, heard->shown);
    const struct book_result *result = heard_part(w, &book_result_spec, heard->result);
    const struct m_place *place = result != NULL ? places_booking(&w->models.places, result->reservation_id.v) : NULL;

    (void)a;
    *known = (struct code_known){ .reservation = result != NULL ? result->reservation_id.v : 0, .epoch = heard->position.epoch, .sequence = heard->position.sequence };
    if (shown != NULL)
        snprintf(known->code, sizeof known->code, "%.*s", (int)shown->code.len, shown->code.at);
    if (place != NULL) {
        known->date = place->date;
        known->booked_us = tokyo_us((struct date){ place->date }, place->start);
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
    if (strcmp(a->pending.name, "book") != 0)
        return;
    if (heard->outcome == HEARD_DONE)
        note_code(w, a, heard);
    a->phase = heard->outcome == HEARD_REFUSED && heard->refusal == CLAIM_UNKNOWN && chance(w, 500) ? 1 : 0;
}
