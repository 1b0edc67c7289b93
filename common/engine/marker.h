/* The crash marker: one page that outlives the process and names the input in hand. If
 * the process dies in the middle of a step, the next start knows which input it was; one
 * that brought it down twice is set aside (quarantined). A fault of ours (signal, broken invariant) counts
 * as a crash; a death without one (kill, power) as an interruption, of which it takes more. */
#ifndef ENGINE_MARKER_H
#define ENGINE_MARKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define MARKER_SUSPECTS 16
#define MARKER_ID_LEN 16
#define MARKER_CRASHES_MAX 2
#define MARKER_INTERRUPTIONS_MAX 6

struct marker_suspect { uint8_t id[MARKER_ID_LEN]; uint32_t crashes, interruptions; };

struct marker_page {
    uint32_t magic;
    volatile uint32_t held;          /* an input is in hand */
    volatile uint32_t crashed;       /* set by the fault handler */
    uint8_t in_hand[MARKER_ID_LEN];
    uint32_t careful;                /* inputs still to be taken one by one */
    struct marker_suspect suspects[MARKER_SUSPECTS];
};

/* Maps the file (made when absent). The page lives until the process ends. */
MUST_CHECK enum err marker_map(const char *path, struct marker_page **ret);
/* At start: turns an input left in hand into a suspect. */
void marker_recover(struct marker_page *page);
void marker_hold(struct marker_page *page, const uint8_t id[MARKER_ID_LEN]);
void marker_release(struct marker_page *page);
bool marker_condemns(const struct marker_page *page, const uint8_t id[MARKER_ID_LEN]);
/* Forgets a suspect once its quarantine is durable. */
void marker_clear(struct marker_page *page, const uint8_t id[MARKER_ID_LEN]);
/* Installs the fault handlers that set `crashed` on this page (once per process). */
void marker_watch(struct marker_page *page);

#endif
