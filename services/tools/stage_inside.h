/* Within the office that runs in this process: its parts, shared by stage_inside.c and stage_inside_open.c alone. */
#ifndef TOOLS_STAGE_INSIDE_H
#define TOOLS_STAGE_INSIDE_H

#include "engine/host.h"
#include "shell/office_config.h"
#include "shell/service_keys.h"
#include "stage_office.h"
#include "wire/peers.h"

#define ANSWERS_MAX 64u

struct node {
    const struct service *service;
    const struct peer *as_follower;            /* what it is to the others */
    struct service_keys keys;
    struct marker_page *marker;
    struct store *store;                       /* NULL once the engine owns it */
    struct key_store *key_store;               /* likewise */
    struct host *host;
    struct outbox *out;
    uint64_t beat_head;                        /* the head its followers were told */
    uint64_t beat_mono_us;                     /* and when */
    bool woken;
};

/* One peer's way to one service, with the answers that wait for it. */
struct door {
    struct inside *inside;
    const struct peer *peer;
    uint32_t service, index;
    struct client_door open;
    struct bytes answers[ANSWERS_MAX];  uint32_t answer_count;
    uint8_t *last;                             /* handed out; lives until the next */
};

struct inside {
    struct stage_office office;
    struct place place;
    struct installation at;
    struct office_config config;
    struct arena arena;                        /* lives as long as the office */
    struct peers *peers;
    struct node nodes[OFFICE_SERVICES];
    struct door doors[SPOT_COUNT * OFFICE_SERVICES];
    uint64_t now_us;
    int lock_fd;
    enum err err;                              /* of a step: nothing goes on after it */
};

/* The kind's functions (stage_inside.c). */
MUST_CHECK enum err inside_connect(struct stage_office *office, enum peer_spot spot, uint32_t service, struct client **ret, struct fault *ret_fault);
MUST_CHECK enum err inside_set_clock(struct stage_office *office, uint64_t at_us, struct fault *ret_fault);
MUST_CHECK enum err inside_settle(struct stage_office *office, struct fault *ret_fault);

#endif
