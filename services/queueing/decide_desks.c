/* Desks: which are open today. */
#include "state.h"

/* Whether the person can only do what the desk can. */
static bool lines_fit(const struct queue_desk *desk, const struct open_desk *cmd)
{
    for (uint32_t i = 0; i < cmd->lines.count; i++) {
        bool there = false;

        for (uint32_t k = 0; k < desk->lines.count; k++)
            there = there || same(desk->lines.at[k], cmd->lines.at[i]);
        if (!there)
            return false;
    }
    return true;
}

/* Whether that day was recorded and has come. */
static bool since(struct date recorded, struct date today)
{
    return recorded.v != 0 && recorded.v <= today.v;
}

enum refusal desk_refusal_of(const struct view *v, struct account_id account_id, struct date date)
{
    struct ready_person person = { 0 };

    (void)!ready_person_find(v, account_id, &person);
    if (!since(person.trained_on, date))
        return TRAINING_MISSING;
    if (!since(person.privacy_trained_on, date))
        return PRIVACY_TRAINING_MISSING;
    return since(person.pledged_on, date) ? REFUSAL_NONE : PLEDGE_MISSING;
}

/* A member of staff opens a desk for today.                                 Clause: §6, §9(3) */
void decide_open_desk(const struct view *v, const struct context *ctx, const struct open_desk *cmd, struct decision *out)
{
    enum refusal unready = desk_refusal_of(v, (struct account_id){ ctx->actor }, ctx->date);
    struct business_day day;
    struct desk desk;

    if (!today(v, &day)) refuse(out, DAY_NOT_OPEN);
    else if (desk_of(ctx->config, cmd->desk_id) == NULL) refuse(out, NO_SUCH_DESK);
    else if (desk_open_today(v, cmd->desk_id, &desk)) refuse(out, DESK_ALREADY_OPEN);
    else if (!lines_fit(desk_of(ctx->config, cmd->desk_id), cmd)) refuse(out, LINE_NOT_OF_DESK);
    else if (unready != REFUSAL_NONE) refuse(out, unready);
    else
        emit_desk_opened(out, &(struct desk_opened){
            .desk_id = cmd->desk_id, .date = day.date, .account_id = { ctx->actor },
            .lines = { .at = cmd->lines.at, .count = cmd->lines.count }, .at_us = ctx->now_us });
}

/* A desk closes once its guest has gone.                                    Clause: §6 */
void decide_close_desk(const struct view *v, const struct context *ctx, const struct close_desk *cmd, struct decision *out)
{
    struct desk desk;

    if (desk_of(ctx->config, cmd->desk_id) == NULL) refuse(out, NO_SUCH_DESK);
    else if (!desk_open_today(v, cmd->desk_id, &desk)) refuse(out, DESK_CLOSED);
    else if (is_set(desk.serving)) refuse(out, DESK_BUSY);
    else
        emit_desk_closed(out, &(struct desk_closed){ .desk_id = cmd->desk_id });
}
