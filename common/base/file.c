/* Open files and folders. Keeps true: a flush reports what the disk said; a signal in between is not the end of a file. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum err file_err(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return ERR_NOT_FOUND;
    case EEXIST:
        return ERR_EXISTS;
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:      /* a symbolic link */
        return ERR_DENIED;
    case ENOSPC:
    case EDQUOT:
        return ERR_FULL;
    default:
        return ERR_IO;
    }
}

enum err path_flush(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int number;

    if (fd < 0)
        return file_err(errno);
    number = fsync(fd) == 0 ? 0 : errno;
    (void)close(fd);
    errno = number;
    return number == 0 ? OK : file_err(number);
}

enum err folder_flush_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - path);

    if (len >= sizeof folder)
        return ERR_LIMIT;
    memcpy(folder, path, len);
    folder[len] = '\0';
    return path_flush(slash == NULL ? "." : len == 0 ? "/" : folder);
}

enum err file_read_up_to(int fd, void *to, size_t size, size_t *ret_len)
{
    size_t len = 0;

    while (len < size) {
        ssize_t got = read(fd, (char *)to + len, size - len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ERR_IO;
        if (got == 0)
            break;
        len += (size_t)got;
    }
    *ret_len = len;
    return OK;
}
