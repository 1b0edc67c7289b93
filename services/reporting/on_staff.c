/* Who was there: the roles of accounts, the first login of each person on a day, every going, and every correction. */
#include "state.h"

void on_account_created(const struct view *v, const struct context *ctx, const struct account_created *ev, struct decision *out)
{
    (void)v;
    (void)ctx;
    emit_staff_member_fact(out, &(struct staff_member_fact){ .account_id = ev->account_id, .role = ev->role });
}

void on_logged_in(const struct view *v, const struct context *ctx, const struct logged_in *ev, struct decision *out)
{
    struct staff_member member;
    struct staff_presence seen;

    must(ctx->followed.sequence > 0);
    if (ev->place != LOGIN_PLACE_TOOL && staff_member_find(v, ev->account_id, &member) && !staff_presence_find(v, ctx->followed_date, ev->account_id, &seen))
        emit_presence_fact(out, &(struct presence_fact){
            .date = ctx->followed_date, .account_id = ev->account_id, .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence,
            .in_us = ev->at_us });
}

/* Of who was not there on that day nothing is said. */
void on_clocked_out(const struct view *v, const struct context *ctx, const struct clocked_out *ev, struct decision *out)
{
    struct staff_presence seen;

    must(ctx->followed.sequence > 0);
    if (staff_presence_find(v, ctx->followed_date, ev->account_id, &seen))
        emit_going_fact(out, &(struct going_fact){
            .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence, .date = ctx->followed_date, .account_id = ev->account_id,
            .out_us = ev->at_us });
}

void on_attendance_corrected(const struct view *v, const struct context *ctx, const struct attendance_corrected *ev, struct decision *out)
{
    struct staff_member member;

    must(ctx->followed.sequence > 0);
    if (staff_member_find(v, ev->account_id, &member))
        emit_attendance_correction_fact(out, &(struct attendance_correction_fact){
            .epoch = ctx->followed.epoch, .sequence = ctx->followed.sequence, .date = ev->date, .account_id = ev->account_id,
            .in_us = ev->in_us, .out_us = ev->out_us });
}
