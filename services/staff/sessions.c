/* Sessions at terminals, and the tickets made for them. Keeps true: a ticket never outlives its session's absolute end; the key
 * that signs tickets never leaves the service; what it signs stands in no log. */
#include "state.h"

#include "trust/sign.h"
#include "trust/ticket.h"

bool session_open(const struct view *v, struct account_id account_id, struct text terminal, struct session *ret)
{
    return session_find(v, account_id, terminal, ret) && !ret->is_over;
}

uint64_t issue_time(const struct view *v, const struct context *ctx, struct account_id account_id)
{
    struct session session;

    return session_find(v, account_id, ctx->terminal, &session) && session.next_issue_us > ctx->now_us ? session.next_issue_us : ctx->now_us;
}

uint64_t ticket_end(const struct context *ctx, uint64_t began_at_us)
{
    const struct staff_config *config = ctx->config;
    uint64_t idle_us = ctx->now_us + config->ticket_minutes * US_PER_MINUTE;
    uint64_t end_us = began_at_us + config->session_minutes * US_PER_MINUTE;

    must(config->ticket_minutes > 0);
    return idle_us < end_us ? idle_us : end_us;
}

struct bytes ticket_made(const struct view *v, const struct context *ctx, struct account_id account_id, uint64_t expires_at_us)
{
    struct account account;
    struct session session;
    struct signer signer;
    uint8_t *made = arena_take(view_arena(v), TICKET_LEN);

    must(ctx->terminal_key != NULL);
    if (!account_find(v, account_id, &account))
        return (struct bytes){ made, TICKET_LEN };      /* only on a latched fault, when nothing is answered */

    bool limited = next_step_of(v, ctx->config, &account) != 0;
    /* A repeat may come long after: what it promised may have run out. */
    bool over = !session_open(v, account_id, ctx->terminal, &session) || session.next_issue_us > expires_at_us;
    struct staff_ticket ticket = {
        .account = account_id.v,
        .role = limited ? ROLE_NEWCOMER : (uint32_t)account.role,    /* members of staff_role and role have the same numbers */
        .revocation = (uint32_t)(account.revocation - (account.revoked ? 1 : 0)),
        .issued_at_us = over ? 0 : session.next_issue_us - 1,
        .expires_at_us = over ? 0 : expires_at_us,
        .site = ctx->site,
    };
    memcpy(ticket.terminal, ctx->terminal_key, sizeof ticket.terminal);
    signer_init(&signer, secret_of(v, "ticket"));
    ticket_issue(&signer, &ticket, made);
    signer_fini(&signer);
    return (struct bytes){ made, TICKET_LEN };
}

void end_session(const struct context *ctx, const struct session *session, enum session_end reason, struct decision *out)
{
    if (session->terminal_key.at == NULL)            /* begun before sessions could be ended: its tickets last minutes */
        return;
    emit_session_ended(out, &(struct session_ended){
        .account_id = session->account_id, .terminal = session->terminal, .terminal_key = session->terminal_key,
        .at_us = session->next_issue_us > ctx->now_us ? session->next_issue_us : ctx->now_us, .reason = reason });
}

void end_sessions(const struct view *v, const struct context *ctx, struct account_id account_id, struct text but, enum session_end reason, struct decision *out)
{
    struct row_scan scan = session_scan(v, 1, &(struct session){ .account_id = account_id });
    struct session session;

    while (session_next(&scan, &session))
        if (!session.is_over && !text_equal(session.terminal, but))
            end_session(ctx, &session, reason, out);
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
    else if (!session_open(v, own, ctx->terminal, &session)
             || ctx->now_us >= session.began_at_us + config->session_minutes * US_PER_MINUTE) refuse(out, SESSION_TOO_OLD);
    else {
        uint64_t expires_at_us = ticket_end(ctx, session.began_at_us);

        emit_session_renewed(out, &(struct session_renewed){
            .account_id = own, .terminal = ctx->terminal, .expires_at_us = expires_at_us, .issued_at_us = issue_time(v, ctx, own) });
        result_renew_ticket(out, &(struct renew_ticket_result){ .expires_at_us = expires_at_us });
    }
}

void show_renew_ticket(const struct view *v, const struct context *ctx, const struct renew_ticket *cmd,
                       const struct renew_ticket_result *result, struct renew_ticket_shown *ret_shown)
{
    (void)cmd;
    ret_shown->ticket = ticket_made(v, ctx, (struct account_id){ ctx->actor }, result->expires_at_us);
}

/* Ends the session here; its tickets are void everywhere.                   Clause: §8⑥ */
void decide_log_out(const struct view *v, const struct context *ctx, const struct log_out *cmd, struct decision *out)
{
    struct session session;

    (void)cmd;
    if (!session_open(v, (struct account_id){ ctx->actor }, ctx->terminal, &session) || session.terminal_key.at == NULL) refuse(out, NO_SESSION);
    else end_session(ctx, &session, SESSION_END_LOGGED_OUT, out);
}

/* ---- Rows ------------------------------------------------------------------------------ */

void apply_logged_in(struct txn *t, const struct logged_in *ev)
{
    struct account account = account_row(t, ev->account_id);

    invariant(t, !account.revoked);
    session_put(t, &(struct session){
        .account_id = ev->account_id, .terminal = ev->terminal, .terminal_key = ev->terminal_key, .began_at_us = ev->at_us,
        .expires_at_us = ev->expires_at_us, .next_issue_us = (ev->issued_at_us != 0 ? ev->issued_at_us : ev->at_us) + 1 });
    if (ev->place != LOGIN_PLACE_TOOL)
        attendance_came(t, ev->account_id, ev->date.v != 0 ? ev->date : tokyo_date(ev->at_us), ev->at_us);
}

void apply_session_renewed(struct txn *t, const struct session_renewed *ev)
{
    struct session session = session_row(t, ev->account_id, ev->terminal);

    session.expires_at_us = ev->expires_at_us;
    if (ev->issued_at_us != 0)
        session.next_issue_us = ev->issued_at_us + 1;
    session_put(t, &session);
}

void apply_session_ended(struct txn *t, const struct session_ended *ev)
{
    struct session session = session_row(t, ev->account_id, ev->terminal);

    session.is_over = true;
    session.next_issue_us = ev->at_us;
    session_put(t, &session);
}

_Static_assert((int)STAFF_ROLE_OPERATOR == (int)ROLE_OPERATOR && (int)STAFF_ROLE_SITE_MANAGER == (int)ROLE_SITE_MANAGER &&
               (int)STAFF_ROLE_SERVICE_MANAGER == (int)ROLE_SERVICE_MANAGER && (int)STAFF_ROLE_CITY == (int)ROLE_CITY &&
               (int)STAFF_ROLE_AUDITOR == (int)ROLE_AUDITOR, "a ticket's role is read with the engine's numbers");
