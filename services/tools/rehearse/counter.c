/* The day at the counter: guests arrive, desks call, serve and hand over. What a desk does next follows
 * from the services' answers; the play only knows who is a person and how long they take. */
#include <inttypes.h>
#include <stdio.h>

#include "play.h"

#define BETWEEN_CALLS_US (70 * US_PER_SECOND)
#define COMES_BACK_US (12 * US_PER_MINUTE)
#define AT_THE_CITY_US (9 * US_PER_MINUTE)
#define TROUBLE_MINUTE (11 * 60)
#define BETWEEN_CASES_US (30 * US_PER_SECOND)
#define SESSIONS_US (8 * US_PER_MINUTE)
#define OPENS_BEFORE_MINUTES 30u

static const struct position anytime;

static struct guest *guest_of(struct rehearsal *r, uint32_t index)
{
    must(index < r->guest_count[r->today]);
    return &r->guests[r->today][index];
}

/* ---- Morning ---- */

static enum err check_out(struct rehearsal *r, uint32_t card, const struct play_desk *desk, struct reservation_id reservation_id, struct ticket_id ticket_id)
{
    struct answer answer;
    const struct check_out_card body = { .card_id = r->cards[card].card_id, .place = desk->place == DESK_PLACE_BOOTH ? CUSTODY_BOOTH : CUSTODY_COUNTER,
                                         .place_number = desk->place_number, .reservation_id = reservation_id, .ticket_id = ticket_id };

    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "check_out_card", &check_out_card_spec, &body, desk->person, NULL, NULL, anytime }, &answer));
    r->cards[card].out = true;
    return OK;
}

/* Desks as configured; a booth or counter has its number among its kind. One operator serves each. */
static void seat(struct rehearsal *r)
{
    uint32_t counters = 0, booths = 0, people = r->absence ? OPERATORS - 1 : OPERATORS;

    r->desk_count = 0;
    for (uint32_t i = 0; i < r->queueing->desks.count && r->desk_count < people && i < DESKS_MAX; i++) {
        const struct queue_desk *desk = &r->queueing->desks.at[i];

        r->desks[r->desk_count] = (struct play_desk){
            .desk_id = desk->desk_id, .place = desk->place, .place_number = desk->place == DESK_PLACE_BOOTH ? ++booths : ++counters,
            .person = &r->operators[r->desk_count] };
        snprintf(r->desks[r->desk_count].ja, sizeof r->desks->ja, "%.*s", (int)desk->name_ja.len, desk->name_ja.at);
        snprintf(r->desks[r->desk_count].en, sizeof r->desks->en, "%.*s", (int)desk->name_en.len, desk->name_en.at);
        r->desk_count++;
    }
}

static enum err open_counter(struct rehearsal *r, const struct play_day *day)
{
    const struct open_day open = { .date = day->date };
    struct answer answer;

    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "open_day", &open_day_spec, &open, &r->manager, NULL, NULL, anytime }, &answer));
    seat(r);
    for (uint32_t i = 0; i < r->desk_count; i++) {
        const struct open_desk body = { .desk_id = r->desks[i].desk_id };

        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "open_desk", &open_desk_spec, &body, r->desks[i].person, NULL, NULL, anytime }, &answer));
        r->desks[i].open = true;
    }
    return OK;
}

/* The cards of today's bookings come out of the vault before the doors open. */
static enum err pull_cards(struct rehearsal *r)
{
    uint32_t pulled = 0;

    for (uint32_t i = 0; i < r->guest_count[r->today]; i++) {
        struct guest *g = guest_of(r, i);

        if (!g->booked || g->card_count == 0)
            continue;
        TRY(check_out(r, g->cards[0], &r->desks[pulled % r->desk_count], g->reservation_id, (struct ticket_id){ 0 }));
        pulled++;
    }
    play_say(r, "業務従事者　予約分のカード %" PRIu32 " 枚を保管庫から取り出し", "Operators take the %" PRIu32 " booked cards out of the vault.", pulled);
    return OK;
}

static void plan_day(struct rehearsal *r, const struct play_day *day)
{
    for (uint32_t i = 0; i < r->guest_count[r->today]; i++) {
        struct guest *g = guest_of(r, i);
        uint64_t at_us = tokyo_us(day->date, g->wish_minute);

        if (g->booked) {
            at_us = tokyo_us(day->date, g->start_minute);
            at_us = g->late ? at_us + g->early_minutes * US_PER_MINUTE : at_us - g->early_minutes * US_PER_MINUTE;
        }
        if (g->booked && g->misses)
            r->no_shows++;
        else
            agenda_add(&r->agenda, at_us, HAPPENS_ARRIVAL, i);
    }
    agenda_add(&r->agenda, tokyo_us(day->date, day->opens_minute) - OPENS_BEFORE_MINUTES * US_PER_MINUTE + SESSIONS_US, HAPPENS_SESSIONS, 0);
    if (r->national_stop || r->evacuation || r->terminal_down)
        agenda_add(&r->agenda, tokyo_us(day->date, TROUBLE_MINUTE), HAPPENS_TROUBLE, 0);
    agenda_add(&r->agenda, tokyo_us(day->date, day->closes_minute), HAPPENS_CLOSING, 0);
}

/* ---- Arrivals ---- */

void wake_desks(struct rehearsal *r)
{
    for (uint32_t i = 0; i < r->desk_count; i++)
        if (r->desks[i].open && !r->desks[i].busy && !r->desks[i].looking) {
            r->desks[i].looking = true;
            agenda_add(&r->agenda, r->stage.now_us + 5 * US_PER_SECOND, HAPPENS_DESK_LOOKS, i);
        }
}

static const struct queue_line *line_for(const struct rehearsal *r, enum procedure procedure)
{
    for (uint32_t i = 0; i < r->queueing->lines.count; i++) {
        const struct queue_line *line = &r->queueing->lines.at[i];

        for (uint32_t p = 0; line->guests != LINE_GUESTS_BOOKED && p < line->procedures.count; p++)
            if (line->procedures.at[p] == procedure)
                return line;
    }
    return NULL;
}

/* By the code, as soon as queueing knows the booking. */
static enum err check_in(struct rehearsal *r, struct guest *g, struct answer *ret)
{
    struct stage *s = &r->stage;
    const struct check_in body = { .code = text_of(g->code) };
    const struct check_in_result *result;

    TRY(stage_try(s, &(struct act){ SPOT_KIOSK, "queueing", "check_in", &check_in_spec, &body, NULL, NULL, NULL, anytime }, ret));
    if (ret->outcome != OUTCOME_DONE)
        return OK;
    result = stage_result(s, ret, &check_in_result_spec);
    if (result == NULL)
        return ERR_MALFORMED;
    g->ticket_id = result->ticket_id;
    g->number = result->number;
    g->counted_late = result->late;
    r->booked++;
    return OK;
}

/* The number is another machine's; staff type it in as it is. */
static enum err bring_number(struct rehearsal *r, struct guest *g, struct line_id line_id, struct answer *ret)
{
    const struct register_ticket body = { .origin = TICKET_ORIGIN_CITY_MACHINE, .number = r->walk_in % 900 + 1, .line_id = line_id, .people = g->people };
    const struct register_ticket_result *result;

    TRY(stage_try(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "register_ticket", &register_ticket_spec, &body, &r->manager, NULL, NULL, anytime }, ret));
    if (ret->outcome != OUTCOME_DONE)
        return OK;
    result = stage_result(&r->stage, ret, &register_ticket_result_spec);
    if (result == NULL)
        return ERR_MALFORMED;
    g->ticket_id = result->ticket_id;
    g->number = body.number;
    r->walk_in++;
    return OK;
}

static enum err take_ticket(struct rehearsal *r, struct guest *g, struct answer *ret)
{
    struct stage *s = &r->stage;
    const struct queue_line *line = line_for(r, g->wrong_line ? PROCEDURE_INFORMATION : g->procedures[0]);
    const struct take_ticket body = { .line_id = line == NULL ? r->queueing->lines.at[0].line_id : line->line_id, .people = g->people };
    const struct take_ticket_result *result;

    if (r->city_machine)
        return bring_number(r, g, body.line_id, ret);
    TRY(stage_try(s, &(struct act){ SPOT_KIOSK, "queueing", "take_ticket", &take_ticket_spec, &body, NULL, NULL, NULL, anytime }, ret));
    if (ret->outcome != OUTCOME_DONE)
        return OK;
    result = stage_result(s, ret, &take_ticket_result_spec);
    if (result == NULL)
        return ERR_MALFORMED;
    g->ticket_id = result->ticket_id;
    g->number = result->number;
    r->walk_in++;
    return OK;
}

static enum err arrive(struct rehearsal *r, uint32_t index)
{
    struct guest *g = guest_of(r, index);
    struct answer answer;

    r->visitors += g->people;
    TRY(g->booked ? check_in(r, g, &answer) : take_ticket(r, g, &answer));
    if (answer.outcome != OUTCOME_DONE) {
        r->turned_away++;
        play_say(r, "来庁者　受付できず（%.*s）", "A guest cannot be taken (%.*s).", (int)answer.refusal.len, answer.refusal.at);
        return OK;
    }
    g->came = true;
    g->ticket_at_us = r->stage.now_us;
    if (g->needs_priority) {
        const struct give_priority body = { .ticket_id = g->ticket_id };

        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "give_priority", &give_priority_spec, &body, &r->manager, NULL, NULL, anytime }, &answer));
    }
    r->tickets++;
    r->inside++;
    play_say(r, "来庁者　%s、番号札 %" PRIu64, "A guest %s and gets number %" PRIu64 ".",
             r->stage.english ? (g->booked ? "checks in" : "comes without a booking") : (g->booked ? "予約で受付" : "予約なしで受付"), g->number);
    wake_desks(r);
    return OK;
}

/* ---- At a desk ---- */

static uint32_t guest_with(struct rehearsal *r, struct ticket_id ticket_id)
{
    uint32_t i = 0;

    while (!same(guest_of(r, i)->ticket_id, ticket_id))
        i++;
    return i;
}

/* From the ticket, or from the booked time when that is later and was kept (rules 7). */
static void note_wait(struct rehearsal *r, const struct play_day *day, const struct guest *g)
{
    uint64_t since_us = g->ticket_at_us, booked_us = tokyo_us(day->date, g->start_minute);

    if (g->booked && !g->counted_late && booked_us > since_us)
        since_us = booked_us;
    tally_wait(r, g->called_at_us > since_us ? g->called_at_us - since_us : 0);
}

/* Whoever waited too long for them is not there any more. */
static bool is_gone(const struct guest *g)
{
    return g->gives_up && !g->returned && g->called_at_us - g->ticket_at_us > g->patience_us;
}

static enum err look(struct rehearsal *r, uint32_t at)
{
    struct play_desk *desk = &r->desks[at];
    const struct call_next body = { .desk_id = desk->desk_id };
    const struct call_next_result *called;
    struct answer answer;
    struct guest *g;

    desk->looking = false;
    if (desk->busy || !desk->open)
        return OK;
    TRY(stage_try(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "call_next", &call_next_spec, &body, desk->person, NULL, NULL, anytime }, &answer));
    if (answer.outcome != OUTCOME_DONE)
        return OK;                                  /* nobody this desk can serve now */
    called = stage_result(&r->stage, &answer, &call_next_result_spec);
    if (called == NULL)
        return ERR_MALFORMED;
    desk->busy = true;
    desk->guest = guest_with(r, called->ticket_id);
    g = guest_of(r, desk->guest);
    g->called_at_us = r->stage.now_us;
    g->calls = 1;
    if (!g->waited)
        note_wait(r, &r->day[r->today], g);
    g->waited = true;
    play_say(r, "%s　番号札 %" PRIu64 " 番を呼出（%s）", "%s calls number %" PRIu64 " (%s).",
             r->stage.english ? desk->en : desk->ja, g->number, r->stage.english ? dispatch_case_name(called->dispatch_case) : dispatch_case_ja(called->dispatch_case));
    agenda_add(&r->agenda, r->stage.now_us + (is_gone(g) ? BETWEEN_CALLS_US : g->way_us), HAPPENS_AT_DESK, at);
    return OK;
}

static void leave_desk(struct rehearsal *r, struct play_desk *desk, uint32_t at)
{
    desk->busy = false;
    desk->looking = true;
    r->inside--;
    r->last_us = r->stage.now_us;
    agenda_add(&r->agenda, r->stage.now_us + BETWEEN_CASES_US, HAPPENS_DESK_LOOKS, at);
    wake_desks(r);                                  /* a terminal may have become free */
}

/* Nobody comes: called twice more, then the number passes. Some come back later. */
static enum err call_in_vain(struct rehearsal *r, struct play_desk *desk, uint32_t at, struct guest *g)
{
    const struct recall_ticket again = { .ticket_id = g->ticket_id };
    const struct pass_ticket pass = { .ticket_id = g->ticket_id };
    struct answer answer;

    if (g->calls <= r->queueing->recalls_max) {
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "recall_ticket", &recall_ticket_spec, &again, desk->person, NULL, NULL, anytime }, &answer));
        g->calls++;
        play_say(r, "%s　番号札 %" PRIu64 " 番を再呼出し", "%s calls number %" PRIu64 " again.", r->stage.english ? desk->en : desk->ja, g->number);
        agenda_add(&r->agenda, r->stage.now_us + BETWEEN_CALLS_US, HAPPENS_AT_DESK, at);
        return OK;
    }
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "pass_ticket", &pass_ticket_spec, &pass, desk->person, NULL, NULL, anytime }, &answer));
    g->passed = true;
    play_say(r, "業務従事者　番号札 %" PRIu64 " 番はお呼出し済み", "Number %" PRIu64 " has passed.", g->number);
    if (g->comes_back)
        agenda_add(&r->agenda, r->stage.now_us + COMES_BACK_US, HAPPENS_RETURN, desk->guest);
    leave_desk(r, desk, at);
    return OK;
}

static enum err come_back(struct rehearsal *r, uint32_t index)
{
    struct guest *g = guest_of(r, index);
    const struct return_ticket body = { .ticket_id = g->ticket_id };
    struct answer answer;

    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "return_ticket", &return_ticket_spec, &body, &r->manager, NULL, NULL, anytime }, &answer));
    g->passed = false;
    g->returned = true;
    r->inside++;
    play_say(r, "来庁者　番号札 %" PRIu64 " 番の方が戻り", "The guest with number %" PRIu64 " is back.", g->number);
    wake_desks(r);
    return OK;
}

/* The desk cannot do this: the guest waits in the right line, with the old place. */
static enum err transfer(struct rehearsal *r, struct play_desk *desk, uint32_t at, struct guest *g)
{
    const struct queue_line *line = line_for(r, g->procedures[0]);
    const struct transfer_ticket body = { .ticket_id = g->ticket_id, .line_id = line == NULL ? r->queueing->lines.at[0].line_id : line->line_id };
    struct answer answer;

    g->transferred = true;
    TRY(stage_try(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "transfer_ticket", &transfer_ticket_spec, &body, desk->person, NULL, NULL, anytime }, &answer));
    if (answer.outcome != OUTCOME_DONE)
        return OK;
    play_say(r, "業務従事者　番号札 %" PRIu64 " 番を正しい区分へ", "Number %" PRIu64 " is moved to the right line.", g->number);
    leave_desk(r, desk, at);
    r->inside++;                                    /* still here */
    return OK;
}

/* The guest sits down; cards not pulled in the morning are fetched now. */
static enum err at_desk(struct rehearsal *r, uint32_t at)
{
    struct play_desk *desk = &r->desks[at];
    struct guest *g = guest_of(r, desk->guest);
    const struct start_service body = { .ticket_id = g->ticket_id };
    struct answer answer;

    if (is_gone(g))
        return call_in_vain(r, desk, at, g);
    TRY(stage_try(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "start_service", &start_service_spec, &body, desk->person, NULL, NULL, anytime }, &answer));
    if (answer.outcome != OUTCOME_DONE) {           /* the hall is being left: once more afterwards */
        agenda_add(&r->agenda, r->stage.now_us + US_PER_MINUTE, HAPPENS_AT_DESK, at);
        return OK;
    }
    if (g->wrong_line && !g->transferred) {
        TRY(transfer(r, desk, at, g));
        if (!desk->busy)
            return OK;
    }
    if (g->goes_to_city && !g->parked)
        agenda_add(&r->agenda, r->stage.now_us + g->minutes_us / 2, HAPPENS_PARK, at);
    else
        agenda_add(&r->agenda, r->stage.now_us + (g->documents_short ? g->minutes_us / 2 : g->minutes_us), HAPPENS_DONE, at);
    for (uint32_t i = 0; i < g->card_count; i++)
        if (!r->cards[g->cards[i]].out)
            TRY(check_out(r, g->cards[i], desk, (struct reservation_id){ 0 }, g->ticket_id));
    return OK;
}

/* To the city's desk and back; meanwhile this desk serves others. */
static enum err park(struct rehearsal *r, uint32_t at)
{
    struct play_desk *desk = &r->desks[at];
    struct guest *g = guest_of(r, desk->guest);
    const struct park_ticket body = { .ticket_id = g->ticket_id, .reason = PARK_REASON_CITY_DESK };
    struct answer answer;

    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "park_ticket", &park_ticket_spec, &body, desk->person, NULL, NULL, anytime }, &answer));
    g->parked = true;
    play_say(r, "業務従事者　番号札 %" PRIu64 " 番を保留（市の窓口へ）", "Number %" PRIu64 " is parked: to the city's desk.", g->number);
    agenda_add(&r->agenda, r->stage.now_us + AT_THE_CITY_US, HAPPENS_RESUME, desk->guest);
    leave_desk(r, desk, at);
    r->inside++;                                    /* still here */
    return OK;
}

/* At the first desk that is free and has what the case needs; else a little later. */
static enum err resume(struct rehearsal *r, uint32_t index)
{
    struct guest *g = guest_of(r, index);
    struct answer answer;

    for (uint32_t i = 0; i < r->desk_count; i++) {
        struct play_desk *desk = &r->desks[i];
        const struct resume_ticket body = { .ticket_id = g->ticket_id, .desk_id = desk->desk_id };

        if (!desk->open || desk->busy)
            continue;
        TRY(stage_try(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "resume_ticket", &resume_ticket_spec, &body, desk->person, NULL, NULL, anytime }, &answer));
        if (answer.outcome != OUTCOME_DONE)
            continue;
        desk->busy = true;
        desk->guest = index;
        agenda_add(&r->agenda, r->stage.now_us + g->minutes_us / 2, HAPPENS_DONE, i);
        return OK;
    }
    agenda_add(&r->agenda, r->stage.now_us + US_PER_MINUTE, HAPPENS_RESUME, index);
    return OK;
}

/* Alone first; where the rules ask for a second look, the next colleague comes over. */
static enum err hand_over(struct rehearsal *r, const struct play_desk *desk, const struct guest *g, uint32_t card, enum receiver_class receiver)
{
    const struct issue_card body = { .card_id = r->cards[card].card_id, .ticket_id = g->ticket_id, .receiver_class = receiver,
                                     .notice_number = text_of(r->cards[card].notice_number), .tracking_number = text_of(r->cards[card].tracking_number),
                                     .pins = { .signature = receiver == RECEIVER_CLASS_HOLDER, .user = true, .resident_register = true, .card_face = true } };
    struct act act = { SPOT_CONSOLE, "inventory", "issue_card", &issue_card_spec, &body, desk->person, NULL, NULL, anytime };
    struct answer answer;

    TRY(stage_try(&r->stage, &act, &answer));
    if (answer.outcome == OUTCOME_REFUSED && text_is(answer.refusal, "second_look_needed")) {
        act.second = desk->person == &r->operators[0] ? &r->operators[1] : &r->operators[0];
        TRY(stage_do(&r->stage, &act, &answer));
        play_say(r, "業務従事者　番号札 %" PRIu64 " 番のカードを二人で照合", "Two persons match the card of number %" PRIu64 ".", g->number);
    } else if (answer.outcome != OUTCOME_DONE) {
        TRY(stage_do(&r->stage, &act, &answer));
    }
    r->cards[card].issued = true;
    r->cards[card].out = false;
    return OK;
}

static enum err back_to_vault(struct rehearsal *r, struct person *who, uint32_t card, enum check_in_reason reason)
{
    const struct check_in_card body = { .card_id = r->cards[card].card_id, .slot = text_of(r->cards[card].slot), .reason = reason };
    struct answer answer;

    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "check_in_card", &check_in_card_spec, &body, who, NULL, NULL, anytime }, &answer));
    r->cards[card].out = false;
    return OK;
}

static enum receiver_class receiver_of(const struct rehearsal *r, uint32_t card)
{
    return age_on(r->cards[card].birth_date, r->day[r->today].date) < 15 ? RECEIVER_CLASS_LEGAL_REPRESENTATIVE : RECEIVER_CLASS_HOLDER;
}

static enum err done(struct rehearsal *r, uint32_t at)
{
    struct play_desk *desk = &r->desks[at];
    struct guest *g = guest_of(r, desk->guest);
    struct finish_service body = { .ticket_id = g->ticket_id, .procedures = { g->procedures, g->procedure_count },
                                   .outcome = g->documents_short ? SERVICE_OUTCOME_DOCUMENTS_SHORT : SERVICE_OUTCOME_DONE };
    struct answer answer;

    for (uint32_t i = 0; i < g->card_count; i++) {
        if (g->documents_short)
            TRY(back_to_vault(r, desk->person, g->cards[i], CHECK_IN_REASON_DOCUMENTS_SHORT));
        else
            TRY(hand_over(r, desk, g, g->cards[i], receiver_of(r, g->cards[i])));
    }
    if (g->card_count > 0 && !g->documents_short)
        body.receiver_class = receiver_of(r, g->cards[0]);
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "finish_service", &finish_service_spec, &body, desk->person, NULL, NULL, anytime }, &answer));
    play_say(r, "%s　番号札 %" PRIu64 " 番の手続：%s", "%s ends the case of number %" PRIu64 ": %s.",
             r->stage.english ? desk->en : desk->ja, g->number, r->stage.english ? service_outcome_name(body.outcome) : service_outcome_ja(body.outcome));
    leave_desk(r, desk, at);
    return OK;
}

/* ---- The day ---- */

static enum err keep_sessions(struct rehearsal *r)
{
    TRY(stage_fresh(&r->stage, &r->manager, 9));
    for (uint32_t i = 0; i < OPERATORS; i++)
        TRY(stage_fresh(&r->stage, &r->operators[i], 9));
    if (!r->closing || r->inside > 0)
        agenda_add(&r->agenda, r->stage.now_us + SESSIONS_US, HAPPENS_SESSIONS, 0);
    return OK;
}

/* Nobody new; who waits is still served. */
static enum err stop_taking(struct rehearsal *r)
{
    static const struct begin_closing begin;
    struct answer answer;

    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "begin_closing", &begin_closing_spec, &begin, &r->manager, NULL, NULL, anytime }, &answer));
    r->closing = true;
    play_say(r, "現地管理者　受付を終了（対応中・お待ちの方：%" PRIu32 " 組）", "The site manager ends reception; %" PRIu32 " parties are still inside.", r->inside);
    return OK;
}

static enum err happen(struct rehearsal *r, const struct appointment *next)
{
    switch (next->what) {
    case HAPPENS_ARRIVAL: return arrive(r, next->who);
    case HAPPENS_DESK_LOOKS: return look(r, next->who);
    case HAPPENS_AT_DESK: return at_desk(r, next->who);
    case HAPPENS_DONE: return done(r, next->who);
    case HAPPENS_RETURN: return come_back(r, next->who);
    case HAPPENS_PARK: return park(r, next->who);
    case HAPPENS_RESUME: return resume(r, next->who);
    case HAPPENS_TROUBLE: return trouble(r, true);
    case HAPPENS_RELIEF: return trouble(r, false);
    case HAPPENS_SESSIONS: return keep_sessions(r);
    case HAPPENS_CLOSING: return stop_taking(r);
    }
    return OK;
}

enum err counter_day(struct rehearsal *r)
{
    const struct play_day *day = &r->day[r->today];
    struct appointment next;

    TRY(play_until(r, tokyo_us(day->date, day->opens_minute - OPENS_BEFORE_MINUTES)));
    stage_heading(&r->stage, "窓口の一日", "A day at the counter");
    r->closing = false;
    r->inside = 0;
    TRY(tally_bookings(r));
    TRY(open_counter(r, day));
    TRY(pull_cards(r));
    if (r->lost_card && r->today == 0)
        lose_a_card(r);
    plan_day(r, day);
    while (agenda_take(&r->agenda, &next)) {
        TRY(play_until(r, next.at_us > r->stage.now_us ? next.at_us : r->stage.now_us));
        TRY(happen(r, &next));
        arena_reset(&r->stage.arena);
    }
    return OK;
}
