/* The machine and its link. A page is walked out before the next payload is received, because its items
 * point into it. */
#include "client/follower.h"

#include "base/invariant.h"
#include "client/client.h"

#define LOOK_MS 500                   /* an unconnected link also wants a look now and then */

struct follower {
    struct link *link;
    char source[16];
    struct follow machine;
    struct follow_page page;
    bool in_page, connected;
    uint64_t last_request;
};

enum err follower_open(const struct follower_options *options, struct follower **ret)
{
    struct link *link = NULL;

    must(options->link.event_address != NULL);
    TRY(link_open(&options->link, &link));
    struct follower *follower = calloc(1, sizeof(*follower));
    must(follower != NULL);
    follower->link = link;
    snprintf(follower->source, sizeof(follower->source), "%s", options->link.service);
    follow_init(&follower->machine, text_of(follower->source), options->whole, options->epoch, options->sequence);
    *ret = follower;
    return OK;
}

void follower_drop(struct follower **follower)
{
    if (*follower == NULL)
        return;
    link_drop(&(*follower)->link);
    free(*follower);
    *follower = NULL;
}

static bool take_from_page(struct follower *follower, uint64_t mono_us, struct followed *ret)
{
    if (!follower->in_page)
        return false;
    follower->in_page = follow_page_next(&follower->machine, &follower->page, mono_us, ret);
    return follower->in_page;
}

static bool take_published(struct follower *follower, uint64_t mono_us, struct followed *ret)
{
    struct bytes payload;

    while (link_hear(follower->link, &payload))
        if (follow_hear(&follower->machine, payload, mono_us, ret))
            return true;
    return false;
}

static bool take_answered(struct follower *follower, uint64_t mono_us, struct followed *ret)
{
    struct bytes payload;

    while (link_receive(follower->link, &payload)) {
        follower->in_page = follow_answered(&follower->machine, payload, mono_us, &follower->page);
        if (take_from_page(follower, mono_us, ret))
            return true;
    }
    return false;
}

static void pull_if_due(struct follower *follower, uint64_t mono_us)
{
    uint8_t bytes[FOLLOW_PULL_BYTES];
    struct writer w = writer_of(bytes, sizeof(bytes));
    struct follow_pull pull;

    follower->connected = link_connected(follower->link);
    if (!follower->connected || !follow_pull(&follower->machine, follower->last_request + 1, mono_us, &pull))
        return;
    follower->last_request++;
    follow_pull_encode(&pull, &w);
    (void)link_send(follower->link, written(&w));        /* lost: pulled again */
}

bool follower_take(struct follower *follower, uint64_t mono_us, struct followed *ret)
{
    struct followed item;

    if (follower->machine.state == FOLLOW_STOPPED)
        return false;
    if (take_from_page(follower, mono_us, &item) || take_published(follower, mono_us, &item) ||
        take_answered(follower, mono_us, &item)) {
        follow_took(&follower->machine, &item, mono_us);
        *ret = item;
        return true;
    }
    pull_if_due(follower, mono_us);
    return false;
}

uint64_t follower_due_us(const struct follower *follower)
{
    return follow_due_us(&follower->machine);
}

uint32_t follower_wait(const struct follower *follower, struct wire_wait on[3])
{
    on[0] = (struct wire_wait){ .link = follower->link };
    on[1] = (struct wire_wait){ .link = follower->link, .events = true };
    on[2] = (struct wire_wait){ .link = follower->link, .to_send = true };
    return follower->connected || follower_due_us(follower) == UINT64_MAX ? 2 : 3;
}

enum err follower_next(struct follower *follower, int64_t timeout_ms, struct followed *ret)
{
    int64_t until_ms = client_now_ms() + timeout_ms;
    struct wire_wait on[3];

    for (;;) {
        int64_t now_ms = client_now_ms();
        if (follower_take(follower, (uint64_t)now_ms * 1000, ret))
            return OK;
        if (follower->machine.state == FOLLOW_STOPPED)
            return ERR_CORRUPT;
        if (now_ms >= until_ms)
            return ERR_TIMEOUT;
        int64_t wait_ms = until_ms - now_ms < LOOK_MS ? until_ms - now_ms : LOOK_MS;
        uint64_t due_us = follower_due_us(follower);
        uint32_t count = follower_wait(follower, on);
        if (count == 2 && due_us < (uint64_t)(now_ms + wait_ms) * 1000)
            wait_ms = due_us / 1000 < (uint64_t)now_ms ? 1 : (int64_t)(due_us / 1000) - now_ms + 1;
        TRY(wire_wait(on, count, wait_ms));
    }
}

const struct follow *follower_machine(const struct follower *follower)
{
    return &follower->machine;
}
