/* Writing the log for strangers. Keeps true: the folder appears under its name only when everything in it is on the
 * disk; a folder with something in it is left alone. Checks while writing, and writes what it got, also when
 * that does not verify. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle_readme.h"
#include "fetch.h"
#include "line.h"
#include "shell/installation.h"

#include "base/file.h"
#include "base/invariant.h"

struct exporting {
    const struct audit_reading *how;       /* the caller's */
    const char *origin;
    const uint8_t *key;
    struct path dir, fresh;                /* where it is to be, where it is made */
    FILE *entries;
    bool has_note;
    uint8_t signed_by[32];                 /* followed from `key` */
    char line[AUDIT_LINE_SIZE];
    char *fault;
};

static enum err complain(struct exporting *x, const char *path, int number)
{
    snprintf(x->fault, AUDIT_FAULT_SIZE, "%.400s: %s", path, strerror(number));
    return number == ENOSPC || number == EDQUOT ? ERR_FULL : number == EACCES || number == EPERM ? ERR_DENIED : ERR_IO;
}

static enum err check_free(struct exporting *x)
{
    DIR *dir = opendir(x->dir.at);
    struct dirent *item;
    uint32_t count = 0;

    if (dir == NULL)
        return errno == ENOENT ? OK : complain(x, x->dir.at, errno);
    while ((item = readdir(dir)) != NULL)
        count++;
    closedir(dir);
    if (count <= 2)                        /* itself and the one above */
        return OK;
    snprintf(x->fault, AUDIT_FAULT_SIZE, "%.400s: is not empty", x->dir.at);
    return ERR_EXISTS;
}

static struct path inside(const struct exporting *x, const char *name)
{
    return path_format("%s/%s", x->fresh.at, name);
}

static enum err open_file(struct exporting *x, const char *name, FILE **ret)
{
    struct path path = inside(x, name);
    FILE *file = fopen(path.at, "wxe");

    if (file == NULL)
        return complain(x, path.at, errno);
    *ret = file;
    return OK;
}

/* Durable, or an error. */
static enum err close_file(struct exporting *x, FILE *file, const char *name)
{
    int number = ferror(file) != 0 ? EIO : 0;

    if (fflush(file) != 0 || fsync(fileno(file)) != 0)
        number = errno;
    if (fclose(file) != 0 && number == 0)
        number = errno;
    return number == 0 ? OK : complain(x, inside(x, name).at, number);
}

static enum err put_text(struct exporting *x, const char *name, struct text text)
{
    FILE *file;

    TRY(open_file(x, name, &file));
    (void)fwrite(text.at, 1, text.len, file);      /* close_file says when it failed */
    return close_file(x, file, name);
}

/* One note a line, as base64: what led from an older key to the present one. */
static enum err put_changes(struct exporting *x, const struct audit_signed *now)
{
    char coded[CHECKPOINT_SIZE / 3 * 4 + 8];
    FILE *file;

    if (now->change_count == 0)
        return OK;
    TRY(open_file(x, "key_changes.txt", &file));
    for (uint32_t i = 0; i < now->change_count; i++) {
        if (now->changes[i].len > CHECKPOINT_SIZE)
            continue;                          /* none of ours */
        base64_put(coded, sizeof coded, (struct bytes){ (const uint8_t *)now->changes[i].at, now->changes[i].len });
        fprintf(file, "%s\n", coded);
    }
    return close_file(x, file, "key_changes.txt");
}

static enum err put_note(void *self, const struct audit_signed *now)
{
    struct exporting *x = self;

    x->has_note = now->noted;
    memcpy(x->signed_by, now->key, sizeof x->signed_by);
    if (!x->has_note) {
        snprintf(x->fault, AUDIT_FAULT_SIZE, "nothing is signed yet");
        return ERR_NOT_FOUND;
    }
    TRY(put_text(x, "checkpoint.txt", now->note));
    if (now->cosigned.len > 0)
        TRY(put_text(x, "witnessed.txt", now->cosigned));
    return put_changes(x, now);
}

static enum err put_entry(void *self, const struct audit_line *line)
{
    struct exporting *x = self;

    if (line->entry.len > ENTRY_BYTES_MAX || line->source.len >= AUDIT_SOURCE_SIZE)
        return ERR_MALFORMED;
    audit_line_put(line, x->line, sizeof x->line);
    return fputs(x->line, x->entries) >= 0 ? OK : complain(x, inside(x, "entries.jsonl").at, errno);
}

static void tell_progress(void *self, uint64_t done, uint64_t of)
{
    const struct exporting *x = self;

    if (x->how->progress != NULL)
        x->how->progress(x->how->self, done, of);
}

static enum err put_rest(struct exporting *x, const struct audit_verdict *verdict)
{
    char verifier[VERIFIER_KEY_SIZE], line[VERIFIER_KEY_SIZE + 1];
    FILE *file;

    verifier_key_put(x->origin, x->signed_by, verifier, sizeof verifier);
    snprintf(line, sizeof line, "%s\n", verifier);
    TRY(put_text(x, "keys.txt", text_of(line)));
    TRY(open_file(x, "README", &file));
    bundle_readme_put(file, x->origin, verdict);
    return close_file(x, file, "README");
}

static enum err fill(struct exporting *x, struct client *audit, struct audit_verdict *verdict)
{
    const struct audit_reading how = {
        .kept = x->how->kept, .self = x, .at_head = put_note, .progress = tell_progress, .each = put_entry, .signed_only = true, .witness = x->how->witness };
    enum err err;

    TRY(open_file(x, "entries.jsonl", &x->entries));
    err = audit_recheck_as(audit, x->key, x->origin, &how, verdict);
    if (err != OK) {
        fclose(x->entries);
        return err;
    }
    TRY(close_file(x, x->entries, "entries.jsonl"));
    return put_rest(x, verdict);
}

static enum err sync_folder(struct exporting *x, const char *path)
{
    return path_flush(path) == OK ? OK : complain(x, path, errno);
}

static enum err put_in_place(struct exporting *x)
{
    const char *slash = strrchr(x->dir.at, '/');

    TRY(sync_folder(x, x->fresh.at));
    if (rename(x->fresh.at, x->dir.at) != 0)
        return complain(x, x->dir.at, errno);
    return sync_folder(x, slash == NULL ? "." : slash == x->dir.at ? "/" : path_format("%.*s", (int)(slash - x->dir.at), x->dir.at).at);
}

static void throw_away(const struct exporting *x)
{
    static const char *const names[] = { "entries.jsonl", "checkpoint.txt", "witnessed.txt", "key_changes.txt", "keys.txt", "README" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(inside(x, names[i]).at);
    rmdir(x->fresh.at);
}

static enum err export(struct exporting *x, struct client *audit, struct audit_verdict *verdict)
{
    enum err err;

    TRY(check_free(x));
    err = audit_sign_now(audit);
    if (err == ERR_NOT_FOUND)
        snprintf(x->fault, AUDIT_FAULT_SIZE, "the log is empty");
    if (err != OK && err != ERR_DENIED)            /* who may not have it signed exports the last head */
        return err;
    if (mkdtemp(x->fresh.at) == NULL)
        return complain(x, x->fresh.at, errno);
    err = fill(x, audit, verdict);
    if (err == OK)
        err = put_in_place(x);
    if (err != OK)
        throw_away(x);
    return err;
}

enum err audit_export(struct client *audit, const uint8_t public_key[32], const char *origin, const char *dir, const struct audit_reading *how,
                      struct audit_verdict *ret, char ret_fault[AUDIT_FAULT_SIZE])
{
    struct exporting *x;
    struct audit_verdict verdict;
    size_t len = strlen(dir);
    enum err err;

    must(how->each == NULL && how->at_head == NULL);
    while (len > 1 && dir[len - 1] == '/')
        len--;
    ret_fault[0] = '\0';
    if (len == 0 || len > DIRECTORY_BYTES_MAX) {
        snprintf(ret_fault, AUDIT_FAULT_SIZE, "not the name of a folder of at most %u bytes", DIRECTORY_BYTES_MAX);
        return ERR_CONFIG;
    }
    x = calloc(1, sizeof *x);
    must(x != NULL);
    x->how = how;
    x->origin = origin;
    x->key = public_key;
    x->fault = ret_fault;
    x->dir = path_format("%.*s", (int)len, dir);
    x->fresh = path_format("%s.XXXXXX", x->dir.at);
    err = export(x, audit, &verdict);
    free(x);
    if (err != OK) {
        if (ret_fault[0] == '\0')
            snprintf(ret_fault, AUDIT_FAULT_SIZE, "%s", err_text(err));
        return err;
    }
    *ret = verdict;
    return OK;
}
