/* Commands and queries as they come off the wire: frames with tickets made here, taken apart and answered by the engine. */
#include "bench_internal.h"

#include "codec/read.h"

static void write_ticket(struct bench *b, struct writer *w, const char *key, uint64_t account, enum role role)
{
    struct staff_ticket ticket = { .account = account, .role = role, .revocation = b->revocation, .issued_at_us = b->clock_us - b->ticket_age_us,
                                   .expires_at_us = b->clock_us + 10 * US_PER_MINUTE - b->ticket_age_us, .site = SITE };
    uint8_t bytes[TICKET_LEN];

    memcpy(ticket.terminal, b->peer.key, 32);
    ticket_issue(&b->signer, &ticket, bytes);
    if (b->forged)
        bytes[TICKET_LEN - 1] ^= 1;
    write_key(w, key);
    write_bin(w, (struct bytes){ bytes, TICKET_LEN });
}

/* What the next frame waits for; cleared by it. */
static void write_after(struct bench *b, struct writer *w)
{
    if (b->after.source.at == NULL)
        return;
    write_key(w, "after");
    write_array(w, 1);
    write_position(w, &b->after);
}

void after(struct bench *b, const char *source, uint32_t epoch, uint64_t sequence)
{
    b->after = (struct position){ text_of(source), epoch, sequence };
}

static void build_frame(struct bench *b, struct built command, uint64_t sequence)
{
    struct writer w;
    bool ticket = !role_of_peer(b->role);

    b->last = realloc(b->last, FRAME_BYTES);
    w = writer_of(b->last, FRAME_BYTES);
    write_map(&w, 6u + ticket + (b->second != 0) + (b->purpose != NULL) + (b->until_us != 0) + (b->after.source.at != NULL));
    write_after(b, &w);
    write_key(&w, "body");
    message_encode(command.spec, command.value, &w);
    write_key(&w, "instance");
    write_u64(&w, 1);
    write_key(&w, "kind");
    write_key(&w, "command");
    write_key(&w, "name");
    write_key(&w, command.name);
    if (b->purpose != NULL) {
        write_key(&w, "purpose");
        write_key(&w, b->purpose);
    }
    write_key(&w, "request");
    write_u64(&w, ++b->request);
    if (b->second != 0)
        write_ticket(b, &w, "second", b->second, b->second_role);
    write_key(&w, "sequence");
    write_u64(&w, sequence);
    if (ticket)
        write_ticket(b, &w, "ticket", b->account, b->role);
    if (b->until_us != 0) {
        write_key(&w, "until");
        write_u64(&w, b->until_us);
    }
    b->last_len = written(&w).len;
    b->second = 0;
    b->purpose = NULL;
    b->ticket_age_us = b->until_us = 0;
    b->forged = false;
    b->after = (struct position){ 0 };
}

/* As the host does it: what it needs from a view, then the check, then the step. */
static enum err slow_check(struct bench *b, struct request *r, struct arena *arena)
{
    AUTO(view) struct view *v = NULL;
    struct context ctx;
    void *prepared;

    if (r->command->slow == SLOW_NONE)
        return OK;
    TRY(store_view(engine_store(b->engine), arena, &v));
    engine_slow_context(b->engine, v, r, b->clock_us, &ctx);
    prepared = b->service->slow_prepare(v, &ctx, r->command, r->message, arena);
    TRY(view_fault(v));
    r->checked = true;
    r->check_skipped = prepared == NULL;
    if (prepared == NULL)
        return OK;
    r->check_passed = b->service->slow_run(r->command->slow, prepared, r->message, secret_of(v, "pepper"), arena, &r->check_output);
    return OK;
}

static void send(struct bench *b)
{
    struct arena arena;
    struct request request, *list[1] = { &request };
    struct request_fault fault = { 0 };
    enum err err;

    arena_init(&arena, 16u << 20);
    outbox_reset(b->out);
    begin_log(b);
    b->mark = head(b);
    outbox_reset(b->out);
    err = engine_classify(b->engine, &b->peer, 1, (struct bytes){ b->last, b->last_len }, &arena, &request, &fault);
    if (err != OK) {
        answer_not_taken(&request, err == ERR_NOT_FOUND ? UNKNOWN_MESSAGE : MALFORMED, &fault, b->out);
        take_answer(b);
    } else {
        err = slow_check(b, &request, &arena);
        if (failed(b, err))                   /* answered busy: the client repeats */
            err = slow_check(b, &request, &arena);
        assert_int_equal(err, OK);
        step(b, list, 1, NULL, 0);
    }
    arena_fini(&arena);
}

void when(struct bench *b, struct built command)
{
    assert_int_equal(command.kind, BUILT_COMMAND);
    build_frame(b, command, ++b->sequence);
    send(b);
}

void when_bytes(struct bench *b, struct bytes frame)
{
    b->last = realloc(b->last, FRAME_BYTES);
    assert_true(frame.len <= FRAME_BYTES);
    memmove(b->last, frame.at, frame.len);
    b->last_len = frame.len;
    send(b);
}

void when_sequence(struct bench *b, struct built command, uint64_t sequence)
{
    b->sequence = sequence > b->sequence ? sequence : b->sequence;
    build_frame(b, command, sequence);
    send(b);
}

void ticket_age(struct bench *b, uint64_t us)
{
    b->ticket_age_us = us;
}

void ticket_forged(struct bench *b)
{
    b->forged = true;
}

void until(struct bench *b, uint64_t us)
{
    b->until_us = us;
}

uint64_t log_length(struct bench *b)
{
    return head(b);
}

void when_repeated(struct bench *b)
{
    send(b);
}

void when_same_id(struct bench *b, struct built command)
{
    build_frame(b, command, b->sequence);
    send(b);
}

/* As the host does it: a step only when a timer is due. */
void pass(struct bench *b, uint64_t us)
{
    uint64_t before;

    begin_log(b);
    before = head(b);
    b->clock_us += us;
    outbox_reset(b->out);
    take_answer(b);
    while (engine_timer_due(b->engine, b->clock_us))
        step(b, NULL, 0, NULL, 0);
    b->mark = before;
}

const struct peer *bench_peer(struct bench *b)
{
    return &b->peer;
}

struct bytes bench_frame(struct bench *b, struct built command)
{
    build_frame(b, command, ++b->sequence);
    return (struct bytes){ b->last, b->last_len };
}

void ask(struct bench *b, struct built query)
{
    struct arena arena;
    struct request request = { .kind = REQUEST_QUERY, .peer = &b->peer, .request = ++b->request, .name = text_of(query.name), .message = query.value };
    uint8_t ticket[256];
    struct writer w = writer_of(ticket, sizeof ticket);
    enum err err;

    assert_int_equal(query.kind, BUILT_QUERY);
    arena_init(&arena, 16u << 20);
    request.query = query_find(strcmp(query.service, "engine") == 0 ? &engine_contract : b->service->contract, request.name);
    assert_non_null(request.query);
    if (!role_of_peer(b->role)) {
        write_map(&w, 1);
        write_ticket(b, &w, "t", b->account, b->role);
        map_get_bin(written(&w), "t", &request.ticket);
    }
    outbox_reset(b->out);
    err = engine_answer(b->engine, &request, b->clock_us, b->out);
    if (failed(b, err)) {
        take_answer(b);
        then_not_taken(b, BUSY);
        outbox_reset(b->out);
        err = engine_answer(b->engine, &request, b->clock_us, b->out);
    }
    assert_int_equal(err, OK);
    take_answer(b);
    assert_int_equal(engine_note_denied(b->engine, &request, b->clock_us, b->out), OK);
    b->forged = false;
    b->ticket_age_us = 0;
    arena_fini(&arena);
}
