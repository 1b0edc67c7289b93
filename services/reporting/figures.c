/* Times and shares of a day. Keeps true: every figure is made of single values; averages and shares
 * are one division at the end. Reads nothing but its arguments. */
#include "figures.h"

#include "base/id.h"
#include "base/invariant.h"

static int ascending(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y ? 1 : 0;
}

uint64_t nearest_rank(const uint64_t *values, uint32_t count, uint32_t percent)
{
    must(count > 0 && percent >= 1 && percent <= 100);
    return values[((uint64_t)percent * count + 99) / 100 - 1];
}

struct time_figures time_figures_of(uint64_t *values, uint32_t count)
{
    uint64_t sum = 0;

    if (count == 0)
        return (struct time_figures){ 0 };
    qsort(values, count, sizeof *values, ascending);
    for (uint32_t i = 0; i < count; i++)
        sum += values[i];
    return (struct time_figures){
        .n = count, .p50_us = nearest_rank(values, count, 50), .p90_us = nearest_rank(values, count, 90),
        .mean_us = (sum + count / 2) / count, .max_us = values[count - 1] };
}

bool has_left(const struct reported_ticket *ticket)
{
    return ticket->dismissal == DISMISSAL_LEFT || ticket->dismissal == DISMISSAL_CANCELLED;
}

bool was_called(const struct reported_ticket *ticket)
{
    return ticket->first_call_us != 0 && !has_left(ticket);
}

uint64_t waited_us(const struct reported_ticket *ticket, uint64_t until_us)
{
    uint64_t since_us = ticket->taken_at_us;

    if (!ticket->late && ticket->booked_us > since_us)
        since_us = ticket->booked_us;
    return until_us > since_us ? until_us - since_us : 0;
}

uint64_t left_at_us(const struct reported_ticket *ticket, uint64_t closed_at_us)
{
    if (ticket->dismissal == DISMISSAL_CANCELLED)
        return ticket->ended_at_us;
    return ticket->first_call_us != 0 ? ticket->first_call_us : closed_at_us;
}

struct share_figures waiting_within(const struct reported_ticket *tickets, uint32_t count, uint64_t closed_at_us, uint64_t limit_us)
{
    struct share_figures share = { 0 };

    for (uint32_t i = 0; i < count; i++) {
        const struct reported_ticket *ticket = &tickets[i];

        if (was_called(ticket)) {
            share.base++;
            share.within += waited_us(ticket, ticket->first_call_us) <= limit_us ? 1 : 0;
        } else if (has_left(ticket)) {
            share.base += waited_us(ticket, left_at_us(ticket, closed_at_us)) > limit_us ? 1 : 0;
        }
    }
    return share;
}

struct share_figures on_time(const struct reported_ticket *tickets, uint32_t count, uint64_t limit_us)
{
    struct share_figures share = { 0 };

    for (uint32_t i = 0; i < count; i++) {
        const struct reported_ticket *ticket = &tickets[i];

        if (ticket->booked_us == 0 || ticket->late)
            continue;
        share.base++;
        share.within += ticket->first_call_us != 0 && waited_us(ticket, ticket->first_call_us) <= limit_us ? 1 : 0;
    }
    return share;
}

uint64_t share_permille(const struct share_figures *share)
{
    must(share->base > 0 && share->within <= share->base);
    return (share->within * 2000 + share->base) / (2 * share->base);
}

uint64_t seconds_of(uint64_t us)
{
    return (us + US_PER_SECOND / 2) / US_PER_SECOND;
}
