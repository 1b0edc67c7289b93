/* The fault sweep: a scenario is played with the first storage call failing, then the second, and
 * so on until one run needs no retry. Each run must tell the same story as the clean one, and
 * closing the bench proves that the state still is the fold of the log. */
#ifndef TESTS_FAULT_SWEEP_H
#define TESTS_FAULT_SWEEP_H

#include "bench.h"

/* `limit`: at most so many storage calls in the scenario; more is a failure (scenarios stay small). */
void sweep(const struct service *service, const void *config, void (*scenario)(struct bench *), uint64_t limit);

#endif
