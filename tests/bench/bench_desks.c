/* Two desks press "next" at the same moment, again and again: a real madoguchi-queueingd over its socket, each desk a
 * client of its own. In every round both commands are on their way before either answer is read; then both guests
 * are sent home, so that both desks are free again. Every ticket taken must be called exactly once, at one desk; who presses when nobody waits is told so.
 *
 * Usage: bench_desks CONFIG_DIR LINE,LINE,... TICKETS PRESSES
 * Prints one JSON object. Exit: 0 everything as it must be, 1 not so, 3 could not run. */
#include <inttypes.h>
#include <stdio.h>

#include "codec/read.h"
#include "counter.h"
#include "gen/queueing.h"
#include "percentile.h"
#include "trust/random.h"
#include "wire/wire.h"

#define TODAY 20270201u
#define DESKS 2u
#define LINES_MAX 16u
#define MANY_MAX 100000u
#define ROOM 256u

struct desks {
    struct counter counter;
    struct client *clients[DESKS];
    uint64_t lines[LINES_MAX];  uint32_t line_count;
    uint64_t *tickets;                   /* ids, as they were taken */
    uint32_t *calls;                     /* of each */
    uint32_t ticket_count, presses;
    uint64_t at_desk[DESKS];             /* the guest there; 0: nobody */
    uint32_t called, nobody, unknown, wrong;
    char first_wrong[96];
};

static struct bytes ticket_of(const struct desks *d)
{
    return (struct bytes){ d->counter.ticket, TICKET_LEN };
}

/* ---- Before ------------------------------------------------------------------------------- */

static enum err open_doors(struct desks *d)
{
    uint8_t room[ROOM];
    struct writer w = writer_of(room, sizeof room);

    for (uint32_t i = 0; i < DESKS; i++)
        TRY(office_connect(office_book(d->counter.office), "queueing", &d->counter.console, 60000, &d->clients[i]));
    encode_open_day(&(struct open_day){ .date = { TODAY } }, &w);
    TRY(counter_say(&d->counter, d->clients[0], "open_day", written(&w)));
    for (uint32_t i = 0; i < DESKS; i++) {
        w = writer_of(room, sizeof room);
        encode_open_desk(&(struct open_desk){ .desk_id = { i + 1 } }, &w);
        TRY(counter_say(&d->counter, d->clients[i], "open_desk", written(&w)));
    }
    return OK;
}

static enum err start_ticket(struct desks *d, uint32_t index)
{
    uint8_t room[ROOM];
    struct writer w = writer_of(room, sizeof room);
    uint64_t number;

    encode_take_ticket(&(struct take_ticket){ .line_id = { d->lines[index % d->line_count] } }, &w);
    return client_start_command(d->clients[0], &(struct command_call){ .name = TEXT("take_ticket"), .body = written(&w), .ticket = ticket_of(d) }, client_now_ms(), &number);
}

static enum err wait_for_both(struct desks *d)
{
    struct wire_wait on[2 * DESKS];
    uint32_t count = 0;

    for (uint32_t i = 0; i < DESKS; i++)
        count += client_wait(d->clients[i], client_now_ms(), on + count);
    return wire_wait(on, count, 1000);
}

/* All guests are here before the first press. */
static enum err take_tickets(struct desks *d)
{
    uint32_t sent = 0, done = 0;
    struct answer answer;

    while (done < d->ticket_count) {
        while (sent < d->ticket_count && sent - done < 48)
            TRY(start_ticket(d, sent++));
        while (client_take(d->clients[0], client_now_ms(), &answer)) {
            if (answer.outcome != OUTCOME_DONE || !map_get_u64(answer.result, "ticket_id", &d->tickets[done])) {
                snprintf(d->counter.fault.text, sizeof d->counter.fault.text, "a ticket was not given: %.*s", (int)answer.refusal.len, answer.refusal.at);
                return ERR_DENIED;
            }
            done++;
        }
        if (done < sent)
            TRY(wait_for_both(d));
    }
    return OK;
}

/* ---- Pressing ------------------------------------------------------------------------------ */

/* One answer for each desk that was asked. */
static enum err hear_both(struct desks *d, const bool asked[DESKS], void (*hear)(struct desks *d, uint32_t desk, const struct answer *answer))
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < DESKS; i++)
        left += asked[i];
    while (left > 0) {
        struct answer answer;

        for (uint32_t i = 0; i < DESKS; i++)
            while (client_take(d->clients[i], client_now_ms(), &answer)) {
                hear(d, i, &answer);
                left--;
            }
        if (left > 0)
            TRY(wait_for_both(d));
    }
    return OK;
}

static void went_wrong(struct desks *d, const struct answer *answer)
{
    if (d->wrong++ == 0)
        snprintf(d->first_wrong, sizeof d->first_wrong, "outcome %d %.*s", answer->outcome, (int)answer->refusal.len, answer->refusal.at);
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static void hear_call(struct desks *d, uint32_t desk, const struct answer *answer)
{
    const uint64_t *found;
    uint64_t id;

    if (answer->outcome == OUTCOME_REFUSED && text_is(answer->refusal, "nobody_waiting")) {
        d->nobody++;
    } else if (answer->outcome == OUTCOME_DONE && map_get_u64(answer->result, "ticket_id", &id)) {
        d->called++;
        d->at_desk[desk] = id;
        found = bsearch(&id, d->tickets, d->ticket_count, sizeof *d->tickets, compare);
        if (found == NULL)
            d->unknown++;
        else
            d->calls[found - d->tickets]++;
    } else {
        went_wrong(d, answer);
    }
}

static void hear_end(struct desks *d, uint32_t desk, const struct answer *answer)
{
    if (answer->outcome != OUTCOME_DONE)
        went_wrong(d, answer);
    d->at_desk[desk] = 0;
}

static enum err start(struct desks *d, uint32_t desk, const char *name, const struct writer *body)
{
    uint64_t number;

    return client_start_command(d->clients[desk], &(struct command_call){ .name = text_of(name), .body = written(body), .ticket = ticket_of(d) }, client_now_ms(), &number);
}

static enum err press(struct desks *d)
{
    bool asked[DESKS] = { true, true };

    for (uint32_t i = 0; i < DESKS; i++) {
        uint8_t room[ROOM];
        struct writer w = writer_of(room, sizeof room);

        encode_call_next(&(struct call_next){ .desk_id = { i + 1 } }, &w);
        TRY(start(d, i, "call_next", &w));
    }
    TRY(hear_both(d, asked, hear_call));
    for (uint32_t i = 0; i < DESKS; i++) {
        uint8_t room[ROOM];
        struct writer w = writer_of(room, sizeof room);

        asked[i] = d->at_desk[i] != 0;
        encode_dismiss_ticket(&(struct dismiss_ticket){ .ticket_id = { d->at_desk[i] }, .outcome = DISMISSAL_LEFT }, &w);
        if (asked[i])
            TRY(start(d, i, "dismiss_ticket", &w));
    }
    return hear_both(d, asked, hear_end);
}

/* ---- The whole ------------------------------------------------------------------------------ */

static int judge(const struct desks *d, double seconds)
{
    uint32_t twice = 0, lost = 0, expected = d->ticket_count < d->presses ? d->ticket_count : d->presses;

    for (uint32_t i = 0; i < d->ticket_count; i++) {
        twice += d->calls[i] > 1;
        lost += d->calls[i] == 0;
    }
    printf("{\"presses\": %u, \"tickets\": %u, \"called\": %u, \"twice\": %u, \"lost\": %u, \"unknown\": %u, \"nobody_waiting\": %u, \"wrong\": %u, \"seconds\": %.2f, "
           "\"presses_per_s\": %.0f}\n", d->presses, d->ticket_count, d->called, twice, lost - (d->ticket_count - expected), d->unknown, d->nobody, d->wrong, seconds,
           (double)d->presses / seconds);
    if (d->wrong > 0)
        fprintf(stderr, "bench_desks: an answer that nobody should get: %s\n", d->first_wrong);
    return twice == 0 && d->called == expected && lost == d->ticket_count - expected && d->unknown == 0 && d->wrong == 0 && d->nobody == d->presses - expected ? 0 : 1;
}

static enum err day(struct desks *d, const char *config, double *ret_seconds)
{
    uint64_t began;

    TRY(counter_open(&d->counter, config, STAFF_ROLE_SITE_MANAGER, tokyo_us((struct date){ TODAY }, 9 * 60)));
    TRY(open_doors(d));
    TRY(take_tickets(d));
    qsort(d->tickets, d->ticket_count, sizeof *d->tickets, compare);
    began = now_ns();
    for (uint32_t done = 0; done < d->presses; done += DESKS)
        TRY(press(d));
    *ret_seconds = (double)(now_ns() - began) / 1e9;
    return OK;
}

static bool read_lines(struct desks *d, char *list)
{
    char *at = NULL;

    for (const char *word = strtok_r(list, ",", &at); word != NULL; word = strtok_r(NULL, ",", &at)) {
        if (d->line_count == LINES_MAX)
            return false;
        d->lines[d->line_count++] = strtoull(word, NULL, 10);
    }
    return d->line_count > 0;
}

int main(int argc, char **argv)
{
    static struct desks d;
    double seconds = 0;
    int status = 3;
    enum err err;

    if (argc == 5) {
        d.ticket_count = (uint32_t)strtoul(argv[3], NULL, 10);
        d.presses = (uint32_t)strtoul(argv[4], NULL, 10);
    }
    if (argc != 5 || !read_lines(&d, argv[2]) || d.ticket_count == 0 || d.ticket_count > MANY_MAX || d.presses == 0 || d.presses > MANY_MAX || d.presses % DESKS != 0) {
        fprintf(stderr, "bench_desks CONFIG_DIR LINE,LINE,... TICKETS PRESSES\n");
        return 2;
    }
    if (trust_init() != OK || wire_start() != OK)
        return 3;
    d.tickets = calloc(d.ticket_count, sizeof *d.tickets);
    d.calls = calloc(d.ticket_count, sizeof *d.calls);
    must(d.tickets != NULL && d.calls != NULL);
    err = day(&d, argv[1], &seconds);
    if (err == OK)
        status = judge(&d, seconds);
    else
        fprintf(stderr, "bench_desks: %s %s\n", err_text(err), d.counter.fault.text);
    for (uint32_t i = 0; i < DESKS; i++)
        client_drop(&d.clients[i]);
    counter_close(&d.counter);
    free(d.tickets);
    free(d.calls);
    wire_stop();
    return status;
}
