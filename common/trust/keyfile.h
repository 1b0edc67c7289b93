/* Our own key files, outside the data directory: one key in lower-case hex and a line feed, readable
 * by their owner alone. */
#ifndef TRUST_KEYFILE_H
#define TRUST_KEYFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define KEYFILE_LEN_MAX 64

/* Loads a key of exactly `len` (1..KEYFILE_LEN_MAX) bytes. ERR_NOT_FOUND: no such file. ERR_DENIED: not a
 * regular file (a symbolic link neither), not owned by the effective user, open to group or others, or not
 * readable. ERR_MALFORMED: anything but 2 * len hex digits and at most one line feed. ERR_IO. */
MUST_CHECK enum err keyfile_load(const char *path, uint8_t *ret, size_t len);

/* Why such a file cannot be loaded, in words for a person; of a file that can: "fine". Static text, for one thread. */
const char *keyfile_why(const char *path, size_t len);

/* Makes the file (mode 0400), durable with its directory entry when it returns. ERR_EXISTS: it is there
 * already, and stays as it is. ERR_NOT_FOUND: no such directory. ERR_DENIED, ERR_FULL, ERR_IO: nothing
 * is left behind. */
MUST_CHECK enum err keyfile_create(const char *path, const uint8_t *key, size_t len);

#endif
