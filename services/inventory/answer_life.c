/* Questions about the life of cards: the history of one, and the lists that ask for a decision. No
 * list does anything by itself, and none tells anything about a person. */
#include "state.h"

#include "periods.h"

#define LINES_A_PAGE 100u
#define ROWS_LOOKED_AT 500u        /* a page of the day-count lists looks at no more (10 ms) */

/* ---- One card's history ------------------------------------------------------------------- */

static void line_of(const struct card_past *row, struct card_history_line *ret)
{
    *ret = (struct card_history_line){ .step = row->step, .what = row->what, .at_us = row->at_us, .by = row->by, .second = row->second,
                                       .status = row->status, .custody = row->custody, .slot = row->slot, .place_number = row->place_number,
                                       .reference = row->reference };
}

/* Arrival and inspection happen to a whole delivery; they are told with each of its cards, in their place. */
static void arrived_line(const struct delivery *delivery, struct card_history_line *ret)
{
    *ret = (struct card_history_line){ .what = CARD_STEP_ARRIVED, .at_us = delivery->arrived_at_us, .by = delivery->arrived_by,
                                       .status = CARD_STATE_ARRIVED, .custody = CUSTODY_DELIVERY_BOX };
}

static void inspected_line(const struct delivery *delivery, const struct card_history_line *before, struct card_history_line *ret)
{
    *ret = *before;
    ret->step = 0;
    ret->what = CARD_STEP_INSPECTED;
    ret->at_us = delivery->inspected_at_us;
    ret->by = delivery->inspected_by;
    ret->second = delivery->inspected_second;
    ret->reference = (struct text){ NULL, 0 };
    if (before->status == CARD_STATE_ARRIVED)
        ret->status = CARD_STATE_INSPECTED;
}

static bool applied_line(const struct view *v, struct card_id id, struct card_history_line *ret)
{
    struct application row;

    if (!application_find(v, id, &row))
        return false;
    *ret = (struct card_history_line){ .what = CARD_STEP_APPLIED, .at_us = row.at_us, .by = row.by, .status = CARD_STATE_APPLIED };
    return true;
}

enum refusal answer_card_history(const struct view *v, const struct context *ctx, const struct card_history *q, struct card_history_result *ret)
{
    struct row_scan scan = card_past_scan(v, 1, &(struct card_past){ .card_id = q->card_id, .step = q->after_step + 1 });
    struct card_history_line *lines = arena_take(view_arena(v), (LINES_A_PAGE + 3) * sizeof *lines), last = { 0 };
    struct delivery delivery = { 0 };
    struct card_past row;
    struct card card;
    uint32_t count = 0, steps = 0;
    bool inspected;                                    /* still to be told */

    (void)ctx;
    *ret = (struct card_history_result){ 0 };
    if (q->after_step == 0)
        count += applied_line(v, q->card_id, &lines[0]);
    ret->lines.at = lines;
    ret->lines.count = count;
    if (!card_here(v, q->card_id, &card) || !delivery_find(v, card.delivery_id, &delivery))
        return count > 0 ? REFUSAL_NONE : NO_SUCH_CARD;
    inspected = delivery.state == DELIVERY_STATE_INSPECTED;
    if (q->after_step == 0)
        arrived_line(&delivery, &last), lines[count++] = last;
    else if (card_past_find(v, q->card_id, q->after_step, &row))
        line_of(&row, &last), inspected = inspected && row.at_us < delivery.inspected_at_us;
    while (card_past_next(&scan, &row)) {
        if (steps == LINES_A_PAGE) {
            ret->next_after_step = last.step;
            break;
        }
        if (inspected && row.at_us >= delivery.inspected_at_us)
            inspected_line(&delivery, &last, &lines[count++]), inspected = false;
        line_of(&row, &lines[count++]);
        last = lines[count - 1];
        steps++;
    }
    if (inspected && ret->next_after_step == 0)
        inspected_line(&delivery, &last, &lines[count++]);
    ret->lines.at = lines;
    ret->lines.count = count;
    return REFUSAL_NONE;
}

/* ---- Stopped cards, and the disposal list --------------------------------------------------- */

enum refusal answer_held_cards(const struct view *v, const struct context *ctx, const struct held_cards *q, struct held_cards_result *ret)
{
    struct row_scan scan = held_card_scan(v, 0, &(struct held_card){ .held_at_us = q->after_us, .card_id = { q->after_card.v + 1 } });
    struct held_card_line *list = arena_take(view_arena(v), LINES_A_PAGE * sizeof *list);
    struct held_card row;
    struct hold_case hold;
    struct card card;
    uint32_t count = 0;

    (void)ctx;
    *ret = (struct held_cards_result){ 0 };
    while (held_card_next(&scan, &row)) {
        if (!card_find(v, row.card_id, &card) || card.own_status != CARD_STATE_ON_HOLD || !hold_case_find(v, row.card_id, &hold))
            continue;                                  /* on the disposal list or missing meanwhile */
        if (count == LINES_A_PAGE) {
            ret->more = true;
            break;
        }
        card_line_of(v, &card, &list[count].card);
        list[count].reason = hold.reason;
        list[count++].held_at_us = hold.held_at_us;
    }
    ret->cards.at = list;
    ret->cards.count = count;
    return REFUSAL_NONE;
}

static bool is_listed(enum card_state status)
{
    return status == CARD_STATE_DISPOSAL_CANDIDATE || status == CARD_STATE_DISPOSAL_APPROVED;
}

enum refusal answer_disposal_list(const struct view *v, const struct context *ctx, const struct disposal_list *q, struct disposal_list_result *ret)
{
    struct row_scan scan = disposal_case_scan(v, 0, &(struct disposal_case){ .card_id = { q->after_card.v + 1 } });
    struct disposal_line *list = arena_take(view_arena(v), LINES_A_PAGE * sizeof *list);
    struct disposal_case row;
    struct card card;
    uint32_t count = 0;

    (void)ctx;
    *ret = (struct disposal_list_result){ 0 };
    while (disposal_case_next(&scan, &row)) {
        if (!card_find(v, row.card_id, &card) || !is_listed(card.own_status))
            continue;                                  /* stopped or missing meanwhile */
        if (count == LINES_A_PAGE) {
            ret->more = true;
            break;
        }
        list[count] = (struct disposal_line){ .reason = row.reason, .proposed_on = row.proposed_on, .approval_number = row.approval_number,
                                              .approved_on = row.approved_on, .taken_on = row.taken_on };
        card_line_of(v, &card, &list[count++].card);
    }
    ret->cards.at = list;
    ret->cards.count = count;
    return REFUSAL_NONE;
}

/* ---- What the days ask for ----------------------------------------------------------------- */

/* reminder_day, disposal_day: the day from which a card is on the list; none when it is not in sight. */
static struct date reminder_day(const struct inventory_config *config, const struct card *card)
{
    return card->own_status == CARD_STATE_NOTIFIED ? reminder_due_on(card->posted_on, config->reminder_after_days) : (struct date){ 0 };
}

static struct date disposal_day(const struct inventory_config *config, const struct card *card)
{
    bool waits = card->own_status == CARD_STATE_NOTIFIED || card->own_status == CARD_STATE_RETURNED || card->own_status == CARD_STATE_REMINDED;

    if (!waits)
        return (struct date){ 0 };
    return disposal_open_on(card->first_posted_on, card->reminded_on, card->own_status == CARD_STATE_RETURNED,
                            config->disposal_after_reminder_days, config->disposal_after_notice_days);
}

/* A page of the cards whose day has come, oldest first notice first. */
struct due_page {
    struct due_card_line *at;
    uint32_t count;
    struct card_noticed next;      /* the last row looked at when there are more; none at the end */
};

static struct due_page due_page_of(const struct view *v, const struct context *ctx, struct date after_date, struct card_id after_card,
                                   struct date (*day_of)(const struct inventory_config *config, const struct card *card))
{
    struct row_scan scan = card_noticed_scan(v, 0, &(struct card_noticed){ .first_posted_on = after_date, .card_id = { after_card.v + 1 } });
    struct due_page page = { .at = arena_take(view_arena(v), LINES_A_PAGE * sizeof(struct due_card_line)) };
    struct card_noticed row, last = { 0 };
    struct card card;

    for (uint32_t looked = 0; card_noticed_next(&scan, &row); looked++) {
        struct date day;

        if (looked == ROWS_LOOKED_AT || page.count == LINES_A_PAGE) {
            page.next = last;
            break;
        }
        last = row;
        if (!card_find(v, row.card_id, &card) || (day = day_of(ctx->config, &card)).v == 0 || day.v > ctx->date.v)
            continue;
        card_line_of(v, &card, &page.at[page.count].card);
        page.at[page.count++].due_on = day;
    }
    return page;
}

enum refusal answer_reminders_due(const struct view *v, const struct context *ctx, const struct reminders_due *q, struct reminders_due_result *ret)
{
    struct due_page page = due_page_of(v, ctx, q->after_date, q->after_card, reminder_day);

    *ret = (struct reminders_due_result){ .cards = { .at = page.at, .count = page.count },
                                          .next_date = page.next.first_posted_on, .next_card = page.next.card_id };
    return REFUSAL_NONE;
}

enum refusal answer_disposal_candidates(const struct view *v, const struct context *ctx, const struct disposal_candidates *q,
                                        struct disposal_candidates_result *ret)
{
    struct due_page page = due_page_of(v, ctx, q->after_date, q->after_card, disposal_day);

    *ret = (struct disposal_candidates_result){ .cards = { .at = page.at, .count = page.count },
                                                .next_date = page.next.first_posted_on, .next_card = page.next.card_id };
    return REFUSAL_NONE;
}
