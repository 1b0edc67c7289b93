/* Parts into folders. Keeps true: a part lands in the place its kind has and nowhere else, whatever its name says. */
#include "restore.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"

static enum err bad_name(const struct restoration *r, struct fault *fault)
{
    fault_set(fault, "the backup has a part that this version does not know: %.60s", r->name);
    return ERR_DENIED;
}

/* The rest of the name behind PREFIX/, when it is that of a file. */
static bool is_kind(const struct restoration *r, const char *prefix, const char **ret_rest)
{
    size_t len = strlen(prefix);

    if (strncmp(r->name, prefix, len) != 0 || r->name[len] != '/' || !part_name_fine(r->name + len + 1))
        return false;
    *ret_rest = r->name + len + 1;
    return true;
}

static bool keep_name(struct restoration *r, struct text name)
{
    snprintf(r->name, sizeof r->name, "%.*s", (int)name.len, name.at);
    return strlen(r->name) == name.len;                  /* no zero in it */
}

static enum err open_file(struct restoration *r, struct path folder, const char *name, mode_t mode, struct fault *fault)
{
    struct path path = path_format("%s/%s", folder.at, name), inner = path;
    int fd;

    *strrchr(inner.at, '/') = '\0';
    TRY(folder_make(inner.at, fault));
    fd = open(path.at, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    r->file = fd < 0 ? NULL : fdopen(fd, "wb");
    fault_set(fault, "%s: %s", path.at, strerror(errno));
    return r->file != NULL ? OK : ERR_IO;
}

static enum err write_some(struct restoration *r, struct bytes data, struct fault *fault)
{
    fault_set(fault, "%s: %s", r->name, strerror(errno));
    return fwrite(data.at, 1, data.len, r->file) == data.len ? OK : ERR_IO;
}

static enum err close_file(struct restoration *r, struct fault *fault)
{
    FILE *file = r->file;
    bool fine = fflush(file) == 0 && fsync(fileno(file)) == 0;

    r->file = NULL;
    fine = fclose(file) == 0 && fine;
    fault_set(fault, "%s: %s", r->name, strerror(errno));
    return fine ? OK : ERR_IO;
}

void restore_parts_fini(struct restoration *r)
{
    if (r->file != NULL)
        (void)fclose(r->file);
    r->file = NULL;
}

/* ---- The key file ---------------------------------------------------------------------------------- */

static enum err begin_key_part(void *self, struct text name, struct fault *fault)
{
    struct restoration *r = self;
    const char *rest;
    size_t len;

    if (!keep_name(r, name))
        return bad_name(r, fault);
    if (is_kind(r, "wrapped", &rest) && office_index(rest) < OFFICE_SERVICES)
        return open_file(r, path_format("%s/%s/keys", r->dir.at, rest), "data.mdb", 0600, fault);
    if (!is_kind(r, "key", &rest))
        return bad_name(r, fault);
    len = strlen(rest);
    return open_file(r, r->keys, rest, len > 4 && strcmp(rest + len - 4, ".key") == 0 ? 0400 : 0600, fault);
}

static enum err key_data(void *self, struct bytes data, struct fault *fault)
{
    return write_some(self, data, fault);
}

static enum err end_key_part(void *self, struct fault *fault)
{
    return close_file(self, fault);
}

struct part_taker restore_key_parts(struct restoration *r)
{
    return (struct part_taker){ .self = r, .begin = begin_key_part, .data = key_data, .end = end_key_part };
}

/* ---- The log file ---------------------------------------------------------------------------------- */

/* The configuration stands before the logs. */
static enum err begin_log(struct restoration *r, const char *service, struct fault *fault)
{
    struct path state = path_format("%s/%s/state", r->dir.at, service);

    r->index = office_index(service);
    if (r->index >= OFFICE_SERVICES || r->logs.at[r->index].store != NULL)
        return bad_name(r, fault);
    if (r->map_bytes == 0)
        TRY(office_map_bytes(path_format("%s/config", r->dir.at).at, &r->map_bytes, fault));
    TRY(folder_make(state.at, fault));
    return log_store_make(&r->logs, r->index, state.at, r->map_bytes, fault);
}

static enum err begin_log_part(void *self, struct text name, struct fault *fault)
{
    struct restoration *r = self;
    const char *rest;

    if (!keep_name(r, name))
        return bad_name(r, fault);
    if (strcmp(r->name, "office") == 0)
        return open_file(r, r->dir, "office", 0600, fault);
    if (is_kind(r, "config", &rest))
        return open_file(r, path_format("%s/config", r->dir.at), rest, 0600, fault);
    if (is_kind(r, "clock", &rest) && office_index(rest) < OFFICE_SERVICES)
        return open_file(r, path_format("%s/%s", r->dir.at, rest), "clock", 0600, fault);
    if (is_kind(r, "log", &rest))
        return begin_log(r, rest, fault);
    return bad_name(r, fault);
}

static enum err log_data(void *self, struct bytes data, struct fault *fault)
{
    struct restoration *r = self;

    return r->file != NULL ? write_some(r, data, fault) : log_store_add(&r->logs, r->index, data, fault);
}

static enum err end_log_part(void *self, struct fault *fault)
{
    struct restoration *r = self;

    return r->file != NULL ? close_file(r, fault) : OK;
}

struct part_taker restore_log_parts(struct restoration *r)
{
    return (struct part_taker){ .self = r, .begin = begin_log_part, .data = log_data, .end = end_log_part };
}
