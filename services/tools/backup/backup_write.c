/* Parts into a sealed file. Keeps true: what is announced as written was read back and is what was meant. */
#include "backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/invariant.h"

/* One step of a way: no step up or on the spot, nothing that a terminal would obey. */
static bool step_fine(const char *at, size_t len)
{
    if (len == 0 || (len <= 2 && strncmp(at, "..", len) == 0))
        return false;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)at[i] < 0x20 || at[i] == 0x7f)
            return false;
    return true;
}

bool part_name_fine(const char *name)
{
    for (;;) {
        size_t len = strcspn(name, "/");

        if (!step_fine(name, len))
            return false;
        if (name[len] == '\0')
            return true;
        name += len + 1;
    }
}

static enum err failed(const struct backup_file *file, enum err err, struct fault *fault)
{
    if (err != OK)
        fault_set(fault, "%s: %s", file->path.at, err_text(err));
    return err;
}

/* 2027-02-01T00-05-00Z: no colons, which some media do not take in a name. */
static void time_put(char to[BACKUP_TIME_SIZE], uint64_t now_us)
{
    rfc3339_put(to, now_us);
    to[13] = to[16] = '-';
}

enum err backup_begin(const char *dir, const char *kind, uint16_t site, uint64_t now_us, const uint8_t public_key[32], struct backup_file *ret,
                      struct fault *fault)
{
    char time[BACKUP_TIME_SIZE];

    time_put(time, now_us);
    *ret = (struct backup_file){ .path = path_format("%s/madoguchi-%s.%s.backup", dir, time, kind) };
    fault_set(fault, "%s: is there already", ret->path.at);
    if (access(ret->path.at, F_OK) == 0)
        return ERR_EXISTS;
    return failed(ret, sealed_begin(ret->path.at, path_format("%s %s %u %s", BACKUP_FORM, kind, site, time).at, public_key, &ret->to), fault);
}

enum err part_begin(struct backup_file *file, const char *name, struct fault *fault)
{
    must(strlen(name) <= PART_NAME_MAX);
    file->count = 0;
    return failed(file, sealed_put(file->to, FRAME_PART, (struct bytes){ (const uint8_t *)name, (uint32_t)strlen(name) }), fault);
}

enum err part_put(struct backup_file *file, struct bytes data, struct fault *fault)
{
    file->count++;
    return failed(file, sealed_put(file->to, FRAME_DATA, data), fault);
}

enum err part_end(struct backup_file *file, struct fault *fault)
{
    uint8_t count[8];

    be64_put(count, file->count);
    return failed(file, sealed_put(file->to, FRAME_END, (struct bytes){ count, sizeof count }), fault);
}

enum err part_of_file(struct backup_file *file, const char *name, const char *path, struct fault *fault)
{
    static uint8_t block[BACKUP_BLOCK];
    FILE *from = fopen(path, "rbe");
    enum err err;
    size_t len;

    fault_set(fault, "%s: %s", path, strerror(errno));
    if (from == NULL)
        return ERR_IO;
    err = part_begin(file, name, fault);
    while (err == OK && (len = fread(block, 1, sizeof block, from)) > 0)
        err = part_put(file, (struct bytes){ block, (uint32_t)len }, fault);
    if (err == OK && ferror(from)) {
        fault_set(fault, "%s: %s", path, strerror(errno));
        err = ERR_IO;
    }
    (void)fclose(from);
    secret_wipe(block, sizeof block);
    TRY(err);
    return part_end(file, fault);
}

/* What is in a folder: a file, or a folder again. What else there is, is not left out without a word. */
static enum err part_of_entry(struct backup_file *file, const char *prefix, const char *folder, const char *entry, struct fault *fault)
{
    struct path path = path_format("%s/%s", folder, entry), name;
    struct stat about;

    fault_set(fault, "%s: has a file with control characters in its name: a backup does not hold it", folder);
    if (!part_name_fine(entry))
        return ERR_DENIED;
    fault_set(fault, "%s: longer than a backup holds", path.at);
    if (strlen(prefix) + 1 + strlen(entry) > PART_NAME_MAX)
        return ERR_DENIED;
    if (lstat(path.at, &about) != 0 && errno == ENOENT)
        return OK;                                       /* it was there for a moment, as whoever writes a file anew does it */
    name = path_format("%s/%s", prefix, entry);
    if (S_ISDIR(about.st_mode))
        return parts_of_folder(file, name.at, path.at, fault);
    fault_set(fault, "%s: a backup holds files and folders, and this is neither", path.at);
    if (!S_ISREG(about.st_mode))
        return ERR_DENIED;
    return file == NULL ? OK : part_of_file(file, name.at, path.at, fault);
}

enum err parts_of_folder(struct backup_file *file, const char *prefix, const char *folder, struct fault *fault)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    enum err err = OK;

    fault_set(fault, "%s: %s", folder, strerror(errno));
    if (dir == NULL)
        return ERR_IO;
    while (err == OK && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            err = part_of_entry(file, prefix, folder, entry->d_name, fault);
    (void)closedir(dir);
    return err;
}

static enum err read_back(const char *path, uint8_t ret[SHA256_LEN])
{
    static uint8_t block[BACKUP_BLOCK];
    struct sha256_state state;
    FILE *from = fopen(path, "rbe");
    size_t len;
    bool fine;

    if (from == NULL)
        return ERR_IO;
    sha256_start(&state);
    while ((len = fread(block, 1, sizeof block, from)) > 0)
        sha256_add(&state, (struct bytes){ block, (uint32_t)len });
    fine = !ferror(from);
    (void)fclose(from);
    sha256_end(&state, ret);
    return fine ? OK : ERR_IO;
}

enum err backup_end(struct backup_file *file, bool english, struct fault *fault)
{
    uint8_t meant[SHA256_LEN], found[SHA256_LEN];
    char hex[2 * SHA256_LEN + 1];
    uint64_t len;

    TRY(failed(file, sealed_end(&file->to, meant, &len), fault));
    TRY(failed(file, read_back(file->path.at, found), fault));
    fault_set(fault, "%s: reads back differently from what was written", file->path.at);
    if (memcmp(meant, found, sizeof meant) != 0)
        return ERR_CORRUPT;
    hex_put(hex, meant, sizeof meant);
    TRY(failed(file, file_put(path_format("%s.sha256", file->path.at).at, path_format("%s  %s\n", hex, strrchr(file->path.at, '/') + 1).at, 0600), fault));
    printf(english ? "%s  %" PRIu64 " KiB, read back\n" : "%s　%" PRIu64 " KiB（読み直して確認済）\n", file->path.at, (len + 1023) / 1024);
    return OK;
}
