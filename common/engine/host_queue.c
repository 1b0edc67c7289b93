/* Requests on their way and the queues they wait in. Keeps true: the memory of an answered request is used
 * again, as far as it is not too much. */
#include "engine/host_internal.h"

#define SPARE_MAX 512
#define REQUEST_ARENA_MAX (4u * 1024u * 1024u)

struct waiting *waiting_new(struct host *h, struct bytes payload)
{
    struct waiting *w = queue_pop(&h->spare);

    if (w == NULL) {
        w = calloc(1, sizeof *w);
        must(w != NULL);
        arena_init(&w->arena, REQUEST_ARENA_MAX);
    }
    w->payload = arena_take(&w->arena, payload.len);
    if (payload.len > 0)
        memcpy(w->payload, payload.at, payload.len);
    return w;
}

void waiting_drop(struct waiting **waiting)
{
    struct waiting *w = *waiting;

    if (w == NULL)
        return;
    arena_fini(&w->arena);
    free(w);
    *waiting = NULL;
}

void queue_push(struct queue *q, struct waiting *w)
{
    w->next = NULL;
    if (q->last == NULL)
        q->first = w;
    else
        q->last->next = w;
    q->last = w;
    q->count++;
}

void waiting_done(struct host *h, struct waiting *w)
{
    struct arena arena = w->arena;

    if (h->spare.count >= SPARE_MAX) {
        waiting_drop(&w);
        return;
    }
    arena_reset(&arena);
    *w = (struct waiting){ .arena = arena };
    queue_push(&h->spare, w);
}

struct waiting *queue_pop(struct queue *q)
{
    struct waiting *w = q->first;

    if (w == NULL)
        return NULL;
    q->first = w->next;
    if (q->first == NULL)
        q->last = NULL;
    q->count--;
    w->next = NULL;
    return w;
}

void queue_clear(struct queue *q)
{
    for (struct waiting *w = queue_pop(q); w != NULL; w = queue_pop(q))
        waiting_drop(&w);
}
