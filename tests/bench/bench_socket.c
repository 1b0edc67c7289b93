/* The booking command as a client sees it: a real madoguchi-reservationsd on this disk, over ipc with
 * CURVE, a staff ticket, sealing, repeats, permissions and chain. Reads lines from stdin and answers each
 * with one JSON object, so that a driver can alternate with other systems:
 *     book IN_FLIGHT COUNT       next COUNT of the spread holds
 *     hot IN_FLIGHT COUNT        next COUNT of those that fill one slot after the other
 *     follow COUNT               bookings one by one: from reservations' publication to queueing's own, which
 *                                leaves after its commit
 * Usage: bench_socket CONFIG_DIR SPREAD HOT
 *
 * The booking timed is `book` on a hold that ran out: one command that counts the slot, takes its place, seals the
 * contact, writes the booking and states the event. A live hold was counted before, by hold_place. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "client/follower.h"
#include "codec/read.h"
#include "counter.h"
#include "gen/reservations.h"
#include "percentile.h"
#include "trust/random.h"
#include "wire/wire.h"

#define PLACES_A_SLOT 99u
#define SLOTS_A_DAY 95u
#define SPREAD_SLOTS 1000u
#define PREPARE_IN_FLIGHT 96u
#define START_DAY 20270201u
#define BODY 512u

struct bench {
    struct counter counter;
    struct client *reservations;
    uint64_t spread, hot;                 /* holds of each kind */
    uint64_t *holds;                      /* hold ids in the order of their making */
    uint64_t next_spread, next_hot;
};

static int fail(const struct bench *b, const char *what)
{
    fprintf(stderr, "bench_socket: %s %s\n", what, b->counter.fault.text);
    return 3;
}

static enum err open_bench(struct bench *b, const char *config)
{
    TRY(counter_open(&b->counter, config, STAFF_ROLE_OPERATOR, tokyo_us((struct date){ START_DAY }, 9 * 60)));
    return office_connect(office_book(b->counter.office), "reservations", &b->counter.console, 60000, &b->reservations);
}

/* The others have no part in a booking; their work would share the disk. */
static void others(struct bench *b, int signal_number, const char *but)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        if (i != office_index("reservations") && (but == NULL || i != office_index(but)))
            office_signal(b->counter.office, i, signal_number);
}

/* ---- Commands in flight ------------------------------------------------------------------ */

static uint64_t slot_of(const struct bench *b, uint64_t index)
{
    return index < b->spread ? index * 389 % SPREAD_SLOTS : SPREAD_SLOTS + (index - b->spread) / PLACES_A_SLOT;
}

static struct bytes hold_body(const struct bench *b, uint64_t index, uint8_t room[BODY])
{
    struct writer w = writer_of(room, BODY);
    uint64_t slot = slot_of(b, index);

    encode_hold_place(&(struct hold_place){ .procedure = PROCEDURE_CERT_RENEW, .people = 1, .date = date_add_days((struct date){ START_DAY }, 2 + (int32_t)(slot / SLOTS_A_DAY)),
                                            .start_minute = slot % SLOTS_A_DAY * 15 }, &w);
    return written(&w);
}

static struct bytes book_body(const struct bench *b, uint64_t index, uint8_t room[BODY])
{
    struct writer w = writer_of(room, BODY);

    encode_book(&(struct book){ .hold_id = { b->holds[index] }, .contact = TEXT("Test Name, test@example.org") }, &w);
    return written(&w);
}

struct flight {
    bool book;
    uint64_t first, count, sent, done, failed;
    uint64_t number_base;                    /* the client's number of the first */
    uint64_t *began_ns, *took_ns;
};

static enum err send_one(struct bench *b, struct flight *f)
{
    uint8_t room[BODY];
    uint64_t index = f->first + f->sent, number;
    struct command_call call = { .name = f->book ? TEXT("book") : TEXT("hold_place"), .ticket = { b->counter.ticket, TICKET_LEN } };

    call.body = f->book ? book_body(b, index, room) : hold_body(b, index, room);
    f->began_ns[f->sent] = now_ns();
    TRY(client_start_command(b->reservations, &call, client_now_ms(), &number));
    if (f->sent == 0)
        f->number_base = number;
    must(number == f->number_base + f->sent);
    f->sent++;
    return OK;
}

static void land(struct bench *b, struct flight *f, const struct answer *answer)
{
    uint64_t at = answer->request - f->number_base, hold;

    must(at < f->count);
    f->took_ns[at] = now_ns() - f->began_ns[at];
    f->done++;
    if (answer->outcome != OUTCOME_DONE) {
        if (f->failed++ == 0)
            snprintf(b->counter.fault.text, sizeof b->counter.fault.text, "number %" PRIu64 " of %" PRIu64 " was not done: %.*s", at, f->count, (int)answer->refusal.len, answer->refusal.at);
        return;
    }
    if (!f->book && map_get_u64(answer->result, "hold_id", &hold))
        b->holds[f->first + at] = hold;
}

static enum err fly(struct bench *b, struct flight *f, uint32_t in_flight)
{
    struct answer answer;
    struct wire_wait on[2];

    while (f->done < f->count) {
        while (f->sent < f->count && f->sent - f->done < in_flight)
            TRY(send_one(b, f));
        while (client_take(b->reservations, client_now_ms(), &answer))
            land(b, f, &answer);
        if (f->sent - f->done >= in_flight || f->sent == f->count)
            TRY(wire_wait(on, client_wait(b->reservations, client_now_ms(), on), f->done < f->count ? 1000 : 0));
    }
    return f->failed == 0 ? OK : ERR_DENIED;
}

static enum err run(struct bench *b, bool book, uint64_t first, uint64_t count, uint32_t in_flight, struct flight *ret)
{
    *ret = (struct flight){ .book = book, .first = first, .count = count, .began_ns = calloc(count, 8), .took_ns = calloc(count, 8) };
    return fly(b, ret, in_flight);
}

/* ---- Preparing --------------------------------------------------------------------------- */

static enum err head_settled(struct bench *b)
{
    struct service_status status;
    struct answer answer;
    uint64_t before = 0;

    for (;;) {
        TRY(client_status(office_client(b->counter.office, office_index("reservations")), &answer, &status));
        if (status.head == before && status.head >= 2 * (b->spread + b->hot))
            return OK;
        before = status.head;
        TRY(wire_wait(NULL, 0, 100));
    }
}

/* All holds, then their time runs out. */
static enum err prepare(struct bench *b)
{
    struct flight f;
    uint64_t total = b->spread + b->hot;
    enum err err;

    b->holds = calloc(total, sizeof *b->holds);
    err = run(b, false, 0, total, PREPARE_IN_FLIGHT, &f);
    free(f.began_ns);
    free(f.took_ns);
    TRY(err);
    TRY(counter_set_clock(&b->counter, tokyo_us((struct date){ START_DAY }, 9 * 60 + 9)));
    TRY(counter_set_clock(&b->counter, tokyo_us((struct date){ START_DAY }, 9 * 60 + 11)));
    return head_settled(b);
}

/* ---- Measuring --------------------------------------------------------------------------- */

static enum err measure(struct bench *b, bool hot, uint32_t in_flight, uint64_t count)
{
    uint64_t first = hot ? b->spread + b->next_hot : b->next_spread, began;
    struct flight f;
    double seconds;
    enum err err;

    if (first + count > (hot ? b->spread + b->hot : b->spread))
        return ERR_LIMIT;
    began = now_ns();
    err = run(b, true, first, count, in_flight, &f);
    seconds = (double)(now_ns() - began) / 1e9;
    *(hot ? &b->next_hot : &b->next_spread) += count;
    if (err == OK)
        printf("{\"commands\": %" PRIu64 ", \"per_s\": %.0f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n", count, (double)count / seconds,
               percentile_us(f.took_ns, (uint32_t)count, 50), percentile_us(f.took_ns, (uint32_t)count, 99));
    free(f.began_ns);
    free(f.took_ns);
    return err;
}

static struct link_options event_link(const struct bench *b, const char *service)
{
    const struct endpoint_line *line = endpoint_of(office_book(b->counter.office), service);

    return (struct link_options){ .service = service, .command_address = line->command_address, .event_address = line->event_address,
                                  .server_key = line->key, .key = &b->counter.console };
}

/* Waits for the publication with the cause: queueing's follows reservations' by its own step and commit. */
static enum err await_next(struct follower *follower, uint64_t *ret_ns)
{
    struct followed item;

    TRY(follower_next(follower, 5000, &item));
    *ret_ns = now_ns();
    return OK;
}

static enum err skip_past(struct follower *follower)
{
    struct followed item;

    while (follower_next(follower, 300, &item) == OK)
        continue;
    return OK;
}

static enum err follow(struct bench *b, uint64_t count)
{
    struct follower *source = NULL, *follower = NULL;
    uint64_t *took = calloc(count, sizeof *took), from = 0, to = 0, seen = 0;
    struct flight f;
    enum err err;

    others(b, SIGCONT, NULL);
    others(b, SIGSTOP, "queueing");
    TRY(follower_open(&(struct follower_options){ .link = event_link(b, "reservations") }, &source));
    TRY(follower_open(&(struct follower_options){ .link = event_link(b, "queueing") }, &follower));
    TRY(skip_past(source));
    TRY(skip_past(follower));
    err = b->next_spread + count <= b->spread ? OK : ERR_LIMIT;
    for (uint64_t i = 0; err == OK && i < count; i++) {
        err = run(b, true, b->next_spread++, 1, 1, &f);
        from = now_ns();                       /* the answer is here: the publication left with it */
        free(f.began_ns);
        free(f.took_ns);
        if (err == OK)
            err = await_next(follower, &to);
        if (err == OK)
            err = await_next(source, &seen);
        took[i] = to > from ? to - from : 0;
    }
    if (err == OK)
        printf("{\"commands\": %" PRIu64 ", \"p50_us\": %.1f, \"p99_us\": %.1f}\n", count, percentile_us(took, (uint32_t)count, 50), percentile_us(took, (uint32_t)count, 99));
    follower_drop(&source);
    follower_drop(&follower);
    free(took);
    return err;
}

static int serve(struct bench *b)
{
    char line[128], word[16];
    uint32_t in_flight;
    uint64_t count;
    enum err err;

    while (fgets(line, sizeof line, stdin) != NULL) {
        if (sscanf(line, "%15s %" SCNu32 " %" SCNu64, word, &in_flight, &count) == 3 && (strcmp(word, "book") == 0 || strcmp(word, "hot") == 0))
            err = measure(b, strcmp(word, "hot") == 0, in_flight, count);
        else if (sscanf(line, "follow %" SCNu64, &count) == 1)
            err = follow(b, count);
        else
            return 2;
        if (err != OK)
            return fail(b, err_text(err));
        fflush(stdout);
    }
    return 0;
}

static int play(struct bench *b, const char *config)
{
    enum err err = open_bench(b, config);

    if (err == OK)
        err = prepare(b);
    if (err == OK)
        err = counter_log_in(&b->counter);
    if (err == OK)
        others(b, SIGSTOP, NULL);
    if (err != OK)
        return fail(b, err_text(err));
    printf("{\"ready\": true}\n");
    fflush(stdout);
    return serve(b);
}

int main(int argc, char **argv)
{
    static struct bench b;
    int status;

    if (argc != 4)
        return 2;
    b.spread = strtoull(argv[2], NULL, 10);
    b.hot = strtoull(argv[3], NULL, 10);
    if (b.spread > (uint64_t)SPREAD_SLOTS * PLACES_A_SLOT || trust_init() != OK || wire_start() != OK)
        return 3;
    status = play(&b, argv[1]);
    others(&b, SIGCONT, NULL);
    client_drop(&b.reservations);
    counter_close(&b.counter);
    free(b.holds);
    wire_stop();
    return status;
}
