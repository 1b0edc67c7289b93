/* Passwords: changed by their person, or set anew by the service manager for who has forgotten it. */
#include "state.h"

static struct text opened_name(const struct view *v, const struct account *account)
{
    struct text name = { 0 };

    return open_text(v, &account->display_name, "display_name", &name) ? name : (struct text){ 0 };
}

static void set_password(const struct context *ctx, struct account_id account_id, struct decision *out)
{
    must(ctx->checked && ctx->check_output.len > 0);
    emit_password_set(out, &(struct password_set_open){
        .account_id = account_id, .password_hash = { (const char *)ctx->check_output.at, ctx->check_output.len } });
}

/* The own password; the present one is asked for again.                     Clause: §8⑥ */
void decide_change_password(const struct view *v, const struct context *ctx, const struct change_password *cmd, struct decision *out)
{
    struct account_id own = { ctx->actor };
    struct account account;
    struct bytes tag;

    if (!account_find(v, own, &account)) {
        refuse(out, BAD_CREDENTIALS);
        return;
    }
    tag = tag_of(v, "name", account.name);
    if (ctx->check_skipped || login_waits(v, tag, ctx->terminal, ctx->now_us)) refuse_waiting(v, tag, ctx, out);
    else if (!ctx->check_passed) {
        refuse_stating(out, BAD_CREDENTIALS);
        emit_login_failed(out, &(struct login_failed){ .name_tag = tag, .account_id = own, .terminal = ctx->terminal, .at_us = ctx->now_us, .form = LOGIN_FORM_PASSWORD });
    }
    else if (text_equal(cmd->password, cmd->new_password)) refuse(out, PASSWORD_SAME);
    else if (password_taken(out, ctx->config, account.role, account.name, opened_name(v, &account), cmd->new_password)) {
        end_sessions(v, ctx, own, ctx->terminal, SESSION_END_PASSWORD, out);
        clear_failures(v, tag, ctx->terminal, out);
        set_password(ctx, own, out);
    }
}

/* A new first password.                                                     Clause: §8⑥ */
void decide_reset_password(const struct view *v, const struct context *ctx, const struct reset_password *cmd, struct decision *out)
{
    struct account account;

    if (!account_find(v, cmd->account_id, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (cmd->account_id.v == ctx->actor) refuse(out, OWN_ACCOUNT);
    else if (account.revoked) refuse(out, ALREADY_REVOKED);
    else if (password_taken(out, ctx->config, account.role, account.name, opened_name(v, &account), cmd->password)) {
        end_sessions(v, ctx, account.account_id, (struct text){ 0 }, SESSION_END_PASSWORD, out);
        clear_failures(v, tag_of(v, "name", account.name), (struct text){ 0 }, out);
        set_password(ctx, account.account_id, out);
        emit_first_password_set(out, &(struct first_password_set){ .account_id = account.account_id });
    }
}

/* ---- Rows ------------------------------------------------------------------------------ */

void apply_password_set(struct txn *t, const struct password_set *ev)
{
    struct account account = account_row(t, ev->account_id);

    account.password_hash = ev->password_hash;
    account.first_password = false;
    account_put(t, &account);
}

void apply_first_password_set(struct txn *t, const struct first_password_set *ev)
{
    struct account account = account_row(t, ev->account_id);

    account.first_password = true;
    account_put(t, &account);
}
