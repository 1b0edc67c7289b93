/* The main function of every service. Its one ordered end is process_end; what cannot be carried on
 * leaves by _exit, because the messaging library aborts when sockets are left behind. */
#include "shell/shell.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"
#include "shell/log.h"
#include "shell/notify.h"
#include "shell/process.h"
#include "shell/signals.h"
#include "trust/process.h"

#define DESCRIPTORS 65536u
#define ARENA_BYTES_MAX (64u * 1024u * 1024u)

/* A connection is a descriptor: more of them than a flood of idle ones takes. */
static void allow_connections(void)
{
    struct rlimit limit;

    must(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > DESCRIPTORS ? DESCRIPTORS : limit.rlim_max;
    must(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

bool process_begin(const char *name)
{
    umask(0077);
    allow_connections();
    must(process_keep_secrets());
    signals_block();
    log_start(name, LOG_NOTE);
    if (trust_init() != OK) {
        log_event(LOG_ALARM, "not started", log_text(LOG_DETAIL, "the system gives no randomness"));
        return false;
    }
    return true;
}

void process_warn_of_swap(void)
{
    if (!process_locks_secrets())
        log_event(LOG_WARN, "keys are not in locked memory and may reach swap", log_text(LOG_DETAIL, "allow more locked memory (LimitMEMLOCK) or turn swap off"));
}

static int check_config(struct process *p)
{
    bool fine = process_configure(p, p->options.config);

    if (fine && p->notes.count > 0) {
        fputs(complaints_text(&p->notes).at, stderr);
        return EXIT_BAD_RESULT;
    }
    if (fine)
        printf("%s: 正しい設定です。 / the configuration is right.\n", p->options.config);
    return fine ? EXIT_GOOD : EXIT_BAD_RESULT;
}

static int run(struct process *p)
{
    int code;

    process_warn_of_swap();
    code = process_start(p);
    for (uint32_t i = 0; i < p->notes.count && i < COMPLAINTS_MAX; i++)
        log_event(LOG_WARN, "something is kept of persons for which no period is configured", log_text(LOG_FILE, p->notes.at[i].file),
                  log_text(LOG_DETAIL, p->notes.at[i].en));
    if (code == EXIT_GOOD) {
        log_event(LOG_NOTE, "serving", log_number(LOG_PID, (uint64_t)getpid()), log_text(LOG_VERSION, MADOGUCHI_VERSION),
                  log_text(LOG_MODE, installation_mode(&p->at)), log_number(LOG_SITE, p->at.site));
        notify_manager("READY=1");
        process_serve(p);
        notify_manager("STOPPING=1");
    }
    process_end(p);
    if (code == EXIT_GOOD)
        log_event(LOG_NOTE, "stopped", log_number(LOG_PID, (uint64_t)getpid()));
    return code;
}

int shell_main(const struct service *service, int argc, char **argv)
{
    struct process *p = calloc(1, sizeof *p);
    int code;

    must(p != NULL && service->contract != NULL);
    p->service = service;
    p->signals = -1;
    if (!options_read(service->contract->service, false, argc, argv, &p->options, &code)) {
        free(p);
        return code;
    }
    arena_init(&p->arena, ARENA_BYTES_MAX);
    code = !process_begin(service->contract->service) ? EXIT_NOT_RUN : p->options.check_config ? check_config(p) : run(p);
    arena_fini(&p->arena);
    free(p);
    return code;
}
