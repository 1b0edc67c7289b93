/* The events of an edge and their readers. Keeps true: a reader gets every event of its span once, whole and in order, and a beat only between events; bytes
 * that a reader is in the middle of live until it has them. A reader too slow for the ring is lost and told so. */
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
void reader_begin(struct reader *reader, const struct events *events, uint64_t after)
{
    struct text_builder text = text_growing();
    bool resumed = after != 0 && after + 1 >= oldest(events) && after < events->next;

    *reader = (struct reader){ .next = resumed ? after + 1 : events->next, .told_seen = events->told_count };
    text_add(&text, "retry: %u\nid: %" PRIu64 "\n%s\n", RETRY_MS, reader->next - 1, resumed || after == 0 ? "" : "event: reset\ndata: {}\n");
    reader->now = piece_of(&text);
    text_drop(&text);
}

void reader_end(struct reader *reader)
{
    piece_leave(&reader->now);
}

bool reader_lost(const struct reader *reader, const struct events *events)
{
    return reader->next < oldest(events);
}

static bool reader_next_piece(struct reader *reader, const struct events *events)
{
    if (reader->next < events->next) {
        reader->now = events->kept[reader->next++ % EVENTS_KEPT];
    } else if (reader->told_seen != events->told_count) {
        reader->told_seen = events->told_count;
        reader->now = events->told;
    } else {
        return false;
    }
    reader->now->refs++;
    reader->offset = 0;
    return true;
}

uint32_t reader_take(struct reader *reader, const struct events *events, char *to, uint32_t room)
{
    uint32_t len = 0;

    must(!reader_lost(reader, events));
    while (len < room && (reader->now != NULL || reader_next_piece(reader, events))) {
        uint32_t left = reader->now->len - reader->offset, step = left < room - len ? left : room - len;

        memcpy(to + len, reader->now->at + reader->offset, step);
        len += step;
        reader->offset += step;
        if (reader->offset == reader->now->len)
            piece_leave(&reader->now);
    }
    return len;
}
