/* People come, move to another post, and leave. */
#include "state.h"

/* An account for one person.                                                Clause: §8⑥ */
void decide_create_account(const struct view *v, const struct context *ctx, const struct create_account *cmd, struct decision *out)
{
    const struct staff_config *config = ctx->config;
    struct account_by_name taken;

    must(ctx->checked && ctx->check_output.len > 0);
    if (ctx->role == ROLE_SYSTEM && any_account(v)) refuse(out, FIRST_ACCOUNT_EXISTS);
    else if (account_by_name_find(v, cmd->name, &taken)) refuse(out, NAME_TAKEN);
    else if (password_taken(out, config, cmd->role, cmd->name, cmd->display_name, cmd->password)) {
        struct account_id account_id = { next_id(out) };

        emit_account_created(out, &(struct account_created_open){
            .account_id = account_id, .name = cmd->name, .display_name = cmd->display_name, .role = cmd->role,
            .password_hash = { (const char *)ctx->check_output.at, ctx->check_output.len }, .starts_on = cmd->starts_on });
        if (config->first_password == FIRST_PASSWORD_CHANGED)
            emit_first_password_set(out, &(struct first_password_set){ .account_id = account_id });
        result_create_account(out, &(struct create_account_result){ .account_id = account_id });
    }
}

/* Another post: two service managers.                                       Clause: §8⑥ */
void decide_change_role(const struct view *v, const struct context *ctx, const struct change_role *cmd, struct decision *out)
{
    struct account account;

    if (!account_find(v, cmd->account_id, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (cmd->account_id.v == ctx->actor || cmd->account_id.v == ctx->second) refuse(out, OWN_ACCOUNT);
    else if (account.revoked) refuse(out, ALREADY_REVOKED);
    else if (account.role == cmd->role) refuse(out, SAME_ROLE);
    else {
        end_sessions(v, ctx, account.account_id, (struct text){ 0 }, SESSION_END_ROLE, out);
        emit_role_changed(out, &(struct role_changed){ .account_id = account.account_id, .role = cmd->role, .revocation = account.revocation + 1 });
    }
}

/* The last day of somebody who leaves.                                      Clause: §8⑥ */
void decide_set_last_day(const struct view *v, const struct context *ctx, const struct set_last_day *cmd, struct decision *out)
{
    struct account account;

    if (!account_find(v, cmd->account_id, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (account.revoked) refuse(out, ALREADY_REVOKED);
    else if (cmd->last_day.v < tokyo_date(ctx->now_us).v) refuse(out, DAY_PAST);
    else
        emit_last_day_set(out, &(struct last_day_set){
            .account_id = account.account_id, .last_day = cmd->last_day, .ends_at_us = tokyo_us(cmd->last_day, 1440) });
}

static void end_account(const struct view *v, const struct context *ctx, const struct account *account, struct decision *out)
{
    end_sessions(v, ctx, account->account_id, (struct text){ 0 }, SESSION_END_REVOKED, out);
    emit_account_revoked(out, &(struct account_revoked){
        .account_id = account->account_id, .revocation = account->revocation + 1,
        .last_day = ctx->cause == CAUSE_TIMER ? account->last_day : tokyo_date(ctx->now_us) });
}

/* Ends an account and its tickets everywhere.                               Clause: §8⑥ */
void decide_revoke_account(const struct view *v, const struct context *ctx, const struct revoke_account *cmd, struct decision *out)
{
    struct account account;

    if (!account_find(v, cmd->account_id, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (cmd->account_id.v == ctx->actor) refuse(out, OWN_ACCOUNT);
    else if (account.revoked) refuse(out, ALREADY_REVOKED);
    else end_account(v, ctx, &account, out);
}

/* The last day is over. */
void due_leaving(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out)
{
    struct account account;

    if (account_find(v, (struct account_id){ key }, &account))
        end_account(v, ctx, &account, out);
}
