/* The versions of the manual of procedures, and who has read which (既読). */
#include "state.h"

enum { PAGE = 100 };

/* A version that the city has consented to.                                 Clause: §9(3) */
void decide_publish_manual(const struct view *v, const struct context *ctx, const struct publish_manual *cmd, struct decision *out)
{
    struct manual known;

    (void)ctx;
    if (manual_find(v, cmd->manual_version, &known)) refuse(out, MANUAL_VERSION_TAKEN);
    else
        emit_manual_published(out, &(struct manual_published){
            .manual_version = cmd->manual_version, .title = cmd->title, .issued_on = cmd->issued_on });
}

/* The person has read it.                                                   Clause: §9(3) */
void decide_confirm_manual_read(const struct view *v, const struct context *ctx, const struct confirm_manual_read *cmd, struct decision *out)
{
    const struct account_id own = { ctx->actor };
    struct manual manual;
    struct manual_read_by read;

    if (!manual_find(v, cmd->manual_version, &manual)) refuse(out, NO_SUCH_MANUAL);
    else if (manual_read_by_find(v, own, cmd->manual_version, &read)) refuse(out, MANUAL_READ_ALREADY);
    else
        emit_manual_read(out, &(struct manual_read){ .account_id = own, .manual_version = cmd->manual_version, .at_us = ctx->now_us });
}

void apply_manual_published(struct txn *t, const struct manual_published *ev)
{
    manual_put(t, &(struct manual){ .manual_version = ev->manual_version, .title = ev->title, .issued_on = ev->issued_on });
}

void apply_manual_read(struct txn *t, const struct manual_read *ev)
{
    manual_read_by_put(t, &(struct manual_read_by){ .account_id = ev->account_id, .manual_version = ev->manual_version, .at_us = ev->at_us });
}

enum refusal answer_manuals(const struct view *v, const struct context *ctx, const struct manuals *query, struct manuals_result *ret)
{
    struct manual_reading *page = arena_take(view_arena(v), PAGE * sizeof *page);
    struct row_scan scan = manual_scan(v, 0, &(struct manual){ .manual_version = query->after });
    struct account account;
    struct manual row;
    uint32_t count = 0;

    (void)ctx;
    if (!account_find(v, query->account_id, &account))
        return NO_SUCH_ACCOUNT;
    ret->more = false;
    while (!ret->more && manual_next(&scan, &row)) {
        struct manual_read_by read = { 0 };

        if (text_equal(row.manual_version, query->after))
            continue;
        if (count == PAGE) {
            ret->more = true;
            continue;
        }
        (void)!manual_read_by_find(v, query->account_id, row.manual_version, &read);
        page[count++] = (struct manual_reading){
            .manual_version = row.manual_version, .title = row.title, .issued_on = row.issued_on, .read_at_us = read.at_us };
    }
    ret->manuals.at = page;
    ret->manuals.count = count;
    return REFUSAL_NONE;
}
