/* The stage's services as processes of their own, reached through their sockets as everybody reaches them. */
#include "stage_office.h"

#include "base/invariant.h"
#include "codec/write.h"
#include "wire/wire.h"

#define READY_MS 60000
#define GIVE_UP_MS 20000

struct processes {
    struct stage_office office;
    struct office *services;
    struct key_pair keys[SPOT_COUNT];
};

static struct processes *own(struct stage_office *office)
{
    return (struct processes *)office;
}

struct office *stage_processes(struct stage_office *office)
{
    return own(office)->services;
}

static enum err connect_to(struct stage_office *office, enum peer_spot spot, uint32_t service, struct client **ret, struct fault *fault)
{
    struct processes *p = own(office);
    enum err err = office_connect(office_book(p->services), office_service_name(service), &p->keys[spot], GIVE_UP_MS, ret);

    if (err != OK)
        fault_set(fault, "%s: %s", office_service_name(service), err_text(err));
    return err;
}

static enum err set_clock(struct stage_office *office, uint64_t at_us, struct fault *fault)
{
    uint8_t room[64];
    struct writer w = writer_of(room, sizeof room);
    struct answer answer;

    write_map(&w, 1);
    write_key(&w, "at");
    write_u64(&w, at_us);
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        TRY(client_control(office_client(own(office)->services, i), &(struct control_call){ .name = TEXT("clock_set"), .body = written(&w) }, &answer));
        if (answer.outcome == OUTCOME_DONE)
            continue;
        fault_set(fault, "%s does not let its clock be driven: %.*s", office_service_name(i), (int)answer.refusal.len, answer.refusal.at);
        return ERR_DENIED;
    }
    return OK;
}

/* ---- Settling -------------------------------------------------------------------------- */

/* What one service says of itself, with its cursors by the index of their source. */
struct look {
    uint64_t head, published, waiting;
    uint64_t cursor[OFFICE_SERVICES];
    bool follows[OFFICE_SERVICES];
};

static enum err look_at(struct processes *p, uint32_t service, struct look *ret)
{
    struct service_status status;
    struct position cursor;
    struct answer answer;

    TRY(client_status(office_client(p->services, service), &answer, &status));
    *ret = (struct look){ .head = status.head, .published = status.published, .waiting = status.queued + status.parked };
    while (status_cursor_next(&status, &cursor)) {
        struct path name = path_format("%.*s", (int)cursor.source.len, cursor.source.at);
        uint32_t source = office_index(name.at);

        if (source < OFFICE_SERVICES) {
            ret->follows[source] = true;
            ret->cursor[source] = cursor.sequence;
        }
    }
    return OK;
}

/* Whether all have followed all, as one round of asking shows it. A reaction is committed together with the cursor
 * that caused it, so nothing can hide between two answers of a round in which everything fits. */
static enum err look_round(struct processes *p, bool *ret_settled, struct fault *behind)
{
    struct look looks[OFFICE_SERVICES];

    *ret_settled = true;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        TRY(look_at(p, i, &looks[i]));
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        bool whole = strcmp(office_service_name(i), "audit") == 0;

        *ret_settled = *ret_settled && looks[i].waiting == 0;
        for (uint32_t source = 0; source < OFFICE_SERVICES; source++)
            if (looks[i].follows[source] && looks[i].cursor[source] < (whole ? looks[source].head : looks[source].published)) {
                *ret_settled = false;
                fault_set(behind, "%s has not followed %s", office_service_name(i), office_service_name(source));
            }
    }
    return OK;
}

static enum err settle(struct stage_office *office, struct fault *fault)
{
    int64_t ends = client_now_ms() + GIVE_UP_MS;
    struct fault behind = { .text = "a service is busy" };
    bool settled = false;

    for (;;) {
        TRY(look_round(own(office), &settled, &behind));
        if (settled)
            return OK;
        if (client_now_ms() > ends) {
            *fault = behind;
            return ERR_TIMEOUT;
        }
        TRY(wire_wait(NULL, 0, 1));
    }
}

/* ---- Life ------------------------------------------------------------------------------ */

static void close_all(struct stage_office *office)
{
    struct processes *p = own(office);

    for (uint32_t spot = 0; spot < SPOT_COUNT; spot++)
        key_pair_fini(&p->keys[spot]);
    office_stop(&p->services);
    free(p);
}

static enum err open_all(struct processes *p, const struct place *place, struct fault *fault)
{
    TRY(office_start(place, &p->services, fault));
    TRY(office_wait_ready(p->services, READY_MS, fault));
    for (uint32_t spot = 0; spot < SPOT_COUNT; spot++)
        TRY(office_peer(office_installation(p->services), spot_names[spot], &p->keys[spot], fault));
    return OK;
}

enum err stage_processes_open(const struct place *place, struct stage_office **ret, struct fault *ret_fault)
{
    static const struct stage_office_kind kind = { .connect = connect_to, .set_clock = set_clock, .settle = settle, .close = close_all };
    struct processes *p = calloc(1, sizeof *p);
    enum err err;

    must(p != NULL);
    p->office.kind = &kind;
    err = open_all(p, place, ret_fault);
    if (err != OK) {
        close_all(&p->office);
        return err;
    }
    *ret = &p->office;
    return OK;
}
