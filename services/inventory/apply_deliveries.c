/* What a delivery's events mean for the rows. Committing flips one row: no loop over cards. */
#include "custody.h"
#include "stock.h"

void apply_delivery_begun(struct txn *t, const struct delivery_begun *ev)
{
    struct delivery_by_number taken;

    invariant(t, !delivery_by_number_find(view_of(t), ev->delivery_number, &taken));
    delivery_put(t, &(struct delivery){ .delivery_id = ev->delivery_id, .delivery_number = ev->delivery_number,
                                        .file_sha256 = ev->file_sha256, .state = DELIVERY_STATE_STAGING, .row_count = ev->row_count,
                                        .kind = ev->kind, .received = ev->received });
    if (is_set(ev->received)) {
        struct delivery box = delivery_row(t, ev->received);

        invariant(t, box.state == DELIVERY_STATE_RECEIVED && !is_set(box.list));
        box.list = ev->delivery_id;
        delivery_put(t, &box);
    }
    delivery_by_number_put(t, &(struct delivery_by_number){ .delivery_number = ev->delivery_number, .delivery_id = ev->delivery_id });
    delivery_by_file_put(t, &(struct delivery_by_file){ .file_sha256 = ev->file_sha256, .delivery_id = ev->delivery_id });
}

static void list_card(struct txn *t, const struct delivery *delivery, const struct staged_row_stored *row)
{
    card_put(t, &(struct card){ .card_id = row->card_id, .delivery_id = delivery->delivery_id, .box = row->box, .serial = row->serial,
                                .application_kind = row->application_kind, .holder = row->holder,
                                .own_status = CARD_STATE_ARRIVED, .custody = CUSTODY_DELIVERY_BOX });
    box_fill(t, delivery->delivery_id, row->box);
}

/* A card that is here already, with what the city's list says of it. */
static void opening_card(struct txn *t, const struct delivery *delivery, const struct staged_row_stored *row)
{
    card_put(t, &(struct card){ .card_id = row->card_id, .delivery_id = delivery->delivery_id, .box = row->box, .serial = row->serial,
                                .application_kind = row->application_kind, .holder = row->holder, .own_status = row->status,
                                .custody = CUSTODY_WORK_TRAY, .posted_on = row->posted_on, .first_posted_on = row->posted_on,
                                .deadline = row->deadline, .claim_tag = row->claim_tag });
    outside_put(t, &(struct outside){ .custody = CUSTODY_WORK_TRAY, .card_id = row->card_id });
}

void apply_delivery_rows_staged(struct txn *t, const struct delivery_rows_staged *ev)
{
    struct delivery delivery = delivery_row(t, ev->delivery_id);

    invariant(t, delivery.state == DELIVERY_STATE_STAGING);
    for (uint32_t i = 0; i < ev->rows.count; i++) {
        const struct staged_row_stored *row = &ev->rows.at[i];

        invariant(t, row->line > delivery.last_line);
        delivery.last_line = row->line;
        if (delivery.kind == DELIVERY_KIND_OPENING)
            opening_card(t, &delivery, row);
        else
            list_card(t, &delivery, row);
        delivery_line_put(t, &(struct delivery_line){ .delivery_id = ev->delivery_id, .line = row->line, .card_id = row->card_id });
    }
    delivery.staged += ev->rows.count;
    invariant(t, delivery.staged <= delivery.row_count);
    delivery_put(t, &delivery);
}

/* The cards of the box are those of its list from now on, which names their boxes itself. */
static void box_listed(struct txn *t, struct delivery_id id)
{
    struct delivery received = delivery_row(t, id);
    struct row_scan scan = box_scan(view_of(t), 1, &(struct box){ .delivery_id = id });
    struct box box;

    invariant(t, received.state == DELIVERY_STATE_RECEIVED);
    received.state = DELIVERY_STATE_LISTED;
    delivery_put(t, &received);
    if (box_next(&scan, &box))
        box_remove(t, id, box.box);
}

void apply_delivery_arrived(struct txn *t, const struct delivery_arrived *ev)
{
    struct delivery delivery = delivery_row(t, ev->delivery_id);

    invariant(t, delivery.state == DELIVERY_STATE_STAGING && delivery.staged == ev->card_count);
    delivery.state = DELIVERY_STATE_ARRIVED;
    delivery.arrived_on = ev->arrived_on;
    delivery.arrived_at_us = ev->at_us;
    delivery.arrived_by = ev->by;
    delivery_put(t, &delivery);
    if (is_set(ev->received))
        box_listed(t, ev->received);
    stock_arrive(t, ev->card_count - ev->received_count);
}

/* Nobody knows yet whose they are: cards of the book without rows. */
void apply_box_received(struct txn *t, const struct box_received *ev)
{
    static const uint8_t no_file[32];

    delivery_put(t, &(struct delivery){ .delivery_id = ev->delivery_id, .delivery_number = ev->delivery_number, .file_sha256 = { no_file, 32 },
                                        .state = DELIVERY_STATE_RECEIVED, .kind = DELIVERY_KIND_WITHOUT_LIST, .row_count = ev->counted,
                                        .arrived_on = ev->received_on, .arrived_at_us = ev->at_us, .arrived_by = ev->by });
    box_put(t, &(struct box){ .delivery_id = ev->delivery_id, .box = ev->box, .cards = ev->counted, .inside = ev->counted });
    stock_arrive(t, ev->counted);
}

void apply_opening_taken_over(struct txn *t, const struct opening_taken_over *ev)
{
    struct delivery delivery = delivery_row(t, ev->delivery_id);

    invariant(t, delivery.state == DELIVERY_STATE_STAGING && delivery.kind == DELIVERY_KIND_OPENING && delivery.staged == ev->card_count);
    delivery.state = DELIVERY_STATE_ARRIVED;
    delivery.arrived_on = ev->taken_on;
    delivery.arrived_at_us = ev->at_us;
    delivery.arrived_by = ev->by;
    delivery_put(t, &delivery);
    stock_open(t, ev->card_count);
}

/* Cards of the opening stock that never were: their rows stay unseen, but do not lie anywhere. */
static void opening_clear(struct txn *t, struct delivery_id id)
{
    struct row_scan scan = delivery_line_scan(view_of(t), 1, &(struct delivery_line){ .delivery_id = id });
    struct delivery_line line;

    while (delivery_line_next(&scan, &line))
        outside_remove(t, CUSTODY_WORK_TRAY, line.card_id);
}

void apply_delivery_aborted(struct txn *t, const struct delivery_aborted *ev)
{
    struct delivery delivery = delivery_row(t, ev->delivery_id);

    invariant(t, delivery.state == DELIVERY_STATE_STAGING);
    delivery.state = DELIVERY_STATE_ABORTED;
    delivery_put(t, &delivery);
    if (delivery.kind == DELIVERY_KIND_OPENING)
        opening_clear(t, ev->delivery_id);
    if (is_set(delivery.received)) {
        struct delivery box = delivery_row(t, delivery.received);

        box.list = (struct delivery_id){ 0 };
        delivery_put(t, &box);
    }
    delivery_by_number_remove(t, delivery.delivery_number);
    delivery_by_file_remove(t, delivery.file_sha256);
}

void apply_delivery_inspected(struct txn *t, const struct delivery_inspected *ev)
{
    struct delivery delivery = delivery_row(t, ev->delivery_id);

    invariant(t, delivery.state == DELIVERY_STATE_ARRIVED);
    delivery.state = DELIVERY_STATE_INSPECTED;
    delivery.inspected_at_us = ev->at_us;
    delivery.inspected_by = ev->by;
    delivery.inspected_second = ev->second;
    delivery_put(t, &delivery);
}
