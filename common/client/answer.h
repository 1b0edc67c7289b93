/* What comes back, read out of unchecked bytes. Everything points into them. */
#ifndef CLIENT_ANSWER_H
#define CLIENT_ANSWER_H

#include "client/call.h"
#include "codec/read.h"

enum answer_kind { ANSWER_ANSWER, ANSWER_PAGE, ANSWER_STATUS };

enum answer_outcome {
    OUTCOME_DONE,              /* executed; of a query: answered */
    OUTCOME_REFUSED,           /* a refusal of the domain, and it stays one under this id */
    OUTCOME_NOT_TAKEN,         /* nothing is stored under this id; it may be sent again */
    OUTCOME_UNKNOWN            /* no answer in time: it may have been executed, ask again under the same id */
};

struct answer {
    enum answer_kind kind;
    uint64_t request;
    enum answer_outcome outcome;           /* pages and status: done */
    struct command_id id;                  /* of a command; else zero */
    struct text refusal;                   /* absent when done */
    bool repeated;                         /* the outcome of an earlier copy */
    struct position position;              /* source absent: none */
    struct bytes result, shown;            /* encoded maps; absent: none */
    struct bytes leaf;                     /* 32 bytes; absent: none */
    bool has_offset;
    uint64_t offset;                       /* detail: where in the request's bytes, */
    struct text field, reason;             /*         in which field, and what; absent: not said */
    struct bytes payload;                  /* the whole map, checked */
};

/* False when it is no answer of any kind; then *ret is untouched. */
bool answer_parse(struct bytes payload, struct answer *ret);

struct page {
    uint32_t epoch, previous_epoch;
    uint64_t epoch_start, head, next;
    struct text source;
    struct reader items;
    uint32_t left;
};

/* Of an answer of kind ANSWER_PAGE; false when it lacks something. */
bool page_parse(const struct answer *answer, struct page *ret);
/* The next item: a publication's map, or of a whole page the entry's bytes (not yet checked). */
bool page_item_next(struct page *page, struct bytes *ret);

struct service_status {
    struct text service, state, mode, version;
    uint32_t site, epoch;
    uint64_t head, now_us, open_day;       /* open_day as yyyymmdd; 0: none */
    uint64_t published;                    /* the last entry with events; whoever followed to it has followed all */
    uint64_t peers_version;                /* of the allow-list in force */
    struct text peers_alarm;               /* why a newer one is not; absent: nothing is wrong */
    uint64_t parked, queued, malformed, denied, quarantined, gaps, repeats, map_used_percent;
    uint64_t audit_behind, audit_lag_us;   /* entries audit has not said it has; for how long one waits at least */
    bool looks_closed;                     /* so long that looks outside an open case are refused */
    struct bytes key;                      /* 32 bytes: a public key the service shows; absent: none */
    struct reader cursors;
    uint32_t cursor_count;                 /* left to walk */
};

/* Of an answer of kind ANSWER_STATUS; figures it does not tell are 0. */
bool status_parse(const struct answer *answer, struct service_status *ret);
bool status_cursor_next(struct service_status *status, struct position *ret);

#endif
