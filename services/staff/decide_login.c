/* Logins, with a password and perhaps a code, or with a badge and its PIN. The slow work was done before the step (service.c). Who
 * guesses learns nothing from an answer: unknown name, wrong password, wrong code, an account that has ended or not begun are
 * one refusal, and a name that does not exist waits like one that does. */
#include "state.h"

/* What was typed, and what it belongs to. */
struct attempt {
    struct bytes tag;
    bool known;                    /* there is such an account */
    struct account account;
    enum login_form form;
    struct text code;
};

static bool may_enter(const struct context *ctx, const struct account *account)
{
    return !account->revoked && (account->starts_on.v == 0 || account->starts_on.v <= tokyo_date(ctx->now_us).v);
}

/* A badge is for a role without a second factor: a number can be copied from a card. */
static enum factor factor_of(const struct view *v, const struct context *ctx, const struct attempt *attempt, struct second_factor_used *ret_used)
{
    if (attempt->form == LOGIN_FORM_BADGE)
        return needs_second_factor(ctx->config, attempt->account.role) ? FACTOR_WRONG : FACTOR_NONE;
    return factor_judge(v, ctx, attempt->account.account_id, attempt->code, ret_used);
}

static void fail(const struct context *ctx, const struct attempt *attempt, struct decision *out)
{
    refuse_stating(out, BAD_CREDENTIALS);
    emit_login_failed(out, &(struct login_failed){
        .name_tag = attempt->tag, .account_id = attempt->known ? attempt->account.account_id : (struct account_id){ 0 },
        .terminal = ctx->terminal, .at_us = ctx->now_us, .form = attempt->form });
}

/* True: let in, ret_end is when the ticket ends. */
static bool let_in(const struct view *v, const struct context *ctx, const struct attempt *attempt, struct decision *out, uint64_t *ret_end)
{
    struct second_factor_used used = { 0 };
    enum factor factor = FACTOR_NONE;
    struct session before;
    bool right;

    must(ctx->checked);
    if (ctx->check_skipped || login_waits(v, attempt->tag, ctx->terminal, ctx->now_us)) {
        refuse_waiting(v, attempt->tag, ctx, out);
        return false;
    }
    right = attempt->known && ctx->check_passed && may_enter(ctx, &attempt->account);
    if (right)
        factor = factor_of(v, ctx, attempt, &used);
    if (!right || factor == FACTOR_WRONG) {
        fail(ctx, attempt, out);
        return false;
    }
    *ret_end = ticket_end(ctx, ctx->now_us);
    /* A new login here is a new session: what is left of the one before is void. */
    if (session_open(v, attempt->account.account_id, ctx->terminal, &before))
        end_session(ctx, &before, SESSION_END_REPLACED, out);
    clear_failures(v, attempt->tag, ctx->terminal, out);
    if (factor == FACTOR_RIGHT)
        emit_second_factor_used(out, &used);
    emit_logged_in(out, &(struct logged_in){
        .account_id = attempt->account.account_id, .terminal = ctx->terminal, .at_us = ctx->now_us, .expires_at_us = *ret_end,
        .revocation = attempt->account.revocation, .terminal_key = { ctx->terminal_key, 32 }, .form = attempt->form,
        .date = ctx->date, .place = ctx->role == ROLE_SYSTEM ? LOGIN_PLACE_TOOL : LOGIN_PLACE_TERMINAL,
        .issued_at_us = issue_time(v, ctx, attempt->account.account_id) });
    return true;
}

/* A ticket for who knows name and password, and has the second factor.      Clause: §8⑥ */
void decide_login(const struct view *v, const struct context *ctx, const struct login *cmd, struct decision *out)
{
    struct attempt attempt = { .tag = tag_of(v, "name", cmd->name), .form = LOGIN_FORM_PASSWORD, .code = cmd->code };
    uint64_t end_us;

    attempt.known = account_named(v, cmd->name, &attempt.account);
    if (let_in(v, ctx, &attempt, out, &end_us))
        result_login(out, &(struct login_result){
            .account_id = attempt.account.account_id, .role = attempt.account.role, .expires_at_us = end_us,
            .next_step = next_step_of(v, ctx->config, &attempt.account) });
}

void show_login(const struct view *v, const struct context *ctx, const struct login *cmd,
                const struct login_result *result, struct login_shown *ret_shown)
{
    (void)cmd;
    ret_shown->ticket = ticket_made(v, ctx, result->account_id, result->expires_at_us);
}

/* The quick form at a shared terminal.                                      Clause: §8⑥ */
void decide_login_badge(const struct view *v, const struct context *ctx, const struct login_badge *cmd, struct decision *out)
{
    struct attempt attempt = { .tag = tag_of(v, "badge", cmd->badge), .form = LOGIN_FORM_BADGE };
    struct badge badge;
    uint64_t end_us;

    attempt.known = account_of_badge(v, cmd->badge, &badge, &attempt.account);
    if (let_in(v, ctx, &attempt, out, &end_us))
        result_login_badge(out, &(struct login_badge_result){
            .account_id = attempt.account.account_id, .role = attempt.account.role, .expires_at_us = end_us,
            .next_step = next_step_of(v, ctx->config, &attempt.account), .name = attempt.account.name });
}

void show_login_badge(const struct view *v, const struct context *ctx, const struct login_badge *cmd,
                      const struct login_badge_result *result, struct login_badge_shown *ret_shown)
{
    (void)cmd;
    ret_shown->ticket = ticket_made(v, ctx, result->account_id, result->expires_at_us);
}

/* Nobody waits because strangers guessed.                                   Clause: §8⑥ */
void decide_release_login(const struct view *v, const struct context *ctx, const struct release_login *cmd, struct decision *out)
{
    struct account account;
    struct badge_of badge;

    (void)ctx;
    if (!account_find(v, cmd->account_id, &account)) {
        refuse(out, NO_SUCH_ACCOUNT);
        return;
    }
    emit_login_failures_cleared(out, &(struct login_failures_cleared){ .name_tag = tag_of(v, "name", account.name) });
    if (badge_of_find(v, account.account_id, &badge))
        emit_login_failures_cleared(out, &(struct login_failures_cleared){ .name_tag = badge.badge_tag });
}
