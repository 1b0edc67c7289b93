/* Runs while building: puts the pages' files into a C source, compressed, under one hash of all names and contents. Keeps true: the
 * same files give the same bytes, and a file that changed is never addressed as before. What people wrote for people (remarks,
 * indentation) stays behind; lines keep their numbers. Exit codes: 0 good, 1 a file cannot be packed, 2 usage, 3 cannot write. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/arena.h"
#include "base/invariant.h"
#include "pack_strip.h"
#include "trust/hash.h"

#define FILE_BYTES_MAX (1024u * 1024u)
#define ARENA_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define HASH_DIGITS 16u

static const char usage[] = "usage: console_pack ROOT OUT.c FILE...\n"
                            "  packs the files: those below ROOT under their path there, others under their name\n";

static const struct { const char *end, *type; } types[] = {
    { ".html", "text/html; charset=utf-8" }, { ".js", "text/javascript; charset=utf-8" }, { ".css", "text/css; charset=utf-8" },
    { ".json", "application/json" },         { ".svg", "image/svg+xml" },
};

struct file {
    const char *from, *path, *type;
    struct text content;
};

static const char *type_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot != NULL && i < sizeof(types) / sizeof(*types); i++)
        if (strcmp(dot, types[i].end) == 0)
            return types[i].type;
    return NULL;
}

static bool complain(const char *file, const char *what)
{
    fprintf(stderr, "%s: %s.\n", file, what);
    return false;
}

static bool read_file(struct arena *arena, struct file *file)
{
    FILE *from = fopen(file->from, "rbe");

    if (from == NULL)
        return complain(file->from, "cannot be read");
    char *at = arena_take(arena, FILE_BYTES_MAX);
    size_t len = fread(at, 1, FILE_BYTES_MAX, from);
    bool whole = ferror(from) == 0 && fgetc(from) == EOF;

    fclose(from);
    file->content = (struct text){ at, (uint32_t)len };
    return whole || complain(file->from, "cannot be read, or is longer than 1 MiB");
}

static bool take_file(struct arena *arena, const char *root, const char *from, struct file *ret)
{
    size_t root_len = strlen(root);
    bool below = strncmp(from, root, root_len) == 0 && from[root_len] == '/';
    const char *slash = strrchr(from, '/');
    struct text at = { 0 };

    *ret = (struct file){ .from = from, .path = below ? from + root_len + 1 : slash == NULL ? from : slash + 1 };
    ret->type = type_of(ret->path);
    if (ret->type == NULL)
        return complain(from, "is of no kind that a page loads");
    if (!read_file(arena, ret))
        return false;
    if (strip(arena, ret->path, ret->content, &at))
        ret->content = at;
    else
        return complain(from, "has a template literal that runs over the end of a line");
    return true;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void hash_all(const struct file *files, uint32_t count, char ret[HASH_DIGITS + 1])
{
    uint8_t hash[SHA256_LEN];
    struct sha256_state state;

    sha256_start(&state);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t len[4];

        be32_put(len, files[i].content.len);
        sha256_add(&state, (struct bytes){ (const uint8_t *)files[i].path, (uint32_t)strlen(files[i].path) + 1 });
        sha256_add(&state, (struct bytes){ len, sizeof(len) });
        sha256_add(&state, (struct bytes){ (const uint8_t *)files[i].content.at, files[i].content.len });
    }
    sha256_end(&state, hash);
    hex_put(ret, hash, HASH_DIGITS / 2);
}

/* The document is the one file that is not addressed by the hash, so it carries it: "./main.js" becomes "/s/HASH/main.js". */
static struct text addressed(struct arena *arena, struct text html, const char *hash)
{
    char *to = arena_take(arena, (size_t)html.len * 8 + 1);
    uint32_t len = 0;

    for (uint32_t i = 0; i < html.len; i++)
        if (html.len - i >= 3 && memcmp(html.at + i, "\"./", 3) == 0) {
            len += (uint32_t)snprintf(to + len, HASH_DIGITS + 6, "\"/s/%s/", hash);
            i += 2;
        } else {
            to[len++] = html.at[i];
        }
    return (struct text){ to, len };
}

/* Without name and time, so that equal files give equal bytes. */
static struct bytes compressed(struct arena *arena, struct text content)
{
    z_stream z = { 0 };

    must(deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    uLong room = deflateBound(&z, content.len);
    uint8_t *to = arena_take(arena, room);

    z.next_in = (const Bytef *)content.at;
    z.avail_in = content.len;
    z.next_out = to;
    z.avail_out = (uInt)room;
    must(deflate(&z, Z_FINISH) == Z_STREAM_END);
    struct bytes done = { to, (uint32_t)z.total_out };
    must(deflateEnd(&z) == Z_OK);
    return done;
}

static void put_bytes(FILE *out, uint32_t number, struct bytes gzip)
{
    fprintf(out, "static const uint8_t file_%u[] = {", number);
    for (uint32_t i = 0; i < gzip.len; i++)
        fprintf(out, "%s%u,", i % 32 == 0 ? "\n" : "", gzip.at[i]);
    fprintf(out, "\n};\n");
}

static void put_source(FILE *out, struct arena *arena, const struct file *files, uint32_t count)
{
    char hash[HASH_DIGITS + 1];

    hash_all(files, count, hash);
    fprintf(out, "/* Made by console_pack. */\n#include \"services/console/web_files.h\"\n\n");
    for (uint32_t i = 0; i < count; i++) {
        bool is_document = strcmp(files[i].path, "index.html") == 0;

        put_bytes(out, i, compressed(arena, is_document ? addressed(arena, files[i].content, hash) : files[i].content));
    }
    fprintf(out, "const struct web_file console_web_files[] = {\n");
    for (uint32_t i = 0; i < count; i++)
        fprintf(out, "    { \"%s\", \"%s\", { file_%u, sizeof(file_%u) } },\n", files[i].path, files[i].type, i, i);
    fprintf(out, "};\nconst uint32_t console_web_file_count = %u;\nconst char console_web_hash[] = \"%s\";\n", count, hash);
}

static int pack(struct arena *arena, const char *root, const char *out_path, char *const *names, uint32_t count)
{
    struct file *files = arena_take(arena, sizeof(*files) * count);
    bool fine = true;

    for (uint32_t i = 0; i < count; i++)
        fine &= take_file(arena, root, names[i], &files[i]);
    qsort(files, count, sizeof(*files), by_path);
    for (uint32_t i = 1; i < count; i++)
        if (by_path(&files[i - 1], &files[i]) == 0)
            fine = complain(files[i].from, "has the path of another file");
    if (!fine)
        return 1;
    FILE *out = fopen(out_path, "wbe");
    bool whole = out != NULL;
    if (out != NULL) {
        put_source(out, arena, files, count);
        whole = ferror(out) == 0;
        whole = fclose(out) == 0 && whole;
    }
    if (!whole) {
        complain(out_path, "cannot be written");
        return 3;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct arena arena;

    if (argc < 4) {
        fputs(usage, stderr);
        return 2;
    }
    arena_init(&arena, ARENA_BYTES_MAX);
    int code = pack(&arena, argv[1], argv[2], argv + 3, (uint32_t)argc - 3);
    arena_fini(&arena);
    return code;
}
