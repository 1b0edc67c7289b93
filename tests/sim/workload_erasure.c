/* What was kept long enough is erased by two persons, at once or one after the other; what is too young is tried too. Somebody has a
 * reason to keep one, and it is lifted again. */
#include "world.h"

static const enum svc keepers[] = { SVC_STAFF, SVC_INVENTORY, SVC_INVENTORY, SVC_RESERVATIONS, SVC_REPORTING };

static uint64_t some_card(struct world *w)
{
    const struct model_cards *c = &w->models.cards;

    return c->card_count > 0 ? c->cards[below(w, c->card_count)].id : 1;
}

/* Some of those due; now and then one too young, or one twice. */
static void erase(struct world *w, struct actor *a)
{
    struct erase_due body = { .subjects = { a->due, a->due_count } };
    bool asked_for = chance(w, 500);

    if (chance(w, 150))
        a->due[0] = chance(w, 500) ? some_card(w) : 1;
    if (a->due_count > 1 && chance(w, 100))
        a->due[1] = a->due[0];
    if (asked_for)
        ask_to_confirm(w, a, a->due_svc, "erase_due", &erase_due_spec, &body, BOSS);
    else if (at_hand(w, a, MANAGER))
        say(w, a, to_service(svc_name(a->due_svc), build_command("engine", "erase_due", &erase_due_spec, &body)), (struct how){ .person = BOSS, .second = MANAGER });
    a->due_count = a->pending.active ? 0 : a->due_count;
}

static void bar(struct world *w, struct actor *a)
{
    uint64_t subject = a->due_count > 0 && a->due_svc == SVC_INVENTORY ? a->due[0] : some_card(w);
    struct lift_keeping lift = { .subject = chance(w, 100) ? 1 : a->barred, .reference = TEXT("K-1") };

    if (a->barred == 0 || chance(w, 150)) {
        say(w, a, to_service("inventory", keep_subject(.subject = chance(w, 60) ? 1 : subject, .reference = TEXT("K-1"))), (struct how){ .person = BOSS });
        a->barred = subject;
    } else if (chance(w, 500)) {
        ask_to_confirm(w, a, SVC_INVENTORY, "lift_keeping", &lift_keeping_spec, &lift, BOSS);
    } else if (at_hand(w, a, MANAGER)) {
        say(w, a, to_service("inventory", build_command("engine", "lift_keeping", &lift_keeping_spec, &lift)), (struct how){ .person = BOSS, .second = MANAGER });
        a->barred = 0;
    }
}

static void read_about(struct world *w, struct actor *a, enum svc svc)
{
    struct how how = { .person = BOSS };

    switch (below(w, 4)) {
    case 0: ask(w, a, to_service(svc_name(svc), kept_until(.subject = some_card(w))), &kept_until_result_spec, how); break;
    case 1: ask(w, a, to_service(svc_name(svc), erasures(0)), &erasures_result_spec, how); break;
    default: ask(w, a, to_service(svc_name(svc), erasure_due(0)), &erasure_due_result_spec, how); break;
    }
}

/* Somebody looks at a card whose holder nobody can know any more. */
static void look_at_gone(struct world *w, struct actor *a)
{
    if (at_hand(w, a, MANAGER))
        say(w, a, show_card(.card_id = { w->models.kept.gone }), (struct how){ .person = MANAGER, .purpose = "inspection" });
}

void about_erasure(struct world *w, struct actor *a)
{
    if (chance(w, 200))
        bar(w, a);
    else if (w->models.kept.gone != 0 && chance(w, 300))
        look_at_gone(w, a);
    else if (a->due_count > 0)
        erase(w, a);
    else
        read_about(w, a, keepers[below(w, 5)]);
}

void hear_due(struct world *w, struct actor *a, const struct heard *heard)
{
    const struct erasure_due_result *due;

    if (strcmp(a->pending.name, "erasure_due") != 0 || (due = heard_part(w, &erasure_due_result_spec, heard->result)) == NULL)
        return;
    a->due_svc = a->pending.svc;
    a->due_count = 0;
    for (uint32_t i = 0; i < due->subjects.count && a->due_count < DUE_ITEMS; i++)
        if (chance(w, due->subjects.at[i].held ? 100 : 600))
            a->due[a->due_count++] = due->subjects.at[i].subject;
}
