/* The engine without sockets, on a real disk. Each call prints one JSON object.
 *     bench_engine prepare DIR SPREAD HOT        holds that ran out, to be booked; and the log that is folded
 *     bench_engine book DIR FIRST COUNT BATCH    books holds FIRST.. so many at a time
 *     bench_engine rebuild DIR                   folds the log anew (and leaves it so)
 *     bench_engine replay DIR                    a follower takes the log in pages and decodes each event */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/invariant.h"
#include "codec/read.h"
#include "engine/internal.h"
#include "office.h"
#include "trust/random.h"

static uint64_t number(const char *text)
{
    return strtoull(text, NULL, 10);
}

static double seconds_since(uint64_t started_ns)
{
    return (double)(now_ns() - started_ns) / 1e9;
}

static void feed(struct office *o, struct clerk *clerk, const struct writer *w, uint64_t at_us)
{
    host_frame(o->host, &clerk->peer, 1, written(w), at_us, now_ns() / 1000, o->out);
}

/* What is counted by callgrind: from bytes that came to bytes that leave. */
__attribute__((noinline)) static uint32_t serve(struct office *o, struct clerk *clerk, const struct writer *frames, uint32_t count, uint64_t at_us)
{
    for (uint32_t i = 0; i < count; i++)
        feed(o, clerk, &frames[i], at_us);
    return office_turn(o, at_us);
}

#define BATCH_MAX 512u
static uint8_t frame_bytes[BATCH_MAX][FRAME_BYTES_MAX];

static int prepare(const char *dir, const struct holds *holds)
{
    static const uint8_t terminal_key[32] = { 9 };
    struct office o;
    struct clerk clerk = { .instance = 1 };
    struct writer frames[BATCH_MAX];
    uint64_t total = holds->spread + holds->hot, started = now_ns(), at_us = clock_us() - 30 * US_PER_MINUTE;
    struct engine_figures figures;

    office_open(dir, &reservations_service, office_config(), 0, &o);
    clerk_init(&clerk, terminal_key, &o.signer, at_us);
    for (uint64_t done = 0; done < total;) {
        uint32_t count = (uint32_t)(total - done < BATCH_MAX ? total - done : BATCH_MAX);

        for (uint32_t i = 0; i < count; i++) {
            frames[i] = writer_of(frame_bytes[i], FRAME_BYTES_MAX);
            frame_hold(&clerk, holds, done + i, at_us, &frames[i]);
        }
        must(serve(&o, &clerk, frames, count, at_us) == count);
        done += count;
    }
    at_us += 11 * US_PER_MINUTE;
    while (engine_timer_due(o.engine, at_us))
        (void)office_turn(&o, at_us);
    engine_figures(o.engine, &figures);
    (void)printf("{\"entries\": %" PRIu64 ", \"seconds\": %.3f}\n", figures.head, seconds_since(started));
    office_drop(&o);
    return 0;
}

static int book(const char *dir, uint64_t first, uint64_t total, uint32_t batch)
{
    static const uint8_t terminal_key[32] = { 10 };
    struct office o;
    struct clerk clerk = { .instance = first + 1 };
    struct writer frames[BATCH_MAX];
    uint64_t started, *took_ns = calloc(total, sizeof *took_ns);
    uint32_t turns = 0;

    office_open(dir, &reservations_service, office_config(), 0, &o);
    clerk_init(&clerk, terminal_key, &o.signer, clock_us());
    must(batch >= 1 && batch <= BATCH_MAX && took_ns != NULL);
    started = now_ns();
    for (uint64_t done = 0; done < total;) {
        uint32_t count = (uint32_t)(total - done < batch ? total - done : batch);

        for (uint32_t i = 0; i < count; i++) {
            frames[i] = writer_of(frame_bytes[i], FRAME_BYTES_MAX);
            frame_book(&clerk, first + done + i, &frames[i]);
        }
        const uint64_t before = now_ns();
        must(serve(&o, &clerk, frames, count, clock_us()) == count);
        took_ns[turns++] = now_ns() - before;
        done += count;
    }
    (void)printf("{\"commands\": %" PRIu64 ", \"per_s\": %.0f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n", total,
                 (double)total / seconds_since(started), percentile_us(took_ns, turns, 50), percentile_us(took_ns, turns, 99));
    free(took_ns);
    office_drop(&o);
    return 0;
}

static int rebuild(const char *dir)
{
    struct office o;
    uint64_t done = 0, total = 0, started;

    office_open(dir, &reservations_service, office_config(), 1, &o);
    started = now_ns();
    must(engine_state(o.engine) == ENGINE_REBUILDING);
    while (engine_state(o.engine) == ENGINE_REBUILDING)
        must(engine_rebuild_some(o.engine, &done, &total) == OK);
    must(done == total && total > 0);
    (void)printf("{\"entries\": %" PRIu64 ", \"per_s\": %.0f}\n", total, (double)total / seconds_since(started));
    office_drop(&o);
    return 0;
}

/* ---- Replay ------------------------------------------------------------------------- */

struct replay { uint64_t events, pages, answer_ns, decode_ns; };

static void decode_events(const struct contract *contract, const struct followed *item, struct arena *arena, struct replay *r)
{
    struct reader reader = followed_events(item);
    struct bytes body;
    struct text name;

    while (followed_event_next(&reader, &name, &body)) {
        const struct event_spec *spec = event_find(contract, name);

        if (spec == NULL)
            continue;
        must(message_decode_own(spec->stored, body, arena, arena_take(arena, spec->stored->size)) == OK);
        r->events++;
    }
}

static void pull(struct office *o, struct follow *f, const struct peer *peer, uint64_t request)
{
    struct follow_pull pull;
    uint8_t bytes[FOLLOW_PULL_BYTES];
    struct writer w = writer_of(bytes, sizeof bytes);
    bool busy;

    must(follow_pull(f, request, request, &pull));
    follow_pull_encode(&pull, &w);
    outbox_reset(o->out);
    host_frame(o->host, peer, 1, written(&w), clock_us(), request, o->out);
    must(host_turn(o->host, clock_us(), request, o->out, &busy) == OK);
    must(outbox_count(o->out) >= 1);
}

static void take_page(struct office *o, struct follow *f, uint64_t at_us, struct arena *arena, struct replay *r)
{
    struct follow_page page;
    struct followed item;
    const struct contract *contract = engine_service(o->engine)->contract;

    must(follow_answered(f, outbox_at(o->out, 0)->payload, at_us, &page));
    while (follow_page_next(f, &page, at_us, &item)) {
        decode_events(contract, &item, arena, r);
        follow_took(f, &item, at_us);
    }
    arena_reset(arena);
    r->pages++;
}

static int replay(const char *dir)
{
    struct office o;
    struct follow follow;
    struct arena arena;
    struct replay r = { 0 };
    struct engine_figures figures;
    struct peer peer = { .role = ROLE_SERVICE, .follow_all = true, .name = "bench-follower" };

    office_open(dir, &reservations_service, office_config(), 0, &o);
    arena_init(&arena, 64u << 20);
    engine_figures(o.engine, &figures);
    follow_init(&follow, TEXT("reservations"), false, 0, 0);
    for (uint64_t request = 1; !follow_reached(&follow, figures.epoch, figures.last_published); request++) {
        uint64_t started = now_ns(), answered;

        pull(&o, &follow, &peer, request);
        answered = now_ns();
        take_page(&o, &follow, request, &arena, &r);
        r.answer_ns += answered - started;
        r.decode_ns += now_ns() - answered;
    }
    (void)printf("{\"events\": %" PRIu64 ", \"pages\": %" PRIu64 ", \"decoded_per_s\": %.0f, \"served_per_s\": %.0f}\n", r.events, r.pages,
                 (double)r.events * 1e9 / (double)r.decode_ns, (double)r.events * 1e9 / (double)r.answer_ns);
    arena_fini(&arena);
    office_drop(&o);
    return 0;
}

int main(int argc, char **argv)
{
    if (trust_init() != OK)
        return 3;
    if (argc == 5 && strcmp(argv[1], "prepare") == 0)
        return prepare(argv[2], &(struct holds){ .spread = number(argv[3]), .hot = number(argv[4]) });
    if (argc == 6 && strcmp(argv[1], "book") == 0)
        return book(argv[2], number(argv[3]), number(argv[4]), (uint32_t)number(argv[5]));
    if (argc == 3 && strcmp(argv[1], "rebuild") == 0)
        return rebuild(argv[2]);
    if (argc == 3 && strcmp(argv[1], "replay") == 0)
        return replay(argv[2]);
    (void)fprintf(stderr, "bench_engine prepare DIR SPREAD HOT | book DIR FIRST COUNT BATCH | rebuild DIR | replay DIR\n");
    return 2;
}
