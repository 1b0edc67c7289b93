/* The list of cards to be taken out for the bookings of a day, in the vault's order or the day's. Kept from
 * what reservations states; a day's rows go when its custody is closed. */
#include "custody.h"

#include <stdlib.h>

#define LINES_A_PAGE 100u
#define LINES_A_DAY 2000u
#define CARDS_A_VISIT 20u

void apply_card_reserved(struct txn *t, const struct card_reserved *ev)
{
    struct pull_of before;

    if (pull_of_find(view_of(t), ev->reservation_id, &before))
        pull_remove(t, before.date, before.start_minute, ev->reservation_id);
    pull_put(t, &(struct pull){ .date = ev->date, .start_minute = ev->start_minute, .reservation_id = ev->reservation_id, .card_id = ev->card_id });
    pull_of_put(t, &(struct pull_of){ .reservation_id = ev->reservation_id, .date = ev->date, .start_minute = ev->start_minute });
}

static void pull_drop(struct txn *t, const struct pull_of *row)
{
    pull_remove(t, row->date, row->start_minute, row->reservation_id);
    pull_of_remove(t, row->reservation_id);
}

void apply_card_unreserved(struct txn *t, const struct card_unreserved *ev)
{
    struct pull_of row = pull_of_row(t, ev->reservation_id);

    pull_drop(t, &row);
}

void pull_day_over(struct txn *t, struct date date)
{
    struct pull row;

    for (;;) {
        struct row_scan scan = pull_scan(view_of(t), 1, &(struct pull){ .date = date });

        if (!pull_next(&scan, &row))
            break;
        pull_drop(t, &(struct pull_of){ .reservation_id = row.reservation_id, .date = row.date, .start_minute = row.start_minute });
    }
}

static bool pulled(const struct card *card, struct reservation_id booking)
{
    return lies_out(card->custody) && is_set(card->reservation_id) && same(card->reservation_id, booking);
}

/* Cards without a slot first: they lie somewhere else, which is worth a look. */
static int by_slot(const void *a, const void *b)
{
    const struct pull_line *x = a, *y = b;
    int order = text_order(x->card.slot, y->card.slot);

    return order != 0 ? order : (x->card.card_id.v > y->card.card_id.v) - (x->card.card_id.v < y->card.card_id.v);
}

enum refusal answer_pull_list(const struct view *v, const struct context *ctx, const struct pull_list *q, struct pull_list_result *ret)
{
    struct row_scan scan = pull_scan(v, 1, &(struct pull){ .date = q->date });
    struct pull_line *lines = arena_take(view_arena(v), LINES_A_DAY * sizeof *lines);
    struct pull row;
    struct card card;
    uint32_t count = 0, from;

    (void)ctx;
    while (count < LINES_A_DAY && pull_next(&scan, &row)) {
        if (!card_here(v, row.card_id, &card))
            continue;
        lines[count] = (struct pull_line){ .reservation_id = row.reservation_id, .start_minute = row.start_minute, .pulled = pulled(&card, row.reservation_id) };
        card_line_of(v, &card, &lines[count++].card);
    }
    if (q->order == PULL_ORDER_SLOT && count > 0)
        qsort(lines, count, sizeof *lines, by_slot);
    from = q->skip < count ? (uint32_t)q->skip : count;
    ret->lines.at = lines + from;
    ret->lines.count = count - from < LINES_A_PAGE ? count - from : LINES_A_PAGE;
    ret->more = count - from > LINES_A_PAGE;
    return REFUSAL_NONE;
}

/* A family's cards are taken out one by one: at most ten people a booking, the one it is for beside them. */
enum refusal answer_cards_of_visit(const struct view *v, const struct context *ctx, const struct cards_of_visit *q, struct cards_of_visit_result *ret)
{
    struct row_scan scan = card_out_for_scan(v, 1, &(struct card_out_for){ .reservation_id = q->reservation_id });
    struct visit_card *cards = arena_take(view_arena(v), CARDS_A_VISIT * sizeof *cards);
    struct card_id booked = { 0 };
    struct card_out_for out;
    struct pull_of day;
    struct pull row;
    struct card card;
    uint32_t count = 0;

    (void)ctx;
    if (pull_of_find(v, q->reservation_id, &day) && pull_find(v, day.date, day.start_minute, q->reservation_id, &row) && card_here(v, row.card_id, &card)) {
        booked = row.card_id;
        cards[count].pulled = pulled(&card, q->reservation_id);
        card_line_of(v, &card, &cards[count++].card);
    }
    while (count < CARDS_A_VISIT && card_out_for_next(&scan, &out))
        if (!same(out.card_id, booked) && card_here(v, out.card_id, &card)) {
            cards[count].pulled = pulled(&card, q->reservation_id);
            card_line_of(v, &card, &cards[count++].card);
        }
    ret->cards.at = cards;
    ret->cards.count = count;
    return REFUSAL_NONE;
}
