/* The short lists behind the evening's questions, so that no question walks over all cards: a row
 * for each card that lies open somewhere, and one for each box that is not thrown away. */
#include "custody.h"

static bool lies_open(enum custody place)
{
    return lies_out(place) || place == CUSTODY_WORK_TRAY || place == CUSTODY_CITY;
}

uint64_t custody_explained(const struct view *v, struct date date)
{
    struct row_scan scan = outside_scan(v, 0, &(struct outside){ .custody = 0 });
    struct outside row;
    uint64_t explained = 0;

    while (outside_next(&scan, &row))
        explained += lies_out(row.custody) && row.explained_on.v == date.v;
    return explained;
}

struct custody_day custody_day_of(const struct view *v, struct date date)
{
    struct custody_day day = { 0 };

    if (!custody_day_find(v, date, &day))
        day = (struct custody_day){ .date = date };
    return day;
}

static void box_empty_by_one(struct txn *t, const struct card *card)
{
    struct box box = box_row(t, card->delivery_id, card->box);

    invariant(t, box.inside > 0);
    box.inside--;
    box_put(t, &box);
}

void custody_track(struct txn *t, const struct card *card, enum custody to)
{
    if (card->custody == CUSTODY_DELIVERY_BOX)
        box_empty_by_one(t, card);
    if (lies_open(card->custody))
        outside_remove(t, card->custody, card->card_id);
    if (lies_open(to))
        outside_put(t, &(struct outside){ .custody = to, .card_id = card->card_id });
}

void box_fill(struct txn *t, struct delivery_id delivery, struct text name)
{
    struct box box = { .delivery_id = delivery, .box = name };

    if (!box_find(view_of(t), delivery, name, &box))
        box = (struct box){ .delivery_id = delivery, .box = name };
    box.cards++;
    box.inside++;
    box_put(t, &box);
}

void apply_box_closed(struct txn *t, const struct box_closed *ev)
{
    struct box box = box_row(t, ev->delivery_id, ev->box);

    invariant(t, box.inside == 0);
    box_remove(t, ev->delivery_id, ev->box);
    box_gone_put(t, &(struct box_gone){ .delivery_id = ev->delivery_id, .box = ev->box, .cards = box.cards });
}

void apply_card_explained(struct txn *t, const struct card_explained *ev)
{
    struct outside row = outside_row(t, ev->place, ev->card_id);

    row.explained_on = ev->date;
    outside_put(t, &row);
}
