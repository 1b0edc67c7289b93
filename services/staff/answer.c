/* Reads of staff. Names of people stay sealed: a list shows account names only. */
#include "state.h"

#include "trust/sign.h"

enum { ACCOUNTS_PAGE = 100 };

enum refusal answer_accounts(const struct view *v, const struct context *ctx, const struct accounts *query, struct accounts_result *ret)
{
    struct account_summary *page = arena_take(view_arena(v), ACCOUNTS_PAGE * sizeof *page);
    struct row_scan scan = account_scan(v, 0, &(struct account){ .account_id = { query->after.v + 1 } });
    struct account account;
    uint32_t count = 0;

    (void)ctx;
    ret->more = false;
    while (!ret->more && account_next(&scan, &account)) {
        if (count == ACCOUNTS_PAGE)
            ret->more = true;
        else
            page[count++] = (struct account_summary){
                .account_id = account.account_id, .name = account.name, .role = account.role, .revoked = account.revoked,
                .starts_on = account.starts_on, .last_day = account.last_day };
    }
    ret->accounts.at = page;
    ret->accounts.count = count;
    return REFUSAL_NONE;
}

enum refusal answer_colleagues(const struct view *v, const struct context *ctx, const struct colleagues *query, struct colleagues_result *ret)
{
    struct colleague *page = arena_take(view_arena(v), ACCOUNTS_PAGE * sizeof *page);
    struct row_scan scan = account_scan(v, 0, &(struct account){ .account_id = { query->after.v + 1 } });
    struct account account;
    uint32_t count = 0;

    (void)ctx;
    while (!ret->more && account_next(&scan, &account)) {
        if (count == ACCOUNTS_PAGE)
            ret->more = true;
        else
            page[count++] = (struct colleague){ .account_id = account.account_id, .name = account.name, .role = account.role };
    }
    ret->colleagues.at = page;
    ret->colleagues.count = count;
    return REFUSAL_NONE;
}

enum refusal answer_ticket_key(const struct view *v, const struct context *ctx, const struct ticket_key *query, struct ticket_key_result *ret)
{
    struct signer signer;
    uint8_t *key = arena_take(view_arena(v), sizeof signer.public_key);

    (void)ctx;
    (void)query;
    signer_init(&signer, secret_of(v, "ticket"));
    memcpy(key, signer.public_key, sizeof signer.public_key);
    signer_fini(&signer);
    ret->public_key = (struct bytes){ key, sizeof signer.public_key };
    return REFUSAL_NONE;
}
