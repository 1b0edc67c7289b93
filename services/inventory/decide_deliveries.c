/* Taking in a delivery: begin, rows in parts, commit or abort, inspection by two persons.
 * Rows staged and not committed are invisible, so a broken import leaves nothing behind. */
#include "opening.h"
#include "search.h"

/* Has a list with this number or these bytes been taken in, or is it being taken in? */
static bool already_here(const struct view *v, const struct begin_delivery *cmd)
{
    struct delivery_by_number number;
    struct delivery_by_file file;

    return delivery_by_number_find(v, cmd->delivery_number, &number) || delivery_by_file_find(v, cmd->file_sha256, &file);
}

/* Cards that came without a list: counted by two, in the book at once.      Clause: §5(2)① */
void decide_receive_without_list(const struct view *v, const struct context *ctx, const struct receive_without_list *cmd, struct decision *out)
{
    struct delivery_id id;

    if (custody_closed(v, ctx->date)) {
        refuse(out, CUSTODY_CLOSED);
        return;
    }
    id = (struct delivery_id){ next_id(out) };
    emit_box_received(out, &(struct box_received){
        .delivery_id = id, .delivery_number = text_format(decision_arena(out), "NOLIST-%llu", (unsigned long long)id_sequence(id.v)),
        .box = cmd->box, .counted = cmd->counted, .received_on = ctx->date, .at_us = ctx->now_us, .by = { ctx->actor }, .second = { ctx->second } });
    result_receive_without_list(out, &(struct receive_without_list_result){ .delivery_id = id });
}

/* Is this the list of a box that waits for one? A card of it that is not on the list would be nobody's. */
static enum refusal received_refused(const struct view *v, const struct begin_delivery *cmd)
{
    struct delivery box;

    if (!is_set(cmd->received))
        return REFUSAL_NONE;
    if (cmd->kind == DELIVERY_KIND_OPENING || !delivery_find(v, cmd->received, &box) || box.state != DELIVERY_STATE_RECEIVED || is_set(box.list))
        return NOT_WAITING_FOR_LIST;
    return cmd->row_count < box.row_count ? ROW_COUNT_DIFFERS : REFUSAL_NONE;
}

/* Starts taking in a list.                                               Clause: §5(2)① */
void decide_begin_delivery(const struct view *v, const struct context *ctx, const struct begin_delivery *cmd, struct decision *out)
{
    enum refusal why = received_refused(v, cmd);
    struct delivery_id id;

    if (custody_closed(v, ctx->date)) {
        refuse(out, CUSTODY_CLOSED);
    } else if (already_here(v, cmd)) {
        refuse(out, DELIVERY_ALREADY_HERE);
    } else if (why != REFUSAL_NONE) {
        refuse(out, why);
    } else {
        id = (struct delivery_id){ next_id(out) };
        emit_delivery_begun(out, &(struct delivery_begun){
            .delivery_id = id, .delivery_number = cmd->delivery_number, .file_sha256 = cmd->file_sha256, .row_count = cmd->row_count,
            .kind = cmd->kind, .received = cmd->received });
        result_begin_delivery(out, &(struct begin_delivery_result){ .delivery_id = id });
    }
}

/* Index of the first row that does not come after the one before; count when all do. */
static uint32_t row_out_of_order(const struct add_delivery_rows *cmd, uint64_t last_line)
{
    uint32_t i;

    for (i = 0; i < cmd->rows.count && cmd->rows.at[i].line > last_line; i++)
        last_line = cmd->rows.at[i].line;
    return i;
}

/* Index of the first row whose notice number another card has, here or earlier in the same rows. */
static uint32_t row_duplicated(const struct view *v, const struct add_delivery_rows *cmd)
{
    struct card card;

    for (uint32_t i = 0; i < cmd->rows.count; i++) {
        struct text number = cmd->rows.at[i].holder.notice_number;

        if (card_of_notice(v, number, true, &card))
            return i;
        for (uint32_t earlier = 0; earlier < i; earlier++)
            if (notice_numbers_same(number, cmd->rows.at[earlier].holder.notice_number))
                return i;
    }
    return cmd->rows.count;
}

static const char *row_path(struct decision *out, uint32_t index, const char *field)
{
    return text_format(decision_arena(out), "rows[%u].%s", index, field).at;
}

/* A card applied for here keeps the id it had; another row with the same application gets one of its own. */
static struct card_id id_for(const struct view *v, const struct delivery_row *row, const struct staged_row *rows, uint32_t before, struct decision *out)
{
    struct card_id applied = application_waiting(v, row->holder.application_id);

    for (uint32_t i = 0; i < before; i++)
        if (is_set(applied) && same(rows[i].card_id, applied))
            applied = (struct card_id){ 0 };
    return is_set(applied) ? applied : (struct card_id){ next_id(out) };
}

static void emit_rows(const struct view *v, const struct context *ctx, const struct delivery *delivery, const struct add_delivery_rows *cmd,
                      struct decision *out)
{
    const struct inventory_config *config = ctx->config;
    struct staged_row *rows = arena_take(decision_arena(out), cmd->rows.count * sizeof *rows);

    for (uint32_t i = 0; i < cmd->rows.count; i++) {
        const struct delivery_row *row = &cmd->rows.at[i];

        rows[i] = (struct staged_row){ .card_id = id_for(v, row, rows, i, out), .line = row->line, .box = row->box, .serial = row->serial,
                                       .application_kind = row->application_kind, .holder = row->holder };
        if (delivery->kind == DELIVERY_KIND_OPENING)
            opening_fill(v, ctx, row, &rows[i]);
        if (!config->keep_address)
            rows[i].holder.postal_code = rows[i].holder.address = rows[i].holder.address_detail = (struct text){ NULL, 0 };
    }
    emit_delivery_rows_staged(out, &(struct delivery_rows_staged_open){
        .delivery_id = cmd->delivery_id, .rows = { .at = rows, .count = cmd->rows.count } });
}

/* Index of the first row with a status or dates it cannot have. */
static uint32_t row_not_opening(const struct context *ctx, const struct delivery *delivery, const struct add_delivery_rows *cmd, enum refusal *ret_why,
                                const char **ret_field)
{
    uint32_t i;

    for (i = 0; i < cmd->rows.count; i++)
        if ((*ret_why = opening_refused(ctx, delivery, &cmd->rows.at[i], ret_field)) != REFUSAL_NONE)
            break;
    return i;
}

/* The next rows of a list.                                               Clause: §5(2)① */
void decide_add_delivery_rows(const struct view *v, const struct context *ctx, const struct add_delivery_rows *cmd, struct decision *out)
{
    enum refusal why = REFUSAL_NONE;
    const char *field = NULL;
    struct delivery delivery;
    uint32_t row;

    if (!delivery_find(v, cmd->delivery_id, &delivery)) {
        refuse(out, NO_SUCH_DELIVERY);
    } else if (delivery.state != DELIVERY_STATE_STAGING) {
        refuse(out, DELIVERY_NOT_OPEN);
    } else if (cmd->rows.count == 0) {
        refuse(out, ROWS_MISSING);
    } else if (delivery.staged + cmd->rows.count > delivery.row_count) {
        refuse(out, TOO_MANY_ROWS);
    } else if ((row = row_out_of_order(cmd, delivery.last_line)) < cmd->rows.count) {
        refuse_at(out, LINE_OUT_OF_ORDER, row_path(out, row, "line"));
    } else if ((row = row_duplicated(v, cmd)) < cmd->rows.count) {
        refuse_at(out, DUPLICATE_NOTICE_NUMBER, row_path(out, row, "holder.notice_number"));
    } else if ((row = row_not_opening(ctx, &delivery, cmd, &why, &field)) < cmd->rows.count) {
        refuse_at(out, why, row_path(out, row, field));
    } else {
        emit_rows(v, ctx, &delivery, cmd, out);
        result_add_delivery_rows(out, &(struct add_delivery_rows_result){ .staged = delivery.staged + cmd->rows.count });
    }
}

/* All rows are here: one event makes the cards exist.                    Clause: §5(2)① */
void decide_commit_delivery(const struct view *v, const struct context *ctx, const struct commit_delivery *cmd, struct decision *out)
{
    struct delivery delivery, box;

    if (custody_closed(v, ctx->date))
        refuse(out, CUSTODY_CLOSED);
    else if (!delivery_find(v, cmd->delivery_id, &delivery))
        refuse(out, NO_SUCH_DELIVERY);
    else if (delivery.state != DELIVERY_STATE_STAGING)
        refuse(out, DELIVERY_NOT_OPEN);
    else if (delivery.staged != delivery.row_count)
        refuse(out, ROW_COUNT_DIFFERS);
    else if (delivery.kind == DELIVERY_KIND_OPENING)
        emit_opening_taken_over(out, &(struct opening_taken_over){
            .delivery_id = cmd->delivery_id, .card_count = delivery.staged, .taken_on = ctx->date, .at_us = ctx->now_us, .by = { ctx->actor } });
    else
        emit_delivery_arrived(out, &(struct delivery_arrived){
            .delivery_id = cmd->delivery_id, .card_count = delivery.staged, .arrived_on = ctx->date, .at_us = ctx->now_us, .by = { ctx->actor },
            .received = delivery.received, .received_count = delivery_find(v, delivery.received, &box) ? box.row_count : 0 });
}

/* Gives up taking in a list.                                             Clause: §5(2)① */
void decide_abort_delivery(const struct view *v, const struct context *ctx, const struct abort_delivery *cmd, struct decision *out)
{
    struct delivery delivery;

    (void)ctx;
    if (!delivery_find(v, cmd->delivery_id, &delivery))
        refuse(out, NO_SUCH_DELIVERY);
    else if (delivery.state != DELIVERY_STATE_STAGING)
        refuse(out, DELIVERY_NOT_OPEN);
    else
        emit_delivery_aborted(out, &(struct delivery_aborted){ .delivery_id = cmd->delivery_id });
}

/* Two persons counted the cards and paired them with their notices.      Clause: §5(2)① */
void decide_inspect_delivery(const struct view *v, const struct context *ctx, const struct inspect_delivery *cmd, struct decision *out)
{
    struct delivery delivery;

    if (custody_closed(v, ctx->date))
        refuse(out, CUSTODY_CLOSED);
    else if (!delivery_find(v, cmd->delivery_id, &delivery))
        refuse(out, NO_SUCH_DELIVERY);
    else if (delivery.state == DELIVERY_STATE_INSPECTED)
        refuse(out, ALREADY_INSPECTED);
    else if (delivery.state != DELIVERY_STATE_ARRIVED)
        refuse(out, NOT_ARRIVED);
    else if (cmd->counted != delivery_in_hand(&delivery))      /* one that is missing already cannot be counted */
        refuse(out, COUNT_DIFFERS);
    else
        emit_delivery_inspected(out, &(struct delivery_inspected){
            .delivery_id = cmd->delivery_id, .counted = cmd->counted, .at_us = ctx->now_us, .by = { ctx->actor }, .second = { ctx->second } });
}
