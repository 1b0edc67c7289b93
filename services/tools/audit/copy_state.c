/* The state of the copy, a small text made durable as a whole. */
#include "copy_inside.h"

#include <errno.h>
#include <inttypes.h>

#include "base/invariant.h"
#include "base/text.h"

#define STATE_SIZE 65536u

static bool edge_get(void *self, uint32_t level, uint64_t index, uint8_t ret[32])
{
    const struct audit_copy *copy = self;

    if (level >= 64 || copy->edge[level].index != index + 1)
        return false;
    memcpy(ret, copy->edge[level].hash, 32);
    return true;
}

void copy_grow(struct audit_copy *copy, uint64_t index, const uint8_t leaf[32])
{
    const struct merkle_nodes nodes = { copy, edge_get };
    struct merkle_node made[64];
    uint32_t count = merkle_append(&nodes, index, leaf, made);

    must(count > 0);
    for (uint32_t i = 0; i < count; i++) {
        copy->edge[made[i].level] = made[i];
        copy->edge[made[i].level].index++;
    }
}

bool copy_root(const struct audit_copy *copy, uint64_t size, uint8_t ret[32])
{
    const struct merkle_nodes nodes = { (void *)(uintptr_t)copy, edge_get };

    return merkle_root(&nodes, size, ret) == OK;
}

/* ---- Writing ---- */

static void add_hex(struct text_builder *text, const uint8_t hash[32])
{
    char hex[65];

    hex_put(hex, hash, 32);
    text_add(text, " %s\n", hex);
}

enum err copy_state_write(struct audit_copy *copy)
{
    struct path path = path_format("%s/state", copy->dir.at);
    struct text_builder text = text_within(malloc(STATE_SIZE), STATE_SIZE);
    enum err err;

    text_add(&text, "madoguchi-audit-copy 1\norigin %s\nsize %" PRIu64 "\nroot", copy->origin, copy->head.size);
    add_hex(&text, copy->head.root);
    text_add(&text, "key");
    add_hex(&text, copy->head.key);
    text_add(&text, "ends %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", copy->store[COPY_ENTRIES].end, copy->store[COPY_ROWS].end, copy->store[COPY_TERMS].end);
    for (uint32_t level = 0; level < 64; level++)
        if (copy->edge[level].index != 0) {
            text_add(&text, "edge %" PRIu32 " %" PRIu64, level, copy->edge[level].index);
            add_hex(&text, copy->edge[level].hash);
        }
    for (uint32_t i = 0; i < copy->chains.count; i++) {
        const struct chain *chain = &copy->chains.at[i];

        text_add(&text, "chain %s %" PRIu64 " %" PRIu64 " %" PRIu64, chain->name, chain->epoch, chain->last, chain->entries);
        add_hex(&text, chain->hashes[chain->last - chain->first]);
    }
    err = file_put(path.at, text.at, 0600);
    free(text.at);
    return err == OK ? OK : copy_complain(copy, "state", errno == 0 ? EIO : errno);
}

/* ---- Reading ---- */

static bool read_edge(struct audit_copy *copy, const char *line)
{
    struct merkle_node node = { .level = 0 };
    char hex[65];

    if (sscanf(line, "edge %2" SCNu32 " %20" SCNu64 " %64[0-9a-f]", &node.level, &node.index, hex) != 3 || node.level >= 64 || node.index == 0 ||
        !hex_get(node.hash, 32, text_of(hex)))
        return false;
    copy->edge[node.level] = node;
    return true;
}

static bool read_chain(struct audit_copy *copy, const char *line)
{
    char name[AUDIT_SOURCE_SIZE], hex[65];
    uint64_t epoch, last, entries, expected;
    uint8_t hash[32];

    if (sscanf(line, "chain %16s %20" SCNu64 " %20" SCNu64 " %20" SCNu64 " %64[0-9a-f]", name, &epoch, &last, &entries, hex) != 5 || last == 0 ||
        !hex_get(hash, 32, text_of(hex)) || copy->chains.count == AUDIT_SOURCES_MAX)
        return false;
    (void)chains_take(&copy->chains, text_of(name), epoch, last, hash, NULL, &expected);       /* begins there */
    copy->chains.at[copy->chains.count - 1].entries = entries;
    return true;
}

static bool read_line(struct audit_copy *copy, const char *line)
{
    char origin[CHECKPOINT_ORIGIN_MAX + 1], hex[65];

    if (strncmp(line, "origin ", 7) == 0)
        return sscanf(line, "origin %128s", origin) == 1 && strcmp(origin, copy->origin) == 0;
    if (strncmp(line, "size ", 5) == 0)
        return sscanf(line, "size %20" SCNu64, &copy->head.size) == 1;
    if (strncmp(line, "root ", 5) == 0)
        return sscanf(line, "root %64[0-9a-f]", hex) == 1 && hex_get(copy->head.root, 32, text_of(hex));
    if (strncmp(line, "key ", 4) == 0)
        return (copy->head.has_key = sscanf(line, "key %64[0-9a-f]", hex) == 1 && hex_get(copy->head.key, 32, text_of(hex)));
    if (strncmp(line, "ends ", 5) == 0)
        return sscanf(line, "ends %20" SCNu64 " %20" SCNu64 " %20" SCNu64, &copy->store[COPY_ENTRIES].end, &copy->store[COPY_ROWS].end,
                      &copy->store[COPY_TERMS].end) == 3;
    return strncmp(line, "edge ", 5) == 0 ? read_edge(copy, line) : read_chain(copy, line);
}

/* The ends and the edge must be those of so many leaves. */
static bool fits(const struct audit_copy *copy)
{
    uint8_t root[32];

    return copy->store[COPY_ROWS].end == copy->head.size * sizeof(struct copy_row) && copy->store[COPY_TERMS].end % sizeof(uint64_t) == 0 &&
           copy_root(copy, copy->head.size, root) && memcmp(root, copy->head.root, 32) == 0;
}

static bool parse(struct audit_copy *copy, char *text)
{
    char *line = strsep(&text, "\n");

    if (line == NULL || strcmp(line, "madoguchi-audit-copy 1") != 0)
        return false;
    while ((line = strsep(&text, "\n")) != NULL)
        if (*line != '\0' && !read_line(copy, line))
            return false;
    return fits(copy);
}

enum err copy_state_read(struct audit_copy *copy)
{
    struct path path = path_format("%s/state", copy->dir.at);
    FILE *file = fopen(path.at, "re");
    char *text;
    size_t len;
    bool good;

    if (file == NULL)
        return errno == ENOENT ? OK : copy_complain(copy, "state", errno);
    text = malloc(STATE_SIZE);
    must(text != NULL);
    len = fread(text, 1, STATE_SIZE - 1, file);
    fclose(file);
    text[len] = '\0';
    good = parse(copy, text);
    free(text);
    copy->count = copy->head.size;
    copy->term_count = copy->store[COPY_TERMS].end / sizeof(uint64_t);
    if (good)
        return OK;
    snprintf(copy->fault, AUDIT_FAULT_SIZE, "%.400s: damaged, or a copy of another log than %.60s", path.at, copy->origin);
    return ERR_CORRUPT;
}
