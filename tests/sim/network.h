/* The simulated network: messages between nodes and clients, with drops, delays, duplicates,
 * other orders and cut links. */
#ifndef SIM_NETWORK_H
#define SIM_NETWORK_H

#include "office.h"

struct world;

/* Ends of links: the services, and all clients together. */
#define END_CLIENTS SVC_COUNT
#define ENDS (SVC_COUNT + 1)

enum message_kind { MESSAGE_FRAME = 1, MESSAGE_PUBLISHED, MESSAGE_PULLED, MESSAGE_ANSWER };

struct message {
    enum message_kind kind;
    uint32_t from, to;           /* ends */
    uint32_t peer;               /* frame: who sends */
    uint32_t source;             /* published, pulled: the follower's index of the source */
    uint64_t tag;                /* frame: goes back with the answer; answer: that tag */
    uint8_t *bytes;  uint32_t len;
    uint64_t due_us, order;
};

struct inbox { struct message *heap; uint32_t count, room; };

struct network {
    struct inbox inbox[ENDS];
    uint64_t order;
    uint64_t cut_until_us[ENDS][ENDS];
};

void network_fini(struct network *network);
/* Copies the bytes; the network decides when and how often they arrive, if at all. */
void network_send(struct world *world, struct message message, struct bytes bytes);
/* The next message due at this end; its bytes are the caller's to free. */
bool network_take(struct world *world, uint32_t end, struct message *ret);
bool network_due(const struct world *world, uint32_t end);
/* Messages under way, heartbeats among them. */
uint32_t network_under_way(const struct world *world);
/* A node died: what was on its way to it is lost. */
void network_forget(struct world *world, uint32_t end);
/* What is on its way from this end to the clients is lost: a restore is no moment at which connections last. */
void network_forget_answers(struct world *world, uint32_t from);
/* Now and then a link is cut for a while. */
void network_weather(struct world *world);

#endif
