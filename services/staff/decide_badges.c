/* Badges: the number only as a keyed hash, the PIN as a password's hash. A PIN is set where its person is logged in already. */
#include "state.h"

#include "trust/password_rules.h"

/* The own badge, for the quick login.                                       Clause: §8⑥ */
void decide_register_badge(const struct view *v, const struct context *ctx, const struct register_badge *cmd, struct decision *out)
{
    struct account_id own = { ctx->actor };
    struct bytes tag = tag_of(v, "badge", cmd->badge);
    struct badge other;

    must(ctx->checked);
    if (needs_second_factor(ctx->config, (enum staff_role)ctx->role)) refuse(out, NOT_FOR_THIS_ROLE);
    else if (badge_find(v, tag, &other) && other.account_id.v != own.v) refuse(out, BADGE_TAKEN);
    else if (!pin_fine(cmd->pin)) refuse(out, PIN_GUESSABLE);
    else
        emit_badge_registered(out, &(struct badge_registered_open){
            .account_id = own, .badge_tag = tag, .pin_hash = { (const char *)ctx->check_output.at, ctx->check_output.len } });
}

/* Lost, or given back.                                                      Clause: §8⑥ */
void decide_withdraw_badge(const struct view *v, const struct context *ctx, const struct withdraw_badge *cmd, struct decision *out)
{
    struct account account;
    struct badge_of badge;

    (void)ctx;
    if (!account_find(v, cmd->account_id, &account)) refuse(out, NO_SUCH_ACCOUNT);
    else if (!badge_of_find(v, cmd->account_id, &badge)) refuse(out, NO_BADGE);
    else
        emit_badge_withdrawn(out, &(struct badge_withdrawn){ .account_id = cmd->account_id, .badge_tag = badge.badge_tag });
}

/* ---- Rows ------------------------------------------------------------------------------ */

void apply_badge_registered(struct txn *t, const struct badge_registered *ev)
{
    struct badge_of before;

    if (badge_of_find(view_of(t), ev->account_id, &before))
        badge_remove(t, before.badge_tag);
    badge_put(t, &(struct badge){ .badge_tag = ev->badge_tag, .account_id = ev->account_id, .pin_hash = ev->pin_hash });
    badge_of_put(t, &(struct badge_of){ .account_id = ev->account_id, .badge_tag = ev->badge_tag });
}

void apply_badge_withdrawn(struct txn *t, const struct badge_withdrawn *ev)
{
    badge_remove(t, ev->badge_tag);
    badge_of_remove(t, ev->account_id);
}
