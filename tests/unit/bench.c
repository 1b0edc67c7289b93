/* The bench behind given / when / then: its life, its clock and who acts. Nothing is replaced: the store is LMDB
 * in a scratch directory, the step, the fold, sealing, tickets and repeats are the real ones; only the clock and
 * the randomness are given. */
#include "bench_internal.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trust/password.h"
#include "trust/wrap.h"

#define JOURNAL_BYTES (64u * 1024u)
#define MAP_BYTES (256u * 1024u * 1024u)

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

bool failed(struct bench *b, enum err err)
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
                                                 .window_edge = 16, .windows_max = 100000, .pool_low = 64, .pool_high = 256, .rebuild_commit = 4096,
                                                 .looks_per_day = 3 };

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

bool role_of_peer(enum role role)
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
