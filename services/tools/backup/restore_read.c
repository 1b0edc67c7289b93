/* A sealed file into parts. Keeps true: what a taker is given is genuine and in order; nothing counts until the file's end was seen. */
#include "backup.h"

#include <inttypes.h>
#include <stdlib.h>

static enum err fault_of(const char *path, const struct sealed_reader *reader, enum err err, struct fault *fault)
{
    if (err == ERR_CRYPTO)
        fault_set(fault, "%s: changed at byte %" PRIu64, path, sealed_offset(reader));
    else if (err == ERR_CORRUPT)
        fault_set(fault, "%s: is cut off or has something behind its end (byte %" PRIu64 ")", path, sealed_offset(reader));
    else
        fault_set(fault, "%s: %s", path, err_text(err));
    return err == ERR_CRYPTO || err == ERR_CORRUPT ? ERR_DENIED : err;
}

/* "madoguchi-backup 1 KIND SITE TIME" */
static enum err read_head(const char *path, const char *kind, const char *head, uint16_t *ret_site, char ret_time[BACKUP_TIME_SIZE],
                          struct fault *fault)
{
    size_t form = strlen(BACKUP_FORM), len = strlen(kind);
    uint64_t site;
    char *rest;

    fault_set(fault, "%s: not a backup of a form this version knows (%.40s)", path, head);
    if (strncmp(head, BACKUP_FORM " ", form + 1) != 0)
        return ERR_DENIED;
    fault_set(fault, "%s: is no %s file", path, kind);
    if (strncmp(head + form + 1, kind, len) != 0 || head[form + 1 + len] != ' ')
        return ERR_DENIED;
    site = strtoull(head + form + 1 + len, &rest, 10);
    fault_set(fault, "%s: its first line names no site and time", path);
    if (site == 0 || site > UINT16_MAX || *rest != ' ' || strlen(rest + 1) != BACKUP_TIME_SIZE - 1)
        return ERR_DENIED;
    *ret_site = (uint16_t)site;
    memcpy(ret_time, rest + 1, BACKUP_TIME_SIZE);
    return OK;
}

struct parts {
    const struct part_taker *taker;
    const char *path;
    bool inside;
    uint64_t count;
};

static enum err out_of_order(const struct parts *parts, const struct sealed_reader *reader, struct fault *fault)
{
    fault_set(fault, "%s: out of order at byte %" PRIu64, parts->path, sealed_offset(reader));
    return ERR_DENIED;
}

static enum err take_frame(struct parts *parts, const struct sealed_reader *reader, uint8_t kind, struct bytes data, struct fault *fault)
{
    const struct part_taker *taker = parts->taker;

    if (kind == FRAME_PART && !parts->inside && data.len <= PART_NAME_MAX) {
        parts->inside = true;
        parts->count = 0;
        return taker->begin(taker->self, (struct text){ (const char *)data.at, data.len }, fault);
    }
    if (kind == FRAME_DATA && parts->inside) {
        parts->count++;
        return taker->data(taker->self, data, fault);
    }
    if (kind != FRAME_END || !parts->inside || data.len != 8 || be64_get(data.at) != parts->count)
        return out_of_order(parts, reader, fault);
    parts->inside = false;
    return taker->end(taker->self, fault);
}

static enum err read_parts(struct sealed_reader *reader, struct parts *parts, struct fault *fault)
{
    for (;;) {
        struct bytes data;
        uint8_t kind;
        bool end;
        enum err err = sealed_next(reader, &kind, &data, &end);

        if (err != OK)
            return fault_of(parts->path, reader, err, fault);
        if (end)
            return parts->inside ? out_of_order(parts, reader, fault) : OK;
        TRY(take_frame(parts, reader, kind, data, fault));
    }
}

static enum err unlock_and_read(struct sealed_reader *reader, const char *path, const char *kind, const uint8_t secret_key[32], const struct part_taker *taker,
                                uint16_t *ret_site, char ret_time[BACKUP_TIME_SIZE], struct fault *fault)
{
    struct parts parts = { .taker = taker, .path = path };

    TRY(read_head(path, kind, sealed_head(reader), ret_site, ret_time, fault));
    fault_set(fault, "%s: is sealed to another key, or its beginning was changed", path);
    if (sealed_unlock(reader, secret_key) != OK)
        return ERR_DENIED;
    return read_parts(reader, &parts, fault);
}

enum err backup_read(const char *path, const char *kind, const uint8_t secret_key[32], const struct part_taker *taker, uint16_t *ret_site,
                     char ret_time[BACKUP_TIME_SIZE], struct fault *fault)
{
    struct sealed_reader *reader = NULL;
    enum err err = sealed_open(path, &reader);

    if (err == ERR_MALFORMED) {
        fault_set(fault, "%s: not a backup", path);
        return ERR_DENIED;
    }
    fault_set(fault, "%s: %s", path, err_text(err));
    TRY(err);
    err = unlock_and_read(reader, path, kind, secret_key, taker, ret_site, ret_time, fault);
    sealed_close(&reader);
    return err;
}
