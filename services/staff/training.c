/* Trainings and pledges. Keeps true: after each record queueing has been told from which day on the
 * person may take a desk; nothing is overwritten in the log. Does not judge who works at a desk: queueing does. */
#include "state.h"

enum { PAGE = 100 };

static void take_first(struct desk_readiness_changed *days, enum training_kind kind, struct date held_on)
{
    struct date *first = kind == TRAINING_KIND_WORK ? &days->trained_on : kind == TRAINING_KIND_PRIVACY ? &days->privacy_trained_on : NULL;

    if (first != NULL && held_on.v != 0 && (first->v == 0 || held_on.v < first->v))
        *first = held_on;
}

/* The days of a person with this record, which stands for the row of its number where there is one already. */
static struct desk_readiness_changed readiness_with(const struct view *v, const struct training *fresh)
{
    struct desk_readiness_changed ret = { .account_id = fresh->account_id };
    struct row_scan scan = training_scan(v, 1, &(struct training){ .account_id = fresh->account_id });
    struct training row;
    struct pledge pledge;

    take_first(&ret, fresh->kind, fresh->held_on);
    while (training_next(&scan, &row))
        if (row.record_id.v != fresh->record_id.v)
            take_first(&ret, row.kind, row.held_on);
    if (pledge_find(v, fresh->account_id, &pledge))
        ret.pledged_on = pledge.pledged_on;
    return ret;
}

/* Why this cannot be recorded about somebody; REFUSAL_NONE: it can. */
static enum refusal record_refusal(const struct context *ctx, struct account_id about, struct date on)
{
    if (about.v == ctx->actor)
        return NOT_FOR_ONESELF;
    return on.v > ctx->date.v ? IN_THE_FUTURE : REFUSAL_NONE;
}

/* ---- Training -------------------------------------------------------------------------- */

/* Somebody has had a training.                                              Clause: §9(3) */
void decide_record_training(const struct view *v, const struct context *ctx, const struct record_training *cmd, struct decision *out)
{
    enum refusal why = record_refusal(ctx, cmd->account_id, cmd->held_on);
    struct account account;
    struct manual manual;

    if (!account_find(v, cmd->account_id, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (why != REFUSAL_NONE) refuse(out, why);
    else if (cmd->manual_version.len > 0 && !manual_find(v, cmd->manual_version, &manual)) refuse(out, NO_SUCH_MANUAL);
    else {
        struct training row = { .account_id = cmd->account_id, .record_id = { next_id(out) }, .kind = cmd->kind, .held_on = cmd->held_on };
        struct desk_readiness_changed readiness = readiness_with(v, &row);

        emit_training_recorded(out, &(struct training_recorded){
            .record_id = row.record_id, .account_id = cmd->account_id, .kind = cmd->kind, .held_on = cmd->held_on,
            .manual_version = cmd->manual_version, .subject = cmd->subject });
        emit_desk_readiness_changed(out, &readiness);
        result_record_training(out, &(struct record_training_result){ .record_id = row.record_id });
    }
}

/* It was on another day, or not at all.                                     Clause: §9(3) */
void decide_correct_training(const struct view *v, const struct context *ctx, const struct correct_training *cmd, struct decision *out)
{
    enum refusal why = record_refusal(ctx, cmd->account_id, cmd->held_on);
    struct training row;

    if (!training_find(v, cmd->account_id, cmd->record_id, &row)) refuse(out, NO_SUCH_TRAINING);
    else if (why != REFUSAL_NONE) refuse(out, why);
    else {
        row.held_on = cmd->held_on;
        struct desk_readiness_changed readiness = readiness_with(v, &row);

        emit_training_corrected(out, &(struct training_corrected){
            .record_id = cmd->record_id, .account_id = cmd->account_id, .held_on = cmd->held_on, .reason = cmd->reason, .by = { ctx->actor } });
        emit_desk_readiness_changed(out, &readiness);
    }
}

/* ---- The pledge ------------------------------------------------------------------------ */

static void state_pledge(const struct view *v, struct account_id account_id, struct date pledged_on, struct decision *out)
{
    struct desk_days known = { 0 };

    (void)!desk_days_find(v, account_id, &known);
    emit_desk_readiness_changed(out, &(struct desk_readiness_changed){
        .account_id = account_id, .trained_on = known.trained_on, .privacy_trained_on = known.privacy_trained_on, .pledged_on = pledged_on });
}

/* Somebody has handed in the pledge of confidentiality.                     Clause: §9(3) */
void decide_record_pledge(const struct view *v, const struct context *ctx, const struct record_pledge *cmd, struct decision *out)
{
    enum refusal why = record_refusal(ctx, cmd->account_id, cmd->pledged_on);
    struct account account;
    struct pledge pledge;

    if (!account_find(v, cmd->account_id, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (why != REFUSAL_NONE) refuse(out, why);
    else if (pledge_find(v, cmd->account_id, &pledge) && pledge.pledged_on.v != 0) refuse(out, PLEDGE_RECORDED_ALREADY);
    else {
        emit_pledge_recorded(out, &(struct pledge_recorded){ .account_id = cmd->account_id, .pledged_on = cmd->pledged_on });
        state_pledge(v, cmd->account_id, cmd->pledged_on, out);
    }
}

/* It came on another day, or not at all.                                    Clause: §9(3) */
void decide_correct_pledge(const struct view *v, const struct context *ctx, const struct correct_pledge *cmd, struct decision *out)
{
    enum refusal why = record_refusal(ctx, cmd->account_id, cmd->pledged_on);
    struct pledge pledge;

    if (!pledge_find(v, cmd->account_id, &pledge)) refuse(out, NO_PLEDGE);
    else if (why != REFUSAL_NONE) refuse(out, why);
    else {
        emit_pledge_corrected(out, &(struct pledge_corrected){
            .account_id = cmd->account_id, .pledged_on = cmd->pledged_on, .reason = cmd->reason, .by = { ctx->actor } });
        state_pledge(v, cmd->account_id, cmd->pledged_on, out);
    }
}

/* ---- Rows ------------------------------------------------------------------------------ */

void apply_training_recorded(struct txn *t, const struct training_recorded *ev)
{
    training_put(t, &(struct training){
        .account_id = ev->account_id, .record_id = ev->record_id, .kind = ev->kind, .held_on = ev->held_on,
        .manual_version = ev->manual_version, .subject = ev->subject });
}

void apply_training_corrected(struct txn *t, const struct training_corrected *ev)
{
    struct training row = training_row(t, ev->account_id, ev->record_id);

    row.held_on = ev->held_on;
    row.corrected_by = ev->by;
    row.reason = ev->reason;
    training_put(t, &row);
}

void apply_pledge_recorded(struct txn *t, const struct pledge_recorded *ev)
{
    pledge_put(t, &(struct pledge){ .account_id = ev->account_id, .pledged_on = ev->pledged_on });
}

void apply_pledge_corrected(struct txn *t, const struct pledge_corrected *ev)
{
    pledge_put(t, &(struct pledge){ .account_id = ev->account_id, .pledged_on = ev->pledged_on, .corrected_by = ev->by, .reason = ev->reason });
}

void apply_desk_readiness_changed(struct txn *t, const struct desk_readiness_changed *ev)
{
    desk_days_put(t, &(struct desk_days){
        .account_id = ev->account_id, .trained_on = ev->trained_on, .privacy_trained_on = ev->privacy_trained_on, .pledged_on = ev->pledged_on });
}

/* ---- Reads ----------------------------------------------------------------------------- */

static bool has_come(struct date recorded, struct date today)
{
    return recorded.v != 0 && recorded.v <= today.v;
}

static struct desk_readiness readiness_of(const struct view *v, const struct account *account, struct date today)
{
    struct desk_days days = { 0 };

    (void)!desk_days_find(v, account->account_id, &days);
    return (struct desk_readiness){
        .account_id = account->account_id, .name = account->name, .role = account->role,
        .trained_on = days.trained_on, .privacy_trained_on = days.privacy_trained_on, .pledged_on = days.pledged_on,
        .ready = has_come(days.trained_on, today) && has_come(days.privacy_trained_on, today) && has_come(days.pledged_on, today) };
}

enum refusal answer_readiness(const struct view *v, const struct context *ctx, const struct readiness *query, struct readiness_result *ret)
{
    struct desk_readiness *page = arena_take(view_arena(v), PAGE * sizeof *page);
    struct row_scan scan = account_scan(v, 0, &(struct account){ .account_id = { query->after.v + 1 } });
    struct account account;
    uint32_t count = 0;

    ret->more = false;
    while (!ret->more && account_next(&scan, &account)) {
        if (account.revoked)
            continue;
        if (count == PAGE)
            ret->more = true;
        else
            page[count++] = readiness_of(v, &account, ctx->date);
    }
    ret->people.at = page;
    ret->people.count = count;
    return REFUSAL_NONE;
}

enum refusal answer_trainings(const struct view *v, const struct context *ctx, const struct trainings *query, struct trainings_result *ret)
{
    struct training_held *page = arena_take(view_arena(v), PAGE * sizeof *page);
    struct row_scan scan = training_scan(v, 1, &(struct training){ .account_id = query->account_id, .record_id = { query->after.v + 1 } });
    struct account account;
    struct training row;
    struct pledge pledge = { 0 };
    uint32_t count = 0;

    (void)ctx;
    if (!account_find(v, query->account_id, &account))
        return NO_SUCH_ACCOUNT;
    ret->more = false;
    while (!ret->more && training_next(&scan, &row)) {
        if (count == PAGE)
            ret->more = true;
        else
            page[count++] = (struct training_held){
                .record_id = row.record_id, .kind = row.kind, .held_on = row.held_on, .manual_version = row.manual_version,
                .subject = row.subject, .corrected_by = row.corrected_by, .reason = row.reason };
    }
    ret->trainings.at = page;
    ret->trainings.count = count;
    (void)!pledge_find(v, query->account_id, &pledge);
    ret->pledged_on = pledge.pledged_on;
    ret->pledge_corrected_by = pledge.corrected_by;
    ret->pledge_reason = pledge.reason;
    return REFUSAL_NONE;
}
