/* Shared by the engine's own files; nobody else includes this. */
#ifndef ENGINE_INTERNAL_H
#define ENGINE_INTERNAL_H

#include "engine/engine.h"
#include "gen/engine.h"
#include "gen/engine_tables.h"
#include "trust/ticket.h"

/* The longest result of a query. */
#define SCRATCH_BYTES (512u * 1024u)
#define SOURCES_MAX ENTRY_CURSORS_MAX
#define TICKET_CACHE 256
#define DENIED_PEERS 32
#define DENIED_PER_MINUTE 20
#define SECRETS_CACHED 32
#define DECISION_EVENTS_MAX 512
#define DEPTH_MAX 4
#define ONE UINT64_C(1)

/* What folding entries needs; the engine has one, verify makes its own. */
struct fold {
    const struct contract *contract;
    uint32_t window_service, window_edge;
    bool derive;
    struct progress progress;          /* written back by fold_save */
};

void fold_load(struct fold *fold, const struct view *view);
void fold_save(const struct fold *fold, struct txn *t);
/* Everything an entry means for the state: the same call live, in a rebuild and in verify. */
void fold_entry(struct fold *fold, struct txn *t, const struct entry *entry, const uint8_t leaf[32]);

/* repeat.c */
enum repeat { REPEAT_NEW, REPEAT_SAME, REPEAT_CONFLICT, REPEAT_TOO_OLD, REPEAT_NO_ROOM };
void client_of(const struct peer *peer, uint64_t instance, uint8_t ret[CLIENT_LEN]);
void window_remember(struct fold *fold, struct txn *t, const struct cause *cause, uint64_t number, uint64_t at_us);
enum repeat repeat_look(struct engine *e, const struct view *v, const struct request *r, const uint8_t client[CLIENT_LEN],
                        uint64_t account, uint64_t second, uint64_t now_us, uint64_t *ret_number);
bool digest_of(struct engine *e, const struct request *r, uint64_t account, uint64_t second, struct date day, bool make, struct arena *arena, uint8_t ret[32]);

/* tickets.c */
bool ticket_known(struct engine *e, struct bytes bytes, struct staff_ticket *ret);
enum ticket_fault { TICKET_GOOD, TICKET_FORGED, TICKET_EXPIRED, TICKET_OTHER_TERMINAL, TICKET_REVOKED, TICKET_SESSION_ENDED, TICKET_NOT_OURS };
/* The word after the point in an answer's and an entry's place: ticket.expired. */
const char *ticket_fault_name(enum ticket_fault fault);
/* `look`: the act shows personal data or needs two persons; then no grace while staff is silent. */
enum ticket_fault ticket_judge(const struct engine *e, const struct view *v, const struct staff_ticket *ticket, const struct peer *peer, uint64_t now_us, bool look);

struct denied_peer { uint8_t key[8]; uint64_t minute; uint32_t count; };
struct cached_ticket { bool set; uint8_t hash[32]; struct staff_ticket ticket; };
struct cached_secret { char name[32]; uint8_t *key; };

struct engine {
    const struct service *service;
    const struct contract *contract;
    struct store *store;
    bool looks_closed;
    struct key_store *keys;
    struct marker_page *marker;
    uint16_t site;
    const void *config;
    const struct shared_secret *secrets;  uint32_t secret_count;
    uint8_t ticket_key[32];  bool has_ticket_key;
    struct engine_limits limits;
    void (*seed)(void *, uint8_t[32]);  void *seed_self;
    struct fold fold;
    struct arena arena;                    /* the step's */
    struct arena rebuild_arena;
    uint8_t *scratch;                      /* SCRATCH_BYTES: where entries and results are built */
    uint64_t head;
    uint32_t epoch;
    bool restored;                       /* from a backup: the next step begins an epoch */
    struct date open_day;
    struct position cursors[SOURCES_MAX], durable[SOURCES_MAX];
    enum engine_state state;
    uint64_t rebuild_next, rebuild_total;
    uint64_t erased_seen;                  /* so many erased keys of the log have been destroyed */
    bool erases;                           /* this step erased some */
    struct cached_ticket tickets[TICKET_CACHE];
    struct cached_secret secret_cache[SECRETS_CACHED];
    uint8_t *no_secret;                    /* what stands for one that could not be read */
    uint8_t *digest_key;  struct date digest_key_day;      /* of the last day asked for; guarded */
    struct denied_peer denied[DENIED_PEERS];
    enum ticket_fault denied_read;         /* of the query answered last; engine_note_denied puts it on record */
    uint64_t staff_silent_us;              /* since when; 0: it is heard */
    uint64_t malformed, denied_uncounted, quarantined;
};

struct emitted { const struct event_spec *event; struct bytes body; };

struct decision {
    struct engine *engine;
    const struct view *view;
    const struct context *ctx;
    struct arena *arena;
    enum refusal why;
    const char *refused_at;
    const struct command_spec *carried;    /* what is asked for or confirmed through a command of the engine's own; its refusals count too */
    bool states;                           /* refused, and what follows is kept */
    bool exhausted;                        /* the key pool ran dry: busy */
    bool too_large;
    uint64_t forgotten[ENTRY_SUBJECTS_MAX];  uint32_t forgotten_count;
    uint64_t ids;
    struct subject_key subjects[ENTRY_SUBJECTS_MAX];  uint32_t subject_count;
    struct emitted events[DECISION_EVENTS_MAX];  uint32_t event_count;
    struct bytes result;
};

void decision_init(struct decision *d, struct engine *e, const struct view *v, const struct context *ctx);

/* States what forget() was called for; once, when deciding is over. */
void decision_close(struct decision *d);

/* looks.c */
bool any_look(const struct contract *c);
bool purpose_known(struct text word);
/* What it is for: as asked, or the open case it stands in; absent when neither. */
struct text purpose_of_look(const struct engine *e, const struct view *v, const struct request *r);
/* States the alert when this look passes the quota. */
void look_decided(struct decision *d, const struct context *ctx, const struct command_spec *spec);
void fold_look(struct txn *t, const struct entry *entry);

/* retention.c: commands and queries of the engine's own, in every service that keeps something of persons. */
bool any_kept(const struct service *service);

/* open.c */
/* Destroys the keys that the log says are erased, those this process has not seen to yet. Nothing to do: no cost. */
/* restored.c: behind the epoch that a restored log begins. A crash in between begins one more, which harms nobody. */
MUST_CHECK enum err engine_begin_restored(struct engine *engine, uint64_t clock_us, struct outbox *out);
MUST_CHECK enum err engine_erase_keys(struct engine *e);
void engine_load(struct engine *e, const struct view *v);          /* caches from rows, after open, rebuild or an undone step */
/* Folds what the journal holds and the store lacks; log_only: appends it, for a rebuild to come. */
MUST_CHECK enum err engine_recover(struct engine *e, bool log_only);
uint32_t source_index(const struct contract *c, struct text source);   /* UINT32_MAX when not followed */
const struct event_spec *event_find(const struct contract *c, struct text name);
const struct command_spec *command_find(const struct contract *c, struct text name);
const struct query_spec *query_find(const struct contract *c, struct text name);
bool refusal_listed(const struct command_spec *c, enum refusal why);

/* later.c: steps of two persons apart. Their commands and timer are the engine's own, in every service that has such a step. */
#define ENGINE_TIMERS 0x80000000u          /* numbers of the engine's timers begin here */
bool any_later(const struct contract *c);
/* Of the engine's own, when this service has it; else NULL. */
const struct command_spec *own_command(const struct engine *e, struct text name);
const struct query_spec *own_query(const struct engine *e, struct text name);
/* The command with which a second person confirms. */
bool is_confirmation(const struct command_spec *spec);

/* paper.c: decisions of the city that stand on its paper. */
bool any_paper(const struct contract *c);
/* The facts of the paper in a command's body; NULL: none are given. They live as long as the message. */
const struct paper_approval *paper_of(const struct command_spec *c, const void *message);
/* May these two give it? PAPER_NEEDED: nobody of them is of the city. REFUSAL_NONE for whatever is no decision of the city. */
enum refusal paper_asks(const struct command_spec *c, const void *message, enum role role, enum role second_role);
/* States the paper of ctx, if any, before what is decided on it. `message` holds the whole list. False with the refusal stated. */
bool paper_stated(const struct view *v, const struct context *ctx, const struct command_spec *c, const void *message, struct decision *out);

/* step.c: one entry of the engine's own with the events that `state` emits. The tests' "given" comes through here too. */
MUST_CHECK enum err engine_act(struct engine *e, const char *name, void (*state)(struct decision *, void *), void *self, uint64_t clock_us, struct outbox *out);

/* answers (outbox.c) */
struct answer {
    const struct request *request;
    enum answer_outcome { ANSWER_DONE, ANSWER_REFUSED, ANSWER_NOT_TAKEN } outcome;
    enum refusal why;
    struct text refusal_text;              /* of a stored entry, when why is none */
    const struct request_fault *fault;
    struct text refused_at;
    struct position position;              /* source absent: none */
    const uint8_t *leaf;
    bool repeated;
    struct bytes result, shown;
};
void outbox_answer(struct outbox *out, const struct answer *answer);
/* Room of at most `max` bytes for one payload, then what was written becomes an item. */
/* Takes back all items but the first `count`. */
void outbox_cut(struct outbox *out, uint32_t count);
struct writer outbox_begin(struct outbox *out, uint32_t max);
void outbox_end(struct outbox *out, const struct writer *w, struct outgoing item);

extern const struct contract engine_contract;

#endif
