/* What the files of staff share. */
#ifndef STAFF_STATE_H
#define STAFF_STATE_H

#include "engine/service.h"
#include "gen/staff.h"
#include "gen/staff_tables.h"

extern const struct service staff_service;
extern const struct retention staff_retention;       /* retention.c */

#define TAG_LEN 16

/* ---- Accounts (state.c) */
/* The account of this login name. False when there is none. */
bool account_named(const struct view *v, struct text name, struct account *ret);
/* The account and badge of what the reader gave. False when there is none. */
bool account_of_badge(const struct view *v, struct text badge, struct badge *ret_badge, struct account *ret);
/* Whether any account has been made. */
bool any_account(const struct view *v);
/* Does this role need a code besides the password? */
bool needs_second_factor(const struct staff_config *config, enum staff_role role);
/* What the person must do before anything else; 0: nothing. */
enum login_step next_step_of(const struct view *v, const struct staff_config *config, const struct account *account);
/* The password is taken for this account; else false with the refusal stated. Texts of the person are compared with. */
bool password_taken(struct decision *out, const struct staff_config *config, enum staff_role role, struct text name, struct text display_name, struct text password);
/* Keyed hash of what was typed, in the step's arena: a name ("name") or a badge ("badge"). */
struct bytes tag_of(const struct view *v, const char *what, struct text typed);

/* ---- Attendance (attendance.c), areas (presence.c) */
/* For applies: somebody has come, on that day of business. */
void attendance_came(struct txn *t, struct account_id account_id, struct date date, uint64_t at_us);
/* NULL when every area has a number of its own, else a sentence. */
const char *staff_config_fault(const void *config, struct arena *arena);

/* ---- Failed logins (failures.c) */
/* Must an attempt under this tag at this terminal wait? */
bool login_waits(const struct view *v, struct bytes tag, struct text terminal, uint64_t now_us);
/* Refuses as too many attempts and says for how many seconds: "wait.12". */
void refuse_waiting(const struct view *v, struct bytes tag, const struct context *ctx, struct decision *out);
/* Forgets, if there is anything to forget; absent terminal: everywhere. */
void clear_failures(const struct view *v, struct bytes tag, struct text terminal, struct decision *out);

/* ---- Sessions and tickets (sessions.c) */
/* The account's session here that goes on. False: none. */
bool session_open(const struct view *v, struct account_id account_id, struct text terminal, struct session *ret);
/* What a ticket made now carries as its time of issue. */
uint64_t issue_time(const struct view *v, const struct context *ctx, struct account_id account_id);
/* Ends this one session. */
void end_session(const struct context *ctx, const struct session *session, enum session_end reason, struct decision *out);
/* When a ticket made now ends; never after the session's end. */
uint64_t ticket_end(const struct context *ctx, uint64_t began_at_us);
/* A ticket for this account at the terminal of `ctx`, in the step's arena. That of a revoked account, or without a session here,
 * is void everywhere. */
struct bytes ticket_made(const struct view *v, const struct context *ctx, struct account_id account_id, uint64_t expires_at_us);
/* Ends the account's sessions; `but` (or absent) is the terminal whose session goes on. */
void end_sessions(const struct view *v, const struct context *ctx, struct account_id account_id, struct text but, enum session_end reason, struct decision *out);

/* ---- The second factor (second_factor.c) */
enum factor { FACTOR_NONE /* none enrolled */, FACTOR_WRONG, FACTOR_RIGHT };
/* Judges a typed code (absent: none typed). FACTOR_RIGHT fills what was used. */
enum factor factor_judge(const struct view *v, const struct context *ctx, struct account_id account_id, struct text code, struct second_factor_used *ret_used);

#endif
