/* Signals as descriptors: nothing of ours runs inside a handler. */
#include "shell/signals.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/invariant.h"
#include "shell/log.h"

static sigset_t ours(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

void signals_block(void)
{
    sigset_t set = ours();

    must(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    must(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
}

enum err signals_open(int *ret)
{
    sigset_t set = ours();
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);

    if (fd < 0)
        return ERR_IO;
    *ret = fd;
    return OK;
}

uint32_t signals_take(int fd)
{
    struct signalfd_siginfo got;

    if (read(fd, &got, sizeof got) != (ssize_t)sizeof got)
        return 0;
    log_event(LOG_NOTE, "signal", log_number(LOG_SIGNAL, got.ssi_signo));
    return got.ssi_signo;
}
