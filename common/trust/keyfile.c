/* A key file is opened once and everything is asked of the open file, so that what was checked is what
 * is read. Whatever buffer a key passed through is wiped. */
#include "trust/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/invariant.h"
#include "trust/random.h"

/* Hex, a line feed, and one byte more to see that the file ends. */
#define BUFFER_LEN (2 * KEYFILE_LEN_MAX + 2)

static enum err file_is_ours(int fd)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return ERR_IO;
    if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return ERR_DENIED;
    return OK;
}

static enum err load_hex(int fd, uint8_t *ret, size_t len)
{
    char hex[BUFFER_LEN];
    uint8_t key[KEYFILE_LEN_MAX];
    size_t got = 0;
    enum err err = file_read_up_to(fd, hex, 2 * len + 2, &got);

    if (err == OK && got == 2 * len + 1 && hex[2 * len] == '\n')
        got--;
    if (err == OK && !hex_get(key, len, (struct text){ hex, (uint32_t)got }))
        err = ERR_MALFORMED;
    if (err == OK)
        memcpy(ret, key, len);
    secret_wipe(hex, sizeof hex);
    secret_wipe(key, sizeof key);
    return err;
}

enum err keyfile_load(const char *path, uint8_t *ret, size_t len)
{
    must(path != NULL && ret != NULL);
    must(len > 0 && len <= KEYFILE_LEN_MAX);
    /* O_NONBLOCK: a pipe in its place must not hold us up. */
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return file_err(errno);
    enum err err = file_is_ours(fd);
    if (err == OK)
        err = load_hex(fd, ret, len);
    (void)close(fd);
    return err;
}

static const char *why_not_ours(const struct stat *st)
{
    static char text[96];

    if (S_ISLNK(st->st_mode))
        return "a symbolic link; give the file itself";
    if (!S_ISREG(st->st_mode))
        return "not a regular file";
    if (st->st_uid != geteuid())
        snprintf(text, sizeof text, "belongs to user %lu, not to you (user %lu)", (unsigned long)st->st_uid, (unsigned long)geteuid());
    else
        snprintf(text, sizeof text, "open to others (mode %04o); only its owner may read a key: chmod 0400", (unsigned)(st->st_mode & 07777));
    return st->st_uid == geteuid() && (st->st_mode & (S_IRWXG | S_IRWXO)) == 0 ? NULL : text;
}

static const char *why_no_key(int64_t size, size_t len)
{
    static char text[96];
    int64_t digits = (int64_t)(2 * len);

    if (size < digits)
        snprintf(text, sizeof text, "no whole key: %lld bytes where a key has %lld hex digits", (long long)size, (long long)digits);
    else
        snprintf(text, sizeof text, "not one key of %lld hex digits and nothing else (%lld bytes)", (long long)digits, (long long)size);
    return text;
}

const char *keyfile_why(const char *path, size_t len)
{
    uint8_t key[KEYFILE_LEN_MAX];
    struct stat st;
    const char *why;
    enum err err;

    if (lstat(path, &st) != 0)
        return strerror(errno);
    why = why_not_ours(&st);
    if (why != NULL)
        return why;
    err = keyfile_load(path, key, len);
    secret_wipe(key, sizeof key);
    return err == ERR_MALFORMED ? why_no_key((int64_t)st.st_size, len) : err_text(err);
}

static enum err write_all(int fd, const char *from, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, from, len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return file_err(errno);
        from += put;
        len -= (size_t)put;
    }
    return OK;
}

static enum err store_hex(int fd, const uint8_t *key, size_t len)
{
    char hex[2 * KEYFILE_LEN_MAX + 1];

    hex_put(hex, key, len);
    hex[2 * len] = '\n';                          /* in place of the terminator */
    enum err err = write_all(fd, hex, 2 * len + 1);
    secret_wipe(hex, sizeof hex);
    if (err == OK && fsync(fd) != 0)
        err = file_err(errno);
    return err;
}

enum err keyfile_create(const char *path, const uint8_t *key, size_t len)
{
    must(path != NULL && key != NULL);
    must(len > 0 && len <= KEYFILE_LEN_MAX);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR);
    if (fd < 0)
        return file_err(errno);
    enum err err = fchmod(fd, S_IRUSR) == 0 ? OK : file_err(errno);   /* whatever the umask was */
    if (err == OK)
        err = store_hex(fd, key, len);
    if (close(fd) != 0 && err == OK)
        err = file_err(errno);
    if (err == OK)
        err = folder_flush_of(path);
    if (err != OK)
        (void)unlink(path);
    return err;
}
