/* Private to this layer: an LMDB data file written anew beside the old one, in DIR/next, and then put in its place. At any
 * moment DIR holds one whole data file; what an interrupted run left in DIR/next is noise. */
#ifndef STORE_SWAP_H
#define STORE_SWAP_H

#include "base/err.h"
#include "store/store.h"

#define SWAP_PATH_MAX 4096

/* DIR/next exists and is empty. */
MUST_CHECK enum err swap_begin(const char *dir, struct faults *faults, char ret_next[SWAP_PATH_MAX]);
/* Nobody has either open. Durable; the old file's bytes are overwritten when `wipe`, as far as the disk does that. */
MUST_CHECK enum err swap_in(const char *dir, bool wipe, struct faults *faults);
/* Takes away what an interrupted run left. */
MUST_CHECK enum err swap_clear(const char *dir);

#endif
