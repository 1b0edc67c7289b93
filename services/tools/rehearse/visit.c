/* The clock and the crossings of a visited rehearsal. Keeps true: the clock of the office moves several times a second, so that a page sees
 * a living office; a visitor's act never ends the play. */
#include "visit.h"

#include <unistd.h>

#include "shell/log.h"
#include "shell/signals.h"

#define TICK_MS 250
#define BEHIND_MS 5000

/* Waits a moment; false: somebody says that it is enough. */
static bool pause_a_tick(struct visit *visit)
{
    struct wire_wait on = { .fd = visit->signals };
    uint32_t ended;

    (void)office_tend(visit->office, &ended);
    if (wire_wait(&on, 1, TICK_MS) != OK)
        return false;
    visit->over = visit->over || signals_take(visit->signals) != 0;
    return !visit->over;
}

static uint32_t speed_at(const struct visit *visit, uint64_t now_us)
{
    return visit->slow_from_us != 0 && now_us >= visit->slow_from_us ? 1 : visit->speed;
}

/* Outside time that was not played yet moves the clock; what the play's own steps took is caught up with, a machine that slept is not. */
static uint64_t next_us(struct visit *visit, uint64_t now_us, uint64_t at_us)
{
    int64_t now_ms = client_now_ms();
    uint64_t speed = speed_at(visit, now_us), ahead_us;

    if (visit->at_ms == 0 || now_ms - visit->at_ms > BEHIND_MS)
        visit->at_ms = now_ms - TICK_MS;
    ahead_us = (uint64_t)(now_ms - visit->at_ms) * 1000 * speed;
    if (ahead_us > at_us - now_us)
        ahead_us = at_us - now_us;
    visit->at_ms += (int64_t)(ahead_us / 1000 / speed);
    return now_us + ahead_us;
}

enum err visit_until(struct rehearsal *r, uint64_t at_us)
{
    if (!r->visit->open)
        return at_us > r->stage.now_us ? stage_clock(&r->stage, at_us) : OK;
    while (r->stage.now_us < at_us) {
        if (!pause_a_tick(r->visit))
            return ERR_TIMEOUT;
        TRY(stage_clock(&r->stage, next_us(r->visit, r->stage.now_us, at_us)));
    }
    return OK;
}

bool visit_stranger(struct rehearsal *r, const struct call_next_result *called, uint32_t *ret_guest)
{
    uint32_t index = r->guest_count[r->today];

    if (r->strangers == STRANGERS_MAX)
        return false;
    r->strangers++;
    r->guest_count[r->today]++;
    r->inside++;
    *guest_of(r, index) = (struct guest){ .procedures = { PROCEDURE_INFORMATION }, .procedure_count = 1, .people = 1, .minutes_us = 5 * US_PER_MINUTE,
                                          .way_us = 30 * US_PER_SECOND, .patience_us = US_PER_DAY, .came = true, .ticket_id = called->ticket_id,
                                          .number = called->number, .line_id = called->line_id, .ticket_at_us = r->stage.now_us };
    *ret_guest = index;
    return true;
}

void visit_forgive(struct rehearsal *r, const struct appointment *planned)
{
    r->stage.fault.text[0] = '\0';
    switch (planned->what) {
    case HAPPENS_AT_DESK: case HAPPENS_DONE: case HAPPENS_PARK:
        leave_desk(r, planned->who);
        break;
    case HAPPENS_ARRIVAL: case HAPPENS_DESK_LOOKS: case HAPPENS_GIVES_UP: case HAPPENS_RETURN: case HAPPENS_RESUME: case HAPPENS_TROUBLE: case HAPPENS_RELIEF:
    case HAPPENS_PAPER: case HAPPENS_PAPER_END: case HAPPENS_CALL: case HAPPENS_SESSIONS: case HAPPENS_CLOSING:
        break;
    }
}
