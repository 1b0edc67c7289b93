/* Decisions about accounts and logins. Passwords arrive checked: the slow work was done before the
 * step (service.c). Who guesses learns nothing from an answer: an unknown name, a wrong password and
 * a revoked account are one refusal. */
#include "state.h"

/* An account for one person.                                                Clause: §8⑥ */
void decide_create_account(const struct view *v, const struct context *ctx, const struct create_account *cmd, struct decision *out)
{
    struct account_by_name taken;

    must(ctx->checked && ctx->check_output.len > 0);
    if (ctx->role == ROLE_SYSTEM && any_account(v)) refuse(out, FIRST_ACCOUNT_EXISTS);
    else if (account_by_name_find(v, cmd->name, &taken)) refuse(out, NAME_TAKEN);
    else {
        struct account_id account_id = { next_id(out) };

        emit_account_created(out, &(struct account_created_open){
            .account_id = account_id, .name = cmd->name, .display_name = cmd->display_name, .role = cmd->role,
            .password_hash = { (const char *)ctx->check_output.at, ctx->check_output.len } });
        result_create_account(out, &(struct create_account_result){ .account_id = account_id });
    }
}

/* A ticket for who knows name and password.                                 Clause: §8⑥ */
void decide_login(const struct view *v, const struct context *ctx, const struct login *cmd, struct decision *out)
{
    struct account account;

    must(ctx->checked);
    if (!account_named(v, cmd->name, &account) || !ctx->check_passed || account.revoked) refuse(out, BAD_CREDENTIALS);
    else {
        uint64_t expires_at_us = ticket_end(ctx);

        emit_logged_in(out, &(struct logged_in){
            .account_id = account.account_id, .terminal = ctx->terminal, .at_us = ctx->now_us,
            .expires_at_us = expires_at_us, .revocation = account.revocation });
        result_login(out, &(struct login_result){
            .account_id = account.account_id, .role = account.role, .expires_at_us = expires_at_us });
    }
}

void show_login(const struct view *v, const struct context *ctx, const struct login *cmd,
                const struct login_result *result, struct login_shown *ret_shown)
{
    (void)cmd;
    ret_shown->ticket = ticket_made(v, ctx, result->account_id, result->expires_at_us);
}

/* Another ticket before the running one ends.                               Clause: §8⑥ */
void decide_renew_ticket(const struct view *v, const struct context *ctx, const struct renew_ticket *cmd, struct decision *out)
{
    const struct staff_config *config = ctx->config;
    const struct account_id own = { ctx->actor };
    struct account account;
    struct session session;

    (void)cmd;
    if (!account_find(v, own, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (account.revoked) refuse(out, ALREADY_REVOKED);
    else if (!session_find(v, own, ctx->terminal, &session)
             || ctx->now_us >= session.began_at_us + config->session_minutes * US_PER_MINUTE) refuse(out, SESSION_TOO_OLD);
    else {
        uint64_t expires_at_us = ticket_end(ctx);

        emit_session_renewed(out, &(struct session_renewed){
            .account_id = own, .terminal = ctx->terminal, .expires_at_us = expires_at_us });
        result_renew_ticket(out, &(struct renew_ticket_result){ .expires_at_us = expires_at_us });
    }
}

/* Goes for the day.                                                         Clause: §5(5) */
void decide_clock_out(const struct view *v, const struct context *ctx, const struct clock_out *cmd, struct decision *out)
{
    const struct account_id own = { ctx->actor };
    struct account account;

    (void)cmd;
    if (!account_find(v, own, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else emit_clocked_out(out, &(struct clocked_out){ .account_id = own, .at_us = ctx->now_us });
}

void show_renew_ticket(const struct view *v, const struct context *ctx, const struct renew_ticket *cmd,
                       const struct renew_ticket_result *result, struct renew_ticket_shown *ret_shown)
{
    (void)cmd;
    ret_shown->ticket = ticket_made(v, ctx, (struct account_id){ ctx->actor }, result->expires_at_us);
}

/* Ends an account and its tickets everywhere.                               Clause: §8⑥ */
void decide_revoke_account(const struct view *v, const struct context *ctx, const struct revoke_account *cmd, struct decision *out)
{
    struct account account;

    if (!account_find(v, cmd->account_id, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (cmd->account_id.v == ctx->actor) refuse(out, OWN_ACCOUNT);
    else if (account.revoked) refuse(out, ALREADY_REVOKED);
    else
        emit_account_revoked(out, &(struct account_revoked){
            .account_id = account.account_id, .revocation = account.revocation + 1 });
}
