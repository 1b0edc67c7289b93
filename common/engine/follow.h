/* Following one source's log: which publication to take, when to pull a page, when to stop. A
 * pure machine: no sockets, no clock, no memory of its own; services, tools and the simulator drive
 * the same one. Publications may be lost, doubled, late or out of order, the last one too; a
 * heartbeat names the last published entry, and pages fill what is missing. Source: architecture 3.
 *
 * Its turn, for a caller with room for more input:
 *     follow_hear()      each payload of the source's event endpoint; true: take *ret, then follow_took()
 *     follow_pull()      true: send this pull to the source's command endpoint
 *     follow_answered()  each payload that comes back; true: walk the page with follow_page_next(), follow_took()
 *     follow_due_us()    when to ask follow_pull() again though nothing was heard
 * What is handed out but not followed by follow_took() stays untaken and is pulled again, so a
 * caller whose queue is full just stops walking, and asks follow_pull() again once there is room.
 *
 * A publication is taken when the one before it is covered and it is not: `before` <= covered < its
 * number. That is the cursor's rule also when the last entries before it had no events.
 *
 * Epochs. The machine holds one statement: everything it took is a prefix of the log of `epoch`. Nothing of a
 * newer epoch is taken before the source vouched for it by answering a pull of ours in the old epoch. When the
 * source kept less than was taken, the machine stops for good and names the range (lost_from .. sequence). */
#ifndef ENGINE_FOLLOW_H
#define ENGINE_FOLLOW_H

#include "codec/read.h"
#include "codec/write.h"
#include "engine/engine.h"             /* struct followed */

#define FOLLOW_PULL_MAX 512u                          /* entries asked for at once */
#define FOLLOW_PULL_TIMEOUT_US UINT64_C(1000000)      /* then the pull is sent again under a new request number */
#define FOLLOW_BACK_OFF_US UINT64_C(100000)           /* after a pull was not taken; doubles up to the next line */
#define FOLLOW_BACK_OFF_MAX_US UINT64_C(3200000)
#define FOLLOW_PULL_BYTES 128u                        /* room for an encoded pull */

enum follow_state { FOLLOW_RUNNING, FOLLOW_STOPPED };

/* Public to read; only the functions below write. */
struct follow {
    struct text source;           /* borrowed for the machine's life */
    bool whole;                   /* takes every entry as stored, by pages alone; heartbeats only wake it */
    enum follow_state state;

    uint32_t epoch;               /* 0: nothing known of the source yet */
    uint64_t sequence;            /* last publication taken (whole: last entry); 0: none */
    uint64_t covered;             /* >= sequence: all that was published up to this entry has been taken */

    uint32_t heard_epoch;         /* what the source said it has: */
    uint64_t heard_to;            /* its last published entry (whole: its head) */
    bool look;                    /* a pull is due without a known gap: at the start, or to check a strange heartbeat */

    uint64_t request;             /* pull under way; 0: none */
    uint64_t pulled_from;         /* its first entry */
    uint64_t pulled_after;        /* last taken when it was sent: what the source must have then */
    uint64_t due_us;              /* under way: when it counts as lost; else: no pull before this */
    uint32_t failures;            /* in a row */

    uint64_t lost_from;           /* FOLLOW_STOPPED: first entry taken that the source has not; 0: it did not say */
    uint32_t lost_epoch;          /* FOLLOW_STOPPED: epoch the source is in now; 0: it did not say */

    uint64_t beat_at_us;          /* last heartbeat, monotonic; 0: none yet */
    uint64_t beat_clock_us;       /* the source's own clock in it */

    uint64_t current_at_us;       /* last time it was known that nothing is missing; 0: never */
    uint64_t taken_count, gap_count, repeat_count, pull_count, malformed_count, epoch_count;
};

/* A pull to send. */
struct follow_pull {
    uint64_t request, from;
    uint32_t epoch, max;          /* epoch 0: of whatever epoch, from the beginning */
    bool whole;
};

/* A page being walked. */
struct follow_page {
    struct reader items;
    uint32_t left;
    uint64_t next;                /* first entry it does not cover */
    uint64_t last;                /* of the item handed out last */
    bool broken;
};

/* Starts after (epoch, sequence), the cursor kept; {0, 0} from the beginning. `mono_us` is monotonic in
 * all of these. */
void follow_init(struct follow *f, struct text source, bool whole, uint32_t epoch, uint64_t sequence);

/* A payload of the event endpoint, unchecked bytes: a publication or a heartbeat. True when *ret
 * comes next and is to be taken; never in whole mode. *ret points into the payload. */
bool follow_hear(struct follow *f, struct bytes payload, uint64_t mono_us, struct followed *ret);

/* True when *ret is to be sent now; it counts as under way then. `request` (>= 1) is a number not used
 * before on that link; it stays unused when false. */
bool follow_pull(struct follow *f, uint64_t request, uint64_t mono_us, struct follow_pull *ret);
/* The encoded payload of a pull; FOLLOW_PULL_BYTES suffice. */
void follow_pull_encode(const struct follow_pull *pull, struct writer *w);
/* When follow_pull can become true without anything heard; UINT64_MAX: not by waiting. */
uint64_t follow_due_us(const struct follow *f);

/* A payload that came back, unchecked bytes: a page, or an answer that the pull was not taken. True when
 * it is the page asked for: walk *ret, which borrows the payload. Others and late ones change nothing.
 * An answer `unknown_epoch` carries in `position` the last entry kept of the epoch asked for (and as
 * position.epoch that epoch); without it the range is unknown. */
bool follow_answered(struct follow *f, struct bytes payload, uint64_t mono_us, struct follow_page *ret);
/* The next item to take; what was taken meanwhile is passed over. False at the end, which only then
 * counts as covered, or when the page is broken. *ret points into the payload; its `covered` is the
 * page's whole reach for the last item. */
bool follow_page_next(struct follow *f, struct follow_page *page, uint64_t mono_us, struct followed *ret);

/* The one handed out last was taken (queued for a step, or stored). */
void follow_took(struct follow *f, const struct followed *item, uint64_t mono_us);

/* More is known to exist than was taken. */
bool follow_behind(const struct follow *f);
/* True when everything published up to (epoch, sequence) has been taken: what a command's `after` waits for. */
bool follow_reached(const struct follow *f, uint32_t epoch, uint64_t sequence);

/* Walks followed.events of an item handed out here; false after the last. */
struct reader followed_events(const struct followed *item);
bool followed_event_next(struct reader *r, struct text *ret_name, struct bytes *ret_body);

#endif
