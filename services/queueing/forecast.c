/* The rest of the day, played. A desk that gets free takes the first guest in order whom it can serve, with a terminal if the case
 * needs one. Looks at nothing but its arguments: chance is drawn from fixed seeds. Whole numbers only. */
#include "forecast.h"

#include <stdlib.h>

#include "base/invariant.h"

enum { PLAYS = 100 };

#define NEVER UINT64_MAX

/* One afternoon. */
struct play {
    const struct forecast_input *in;
    uint64_t seed;
    uint64_t desk_free_us[FORECAST_DESKS_MAX];           /* NEVER: nobody is left for it */
    uint64_t terminal_free_us[FORECAST_TERMINALS_MAX];
    uint16_t left[FORECAST_GUESTS_MAX];                  /* guests not served yet, in order */
    uint32_t left_count;
    uint64_t end_us;
};

/* splitmix64: 0 to 999. */
static uint64_t draw(uint64_t *seed)
{
    uint64_t z = (*seed += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % 1000;
}

/* A handling time: straight lines through the median and the ninth tenth, as far below the median as above it. */
static uint64_t handling_us(const struct forecast_line *line, uint64_t *seed)
{
    uint64_t u = draw(seed), spread_us = line->p90_us > line->p50_us ? line->p90_us - line->p50_us : 0;
    uint64_t below_us = spread_us * (500 - (u < 500 ? u : 500)) / 500;

    if (u < 500)
        return line->p50_us > below_us + line->p50_us / 4 ? line->p50_us - below_us : line->p50_us / 4;
    return line->p50_us + spread_us * (u - 500) / 400;
}

/* The terminal that is free first; in->terminals when there is none at all. */
static uint32_t first_terminal(const struct play *p)
{
    uint32_t first = 0;

    for (uint32_t i = 1; i < p->in->terminals; i++)
        if (p->terminal_free_us[i] < p->terminal_free_us[first])
            first = i;
    return first;
}

static void hold_terminal(struct play *p, uint32_t line, uint64_t until_us)
{
    if (p->in->lines[line].needs_terminal && p->in->terminals > 0)
        p->terminal_free_us[first_terminal(p)] = until_us;
}

static void ends(struct play *p, uint32_t desk, uint32_t line, uint64_t at_us)
{
    p->desk_free_us[desk] = at_us;
    hold_terminal(p, line, at_us);
    p->end_us = at_us > p->end_us ? at_us : p->end_us;
}

/* Who is longer there than was drawn stays a quarter of the usual time. */
static void begin(struct play *p)
{
    const struct forecast_input *in = p->in;

    p->end_us = in->now_us;
    for (uint32_t i = 0; i < in->terminals; i++)
        p->terminal_free_us[i] = in->now_us;
    for (uint32_t i = 0; i < in->desk_count; i++) {
        const struct forecast_desk *desk = &in->desks[i];
        uint64_t takes_us, gone_us = desk->since_us != 0 && desk->since_us < in->now_us ? in->now_us - desk->since_us : 0;

        p->desk_free_us[i] = in->now_us;
        if (!desk->busy)
            continue;
        takes_us = handling_us(&in->lines[desk->line], &p->seed) + desk->more_us;
        ends(p, i, desk->line, in->now_us + (takes_us > gone_us ? takes_us - gone_us : in->lines[desk->line].p50_us / 4));
    }
    for (uint32_t i = 0; i < in->guest_count; i++)
        p->left[p->left_count++] = (uint16_t)i;
}

/* The first one the desk can take now: its place in `left`, or left_count with the time from which there may be one. */
static uint32_t first_guest(const struct play *p, uint32_t desk, uint64_t now_us, uint64_t *ret_again_us)
{
    uint64_t terminal_us = p->in->terminals > 0 ? p->terminal_free_us[first_terminal(p)] : NEVER;

    *ret_again_us = NEVER;
    for (uint32_t i = 0; i < p->left_count; i++) {
        const struct forecast_guest *guest = &p->in->guests[p->left[i]];
        uint64_t from_us = guest->ready_us;

        if ((p->in->desks[desk].serves >> guest->line & 1) == 0)
            continue;
        if (p->in->lines[guest->line].needs_terminal && terminal_us > from_us)
            from_us = terminal_us;
        if (from_us <= now_us)
            return i;
        *ret_again_us = from_us < *ret_again_us ? from_us : *ret_again_us;
    }
    return p->left_count;
}

static void take(struct play *p, uint32_t desk, uint32_t place, uint64_t now_us)
{
    const struct forecast_guest *guest = &p->in->guests[p->left[place]];

    ends(p, desk, guest->line, now_us + handling_us(&p->in->lines[guest->line], &p->seed) + guest->more_us);
    p->left_count--;
    for (uint32_t i = place; i < p->left_count; i++)
        p->left[i] = p->left[i + 1];
}

/* Always the desk that is free first, so that nothing before its time is still undecided. */
static void run(struct play *p)
{
    for (;;) {
        uint32_t desk = 0, place;
        uint64_t again_us;

        for (uint32_t i = 1; i < p->in->desk_count; i++)
            if (p->desk_free_us[i] < p->desk_free_us[desk])
                desk = i;
        if (p->left_count == 0 || p->in->desk_count == 0 || p->desk_free_us[desk] == NEVER)
            return;
        place = first_guest(p, desk, p->desk_free_us[desk], &again_us);
        if (place < p->left_count)
            take(p, desk, place, p->desk_free_us[desk]);
        else
            p->desk_free_us[desk] = again_us;
    }
}

static int by_time(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

uint64_t forecast_percentile(uint64_t *values, uint32_t count, uint32_t p)
{
    must(count > 0 && p > 0 && p <= 100);
    qsort(values, count, sizeof *values, by_time);
    return values[((uint64_t)p * count + 99) / 100 - 1];
}

bool forecast_end(const struct forecast_input *in, struct forecast_range *ret)
{
    uint64_t ends_us[PLAYS];

    must(in->line_count <= FORECAST_LINES_MAX && in->desk_count <= FORECAST_DESKS_MAX && in->terminals <= FORECAST_TERMINALS_MAX
         && in->guest_count <= FORECAST_GUESTS_MAX);
    for (uint32_t i = 0; i < PLAYS; i++) {
        struct play play = { .in = in, .seed = i };

        begin(&play);
        run(&play);
        if (play.left_count > 0)
            return false;
        ends_us[i] = play.end_us;
    }
    *ret = (struct forecast_range){ forecast_percentile(ends_us, PLAYS, 10), forecast_percentile(ends_us, PLAYS, 90) };
    return true;
}

enum forecast_verdict forecast_judge(const struct forecast_range *range, uint64_t closes_us)
{
    if (range->high_us <= closes_us)
        return FORECAST_VERDICT_IN_TIME;
    return range->low_us > closes_us ? FORECAST_VERDICT_TOO_LATE : FORECAST_VERDICT_TIGHT;
}
