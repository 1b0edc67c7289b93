/* Progress of long work, for somebody who looks: at most four times a second, and only on a terminal. */
#include <inttypes.h>
#include <unistd.h>

#include "auditor.h"
#include "words.h"

#define EVERY_MS 250

static int64_t told_ms;
static bool told;

void progress_show(void *self, uint64_t done, uint64_t of)
{
    char a[GROUPED_SIZE], b[GROUPED_SIZE];
    int64_t now_ms = client_now_ms();

    (void)self;
    if (isatty(STDERR_FILENO) == 0 || (told_ms != 0 && now_ms - told_ms < EVERY_MS))
        return;
    told = told_ms != 0;                       /* what is quickly done is not worth a line */
    told_ms = now_ms;
    if (told)
        fprintf(stderr, "\r  %s / %s", grouped(done, a), grouped(of, b));
}

void progress_end(void)
{
    if (told)
        fputs("\r\033[K", stderr);
    told = false;
}
