/* Settings of cards at the integrated terminals, broken down. Reads nothing but its arguments. */
#include "figures.h"

enum { TERMINAL_NUMBER_MAX = 99 };     /* of place_number */

static void list_failures(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct preset_failure_figures *list = arena_take(arena, preset_failure_values.count * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 1; i <= preset_failure_values.count; i++) {
        struct preset_failure_figures here = { .reason = (enum preset_failure)i };

        for (uint32_t k = 0; k < facts->preset_count; k++)
            here.count += facts->presets[k].failure == here.reason ? 1 : 0;
        if (here.count > 0)
            list[count++] = here;
    }
    ret->preset_failures.at = list;
    ret->preset_failures.count = count;
}

static void list_terminals(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct preset_terminal_figures *all = arena_take(arena, (TERMINAL_NUMBER_MAX + 1) * sizeof *all);
    uint32_t count = 0;

    for (uint32_t k = 0; k < facts->preset_count; k++) {
        struct preset_terminal_figures *here = &all[facts->presets[k].terminal_number];

        here->terminal_number = facts->presets[k].terminal_number;
        here->preset += facts->presets[k].failure == 0 ? 1 : 0;
        here->failed += facts->presets[k].failure != 0 ? 1 : 0;
    }
    for (uint32_t number = 1; number <= TERMINAL_NUMBER_MAX; number++)
        if (all[number].terminal_number != 0)
            all[count++] = all[number];             /* count < number: nothing unread is overwritten */
    ret->preset_terminals.at = all;
    ret->preset_terminals.count = count;
}

void preset_figures_of(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    list_failures(facts, arena, ret);
    list_terminals(facts, arena, ret);
}
