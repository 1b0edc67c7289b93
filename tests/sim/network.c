/* Keeps true: per end, messages arrive in order of their due time, equal ones in the order of
 * sending; a cut link carries nothing in either direction. While the world heals, nothing is lost. */
#include "network.h"

#include "world.h"

void network_fini(struct network *n)
{
    for (uint32_t end = 0; end < ENDS; end++) {
        for (uint32_t i = 0; i < n->inbox[end].count; i++)
            free(n->inbox[end].heap[i].bytes);
        free(n->inbox[end].heap);
    }
}

static bool sooner(const struct message *a, const struct message *b)
{
    return a->due_us != b->due_us ? a->due_us < b->due_us : a->order < b->order;
}

static void inbox_push(struct inbox *in, const struct message *message)
{
    uint32_t at = in->count++;

    if (at == in->room) {
        in->room = in->room == 0 ? 64 : in->room * 2;
        in->heap = realloc(in->heap, in->room * sizeof *in->heap);
        must(in->heap != NULL);
    }
    for (; at > 0 && sooner(message, &in->heap[(at - 1) / 2]); at = (at - 1) / 2)
        in->heap[at] = in->heap[(at - 1) / 2];
    in->heap[at] = *message;
}

static struct message inbox_pop(struct inbox *in)
{
    struct message first = in->heap[0], last = in->heap[--in->count];
    uint32_t at = 0, child;

    while ((child = at * 2 + 1) < in->count) {
        if (child + 1 < in->count && sooner(&in->heap[child + 1], &in->heap[child]))
            child++;
        if (!sooner(&in->heap[child], &last))
            break;
        in->heap[at] = in->heap[child];
        at = child;
    }
    if (in->count > 0)
        in->heap[at] = last;
    return first;
}

/* A little, often; a lot, seldom. */
static uint64_t travel_us(struct world *w)
{
    uint64_t us = 300 + below(w, 6000);

    if (w->healing || !chance(w, 30))
        return us;
    if (chance(w, 500)) {
        count(w, COUNT_REORDERED);
        return us + below(w, 60000);
    }
    count(w, COUNT_DELAYED);
    return us + below(w, 1500000);
}

static void post(struct world *w, struct message message, struct bytes bytes)
{
    message.bytes = malloc(bytes.len + 1);
    must(message.bytes != NULL);
    memcpy(message.bytes, bytes.at, bytes.len);
    message.len = bytes.len;
    message.due_us = w->mono_us + travel_us(w);
    message.order = w->network.order++;
    inbox_push(&w->network.inbox[message.to], &message);
}

void network_send(struct world *w, struct message message, struct bytes bytes)
{
    must(message.to < ENDS && message.from < ENDS);
    if (plant_swallows(w, &message))
        return;
    if (!w->healing) {
        if (w->mono_us < w->network.cut_until_us[message.from][message.to]) {
            count(w, COUNT_DROPPED);
            return;
        }
        if (chance(w, 15) && w->plant != PLANT_CALM) {
            count(w, COUNT_DROPPED);
            return;
        }
        if (chance(w, 12)) {
            count(w, COUNT_DUPLICATED);
            post(w, message, bytes);
        }
    }
    post(w, message, bytes);
}

bool network_due(const struct world *w, uint32_t end)
{
    const struct inbox *in = &w->network.inbox[end];

    return in->count > 0 && in->heap[0].due_us <= w->mono_us;
}

bool network_take(struct world *w, uint32_t end, struct message *ret)
{
    if (!network_due(w, end))
        return false;
    *ret = inbox_pop(&w->network.inbox[end]);
    return true;
}

uint32_t network_under_way(const struct world *w)
{
    uint32_t sum = 0;

    for (uint32_t end = 0; end < ENDS; end++)
        sum += w->network.inbox[end].count;
    return sum;
}

void network_forget(struct world *w, uint32_t end)
{
    struct inbox *in = &w->network.inbox[end];

    for (uint32_t i = 0; i < in->count; i++)
        free(in->heap[i].bytes);
    in->count = 0;
}

void network_forget_answers(struct world *w, uint32_t from)
{
    struct inbox *in = &w->network.inbox[END_CLIENTS];
    struct message *old = in->heap;
    uint32_t n = in->count;

    *in = (struct inbox){ 0 };
    for (uint32_t i = 0; i < n; i++) {
        if (old[i].from == from)
            free(old[i].bytes);
        else
            inbox_push(in, &old[i]);
    }
    free(old);
}

void network_weather(struct world *w)
{
    uint32_t a = (uint32_t)below(w, ENDS), b = (uint32_t)below(w, ENDS);

    if (w->healing || !chance(w, 4) || a == b)
        return;
    w->network.cut_until_us[a][b] = w->network.cut_until_us[b][a] = w->mono_us + 200000 + below(w, 4000000);
    count(w, COUNT_CUT);
}
