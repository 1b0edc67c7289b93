/* madoguchi verify: is each state what its log says? Takes a hot copy of every service's store beside
 * the running service, folds the log into a scratch store, and compares. Each service is looked at in a
 * process of its own, because a damaged file may bring down who reads it. Needs no keys. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/invariant.h"
#include "engine/engine.h"
#include "lines.h"
#include "office.h"
#include "store/store.h"
#include "tools.h"

#define ARENA_BYTES_MAX (64u * 1024u * 1024u)

static const char help[] = "記録から状態を作り直し、いまの状態と比べます（同じなら0、違えば1） / folds every log anew and compares with the live state (0 equal, 1 not)";

/* What the child tells; texts by value, since it travels through a pipe. */
struct verdict {
    enum err err;
    bool old_layout;                  /* the state was written by another version: the next start folds anew */
    bool chain_ok, state_ok;
    uint64_t entries, events, broken_at;
    char difference[200];
    uint8_t digest[32];
};

static bool is_good(const struct verdict *v)
{
    return v->err == OK && !v->old_layout && v->chain_ok && v->state_ok;
}

/* ---- In the child ------------------------------------------------------------------------------ */

static enum err open_store(const struct service *service, const char *dir, uint64_t map_bytes, bool read_only, struct arena *arena, struct store **ret)
{
    struct store_options options = { .dir = dir, .map_bytes = map_bytes, .read_only = read_only, .layout = engine_layout(service) };

    options.tables = engine_tables(service, arena, &options.table_count);
    return store_open(&options, ret);
}

static enum err copy_live(const struct service *service, const char *live, const char *copy, uint64_t map_bytes, struct arena *arena)
{
    AUTO(store) struct store *store = NULL;

    TRY(open_store(service, live, map_bytes, true, arena, &store));
    return store_copy(store, copy);
}

static enum err judge(const struct service *service, const struct installation *at, const char *work, uint64_t map_bytes, struct arena *arena,
                      struct verdict *ret)
{
    AUTO(store) struct store *copy = NULL;
    AUTO(store) struct store *scratch = NULL;
    struct path copy_dir = path_format("%s/copy", work), scratch_dir = path_format("%s/scratch", work);
    struct verify_report report;

    if (mkdir(copy_dir.at, 0700) != 0 || mkdir(scratch_dir.at, 0700) != 0)
        return ERR_IO;
    TRY(copy_live(service, service_path(at, service->contract->service, "state").at, copy_dir.at, map_bytes, arena));
    TRY(open_store(service, copy_dir.at, map_bytes, true, arena, &copy));
    ret->old_layout = store_needs_rebuild(copy);
    if (ret->old_layout)
        return OK;
    TRY(open_store(service, scratch_dir.at, map_bytes, false, arena, &scratch));
    TRY(engine_verify(service, copy, scratch, at->site, arena, &report));
    ret->chain_ok = report.chain_ok;
    ret->state_ok = report.state_ok;
    ret->entries = report.entries;
    ret->events = report.events;
    ret->broken_at = report.broken_at;
    memcpy(ret->digest, report.state_digest, sizeof ret->digest);
    snprintf(ret->difference, sizeof ret->difference, "%s", report.difference == NULL ? "" : report.difference);
    return OK;
}

static _Noreturn void child(const struct service *service, const struct installation *at, const char *work, uint64_t map_bytes, int to)
{
    struct verdict verdict = { .err = OK };
    struct arena arena;

    arena_init(&arena, ARENA_BYTES_MAX);
    verdict.err = judge(service, at, work, map_bytes, &arena, &verdict);
    arena_fini(&arena);
    _exit(write(to, &verdict, sizeof verdict) == (ssize_t)sizeof verdict ? 0 : 1);
}

/* ---- In the parent ----------------------------------------------------------------------------- */

/* The verdict of a process of its own; ERR_CORRUPT in it when that process died. */
static enum err verdict_of(const struct service *service, const struct installation *at, uint64_t map_bytes, struct verdict *ret, struct fault *fault)
{
    struct path work = path_format("%s/verify.XXXXXX", at->dir);
    int ends[2], status;
    pid_t pid;
    ssize_t got;

    fault_set(fault, "%s: %s", at->dir, "no room for a copy");
    if (mkdtemp(work.at) == NULL)
        return ERR_IO;
    if (pipe(ends) != 0) {
        folder_remove(work.at);
        return ERR_IO;
    }
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        close(ends[0]);
        child(service, at, work.at, map_bytes, ends[1]);
    }
    close(ends[1]);
    got = pid < 0 ? -1 : read(ends[0], ret, sizeof *ret);
    close(ends[0]);
    if (pid > 0)
        (void)waitpid(pid, &status, 0);
    folder_remove(work.at);
    if (got != (ssize_t)sizeof *ret)
        *ret = (struct verdict){ .err = ERR_CORRUPT };
    return pid < 0 ? ERR_IO : OK;
}

static const char *finding(const struct verdict *v, bool english)
{
    if (v->err != OK)
        return english ? "UNREADABLE" : "読めません";
    if (v->old_layout)
        return english ? "OLD VERSION (the next start folds anew)" : "旧版の状態（次の起動で作り直します）";
    if (!v->chain_ok)
        return english ? "CHAIN BROKEN" : "記録の鎖が切れています";
    return v->state_ok ? (english ? "equal" : "一致") : (english ? "STATE DIFFERS" : "状態が違います");
}

static void print_line(uint32_t index, const struct verdict *v, bool english)
{
    char digest[17];

    hex_put(digest, v->digest, 8);
    fputs("    ", stdout);
    if (!english)
        padded_print(office_service_ja(index), 5);
    padded_print(office_service_name(index), 14);
    printf(english ? "entries %-9" PRIu64 "events %-9" PRIu64 : "記録 %-9" PRIu64 "事実 %-9" PRIu64, v->entries, v->events);
    printf("%s  %s", digest, finding(v, english));
    if (v->err != OK)
        printf(" (%s)", err_text(v->err));
    if (v->broken_at > 0)
        printf(english ? " at entry %" PRIu64 : "（記録 %" PRIu64 "）", v->broken_at);
    if (v->difference[0] != '\0')
        printf(" (%s)", v->difference);
    puts("");
}

static void print_json(uint32_t index, const struct verdict *v)
{
    char digest[65];

    hex_put(digest, v->digest, 32);
    printf("%s{\"service\":\"%s\",\"entries\":%" PRIu64 ",\"events\":%" PRIu64 ",\"chain_ok\":%s,\"state_ok\":%s,\"broken_at\":%" PRIu64, index == 0 ? "" : ",",
           office_service_name(index), v->entries, v->events, v->chain_ok ? "true" : "false", v->state_ok ? "true" : "false", v->broken_at);
    printf(",\"old_version\":%s,\"error\":\"%s\",\"difference\":\"%s\",\"state_sha256\":\"%s\"}", v->old_layout ? "true" : "false",
           v->err == OK ? "" : err_text(v->err), v->difference, digest);
}

static enum err verify_all(const struct tool_args *args, bool *ret_good, struct fault *fault)
{
    struct place place;
    struct installation at;
    struct verdict verdict;
    uint64_t map_bytes;
    bool good = true;

    TRY(place_find(args->dir, args->keys, &place, fault));
    TRY(installation_load(place.dir, place.keys, &at, fault));
    TRY(office_map_bytes(place.config, &map_bytes, fault));
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        TRY(verdict_of(office_services[i], &at, map_bytes, &verdict, fault));
        if (args->json && i == 0)
            fputs("{\"services\":[", stdout);
        if (args->json)
            print_json(i, &verdict);
        else
            print_line(i, &verdict, args->english);
        good = good && is_good(&verdict);
    }
    if (args->json)
        printf("],\"good\":%s}\n", good ? "true" : "false");
    *ret_good = good;
    return OK;
}

int tool_verify(int argc, char **argv)
{
    struct tool_args args;
    struct fault fault = { .text = "" };
    bool good;
    int code;

    if (!tool_args_read("verify", help, TAKES_JSON, argc, argv, &args, &code))
        return code;
    if (verify_all(&args, &good, &fault) != OK) {
        fprintf(stderr, "%s\n", fault.text);
        return EXIT_NOT_RUN;
    }
    return good ? EXIT_GOOD : EXIT_BAD_RESULT;
}
