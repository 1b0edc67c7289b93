/* The process and its secrets. Keeps true: what cannot be had is told to the caller, never passed over. The locking of
 * secret_alloc says nothing when it fails, so it is tried once on memory of its own. */
#include "trust/process.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "trust/wrap.h"

#define TRIED_BYTES 65536u           /* more than the keys of one service take */

bool process_keep_secrets(void)
{
    if (setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }) != 0)
        return false;
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
#endif
}

bool process_locks_secrets(void)
{
    uint8_t *at = secret_alloc(TRIED_BYTES);
    bool locked = at != NULL && mlock(at, TRIED_BYTES) == 0;

    secret_free(at);
    return locked;
}
