/* See sweep.h. Both kinds of fault are swept: the disk failing (outcome unknown, the process ends) and
 * the map being full (nothing happened, the process goes on). */
#include "sweep.h"

#include <inttypes.h>

/* Plays once; true when the n-th call was reached. */
static bool play(const struct service *service, const void *config, void (*scenario)(struct bench *), uint64_t n, enum err with, uint8_t ret_story[32])
{
    struct bench *b = bench_new(service, config);
    bool faulted;

    bench_fault_at(b, n, with);
    scenario(b);
    faulted = bench_faulted(b);
    bench_fault_at(b, 0, OK);
    log_story(b, ret_story);
    bench_drop(&b);
    return faulted;
}

static uint64_t sweep_with(const struct service *service, const void *config, void (*scenario)(struct bench *), uint64_t limit, enum err with, const uint8_t clean[32])
{
    uint8_t story[32];
    uint64_t n = 1;

    while (play(service, config, scenario, n, with, story)) {
        if (memcmp(story, clean, 32) != 0)
            fail_msg("%s: with storage call %" PRIu64 " failing (%s) the log tells another story", service->contract->service, n, err_text(with));
        if (n++ > limit)
            fail_msg("%s: more than %" PRIu64 " storage calls", service->contract->service, limit);
    }
    return n - 1;
}

void sweep(const struct service *service, const void *config, void (*scenario)(struct bench *), uint64_t limit)
{
    uint8_t clean[32];
    uint64_t io, full;

    assert_false(play(service, config, scenario, 0, OK, clean));
    io = sweep_with(service, config, scenario, limit, ERR_IO, clean);
    full = sweep_with(service, config, scenario, limit, ERR_FULL, clean);
    print_message("[ sweep ] %s: %" PRIu64 " storage calls failed with an error, %" PRIu64 " with a full map\n", service->contract->service, io, full);
    assert_true(io > 0 && full > 0);
}
