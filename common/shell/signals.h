/* The signals of a process of ours: blocked from the start, read from a descriptor in its loop. */
#ifndef SHELL_SIGNALS_H
#define SHELL_SIGNALS_H

#include <stdint.h>

#include "base/err.h"

/* Before any thread: those of the messaging library inherit it. SIGINT, SIGTERM and SIGHUP; SIGPIPE is ignored. */
void signals_block(void);
/* The descriptor on which they arrive; to be closed. ERR_IO. */
MUST_CHECK enum err signals_open(int *ret);
/* The next one that waits, logged; 0: none. */
uint32_t signals_take(int fd);

#endif
