/* The two directories of an installation and the small text files in them. Keeps true: keys never
 * lie under the data; a file that cannot be read as it should be stops the start with a sentence. */
#include "shell/installation.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/invariant.h"
#include "wire/keys.h"

#define OFFICE_BYTES_MAX 4096
#define BOOK_BYTES_MAX 65536

struct path path_format(const char *format, ...)
{
    struct path path;
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(path.at, sizeof path.at, format, args);
    va_end(args);
    must(len > 0 && (size_t)len < sizeof path.at);
    return path;
}

void fault_set(struct fault *fault, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(fault->text, sizeof fault->text, format, args);
    va_end(args);
}

struct path service_path(const struct installation *at, const char *service, const char *name)
{
    return path_format("%s/%s%s%s", at->dir, service, *name == '\0' ? "" : "/", name);
}

struct path key_path(const struct installation *at, const char *name)
{
    return path_format("%s/%s", at->keys, name);
}

struct path curve_key_path(const struct installation *at, const char *name)
{
    return path_format("%s/%s.curve.key", at->keys, name);
}

const char *installation_mode(const struct installation *at)
{
    return at->production ? "production" : "trial";
}

static enum err errno_err(int number)
{
    return number == ENOENT || number == ENOTDIR ? ERR_NOT_FOUND : number == EACCES || number == EPERM ? ERR_DENIED : ERR_IO;
}

static enum err resolve(const char *given, char ret[DIRECTORY_BYTES_MAX + 1], struct fault *fault)
{
    char real[PATH_MAX];

    if (realpath(given, real) == NULL) {
        fault_set(fault, "%s: %s", given, strerror(errno));
        return errno_err(errno);
    }
    if (strlen(real) > DIRECTORY_BYTES_MAX) {
        fault_set(fault, "%s: longer than %u bytes", real, DIRECTORY_BYTES_MAX);
        return ERR_CONFIG;
    }
    memcpy(ret, real, strlen(real) + 1);
    return OK;
}

/* Keys beside data would make the sealing worthless to whoever takes the disk. */
static enum err check_apart(const struct installation *at, struct fault *fault)
{
    size_t len = strlen(at->dir);

    if (strncmp(at->keys, at->dir, len) != 0 || (at->keys[len] != '\0' && at->keys[len] != '/'))
        return OK;
    fault_set(fault, "the keys (%s) must lie outside the data (%s)", at->keys, at->dir);
    return ERR_CONFIG;
}

static enum err read_small(const char *path, char *to, size_t size, struct fault *fault)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t len = fd < 0 ? -1 : read(fd, to, size - 1);
    int number = errno;

    if (fd >= 0)
        close(fd);
    if (len < 0) {
        fault_set(fault, "%s: %s", path, strerror(number));
        return errno_err(number);
    }
    if ((size_t)len == size - 1 || memchr(to, 0, (size_t)len) != NULL) {
        fault_set(fault, "%s: not a text file of less than %zu bytes", path, size - 1);
        return ERR_CONFIG;
    }
    to[len] = '\0';
    return OK;
}

static enum err resolve_both(const char *dir, const char *keys, struct installation *ret, struct fault *fault)
{
    TRY(resolve(dir, ret->dir, fault));
    TRY(resolve(keys, ret->keys, fault));
    return check_apart(ret, fault);
}

/* The lines of either form. False: another text. */
static bool office_take(const char *text, struct installation *ret)
{
    char mode[16], hex[65];
    unsigned form, site;
    int end = 0, more = 0;

    if (sscanf(text, "madoguchi-office %1u\nsite %5u\nmode %15[a-z]\n%n", &form, &site, mode, &end) != 3 || end == 0 || site == 0 || site > UINT16_MAX)
        return false;
    if (strcmp(mode, "trial") != 0 && strcmp(mode, "production") != 0)
        return false;
    if (form == 2 && (sscanf(text + end, "enrolment %64[0-9a-f]\n%n", hex, &more) != 1 || more == 0 || !hex_get(ret->enrolment_key, 32, text_of(hex))))
        return false;
    ret->site = (uint16_t)site;
    ret->production = strcmp(mode, "production") == 0;
    ret->has_enrolment_key = form == 2;
    return (form == 1 || form == 2) && text[end + more] == '\0';
}

enum err installation_load(const char *dir, const char *keys, struct installation *ret, struct fault *ret_fault)
{
    struct installation at = { .site = 0 };
    char text[OFFICE_BYTES_MAX];

    TRY(resolve_both(dir, keys, &at, ret_fault));
    TRY(read_small(path_format("%s/office", at.dir).at, text, sizeof text, ret_fault));
    if (!office_take(text, &at)) {
        fault_set(ret_fault, "%s/office: expected the lines \"madoguchi-office 2\", \"site N\", \"mode trial\" or \"mode production\", \"enrolment\" and 64 hex digits", at.dir);
        return ERR_CONFIG;
    }
    *ret = at;
    return OK;
}

static enum err office_put(const struct installation *at, struct fault *fault)
{
    char text[256], hex[65];
    struct path path = path_format("%s/office", at->dir);

    hex_put(hex, at->enrolment_key, 32);
    snprintf(text, sizeof text, "madoguchi-office 2\nsite %u\nmode %s\nenrolment %s\n", (unsigned)at->site, installation_mode(at), hex);
    fault_set(fault, "%s: cannot be written", path.at);
    return file_put(path.at, text, 0644);
}

enum err installation_make(const char *dir, const char *keys, uint16_t site, bool production, const uint8_t enrolment_key[32],
                           struct installation *ret, struct fault *ret_fault)
{
    struct installation at = { .site = site, .production = production, .has_enrolment_key = true };
    struct path path;

    must(site > 0);
    memcpy(at.enrolment_key, enrolment_key, 32);
    TRY(resolve_both(dir, keys, &at, ret_fault));
    path = path_format("%s/office", at.dir);
    if (access(path.at, F_OK) == 0) {
        fault_set(ret_fault, "%s is there already", path.at);
        return ERR_EXISTS;
    }
    TRY(office_put(&at, ret_fault));
    *ret = at;
    return OK;
}

enum err installation_add_enrolment(struct installation *at, const uint8_t enrolment_key[32], struct fault *ret_fault)
{
    must(!at->has_enrolment_key);
    memcpy(at->enrolment_key, enrolment_key, 32);
    at->has_enrolment_key = true;
    return office_put(at, ret_fault);
}

/* ---- Endpoints ------------------------------------------------------------------------------- */

static bool line_take(char *line, struct endpoint_line *ret)
{
    char key[48];
    int end = 0;

    if (sscanf(line, "%15s %255s %255s %47s%n", ret->service, ret->command_address, ret->event_address, key, &end) != 4 || line[end] != '\0')
        return false;
    return wire_key_get(text_of(key), ret->key) && address_check(ret->command_address) == OK && address_check(ret->event_address) == OK;
}

enum err endpoint_book_load(const struct installation *at, struct endpoint_book *ret, struct fault *ret_fault)
{
    struct path path = key_path(at, "endpoints");
    struct endpoint_book book = { .count = 0 };
    char text[BOOK_BYTES_MAX], *rest = text, *line;
    uint32_t number = 0;

    TRY(read_small(path.at, text, sizeof text, ret_fault));
    while ((line = strsep(&rest, "\n")) != NULL) {
        number++;
        if (*line == '\0' || *line == '#')
            continue;
        if (book.count == ENDPOINTS_MAX || !line_take(line, &book.at[book.count]) || endpoint_of(&book, book.at[book.count].service) != NULL) {
            fault_set(ret_fault, "%s:%" PRIu32 ": expected \"service command-address event-address public-key\", each service once", path.at, number);
            return ERR_CONFIG;
        }
        book.count++;
    }
    *ret = book;
    return OK;
}

const struct endpoint_line *endpoint_of(const struct endpoint_book *book, const char *service)
{
    for (uint32_t i = 0; i < book->count; i++)
        if (strcmp(book->at[i].service, service) == 0)
            return &book->at[i];
    return NULL;
}

/* ---- Writing --------------------------------------------------------------------------------- */

/* Whoever keeps a file for services of another user must not shut them out. */
static bool like_before(int fd, const char *path)
{
    struct stat before;

    if (lstat(path, &before) != 0 || !S_ISREG(before.st_mode))
        return true;
    if ((before.st_uid != geteuid() || before.st_gid != getegid()) && fchown(fd, before.st_uid, before.st_gid) != 0)
        return false;
    return fchmod(fd, before.st_mode & 0755) == 0;
}

enum err file_put(const char *path, const char *text, uint32_t mode)
{
    return file_put_text(path, text_of(text), mode);
}

enum err file_put_text(const char *path, struct text text, uint32_t mode)
{
    struct path fresh = path_format("%s.new", path);
    int fd = open(fresh.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, (mode_t)mode);
    bool written = fd >= 0 && like_before(fd, path) && write(fd, text.at, text.len) == (ssize_t)text.len && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    if (!written || rename(fresh.at, path) != 0) {
        unlink(fresh.at);
        return ERR_IO;
    }
    return folder_flush_of(path);
}
