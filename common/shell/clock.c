/* Clocks. Keeps true: a driven clock moves by clock_drive alone, also over a restart, so that a
 * rehearsal gives the same times each time. */
#include "shell/clock.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/invariant.h"
#include "shell/installation.h"

static uint64_t us_of(clockid_t which)
{
    struct timespec now;

    must(clock_gettime(which, &now) == 0);
    return (uint64_t)now.tv_sec * US_PER_SECOND + (uint64_t)now.tv_nsec / 1000;
}

uint64_t mono_us(void)
{
    return us_of(CLOCK_MONOTONIC);
}

uint64_t clock_us(const struct shell_clock *clock)
{
    return clock->driven ? clock->at_us : us_of(CLOCK_REALTIME);
}

enum err clock_open(struct shell_clock *clock, const char *path)
{
    FILE *from = path == NULL ? NULL : fopen(path, "re");
    uint64_t at_us = 0;
    bool fine;

    *clock = (struct shell_clock){ .path = path };
    if (from == NULL)
        return path == NULL || access(path, F_OK) != 0 ? OK : ERR_IO;
    fine = fscanf(from, "%" SCNu64, &at_us) == 1 && at_us <= TIME_US_MAX;
    fclose(from);
    if (!fine)
        return ERR_CONFIG;
    clock->driven = true;
    clock->at_us = at_us;
    return OK;
}

enum err clock_drive(struct shell_clock *clock, uint64_t at_us)
{
    char text[32];

    if (clock->path == NULL)
        return ERR_DENIED;
    if (at_us > TIME_US_MAX)
        return ERR_LIMIT;
    snprintf(text, sizeof text, "%" PRIu64 "\n", at_us);
    TRY(file_put(clock->path, text, 0600));
    clock->driven = true;
    clock->at_us = at_us;
    return OK;
}
