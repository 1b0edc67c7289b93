/* The copy's files and the search. Keeps true: what `state` names is on the disk before `state` does; it is read by its
 * ends alone. The order of bytes is the machine's own: a copy is no means of exchange (export is). */
#include "copy_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"
#include "codec/check.h"
#include "trust/hash.h"

#define ARENA_BYTES_MAX (16u * 1024u * 1024u)
#define TERMS_AN_ENTRY (512u * 1024u)   /* an entry has at most 192 KiB, and two terms a byte at the worst */

static const char *const file_names[COPY_FILES] = { "entries", "rows", "terms" };

enum err copy_complain(struct audit_copy *copy, const char *name, int number)
{
    snprintf(copy->fault, AUDIT_FAULT_SIZE, "%.400s/%s: %s", copy->dir.at, name, strerror(number));
    return number == ENOSPC || number == EDQUOT ? ERR_FULL : number == EACCES || number == EPERM ? ERR_DENIED : ERR_IO;
}

/* ---- Files ---- */

static enum err open_one(struct audit_copy *copy, enum copy_file which)
{
    struct copy_store *store = &copy->store[which];
    struct path path = path_format("%s/%s", copy->dir.at, file_names[which]);
    struct stat info;

    store->fd = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (store->fd < 0 || fstat(store->fd, &info) != 0)
        return copy_complain(copy, file_names[which], errno);
    if ((uint64_t)info.st_size < store->end) {
        snprintf(copy->fault, AUDIT_FAULT_SIZE, "%.400s/%s: shorter than it was", copy->dir.at, file_names[which]);
        return ERR_CORRUPT;
    }
    if (ftruncate(store->fd, (off_t)store->end) != 0)
        return copy_complain(copy, file_names[which], errno);
    return OK;
}

static void unmap(struct copy_store *store)
{
    if (store->map != NULL)
        munmap(store->map, store->mapped);
    store->map = NULL;
    store->mapped = 0;
}

enum err copy_map(struct audit_copy *copy)
{
    for (enum copy_file i = 0; i < COPY_FILES; i++) {
        struct copy_store *store = &copy->store[i];
        void *map;

        if (store->mapped == store->end)
            continue;
        unmap(store);
        map = mmap(NULL, store->end, PROT_READ, MAP_SHARED, store->fd, 0);
        if (map == MAP_FAILED)
            return copy_complain(copy, file_names[i], errno);
        store->map = map;
        store->mapped = store->end;
    }
    return OK;
}

static enum err write_out(struct audit_copy *copy, enum copy_file which)
{
    struct copy_store *store = &copy->store[which];

    for (size_t at = 0; at < store->held;) {
        ssize_t wrote = pwrite(store->fd, store->buffer + at, store->held - at, (off_t)(store->end + at));

        if (wrote < 0 && errno != EINTR)
            return copy_complain(copy, file_names[which], errno);
        at += wrote > 0 ? (size_t)wrote : 0;
    }
    store->end += store->held;
    store->held = 0;
    return OK;
}

static enum err append(struct audit_copy *copy, enum copy_file which, const void *at, size_t len)
{
    struct copy_store *store = &copy->store[which];

    if (store->held + len > COPY_BUFFER)
        TRY(write_out(copy, which));
    must(len <= COPY_BUFFER);
    memcpy(store->buffer + store->held, at, len);
    store->held += len;
    return OK;
}

/* All that is held goes to the disk. */
static enum err settle(struct audit_copy *copy)
{
    for (enum copy_file i = 0; i < COPY_FILES; i++) {
        TRY(write_out(copy, i));
        if (fdatasync(copy->store[i].fd) != 0)
            return copy_complain(copy, file_names[i], errno);
    }
    return OK;
}

enum err audit_copy_open(const char *dir, const char *origin, struct audit_copy **ret, char ret_fault[AUDIT_FAULT_SIZE])
{
    struct audit_copy *copy = calloc(1, sizeof *copy);
    enum err err;

    must(copy != NULL && strlen(dir) <= DIRECTORY_BYTES_MAX && strlen(origin) <= CHECKPOINT_ORIGIN_MAX);
    copy->dir = path_format("%s", dir);
    snprintf(copy->origin, sizeof copy->origin, "%s", origin);
    for (enum copy_file i = 0; i < COPY_FILES; i++) {
        copy->store[i].fd = -1;
        copy->store[i].buffer = malloc(COPY_BUFFER);
        must(copy->store[i].buffer != NULL);
    }
    copy->hashes = malloc(TERMS_AN_ENTRY * sizeof *copy->hashes);
    must(copy->hashes != NULL);
    arena_init(&copy->arena, ARENA_BYTES_MAX);
    err = mkdir(dir, 0700) == 0 || errno == EEXIST ? OK : copy_complain(copy, "", errno);
    if (err == OK)
        err = copy_state_read(copy);
    for (enum copy_file i = 0; i < COPY_FILES && err == OK; i++)
        err = open_one(copy, i);
    if (err == OK)
        *ret = copy;
    else {
        snprintf(ret_fault, AUDIT_FAULT_SIZE, "%s", copy->fault);
        audit_copy_drop(&copy);
    }
    return err;
}

void audit_copy_drop(struct audit_copy **copy)
{
    if (*copy == NULL)
        return;
    for (enum copy_file i = 0; i < COPY_FILES; i++) {
        unmap(&(*copy)->store[i]);
        if ((*copy)->store[i].fd >= 0)
            close((*copy)->store[i].fd);
        free((*copy)->store[i].buffer);
    }
    free((*copy)->hashes);
    chains_fini(&(*copy)->chains);
    arena_fini(&(*copy)->arena);
    free(*copy);
    *copy = NULL;
}

uint64_t audit_copy_count(const struct audit_copy *copy) { return copy->head.size; }

const struct audit_kept *audit_copy_head(const struct audit_copy *copy) { return &copy->head; }

enum err copy_begin_anew(struct audit_copy *copy)
{
    copy->head = (struct audit_kept){ .size = 0 };
    copy->count = 0;
    copy->term_count = 0;
    memset(copy->edge, 0, sizeof copy->edge);
    chains_fini(&copy->chains);
    copy->chains = (struct chains){ .count = 0 };
    for (enum copy_file i = 0; i < COPY_FILES; i++) {
        unmap(&copy->store[i]);
        copy->store[i].end = copy->store[i].held = 0;
        if (ftruncate(copy->store[i].fd, 0) != 0)
            return copy_complain(copy, file_names[i], errno);
    }
    return OK;
}

/* ---- Adding ---- */

struct gathering {
    uint64_t *hashes;
    uint32_t count;
};

static void gather(void *self, const char *word, struct text value)
{
    struct gathering *g = self;
    uint64_t hash = term_hash(word, value);

    for (uint32_t i = g->count; i > 0 && i + 16 > g->count; i--)           /* neighbours are often the same */
        if (g->hashes[i - 1] == hash)
            return;
    must(g->count < TERMS_AN_ENTRY);
    g->hashes[g->count++] = hash;
}

static bool decode(struct audit_copy *copy, struct bytes bytes, struct entry **ret)
{
    struct check_fault fault;

    arena_reset(&copy->arena);
    *ret = arena_take(&copy->arena, sizeof **ret);
    return check_bytes(bytes, &check_limits_entry, &fault) == OK && entry_decode(bytes, &copy->arena, *ret) == OK;
}

enum err audit_copy_add(struct audit_copy *copy, const struct audit_line *line)
{
    struct copy_leaf leaf = { .epoch = line->epoch, .sequence = line->sequence };
    struct copy_row row = { .offset = copy->store[COPY_ENTRIES].end + copy->store[COPY_ENTRIES].held, .len = line->entry.len };
    struct gathering g = { .count = 0 };
    struct entry *entry;

    if (!decode(copy, line->entry, &entry) || line->source.len >= sizeof leaf.source)
        return ERR_MALFORMED;
    memcpy(leaf.source, line->source.at, line->source.len);
    g.hashes = copy->hashes;
    entry_terms(entry, &g, gather);
    copy->term_count += g.count;
    row.at_us = entry->at_us;
    row.terms_end = copy->term_count;
    TRY(append(copy, COPY_ENTRIES, &leaf, sizeof leaf));
    TRY(append(copy, COPY_ENTRIES, line->entry.at, line->entry.len));
    TRY(append(copy, COPY_TERMS, g.hashes, g.count * sizeof *g.hashes));
    TRY(append(copy, COPY_ROWS, &row, sizeof row));
    copy->count++;
    return OK;
}

enum err audit_copy_keep(struct audit_copy *copy, const struct audit_kept *head)
{
    must(head->size == copy->count);
    TRY(settle(copy));
    copy->head = *head;
    return copy_state_write(copy);
}

/* ---- Searching ---- */

static const struct copy_row *row_of(const struct audit_copy *copy, uint64_t index)
{
    return (const struct copy_row *)(const void *)copy->store[COPY_ROWS].map + index;
}

static uint64_t terms_begin(const struct audit_copy *copy, uint64_t index)
{
    return index == 0 ? 0 : row_of(copy, index - 1)->terms_end;
}

/* The leaf whose terms hold place `at`, from `from` on. */
static uint64_t leaf_of_term(const struct audit_copy *copy, uint64_t from, uint64_t at)
{
    uint64_t low = from, high = copy->head.size;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;

        if (row_of(copy, middle)->terms_end > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct matching {
    const struct audit_wanted *wanted;
    uint32_t found;                    /* bits */
};

static void match(void *self, const char *word, struct text value)
{
    struct matching *m = self;

    for (uint32_t i = 0; i < m->wanted->term_count; i++)
        if (strcmp(m->wanted->terms[i].word, word) == 0 && text_equal(m->wanted->terms[i].value, value))
            m->found |= 1u << i;
}

bool entry_wanted(const struct entry *entry, const struct audit_wanted *wanted)
{
    struct matching m = { wanted, 0 };

    if (entry->at_us < wanted->from_us || (wanted->to_us != 0 && entry->at_us >= wanted->to_us) ||
        (wanted->source.at != NULL && !text_equal(wanted->source, entry->service)))
        return false;
    entry_terms(entry, &m, match);
    return m.found == (1u << wanted->term_count) - 1;
}

/* Reads leaf `index` and hands it on when it fits. */
static enum err try_leaf(struct audit_copy *copy, uint64_t index, const struct audit_wanted *wanted, void *self,
                         bool (*each)(void *self, const struct audit_line *line, const struct entry *entry), bool *ret_more)
{
    const struct copy_row *row = row_of(copy, index);
    const struct copy_store *entries = &copy->store[COPY_ENTRIES];
    struct copy_leaf leaf;
    struct audit_line line = { .index = index };
    struct entry *entry;
    uint8_t hash[32];

    if (row->at_us < wanted->from_us || (wanted->to_us != 0 && row->at_us >= wanted->to_us))
        return OK;
    if (row->offset > entries->end || entries->end - row->offset < (uint64_t)sizeof leaf + row->len)
        return ERR_CORRUPT;
    memcpy(&leaf, entries->map + row->offset, sizeof leaf);
    leaf.source[sizeof leaf.source - 1] = '\0';
    line.epoch = leaf.epoch;
    line.sequence = leaf.sequence;
    line.source = text_of(leaf.source);
    line.entry = (struct bytes){ entries->map + row->offset + sizeof leaf, (uint32_t)row->len };
    if (!decode(copy, line.entry, &entry))
        return ERR_CORRUPT;
    if (!entry_wanted(entry, wanted))
        return OK;
    leaf_hash(line.entry, hash);
    line.hash = hash;
    *ret_more = each(self, &line, entry);
    return OK;
}

enum err audit_copy_find(struct audit_copy *copy, const struct audit_wanted *wanted, void *self,
                         bool (*each)(void *self, const struct audit_line *line, const struct entry *entry))
{
    uint64_t hash, at = 0, index = 0;
    bool more = true;

    TRY(copy_map(copy));
    if (wanted->term_count == 0) {
        for (; index < copy->head.size && more; index++)
            TRY(try_leaf(copy, index, wanted, self, each, &more));
        return OK;
    }
    const uint64_t *terms = (const uint64_t *)(const void *)copy->store[COPY_TERMS].map;

    hash = term_hash(wanted->terms[0].word, wanted->terms[0].value);
    while (more && at < copy->term_count) {
        while (at < copy->term_count && terms[at] != hash)
            at++;
        if (at == copy->term_count)
            break;
        index = leaf_of_term(copy, index, at);
        if (index >= copy->head.size || terms_begin(copy, index) > at)
            return ERR_CORRUPT;
        TRY(try_leaf(copy, index, wanted, self, each, &more));
        at = row_of(copy, index)->terms_end;
    }
    return OK;
}
