/* What is kept of a card's holder, and for how long. Keeps true: the address goes when no notice can come back any more,
 * name and application id some time after the card was handed over or is gone, the rest later; what stays is sealed anew under
 * another key, so that the old boxes in log and copies are noise. Serial, places and history of the card stay: they
 * tell nothing of the person. Source: domain notes 1.5 and 8. */
#include "search.h"

/* ---- When ------------------------------------------------------------------------------------- */

static struct date later_of(struct date a, struct date b)
{
    return a.v > b.v ? a : b;
}

static struct date due_of(const struct context *ctx, enum kept_data what, struct date since)
{
    const struct inventory_config *config = ctx->config;

    return kept_due_on(config->retention.at, config->retention.count, what, since, ctx->date);
}

/* The latest of the parts still there whose day has come, else the first of them: what is erased later takes the earlier
 * ones with it. */
static void parts_of(const struct context *ctx, const struct card *card, struct kept *ret)
{
    static const enum kept_data in_order[] = { KEPT_DATA_ADDRESS, KEPT_DATA_NAME_AND_APPLICATION, KEPT_DATA_PERSON };
    const struct inventory_config *config = ctx->config;
    bool chosen = false;

    for (size_t i = 0; i < sizeof in_order / sizeof *in_order; i++) {
        struct date since = in_order[i] != KEPT_DATA_ADDRESS ? card->ended_on : later_of(card->posted_on, card->reminded_on);
        struct date due_on;

        if (in_order[i] <= card->erased || (in_order[i] == KEPT_DATA_ADDRESS && !config->keep_address))
            continue;
        if (since.v == 0)
            since = card->ended_on;                    /* no notice was ever posted */
        due_on = due_of(ctx, in_order[i], since);
        if (chosen && (due_on.v == 0 || due_on.v > ctx->date.v))
            continue;
        ret->what = in_order[i];
        ret->since = since;
        ret->due_on = due_on;
        chosen = true;
    }
}

static void kept_of_card(const struct view *v, const struct context *ctx, const struct card *card, struct kept *ret)
{
    struct delivery delivery;

    *ret = (struct kept){ .subject = card->card_id.v };
    if (card->erased == KEPT_DATA_PERSON || card->erased == KEPT_DATA_UNUSED_LIST || is_forgotten(v, &card->holder))
        return;
    if (delivery_find(v, card->delivery_id, &delivery) && delivery.state == DELIVERY_STATE_ABORTED) {
        ret->what = KEPT_DATA_UNUSED_LIST;             /* it never was a card here: at once */
        ret->since = ret->due_on = ctx->date;
    } else {
        parts_of(ctx, card, ret);
    }
}

/* An application whose card has not come: as long as a person is known after a card. */
static void kept_of_application(const struct view *v, const struct context *ctx, const struct application *row, struct kept *ret)
{
    *ret = (struct kept){ .subject = row->card_id.v };
    if (is_forgotten(v, &row->application_id))
        return;
    ret->what = KEPT_DATA_NAME_AND_APPLICATION;
    ret->since = row->applied_on;
    ret->due_on = due_of(ctx, KEPT_DATA_PERSON, row->applied_on);
}

static bool next(const struct view *v, const struct context *ctx, uint64_t from, struct kept *ret)
{
    struct row_scan cards = card_scan(v, 0, &(struct card){ .card_id = { from } });
    struct row_scan applications = application_scan(v, 0, &(struct application){ .card_id = { from } });
    struct application application;
    struct card card;
    bool has_card = card_next(&cards, &card), has_application = application_next(&applications, &application);

    if (has_card && (!has_application || card.card_id.v <= application.card_id.v))
        kept_of_card(v, ctx, &card, ret);
    else if (has_application)
        kept_of_application(v, ctx, &application, ret);
    return has_card || has_application;
}

/* ---- Erasing ---------------------------------------------------------------------------------- */

static void state_rest(const struct view *v, const struct card *card, enum kept_data erased, const struct holder *holder, struct decision *out)
{
    struct holder_reduced_open ev = { .card_id = card->card_id, .erased = erased };
    struct application application;
    struct hold_case hold;

    ev.rest = (struct holder_rest){ .kana = holder->kana, .birth_date = holder->birth_date, .notice_number = holder->notice_number,
                                    .expires_on = holder->expires_on };
    if (erased == KEPT_DATA_ADDRESS) {
        ev.rest.name = holder->name;
        ev.rest.alias = holder->alias;
        ev.rest.note = holder->note;
        ev.rest.application_id = holder->application_id;
        ev.rest.applied_on = holder->applied_on;
        if (application_find(v, card->card_id, &application) && !open_text(v, &application.application_id, "application_id", &ev.application_id))
            ev.application_id = (struct text){ NULL, 0 };
    }
    if (hold_case_find(v, card->card_id, &hold) && hold.note.subject != 0 && !open_text(v, &hold.note, "note", &ev.note))
        ev.note = (struct text){ NULL, 0 };
    emit_holder_reduced(out, &ev);
}

static void erase(const struct view *v, const struct context *ctx, const struct kept *kept, struct decision *out)
{
    struct card card;
    struct holder holder;

    (void)ctx;
    if (card_find(v, (struct card_id){ kept->subject }, &card) && (kept->what == KEPT_DATA_ADDRESS || kept->what == KEPT_DATA_NAME_AND_APPLICATION) &&
        holder_of(v, &card, &holder))
        state_rest(v, &card, kept->what, &holder, out);
    else
        emit_holder_erased(out, &(struct holder_erased){ .card_id = { kept->subject }, .erased = kept->what });
}

static const struct kept_kind kinds[] = { { KEPT_DATA_ADDRESS, 60 }, { KEPT_DATA_NAME_AND_APPLICATION, 90 }, { KEPT_DATA_PERSON, 365 } };

const struct retention inventory_retention = { .kinds = kinds, .kind_count = sizeof kinds / sizeof *kinds, .next = next, .erase = erase };

/* ---- Rows ------------------------------------------------------------------------------------- */

void apply_holder_reduced(struct txn *t, const struct holder_reduced *ev)
{
    struct card card = card_row(t, ev->card_id);
    struct application application;
    struct hold_case hold;

    card.holder = ev->rest;
    card.erased = ev->erased;
    card_put(t, &card);
    if (ev->application_id.subject != 0 && application_find(view_of(t), ev->card_id, &application)) {
        application.application_id = ev->application_id;
        application_put(t, &application);
    }
    if (ev->note.subject != 0) {
        hold = hold_case_row(t, ev->card_id);
        hold.note = ev->note;
        hold_case_put(t, &hold);
    }
}

/* What stood there stays, as noise. */
void apply_holder_erased(struct txn *t, const struct holder_erased *ev)
{
    struct card card;

    if (!card_find(view_of(t), ev->card_id, &card))
        return;
    card.erased = ev->erased;
    card_put(t, &card);
}
