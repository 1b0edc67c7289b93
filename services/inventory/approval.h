/* The city's approval behind a decision about a card. */
#ifndef INVENTORY_APPROVAL_H
#define INVENTORY_APPROVAL_H

#include "engine/service.h"

struct approval {
    struct text number;
    struct date on;
};

/* The approval of this decision: of ctx's paper, or as the command names it. False with the refusal stated (named twice, not
 * named, in the future). ret points into ctx and the command. Source: decision 0021 */
bool approval_named(const struct context *ctx, struct text number, struct date on, struct decision *out, struct approval *ret);

#endif
