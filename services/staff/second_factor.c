/* The second factor: enrolled with its first code, then asked for at every login. Keeps true: the secret is shown until its first
 * code proves it, and never again; a code is good once; recovery codes stand nowhere, only which of them were used. */
#include "state.h"

#include "trust/totp.h"

#define GENERATED_BYTES TOTP_SECRET_LEN
#define BASE32_SIZE (TOTP_SECRET_MAX * 8 / 5 + 2)

static uint64_t step_of(const struct view *v, const struct context *ctx, const struct second_factor *row, struct text code)
{
    uint8_t secret[TOTP_SECRET_MAX];
    struct text stored;
    uint64_t step = 0;
    uint32_t len;

    if (open_text(v, &row->factor_secret, "factor_secret", &stored) && base32_parse(stored, secret, &len) == OK)
        step = totp_step_of((struct bytes){ secret, len }, code, ctx->now_us, row->step);
    secret_wipe(secret, sizeof secret);
    return step;
}

enum factor factor_judge(const struct view *v, const struct context *ctx, struct account_id account_id, struct text code, struct second_factor_used *ret_used)
{
    struct second_factor row;
    uint32_t recovery;

    if (!second_factor_find(v, account_id, &row) || !row.is_on)
        return FACTOR_NONE;
    if (code.at == NULL)
        return FACTOR_WRONG;
    *ret_used = (struct second_factor_used){ .account_id = account_id };
    ret_used->step = step_of(v, ctx, &row, code);
    if (ret_used->step != 0)
        return FACTOR_RIGHT;
    recovery = recovery_code_find(secret_of(v, "recovery"), account_id.v, row.round, code);
    if (recovery == 0 || (row.recovery_used >> (recovery - 1) & 1) != 0)
        return FACTOR_WRONG;
    ret_used->recovery_code = recovery;
    return FACTOR_RIGHT;
}

/* ---- Enrolling ------------------------------------------------------------------------- */

/* The secret in base 32: a token's own, else a fresh one. False with the refusal stated. */
static bool choose_secret(const struct context *ctx, const struct begin_second_factor *cmd, struct decision *out, char ret[BASE32_SIZE])
{
    uint8_t secret[TOTP_SECRET_MAX];
    uint32_t len = GENERATED_BYTES;

    if (cmd->token_secret.at == NULL) {
        entropy_take(ctx->entropy, secret, GENERATED_BYTES);
    } else if (base32_parse(cmd->token_secret, secret, &len) != OK) {
        refuse(out, TOKEN_SECRET_WRONG);
        return false;
    }
    base32_put((struct bytes){ secret, len }, ret);
    secret_wipe(secret, sizeof secret);
    return true;
}

/* A code generator or a hardware token is to become the second factor.      Clause: §8⑥ */
void decide_begin_second_factor(const struct view *v, const struct context *ctx, const struct begin_second_factor *cmd, struct decision *out)
{
    struct account_id own = { ctx->actor };
    struct account account;
    struct second_factor row;
    char secret[BASE32_SIZE];

    if (account_find(v, own, &account) && next_step_of(v, ctx->config, &account) == LOGIN_STEP_CHANGE_PASSWORD) refuse(out, FIRST_PASSWORD_FIRST);
    else if (second_factor_find(v, own, &row) && row.is_on) refuse(out, SECOND_FACTOR_KNOWN);
    else if (choose_secret(ctx, cmd, out, secret))
        emit_second_factor_begun(out, &(struct second_factor_begun_open){
            .account_id = own, .factor_secret = text_copy(decision_arena(out), text_of(secret)), .is_token = cmd->token_secret.at != NULL });
    secret_wipe(secret, sizeof secret);
}

void show_begin_second_factor(const struct view *v, const struct context *ctx, const struct begin_second_factor *cmd,
                              struct begin_second_factor_shown *ret_shown)
{
    struct account_id own = { ctx->actor };
    struct account account;
    struct second_factor row;
    struct text secret;

    (void)cmd;
    *ret_shown = (struct begin_second_factor_shown){ 0 };
    if (!account_find(v, own, &account) || !second_factor_find(v, own, &row) || row.is_on || row.is_token || !open_text(v, &row.factor_secret, "factor_secret", &secret))
        return;
    ret_shown->secret = secret;
    ret_shown->uri = text_format(view_arena(v), "otpauth://totp/madoguchi:%.*s?secret=%.*s&issuer=madoguchi",
                                 (int)account.name.len, account.name.at, (int)secret.len, secret.at);
}

/* The first code proves that the generator works.                           Clause: §8⑥ */
void decide_confirm_second_factor(const struct view *v, const struct context *ctx, const struct confirm_second_factor *cmd, struct decision *out)
{
    struct account_id own = { ctx->actor };
    struct account account;
    struct second_factor row;
    struct bytes tag;
    uint64_t step;

    if (!account_find(v, own, &account) || !second_factor_find(v, own, &row)) {
        refuse(out, SECOND_FACTOR_NOT_BEGUN);
        return;
    }
    tag = tag_of(v, "name", account.name);
    step = step_of(v, ctx, &row, cmd->code);
    if (row.is_on) refuse(out, SECOND_FACTOR_KNOWN);
    else if (login_waits(v, tag, ctx->terminal, ctx->now_us)) refuse_waiting(v, tag, ctx, out);
    else if (step == 0) {
        refuse_stating(out, CODE_WRONG);
        emit_login_failed(out, &(struct login_failed){ .name_tag = tag, .account_id = own, .terminal = ctx->terminal, .at_us = ctx->now_us, .form = LOGIN_FORM_PASSWORD });
    } else {
        end_sessions(v, ctx, own, ctx->terminal, SESSION_END_SECOND_FACTOR, out);
        clear_failures(v, tag, ctx->terminal, out);
        emit_second_factor_enrolled(out, &(struct second_factor_enrolled){ .account_id = own, .round = row.round + 1, .step = step });
    }
}

void show_confirm_second_factor(const struct view *v, const struct context *ctx, const struct confirm_second_factor *cmd,
                                struct confirm_second_factor_shown *ret_shown)
{
    struct text *codes = arena_take(view_arena(v), RECOVERY_CODES * sizeof *codes);
    struct second_factor row;
    char code[RECOVERY_CODE_SIZE];

    (void)cmd;
    *ret_shown = (struct confirm_second_factor_shown){ 0 };
    if (!second_factor_find(v, (struct account_id){ ctx->actor }, &row) || !row.is_on)
        return;
    for (uint32_t i = 0; i < RECOVERY_CODES; i++) {
        recovery_code(secret_of(v, "recovery"), ctx->actor, row.round, i, code);
        codes[i] = text_copy(view_arena(v), text_of(code));
    }
    secret_wipe(code, sizeof code);
    ret_shown->recovery_codes.at = codes;
    ret_shown->recovery_codes.count = RECOVERY_CODES;
}

/* The generator is lost.                                                    Clause: §8⑥ */
void decide_remove_second_factor(const struct view *v, const struct context *ctx, const struct remove_second_factor *cmd, struct decision *out)
{
    struct account account;
    struct second_factor row;

    if (!account_find(v, cmd->account_id, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (cmd->account_id.v == ctx->actor) refuse(out, OWN_ACCOUNT);
    else if (!second_factor_find(v, cmd->account_id, &row)) refuse(out, SECOND_FACTOR_NOT_BEGUN);
    else {
        end_sessions(v, ctx, cmd->account_id, (struct text){ 0 }, SESSION_END_SECOND_FACTOR, out);
        emit_second_factor_removed(out, &(struct second_factor_removed){ .account_id = cmd->account_id });
    }
}

/* ---- Rows ------------------------------------------------------------------------------ */

void apply_second_factor_begun(struct txn *t, const struct second_factor_begun *ev)
{
    struct second_factor row = { .account_id = ev->account_id };

    (void)second_factor_find(view_of(t), ev->account_id, &row);
    invariant(t, !row.is_on);
    row.factor_secret = ev->factor_secret;
    row.is_token = ev->is_token;
    row.step = 0;
    second_factor_put(t, &row);
}

void apply_second_factor_enrolled(struct txn *t, const struct second_factor_enrolled *ev)
{
    struct second_factor row = second_factor_row(t, ev->account_id);

    row.is_on = true;
    row.round = ev->round;
    row.step = ev->step;
    row.recovery_used = 0;
    second_factor_put(t, &row);
}

void apply_second_factor_used(struct txn *t, const struct second_factor_used *ev)
{
    struct second_factor row = second_factor_row(t, ev->account_id);

    if (ev->step != 0)
        row.step = ev->step;
    if (ev->recovery_code != 0)
        row.recovery_used |= UINT64_C(1) << (ev->recovery_code - 1);
    second_factor_put(t, &row);
}

/* The row stays, so that the recovery codes of this enrolment never return. */
void apply_second_factor_removed(struct txn *t, const struct second_factor_removed *ev)
{
    struct second_factor row = second_factor_row(t, ev->account_id);

    row.is_on = false;
    second_factor_put(t, &row);
}
