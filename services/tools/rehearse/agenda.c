/* What happens when: a binary heap by time, then by the order in which it was planned, so that the
 * same plans always happen in the same order. */
#include <stdlib.h>

#include "base/invariant.h"
#include "play.h"

static bool sooner(const struct appointment *a, const struct appointment *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

static void swap(struct appointment *a, struct appointment *b)
{
    struct appointment held = *a;

    *a = *b;
    *b = held;
}

void agenda_add(struct agenda *agenda, uint64_t at_us, enum happening what, uint32_t who)
{
    uint32_t at = agenda->count;

    if (agenda->count == agenda->room) {
        agenda->room = agenda->room * 2 + 64;
        agenda->items = realloc(agenda->items, agenda->room * sizeof *agenda->items);
        must(agenda->items != NULL);
    }
    agenda->items[agenda->count++] = (struct appointment){ at_us, agenda->order++, what, who };
    while (at > 0 && sooner(&agenda->items[at], &agenda->items[(at - 1) / 2])) {
        swap(&agenda->items[at], &agenda->items[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
}

bool agenda_take(struct agenda *agenda, struct appointment *ret)
{
    uint32_t at = 0;

    if (agenda->count == 0)
        return false;
    *ret = agenda->items[0];
    agenda->items[0] = agenda->items[--agenda->count];
    for (;;) {
        uint32_t least = at, left = 2 * at + 1;

        for (uint32_t child = left; child <= left + 1 && child < agenda->count; child++)
            if (sooner(&agenda->items[child], &agenda->items[least]))
                least = child;
        if (least == at)
            return true;
        swap(&agenda->items[at], &agenda->items[least]);
        at = least;
    }
}

void agenda_fini(struct agenda *agenda)
{
    free(agenda->items);
    *agenda = (struct agenda){ 0 };
}
