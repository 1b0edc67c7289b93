/* A peer's conversation with one service. A request is sent as the same bytes again, command id and
 * all, until an answer comes or time is up: half of all crashes leave a command that was done and not
 * answered, so repeats are the normal case, and never get a new id.
 *
 * Two ways: client_start_...() and client_take() with many under way, for loops; client_command() and
 * its like for one after the other. Belongs to the thread that started wire. */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include "client/answer.h"
#include "wire/link.h"

#define CLIENT_UNDER_WAY_MAX 1024

struct client;

/* Another way to a service than a socket, for one within this process. */
struct client_door {
    void *self;
    bool (*send)(void *self, struct bytes payload);               /* false: not now */
    bool (*receive)(void *self, struct bytes *ret_payload);       /* false: nothing came; lives until the next call */
};

struct client_options {
    struct link_options link;
    const struct client_door *door;   /* instead of the link; outlives the client; NULL: none */
    uint64_t instance;                /* 0: the time of opening in microseconds, so later ones are higher */
    uint32_t try_ms;                  /* first wait for an answer; doubles up to four times; 0: 2000 */
    uint32_t give_up_ms;              /* 0: 20000 */
};

/* Errors of link_open. Succeeds also when nobody is there yet. */
MUST_CHECK enum err client_open(const struct client_options *options, struct client **ret);
void client_drop(struct client **client);

/* An id for a command that must keep it, whatever happens to this process's calls. */
struct command_id client_next_id(struct client *client);

/* ---- Many under way ---- */

/* Each takes one request on and names it by its number, which its answer carries. `mono_ms` is
 * monotonic. ERR_FULL: CLIENT_UNDER_WAY_MAX are. ERR_LIMIT: longer than CALL_BYTES_MAX. */
MUST_CHECK enum err client_start_command(struct client *client, const struct command_call *call, int64_t mono_ms, uint64_t *ret_number);
MUST_CHECK enum err client_start_query(struct client *client, const struct query_call *call, int64_t mono_ms, uint64_t *ret_number);
MUST_CHECK enum err client_start_pull(struct client *client, const struct pull_call *call, int64_t mono_ms, uint64_t *ret_number);
MUST_CHECK enum err client_start_status(struct client *client, int64_t mono_ms, uint64_t *ret_number);
MUST_CHECK enum err client_start_control(struct client *client, const struct control_call *call, int64_t mono_ms, uint64_t *ret_number);

/* Sends what is due and takes what came. True: *ret ends the request of that number; OUTCOME_UNKNOWN when
 * time is up. Points into memory that lives until the next call on this client. Of `busy`, `not_yet` and
 * `rebuilding` only the last in time is shown. */
bool client_take(struct client *client, int64_t mono_ms, struct answer *ret);
/* When client_take() has something to do though nothing came; INT64_MAX: never. */
int64_t client_due_ms(const struct client *client);
/* What to wait for, for wire_wait(); two places. Returns how many are filled; 0 with a door. */
uint32_t client_wait(const struct client *client, int64_t mono_ms, struct wire_wait on[2]);
uint32_t client_under_way(const struct client *client);

/* ---- One after the other; nothing may be under way ---- */

/* OK: *ret says what became of it, `result` and the like live until the next call on this client. ERR_TIMEOUT:
 * no answer; for a command then the outcome is unknown: take an id from client_next_id()
 * beforehand and call again with it. ERR_LIMIT as above. */
MUST_CHECK enum err client_command(struct client *client, const struct command_call *call, struct answer *ret);
MUST_CHECK enum err client_query(struct client *client, const struct query_call *call, struct answer *ret);
MUST_CHECK enum err client_control(struct client *client, const struct control_call *call, struct answer *ret);
/* Also ERR_DENIED: the service did not give it, *ret_answer says why. ERR_MALFORMED: its answer lacks something. */
MUST_CHECK enum err client_pull(struct client *client, const struct pull_call *call, struct answer *ret_answer, struct page *ret);
MUST_CHECK enum err client_status(struct client *client, struct answer *ret_answer, struct service_status *ret);

struct client_figures {
    uint64_t sent, repeats, answers, late, malformed, given_up;
};
struct client_figures client_figures(const struct client *client);

/* The monotonic clock all of this is driven by, in milliseconds. */
int64_t client_now_ms(void);

#endif
