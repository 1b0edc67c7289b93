/* The crash marker's page. Keeps true: at any instant the page says whether an input was in
 * hand and which; only plain stores on the hot path, so that a fault handler may run anywhere. */
#include "engine/marker.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/invariant.h"

#define MARKER_MAGIC 0x4d4b5232u
#define CAREFUL_INPUTS 64

static struct marker_page *watched;

enum err marker_map(const char *path, struct marker_page **ret)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    struct marker_page *page;

    if (fd < 0)
        return ERR_IO;
    if (ftruncate(fd, (off_t)sizeof *page) != 0) {
        close(fd);
        return ERR_IO;
    }
    page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (page == MAP_FAILED)
        return ERR_IO;
    if (page->magic != MARKER_MAGIC) {
        memset(page, 0, sizeof *page);
        page->magic = MARKER_MAGIC;
    }
    *ret = page;
    return OK;
}

static struct marker_suspect *suspect_of(struct marker_page *page, const uint8_t id[MARKER_ID_LEN])
{
    struct marker_suspect *mildest = &page->suspects[0];

    for (uint32_t i = 0; i < MARKER_SUSPECTS; i++) {
        if (memcmp(page->suspects[i].id, id, MARKER_ID_LEN) == 0)
            return &page->suspects[i];
        if (page->suspects[i].crashes * 8 + page->suspects[i].interruptions < mildest->crashes * 8 + mildest->interruptions)
            mildest = &page->suspects[i];
    }
    memset(mildest, 0, sizeof *mildest);
    memcpy(mildest->id, id, MARKER_ID_LEN);
    return mildest;
}

void marker_recover(struct marker_page *page)
{
    struct marker_suspect *suspect;

    if (page->held) {
        suspect = suspect_of(page, page->in_hand);
        if (page->crashed)
            suspect->crashes++;
        else
            suspect->interruptions++;
        page->careful = CAREFUL_INPUTS;
    }
    page->held = page->crashed = 0;
}

void marker_hold(struct marker_page *page, const uint8_t id[MARKER_ID_LEN])
{
    memcpy(page->in_hand, id, MARKER_ID_LEN);
    page->held = 1;
}

void marker_release(struct marker_page *page)
{
    page->held = 0;
}

bool marker_condemns(const struct marker_page *page, const uint8_t id[MARKER_ID_LEN])
{
    for (uint32_t i = 0; i < MARKER_SUSPECTS; i++)
        if (memcmp(page->suspects[i].id, id, MARKER_ID_LEN) == 0)
            return page->suspects[i].crashes >= MARKER_CRASHES_MAX || page->suspects[i].interruptions >= MARKER_INTERRUPTIONS_MAX;
    return false;
}

void marker_clear(struct marker_page *page, const uint8_t id[MARKER_ID_LEN])
{
    for (uint32_t i = 0; i < MARKER_SUSPECTS; i++)
        if (memcmp(page->suspects[i].id, id, MARKER_ID_LEN) == 0)
            memset(&page->suspects[i], 0, sizeof page->suspects[i]);
}

static void note_crash(void)
{
    if (watched != NULL)
        watched->crashed = 1;
}

static void on_fault(int number)
{
    note_crash();
    signal(number, SIG_DFL);
    raise(number);
}

void marker_watch(struct marker_page *page)
{
    static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
    struct sigaction action = { .sa_handler = on_fault };

    must(watched == NULL);
    watched = page;
    invariant_set_hook(note_crash);
    for (uint32_t i = 0; i < sizeof faults / sizeof *faults; i++)
        sigaction(faults[i], &action, NULL);
}
