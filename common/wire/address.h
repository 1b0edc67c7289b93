/* Where endpoints are: by name in the run directory of one machine, or by configuration. */
#ifndef WIRE_ADDRESS_H
#define WIRE_ADDRESS_H

#include "base/err.h"

#define ADDRESS_SIZE 256
#define IPC_PATH_MAX 107           /* what a socket address of the system holds */

enum address_of { ADDRESS_COMMANDS, ADDRESS_EVENTS };

/* ipc://<run_dir>/<service>.cmd or .evt, terminated. ERR_LIMIT: the path is longer than IPC_PATH_MAX. */
MUST_CHECK enum err address_make(const char *run_dir, const char *service, enum address_of of, char ret[ADDRESS_SIZE]);

/* A configured address: ipc:// with an absolute path that fits, or tcp:// with host and port. ERR_CONFIG or ERR_LIMIT. */
MUST_CHECK enum err address_check(const char *address);

#endif
