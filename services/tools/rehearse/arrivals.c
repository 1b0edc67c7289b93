/* Guests come: with a booking they check in, without one they take a ticket, or bring a number of the city's machine. */
#include <inttypes.h>

#include "play.h"

static const struct position anytime;

static const struct queue_line *line_not_of(const struct rehearsal *r, enum line_guests others, enum procedure procedure)
{
    for (uint32_t i = 0; i < r->queueing->lines.count; i++) {
        const struct queue_line *line = &r->queueing->lines.at[i];

        for (uint32_t p = 0; line->guests != others && p < line->procedures.count; p++)
            if (line->procedures.at[p] == procedure)
                return line;
    }
    return NULL;
}

const struct queue_line *line_for(const struct rehearsal *r, enum procedure procedure)
{
    return line_not_of(r, LINE_GUESTS_BOOKED, procedure);
}

const struct queue_line *booked_line_for(const struct rehearsal *r, enum procedure procedure)
{
    return line_not_of(r, LINE_GUESTS_WALK_IN, procedure);
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
    g->line_id = result->line_id;
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

    g->line_id = body.line_id;
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

/* Staff see that this guest should not wait. */
enum err give_priority(struct rehearsal *r, const struct guest *g)
{
    const struct give_priority body = { .ticket_id = g->ticket_id };

    return play_do(r, "queueing", "give_priority", &give_priority_spec, &body, &r->manager);
}

/* Who has waited too long goes. Some say so; the others are called in vain. */
enum err give_up(struct rehearsal *r, uint32_t index)
{
    struct guest *g = guest_of(r, index);
    const struct dismiss_ticket body = { .ticket_id = g->ticket_id, .outcome = DISMISSAL_LEFT };

    if (!g->waits || !g->says_so || g->returned || g->transferred)
        return OK;
    TRY(play_do(r, "queueing", "dismiss_ticket", &dismiss_ticket_spec, &body, &r->manager));
    g->waits = false;
    r->left++;
    r->inside--;
    play_say(r, "来庁者　番号札 %" PRIu64 " 番の方は待ちきれずに退出", "The guest with number %" PRIu64 " cannot wait any longer and leaves.", g->number);
    return g->complains ? record_complaint(r) : OK;
}

enum err arrive(struct rehearsal *r, uint32_t index)
{
    struct guest *g = guest_of(r, index);
    struct answer answer;

    r->visitors += g->people;
    if (r->on_paper) {
        paper_arrival(r, index);
        return OK;
    }
    TRY(g->booked ? check_in(r, g, &answer) : take_ticket(r, g, &answer));
    if (answer.outcome != OUTCOME_DONE) {
        r->turned_away++;
        play_say(r, "来庁者　受付できず（%.*s）", "A guest cannot be taken (%.*s).", (int)answer.refusal.len, answer.refusal.at);
        return OK;
    }
    g->came = g->waits = true;
    g->ticket_at_us = r->stage.now_us;
    if (g->needs_priority)
        TRY(give_priority(r, g));
    r->tickets++;
    r->inside++;
    agenda_add(&r->agenda, g->ticket_at_us + g->patience_us, HAPPENS_GIVES_UP, index);
    play_say(r, "来庁者　%s、番号札 %" PRIu64, "A guest %s and gets number %" PRIu64 ".",
             r->stage.english ? (g->booked ? "checks in" : "comes without a booking") : (g->booked ? "予約で受付" : "予約なしで受付"), g->number);
    wake_desks(r);
    return OK;
}
