/* An hour in which the system of the counter cannot be used: numbers by hand, calls by voice, notes on paper; the terminals for the
 * cards work on. Afterwards everything is entered with the paper's times, and cases that still run go on in the system. Numbers
 * that passed and cases at rest wait for the system. */
#include <inttypes.h>

#include "play.h"

#define BETWEEN_CALLS_US (70 * US_PER_SECOND)
#define AFTER_THE_HOUR_US (2 * US_PER_MINUTE)

static const struct position anytime;

/* Paper knows minutes. */
static uint32_t minute_now(const struct rehearsal *r)
{
    return tokyo_minute(r->stage.now_us);
}

static const char *desk_name(const struct rehearsal *r, const struct play_desk *desk)
{
    return r->stage.english ? desk->en : desk->ja;
}

/* ---- During the hour ---- */

void paper_begins(struct rehearsal *r)
{
    r->on_paper = true;
    r->paper_until_us = r->stage.now_us + PAPER_US;
    agenda_add(&r->agenda, r->paper_until_us, HAPPENS_PAPER_END, 0);
    play_say(r, "現地管理者　受付システムが使えないため、紙の番号札で案内", "The system of the counter cannot be used: numbers by hand from now on.");
}

void paper_arrival(struct rehearsal *r, uint32_t index)
{
    struct guest *g = guest_of(r, index);
    const struct queue_line *line = g->booked ? booked_line_for(r, g->procedures[0]) : line_for(r, g->procedures[0]);
    struct date date = r->day[r->today].date;

    g->came = g->unregistered = g->on_paper = g->waits = true;
    g->line_id = line == NULL ? r->queueing->lines.at[0].line_id : line->line_id;
    g->number = ++r->paper_numbers;
    g->ticket_at_us = tokyo_us(date, minute_now(r));
    g->counted_late = g->booked && g->ticket_at_us > tokyo_us(date, g->start_minute) + r->queueing->late_minutes_max * US_PER_MINUTE;
    r->inside++;
    agenda_add(&r->agenda, g->ticket_at_us + g->patience_us, HAPPENS_GIVES_UP, index);
    play_say(r, "来庁者　紙の番号札 %" PRIu64 "（%s）", "A guest gets number %" PRIu64 " on paper (%s).", g->number,
             r->stage.english ? (g->booked ? "booked" : "no booking") : (g->booked ? "予約あり" : "予約なし"));
    wake_desks(r);
}

void later_than_paper(struct rehearsal *r, const struct appointment *next)
{
    agenda_add(&r->agenda, r->paper_until_us + AFTER_THE_HOUR_US, next->what, next->who);
}

static bool needs_terminal(const struct rehearsal *r, const struct guest *g)
{
    for (uint32_t i = 0; i < r->queueing->lines.count; i++)
        if (same(r->queueing->lines.at[i].line_id, g->line_id))
            return r->queueing->lines.at[i].needs_terminal;
    return false;
}

static bool can_serve(struct rehearsal *r, const struct play_desk *desk, const struct guest *g)
{
    const struct queue_desk *known = &r->queueing->desks.at[desk - r->desks];
    uint64_t in_use = 0;
    bool served = false;

    for (uint32_t i = 0; i < known->lines.count; i++)
        served = served || same(known->lines.at[i], g->line_id);
    for (uint32_t i = 0; i < r->desk_count; i++)
        in_use += r->desks[i].busy && needs_terminal(r, guest_of(r, r->desks[i].guest)) ? 1 : 0;
    return served && (!needs_terminal(r, g) || in_use < r->queueing->integrated_terminals);
}

/* As staff see it: booked guests who are due, then by arrival, then who is early. */
static bool goes_first(const struct rehearsal *r, const struct guest *a, const struct guest *b)
{
    const struct guest *both[2] = { a, b };
    uint64_t key[2], group[2];

    for (uint32_t i = 0; i < 2; i++) {
        uint64_t booked_us = tokyo_us(r->day[r->today].date, both[i]->start_minute);
        bool keeps = both[i]->booked && !both[i]->counted_late;

        group[i] = !keeps ? 1 : booked_us <= r->stage.now_us ? 0 : 2;
        key[i] = keeps ? booked_us : both[i]->ticket_at_us;
    }
    return group[0] != group[1] ? group[0] < group[1] : key[0] < key[1];
}

void paper_look(struct rehearsal *r, uint32_t at)
{
    struct play_desk *desk = &r->desks[at];
    uint64_t minute_us = tokyo_us(r->day[r->today].date, minute_now(r));
    struct guest *first = NULL;

    desk->looking = false;
    if (desk->busy || !desk->open)
        return;
    for (uint32_t i = 0; i < r->guest_count[r->today]; i++) {
        struct guest *g = guest_of(r, i);

        if (g->waits && can_serve(r, desk, g) && (first == NULL || goes_first(r, g, first))) {
            first = g;
            desk->guest = i;
        }
    }
    if (first == NULL)
        return;
    desk->busy = true;
    first->waits = false;
    first->on_paper = true;
    first->desk = at;
    first->paper_called = minute_now(r);
    first->called_at_us = minute_us > first->ticket_at_us ? minute_us : first->ticket_at_us;
    note_wait(r, first);
    play_say(r, "%s　番号札 %" PRIu64 " 番を声で呼出", "%s calls number %" PRIu64 " by voice.", desk_name(r, desk), first->number);
    agenda_add(&r->agenda, r->stage.now_us + (is_gone(first) ? BETWEEN_CALLS_US : first->way_us), HAPPENS_AT_DESK, at);
}

void paper_at_desk(struct rehearsal *r, uint32_t at)
{
    struct play_desk *desk = &r->desks[at];
    struct guest *g = guest_of(r, desk->guest);

    g->on_paper = true;
    if (!is_gone(g)) {
        g->paper_started = minute_now(r);
        g->parked = true;                              /* nobody is sent on in this hour */
        agenda_add(&r->agenda, r->stage.now_us + (g->documents_short ? g->minutes_us / 2 : g->minutes_us), HAPPENS_DONE, at);
    } else if (g->paper_calls++ < r->queueing->recalls_max) {
        agenda_add(&r->agenda, r->stage.now_us + BETWEEN_CALLS_US, HAPPENS_AT_DESK, at);
    } else {
        g->paper_left = true;
        play_say(r, "業務従事者　番号札 %" PRIu64 " 番は不在", "Nobody comes with number %" PRIu64 ".", g->number);
        leave_desk(r, at);
    }
}

void paper_done(struct rehearsal *r, uint32_t at)
{
    struct play_desk *desk = &r->desks[at];
    struct guest *g = guest_of(r, desk->guest);

    g->on_paper = true;
    g->paper_finished = minute_now(r);
    play_say(r, "%s　番号札 %" PRIu64 " 番の手続を紙に記録", "%s notes the case of number %" PRIu64 " on paper.", desk_name(r, desk), g->number);
    leave_desk(r, at);
}

/* ---- Afterwards ---- */

/* The ticket with the time of the paper; of a booked guest the check-in. */
static enum err enter_ticket(struct rehearsal *r, struct guest *g)
{
    uint32_t minute = tokyo_minute(g->ticket_at_us);
    const struct check_in check_in = { .code = text_of(g->code), .arrived_minute = minute };
    const struct register_ticket registered = { .origin = TICKET_ORIGIN_BY_HAND, .number = g->number, .line_id = g->line_id, .people = g->people, .arrived_minute = minute };
    const struct check_in_result *checked_in;
    const struct register_ticket_result *taken;
    struct answer answer;

    if (g->booked) {
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "check_in", &check_in_spec, &check_in, &r->manager, NULL, NULL, anytime }, &answer));
        checked_in = stage_result(&r->stage, &answer, &check_in_result_spec);
        if (checked_in == NULL)
            return ERR_MALFORMED;
        g->ticket_id = checked_in->ticket_id;
        g->number = checked_in->number;
        g->counted_late = checked_in->late;
        r->booked++;
    } else {
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "register_ticket", &register_ticket_spec, &registered, &r->manager, NULL, NULL, anytime }, &answer));
        taken = stage_result(&r->stage, &answer, &register_ticket_result_spec);
        if (taken == NULL)
            return ERR_MALFORMED;
        g->ticket_id = taken->ticket_id;
        r->walk_in++;
    }
    r->tickets++;
    g->unregistered = false;
    return g->needs_priority && g->waits ? give_priority(r, g) : OK;
}

/* The steps that stand on paper; what still runs goes on in the system. */
static enum err enter_case(struct rehearsal *r, struct guest *g, const struct play_desk *desk)
{
    struct record_paper_case body = { .ticket_id = g->ticket_id, .desk_id = desk->desk_id, .called_minute = g->paper_called,
                                      .started_minute = g->paper_started, .finished_minute = g->paper_finished };

    if (g->paper_finished != 0) {
        body.procedures.at = g->procedures;
        body.procedures.count = g->procedure_count;
        body.outcome = g->documents_short ? SERVICE_OUTCOME_DOCUMENTS_SHORT : SERVICE_OUTCOME_DONE;
        body.receiver_class = receives(r, g);
    }
    if (g->paper_started != 0 || g->paper_finished != 0)
        TRY(fetch_cards(r, g, desk));
    if (g->paper_finished != 0)
        TRY(settle_cards(r, g, desk));
    if (g->paper_called != 0)
        g->calls = 1;
    return play_do(r, "queueing", "record_paper_case", &record_paper_case_spec, &body, desk->person);
}

static enum err enter(struct rehearsal *r, struct guest *g)
{
    const struct dismiss_ticket left = { .ticket_id = g->ticket_id, .outcome = DISMISSAL_LEFT };

    if (g->paper_left) {
        r->left++;
        return play_do(r, "queueing", "dismiss_ticket", &dismiss_ticket_spec, &left, &r->manager);
    }
    return g->paper_called != 0 || g->paper_started != 0 || g->paper_finished != 0 ? enter_case(r, g, &r->desks[g->desk]) : OK;
}

/* First what frees the desks, then the tickets, then what was done at the desks, at last what still goes on there. */
enum err paper_ends(struct rehearsal *r)
{
    uint32_t entered = 0;

    r->on_paper = false;
    for (uint32_t round = 0; round < 4; round++) {
        for (uint32_t i = 0; i < r->guest_count[r->today]; i++) {
            struct guest *g = guest_of(r, i);
            bool runs = g->paper_finished == 0 && !g->paper_left, from_before = !g->unregistered && g->paper_called == 0;

            if (!g->on_paper)
                continue;
            if (round == 1 && g->unregistered)
                TRY(enter_ticket(r, g));
            else if (round == 0 ? from_before && !runs : round == 2 ? !runs : round == 3 && runs)
                TRY(enter(r, g));
            else
                continue;
            g->on_paper = round == 1;
            entered += round != 1 ? 1 : 0;
        }
        TRY(stage_settle(&r->stage));
    }
    play_say(r, "業務従事者　紙の番号札と手続 %" PRIu32 " 件を、紙の時刻で入力", "Operators enter %" PRIu32 " tickets and cases with the times of the paper.", entered);
    wake_desks(r);
    return OK;
}
