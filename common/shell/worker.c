/* The worker's two short queues under one lock. Keeps true: a job is in exactly one of waiting, running,
 * done; the descriptor is readable whenever one is done. */
#include "shell/worker.h"

#include <errno.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/invariant.h"

#define JOBS_MAX 16u

struct jobs {
    struct slow_job *at[JOBS_MAX];
    uint32_t count;
};

struct worker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct jobs waiting, done;
    bool running, ending;
    int fd;
};

static void push(struct jobs *jobs, struct slow_job *job)
{
    must(jobs->count < JOBS_MAX);
    jobs->at[jobs->count++] = job;
}

static struct slow_job *pop(struct jobs *jobs)
{
    struct slow_job *job = jobs->count == 0 ? NULL : jobs->at[0];

    if (job == NULL)
        return NULL;
    jobs->count--;
    memmove(jobs->at, jobs->at + 1, jobs->count * sizeof jobs->at[0]);
    return job;
}

static void signal_done(int fd)
{
    uint64_t one = 1;

    must(write(fd, &one, sizeof one) == (ssize_t)sizeof one);
}

static void *work(void *of)
{
    struct worker *w = of;
    struct slow_job *job;

    pthread_mutex_lock(&w->lock);
    for (;;) {
        while ((job = pop(&w->waiting)) == NULL && !w->ending)
            pthread_cond_wait(&w->more, &w->lock);
        if (job == NULL)
            break;
        w->running = true;
        pthread_mutex_unlock(&w->lock);
        slow_job_run(job);
        pthread_mutex_lock(&w->lock);
        w->running = false;
        push(&w->done, job);
        signal_done(w->fd);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

enum err worker_start(struct worker **ret)
{
    struct worker *w = calloc(1, sizeof *w);

    must(w != NULL);
    w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (w->fd < 0) {
        free(w);
        return ERR_IO;
    }
    must(pthread_mutex_init(&w->lock, NULL) == 0 && pthread_cond_init(&w->more, NULL) == 0);
    if (pthread_create(&w->thread, NULL, work, w) != 0) {
        close(w->fd);
        free(w);
        return ERR_IO;
    }
    *ret = w;
    return OK;
}

void worker_drop(struct worker **worker, struct host *host)
{
    struct worker *w = *worker;
    struct slow_job *job;

    if (w == NULL)
        return;
    pthread_mutex_lock(&w->lock);
    w->ending = true;
    pthread_cond_signal(&w->more);
    pthread_mutex_unlock(&w->lock);
    must(pthread_join(w->thread, NULL) == 0);
    while ((job = pop(&w->done)) != NULL) {
        must(host != NULL);
        host_slow_done(host, job);
    }
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->more);
    close(w->fd);
    free(w);
    *worker = NULL;
}

int worker_fd(const struct worker *worker)
{
    return worker->fd;
}

bool worker_free(struct worker *worker)
{
    bool room;

    pthread_mutex_lock(&worker->lock);
    room = worker->waiting.count + worker->done.count + worker->running < JOBS_MAX;
    pthread_mutex_unlock(&worker->lock);
    return room;
}

void worker_give(struct worker *worker, struct slow_job *job)
{
    must(job != NULL);
    pthread_mutex_lock(&worker->lock);
    push(&worker->waiting, job);
    pthread_cond_signal(&worker->more);
    pthread_mutex_unlock(&worker->lock);
}

struct slow_job *worker_fetch(struct worker *worker)
{
    struct slow_job *job;
    uint64_t count;

    pthread_mutex_lock(&worker->lock);
    job = pop(&worker->done);
    if (worker->done.count == 0)
        (void)!read(worker->fd, &count, sizeof count);
    pthread_mutex_unlock(&worker->lock);
    return job;
}
