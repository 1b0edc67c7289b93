/* The whole check and the export over real sockets. The audit service at the other end is a process of this test that can
 * be told to lie: about a byte, about its head, about what is there. */
#include "audit_log.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/invariant.h"
#include "gen/audit.h"
#include "shell/installation.h"
#include "trust/hash.h"
#include "trust/random.h"
#include "wire/endpoint.h"
#include "wire/peers.h"

enum lie { HONEST, CHANGED_BYTE, HALF_THERE, NO_LEAVES, FORBIDDEN, STOPPED_SOURCE, OTHER_ROOT, NONSENSE, ENDLESS };

#define PAGE_LEAVES 5u

static enum lie *lie;                  /* shared with the other process */
static struct audit_log usual;
static char dir[] = "/tmp/auditXXXXXX";
static struct key_pair server_key, own_key;
static char commands[ADDRESS_SIZE], events[ADDRESS_SIZE];
static struct client *client;
static pid_t child;

/* ---- The audit service ---- */

static uint8_t buffer[1 << 16], body[1 << 15];

static void reply(struct endpoint *endpoint, const struct received *to, const char *outcome, const char *refusal, const struct writer *result)
{
    struct writer w = writer_of(buffer, sizeof buffer);
    uint64_t request = 0;

    (void)map_get_u64(to->payload, "request", &request);
    write_map(&w, 3u + (refusal != NULL ? 1u : 0u) + (result != NULL ? 1u : 0u));
    write_key(&w, "kind");
    write_key(&w, "answer");
    write_key(&w, "outcome");
    write_key(&w, outcome);
    if (refusal != NULL) {
        write_key(&w, "refusal");
        write_key(&w, refusal);
    }
    write_key(&w, "request");
    write_u64(&w, request);
    if (result != NULL) {
        write_key(&w, "result");
        write_raw(&w, written(result));
    }
    (void)endpoint_reply(endpoint, to->route, written(&w));
}

static void say_head(struct writer *w)
{
    uint8_t root[32] = { 0 };
    bool empty = *lie == NO_LEAVES;

    if (empty)
        sha256((struct bytes){ NULL, 0 }, root);
    else if (*lie != OTHER_ROOT)
        log_root(&usual, 0, usual.count, root);
    encode_audit_head_result(&(struct audit_head_result){
        .size = empty ? 0 : usual.count, .root = { root, 32 }, .signed_size = empty ? 0 : usual.count,
        .note = { empty ? NULL : (const uint8_t *)usual.note, empty ? 0 : (uint32_t)strlen(usual.note) }, .origin = TEXT(LOG_ORIGIN),
        .verifier_key = TEXT("not looked at"), .public_key = { usual.signer.public_key, 32 } }, w);
}

static void say_leaves(uint64_t from, struct writer *w)
{
    struct leaf_line lines[PAGE_LEAVES];
    struct audit_leaves_result page = { .next = from };
    uint64_t end = *lie == HALF_THERE ? 11 : usual.count;
    static uint8_t changed[LOG_ENTRY_MAX];

    for (; page.leaves.count < PAGE_LEAVES && page.next < end; page.next++) {
        const struct audit_line *line = &usual.leaves[page.next].line;
        struct leaf_line *to = &lines[page.leaves.count++];

        *to = (struct leaf_line){ .leaf_index = *lie == ENDLESS ? 0 : line->index, .source = line->source, .epoch = line->epoch, .sequence = line->sequence,
                                  .entry = line->entry };
        if (*lie == CHANGED_BYTE && page.next == 7) {
            memcpy(changed, line->entry.at, line->entry.len);
            changed[line->entry.len - 1] ^= 2;
            to->entry.at = changed;
        }
    }
    page.leaves.at = lines;
    encode_audit_leaves_result(&page, w);
}

static void say_sources(struct writer *w)
{
    const struct source_state states[] = { { TEXT("inventory"), 2, 9, *lie == STOPPED_SOURCE }, { TEXT("staff"), 1, 6, false } };
    struct audit_sources_result result = { 0 };

    result.sources.at = states;
    result.sources.count = 2;
    encode_audit_sources_result(&result, w);
}

static void serve_one(struct endpoint *endpoint)
{
    struct received received;
    struct text name = { NULL, 0 };
    struct writer w = writer_of(body, sizeof body);
    uint64_t from = 0, sequence = 0;

    if (!endpoint_receive(endpoint, &received) || !map_get_text(received.payload, "name", &name))
        return;
    (void)map_get_u64(map_get(received.payload, "body"), "from", &from);
    (void)map_get_u64(map_get(received.payload, "body"), "sequence", &sequence);
    if (*lie == FORBIDDEN)
        reply(endpoint, &received, "not_taken", "not_permitted", NULL);
    else if (text_is(name, "sign_checkpoint") && *lie == NO_LEAVES)
        reply(endpoint, &received, "refused", "log_empty", NULL);
    else if (text_is(name, "audit_lookup") && sequence > 6)
        reply(endpoint, &received, "not_taken", "no_such_leaf", NULL);
    else {
        if (*lie == NONSENSE)
            write_map(&w, 0);
        else if (text_is(name, "audit_head"))
            say_head(&w);
        else if (text_is(name, "audit_leaves"))
            say_leaves(from, &w);
        else if (text_is(name, "audit_sources"))
            say_sources(&w);
        else if (text_is(name, "audit_lookup"))
            encode_audit_lookup_result(&(struct audit_lookup_result){ .leaf_index = 3 * (sequence - 1) }, &w);
        else
            write_map(&w, 0);
        reply(endpoint, &received, "done", NULL, &w);
    }
}

_Noreturn static void be_audit(void)
{
    struct peers *peers = NULL;
    struct zap *zap = NULL;
    struct endpoint *endpoint = NULL;
    struct wire_fault fault;
    char text[256], key[WIRE_KEY_TEXT_SIZE];
    struct path lock = path_format("%s/lock", dir);

    must(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
    wire_key_put(own_key.public_key, key);
    int len = snprintf(text, sizeof text, "madoguchi-peers 1\n%s auditor system command:audit\n", key);
    must(wire_start() == OK && peers_parse("list", (struct text){ text, (uint32_t)len }, &peers, &fault) == OK && zap_start(&peers, &zap) == OK);
    must(endpoint_open(&(struct endpoint_options){ .service = "audit", .command_address = commands, .event_address = events, .lock_path = lock.at,
                                                   .key = &server_key, .zap = zap }, &endpoint, &fault) == OK);
    for (;;) {
        struct wire_wait on = { .endpoint = endpoint };

        must(wire_wait(&on, 1, 1000) == OK);
        serve_one(endpoint);
    }
}

/* ---- Checking ---- */

static struct audit_verdict recheck_of(enum lie what)
{
    struct audit_verdict verdict;

    *lie = what;
    assert_int_equal(audit_recheck(client, usual.signer.public_key, LOG_ORIGIN, &verdict), OK);
    return verdict;
}

static void recheck__an_honest_service_is_verified_page_by_page(void **state)
{
    struct audit_verdict verdict = recheck_of(HONEST);

    (void)state;
    assert_int_equal(verdict.outcome, AUDIT_VERIFIED);
    assert_int_equal(verdict.size, usual.count);
    assert_int_equal(verdict.seen, usual.count);
}

static void recheck__a_lie_is_found_out(void **state)
{
    static const struct { enum lie lie; enum audit_outcome outcome; enum audit_fault_kind fault; uint64_t index; } cases[] = {
        { CHANGED_BYTE, AUDIT_TAMPERED, AUDIT_FAULT_CHAIN, 10 }, { HALF_THERE, AUDIT_INCOMPLETE, AUDIT_FAULT_CUT, 11 },
        { NO_LEAVES, AUDIT_INCOMPLETE, AUDIT_FAULT_UNSIGNED, 0 }, { STOPPED_SOURCE, AUDIT_TAMPERED, AUDIT_FAULT_DIVERGED, 0 },
        { OTHER_ROOT, AUDIT_TAMPERED, AUDIT_FAULT_SERVED_ROOT, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct audit_verdict verdict = recheck_of(cases[i].lie);

        assert_int_equal(verdict.outcome, cases[i].outcome);
        assert_int_equal(verdict.fault.kind, cases[i].fault);
        assert_int_equal(verdict.fault.index, cases[i].index);
    }
}

static void recheck__without_a_whole_answer_there_is_no_verdict(void **state)
{
    struct audit_verdict verdict;

    (void)state;
    *lie = FORBIDDEN;
    assert_int_equal(audit_recheck(client, usual.signer.public_key, LOG_ORIGIN, &verdict), ERR_DENIED);
    *lie = NONSENSE;
    assert_int_equal(audit_recheck(client, usual.signer.public_key, LOG_ORIGIN, &verdict), ERR_MALFORMED);
    *lie = ENDLESS;                    /* the same page for ever */
    assert_int_equal(audit_recheck(client, usual.signer.public_key, LOG_ORIGIN, &verdict), ERR_MALFORMED);
}

static void index_of__tells_what_was_not_taken_yet(void **state)
{
    uint64_t index = 99;

    (void)state;
    *lie = HONEST;
    assert_int_equal(audit_index_of(client, "staff", 1, 5, &index), OK);
    assert_int_equal(index, 12);
    assert_int_equal(audit_index_of(client, "staff", 1, 7, &index), ERR_NOT_FOUND);
    assert_int_equal(index, 12);
}

/* ---- Exporting ---- */

static enum err export_to(const char *name, struct audit_verdict *ret, char fault[AUDIT_FAULT_SIZE])
{
    return audit_export(client, usual.signer.public_key, LOG_ORIGIN, path_format("%s/%s", dir, name).at, &(struct audit_reading){ 0 }, ret, fault);
}

static void remove_bundle(const char *name)
{
    static const char *const files[] = { "entries.jsonl", "checkpoint.txt", "keys.txt", "README" };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_int_equal(unlink(path_format("%s/%s/%s", dir, name, files[i]).at), 0);
    assert_int_equal(rmdir(path_format("%s/%s", dir, name).at), 0);
}

static void export__gives_a_bundle_that_verifies_offline(void **state)
{
    struct audit_verdict live, offline;
    char origin[CHECKPOINT_ORIGIN_MAX + 1], fault[AUDIT_FAULT_SIZE];

    (void)state;
    *lie = HONEST;
    assert_int_equal(mkdir(path_format("%s/good", dir).at, 0700), 0);      /* there, but empty */
    assert_int_equal(export_to("good/", &live, fault), OK);
    assert_int_equal(live.outcome, AUDIT_VERIFIED);
    assert_int_equal(audit_recheck_bundle(path_format("%s/good", dir).at, NULL, &(struct audit_reading){ 0 }, &offline, origin, fault), OK);
    assert_int_equal(offline.outcome, AUDIT_VERIFIED);
    assert_int_equal(offline.size, live.size);
    assert_memory_equal(offline.root, live.root, 32);
    assert_string_equal(origin, LOG_ORIGIN);
    assert_int_equal(export_to("good", &live, fault), ERR_EXISTS);         /* not twice into the same place */
    remove_bundle("good");
}

static void export__what_is_tampered_with_is_evidence(void **state)
{
    struct audit_verdict live, offline;
    char origin[CHECKPOINT_ORIGIN_MAX + 1], fault[AUDIT_FAULT_SIZE];

    (void)state;
    *lie = CHANGED_BYTE;
    assert_int_equal(export_to("bad", &live, fault), OK);
    assert_int_equal(live.outcome, AUDIT_TAMPERED);
    assert_int_equal(audit_recheck_bundle(path_format("%s/bad", dir).at, NULL, &(struct audit_reading){ 0 }, &offline, origin, fault), OK);
    assert_int_equal(offline.outcome, AUDIT_TAMPERED);
    assert_int_equal(offline.fault.kind, live.fault.kind);
    remove_bundle("bad");
}

static void export__that_fails_leaves_nothing_behind(void **state)
{
    static const struct { enum lie lie; enum err err; } cases[] = { { NO_LEAVES, ERR_NOT_FOUND }, { FORBIDDEN, ERR_DENIED }, { ENDLESS, ERR_MALFORMED } };
    struct audit_verdict verdict;
    char fault[AUDIT_FAULT_SIZE];

    (void)state;
    assert_int_equal(mkdir(path_format("%s/shelf", dir).at, 0700), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        *lie = cases[i].lie;
        assert_int_equal(export_to("shelf/none", &verdict, fault), cases[i].err);
        assert_true(strlen(fault) > 5);
    }
    *lie = HONEST;
    assert_int_equal(export_to("shelf/no/where", &verdict, fault), ERR_IO);
    assert_int_equal(rmdir(path_format("%s/shelf", dir).at), 0);           /* empty */
}

/* ---- */

static int setup(void **state)
{
    (void)state;
    must(trust_init() == OK && mkdtemp(dir) != NULL);
    must(address_make(dir, "audit", ADDRESS_COMMANDS, commands) == OK && address_make(dir, "audit", ADDRESS_EVENTS, events) == OK);
    lie = mmap(NULL, sizeof *lie, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must(lie != MAP_FAILED);
    key_pair_make(&server_key);
    key_pair_make(&own_key);
    log_usual(&usual);
    child = fork();                    /* before this process has the messaging library */
    if (child == 0)
        be_audit();
    must(child > 0 && wire_start() == OK);
    return client_open(&(struct client_options){ .link = { .service = "audit", .command_address = commands, .key = &own_key,
                                                           .server_key = server_key.public_key } }, &client) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    int status;

    (void)state;
    client_drop(&client);
    wire_stop();
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    unlink(commands + strlen("ipc://"));
    unlink(events + strlen("ipc://"));
    unlink(path_format("%s/lock", dir).at);
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recheck__an_honest_service_is_verified_page_by_page),
        cmocka_unit_test(recheck__a_lie_is_found_out),
        cmocka_unit_test(recheck__without_a_whole_answer_there_is_no_verdict),
        cmocka_unit_test(index_of__tells_what_was_not_taken_yet),
        cmocka_unit_test(export__gives_a_bundle_that_verifies_offline),
        cmocka_unit_test(export__what_is_tampered_with_is_evidence),
        cmocka_unit_test(export__that_fails_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
