/* Steps of two persons who come one after the other: somebody asks, others confirm all of it or a part, decline, come too
 * late, or try what nobody may. Both at one terminal do the same at once. */
#include "world.h"

#define APPROVAL "approve_disposal"
#define BODY_BYTES 1024

static struct bytes body_of(uint8_t room[BODY_BYTES], const struct record_spec *spec, const void *message)
{
    struct writer to = writer_of(room, BODY_BYTES);

    message_encode(spec, message, &to);
    return written(&to);
}

void ask_to_confirm(struct world *w, struct actor *a, enum svc svc, const char *command, const struct record_spec *spec, const void *message, enum person person)
{
    static const uint8_t broken[] = { 0x81, 0xa1, 'x', 0xc0 };
    uint8_t room[BODY_BYTES];
    struct bytes body = body_of(room, spec, message);

    if (chance(w, 40))
        body = (struct bytes){ broken, sizeof broken };
    if (chance(w, 40))
        command = "store_card";
    if (at_hand(w, a, person))
        say(w, a, to_service(svc_name(svc), request_confirmation(.command = text_of(command), .body = body)), (struct how){ .person = person });
}

/* ---- Asking ------------------------------------------------------------------------------------- */

static uint32_t listed(const struct model_cards *c)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < c->card_count; i++)
        count += c->cards[i].status == CARD_STATE_DISPOSAL_CANDIDATE;
    return count;
}

/* Up to three cards that the city has been asked about; now and then others. */
static uint32_t listed_cards(struct world *w, struct card_id ret[3])
{
    struct model_cards *c = &w->models.cards;
    uint32_t from = c->card_count > 0 ? (uint32_t)below(w, c->card_count) : 0, wanted = chance(w, 250) ? 1 : 3, count = 0;

    for (uint32_t i = 0; i < c->card_count && count < wanted; i++) {
        const struct m_card *card = &c->cards[(from + i) % c->card_count];

        if (card->status == CARD_STATE_DISPOSAL_CANDIDATE || chance(w, 3))
            ret[count++] = (struct card_id){ card->id };
    }
    return count;
}

void paper_approval(struct world *w, struct actor *a, enum person person)
{
    struct card_id cards[3];
    char number[16];
    struct approve_disposal paper = { .cards = { cards, listed_cards(w, cards) }, .paper = some_paper(w, number) };
    struct how both = { .person = person, .second = a->person };

    paper.paper.count = paper.cards.count;
    if (paper.cards.count == 0)
        return;
    if (chance(w, 700) || a->person == person || !at_hand(w, a, a->person))
        ask_to_confirm(w, a, SVC_INVENTORY, APPROVAL, &approve_disposal_spec, &paper, chance(w, 60) ? OPERATOR_A : person);
    else if (at_hand(w, a, person))
        say(w, a, build_command("inventory", APPROVAL, &approve_disposal_spec, &paper), both);
}

/* Who is here for a while moves to another post, and back. */
void other_post(struct world *w, struct actor *a, const struct m_account *account)
{
    enum staff_role other = account->role == STAFF_ROLE_OPERATOR ? STAFF_ROLE_SITE_MANAGER : STAFF_ROLE_OPERATOR;
    struct change_role body = { .account_id = { account->id }, .role = chance(w, 100) ? account->role : other };

    if (chance(w, 600))
        ask_to_confirm(w, a, SVC_STAFF, "change_role", &change_role_spec, &body, BOSS);
    else if (at_hand(w, a, BOSS_B))
        say(w, a, build_command("staff", "change_role", &change_role_spec, &body), (struct how){ .person = BOSS, .second = BOSS_B });
}

/* ---- Deciding ----------------------------------------------------------------------------------- */

/* One that waits; now and then one that has ended. */
static const struct m_request *some_request(struct world *w)
{
    const struct model_later *l = &w->models.later;
    uint32_t from = l->count > 0 ? (uint32_t)below(w, l->count) : 0;
    bool any = chance(w, 120);

    for (uint32_t i = 0; i < l->count; i++) {
        const struct m_request *r = &l->items[(from + i) % l->count];

        if (any || !r->ended)
            return r;
    }
    return NULL;
}

static enum person second_of(struct world *w, const struct m_request *r)
{
    static const enum person many[] = { OPERATOR_A, OPERATOR_B, CITY_CLERK, MANAGER, BOSS, BOSS_B, AUDITOR };
    static const enum person few[] = { BOSS, BOSS_B, BOSS_B, MANAGER, CITY_CLERK };

    return strcmp(r->command, "approve_disposal") == 0 ? many[below(w, 7)] : few[below(w, 5)];
}

/* Every second one, or some, or numbers that are not of the list. */
static uint32_t part_of(struct world *w, const struct m_request *r, uint64_t ret[REQUEST_ITEMS + 1])
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->count; i++)
        if (chance(w, 500))
            ret[count++] = i;
    if (count > 0 && chance(w, 120))
        ret[count - 1] = r->count;
    if (count > 0 && chance(w, 60)) {
        ret[count] = ret[0];
        count++;
    }
    return count;
}

bool decide_on_request(struct world *w, struct actor *a)
{
    const struct m_request *r = some_request(w);
    uint64_t part[REQUEST_ITEMS + 1];
    struct confirm_request confirm = { .items = { .at = part } };
    enum person person;

    if (r == NULL)
        return false;
    person = second_of(w, r);
    confirm.request_id.v = r->id;
    if (!at_hand(w, a, person))
        return a->pending.active;
    if (chance(w, 100)) {
        say(w, a, to_service(svc_name(r->svc), decline_request(.request_id = { r->id }, .reason = (enum decline_reason)below(w, 7))), (struct how){ .person = person });
    } else if (chance(w, 200)) {
        ask(w, a, to_service(svc_name(r->svc), open_requests(0)), &open_requests_result_spec, (struct how){ .person = person });
    } else {
        if (r->count > 1 && chance(w, 850))
            confirm.items.count = part_of(w, r, part);
        say(w, a, to_service(svc_name(r->svc), build_command("engine", "confirm_request", &confirm_request_spec, &confirm)), (struct how){ .person = person });
    }
    return true;
}

bool second_persons(struct world *w, struct actor *a)
{
    if (listed(&w->models.cards) < 8 && chance(w, 500))
        propose(w, a);
    else if (chance(w, 300))
        paper_approval(w, a, MANAGER);
    else
        return decide_on_request(w, a);
    return a->pending.active;
}
