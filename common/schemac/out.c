/* Builds a file in memory, compares it with the one on disk, replaces that whole or not at all. */
#include "out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/invariant.h"

void out_open(struct out *out)
{
    *out = (struct out){ 0 };
    out->to = open_memstream(&out->at, &out->len);
    must(out->to != NULL);
}

void put(struct out *out, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int len = vfprintf(out->to, format, args);
    va_end(args);
    must(len >= 0);
}

void put_string(struct out *out, const char *text)
{
    if (text == NULL) {
        put(out, "NULL");
        return;
    }
    put(out, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            put(out, "\\%c", *text);
        else if (*text == '\n')
            put(out, "\\n");
        else
            put(out, "%c", *text);
    }
    put(out, "\"");
}

void put_json(struct out *out, const char *text)
{
    put(out, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            put(out, "\\%c", *text);
        else if ((unsigned char)*text < 0x20)
            put(out, "\\u%04x", (unsigned)(unsigned char)*text);
        else
            put(out, "%c", *text);
    }
    put(out, "\"");
}

void out_drop(struct out *out)
{
    if (out->to != NULL)
        fclose(out->to);
    free(out->at);
    *out = (struct out){ 0 };
}

static bool same_content(const struct out *out, const char *path)
{
    FILE *file = fopen(path, "rbe");
    bool same = file != NULL;
    char block[8192];
    size_t at = 0, got = 1;

    while (same && (got = fread(block, 1, sizeof(block), file)) > 0) {
        same = got <= out->len - at && memcmp(block, out->at + at, got) == 0;
        at += got;
    }
    if (file != NULL)
        fclose(file);
    return same && at == out->len;
}

static enum err replace(const struct out *out, const char *path)
{
    char fresh[4096];
    int len = snprintf(fresh, sizeof(fresh), "%s.new", path);

    must(len > 0 && (size_t)len < sizeof(fresh));
    FILE *file = fopen(fresh, "wbe");
    if (file == NULL)
        return ERR_IO;
    bool fine = fwrite(out->at, 1, out->len, file) == out->len;
    fine &= fclose(file) == 0;
    if (fine && rename(fresh, path) == 0)
        return OK;
    unlink(fresh);
    return ERR_IO;
}

enum err out_write(struct out *out, const char *dir, const char *name)
{
    char path[4096];
    int len = snprintf(path, sizeof(path), "%s%s%s", dir, *dir == '\0' ? "" : "/", name);

    must(len > 0 && (size_t)len < sizeof(path));
    must(fflush(out->to) == 0);
    enum err err = same_content(out, path) ? OK : replace(out, path);
    if (err != OK)
        fprintf(stderr, "%s: cannot be written: %s.\n", path, strerror(errno));
    out_drop(out);
    return err;
}

enum err out_compare(struct out *out, const char *path)
{
    must(fflush(out->to) == 0);
    enum err err = same_content(out, path) ? OK : ERR_CONFIG;
    out_drop(out);
    return err;
}
