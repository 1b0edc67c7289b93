/* One thread beside the loop for slow checks (Argon2id): takes jobs in order, touches neither host
 * nor engine. */
#ifndef SHELL_WORKER_H
#define SHELL_WORKER_H

#include <stdbool.h>

#include "engine/host.h"

struct worker;

/* ERR_IO: no thread or descriptor left. */
MUST_CHECK enum err worker_start(struct worker **ret);
/* Finishes what it has; jobs not fetched yet are handed to `host`, which may be NULL when there are none. */
void worker_drop(struct worker **worker, struct host *host);
/* Readable when a job is done. */
int worker_fd(const struct worker *worker);
/* True when it has room for another job. */
bool worker_free(struct worker *worker);
void worker_give(struct worker *worker, struct slow_job *job);
struct slow_job *worker_fetch(struct worker *worker);      /* NULL: none is done */

#endif
