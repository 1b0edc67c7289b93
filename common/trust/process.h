/* What keeps secrets inside a process: no core dump, no reading of its memory from outside, keys not in swap. */
#ifndef TRUST_PROCESS_H
#define TRUST_PROCESS_H

#include <stdbool.h>

/* First thing in every program that holds keys: no core files (also none through a pipe of core_pattern, which does not
 * ask for the size limit), and other processes of the same user cannot attach. In a build with sanitizers the
 * process stays attachable, because the leak checker attaches to it. False: the system refused.
 * Source: dependency notes 3.5 (host). */
bool process_keep_secrets(void);

/* Whether memory of secret_alloc is really locked here. It is usable when it is not; then keys may reach swap, and whoever
 * asks says so. Wants trust_init. */
bool process_locks_secrets(void);

#endif
