/* The bench behind given / when / then. Nothing is replaced: the store is LMDB in a scratch
 * directory, the step, the fold, sealing, tickets and repeats are the real ones; only the
 * clock and the randomness are given. */
#include "bench.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/rng.h"
#include "codec/read.h"
#include "engine/internal.h"
#include "trust/hash.h"
#include "trust/password.h"
#include "trust/wrap.h"

#define JOURNAL_BYTES (64u * 1024u)
#define MAP_BYTES (256u * 1024u * 1024u)
#define SITE 1

struct bench {
    char dir[64];
    const struct service *service;
    const void *config;
    struct engine *engine;
    struct marker_page marker;
    struct faults faults;
    bool fail_commit, sweeping, tried_again;
    struct rng rng;
    struct signer signer;
    struct shared_secret secrets[4];
    struct arena arena;              /* of expectations and builders: the bench's life */
    struct arena answer_arena;
    struct outbox *out;
    uint64_t clock_us, mark;         /* head before the last input */
    struct peer peer;
    uint64_t account, second;
    uint32_t revocation;             /* in the tickets made here */
    enum role role, second_role;
    const char *purpose;
    uint64_t ticket_age_us, until_us;
    struct position after;
    bool forged;
    uint64_t layout_bump;
    uint64_t sequence, request, followed_sequence[SOURCES_MAX];
    uint8_t *last;  uint32_t last_len;
    struct followed last_followed;
    uint32_t last_source;
    struct bytes answer;             /* of the last command or query */
    char *configured;
};

static struct bytes keep(struct bench *b, struct bytes from)
{
    return bytes_copy(&b->arena, from);
}

/* ---- Life ----------------------------------------------------------------------------- */

static void seed(void *self, uint8_t ret[32])
{
    struct bench *b = self;

    for (uint32_t i = 0; i < 32; i += 8)
        be64_put(ret + i, rng_next(&b->rng));
}

static void key_bytes(void *self, uint8_t *to, size_t len)
{
    struct bench *b = self;

    for (size_t i = 0; i < len; i++)
        to[i] = (uint8_t)rng_next(&b->rng);
}

static enum err open_store(struct bench *b, const char *name, struct arena *arena, struct faults *faults, struct store **ret)
{
    char dir[96];
    uint32_t count;
    const struct table *const *tables = engine_tables(b->service, arena, &count);

    snprintf(dir, sizeof dir, "%s/%s", b->dir, name);
    mkdir(dir, 0700);
    return store_open(&(struct store_options){ .dir = dir, .map_bytes = MAP_BYTES, .memory = true, .tables = tables, .table_count = count,
                                               .journal_bytes = faults != NULL ? JOURNAL_BYTES : 0,
                                               .layout = engine_layout(b->service) + b->layout_bump, .faults = faults }, ret);
}

/* May what failed be tried again? Only under the sweep, whose one fault fires once in a run. */
static bool failed(struct bench *b, enum err err)
{
    if (err == OK)
        return false;
    assert_true(b->sweeping && b->faults.fired && !b->tried_again);
    b->tried_again = true;
    return true;
}

static enum err try_open(struct bench *b)
{
    static const uint8_t epoch_key[32] = { 7 };
    char dir[96];
    struct store *store = NULL;
    struct key_store *keys = NULL;
    enum err err;
    static const struct engine_limits limits = { .commands_per_step = 512, .followed_per_step = 256, .timers_per_step = 64, .window_service = 1024,
                                                 .window_edge = 16, .windows_max = 100000, .pool_low = 64, .pool_high = 256, .rebuild_commit = 4096 };

    TRY(open_store(b, "state", &b->arena, &b->faults, &store));
    snprintf(dir, sizeof dir, "%s/keys", b->dir);
    mkdir(dir, 0700);
    assert_int_equal(key_store_open(&(struct key_store_options){ .dir = dir, .epoch_key = epoch_key, .epoch = 1, .memory = true,
                                                                 .random = key_bytes, .random_self = b }, &keys), OK);
    err = engine_open(&(struct engine_options){ .service = b->service, .store = store, .keys = keys, .marker = &b->marker, .site = SITE,
                                                .config = b->config, .secrets = b->secrets, .secret_count = 4,
                                                .ticket_key = b->signer.public_key, .limits = &limits, .seed = seed, .seed_self = b }, &b->engine);
    if (err != OK) {
        store_drop(&store);
        key_store_drop(&keys);
    }
    return err;
}

static void open_engine(struct bench *b)
{
    enum err err = try_open(b);

    if (failed(b, err))
        err = try_open(b);
    assert_int_equal(err, OK);
}

struct bench *bench_new(const struct service *service, const void *config)
{
    static const char *const names[] = { "claim", "code", "ticket", "audit_sign" };
    struct bench *b = calloc(1, sizeof *b);
    uint8_t ticket_seed[32] = { 3 };

    assert_int_equal(trust_init(), OK);
    password_set_cost(1, 8192);
    snprintf(b->dir, sizeof b->dir, "%s", access("/dev/shm", W_OK) == 0 ? "/dev/shm/bench-XXXXXX" : "bench-XXXXXX");
    assert_non_null(mkdtemp(b->dir));
    b->service = service;
    b->config = config;
    rng_init(&b->rng, 1);
    arena_init(&b->arena, 64u << 20);
    arena_init(&b->answer_arena, 64u << 20);
    b->out = outbox_new();
    for (uint32_t i = 0; i < 4; i++) {
        b->secrets[i].name = names[i];
        memset(b->secrets[i].key, (int)i + 1, 32);
    }
    memcpy(b->secrets[2].key, ticket_seed, 32);
    signer_init(&b->signer, ticket_seed);
    at(b, 20270201, 8 * 60 + 30);
    as(b, 1, ROLE_SITE_MANAGER);
    open_engine(b);
    return b;
}

/* The state folded anew from the log must be the live one. */
static void assert_rebuilt_equal(struct bench *b)
{
    struct arena arena;
    struct store *scratch;
    struct verify_report report = { 0 };

    arena_init(&arena, 64u << 20);
    assert_int_equal(open_store(b, "scratch", &arena, NULL, &scratch), OK);
    assert_int_equal(engine_verify(b->service, engine_store(b->engine), scratch, SITE, &arena, &report), OK);
    if (!report.chain_ok)
        fail_msg("the chain breaks at entry %" PRIu64, report.broken_at);
    if (!report.state_ok)
        fail_msg("rebuilt state differs: %s", report.difference != NULL ? report.difference : "?");
    store_drop(&scratch);
    arena_fini(&arena);
}

static void remove_tree(const char *dir)
{
    static const char *const files[] = { "state/data.mdb", "state/lock.mdb", "state/journal", "keys/data.mdb", "keys/lock.mdb", "scratch/data.mdb", "scratch/lock.mdb",
                                         "state", "keys", "scratch" };
    char path[160];

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        if (unlink(path) != 0)
            rmdir(path);
    }
    rmdir(dir);
}

void bench_drop(struct bench **bench)
{
    struct bench *b = *bench;

    if (b->engine != NULL)
        assert_rebuilt_equal(b);
    engine_drop(&b->engine);
    outbox_drop(&b->out);
    arena_fini(&b->arena);
    arena_fini(&b->answer_arena);
    signer_fini(&b->signer);
    free(b->last);
    remove_tree(b->dir);
    free(b);
    *bench = NULL;
}

struct engine *bench_engine(struct bench *b)
{
    return b->engine;
}

struct engine *bench_release(struct bench *b)
{
    struct engine *engine = b->engine;

    b->engine = NULL;
    return engine;
}

struct marker_page *bench_marker(struct bench *b)
{
    return &b->marker;
}

void bench_reopen(struct bench *b)
{
    b->faults.crash = true;
    engine_drop(&b->engine);
    b->faults.crash = false;
    open_engine(b);
}

uint64_t bench_rebuild(struct bench *b)
{
    uint64_t done = 0, total;

    b->layout_bump++;
    bench_reopen(b);
    assert_int_equal(engine_state(b->engine), ENGINE_REBUILDING);
    while (engine_state(b->engine) == ENGINE_REBUILDING)
        if (failed(b, engine_rebuild_some(b->engine, &done, &total)))
            bench_reopen(b);
    assert_int_equal(done, total);
    return done;
}

struct bytes answer_bytes(struct bench *b)
{
    return b->answer;
}

/* ---- Circumstances ---------------------------------------------------------------------- */

static bool role_of_peer(enum role role)
{
    return role == ROLE_KIOSK || role == ROLE_CITIZEN || role == ROLE_SYSTEM || role == ROLE_TERMINAL || role == ROLE_SERVICE;
}

void as(struct bench *b, uint64_t account, enum role role)
{
    b->account = account;
    b->role = role;
    b->peer = (struct peer){ .role = role_of_peer(role) ? role : ROLE_TERMINAL, .command_all = true, .follow_all = true, .entries = true };
    memset(b->peer.key, 0x40 + (int)b->peer.role, 32);
    snprintf(b->peer.name, sizeof b->peer.name, "%s-1", role_name(b->peer.role));
}

void second(struct bench *b, uint64_t account, enum role role)
{
    b->second = account;
    b->second_role = role;
}

void purpose(struct bench *b, const char *why)
{
    b->purpose = why;
}

void at_us(struct bench *b, uint64_t us)
{
    b->clock_us = us;
}

void at(struct bench *b, uint32_t yyyymmdd, uint32_t minute)
{
    at_us(b, tokyo_us((struct date){ yyyymmdd }, minute));
}

uint64_t now(const struct bench *b)
{
    return b->clock_us;
}

/* ---- Inputs ----------------------------------------------------------------------------- */

static uint64_t head(struct bench *b)
{
    struct engine_figures figures;

    engine_figures(b->engine, &figures);
    return figures.head;
}

static void take_answer(struct bench *b)
{
    b->answer = (struct bytes){ NULL, 0 };
    arena_reset(&b->answer_arena);
    for (uint32_t i = 0; i < outbox_count(b->out); i++)
        if (outbox_at(b->out, i)->kind == OUT_ANSWER)
            b->answer = bytes_copy(&b->answer_arena, outbox_at(b->out, i)->payload);
}

/* After "full" the process goes on; after anything else it would have ended. */
static void after_failure(struct bench *b, enum err err)
{
    outbox_reset(b->out);
    if (err != ERR_FULL)
        bench_reopen(b);
}

/* The first entry of the log. Under the sweep its fault may fire here. */
static void begin_log(struct bench *b)
{
    enum err err;

    if (head(b) != 0)
        return;
    err = engine_new_epoch(b->engine, b->clock_us, b->out);
    if (failed(b, err)) {
        after_failure(b, err);
        err = engine_new_epoch(b->engine, b->clock_us, b->out);
    }
    assert_int_equal(err, OK);
    assert_int_equal(engine_settle(b->engine), OK);      /* so a rebuild has both to take: a log, and a journal behind it */
}

void bench_fail_commit(struct bench *b)
{
    b->fail_commit = true;
}

/* The step whose last storage call, the commit, fails: found by failing the first, the second, ... call; a failed step
 * changes nothing, and the engine is opened anew after each, as a process would be. */
static void fail_step(struct bench *b, struct request *const *commands, uint32_t count)
{
    struct step_counts counts;

    b->faults = (struct faults){ .fail_at = 0 };
    b->faults.fail_at = 2;
    b->faults.with = ERR_IO;
    assert_int_not_equal(engine_step(b->engine, commands, count, NULL, 0, b->clock_us, b->out, &counts), OK);
    b->faults = (struct faults){ .fail_at = 0 };
    b->fail_commit = false;
    take_answer(b);
    bench_reopen(b);
}

void bench_fault_at(struct bench *b, uint64_t n, enum err with)
{
    b->faults = (struct faults){ .fail_at = n, .with = with };
    b->sweeping = true;
    b->tried_again = false;
}

bool bench_faulted(const struct bench *b)
{
    return b->faults.fired;
}

static void step(struct bench *b, struct request *const *commands, uint32_t count, const struct followed *items, uint32_t item_count)
{
    struct step_counts counts;
    enum err err;

    outbox_reset(b->out);
    begin_log(b);
    outbox_reset(b->out);
    assert_int_equal(engine_fill_pool(b->engine), OK);
    b->mark = head(b);
    if (b->fail_commit) {
        fail_step(b, commands, count);
        return;
    }
    err = engine_step(b->engine, commands, count, items, item_count, b->clock_us, b->out, &counts);
    if (failed(b, err)) {
        after_failure(b, err);
        err = engine_step(b->engine, commands, count, items, item_count, b->clock_us, b->out, &counts);
    }
    assert_int_equal(err, OK);
    take_answer(b);
}

struct statement { struct bench *b; const struct built *events; size_t count; };

static void state_given(struct decision *d, void *self)
{
    struct statement *given = self;

    for (size_t i = 0; i < given->count; i++) {
        const struct event_spec *spec = event_find(given->b->service->contract, text_of(given->events[i].name));

        assert_non_null(spec);
        decision_emit(d, spec, given->events[i].value);
    }
}

void bench_given(struct bench *b, const struct built *events, size_t count)
{
    struct statement given = { b, events, count };
    enum err err;

    begin_log(b);
    assert_int_equal(engine_fill_pool(b->engine), OK);
    err = engine_act(b->engine, "given", state_given, &given, b->clock_us, b->out);
    if (failed(b, err)) {
        after_failure(b, err);
        err = engine_act(b->engine, "given", state_given, &given, b->clock_us, b->out);
    }
    assert_int_equal(err, OK);
    b->mark = head(b);
}

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

    b->last = realloc(b->last, 128 * 1024);
    w = writer_of(b->last, 128 * 1024);
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
    void *prepared;

    if (r->command->slow == SLOW_NONE)
        return OK;
    TRY(store_view(engine_store(b->engine), arena, &v));
    prepared = b->service->slow_prepare(v, r->command, r->message, arena);
    TRY(view_fault(v));
    r->check_passed = b->service->slow_run(r->command->slow, prepared, r->message, secret_of(v, "pepper"), arena, &r->check_output);
    r->checked = true;
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
    b->last = realloc(b->last, 128 * 1024);
    assert_true(frame.len <= 128 * 1024);
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

static struct bytes event_list(struct bench *b, struct built event)
{
    uint8_t *room = arena_take(&b->arena, 256 * 1024);
    struct writer w = writer_of(room, 256 * 1024);
    struct sealer sealer = { .seal = seal_foreign };

    write_array(&w, 1);
    write_map(&w, 2);
    write_key(&w, "body");
    assert_int_equal(message_seal(event.spec, event.value, &sealer, &b->arena, &w), OK);
    write_key(&w, "name");
    write_key(&w, event.name);
    return written(&w);
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

struct bytes bench_publication(struct bench *b, struct built event, uint64_t before, uint64_t sequence)
{
    struct bytes events = event_list(b, event);
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
    uint32_t source = source_index(b->service->contract, text_of(event.service));

    assert_int_equal(event.kind, BUILT_EVENT);
    assert_true(source != UINT32_MAX);
    b->followed_sequence[source]++;
    b->last_followed = (struct followed){ .at = { text_of(event.service), 1, b->followed_sequence[source] }, .at_us = b->clock_us,
                                          .date = tokyo_date(b->clock_us), .events = event_list(b, event), .covered = b->followed_sequence[source] };
    step(b, NULL, 0, &b->last_followed, 1);
}

void followed_again(struct bench *b)
{
    step(b, NULL, 0, &b->last_followed, 1);
}

void followed_entry(struct bench *b, const char *source, uint32_t epoch, uint64_t sequence, struct bytes entry)
{
    b->last_followed = (struct followed){ .at = { text_of(source), epoch, sequence }, .at_us = b->clock_us, .date = tokyo_date(b->clock_us),
                                          .entry = keep(b, entry), .covered = sequence };
    step(b, NULL, 0, &b->last_followed, 1);
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
    request.query = query_find(b->service->contract, request.name);
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
    arena_fini(&arena);
}

/* The bench's own reading: under the sweep it neither counts nor fails. */
struct look {
    struct faults kept;
    struct arena arena;
    struct view *view;
};

static const struct view *look(struct bench *b, struct look *ret)
{
    *ret = (struct look){ .kept = b->faults };
    b->faults = (struct faults){ 0 };
    arena_init(&ret->arena, 64u << 20);
    assert_int_equal(store_view(engine_store(b->engine), &ret->arena, &ret->view), OK);
    return ret->view;
}

static void look_away(struct bench *b, struct look *look)
{
    store_view_end(&look->view);
    arena_fini(&look->arena);
    b->faults = look->kept;
}

void log_story(struct bench *b, uint8_t ret[32])
{
    struct look looking;
    const struct view *v = look(b, &looking);
    struct sha256_state state;
    struct bytes bytes;
    struct entry entry;

    sha256_start(&state);
    for (uint64_t n = 1; n <= log_head(v); n++) {
        assert_true(log_read(v, n, &bytes));
        assert_int_equal(entry_decode(bytes, &looking.arena, &entry), OK);
        sha256_add(&state, (struct bytes){ (const uint8_t *)entry.cause.name.at, entry.cause.name.len });
        sha256_add(&state, (struct bytes){ (const uint8_t *)entry.refusal.at, entry.refusal.len });
        for (uint32_t i = 0; i < entry.event_count; i++)
            sha256_add(&state, (struct bytes){ (const uint8_t *)entry.events[i].name.at, entry.events[i].name.len });
        sha256_add(&state, entry.result);
    }
    sha256_end(&state, ret);
    look_away(b, &looking);
}

/* ---- Expectations ----------------------------------------------------------------------- */

static size_t item_size(const struct field_spec *f)
{
    switch (f->kind) {
    case FIELD_BOOL:
        return sizeof(bool);
    case FIELD_U64:
    case FIELD_I64:
    case FIELD_ID:
    case FIELD_TIME:
        return 8;
    case FIELD_DATE:
        return sizeof(struct date);
    case FIELD_ENUM:
        return sizeof(int);
    case FIELD_TEXT:
    case FIELD_BYTES:
        return sizeof(struct text);
    case FIELD_RECORD:
        return f->record->size;
    case FIELD_SEALED:
        return sizeof(struct sealed);
    }
    return 0;
}

static bool is_zero(const uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (at[i] != 0)
            return false;
    return true;
}

static bool record_matches(struct bench *b, const struct view *v, const struct record_spec *spec, const uint8_t *expected, struct bytes actual);

/* What a sealed map holds, as the plain value's bytes. */
static struct bytes opened(struct bench *b, const struct view *v, const struct field_spec *f, struct bytes sealed_map)
{
    struct sealed sealed = { 0 };
    void *value = arena_take(&b->arena, item_size(f));
    uint8_t *room = arena_take(&b->arena, 128 * 1024);
    struct writer w = writer_of(room, 128 * 1024);
    bool ok = map_get_bin(sealed_map, "box", &sealed.box) && map_get_bin(sealed_map, "nonce", &sealed.nonce) &&
              map_get_u64(sealed_map, "key", &sealed.key) && map_get_u64(sealed_map, "subject", &sealed.subject);

    if (ok && f->kind == FIELD_RECORD)
        ok = open_record(v, &sealed, f->name, f->record, value);
    else if (ok && f->kind == FIELD_DATE)
        ok = open_date(v, &sealed, f->name, value);
    else if (ok)
        ok = open_text(v, &sealed, f->name, value);
    if (!ok)
        return (struct bytes){ NULL, 0 };
    personal_encode(f, value, &w);
    return map_get(written(&w), "v");
}

static bool item_matches(struct bench *b, const struct view *v, const struct field_spec *f, const uint8_t *expected, struct bytes actual)
{
    uint8_t *room;
    struct writer w;
    struct field_spec single = *f;

    if (f->personal && actual.at != NULL && f->subject != NULL)
        actual = opened(b, v, f, actual);
    if (actual.at == NULL)
        return false;
    if (f->kind == FIELD_RECORD)
        return record_matches(b, v, f->record, expected, actual);
    single.list = false;
    room = arena_take(&b->arena, 128 * 1024);
    w = writer_of(room, 128 * 1024);
    personal_encode(&single, expected, &w);
    return bytes_equal(map_get(written(&w), "v"), actual);
}

static bool list_matches(struct bench *b, const struct view *v, const struct field_spec *f, const struct list *expected, struct bytes actual)
{
    struct reader r = reader_of(actual);
    struct bytes item;
    uint32_t count;

    if (actual.at == NULL || !read_array(&r, &count) || count != expected->count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!read_raw(&r, &item) || !item_matches(b, v, f, (const uint8_t *)expected->at + (size_t)i * f->list_stride, item))
            return false;
    return true;
}

/* Every field that is not zero in `expected` is the same in `actual`. */
static bool record_matches(struct bench *b, const struct view *v, const struct record_spec *spec, const uint8_t *expected, struct bytes actual)
{
    for (uint32_t i = 0; i < spec->field_count; i++) {
        const struct field_spec *f = &spec->fields[i];
        const uint8_t *value = expected + f->offset;
        struct bytes raw = map_get(actual, f->name);

        if (is_zero(value, f->list ? sizeof(struct list) : item_size(f)))
            continue;
        if (f->list ? !list_matches(b, v, f, (const struct list *)(const void *)value, raw) : !item_matches(b, v, f, value, raw)) {
            print_error("  field %s differs\n", f->name);
            return false;
        }
    }
    return true;
}

/* Domain events of the entries after the mark, in order. */
static uint32_t last_events(struct bench *b, const struct view *v, struct stated_event *ret, uint32_t max)
{
    uint32_t count = 0;
    struct bytes bytes;
    struct entry entry;

    for (uint64_t n = b->mark + 1; n <= log_head(v); n++) {
        assert_true(log_read(v, n, &bytes));
        assert_int_equal(entry_decode(bytes, view_arena(v), &entry), OK);
        for (uint32_t i = 0; i < entry.event_count; i++)
            if (entry.events[i].name.len < 7 || memcmp(entry.events[i].name.at, "engine_", 7) != 0) {
                assert_true(count < max);
                ret[count++] = entry.events[i];
            }
    }
    return count;
}

static void print_answer(struct bench *b)
{
    struct text outcome, refusal = TEXT("-"), field = TEXT("-"), reason = TEXT("-");
    struct bytes detail = map_get(b->answer, "detail");

    if (b->answer.at == NULL || !map_get_text(b->answer, "outcome", &outcome))
        return;
    map_get_text(b->answer, "refusal", &refusal);
    if (detail.at != NULL) {
        map_get_text(detail, "field", &field);
        map_get_text(detail, "reason", &reason);
    }
    print_error("  the answer was %.*s %.*s (field %.*s, %.*s)\n", (int)outcome.len, outcome.at, (int)refusal.len, refusal.at,
                (int)field.len, field.at, (int)reason.len, reason.at);
}

void bench_then(struct bench *b, const char *file, int line, const struct built *events, size_t count)
{
    struct look looking;
    const struct view *v = look(b, &looking);
    struct stated_event actual[256];
    uint32_t actual_count;
    bool ok;

    actual_count = last_events(b, v, actual, 256);
    ok = actual_count == count;
    for (uint32_t i = 0; ok && i < count; i++) {
        ok = text_is(actual[i].name, events[i].name);
        if (ok && !record_matches(b, v, events[i].spec, events[i].value, actual[i].body))
            ok = false;
        if (!ok)
            print_error("  event %u: expected %s, stated %.*s\n", i + 1, events[i].name, (int)actual[i].name.len, actual[i].name.at);
    }
    if (!ok) {
        for (uint32_t i = 0; i < actual_count; i++)
            print_error("  stated: %.*s\n", (int)actual[i].name.len, actual[i].name.at);
        print_answer(b);
    }
    look_away(b, &looking);
    if (!ok)
        fail_msg("%s:%d: expected %zu events, found %u as printed above", file, line, count, actual_count);
}

static void expect_outcome(struct bench *b, const char *file, int line, const char *outcome, enum refusal why)
{
    struct text actual = { 0 }, refusal = { 0 };

    if (b->answer.at == NULL || !map_get_text(b->answer, "outcome", &actual))
        fail_msg("%s:%d: there was no answer", file, line);
    map_get_text(b->answer, "refusal", &refusal);
    if (!text_is(actual, outcome) || (why != REFUSAL_NONE && !text_is(refusal, refusal_name(why)))) {
        print_answer(b);
        fail_msg("%s:%d: expected %s %s", file, line, outcome, why != REFUSAL_NONE ? refusal_name(why) : "");
    }
}

void bench_then_refused(struct bench *b, const char *file, int line, enum refusal why, const char *path)
{
    struct text field = { 0 };
    struct bytes detail = map_get(b->answer, "detail");

    expect_outcome(b, file, line, "refused", why);
    if (path == NULL)
        return;
    if (detail.at == NULL || !map_get_text(detail, "field", &field) || !text_is(field, path))
        fail_msg("%s:%d: refused at %.*s, expected %s", file, line, (int)field.len, field.at == NULL ? "" : field.at, path);
}

void bench_then_not_taken(struct bench *b, const char *file, int line, enum refusal why)
{
    expect_outcome(b, file, line, "not_taken", why);
}

static void expect_part(struct bench *b, const char *file, int line, const char *part, struct built expected)
{
    struct bytes actual;
    struct look looking;
    const struct view *v;
    bool ok;

    expect_outcome(b, file, line, "done", REFUSAL_NONE);
    actual = map_get(b->answer, part);
    v = look(b, &looking);
    ok = actual.at != NULL && record_matches(b, v, expected.spec, expected.value, actual);
    look_away(b, &looking);
    if (!ok)
        fail_msg("%s:%d: the %s differs", file, line, part);
}

void bench_then_result(struct bench *b, const char *file, int line, struct built expected)
{
    expect_part(b, file, line, "result", expected);
}

void bench_then_shown(struct bench *b, const char *file, int line, struct built expected)
{
    expect_part(b, file, line, "shown", expected);
}

void bench_then_answer(struct bench *b, const char *file, int line, struct built expected)
{
    expect_part(b, file, line, "result", expected);
}

void bench_then_no_answer(struct bench *b, const char *file, int line, enum refusal why)
{
    struct text refusal = { 0 };

    if (b->answer.at == NULL || !map_get_text(b->answer, "refusal", &refusal) || !text_is(refusal, refusal_name(why))) {
        print_answer(b);
        fail_msg("%s:%d: expected the refusal %s", file, line, refusal_name(why));
    }
}

static const void *part_of(struct bench *b, const char *part, const struct record_spec *spec)
{
    struct bytes raw = map_get(b->answer, part);
    void *value;

    if (b->answer.at == NULL || raw.at == NULL)
        return NULL;
    value = arena_take(&b->answer_arena, spec->size);
    assert_int_equal(message_decode_own(spec, raw, &b->answer_arena, value), OK);
    return value;
}

const void *result_of(struct bench *b, const struct record_spec *spec)
{
    return part_of(b, "result", spec);
}

const void *shown_of(struct bench *b, const struct record_spec *spec)
{
    return part_of(b, "shown", spec);
}

const void *answer_of(struct bench *b, const struct record_spec *spec)
{
    return part_of(b, "result", spec);
}
