/* How long the free places of 45 days take, in a calendar that is half booked and has closures and outages in it.
 *     bench_slots DIR CONFIG_FILE TIMES
 * Every start that is free for certificates and for pick-ups is asked for; half of all places were booked before. Prints one
 * JSON object: the median and the 99th percentile of a question, in milliseconds, from the bytes that came to the bytes that leave. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "base/invariant.h"
#include "codec/read.h"
#include "office.h"
#include "shell/yaml.h"
#include "trust/random.h"

#define TODAY 20270201u
#define DAYS 45u
#define WHO .reason = TEXT("bench"), .author = TEXT("bench"), .approval = TEXT("bench")

struct slots {
    struct office office;
    struct clerk clerk;
    uint64_t at_us, answered;
    uint8_t bytes[4096];
};

static const struct reservations_config *config_of(const char *path)
{
    static struct arena arena;
    static struct reservations_config config;
    struct complaints complaints;

    arena_init(&arena, 16u << 20);
    complaints_init(&complaints, &arena);
    if (config_load(path, &reservations_config_spec, &arena, &complaints, &config) != OK) {
        (void)fprintf(stderr, "bench_slots: %s\n", text_terminated(&arena, complaints_text(&complaints)));
        exit(3);
    }
    return &config;
}

/* The site manager's ticket instead of the operator's: the calendar is changed too. */
static void manager(struct slots *s)
{
    struct staff_ticket ticket = { .account = id_make(OFFICE_SITE, 2), .role = ROLE_SITE_MANAGER, .issued_at_us = s->at_us,
                                   .expires_at_us = s->at_us + 10 * US_PER_MINUTE, .site = OFFICE_SITE };

    memcpy(ticket.terminal, s->clerk.peer.key, 32);
    ticket_issue(&s->office.signer, &ticket, s->clerk.ticket);
}

/* One frame, one turn; false when it was refused. */
static bool turn(struct slots *s, const char *kind, const char *name, const struct record_spec *spec, const void *body)
{
    struct writer w = writer_of(s->bytes, sizeof s->bytes);
    bool query = strcmp(kind, "query") == 0, busy, done = false;

    write_map(&w, query ? 5 : 7);
    write_key(&w, "body");
    message_encode(spec, body, &w);
    if (!query) {
        write_key(&w, "instance");
        write_u64(&w, s->clerk.instance);
    }
    write_key(&w, "kind");
    write_key(&w, kind);
    write_key(&w, "name");
    write_key(&w, name);
    write_key(&w, "request");
    write_u64(&w, ++s->clerk.request);
    if (!query) {
        write_key(&w, "sequence");
        write_u64(&w, ++s->clerk.sequence);
    }
    write_key(&w, "ticket");
    write_bin(&w, (struct bytes){ s->clerk.ticket, TICKET_LEN });
    must(!w.full);
    host_frame(s->office.host, &s->clerk.peer, 1, written(&w), s->at_us, now_ns() / 1000, s->office.out);
    must(host_turn(s->office.host, s->at_us, now_ns() / 1000, s->office.out, &busy) == OK);
    for (uint32_t i = 0; i < outbox_count(s->office.out); i++)
        if (outbox_at(s->office.out, i)->kind == OUT_ANSWER) {
            done = answer_done(outbox_at(s->office.out, i)->payload);
            s->answered++;
        }
    outbox_reset(s->office.out);
    return done;
}

/* Two places in each second half hour of every day; what is closed or full is refused, and that is all right. */
static uint64_t book_half(struct slots *s)
{
    uint64_t booked = 0;

    for (uint32_t day = 1; day < DAYS; day++)
        for (uint64_t start = 540; start < 1050; start += 60)
            for (uint32_t k = 0; k < 2; k++)
                booked += turn(s, "command", "book_by_phone", &book_by_phone_spec,
                               &(struct book_by_phone){ .procedure = k == 0 ? PROCEDURE_CERT_RENEW : PROCEDURE_APPLY_SUPPORT, .people = 2,
                                                        .date = date_add_days((struct date){ TODAY }, (int32_t)day), .start_minute = start });
    return booked;
}

/* A changed day, a closed hour and an outage in every week. */
static void change_calendar(struct slots *s)
{
    for (uint32_t day = 3; day < DAYS; day += 7) {
        struct date date = date_add_days((struct date){ TODAY }, (int32_t)day);

        (void)turn(s, "command", "change_day", &change_day_spec, &(struct change_day){ .date = date, .kind = DAY_CHANGE_KIND_HOURS, .opens_minute = 600, WHO });
        (void)turn(s, "command", "close_part", &close_part_spec, &(struct close_part){ .date = date, .from_minute = 780, .until_minute = 840, WHO });
        (void)turn(s, "command", "begin_outage", &begin_outage_spec,
                   &(struct begin_outage){ .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .cause = OUTAGE_CAUSE_MAINTENANCE,
                                           .from_us = tokyo_us(date, 600), .until_us = tokyo_us(date, 720), .reason = TEXT("bench"), .author = TEXT("bench") });
    }
}

static double ask_ms(struct slots *s, enum procedure procedure)
{
    uint64_t began = now_ns();
    bool done = turn(s, "query", "free_places", &free_places_spec,
                     &(struct free_places){ .procedure = procedure, .people = 1, .from = { TODAY }, .days = DAYS });

    must(done);
    return (double)(now_ns() - began) / 1e6;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static struct slots s;
    uint64_t times = argc == 4 ? strtoull(argv[3], NULL, 10) : 0, booked;
    double *took_ms = calloc(times + 1, sizeof *took_ms);
    static const uint8_t terminal_key[32] = { 9 };

    if (argc != 4 || times == 0 || took_ms == NULL) {
        (void)fprintf(stderr, "usage: bench_slots DIR CONFIG_FILE TIMES\n");
        return 2;
    }
    must(trust_init() == OK);
    s.at_us = tokyo_us((struct date){ TODAY }, 545);
    s.clerk.instance = 1;
    office_open(argv[1], &reservations_service, config_of(argv[2]), 0, &s.office);
    clerk_init(&s.clerk, terminal_key, &s.office.signer, s.at_us);
    manager(&s);
    booked = book_half(&s);
    change_calendar(&s);
    for (uint64_t i = 0; i < times; i++)
        took_ms[i] = ask_ms(&s, i % 2 == 0 ? PROCEDURE_CERT_RENEW : PROCEDURE_ISSUE);
    qsort(took_ms, times, sizeof *took_ms, by_size);
    (void)printf("{\"booked\": %" PRIu64 ", \"free_places_p50_ms\": %.3f, \"free_places_p99_ms\": %.3f}\n", booked, took_ms[(times * 50 + 99) / 100 - 1],
                 took_ms[(times * 99 + 99) / 100 - 1]);
    office_drop(&s.office);
    free(took_ms);
    return 0;
}
