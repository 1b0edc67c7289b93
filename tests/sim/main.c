/* The simulator's command line: seeds over two processes, the table of what occurred, the plants.
 *   sim [--seed S] [--seeds N] [--turns T] [--budget SECONDS] [--json] [--no-counts] [--plant LAW] [--plants]
 * Exit: 0 all laws held and everything required occurred, 1 not so, 2 usage, 3 could not run. */
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "world.h"

#define WORKERS 2
#define TWICE_EVERY 25

#define PLANT_SEEDS 12

struct options {
    uint64_t seed, seeds, turns, budget_s;
    bool one, json, counts, plants;
    enum plant plant;
};

/* Shared by all processes of a run. */
struct shared {
    _Atomic uint64_t next;
    _Atomic bool stop, out_of_time;
    struct report report[WORKERS];
};

static char base[64];

static uint64_t monotonic_s(void)
{
    struct timespec now;

    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (uint64_t)now.tv_sec;
}

/* ---- Directories -------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static void remove_tree(const char *dir)
{
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static bool make_base(void)
{
    snprintf(base, sizeof base, "%s", access("/dev/shm", W_OK) == 0 ? "/dev/shm/madoguchi-sim-XXXXXX" : "madoguchi-sim-XXXXXX");
    return mkdtemp(base) != NULL;
}

/* ---- One seed ----------------------------------------------------------------------------- */

static uint64_t play(const struct options *o, uint64_t seed, struct report *report, uint32_t worker)
{
    char dir[96];
    struct world *w;
    uint64_t trace;

    snprintf(dir, sizeof dir, "%s/%u", base, worker);
    must(mkdir(dir, 0700) == 0);
    report->seed = seed;
    report->turn = 0;
    report->playing = true;
    w = world_new(seed, (uint32_t)o->turns, o->plant, dir, report);
    trace = world_play(w);
    world_drop(&w);
    remove_tree(dir);
    report->playing = false;
    report->seeds_played++;
    return trace;
}

/* The same seed again must give the same trace. */
static void play_again(const struct options *o, uint64_t seed, uint64_t trace, struct report *report, uint32_t worker)
{
    struct report second = *report;
    uint64_t again = play(o, seed, &second, worker);

    report->counts.of[COUNT_TRACE_TWICE]++;
    report->trace = trace;
    if (again == trace)
        return;
    if (o->plant == PLANT_NONE)
        fprintf(stderr, "LAW BROKEN  %s: %s\n", law_word(LAW_TRACE), law_sentence(LAW_TRACE));
    fprintf(stderr, "  seed %llu: %016llx and %016llx\n", (unsigned long long)seed, (unsigned long long)trace, (unsigned long long)again);
    report->broken = LAW_TRACE;
    _exit(1);
}

static _Noreturn void work(const struct options *o, struct shared *shared, uint32_t worker)
{
    struct report *report = &shared->report[worker];
    uint64_t end_s = o->budget_s == 0 ? UINT64_MAX : monotonic_s() + o->budget_s, trace;

    for (uint64_t i = shared->next++; i < o->seeds && !shared->stop; i = shared->next++) {
        if (monotonic_s() >= end_s) {
            shared->out_of_time = true;
            break;
        }
        trace = play(o, o->seed + i, report, worker);
        if (i % TWICE_EVERY == 0)
            play_again(o, o->seed + i, trace, report, worker);
    }
    exit(0);                                             /* not _exit: leaks are looked for */
}

/* ---- A run -------------------------------------------------------------------------------- */

static void say_again_how(const struct options *o, const struct report *r)
{
    if (o->plant == PLANT_NONE)
        fprintf(stderr, "  again: sim --seed %llu --turns %llu\n", (unsigned long long)r->seed, (unsigned long long)o->turns);
    else
        fprintf(stderr, "  again: sim --seed %llu --turns %llu --plant %s\n", (unsigned long long)r->seed, (unsigned long long)o->turns, law_word(plant_law(o->plant)));
}

static pid_t children[WORKERS];

/* Whoever stops the run stops the players too; the directories are then removed as always. */
static void stop_children(int sig)
{
    (void)sig;
    for (uint32_t i = 0; i < WORKERS; i++)
        if (children[i] > 0)
            kill(children[i], SIGKILL);
}

static bool started(const struct options *o, struct shared *shared, uint32_t workers, pid_t pid[WORKERS])
{
    fflush(NULL);
    for (uint32_t i = 0; i < workers; i++) {
        pid[i] = fork();
        if (pid[i] < 0)
            return false;
        if (pid[i] == 0)
            work(o, shared, i);
        children[i] = pid[i];
    }
    signal(SIGINT, stop_children);
    signal(SIGTERM, stop_children);
    return true;
}

/* Waits for all; a failure stops the others after their seed. */
static void finish(const struct options *o, struct shared *shared, uint32_t workers, const pid_t pid[WORKERS])
{
    int status;

    for (uint32_t left = workers; left > 0; left--) {
        pid_t done;
        struct report *r = NULL;

        do
            done = wait(&status);
        while (done < 0 && errno == EINTR);

        for (uint32_t i = 0; i < workers; i++)
            if (pid[i] == done)
                r = &shared->report[i];
        if (r == NULL || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
            continue;
        if (r->broken == LAW_NONE) {
            r->failed = true;
            fprintf(stderr, "THE SIMULATOR STOPPED at seed %llu, turn %u (%s %d)\n", (unsigned long long)r->seed, r->turn,
                    WIFSIGNALED(status) ? "signal" : "exit", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        }
        if (o->plant == PLANT_NONE || r->failed)
            say_again_how(o, r);
        shared->stop = true;
    }
}

struct outcome { enum law broken; bool failed, out_of_time; uint64_t played; struct counts counts; uint64_t trace; };

static bool run(const struct options *o, uint32_t workers, struct outcome *ret)
{
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid[WORKERS];

    if (shared == MAP_FAILED || !make_base())
        return false;
    if (workers > o->seeds)
        workers = (uint32_t)o->seeds;
    if (!started(o, shared, workers, pid))
        return false;
    finish(o, shared, workers, pid);
    remove_tree(base);
    *ret = (struct outcome){ .out_of_time = shared->out_of_time };
    for (uint32_t i = 0; i < workers; i++) {
        ret->broken = ret->broken == LAW_NONE ? shared->report[i].broken : ret->broken;
        ret->failed = ret->failed || shared->report[i].failed;
        ret->played += shared->report[i].seeds_played;
        ret->trace ^= shared->report[i].trace;
        counts_add(&ret->counts, &shared->report[i].counts);
    }
    munmap(shared, sizeof *shared);
    return true;
}

static int judge(const struct options *o)
{
    struct outcome outcome;
    uint64_t began_s = monotonic_s(), seconds;
    uint32_t missing;

    if (!run(o, WORKERS, &outcome))
        return 3;
    seconds = monotonic_s() - began_s;
    if (outcome.broken == LAW_NONE && !outcome.failed && outcome.out_of_time)
        printf("fewer cases: %llu of %llu seeds within %llu s\n", (unsigned long long)outcome.played, (unsigned long long)o->seeds, (unsigned long long)o->budget_s);
    if (o->json) {
        printf("{\"seeds\":%llu,\"turns\":%llu,\"seconds\":%llu,\"broken\":\"%s\",\"failed\":%s,\"counts\":{", (unsigned long long)outcome.played,
               (unsigned long long)o->turns, (unsigned long long)seconds, law_word(outcome.broken), outcome.failed ? "true" : "false");
        counts_print_json(&outcome.counts, stdout);
        puts("}}");
        missing = o->counts ? counts_missing(&outcome.counts) : 0;
    } else {
        printf("%llu seeds of %llu turns in %llu s\n", (unsigned long long)outcome.played, (unsigned long long)o->turns, (unsigned long long)seconds);
        missing = counts_print(&outcome.counts, o->counts, stdout);
    }
    if (outcome.broken != LAW_NONE || outcome.failed)
        return 1;
    if (o->counts && missing > 0) {
        fprintf(stderr, "LAW BROKEN  %s: %s (%u never did)\n", law_word(LAW_COVERAGE), law_sentence(LAW_COVERAGE), missing);
        return 1;
    }
    return 0;
}

/* ---- Plants ------------------------------------------------------------------------------- */

static bool plant_found(const struct options *from, enum plant plant)
{
    struct options o = *from;
    enum law law = plant_law(plant), found;
    struct outcome outcome;

    o.plant = plant;
    o.budget_s = 0;
    printf("%-13s %s\n", law_word(law), plant_text(plant));
    if (!run(&o, 1, &outcome))
        return false;
    found = outcome.broken != LAW_NONE || outcome.failed || counts_missing(&outcome.counts) == 0 ? outcome.broken : LAW_COVERAGE;
    /* Two cards in one slot are also what a stocktake can make no sense of. */
    if (!outcome.failed && (found == law || (law == LAW_CARD && found == LAW_FOUND)))
        return true;
    printf("%-13s NOT FOUND by its law, but by: %s\n", law_word(law), outcome.failed ? "a stop of the process" : law_word(found));
    return false;
}

static int plants(const struct options *o)
{
    uint32_t missed = 0;

    for (enum plant plant = PLANT_NONE + 1; plant < PLANT_COUNT; plant++)
        missed += !plant_found(o, plant);
    printf("%u of %u planted bugs found by their laws\n", PLANT_COUNT - 1 - missed, PLANT_COUNT - 1);
    return missed == 0 ? 0 : 1;
}

static int plant_alone(const struct options *o)
{
    if (plant_found(o, o->plant)) {
        fprintf(stderr, "LAW BROKEN  %s: %s\n", law_word(plant_law(o->plant)), law_sentence(plant_law(o->plant)));
        return 1;
    }
    return 0;
}

/* ---- Command line ------------------------------------------------------------------------- */

static bool number_of(const char *text, uint64_t *ret)
{
    char *end;
    unsigned long long v;

    if (text == NULL || text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    v = strtoull(text, &end, 10);
    if (errno != 0 || *end != '\0')
        return false;
    *ret = v;
    return true;
}

static bool take_option(struct options *o, char **argv, int *at)
{
    static const struct { const char *name; size_t offset; } numbers[] = {
        { "--seed", offsetof(struct options, seed) }, { "--seeds", offsetof(struct options, seeds) },
        { "--turns", offsetof(struct options, turns) }, { "--budget", offsetof(struct options, budget_s) },
    };
    const char *arg = argv[*at];

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(arg, numbers[i].name) == 0) {
            o->one = o->one || i == 0;
            return number_of(argv[++*at], (uint64_t *)(void *)((uint8_t *)o + numbers[i].offset));
        }
    if (strcmp(arg, "--json") == 0)
        o->json = true;
    else if (strcmp(arg, "--no-counts") == 0)
        o->counts = false;
    else if (strcmp(arg, "--plants") == 0)
        o->plants = true;
    else if (strcmp(arg, "--plant") == 0)
        return argv[*at + 1] != NULL && plant_of(argv[++*at], &o->plant);
    else
        return false;
    return true;
}

static bool options_of(char **argv, struct options *ret)
{
    const char *budget = getenv("MADOGUCHI_BUDGET_S"), *all = getenv("MADOGUCHI_LONG");
    bool seeds_given = false;

    *ret = (struct options){ .seed = 1, .seeds = all != NULL && strcmp(all, "1") == 0 ? 20000 : 200, .turns = 5000, .counts = true };
    if (budget != NULL && !number_of(budget, &ret->budget_s))
        return false;
    for (int at = 1; argv[at] != NULL; at++) {
        seeds_given = seeds_given || strcmp(argv[at], "--seeds") == 0;
        if (!take_option(ret, argv, &at))
            return false;
    }
    if (ret->plants || ret->plant != PLANT_NONE || (ret->one && !seeds_given)) {
        if (!seeds_given)                                /* a planted bug shows in the first seeds, not always in the first */
            ret->seeds = ret->one && !ret->plants && ret->plant == PLANT_NONE ? 1 : PLANT_SEEDS;
        ret->counts = false;                             /* one seed does not meet everything */
    }
    return ret->seeds > 0 && ret->turns > 0 && ret->turns < UINT32_MAX;
}

int main(int argc, char **argv)
{
    struct options o;

    if (argc < 1 || !options_of(argv, &o)) {
        fputs("usage: sim [--seed S] [--seeds N] [--turns T] [--budget SECONDS] [--json] [--no-counts] [--plant LAW] [--plants]\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (o.plants)
        return plants(&o);
    return o.plant != PLANT_NONE ? plant_alone(&o) : judge(&o);
}
