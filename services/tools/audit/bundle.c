/* Checking an exported bundle, offline. Files are read line by line, so that a bundle may be larger than memory; one
 * that cannot be read is an error, one that reads wrong is a finding. */
#include <errno.h>

#include "check.h"
#include "line.h"
#include "recheck.h"
#include "shell/installation.h"

#include "base/invariant.h"

#define NOTE_BYTES_MAX 65536u

struct bundle {
    struct audit_check *check;
    const struct audit_reading *how;
    char line[AUDIT_LINE_SIZE + 2];
    struct audit_line_room room;
    char *fault;
};

static enum err complain(char *fault, const char *path, int number)
{
    snprintf(fault, AUDIT_FAULT_SIZE, "%.400s: %s", path, strerror(number));
    return number == ENOENT || number == ENOTDIR ? ERR_NOT_FOUND : number == EACCES || number == EPERM ? ERR_DENIED : ERR_IO;
}

/* A whole small text file; longer ones are cut, which no reader takes for right. */
static enum err read_file(const char *path, char *to, size_t size, uint32_t *ret_len, char *fault)
{
    FILE *file = fopen(path, "re");
    size_t len;
    int number;

    if (file == NULL)
        return complain(fault, path, errno);
    len = fread(to, 1, size - 1, file);
    number = ferror(file) != 0 ? EIO : 0;
    fclose(file);
    if (number != 0)
        return complain(fault, path, number);
    to[len] = '\0';
    *ret_len = (uint32_t)len;
    return OK;
}

/* The first line of keys.txt that is a verifier key; others (comments, keys of witnesses) are passed over. */
static enum err read_key(const char *dir, char origin[CHECKPOINT_ORIGIN_MAX + 1], uint8_t key[32], char *fault)
{
    struct path path = path_format("%.*s/keys.txt", (int)DIRECTORY_BYTES_MAX, dir);
    char text[NOTE_BYTES_MAX], *rest = text, *line;
    uint32_t len;

    TRY(read_file(path.at, text, sizeof text, &len, fault));
    while ((line = strsep(&rest, "\n")) != NULL)
        if (verifier_key_get(text_of(line), origin, key))
            return OK;
    snprintf(fault, AUDIT_FAULT_SIZE, "%.400s: no verifier key in it", path.at);
    return ERR_CONFIG;
}

static void take_line(struct bundle *b, uint64_t number, size_t len)
{
    struct audit_line line;
    uint8_t hash[32];

    if (!audit_line_read((struct text){ b->line, (uint32_t)len }, &b->room, &line)) {
        audit_check_note(b->check, &(struct audit_fault){ .kind = AUDIT_FAULT_LINE, .line = number });
        return;
    }
    audit_check_leaf(b->check, &line, hash);
    line.hash = hash;
    if (b->how->each != NULL)
        (void)b->how->each(b->how->self, &line);
}

/* Every line. A last one that is not whole is where the file was cut; one that is too long ends the reading. */
static enum err read_lines(struct bundle *b, const char *path, FILE *file)
{
    uint64_t due = audit_check_signed(b->check), number = 0;

    while (fgets(b->line, sizeof b->line, file) != NULL) {
        size_t len = strlen(b->line);

        struct audit_line whole;

        number++;
        if (len > 0 && b->line[len - 1] == '\n')
            take_line(b, number, len - 1);
        else if (feof(file) != 0 && audit_line_read((struct text){ b->line, (uint32_t)len }, &b->room, &whole))
            take_line(b, number, len);
        else if (feof(file) == 0) {
            audit_check_note(b->check, &(struct audit_fault){ .kind = AUDIT_FAULT_LINE, .line = number });
            break;
        }
        if (b->how->progress != NULL && number % 256 == 0)
            b->how->progress(b->how->self, number, number < due ? due : number);
    }
    return ferror(file) != 0 ? complain(b->fault, path, EIO) : OK;
}

/* Reads a small file that need not be there; then *ret_len is 0. */
static enum err read_if_there(struct bundle *b, const char *dir, const char *name, char text[NOTE_BYTES_MAX], uint32_t *ret_len)
{
    struct path path = path_format("%.*s/%s", (int)DIRECTORY_BYTES_MAX, dir, name);
    enum err err = read_file(path.at, text, NOTE_BYTES_MAX, ret_len, b->fault);

    if (err == ERR_NOT_FOUND)
        *ret_len = 0;
    return err == ERR_NOT_FOUND ? OK : err;
}

/* key_changes.txt: one note a line. A line that is none leads nowhere, which the head's signature then shows. */
static enum err read_changes(struct bundle *b, const char *dir, const char *origin, const uint8_t key[32])
{
    char text[NOTE_BYTES_MAX], note[CHECKPOINT_SIZE], *rest = text, *line;
    uint32_t len;

    TRY(read_if_there(b, dir, "key_changes.txt", text, &len));
    text[len] = '\0';
    while ((line = strsep(&rest, "\n")) != NULL)
        if (*line != '\0' && base64_get((uint8_t *)note, sizeof note, text_of(line), &len))
            audit_check_change(b->check, (struct text){ note, len }, origin, key);
    return OK;
}

static enum err read_notes(struct bundle *b, const char *dir, const char *origin, const uint8_t key[32])
{
    struct path path = path_format("%.*s/checkpoint.txt", (int)DIRECTORY_BYTES_MAX, dir);
    char note[NOTE_BYTES_MAX];
    uint32_t len;

    TRY(read_changes(b, dir, origin, key));
    TRY(read_file(path.at, note, sizeof note, &len, b->fault));
    audit_check_head(b->check, len == 0 ? TEXT("\n") : (struct text){ note, len }, origin, key);      /* empty: damaged, not absent */
    if (b->how->witness == NULL)
        return OK;
    TRY(read_if_there(b, dir, "witnessed.txt", note, &len));
    if (len > 0)
        audit_check_witnessed(b->check, (struct text){ note, len }, b->how->witness);
    return OK;
}

static enum err read_bundle(struct bundle *b, const char *dir, const char *origin, const uint8_t key[32])
{
    struct path entries = path_format("%.*s/entries.jsonl", (int)DIRECTORY_BYTES_MAX, dir);
    FILE *file;
    enum err err;

    TRY(read_notes(b, dir, origin, key));
    file = fopen(entries.at, "re");
    if (file == NULL)
        return complain(b->fault, entries.at, errno);
    err = read_lines(b, entries.at, file);
    fclose(file);
    return err;
}

static enum err find_key(const char *dir, const char *given, char origin[CHECKPOINT_ORIGIN_MAX + 1], uint8_t key[32], char *fault)
{
    if (strlen(dir) > DIRECTORY_BYTES_MAX) {
        snprintf(fault, AUDIT_FAULT_SIZE, "%.80s...: longer than %u bytes", dir, DIRECTORY_BYTES_MAX);
        return ERR_CONFIG;
    }
    if (given == NULL)
        return read_key(dir, origin, key, fault);
    if (verifier_key_get(text_of(given), origin, key))
        return OK;
    snprintf(fault, AUDIT_FAULT_SIZE, "%.300s: no verifier key", given);
    return ERR_CONFIG;
}

enum err audit_recheck_bundle(const char *dir, const char *verifier_key, const struct audit_reading *how, struct audit_verdict *ret,
                              char ret_origin[CHECKPOINT_ORIGIN_MAX + 1], char ret_fault[AUDIT_FAULT_SIZE])
{
    struct bundle *b;
    char origin[CHECKPOINT_ORIGIN_MAX + 1];
    uint8_t key[32];
    enum err err;

    must(!how->signed_only);
    TRY(find_key(dir, verifier_key, origin, key, ret_fault));
    b = calloc(1, sizeof *b);
    must(b != NULL);
    b->check = audit_check_new(how->kept);
    b->how = how;
    b->fault = ret_fault;
    err = read_bundle(b, dir, origin, key);
    if (err == OK) {
        audit_check_end(b->check, NULL, true, ret);
        memcpy(ret_origin, origin, sizeof origin);
    }
    audit_check_drop(&b->check);
    free(b);
    return err;
}
