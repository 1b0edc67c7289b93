/* At a desk: who is called, comes or does not, is served, sent on or rests. What a desk does next follows from the services' answers;
 * the play only knows who is a person and how long they take. */
#include <inttypes.h>

#include "play.h"
#include "visit.h"

#define BETWEEN_CALLS_US (70 * US_PER_SECOND)
#define COMES_BACK_US (12 * US_PER_MINUTE)
#define AT_THE_CITY_US (9 * US_PER_MINUTE)
#define BETWEEN_CASES_US (30 * US_PER_SECOND)

static const struct position anytime;

void wake_desks(struct rehearsal *r)
{
    for (uint32_t i = 0; i < r->desk_count; i++)
        if (r->desks[i].open && !r->desks[i].busy && !r->desks[i].looking) {
            r->desks[i].looking = true;
            agenda_add(&r->agenda, r->stage.now_us + 5 * US_PER_SECOND, HAPPENS_DESK_LOOKS, i);
        }
}

/* False: a stranger, of whom there have been too many. */
static bool guest_with(struct rehearsal *r, const struct call_next_result *called, uint32_t *ret)
{
    for (*ret = 0; *ret < r->guest_count[r->today]; ++*ret)
        if (same(guest_of(r, *ret)->ticket_id, called->ticket_id))
            return true;
    must(r->visit != NULL);                              /* nobody else takes tickets here */
    return visit_stranger(r, called, ret);
}

void note_wait(struct rehearsal *r, struct guest *g)
{
    uint64_t since_us = g->ticket_at_us, booked_us = tokyo_us(r->day[r->today].date, g->start_minute);

    if (g->waited)
        return;
    g->waited = true;
    if (g->booked && !g->counted_late && booked_us > since_us)
        since_us = booked_us;
    tally_wait(r, g->called_at_us > since_us ? g->called_at_us - since_us : 0);
}

bool is_gone(const struct guest *g)
{
    return !g->returned && !g->transferred && g->called_at_us - g->ticket_at_us > g->patience_us;
}

enum err look(struct rehearsal *r, uint32_t at)
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
    if (!guest_with(r, called, &desk->guest)) {
        desk->open = false;
        return OK;
    }
    g = guest_of(r, desk->guest);
    g->called_at_us = r->stage.now_us;
    g->calls = 1;
    g->waits = false;
    g->desk = at;
    note_wait(r, g);
    play_say(r, "%s　番号札 %" PRIu64 " 番を呼出（%s）", "%s calls number %" PRIu64 " (%s).",
             r->stage.english ? desk->en : desk->ja, g->number, r->stage.english ? dispatch_case_en(called->dispatch_case) : dispatch_case_ja(called->dispatch_case));
    agenda_add(&r->agenda, r->stage.now_us + (is_gone(g) ? BETWEEN_CALLS_US : g->way_us), HAPPENS_AT_DESK, at);
    return OK;
}

void leave_desk(struct rehearsal *r, uint32_t at)
{
    struct play_desk *desk = &r->desks[at];

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

    if (g->calls <= r->queueing->recalls_max) {
        TRY(play_do(r, "queueing", "recall_ticket", &recall_ticket_spec, &again, desk->person));
        g->calls++;
        play_say(r, "%s　番号札 %" PRIu64 " 番を再呼出し", "%s calls number %" PRIu64 " again.", r->stage.english ? desk->en : desk->ja, g->number);
        agenda_add(&r->agenda, r->stage.now_us + BETWEEN_CALLS_US, HAPPENS_AT_DESK, at);
        return OK;
    }
    TRY(play_do(r, "queueing", "pass_ticket", &pass_ticket_spec, &pass, desk->person));
    g->passed = true;
    play_say(r, "業務従事者　番号札 %" PRIu64 " 番はお呼出し済み", "Number %" PRIu64 " has passed.", g->number);
    if (g->comes_back)
        agenda_add(&r->agenda, r->stage.now_us + COMES_BACK_US, HAPPENS_RETURN, desk->guest);
    leave_desk(r, at);
    return OK;
}

enum err come_back(struct rehearsal *r, uint32_t index)
{
    struct guest *g = guest_of(r, index);
    const struct return_ticket body = { .ticket_id = g->ticket_id };

    TRY(play_do(r, "queueing", "return_ticket", &return_ticket_spec, &body, &r->manager));
    g->passed = false;
    g->returned = g->waits = true;
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
    g->waits = true;
    g->line_id = body.line_id;
    leave_desk(r, at);
    r->inside++;                                    /* still here */
    return OK;
}

/* The guest sits down; cards not pulled in the morning are fetched now. */
enum err at_desk(struct rehearsal *r, uint32_t at)
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
    return fetch_cards(r, g, desk);
}

/* To the city's desk and back; meanwhile this desk serves others. */
enum err park(struct rehearsal *r, uint32_t at)
{
    struct play_desk *desk = &r->desks[at];
    struct guest *g = guest_of(r, desk->guest);
    const struct park_ticket body = { .ticket_id = g->ticket_id, .reason = PARK_REASON_CITY_DESK };

    TRY(play_do(r, "queueing", "park_ticket", &park_ticket_spec, &body, desk->person));
    g->parked = true;
    play_say(r, "業務従事者　番号札 %" PRIu64 " 番を保留（市の窓口へ）", "Number %" PRIu64 " is parked: to the city's desk.", g->number);
    agenda_add(&r->agenda, r->stage.now_us + AT_THE_CITY_US, HAPPENS_RESUME, desk->guest);
    leave_desk(r, at);
    r->inside++;                                    /* still here */
    return OK;
}

/* At the first desk that is free and has what the case needs; else a little later. */
enum err resume(struct rehearsal *r, uint32_t index)
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
        g->desk = i;
        agenda_add(&r->agenda, r->stage.now_us + g->minutes_us / 2, HAPPENS_DONE, i);
        return OK;
    }
    agenda_add(&r->agenda, r->stage.now_us + US_PER_MINUTE, HAPPENS_RESUME, index);
    return OK;
}
