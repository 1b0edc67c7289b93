/* The six services, and the console when it is wanted, as children of this process. Keeps true: at most one office an installation (a
 * lock); a child never outlives its parent; a service that ends is started again, but not in a tight loop.
 * Does not look into what the services do. */
#include "office.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/invariant.h"
#include "shell/office_config.h"
#include "shell/yaml.h"

#define LOG_BYTES_MAX (8 * 1024 * 1024)
#define BACK_OFF_MS 100
#define BACK_OFF_MS_MAX 10000
#define SETTLED_MS 30000              /* after so long a new end counts as the first */
#define STOP_MS 10000
#define TRY_MS 250
#define LAST_WORDS 3000
#define CONFIG_ARENA_BYTES (64u << 20)

extern const struct service staff_service, inventory_service, reservations_service, queueing_service, reporting_service, audit_service;
const struct service *const office_services[OFFICE_SERVICES] = { &staff_service, &inventory_service, &reservations_service,
                                                                 &queueing_service, &reporting_service, &audit_service };
static const char *const japanese[OFFICE_SERVICES] = { "職員", "在庫", "予約", "受付", "報告", "監査" };

struct child {
    bool wanted;                      /* to be started again when it ends */
    pid_t pid;                        /* 0: not running */
    int64_t started_ms, start_ms;     /* last start; when to start again */
    int64_t back_off_ms;
    int status;                       /* of the last end, as waitpid() gives it */
    off_t log_from;                   /* where its log of this start begins */
    struct client *client;
};

struct office {
    struct place place;
    struct installation at;
    struct endpoint_book book;
    struct key_pair tool;
    struct child children[OFFICE_CHILDREN];
    uint32_t console_port;
    int lock_fd;
};

const char *office_service_name(uint32_t index)
{
    must(index < OFFICE_SERVICES);
    return office_services[index]->contract->service;
}

const char *office_child_name(uint32_t index)
{
    return index == OFFICE_CONSOLE ? "console" : office_service_name(index);
}

const char *office_service_ja(uint32_t index)
{
    must(index < OFFICE_SERVICES);
    return japanese[index];
}

uint32_t office_index(const char *service)
{
    uint32_t index = 0;

    while (index < OFFICE_SERVICES && strcmp(office_service_name(index), service) != 0)
        index++;
    return index;
}

/* ---- One child --------------------------------------------------------------------------------- */

/* What a child says goes to a file of its own; a long one becomes the old one. */
static int log_open(const struct office *o, uint32_t index)
{
    struct path folder = service_path(&o->at, office_child_name(index), ""), path = service_path(&o->at, office_child_name(index), "log");
    struct stat about;

    (void)mkdir(folder.at, 0700);
    if (stat(path.at, &about) == 0 && about.st_size > LOG_BYTES_MAX)
        (void)rename(path.at, path_format("%s.old", path.at).at);
    return open(path.at, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* Between fork and exec: only what a signal handler may do. Of a group of its own, so that Ctrl-C reaches the
 * parent alone and the order of the end is the parent's. */
static _Noreturn void become(char *const argv[], int log_fd, pid_t parent)
{
    sigset_t none;

    sigemptyset(&none);
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent || setpgid(0, 0) != 0 || dup2(log_fd, STDERR_FILENO) < 0 || dup2(log_fd, STDOUT_FILENO) < 0 ||
        sigprocmask(SIG_SETMASK, &none, NULL) != 0)
        _exit(EXIT_NOT_RUN);
    execv(argv[0], argv);
    _exit(EXIT_NOT_RUN);
}

static struct path console_address_path(const struct office *o)
{
    return service_path(&o->at, "console", "address");
}

static enum err spawn(struct office *o, uint32_t index, struct fault *fault)
{
    struct child *child = &o->children[index];
    struct path program = path_format("%s/madoguchi-%sd", o->place.bin, office_child_name(index));
    struct path config = path_format("%s/%s.yaml", o->place.config, office_child_name(index)), port = path_format("%" PRIu32, o->console_port);
    char production[] = "--production", listen[] = "--port";       /* here: an array made in a branch dies with it */
    char *argv[11] = { program.at, (char[]){ "--dir" }, o->at.dir, (char[]){ "--keys" }, o->at.keys, (char[]){ "--config" }, config.at };
    uint32_t argc = 7;
    pid_t parent = getpid();
    int log_fd;

    must(child->pid == 0);
    if (o->at.production)
        argv[argc++] = production;
    if (index == OFFICE_CONSOLE) {
        (void)unlink(console_address_path(o).at);
        if (o->console_port != PORT_CONFIGURED) {
            argv[argc++] = listen;
            argv[argc++] = port.at;
        }
    }
    if (access(program.at, X_OK) != 0 || (log_fd = log_open(o, index)) < 0) {
        fault_set(fault, "%s: %s", program.at, strerror(errno));
        return ERR_IO;
    }
    child->log_from = lseek(log_fd, 0, SEEK_END);
    child->pid = fork();
    if (child->pid == 0)
        become(argv, log_fd, parent);
    close(log_fd);
    if (child->pid < 0) {
        child->pid = 0;
        fault_set(fault, "fork: %s", strerror(errno));
        return ERR_IO;
    }
    child->started_ms = client_now_ms();
    return OK;
}

/* What it said since its last start, for whoever wonders why; cut when long: complaints come first. */
static void last_words(const struct office *o, uint32_t index, char ret[LAST_WORDS + 1])
{
    int fd = open(service_path(&o->at, office_child_name(index), "log").at, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? 0 : pread(fd, ret, LAST_WORDS, o->children[index].log_from);

    if (fd >= 0)
        close(fd);
    while (len > 0 && ret[len - 1] == '\n')
        len--;
    ret[len > 0 ? len : 0] = '\0';
}

static void describe_end(const struct office *o, uint32_t index, struct fault *fault)
{
    char words[LAST_WORDS + 1];
    int status = o->children[index].status;

    last_words(o, index, words);
    fault_set(fault, "%s ended (%s %d):\n%s", office_child_name(index), WIFSIGNALED(status) ? "signal" : "exit code",
              WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), words);
}

/* ---- Starting ---------------------------------------------------------------------------------- */

static enum err lock(struct office *o, struct fault *fault)
{
    struct path path = path_format("%s/lock", o->at.dir);
    char pid[24] = "";

    o->lock_fd = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (o->lock_fd < 0) {
        fault_set(fault, "%s: %s", path.at, strerror(errno));
        return ERR_IO;
    }
    if (flock(o->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        ssize_t len = pread(o->lock_fd, pid, sizeof pid - 1, 0);

        pid[len > 0 ? strspn(pid, "0123456789") : 0] = '\0';
        fault_set(fault, "%s", *pid == '\0' ? "?" : pid);
        return ERR_EXISTS;
    }
    int len = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    return ftruncate(o->lock_fd, 0) == 0 && pwrite(o->lock_fd, pid, (size_t)len, 0) == len ? OK : ERR_IO;
}

enum err office_connect(const struct endpoint_book *book, const char *service, const struct key_pair *key, uint32_t give_up_ms,
                        struct client **ret)
{
    const struct endpoint_line *line = endpoint_of(book, service);

    if (line == NULL)
        return ERR_NOT_FOUND;
    return client_open(&(struct client_options){ .link = { .service = line->service, .command_address = line->command_address,
                                                           .server_key = line->key, .key = key },
                                                 .give_up_ms = give_up_ms }, ret);
}

static enum err start_all(struct office *o, struct fault *fault)
{
    TRY(installation_load(o->place.dir, o->place.keys, &o->at, fault));
    TRY(lock(o, fault));
    TRY(endpoint_book_load(&o->at, &o->book, fault));
    TRY(office_peer(&o->at, "tool", &o->tool, fault));
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        fault_set(fault, "%s/endpoints: no line for %s", o->at.keys, office_service_name(i));
        TRY(office_connect(&o->book, office_service_name(i), &o->tool, 0, &o->children[i].client));
    }
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        o->children[i].wanted = true;
        TRY(spawn(o, i, fault));
    }
    return OK;
}

enum err office_start(const struct place *place, struct office **ret, struct fault *ret_fault)
{
    struct office *o = calloc(1, sizeof *o);
    enum err err;

    must(o != NULL);
    o->place = *place;
    o->lock_fd = -1;
    err = start_all(o, ret_fault);
    if (err != OK) {
        office_stop(&o);
        return err;
    }
    *ret = o;
    return OK;
}

/* ---- Watching ---------------------------------------------------------------------------------- */

static bool bury(struct child *child)
{
    if (child->pid == 0 || waitpid(child->pid, &child->status, WNOHANG) != child->pid)
        return false;
    child->pid = 0;
    return true;
}

static void put_off(struct child *child, int64_t now_ms)
{
    bool settled = now_ms - child->started_ms >= SETTLED_MS;

    child->start_ms = now_ms + (settled ? 0 : child->back_off_ms);
    child->back_off_ms = settled ? BACK_OFF_MS : child->back_off_ms == 0 ? BACK_OFF_MS : child->back_off_ms * 2;
    if (child->back_off_ms > BACK_OFF_MS_MAX)
        child->back_off_ms = BACK_OFF_MS_MAX;
}

/* A door that lets strangers in is never opened again by itself. */
static bool for_good(const struct child *child)
{
    return WIFEXITED(child->status) && WEXITSTATUS(child->status) == EXIT_DOOR_OPEN;
}

int64_t office_tend(struct office *o, uint32_t *ret_ended)
{
    int64_t now_ms = client_now_ms(), next_ms = INT64_MAX;
    struct fault fault;

    *ret_ended = OFFICE_CHILDREN;
    for (uint32_t i = 0; i < OFFICE_CHILDREN; i++) {
        struct child *child = &o->children[i];

        if (bury(child)) {
            *ret_ended = i;
            put_off(child, now_ms);
        }
        if (!child->wanted || child->pid != 0 || for_good(child))
            continue;
        if (child->start_ms <= now_ms && spawn(o, i, &fault) != OK)
            put_off(child, now_ms);
        if (child->pid == 0 && child->start_ms < next_ms)
            next_ms = child->start_ms;
    }
    return next_ms;
}

static enum err wait_one(struct office *o, uint32_t index, int64_t until_ms, struct fault *fault)
{
    struct child *child = &o->children[index];
    struct answer answer;
    struct service_status status;
    struct client *client = NULL;
    enum err err;

    TRY(office_connect(&o->book, office_service_name(index), &o->tool, TRY_MS, &client));
    do {
        if (bury(child)) {
            describe_end(o, index, fault);
            client_drop(&client);
            return ERR_IO;
        }
        err = client_status(client, &answer, &status);
    } while (!(err == OK && text_is(status.state, "ready")) && client_now_ms() < until_ms);
    if (err == OK && !text_is(status.state, "ready"))
        err = ERR_TIMEOUT;
    if (err != OK)
        fault_set(fault, "%s does not say that it is ready", office_service_name(index));
    client_drop(&client);
    return err;
}

enum err office_wait_ready(struct office *o, int64_t timeout_ms, struct fault *ret_fault)
{
    int64_t until_ms = client_now_ms() + timeout_ms;

    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        TRY(wait_one(o, i, until_ms, ret_fault));
    return OK;
}

/* ---- The console ------------------------------------------------------------------------------- */

enum err office_console_start(struct office *o, uint32_t port, struct fault *ret_fault)
{
    struct path config = path_format("%s/console.yaml", o->place.config);

    if (access(config.at, R_OK) != 0) {
        fault_set(ret_fault, "%s: %s", config.at, strerror(errno));
        return ERR_NOT_FOUND;
    }
    o->console_port = port;
    o->children[OFFICE_CONSOLE].wanted = true;
    return spawn(o, OFFICE_CONSOLE, ret_fault);
}

/* The file is written when it listens, and was taken away before it was started. */
static bool read_address(const struct office *o, char ret[CONSOLE_ADDRESS_SIZE])
{
    FILE *from = fopen(console_address_path(o).at, "re");
    bool there = from != NULL && fgets(ret, CONSOLE_ADDRESS_SIZE, from) != NULL;

    if (from != NULL)
        fclose(from);
    if (there)
        ret[strcspn(ret, "\n")] = '\0';
    return there;
}

enum err office_console_wait(struct office *o, int64_t timeout_ms, char ret_address[CONSOLE_ADDRESS_SIZE], struct fault *ret_fault)
{
    int64_t until_ms = client_now_ms() + timeout_ms;
    struct child *child = &o->children[OFFICE_CONSOLE];

    while (!read_address(o, ret_address)) {
        if (bury(child)) {
            describe_end(o, OFFICE_CONSOLE, ret_fault);
            put_off(child, client_now_ms());
            return ERR_IO;
        }
        if (client_now_ms() >= until_ms) {
            fault_set(ret_fault, "console does not say where it is");
            return ERR_TIMEOUT;
        }
        nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
    }
    return OK;
}

/* ---- Ending ------------------------------------------------------------------------------------ */

static void signal_all(struct office *o, int number)
{
    for (uint32_t i = 0; i < OFFICE_CHILDREN; i++)
        if (o->children[i].pid > 0)
            kill(o->children[i].pid, number);
}

static bool all_gone(struct office *o)
{
    bool gone = true;

    for (uint32_t i = 0; i < OFFICE_CHILDREN; i++)
        gone = (o->children[i].pid == 0 || bury(&o->children[i])) && gone;
    return gone;
}

/* Whoever waits here may not rely on SIGCHLD: tests have their own handlers. */
static void wait_all(struct office *o, int64_t timeout_ms)
{
    int64_t until_ms = client_now_ms() + timeout_ms;

    while (!all_gone(o) && client_now_ms() < until_ms)
        nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
}

void office_stop(struct office **office)
{
    struct office *o = *office;

    if (o == NULL)
        return;
    signal_all(o, SIGTERM);
    wait_all(o, STOP_MS);
    signal_all(o, SIGKILL);
    wait_all(o, STOP_MS);
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        client_drop(&o->children[i].client);
    if (o->lock_fd >= 0)
        close(o->lock_fd);
    key_pair_fini(&o->tool);
    free(o);
    *office = NULL;
}

/* ---- Looking in -------------------------------------------------------------------------------- */

const struct installation *office_installation(const struct office *office)
{
    return &office->at;
}

const struct endpoint_book *office_book(const struct office *office)
{
    return &office->book;
}

pid_t office_pid(const struct office *office, uint32_t index)
{
    must(index < OFFICE_SERVICES);
    return office->children[index].pid;
}

void office_signal(struct office *office, uint32_t index, int number)
{
    must(index < OFFICE_SERVICES);
    if (office->children[index].pid > 0)
        kill(office->children[index].pid, number);
}

struct client *office_client(struct office *office, uint32_t index)
{
    must(index < OFFICE_SERVICES);
    return office->children[index].client;
}

enum err office_map_bytes(const char *folder, uint64_t *ret, struct fault *fault)
{
    struct path path = path_format("%s/office.yaml", folder);
    struct office_config config;
    struct complaints complaints;
    struct arena arena;
    enum err err;

    arena_init(&arena, CONFIG_ARENA_BYTES);
    complaints_init(&complaints, &arena);
    err = config_load(path.at, &office_config_spec, &arena, &complaints, &config);
    if (err == OK)
        *ret = config.map_mib << 20;
    else
        fault_set(fault, "%s", complaints_text(&complaints).at);
    arena_fini(&arena);
    return err;
}
