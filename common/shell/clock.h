/* The domain's clock: the machine's, or in a trial a driven one that stands still until it is set. */
#ifndef SHELL_CLOCK_H
#define SHELL_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct shell_clock {
    bool driven;
    uint64_t at_us;                  /* driven */
    const char *path;                /* keeps a driven clock over a restart; NULL: none may be driven. Outlives the clock */
};

/* Resumes a clock that was driven when the process ended. ERR_CONFIG: the file is wrong. ERR_IO. */
MUST_CHECK enum err clock_open(struct shell_clock *clock, const char *path);
uint64_t clock_us(const struct shell_clock *clock);
/* Drives it from now on. ERR_DENIED: not a trial. ERR_LIMIT: beyond TIME_US_MAX. ERR_IO: cannot be kept. */
MUST_CHECK enum err clock_drive(struct shell_clock *clock, uint64_t at_us);

uint64_t mono_us(void);

#endif
