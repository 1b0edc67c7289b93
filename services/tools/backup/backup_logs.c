/* Logs of a running office. Keeps true: everything answered before the backup began is in it; of each log it holds a beginning without
 * gaps; audit's beginning reaches as far as anything that any of the other logs refers to, so that restored logs fit together. Reads
 * in short views: a long one would make the service's file grow. */
#include "backup.h"

#include <inttypes.h>
#include <time.h>

#include "engine/engine.h"

#define ENTRIES_PER_VIEW 2000u
#define ARENA_BYTES (64u << 20)
#define AUDIT_WAIT_S 120u

static enum err settle(struct session *s, uint32_t index, struct fault *fault)
{
    struct answer answer;
    enum err err = client_control(s->clients[index], &(struct control_call){ .name = TEXT("settle") }, &answer);

    fault_set(fault, "%s settle: %s", office_service_name(index), err == OK ? "refused" : err_text(err));
    TRY(err);
    return answer.outcome == OUTCOME_DONE ? OK : ERR_DENIED;
}

/* Some entries from *next on; *ret_last: there were no more. */
static enum err copy_some(struct store *store, struct arena *arena, struct backup_file *file, uint64_t *next, bool *ret_last, struct fault *fault)
{
    AUTO(view) struct view *v = NULL;
    struct bytes entry;
    enum err err;

    arena_reset(arena);
    err = store_view(store, arena, &v);
    fault_set(fault, "the log: %s", err_text(err));
    TRY(err);
    for (uint32_t i = 0; i < ENTRIES_PER_VIEW && log_read(v, *next, &entry); i++, ++*next)
        TRY(part_put(file, entry, fault));
    *ret_last = *next > log_head(v);
    fault_set(fault, "the log: entry %" PRIu64 ": %s", *next, err_text(view_fault(v)));
    return view_fault(v);
}

static enum err copy_all(struct store *store, struct backup_file *file, uint64_t *ret_count, struct fault *fault)
{
    struct arena arena;
    uint64_t next = 1;
    bool last = false;
    enum err err = OK;

    arena_init(&arena, ARENA_BYTES);
    while (err == OK && !last)
        err = copy_some(store, &arena, file, &next, &last, fault);
    arena_fini(&arena);
    *ret_count = next - 1;
    return err;
}

static enum err one_log(struct session *s, uint32_t index, struct backup_file *file, uint64_t map_bytes, struct fault *fault)
{
    AUTO(store) struct store *store = NULL;
    const struct service *service = office_services[index];
    struct path state = service_path(&s->at, office_service_name(index), "state");
    struct store_options options = { .dir = state.at, .map_bytes = map_bytes, .read_only = true, .layout = engine_layout(service) };
    uint64_t count = 0;
    enum err err;

    TRY(settle(s, index, fault));
    options.tables = engine_tables(service, &s->arena, &options.table_count);
    err = store_open(&options, &store);
    fault_set(fault, "%s: %s", state.at, err_text(err));
    TRY(err);
    TRY(part_begin(file, path_format("log/%s", office_service_name(index)).at, fault));
    TRY(copy_all(store, file, &count, fault));
    TRY(part_end(file, fault));
    printf(s->english ? "  %-14s %10" PRIu64 " entries\n" : "  %-14s 記録 %10" PRIu64 " 件\n", office_service_name(index), count);
    fflush(stdout);
    return OK;
}

static enum err status_of(struct session *s, uint32_t index, struct service_status *ret, struct fault *fault)
{
    struct answer answer;
    enum err err = client_status(s->clients[index], &answer, ret);

    fault_set(fault, "%s: %s", office_service_name(index), err_text(err));
    return err;
}

/* Until audit has said that it has everything a service had when it is first asked. */
static enum err wait_for_audit(struct session *s, uint32_t index, struct fault *fault)
{
    struct service_status status;
    int64_t until = client_now_ms() + AUDIT_WAIT_S * 1000;
    uint64_t head;

    TRY(status_of(s, index, &status, fault));
    head = status.head;
    while (status.head - status.audit_behind < head) {
        fault_set(fault, "audit has not taken what %s said for %u s: is it running?", office_service_name(index), AUDIT_WAIT_S);
        if (client_now_ms() > until)
            return ERR_TIMEOUT;
        (void)nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
        TRY(status_of(s, index, &status, fault));
    }
    return OK;
}

enum err backup_logs(struct session *session, struct backup_file *file, uint64_t map_bytes, struct fault *fault)
{
    uint32_t audit = office_index("audit");

    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        if (i != audit)
            TRY(one_log(session, i, file, map_bytes, fault));
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        if (i != audit)
            TRY(wait_for_audit(session, i, fault));
    return one_log(session, audit, file, map_bytes, fault);
}
