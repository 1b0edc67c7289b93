/* Events and entries of other services, as their sockets would bring them. */
#include "bench_internal.h"

/* Another service's personal values: sealed under a key nobody here has. */
static enum err seal_foreign(void *self, uint64_t subject, const char *field, struct bytes plain, struct arena *arena, struct sealed *ret)
{
    uint32_t len = (plain.len + 32) / 32 * 32 + 16;
    uint8_t *box = arena_take(arena, len);

    (void)self;
    (void)field;
    memset(box, 0x5a, len);
    *ret = (struct sealed){ .subject = subject, .key = 1, .nonce = { arena_take(arena, 24), 24 }, .box = { box, len } };
    return OK;
}

static struct bytes event_list(struct bench *b, const struct built *events, uint32_t count)
{
    uint8_t *room = arena_take(&b->arena, 256 * 1024);
    struct writer w = writer_of(room, 256 * 1024);
    struct sealer sealer = { .seal = seal_foreign };

    write_array(&w, count);
    for (uint32_t i = 0; i < count; i++) {
        write_map(&w, 2);
        write_key(&w, "body");
        assert_int_equal(message_seal(events[i].spec, events[i].value, &sealer, &b->arena, &w), OK);
        write_key(&w, "name");
        write_key(&w, events[i].name);
    }
    return written(&w);
}

struct bytes bench_publication(struct bench *b, struct built event, uint64_t before, uint64_t sequence)
{
    struct bytes events = event_list(b, &event, 1);
    uint32_t room = events.len + 512;
    struct writer w = writer_of(arena_take(&b->arena, room), room);
    struct { const char *key; uint64_t v; } numbers[] = { { "at", b->clock_us }, { "before", before }, { "date", tokyo_date(b->clock_us).v }, { "depth", 0 }, { "epoch", 1 } };

    write_map(&w, 9);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        write_key(&w, numbers[i].key);
        write_u64(&w, numbers[i].v);
    }
    write_key(&w, "events");
    write_raw(&w, events);
    write_key(&w, "kind");
    write_key(&w, "publication");
    write_key(&w, "sequence");
    write_u64(&w, sequence);
    write_key(&w, "source");
    write_key(&w, event.service);
    return written(&w);
}

void followed(struct bench *b, struct built event)
{
    followed_together(b, &event, 1);
}

void followed_together(struct bench *b, const struct built *events, uint32_t count)
{
    uint32_t source = source_index(b->service->contract, text_of(events[0].service));

    assert_true(source != UINT32_MAX);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(events[i].kind, BUILT_EVENT);
        assert_string_equal(events[i].service, events[0].service);
    }
    b->followed_sequence[source]++;
    b->last_followed = (struct followed){ .at = { text_of(events[0].service), 1, b->followed_sequence[source] }, .at_us = b->clock_us,
                                          .date = tokyo_date(b->clock_us), .events = event_list(b, events, count), .covered = b->followed_sequence[source] };
    step(b, NULL, 0, &b->last_followed, 1);
}

void followed_again(struct bench *b)
{
    step(b, NULL, 0, &b->last_followed, 1);
}

void followed_entry(struct bench *b, const char *source, uint32_t epoch, uint64_t sequence, struct bytes entry)
{
    b->last_followed = (struct followed){ .at = { text_of(source), epoch, sequence }, .at_us = b->clock_us, .date = tokyo_date(b->clock_us),
                                          .entry = bytes_copy(&b->arena, entry), .covered = sequence };
    step(b, NULL, 0, &b->last_followed, 1);
}
