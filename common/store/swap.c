/* The new file is durable before its name is, and the rename is the one moment at which the old state becomes the new. */
#include "swap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/invariant.h"
#include "env.h"
#include "internal.h"

#define WIPE_CHUNK (256u * 1024u)

static enum err path_in(const char *dir, const char *name, char to[SWAP_PATH_MAX])
{
    int len = snprintf(to, SWAP_PATH_MAX, "%s/%s", dir, name);

    return len > 0 && len < SWAP_PATH_MAX ? OK : ERR_LIMIT;
}

static enum err gone(const char *path, int (*remove_it)(const char *))
{
    return remove_it(path) == 0 || errno == ENOENT ? OK : err_of(errno);
}

enum err swap_clear(const char *dir)
{
    static const char *const files[] = { "next/data.mdb", "next/lock.mdb" };
    char path[SWAP_PATH_MAX];

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        TRY(path_in(dir, files[i], path));
        TRY(gone(path, unlink));
    }
    TRY(path_in(dir, "next", path));
    return gone(path, rmdir);
}

enum err swap_begin(const char *dir, struct faults *faults, char ret_next[SWAP_PATH_MAX])
{
    TRY(fault_due(faults));
    TRY(swap_clear(dir));
    TRY(fault_due(faults));
    TRY(path_in(dir, "next", ret_next));
    return mkdir(ret_next, 0700) == 0 ? OK : err_of(errno);
}

/* Through the descriptor, since the name is another file's by now. */
static enum err wipe_file(int fd)
{
    static const uint8_t zeros[WIPE_CHUNK];
    struct stat file;

    if (fstat(fd, &file) != 0)
        return ERR_IO;
    for (off_t at = 0; at < file.st_size;) {
        size_t len = file.st_size - at < (off_t)sizeof zeros ? (size_t)(file.st_size - at) : sizeof zeros;
        ssize_t done = pwrite(fd, zeros, len, at);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return ERR_IO;
        at += done;
    }
    return fsync(fd) == 0 ? OK : ERR_IO;
}

static enum err put_in_place(const char *dir, const char *from, const char *to, struct faults *faults)
{
    TRY(fault_due(faults));
    TRY(path_flush(from));
    TRY(fault_due(faults));
    if (rename(from, to) != 0)
        return err_of(errno);
    TRY(fault_due(faults));
    return path_flush(dir);
}

enum err swap_in(const char *dir, bool wipe, struct faults *faults)
{
    char from[SWAP_PATH_MAX], to[SWAP_PATH_MAX];
    enum err err;
    int old;

    TRY(path_in(dir, "next/data.mdb", from));
    TRY(path_in(dir, "data.mdb", to));
    old = open(to, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (old < 0)
        return err_of(errno);
    err = put_in_place(dir, from, to, faults);
    if (err == OK)
        err = fault_due(faults);
    if (err == OK && wipe)
        err = wipe_file(old);
    (void)close(old);
    TRY(err);
    TRY(fault_due(faults));
    return swap_clear(dir);
}
