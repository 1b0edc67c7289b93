/* Steps of two persons, by the log alone: who asked, who confirmed, when, and what was carried out. Keeps true, for every
 * entry: a step that another person confirms comes about once, in its time, by that other person, and exactly as far as
 * it was confirmed; a step that needs two persons has two. */
#include "world.h"

static struct m_request *request_of(struct model_later *l, enum svc svc, uint64_t id)
{
    for (uint32_t i = 0; i < l->count; i++)
        if (l->items[i].svc == svc && l->items[i].id == id)
            return &l->items[i];
    return NULL;
}

const struct m_request *later_request(const struct model_later *l, enum svc svc, uint64_t id)
{
    return request_of((struct model_later *)(uintptr_t)l, svc, id);
}

/* ---- What is asked for ------------------------------------------------------------------------- */

static void note_items(struct m_request *r, const uint64_t *ids, uint32_t count)
{
    must(count <= REQUEST_ITEMS);
    memcpy(r->items, ids, count * sizeof *ids);
    r->count = count;
}

static void note_body(const struct stated *said, struct m_request *r, struct bytes body)
{
    static const struct { const char *command; const struct record_spec *spec; } known[] = {
        { "approve_disposal", &approve_disposal_spec }, { "change_role", &change_role_spec },
        { "erase_due", &erase_due_spec }, { "lift_keeping", &lift_keeping_spec },
    };
    union { struct approve_disposal paper; struct change_role role; struct erase_due erase; struct lift_keeping lift; } as;
    size_t i = 0;

    while (i < sizeof known / sizeof *known && strcmp(known[i].command, r->command) != 0)
        i++;
    must(i < sizeof known / sizeof *known && message_decode_own(known[i].spec, body, &said->world->arena, &as) == OK);
    switch (i) {
    case 0: note_items(r, (const uint64_t *)(const void *)as.paper.cards.at, as.paper.cards.count); break;
    case 1:
        note_items(r, &as.role.account_id.v, 1);
        r->role = as.role.role;
        break;
    case 2: note_items(r, as.erase.subjects.at, as.erase.subjects.count); break;
    default: note_items(r, &as.lift.subject, 1); break;
    }
}

static void asked(struct model_later *l, const struct stated *said)
{
    const struct engine_confirmation_requested *ev = said->event;
    struct m_request *r = ONE_MORE(l->items, l->count, l->room);

    *r = (struct m_request){ .svc = said->svc, .id = ev->request_id.v, .by = ev->requested_by.v, .until_us = ev->until_us };
    snprintf(r->command, sizeof r->command, "%.*s", (int)ev->command.len, ev->command.at);
    note_body(said, r, ev->body);
}

/* ---- What becomes of it ------------------------------------------------------------------------- */

static struct m_request *ended(struct model_later *l, const struct stated *said, struct request_id id)
{
    struct m_request *r = request_of(l, said->svc, id.v);

    if (r == NULL || r->ended)
        law_broken(said->world, LAW_ONCE, "%s: entry %llu ends request %llu, which does not wait", svc_name(said->svc), (unsigned long long)said->entry->number,
                   (unsigned long long)id.v);
    r->ended = true;
    return r;
}

static void confirmed(struct model_later *l, const struct stated *said)
{
    const struct engine_request_confirmed *ev = said->event;
    struct m_request *r = ended(l, said, ev->request_id);

    if (ev->confirmed_by.v != said->entry->actor || ev->requested_by.v != r->by || ev->confirmed_by.v == r->by)
        law_broken(said->world, LAW_SECOND, "%s: account %llu confirms what %llu asked for, by the word of %llu", svc_name(said->svc),
                   (unsigned long long)ev->confirmed_by.v, (unsigned long long)r->by, (unsigned long long)said->entry->actor);
    if (said->entry->at_us > r->until_us)
        law_broken(said->world, LAW_LAPSE, "%s: request %llu is confirmed %llu s after its time", svc_name(said->svc), (unsigned long long)r->id,
                   (unsigned long long)((said->entry->at_us - r->until_us) / US_PER_SECOND));
    r->taken = (UINT32_C(1) << r->count) - 1;
    for (uint32_t i = 0; i < ev->left_out.count; i++)
        r->taken &= ~(UINT32_C(1) << ev->left_out.at[i]);
    if (said->world->models.counting && ev->left_out.count > 0)
        count(said->world, COUNT_CONFIRMED_PART);
    l->in_hand = r;
}

static void lapsed(struct model_later *l, const struct stated *said)
{
    const struct engine_request_lapsed *ev = said->event;

    if (said->entry->at_us <= ended(l, said, ev->request_id)->until_us)
        law_broken(said->world, LAW_LAPSE, "%s: request %llu lapses before its time", svc_name(said->svc), (unsigned long long)ev->request_id.v);
}

/* Something that needs two persons was done to this one. */
static void effect(struct model_later *l, const struct stated *said, const char *command, uint64_t id, int role)
{
    const struct entry *entry = said->entry;
    struct m_request *r = l->in_hand;

    if (r == NULL) {
        bool of_city = entry->role == ROLE_CITY && said->spec == &disposal_approved_spec;       /* its own decision */

        if (!text_is(entry->cause.name, command) || (!of_city && (entry->second == 0 || entry->second == entry->actor)))
            law_broken(said->world, LAW_SECOND, "%s: entry %llu does alone what takes two persons: %s", svc_name(said->svc), (unsigned long long)entry->number, command);
        return;
    }
    for (uint32_t i = 0; i < r->count; i++)
        if (strcmp(r->command, command) == 0 && r->items[i] == id && r->role == role && (r->taken & 1u << i) != 0) {
            l->done |= UINT32_C(1) << i;
            return;
        }
    law_broken(said->world, LAW_PART, "%s: entry %llu does to %llu what nobody confirmed", svc_name(said->svc), (unsigned long long)entry->number, (unsigned long long)id);
}

static bool erases(const struct stated *said)
{
    return said->world->models.later.in_hand != NULL || text_is(said->entry->cause.name, "erase_due");
}

void later_take(struct model_later *l, const struct stated *said)
{
    const struct record_spec *is = said->spec;

    if (is == &engine_confirmation_requested_spec) {
        asked(l, said);
    } else if (is == &engine_request_confirmed_spec) {
        confirmed(l, said);
    } else if (is == &engine_request_declined_spec) {
        const struct engine_request_declined *ev = said->event;

        if (ended(l, said, ev->request_id)->by == said->entry->actor && !ev->withdrawn)
            law_broken(said->world, LAW_SECOND, "an own request is declined, not withdrawn");
    } else if (is == &engine_request_lapsed_spec) {
        lapsed(l, said);
    } else if (is == &disposal_approved_spec) {
        effect(l, said, "approve_disposal", ((const struct disposal_approved *)said->event)->card_id.v, 0);
    } else if (is == &role_changed_spec) {
        const struct role_changed *ev = said->event;

        effect(l, said, "change_role", ev->account_id.v, ev->role);
    } else if (is == &engine_keeping_lifted_spec) {
        effect(l, said, "lift_keeping", ((const struct engine_keeping_lifted *)said->event)->subject, 0);
    } else if (is == &engine_subjects_erased_spec && erases(said)) {
        const struct engine_subjects_erased *ev = said->event;

        for (uint32_t i = 0; i < ev->keys.count; i++)
            effect(l, said, "erase_due", ev->keys.at[i].subject, 0);
    }
}

/* All of an entry was seen. Of an erasure those are named that had keys. */
void later_entry_end(struct world *w, enum svc svc, const struct entry *entry)
{
    struct model_later *l = &w->models.later;
    const struct m_request *r = l->in_hand;

    if (r != NULL && l->done != r->taken && strcmp(r->command, "erase_due") != 0)
        law_broken(w, LAW_PART, "%s: entry %llu does to %x of its list what was confirmed for %x", svc_name(svc), (unsigned long long)entry->number, l->done, r->taken);
    l->in_hand = NULL;
    l->done = 0;
}

void later_check_answer(struct world *w, enum svc svc, const struct confirm_request *said)
{
    const struct m_request *r = later_request(&w->models.later, svc, said->request_id.v);
    uint32_t named = 0;

    if (r == NULL || !r->ended)                          /* an older copy of its log came back since */
        return;
    for (uint32_t i = 0; i < said->items.count; i++)
        named |= UINT32_C(1) << said->items.at[i];
    if (said->items.count > 0 && r->taken != named)
        law_broken(w, LAW_PART, "%s: %x of the list of request %llu was confirmed, and %x is carried out", svc_name(svc), named, (unsigned long long)r->id, r->taken);
}
