/* The events of an edge and their listeners. Keeps true: a listener gets every event of its span once, whole and in order, and a beat only between events; bytes
 * that a listener is in the middle of live until it has them. A listener too slow for the ring is lost and told so. */
#include "http/events.h"

#include <inttypes.h>

#include "base/invariant.h"
#include "base/text.h"

#define RETRY_MS 2000u          /* how long a browser waits before it comes back */

struct piece { uint32_t refs, len; char at[]; };

static struct piece *piece_of(const struct text_builder *text)
{
    struct piece *piece = malloc(sizeof *piece + text->len);

    must(piece != NULL);
    piece->refs = 1;
    piece->len = (uint32_t)text->len;
    memcpy(piece->at, text->at, text->len);
    return piece;
}

static void piece_leave(struct piece **piece)
{
    if (*piece != NULL && --(*piece)->refs == 0)
        free(*piece);
    *piece = NULL;
}

/* `id` 0: without a number. */
static struct piece *event_piece(uint64_t id, const char *event, struct text data)
{
    struct text_builder text = text_growing();
    struct piece *piece;

    must(data.len == 0 || (memchr(data.at, '\n', data.len) == NULL && memchr(data.at, '\r', data.len) == NULL));
    must(event[0] != '\0' && strpbrk(event, "\r\n") == NULL);
    if (id != 0)
        text_add(&text, "id: %" PRIu64 "\n", id);
    text_add(&text, "event: %s\ndata: %.*s\n\n", event, (int)data.len, data.len == 0 ? "" : data.at);
    piece = piece_of(&text);
    text_drop(&text);
    return piece;
}

void events_init(struct events *events, uint64_t first)
{
    must(first > 1);
    *events = (struct events){ .first = first, .next = first };
}

void events_fini(struct events *events)
{
    for (uint32_t i = 0; i < EVENTS_KEPT; i++)
        piece_leave(&events->kept[i]);
    piece_leave(&events->told);
}

uint64_t events_publish(struct events *events, const char *event, struct text data)
{
    struct piece **place = &events->kept[events->next % EVENTS_KEPT];

    piece_leave(place);
    *place = event_piece(events->next, event, data);
    return events->next++;
}

void events_tell(struct events *events, const char *event, struct text data)
{
    piece_leave(&events->told);
    events->told = event_piece(0, event, data);
    events->told_count++;
}

static uint64_t oldest(const struct events *events)
{
    return events->next - events->first > EVENTS_KEPT ? events->next - EVENTS_KEPT : events->first;
}

/* The number stands in the opening too: whoever is cut before the first event comes back to this place. */
void listener_begin(struct listener *listener, const struct events *events, uint64_t after)
{
    struct text_builder text = text_growing();
    bool resumed = after != 0 && after + 1 >= oldest(events) && after < events->next;

    *listener = (struct listener){ .next = resumed ? after + 1 : events->next, .told_seen = events->told_count };
    text_add(&text, "retry: %u\nid: %" PRIu64 "\n%s\n", RETRY_MS, listener->next - 1, resumed || after == 0 ? "" : "event: reset\ndata: {}\n");
    listener->now = piece_of(&text);
    text_drop(&text);
}

void listener_end(struct listener *listener)
{
    piece_leave(&listener->now);
}

bool listener_lost(const struct listener *listener, const struct events *events)
{
    return listener->next < oldest(events);
}

static bool listener_next_piece(struct listener *listener, const struct events *events)
{
    if (listener->next < events->next) {
        listener->now = events->kept[listener->next++ % EVENTS_KEPT];
    } else if (listener->told_seen != events->told_count) {
        listener->told_seen = events->told_count;
        listener->now = events->told;
    } else {
        return false;
    }
    listener->now->refs++;
    listener->offset = 0;
    return true;
}

uint32_t listener_take(struct listener *listener, const struct events *events, char *to, uint32_t room)
{
    uint32_t len = 0;

    must(!listener_lost(listener, events));
    while (len < room && (listener->now != NULL || listener_next_piece(listener, events))) {
        uint32_t left = listener->now->len - listener->offset, step = left < room - len ? left : room - len;

        memcpy(to + len, listener->now->at + listener->offset, step);
        len += step;
        listener->offset += step;
        if (listener->offset == listener->now->len)
            piece_leave(&listener->now);
    }
    return len;
}
