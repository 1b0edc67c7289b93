/* The day at the counter, from the morning to the last guest: what happens when. */
#include <inttypes.h>
#include <stdio.h>

#include "play.h"
#include "visit.h"

#define PAPER_MINUTE (10 * 60)
#define TROUBLE_MINUTE (11 * 60)
#define SESSIONS_US (8 * US_PER_MINUTE)
#define DISPOSAL_WEEKDAY 5             /* Friday */
#define OPENS_BEFORE_MINUTES 30u

struct guest *guest_of(struct rehearsal *r, uint32_t index)
{
    must(index < r->guest_count[r->today]);
    return &r->guests[r->today][index];
}

/* Desks as configured; a booth or counter has its number among its kind. One operator serves each. */
static void seat(struct rehearsal *r)
{
    uint32_t counters = 0, booths = 0, people = r->absence ? OPERATORS - 1 : OPERATORS;

    r->desk_count = 0;
    for (uint32_t i = 0; i < r->queueing->desks.count && r->desk_count < people && i < DESKS_MAX; i++) {
        const struct queue_desk *desk = &r->queueing->desks.at[i];

        if (r->visit != NULL && i == 0) {                /* the visitor's */
            *(desk->place == DESK_PLACE_BOOTH ? &booths : &counters) += 1;
            continue;
        }
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

    TRY(play_do(r, "queueing", "open_day", &open_day_spec, &open, &r->manager));
    seat(r);
    for (uint32_t i = 0; i < r->desk_count; i++) {
        const struct open_desk body = { .desk_id = r->desks[i].desk_id };

        TRY(play_do(r, "queueing", "open_desk", &open_desk_spec, &body, r->desks[i].person));
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
    if (r->paper_hour)
        agenda_add(&r->agenda, tokyo_us(day->date, PAPER_MINUTE), HAPPENS_PAPER, 0);
    if (r->national_stop || r->evacuation || r->terminal_down)
        agenda_add(&r->agenda, tokyo_us(day->date, TROUBLE_MINUTE), HAPPENS_TROUBLE, 0);
    agenda_add(&r->agenda, tokyo_us(day->date, day->closes_minute), HAPPENS_CLOSING, 0);
}

static enum err fresh_sessions(struct rehearsal *r)
{
    TRY(stage_fresh(&r->stage, &r->manager, 9));
    for (uint32_t i = 0; i < OPERATORS; i++)
        TRY(stage_fresh(&r->stage, &r->operators[i], 9));
    return OK;
}

static enum err keep_sessions(struct rehearsal *r)
{
    TRY(fresh_sessions(r));
    if (!r->closing || r->inside > 0)
        agenda_add(&r->agenda, r->stage.now_us + SESSIONS_US, HAPPENS_SESSIONS, 0);
    return OK;
}

/* Nobody new; who waits is still served. */
static enum err stop_taking(struct rehearsal *r)
{
    static const struct begin_closing begin;

    TRY(play_do(r, "queueing", "begin_closing", &begin_closing_spec, &begin, &r->manager));
    r->closing = true;
    play_say(r, "現地管理者　受付を終了（対応中・お待ちの方：%" PRIu32 " 組）", "The site manager ends reception; %" PRIu32 " parties are still inside.", r->inside);
    return OK;
}

/* What is different while the system cannot be used. False: this is not. */
static bool happens_on_paper(struct rehearsal *r, const struct appointment *next)
{
    switch (next->what) {
    case HAPPENS_DESK_LOOKS: paper_look(r, next->who); return true;
    case HAPPENS_AT_DESK: paper_at_desk(r, next->who); return true;
    case HAPPENS_DONE: paper_done(r, next->who); return true;
    case HAPPENS_PARK:                                  /* goes on here instead */
        agenda_add(&r->agenda, r->stage.now_us + guest_of(r, r->desks[next->who].guest)->minutes_us / 2, HAPPENS_DONE, next->who);
        return true;
    case HAPPENS_GIVES_UP: case HAPPENS_RETURN: case HAPPENS_RESUME: case HAPPENS_TROUBLE: case HAPPENS_RELIEF: case HAPPENS_CALL: case HAPPENS_SESSIONS: case HAPPENS_CLOSING:
        later_than_paper(r, next);
        return true;
    case HAPPENS_ARRIVAL: case HAPPENS_PAPER: case HAPPENS_PAPER_END: break;
    }
    return false;
}

static enum err happen(struct rehearsal *r, const struct appointment *next)
{
    if (r->on_paper && happens_on_paper(r, next))
        return OK;
    switch (next->what) {
    case HAPPENS_ARRIVAL: return arrive(r, next->who);
    case HAPPENS_DESK_LOOKS: return look(r, next->who);
    case HAPPENS_AT_DESK: return at_desk(r, next->who);
    case HAPPENS_DONE: return done(r, next->who);
    case HAPPENS_GIVES_UP: return give_up(r, next->who);
    case HAPPENS_RETURN: return come_back(r, next->who);
    case HAPPENS_PARK: return park(r, next->who);
    case HAPPENS_RESUME: return resume(r, next->who);
    case HAPPENS_TROUBLE: return trouble(r, true);
    case HAPPENS_RELIEF: return trouble(r, false);
    case HAPPENS_PAPER: paper_begins(r); return OK;
    case HAPPENS_PAPER_END:
        TRY(fresh_sessions(r));
        return paper_ends(r);
    case HAPPENS_CALL: return answer_call(r, next->who);
    case HAPPENS_SESSIONS: return keep_sessions(r);
    case HAPPENS_CLOSING: return stop_taking(r);
    }
    return OK;
}

enum err counter_day(struct rehearsal *r)
{
    const struct play_day *day = &r->day[r->today];
    struct appointment next;
    enum err err;

    TRY(play_until(r, tokyo_us(day->date, day->opens_minute - OPENS_BEFORE_MINUTES)));
    stage_heading(&r->stage, "窓口の一日", "A day at the counter");
    r->closing = r->on_paper = false;
    r->inside = 0;
    r->paper_numbers = 0;
    TRY(tally_bookings(r));
    TRY(open_counter(r, day));
    TRY(note_weather(r));
    TRY(pull_cards(r));
    TRY(remind_due(r));
    if (date_weekday(day->date) == DISPOSAL_WEEKDAY)
        TRY(dispose_of_unclaimed(r));
    if (r->lost_card && r->today == 0)
        lose_a_card(r);
    plan_day(r, day);
    plan_calls(r);
    while (agenda_take(&r->agenda, &next)) {
        TRY(play_until(r, next.at_us > r->stage.now_us ? next.at_us : r->stage.now_us));
        err = happen(r, &next);
        if (err == ERR_DENIED && r->visit != NULL)
            visit_forgive(r, &next);
        else
            TRY(err);
        arena_reset(&r->stage.arena);
    }
    return OK;
}
