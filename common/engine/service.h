/* What a service is made of, and everything its domain may call. A service is three kinds
 * of pure functions over a store: decide (read, then refuse or state events), apply (write
 * exactly what an event says), answer (read, then reply). They make no time, no randomness,
 * no input or output; all they get and make dies with the step. Whoever wants to keep
 * something writes a row.
 *
 * The generator writes, per service, a header gen/<service>.h with the structs, the names
 * below for each message, and a declaration of every function the domain must write:
 *   command  call_next        void decide_call_next(const struct view *, const struct context *, const struct call_next *, struct decision *)
 *   its result (if any)       void result_call_next(struct decision *, const struct call_next_result *)
 *   what it shows (if any)    void show_call_next(const struct view *, const struct context *, const struct call_next *,
 *                                                 const struct call_next_result *, struct call_next_shown *)
 *   event    ticket_called    void emit_ticket_called(struct decision *, const struct ticket_called *)        -- with personal fields: struct ticket_called_open
 *                             void apply_ticket_called(struct txn *, const struct ticket_called *)
 *                             void derive_ticket_called(struct txn *, const struct ticket_called *)           -- only with `derives: true`
 *   query    waiting_list     enum refusal answer_waiting_list(const struct view *, const struct context *, const struct waiting_list *, struct waiting_list_result *)
 *   followed event            void on_reservation_booked(const struct view *, const struct context *, const struct reservation_booked *, struct decision *)
 *   timer    hold_expiry      void due_hold_expiry(const struct view *, const struct context *, uint64_t key, struct decision *)
 * Two services may follow the same event; on_ and the other domain functions are local to
 * the service's sealed object. */
#ifndef ENGINE_SERVICE_H
#define ENGINE_SERVICE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/date.h"
#include "base/id.h"
#include "codec/message.h"
#include "gen/types.h"
#include "gen/refusals.h"          /* enum refusal, refusal_name(), refusal_sentence() */
#include "store/store.h"
#include "trust/random.h"

/* Who may be behind an input. Bits of allow masks are 1u << role. */
enum role {
    ROLE_NONE,
    ROLE_OPERATOR, ROLE_SITE_MANAGER, ROLE_SERVICE_MANAGER, ROLE_CITY, ROLE_AUDITOR,   /* people, by ticket */
    ROLE_KIOSK, ROLE_CITIZEN, ROLE_SYSTEM,                                             /* edges and tools, by their peer key */
    ROLE_TERMINAL,                                                                     /* an enrolled terminal; its people come with tickets */
    ROLE_SERVICE,                                                                      /* our own services among each other */
    ROLE_NEWCOMER                                                                      /* a person who must first change the first password or enrol the second factor */
};
#define ROLE_BIT(role) (1u << (role))
const char *role_name(enum role role);                 /* "site_manager" */
enum role role_of(struct text name);                   /* ROLE_NONE when unknown */

enum cause_kind { CAUSE_COMMAND = 1, CAUSE_FOLLOWED, CAUSE_TIMER, CAUSE_ENGINE };

/* Where in which log: the identity of an entry. */
struct position {
    struct text source;            /* service name */
    uint32_t epoch;
    uint64_t sequence;             /* entry number */
};

/* The circumstances of one input; the same values stand in its entry. */
struct context {
    uint64_t now_us;               /* stamped once per step; never runs backwards */
    struct date date;              /* business date: the open day, else the Tokyo date */
    uint16_t site;
    uint64_t actor, second;        /* account ids; 0 = none */
    enum role role, second_role;   /* of actor (or of the peer without a ticket), of the second person */
    struct text terminal;          /* name of the peer in the allow-list */
    const uint8_t *terminal_key;   /* 32 bytes */
    struct text purpose;           /* a disclosure's reason; absent otherwise */
    const struct paper_approval *paper;    /* the city's paper on which this decision stands; NULL: there is none */
    enum cause_kind cause;
    struct position followed;      /* CAUSE_FOLLOWED: where the event stands in its source */
    uint64_t followed_at_us;       /* its time */
    struct date followed_date;     /* its business date */
    bool checked, check_passed;    /* slow check (password) of this command: made, and its verdict */
    bool check_skipped;            /* slow_prepare saw that there is nothing to check: decide refuses for the same reason */
    struct bytes check_output;     /* what it made (a new password hash); arena memory */
    struct entropy *entropy;       /* seeded per input */
    const void *config;            /* the service's struct <service>_config */
};

/* What decide fills. */
struct decision;
/* The first refusal counts; after one, emits are ignored. */
void refuse(struct decision *out, enum refusal why);
/* With the place: a field path such as rows[3].notice_number (arena or static text). */
void refuse_at(struct decision *out, enum refusal why, const char *path);
/* A refusal that is itself a fact: what is emitted after it is kept (a failed login counts). Nothing stated before it is. */
void refuse_stating(struct decision *out, enum refusal why);
bool is_refused(const struct decision *out);
/* The next id of this site and service: one running sequence for all kinds, so an id is also a subject. */
uint64_t next_id(struct decision *out);
struct arena *decision_arena(struct decision *out);

/* Erases a person: when this decision is carried out, every key the subject has so far is destroyed, right after the commit.
 * What is sealed under the subject later, in this decision too, gets another key; so what stays of a record is sealed anew
 * here, after this call. What the old keys sealed can be opened until the decision ends. Source: security notes 6. */
void forget(struct decision *out, uint64_t subject);
bool is_forgetting(const struct decision *out, uint64_t subject);
/* The key that sealed it is erased. */
bool is_forgotten(const struct view *v, const struct sealed *sealed);

/* Timers: a row with a due time. A due timer's decide must state an event whose apply clears or moves it. */
void timer_set(struct txn *t, uint32_t timer /* TIMER_<SERVICE>_<NAME> */, uint64_t key, uint64_t due_us);   /* moves an existing one */
void timer_clear(struct txn *t, uint32_t timer, uint64_t key);                                                /* absent is fine */

/* Opening personal values: only decide, answer, show and derive may. `purpose` says why, for readers of the code.
 * False when the key was erased (the person is forgotten) or the bytes do not open. `field` is the name of the
 * personal field in the message that sealed it. Result in the step's arena. */
bool open_text(const struct view *v, const struct sealed *sealed, const char *field, struct text *ret);
bool open_date(const struct view *v, const struct sealed *sealed, const char *field, struct date *ret);
bool open_record(const struct view *v, const struct sealed *sealed, const char *field, const struct record_spec *spec, void *ret);

/* A 32-byte secret by name: shared ones ("claim", "code") come from the configuration, others
 * are the service's own and are made on first use ("index.notice"). Lives as long as the process. */
const uint8_t *secret_of(const struct view *v, const char *name);
uint16_t site_of(const struct view *v);
/* How far this service has followed `source`. {0} sequence when nothing yet. */
struct position cursor_of(const struct view *v, const char *source);
/* The day that is open here as this service knows it from queueing; {0} when none. */
struct date open_day(const struct view *v);

/* The whole entry of another service, for the one that takes all of them (audit). */
struct followed_entry {
    struct position at;
    struct bytes entry;            /* exactly as its source stored it */
    uint8_t leaf[32];              /* its RFC 6962 leaf hash */
    uint8_t previous[32];          /* the hash it names as the one before */
};

/* ---- Tables the generator fills -------------------------------------------------- */

/* What the engine itself takes from an event, by the schema's `notes:`. */
enum note { NOTE_NONE, NOTE_DAY_OPENED /* field date */, NOTE_DAY_CLOSED /* field date */, NOTE_REVOCATION /* fields account_id, revocation */,
            NOTE_SESSION_END /* fields account_id, terminal_key, at_us */ };

struct event_spec {
    const char *name;
    const struct record_spec *stored;   /* personal fields as struct sealed */
    const struct record_spec *open;     /* what emit takes; == stored without personal fields */
    uint32_t since;
    bool has_personal;
    enum note notes;
    void (*apply)(struct txn *t, const void *event);
    void (*derive)(struct txn *t, const void *event);                                        /* may be NULL */
};

struct second_rule {
    bool allowed;                  /* a second ticket may be given */
    bool required;                 /* and must be */
    uint32_t roles;                /* ROLE_BIT mask */
    uint32_t later_minutes;        /* 0: present only; else it may be asked for, and confirmed within so long (later.c) */
    const char *later_list;        /* the body's list of which a part may be confirmed; NULL: none */
};

/* A decision of the city (decision 0021): does it take the facts of the city's paper, the body's field `paper`? REQUIRED: without them
 * one of the two persons must be of the city. */
enum paper_rule { PAPER_NOT_TAKEN, PAPER_ALLOWED, PAPER_REQUIRED };

enum slow_check { SLOW_NONE, SLOW_PASSWORD_CHECK, SLOW_PASSWORD_HASH, SLOW_PASSWORD_CHANGE /* the old one is checked, then the new one hashed */ };

struct command_spec {
    const char *name;
    const char *clause;            /* "§5(1)" */
    const struct record_spec *body;
    const struct record_spec *result;   /* NULL: nothing but the position */
    const struct record_spec *shown;    /* NULL: nothing shown; else rendered after the commit, in no log */
    uint32_t allow;                /* ROLE_BIT mask */
    struct second_rule second;
    enum paper_rule paper;
    bool purpose_required;         /* a disclosure */
    enum slow_check slow;
    const enum refusal *refusals;  /* what decide may answer */
    uint32_t refusal_count;
    void (*decide)(const struct view *v, const struct context *ctx, const void *command, struct decision *out);
    void (*show)(const struct view *v, const struct context *ctx, const void *command, const void *result, void *ret_shown);
};

struct query_spec {
    const char *name;
    const char *clause;
    const struct record_spec *body, *result;
    uint32_t allow;
    const enum refusal *refusals;
    uint32_t refusal_count;
    enum refusal (*answer)(const struct view *v, const struct context *ctx, const void *query, void *ret_result);
};

struct follow_spec {
    const char *source;
    const char *event;
    const struct record_spec *stored;
    enum note notes;               /* of the followed event */
    void (*on)(const struct view *v, const struct context *ctx, const void *event, struct decision *out);   /* NULL: only noted */
};

struct timer_spec {
    const char *name;
    void (*due)(const struct view *v, const struct context *ctx, uint64_t key, struct decision *out);
};

struct contract {
    const char *service;
    uint32_t state_version;
    const struct command_spec *commands;  uint32_t command_count;    /* sorted by name */
    const struct event_spec *events;      uint32_t event_count;      /* sorted by name */
    const struct query_spec *queries;     uint32_t query_count;      /* sorted by name */
    const struct follow_spec *follows;    uint32_t follow_count;     /* sorted by source, event */
    const struct timer_spec *timers;      uint32_t timer_count;      /* indexed by TIMER_<SERVICE>_<NAME> - 1 */
    const char *const *sources;           uint32_t source_count;     /* every service this one follows, engine notes included */
    bool takes_entries;                   /* pulls whole entries of all sources */
    void (*on_entry)(const struct view *v, const struct context *ctx, const struct followed_entry *entry, struct decision *out);
    const struct table *const *tables;    uint32_t table_count;
    const struct record_spec *config;     /* NULL: no configuration */
};

/* What a service keeps of one person. */
struct kept {
    uint64_t subject;
    enum kept_data what;           /* that is erased next; 0: nothing is kept any more */
    struct date since;             /* the day its period counts from; {0}: that day has not come */
    struct date due_on;            /* from this day on it may be erased; {0}: not known yet */
};

/* A kind of data that a service keeps of persons, with the period usual for it: what a configuration without a line is told to add. */
struct kept_kind {
    enum kept_data what;
    uint32_t usual_days;
};

/* The periods of a service and what dies by them (retention.c asks). */
struct retention {
    const struct kept_kind *kinds;  uint32_t kind_count;
    /* The first record >= `from` of whatever is about a person, with what is kept of it. Looks at few rows. False: none. */
    bool (*next)(const struct view *v, const struct context *ctx, uint64_t from, struct kept *ret);
    /* States what remains of it, sealed anew: the engine has been told to forget the subject. NULL: nothing to state. */
    void (*erase)(const struct view *v, const struct context *ctx, const struct kept *kept, struct decision *out);
};

/* The day on which `what` may be erased when its period counts from `since`; {0}: no such period is configured, or
 * since is {0}. Periods: the last one in force on `today` counts. */
struct date kept_due_on(const struct kept_period *periods, uint32_t count, enum kept_data what, struct date since, struct date today);

/* Is there a line for `what`, in force now or later? Without one it is never erased. */
bool kept_period_set(const struct kept_period *periods, uint32_t count, enum kept_data what);

/* One per service, in its service.c. */
struct service {
    const struct contract *contract;
    /* Checks beyond ranges (a desk names a line that exists). Returns NULL when fine, else a sentence with the key. May be NULL. */
    const char *(*config_check)(const void *config, struct arena *arena);
    /* The slow check, made in a worker outside the step: reads what it needs, then works without the store.
     * prepare copies from the view into arena memory; run uses only that. NULL from prepare: the command will be refused whatever
     * was typed, nothing is run. Of `ctx` there are now_us, config, role, terminal and, with a good ticket, actor. May be NULL. */
    void *(*slow_prepare)(const struct view *v, const struct context *ctx, const struct command_spec *spec, const void *command, struct arena *arena);
    bool (*slow_run)(enum slow_check kind, const void *prepared, const void *command, const uint8_t pepper[32], struct arena *arena, struct bytes *ret_output);
    const struct retention *retention;      /* NULL: it keeps nothing of persons */
    /* While looks are closed because audit is behind: is this one inside an open case, so that it is answered all the same?
     * NULL: none is. May be NULL. */
    bool (*in_case)(const struct view *v, const struct command_spec *spec, const void *command);
};

/* For generated code only. */
void decision_emit(struct decision *out, const struct event_spec *event, const void *open);
void decision_result(struct decision *out, const struct record_spec *spec, const void *result);

#endif
