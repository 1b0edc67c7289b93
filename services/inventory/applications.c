/* Cards that were applied for here and have not come. Keeps true: an application has one card id from the beginning; the list that
 * brings the card uses it, and one that is given up leaves the application as it was. */
#include "search.h"

#define LINES_A_PAGE 100u
#define ROWS_LOOKED_AT 500u        /* a page looks at no more (10 ms) */

/* Applied for at the counter, by post, …                                  Clause: §5(1)① */
void decide_register_application(const struct view *v, const struct context *ctx, const struct register_application *cmd, struct decision *out)
{
    struct card_id card;

    if (is_set(application_of(v, cmd->application_id))) {
        refuse(out, APPLICATION_KNOWN);
    } else if (cmd->applied_on.v > ctx->date.v) {
        refuse(out, DATE_IN_FUTURE);
    } else {
        card = (struct card_id){ next_id(out) };
        emit_card_applied(out, &(struct card_applied_open){
            .card_id = card, .application_id = cmd->application_id, .application_kind = cmd->application_kind, .channel = cmd->channel,
            .applied_on = cmd->applied_on, .at_us = ctx->now_us, .by = { ctx->actor } });
        result_register_application(out, &(struct register_application_result){ .card_id = card });
    }
}

void apply_card_applied(struct txn *t, const struct card_applied *ev)
{
    application_put(t, &(struct application){
        .card_id = ev->card_id, .application_id = ev->application_id, .application_kind = ev->application_kind, .channel = ev->channel,
        .applied_on = ev->applied_on, .at_us = ev->at_us, .by = ev->by });
}

enum refusal answer_open_applications(const struct view *v, const struct context *ctx, const struct open_applications *q,
                                      struct open_applications_result *ret)
{
    struct row_scan scan = application_scan(v, 0, &(struct application){ .card_id = { q->after_card.v + 1 } });
    struct application_line *list = arena_take(view_arena(v), LINES_A_PAGE * sizeof *list);
    struct card_id last = q->after_card;
    struct application row;
    struct card card;
    uint32_t count = 0;

    (void)ctx;
    *ret = (struct open_applications_result){ 0 };
    for (uint32_t looked = 0; application_next(&scan, &row); looked++) {
        if (looked == ROWS_LOOKED_AT || count == LINES_A_PAGE) {
            ret->next_card = last;
            break;
        }
        last = row.card_id;
        if (!card_here(v, row.card_id, &card))
            list[count++] = (struct application_line){ .card_id = row.card_id, .application_kind = row.application_kind, .channel = row.channel,
                                                       .applied_on = row.applied_on, .at_us = row.at_us, .by = row.by };
    }
    ret->applications.at = list;
    ret->applications.count = count;
    return REFUSAL_NONE;
}
