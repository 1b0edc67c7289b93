/* The end of a process whose own rules are broken: one line on stderr, the hook, abort().
 * Allocates nothing and prints no data, only places and conditions from the source text. */
#include "base/invariant.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void (*_Atomic invariant_hook)(void);

void invariant_set_hook(void (*hook)(void))
{
    atomic_store(&invariant_hook, hook);
}

void invariant_broken(const char *file, int line, const char *condition)
{
    char said[512];
    int len = snprintf(said, sizeof(said), "broken invariant: %s:%d: %s\n", file, line, condition);
    size_t shown = len < 0 ? 0 : (size_t)len;

    if (shown >= sizeof(said)) {            /* a condition longer than the line: cut, still one line */
        shown = sizeof(said) - 1;
        said[shown - 1] = '\n';
    }
    if (write(STDERR_FILENO, said, shown) < 0) {
        /* nobody is left to tell; stopping is what matters */
    }
    void (*hook)(void) = atomic_exchange(&invariant_hook, NULL);   /* a hook that breaks one itself ends here */
    if (hook != NULL)
        hook();
    abort();
}
