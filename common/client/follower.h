/* Following one service's log over its sockets, for edges, tools and tests: the machine of
 * engine/follow.h with a link of its own. */
#ifndef CLIENT_FOLLOWER_H
#define CLIENT_FOLLOWER_H

#include "engine/follow.h"
#include "wire/link.h"

struct follower;

struct follower_options {
    struct link_options link;         /* with an event address */
    bool whole;                       /* entries as stored, for a peer with that right */
    uint32_t epoch;                   /* the cursor kept; {0, 0}: from the beginning */
    uint64_t sequence;
};

/* Errors of link_open. */
MUST_CHECK enum err follower_open(const struct follower_options *options, struct follower **ret);
void follower_drop(struct follower **follower);

/* The next item in order, without waiting: false when none is there (or the machine has stopped: look at
 * follower_machine()). It counts as taken; `covered` is the cursor to keep with what was made of it. Points into
 * memory that lives until the next call. */
bool follower_take(struct follower *follower, uint64_t mono_us, struct followed *ret);
/* Waits for the next item at most `timeout_ms`. ERR_TIMEOUT; ERR_CORRUPT: stopped, the source lost what was taken. */
MUST_CHECK enum err follower_next(struct follower *follower, int64_t timeout_ms, struct followed *ret);

/* For a loop of its own: what to wait for (at most three places, returns how many) and until when. */
uint32_t follower_wait(const struct follower *follower, struct wire_wait on[3]);
uint64_t follower_due_us(const struct follower *follower);

/* State, cursor and figures. Of an opened one never NULL. */
const struct follow *follower_machine(const struct follower *follower);

#endif
