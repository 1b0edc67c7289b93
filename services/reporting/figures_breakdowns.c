/* The same cases and guests broken down in several ways. Keeps true: each case stands in exactly one row of a breakdown. Reads
 * nothing but its arguments. */
#include "figures.h"

static void list_outcomes(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct outcome_figures *list = arena_take(arena, service_outcome_values.count * sizeof *list);

    for (uint32_t i = 0; i < service_outcome_values.count; i++) {
        list[i].outcome = (enum service_outcome)(i + 1);
        for (uint32_t k = 0; k < facts->ticket_count; k++)
            if (facts->tickets[k].outcome == list[i].outcome) {
                list[i].cases++;
                list[i].items += facts->tickets[k].procedures.count;
            }
    }
    ret->outcomes.at = list;
    ret->outcomes.count = service_outcome_values.count;
}

static void list_receivers(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct receiver_figures *list = arena_take(arena, receiver_class_values.count * sizeof *list);

    for (uint32_t i = 0; i < receiver_class_values.count; i++) {
        list[i].receiver_class = (enum receiver_class)(i + 1);
        for (uint32_t k = 0; k < facts->ticket_count; k++)
            if (facts->tickets[k].receiver_class == list[i].receiver_class) {
                list[i].cases++;
                list[i].items += facts->tickets[k].procedures.count;
            }
    }
    ret->receivers.at = list;
    ret->receivers.count = receiver_class_values.count;
}

/* Languages that were spoken; Japanese where nobody said otherwise. */
static void list_spoken(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct spoken_figures *list = arena_take(arena, guest_language_values.count * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 1; i <= guest_language_values.count; i++) {
        struct spoken_figures here = { .language = (enum guest_language)i };

        for (uint32_t k = 0; k < facts->ticket_count; k++) {
            const struct reported_ticket *ticket = &facts->tickets[k];
            enum guest_language spoken = ticket->language != 0 ? ticket->language : GUEST_LANGUAGE_JAPANESE;

            if (ticket->outcome != 0 && spoken == here.language) {
                here.cases++;
                here.items += ticket->procedures.count;
            }
        }
        if (here.cases > 0)
            list[count++] = here;
    }
    ret->spoken.at = list;
    ret->spoken.count = count;
}

static void list_origins(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct origin_figures *list = arena_take(arena, ticket_origin_values.count * sizeof *list);

    for (uint32_t i = 0; i < ticket_origin_values.count; i++) {
        list[i].origin = (enum ticket_origin)(i + 1);
        for (uint32_t k = 0; k < facts->ticket_count; k++) {
            enum ticket_origin origin = facts->tickets[k].origin != 0 ? facts->tickets[k].origin : TICKET_ORIGIN_OURS;

            list[i].tickets += origin == list[i].origin ? 1 : 0;
            list[i].people += origin == list[i].origin ? facts->tickets[k].people : 0;
        }
    }
    ret->origins.at = list;
    ret->origins.count = ticket_origin_values.count;
}

/* Lines the day opened with, in their order. */
static void list_lines(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct line_figures *list = arena_take(arena, (facts->line_count + 1) * sizeof *list);

    for (uint32_t i = 0; i < facts->line_count; i++) {
        list[i].line = facts->lines[i];
        for (uint32_t k = 0; k < facts->ticket_count; k++) {
            bool here = facts->tickets[k].line_id.v == list[i].line.line_id.v;

            list[i].tickets += here ? 1 : 0;
            list[i].people += here ? facts->tickets[k].people : 0;
        }
    }
    ret->lines.at = list;
    ret->lines.count = facts->line_count;
}

void breakdowns_of(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    list_outcomes(facts, arena, ret);
    list_receivers(facts, arena, ret);
    list_spoken(facts, arena, ret);
    list_origins(facts, arena, ret);
    list_lines(facts, arena, ret);
}
