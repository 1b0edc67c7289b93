/* The audit log of many years: leaves of 500 bytes taken by the real core on the disk, proofs asked of it, the whole checked
 * again as an outsider does, and entries searched in the auditor's copy. In one process, without sockets.
 *
 * Usage: bench_audit DIR LEAVES QUESTIONS
 * Prints one JSON object. `verify_s` is `verify --bundle` over files in the page cache (`verify_cpu_s`: of that the
 * processor), `check_s` the same check without reading and
 * taking apart the files, both beside `sha256_s`: one SHA-256 over the same entries. `query_*` are searches by card, person and
 * purpose together, beside `scan_ms`: the same by decoding every entry. `proof_*`: from a question's bytes to its answer's, checked. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#include "base/date.h"
#include "base/invariant.h"
#include "base/rng.h"
#include "check.h"
#include "client/answer.h"
#include "client/call.h"
#include "copy.h"
#include "gen/audit.h"
#include "line.h"
#include "office.h"
#include "trust/hash.h"
#include "trust/merkle.h"
#include "trust/random.h"

#define LEAF_BYTES 512u                /* room; the entries are of about 500 */
#define SOURCES 5u
#define BATCH 256u
#define CARDS 20000u
#define PEOPLE 12u

extern const struct service audit_service;

static const char *const sources[SOURCES] = { "staff", "inventory", "reservations", "queueing", "reporting" };

struct leaves {
    struct office office;
    uint64_t count, now_us;
    uint8_t *bytes;                    /* LEAF_BYTES each, padded up to it */
    uint32_t *lens;
    uint8_t (*last)[32];               /* of each source */
    uint64_t numbers[SOURCES];
    struct audit_kept head;
    uint8_t public_key[32];
    char note[CHECKPOINT_SIZE];
    double append_s, verify_cpu_s;
};

static double seconds_since(uint64_t began_ns) { return (double)(now_ns() - began_ns) / 1e9; }

/* ---- Entries ---------------------------------------------------------------------------------- */

static struct bytes entry_at(const struct leaves *l, uint64_t i) { return (struct bytes){ l->bytes + i * LEAF_BYTES, l->lens[i] }; }

static void make_entry(struct leaves *l, uint64_t i)
{
    static uint8_t body[LEAF_BYTES];
    uint32_t source = (uint32_t)(i % SOURCES);
    struct writer event = writer_of(body, sizeof body), w = writer_of(l->bytes + i * LEAF_BYTES, LEAF_BYTES);
    struct stated_event stated = { .name = TEXT("card_moved") };
    struct entry e = { .number = ++l->numbers[source], .epoch = 1, .site = OFFICE_SITE, .service = text_of(sources[source]), .at_us = l->now_us + i * 1000,
                       .date = { 20270201 }, .cause = { .kind = CAUSE_COMMAND, .name = TEXT("show_card"), .sequence = i + 1, .digest_day = { 20270201 } },
                       .actor = id_make(OFFICE_SITE, 1 + i % PEOPLE), .role = ROLE_OPERATOR, .terminal = TEXT("desk1"),
                       .purpose = i % 7 == 0 ? TEXT("inquiry") : TEXT("pick_up"), .event_count = 1, .events = &stated };
    static const uint8_t padding[LEAF_BYTES];

    write_map(&event, 3);
    write_key(&event, "card_id");
    write_u64(&event, id_make(OFFICE_SITE, i * 7919 % CARDS));
    write_key(&event, "padding");
    write_bin(&event, (struct bytes){ padding, 112 });
    write_key(&event, "slot");
    write_text(&event, TEXT("A-01-001"));
    stated.body = written(&event);
    memcpy(e.previous, l->last[source], 32);
    entry_encode(&e, &w);
    must(!w.full);
    l->lens[i] = written(&w).len;
    leaf_hash(entry_at(l, i), l->last[source]);
}

static struct audit_line line_at(const struct leaves *l, uint64_t i)
{
    return (struct audit_line){ .index = i, .epoch = 1, .sequence = i / SOURCES + 1, .source = text_of(sources[i % SOURCES]), .entry = entry_at(l, i) };
}

/* ---- Taking them ------------------------------------------------------------------------------ */

static void take_all(struct leaves *l)
{
    static struct followed followed[BATCH];
    struct step_counts counts;
    uint64_t began = now_ns();

    for (uint64_t i = 0; i < l->count;) {
        uint32_t n = 0;

        for (; n < BATCH && i < l->count; n++, i++) {
            struct audit_line line = line_at(l, i);

            followed[n] = (struct followed){ .at = { line.source, 1, line.sequence }, .at_us = l->now_us, .date = { 20270201 }, .entry = line.entry, .covered = line.sequence };
        }
        outbox_reset(l->office.out);
        must(engine_step(l->office.engine, NULL, 0, followed, n, l->now_us + i * 1000, l->office.out, &counts) == OK && counts.entries >= n);
    }
    l->append_s = seconds_since(began);
}

static void ask(struct leaves *l, const char *name, const struct record_spec *spec, const void *body, const struct record_spec *result, struct arena *arena, void *ret)
{
    static const struct peer auditor = { .name = "auditor", .role = ROLE_SYSTEM, .command_all = true, .key = { 9 } };
    uint8_t room[512], frame[1024];
    struct writer b = writer_of(room, sizeof room), w = writer_of(frame, sizeof frame);
    struct field_fault fault;
    struct answer answer;
    bool busy = true;

    message_encode(spec, body, &b);
    query_call_encode(&(struct query_call){ .name = text_of(name), .body = written(&b) }, 1, &w);
    outbox_reset(l->office.out);
    host_frame(l->office.host, &auditor, 1, written(&w), l->now_us, now_ns() / 1000, l->office.out);
    while (outbox_count(l->office.out) == 0 && busy)
        must(host_turn(l->office.host, l->now_us + l->count * 1000, now_ns() / 1000, l->office.out, &busy) == OK);
    must(outbox_count(l->office.out) > 0 && answer_parse(outbox_at(l->office.out, 0)->payload, &answer) && answer.outcome == OUTCOME_DONE);
    must(message_decode(result, answer.result, UNKNOWN_KEPT, arena, ret, &fault) == OK);
}

/* The head over all of it, signed by the key of audit, which this office has as "audit_sign". */
static void find_head(struct leaves *l, struct arena *arena)
{
    struct audit_head_result head;

    ask(l, "audit_head", &audit_head_spec, &(struct audit_head){ 0 }, &audit_head_result_spec, arena, &head);
    must(head.size == l->count);
    l->head.size = head.size;
    memcpy(l->head.root, head.root.at, 32);
}

/* ---- Proofs ------------------------------------------------------------------------------------ */

static void prove(struct leaves *l, uint32_t questions, uint64_t *took_ns)
{
    struct rng rng;
    struct arena arena;

    rng_init(&rng, 2);
    arena_init(&arena, 1u << 22);
    for (uint32_t i = 0; i < questions; i++) {
        struct audit_inclusion body = { .leaf_index = rng_below(&rng, l->count), .size = l->count };
        struct audit_inclusion_result proof;
        uint8_t path[MERKLE_PATH_MAX][32], leaf[32];
        uint64_t began = now_ns();

        arena_reset(&arena);
        ask(l, "audit_inclusion", &audit_inclusion_spec, &body, &audit_inclusion_result_spec, &arena, &proof);
        for (uint32_t k = 0; k < proof.path.count; k++)
            memcpy(path[k], proof.path.at[k].at, 32);
        leaf_hash(entry_at(l, body.leaf_index), leaf);
        must(merkle_inclusion_verify(leaf, body.leaf_index, l->count, path, proof.path.count, l->head.root));
        took_ns[i] = now_ns() - began;
    }
    arena_fini(&arena);
}

/* ---- The whole check ---------------------------------------------------------------------------- */

static void sign_own(struct leaves *l)
{
    struct signer signer;

    signer_init(&signer, (const uint8_t[32]){ 5 });
    must(checkpoint_sign(&signer, "madoguchi.1/audit", l->head.size, l->head.root, l->now_us, l->note, sizeof l->note) == OK);
    memcpy(l->public_key, signer.public_key, 32);
    signer_fini(&signer);
}

static double hash_all(const struct leaves *l)
{
    uint64_t began = now_ns();
    uint8_t hash[32] = { 0 }, sum = 0;

    for (uint64_t i = 0; i < l->count; i++) {
        sha256(entry_at(l, i), hash);
        sum |= hash[0];
    }
    must(sum != 0);
    return seconds_since(began);
}

static double check_all(const struct leaves *l)
{
    struct audit_check *check = audit_check_new(NULL);
    struct audit_verdict verdict;
    uint64_t began = now_ns();
    double seconds;
    uint8_t hash[32];

    audit_check_head(check, text_of(l->note), "madoguchi.1/audit", l->public_key);
    for (uint64_t i = 0; i < l->count; i++) {
        struct audit_line line = line_at(l, i);

        audit_check_leaf(check, &line, hash);
    }
    audit_check_end(check, NULL, true, &verdict);
    seconds = seconds_since(began);
    must(verdict.outcome == AUDIT_VERIFIED);
    audit_check_drop(&check);
    return seconds;
}

static void put(const char *dir, const char *name, const char *text)
{
    char path[1100];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    file = fopen(path, "w");
    must(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

static double verify_bundle(struct leaves *l, const char *dir)
{
    static char line_text[AUDIT_LINE_SIZE];
    char path[1100], key[VERIFIER_KEY_SIZE], origin[CHECKPOINT_ORIGIN_MAX + 1], fault[AUDIT_FAULT_SIZE];
    struct audit_verdict verdict;
    uint8_t hash[32];
    uint64_t began;
    FILE *file;

    must(mkdir(dir, 0700) == 0);
    verifier_key_put("madoguchi.1/audit", l->public_key, key, sizeof key);
    put(dir, "keys.txt", key);
    put(dir, "checkpoint.txt", l->note);
    snprintf(path, sizeof path, "%s/entries.jsonl", dir);
    file = fopen(path, "w");
    must(file != NULL);
    for (uint64_t i = 0; i < l->count; i++) {
        struct audit_line line = line_at(l, i);

        leaf_hash(line.entry, hash);
        line.hash = hash;
        audit_line_put(&line, line_text, sizeof line_text);
        must(fputs(line_text, file) >= 0);
    }
    must(fclose(file) == 0);
    clock_t cpu = clock();
    began = now_ns();
    must(audit_recheck_bundle(dir, NULL, &(struct audit_reading){ 0 }, &verdict, origin, fault) == OK && verdict.outcome == AUDIT_VERIFIED);
    double seconds = seconds_since(began);
    l->verify_cpu_s = (double)(clock() - cpu) / CLOCKS_PER_SEC;
    must(remove(path) == 0);
    return seconds;
}

/* ---- Searching ----------------------------------------------------------------------------------- */

static bool count_match(void *self, const struct audit_line *line, const struct entry *entry)
{
    (void)line, (void)entry;
    ++*(uint64_t *)self;
    return true;
}

static struct audit_wanted wanted_of(uint64_t card, uint64_t person, char digits[2][24])
{
    snprintf(digits[0], 24, "%" PRIu64, id_make(OFFICE_SITE, card));
    snprintf(digits[1], 24, "%" PRIu64, id_make(OFFICE_SITE, person));
    return (struct audit_wanted){ .terms = { { "card", text_of(digits[0]) }, { "person", text_of(digits[1]) }, { "purpose", TEXT("pick_up") } }, .term_count = 3 };
}

static double search(const struct leaves *l, const char *dir, uint32_t questions, uint64_t *took_ns)
{
    struct audit_copy *copy;
    char fault[AUDIT_FAULT_SIZE], digits[2][24];
    struct arena arena;
    struct rng rng;
    struct entry entry;
    uint64_t matches = 0, scanned = 0, began;

    must(audit_copy_open(dir, "madoguchi.1/audit", &copy, fault) == OK);
    for (uint64_t i = 0; i < l->count; i++) {
        struct audit_line line = line_at(l, i);

        must(audit_copy_add(copy, &line) == OK);
    }
    must(audit_copy_keep(copy, &l->head) == OK);
    rng_init(&rng, 3);
    for (uint32_t i = 0; i < questions; i++) {
        struct audit_wanted wanted = wanted_of(rng_below(&rng, CARDS), 1 + rng_below(&rng, PEOPLE), digits);

        began = now_ns();
        must(audit_copy_find(copy, &wanted, &matches, count_match) == OK);
        took_ns[i] = now_ns() - began;
    }
    arena_init(&arena, 1u << 20);
    struct audit_wanted wanted = wanted_of(1, 1, digits);

    began = now_ns();
    for (uint64_t i = 0; i < l->count; i++) {
        arena_reset(&arena);
        must(entry_decode(entry_at(l, i), &arena, &entry) == OK);
        scanned += entry_wanted(&entry, &wanted) ? 1 : 0;
    }
    arena_fini(&arena);
    audit_copy_drop(&copy);
    must(matches + scanned < UINT64_MAX);
    return seconds_since(began);
}

/* ---- The whole ------------------------------------------------------------------------------------ */

static void *room(size_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    must(at != MAP_FAILED);
    return at;
}

static void run(struct leaves *l, const char *dir, uint32_t questions)
{
    static const struct audit_config config = { .checkpoint_seconds = 3600, .checkpoint_leaves = 10000 };
    uint64_t *proofs = calloc(questions, sizeof *proofs), *searches = calloc(questions, sizeof *searches);
    char office[1024], bundle[1024], copy[1024];
    struct arena arena;
    double sha256_s, check_s, verify_s, scan_s;

    must(proofs != NULL && searches != NULL);
    snprintf(office, sizeof office, "%s/office", dir);
    snprintf(bundle, sizeof bundle, "%s/bundle", dir);
    snprintf(copy, sizeof copy, "%s/copy", dir);
    must(mkdir(office, 0700) == 0);
    for (uint64_t i = 0; i < l->count; i++)
        make_entry(l, i);
    office_open(office, &audit_service, &config, 0, &l->office);
    take_all(l);
    arena_init(&arena, 1u << 22);
    find_head(l, &arena);
    arena_fini(&arena);
    prove(l, questions, proofs);
    office_drop(&l->office);
    sign_own(l);
    sha256_s = hash_all(l);
    check_s = check_all(l);
    verify_s = verify_bundle(l, bundle);
    scan_s = search(l, copy, questions, searches);
    printf("{\"leaves\": %" PRIu64 ", \"leaf_bytes\": %u, \"append_per_s\": %.0f, \"sha256_s\": %.2f, \"check_s\": %.2f, \"verify_s\": %.2f, \"verify_cpu_s\": %.2f, \"verify_by_sha256\": %.1f, "
           "\"proof_p50_ms\": %.3f, \"proof_p99_ms\": %.3f, \"query_p50_ms\": %.2f, \"query_p99_ms\": %.2f, \"scan_ms\": %.0f, \"scan_by_query\": %.1f}\n",
           l->count, (unsigned)l->lens[l->count / 2], (double)l->count / l->append_s, sha256_s, check_s, verify_s, l->verify_cpu_s, verify_s / sha256_s, percentile_us(proofs, questions, 50) / 1000,
           percentile_us(proofs, questions, 99) / 1000, percentile_us(searches, questions, 50) / 1000, percentile_us(searches, questions, 99) / 1000, scan_s * 1000,
           scan_s * 1e6 / percentile_us(searches, questions, 50));
    free(proofs);
    free(searches);
}

int main(int argc, char **argv)
{
    static struct leaves l;
    uint32_t questions = argc == 4 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0;

    if (argc == 4)
        l.count = strtoull(argv[2], NULL, 10);
    if (argc != 4 || l.count < 1000 || l.count > 10000000 || questions == 0 || questions > 100000 || strlen(argv[1]) > 900) {
        fprintf(stderr, "bench_audit DIR LEAVES QUESTIONS\n");
        return 2;
    }
    if (trust_init() != OK)
        return 3;
    l.now_us = clock_us();
    l.bytes = room(l.count * LEAF_BYTES);
    l.lens = room(l.count * sizeof *l.lens);
    l.last = room(SOURCES * sizeof *l.last);
    run(&l, argv[1], questions);
    return 0;
}
