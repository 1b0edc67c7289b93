/* What the events of accounts and days do to the tables; those of logins, sessions, passwords, badges and second factors stand
 * beside their decisions. */
#include "state.h"

void apply_account_created(struct txn *t, const struct account_created *ev)
{
    struct account_by_name taken;

    invariant(t, !account_by_name_find(view_of(t), ev->name, &taken));
    account_put(t, &(struct account){
        .account_id = ev->account_id, .name = ev->name, .role = ev->role, .starts_on = ev->starts_on,
        .display_name = ev->display_name, .password_hash = ev->password_hash });
    account_by_name_put(t, &(struct account_by_name){ .name = ev->name, .account_id = ev->account_id });
}

void apply_account_revoked(struct txn *t, const struct account_revoked *ev)
{
    struct account account = account_row(t, ev->account_id);

    invariant(t, !account.revoked && ev->revocation == account.revocation + 1);
    account.revoked = true;
    if (ev->last_day.v != 0)
        account.last_day = ev->last_day;
    account.revocation = ev->revocation;
    account_put(t, &account);
    timer_clear(t, TIMER_STAFF_LEAVING, ev->account_id.v);
}

void apply_role_changed(struct txn *t, const struct role_changed *ev)
{
    struct account account = account_row(t, ev->account_id);

    invariant(t, !account.revoked && ev->revocation == account.revocation + 1);
    account.role = ev->role;
    account.revocation = ev->revocation;
    account_put(t, &account);
}

void apply_last_day_set(struct txn *t, const struct last_day_set *ev)
{
    struct account account = account_row(t, ev->account_id);

    invariant(t, !account.revoked);
    account.last_day = ev->last_day;
    account_put(t, &account);
    timer_set(t, TIMER_STAFF_LEAVING, ev->account_id.v, ev->ends_at_us);
}

void apply_staff_day_part_closed(struct txn *t, const struct staff_day_part_closed *ev)
{
    staff_day_put(t, &(struct staff_day){ .date = ev->date });
}
