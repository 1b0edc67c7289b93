/* The six services behind a stage: as processes with sockets (stage_processes.c), or within this process
 * (stage_inside.c, stage_inside_open.c). The stage speaks to both through clients and cannot tell them apart; both leave the same
 * installation behind. */
#ifndef TOOLS_STAGE_OFFICE_H
#define TOOLS_STAGE_OFFICE_H

#include "office.h"

/* Where somebody acts: the peers of the installation. */
enum peer_spot { SPOT_CONSOLE, SPOT_KIOSK, SPOT_BRIDGE, SPOT_TOOL, SPOT_COUNT };
extern const char *const spot_names[SPOT_COUNT];

struct stage_office;

struct stage_office_kind {
    /* A client of that peer for the service of that index; the caller drops it before the office. */
    enum err (*connect)(struct stage_office *office, enum peer_spot spot, uint32_t service, struct client **ret, struct fault *ret_fault);
    /* Drives every service's clock. Never backwards. */
    enum err (*set_clock)(struct stage_office *office, uint64_t at_us, struct fault *ret_fault);
    /* Until every service has followed every other to its end and nothing waits or is parked. ERR_TIMEOUT: who has not. */
    enum err (*settle)(struct stage_office *office, struct fault *ret_fault);
    /* In order; what was acknowledged is in the directory's files. */
    void (*close)(struct stage_office *office);
};

/* The first member of either kind's own struct. */
struct stage_office {
    const struct stage_office_kind *kind;
};

/* Both: all services ready on the installation at `place`, which office_init has made. */
MUST_CHECK enum err stage_processes_open(const struct place *place, struct stage_office **ret, struct fault *ret_fault);
/* Of such an office: its processes. */
struct office *stage_processes(struct stage_office *office);
/* Before it is opened: a configuration of its own in DIR/config, a copy in which people can come with browsers
 * (stage_visited.c); then place_find() finds it. ERR_IO. */
MUST_CHECK enum err stage_visited_config(const struct place *place, struct fault *ret_fault);
/* For speed: commits are not flushed to the disk while it is played, and passwords are hashed cheaply; for trials
 * only. A killed process leaves the logs whole, a power cut need not. */
MUST_CHECK enum err stage_inside_open(const struct place *place, struct stage_office **ret, struct fault *ret_fault);

#endif
