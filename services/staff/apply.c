/* What the events of staff do to its tables. */
#include "state.h"

void apply_account_created(struct txn *t, const struct account_created *ev)
{
    struct account_by_name taken;

    invariant(t, !account_by_name_find(view_of(t), ev->name, &taken));
    account_put(t, &(struct account){
        .account_id = ev->account_id, .name = ev->name, .role = ev->role,
        .display_name = ev->display_name, .password_hash = ev->password_hash });
    account_by_name_put(t, &(struct account_by_name){ .name = ev->name, .account_id = ev->account_id });
}

void apply_account_revoked(struct txn *t, const struct account_revoked *ev)
{
    struct account account = account_row(t, ev->account_id);

    invariant(t, !account.revoked && ev->revocation == account.revocation + 1);
    account.revoked = true;
    account.revocation = ev->revocation;
    account_put(t, &account);
}

void apply_logged_in(struct txn *t, const struct logged_in *ev)
{
    struct account account = account_row(t, ev->account_id);

    invariant(t, !account.revoked);
    session_put(t, &(struct session){
        .account_id = ev->account_id, .terminal = ev->terminal,
        .began_at_us = ev->at_us, .expires_at_us = ev->expires_at_us });
}

void apply_session_renewed(struct txn *t, const struct session_renewed *ev)
{
    struct session session = session_row(t, ev->account_id, ev->terminal);

    session.expires_at_us = ev->expires_at_us;
    session_put(t, &session);
}

/* For the report alone: nothing here depends on who has gone. */
void apply_clocked_out(struct txn *t, const struct clocked_out *ev)
{
    (void)t;
    (void)ev;
}

void apply_staff_day_part_closed(struct txn *t, const struct staff_day_part_closed *ev)
{
    staff_day_put(t, &(struct staff_day){ .date = ev->date });
}
