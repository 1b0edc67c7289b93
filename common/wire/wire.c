/* Start and stop of the messaging library. Keeps true: one context per process, no signal handlers of
 * its own, no settings out of the environment, and at the stop no socket left (the library would abort). */
#include "wire/internal.h"

#include <stdarg.h>

#include "base/invariant.h"

extern char **environ;

static bool started, stopped;
static uint32_t sockets_open;

/* czmq changes its behaviour by ZSYS_ variables; one of them set to nothing makes it abort. */
static void forget_settings(void)
{
    char name[64];

    for (char **at = environ; at != NULL && *at != NULL;) {
        const char *end = strchr(*at, '=');
        if (strncmp(*at, "ZSYS_", 5) != 0 || end == NULL || (size_t)(end - *at) >= sizeof(name)) {
            at++;
            continue;
        }
        memcpy(name, *at, (size_t)(end - *at));
        name[end - *at] = '\0';
        unsetenv(name);                      /* moves the later ones up */
    }
}

enum err wire_start(void)
{
    must(!started && !stopped);
    forget_settings();
    if (!zsys_has_curve())
        return ERR_CONFIG;
    zsys_handler_set(NULL);
    if (zsys_init() == NULL)
        return ERR_IO;
    zsys_handler_set(NULL);
    started = true;
    return OK;
}

void wire_stop(void)
{
    must(started);
    must(sockets_open == 0);
    started = false;
    stopped = true;
    zsys_shutdown();
}

bool wire_started(void)
{
    return started;
}

void wire_socket_made(void)
{
    must(started);
    sockets_open++;
}

void wire_socket_gone(void)
{
    must(sockets_open > 0);
    sockets_open--;
}

void wire_fault_set(struct wire_fault *fault, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int len = vsnprintf(fault->text, sizeof(fault->text), format, args);
    va_end(args);
    must(len >= 0);
}
