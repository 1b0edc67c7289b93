/* The journal file: records of whole blocks, each the entries of one step. Keeps true: a record counts only
 * when its hash fits, its generation is the wanted one and its first entry follows on the last; the file
 * never grows after it was made, so that one flush writes no more than the record. Does not know what an
 * entry says.
 *
 *     record: magic 4, count 4, first 8, length 8, generation 16, SHA-256 of these and the body 32
 *     body:   count times length 4, entry; zeros up to the next block */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/invariant.h"
#include "store/env.h"
#include "trust/hash.h"

#define MAGIC UINT32_C(0x4d474a31)
#define BLOCK 4096u
#define HASHED_LEN 40u
#define HEAD_LEN (HASHED_LEN + SHA256_LEN)

struct place { uint64_t offset; uint32_t len; };

struct journal {
    int fd;
    uint64_t size, end;               /* of the file; where the next record goes */
    uint8_t generation[GENERATION_LEN];
    uint8_t *step;                    /* the record being gathered */
    uint64_t step_len, step_cap, step_first;
    uint32_t step_count;
    bool unflushed;
    uint8_t *loaded;                  /* the file, after a load */
    struct place *places;  uint64_t place_count, place_cap, head;
};

/* ---- Making and opening ------------------------------------------------------------------ */

static enum err write_all(int fd, const uint8_t *from, uint64_t len, uint64_t offset)
{
    while (len > 0) {
        ssize_t done = pwrite(fd, from, len, (off_t)offset);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done < 0 && (errno == ENOSPC || errno == EDQUOT) ? ERR_FULL : ERR_IO;
        from += done;
        len -= (uint64_t)done;
        offset += (uint64_t)done;
    }
    return OK;
}

/* Zeros, not a hole: a block that was never written costs a second flush when it is. */
static enum err fill(struct journal *j, const char *dir, uint64_t bytes)
{
    static const uint8_t zeros[64 * BLOCK];

    for (uint64_t at = j->size; at < bytes; at += sizeof zeros)
        TRY(write_all(j->fd, zeros, bytes - at < sizeof zeros ? bytes - at : sizeof zeros, at));
    if (j->size < bytes) {
        if (fsync(j->fd) != 0)
            return ERR_IO;
        TRY(path_flush(dir));
        j->size = bytes;
    }
    return OK;
}

static enum err open_file(struct journal *j, const char *dir, uint64_t bytes)
{
    char path[4096];
    struct stat file;
    int len = snprintf(path, sizeof path, "%s/journal", dir);

    if (len < 0 || (size_t)len >= sizeof path)
        return ERR_LIMIT;
    j->fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (bytes > 0 ? O_CREAT : 0), 0600);
    if (j->fd < 0)
        return err_of(errno);
    if (fstat(j->fd, &file) != 0 || !S_ISREG(file.st_mode))
        return ERR_IO;
    j->size = (uint64_t)file.st_size / BLOCK * BLOCK;
    return fill(j, dir, bytes / BLOCK * BLOCK);
}

enum err journal_open(const char *dir, uint64_t bytes, struct journal **ret)
{
    struct journal *j = calloc(1, sizeof *j);
    enum err err;

    must(dir != NULL && ret != NULL);
    if (j == NULL)
        return ERR_NO_MEMORY;
    err = open_file(j, dir, bytes);
    if (err != OK)
        journal_drop(&j);
    if (err == ERR_NOT_FOUND && bytes == 0)
        err = OK;
    *ret = j;
    return err;
}

void journal_drop(struct journal **journal)
{
    struct journal *j = *journal;

    if (j == NULL)
        return;
    if (j->fd >= 0)
        (void)close(j->fd);
    free(j->step);
    free(j->loaded);
    free(j->places);
    free(j);
    *journal = NULL;
}

/* ---- Reading ----------------------------------------------------------------------------- */

static uint64_t blocks_of(uint64_t len)
{
    return (len + BLOCK - 1) / BLOCK * BLOCK;
}

static void record_hash(const uint8_t *record, uint64_t len, uint8_t ret[SHA256_LEN])
{
    struct sha256_state state;

    sha256_start(&state);
    sha256_add(&state, (struct bytes){ record, HASHED_LEN });
    sha256_add(&state, (struct bytes){ record + HEAD_LEN, (uint32_t)len });
    sha256_end(&state, ret);
}

static void add_place(struct journal *j, uint64_t offset, uint32_t len)
{
    if (j->place_count == j->place_cap) {
        j->place_cap = j->place_cap * 2 + 256;
        j->places = realloc(j->places, j->place_cap * sizeof *j->places);
        must(j->places != NULL);
    }
    j->places[j->place_count++] = (struct place){ offset, len };
}

/* The places of a record whose hash fits: our own writing, but lengths are compared all the same. */
static bool take_body(struct journal *j, uint64_t at, uint64_t len, uint32_t count)
{
    const uint64_t end = at + len, before = j->place_count;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t entry = end - at >= 4 ? be32_get(j->loaded + at) : 0;

        if (entry == 0 || entry > end - at - 4) {
            j->place_count = before;
            return false;
        }
        add_place(j, at + 4, entry);
        at += 4 + (uint64_t)entry;
    }
    return at == end;
}

static bool take_record(struct journal *j)
{
    const uint8_t *record = j->loaded + j->end;
    uint8_t hash[SHA256_LEN];
    uint64_t len;

    if (j->size - j->end < BLOCK || be32_get(record) != MAGIC || memcmp(record + 24, j->generation, GENERATION_LEN) != 0)
        return false;
    len = be64_get(record + 16);
    if (len > j->size - j->end - HEAD_LEN || len > UINT32_MAX || be64_get(record + 8) != journal_last(j) + 1)
        return false;
    record_hash(record, len, hash);
    if (memcmp(record + HASHED_LEN, hash, SHA256_LEN) != 0 || !take_body(j, j->end + HEAD_LEN, len, be32_get(record + 4)))
        return false;
    j->end += blocks_of(HEAD_LEN + len);
    return true;
}

static enum err read_file(struct journal *j)
{
    uint64_t at = 0;

    free(j->loaded);
    j->loaded = malloc(j->size + 1);
    if (j->loaded == NULL)
        return ERR_NO_MEMORY;
    while (at < j->size) {
        ssize_t got = pread(j->fd, j->loaded + at, j->size - at, (off_t)at);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return ERR_IO;
        at += (uint64_t)got;
    }
    return OK;
}

/* Is there a good record behind the last one taken? Records are flushed in turn, so only damage leaves such a gap. */
static bool gap_behind(struct journal *j)
{
    uint8_t hash[SHA256_LEN];

    for (uint64_t at = j->end; j->size - at >= BLOCK; at += BLOCK) {
        const uint8_t *record = j->loaded + at;
        uint64_t len = be64_get(record + 16);

        if (be32_get(record) != MAGIC || memcmp(record + 24, j->generation, GENERATION_LEN) != 0 || be64_get(record + 8) <= journal_last(j) + 1 ||
            len > j->size - at - HEAD_LEN || len > UINT32_MAX)
            continue;
        record_hash(record, len, hash);
        if (memcmp(record + HASHED_LEN, hash, SHA256_LEN) == 0)
            return true;
    }
    return false;
}

enum err journal_load(struct journal *j, const uint8_t generation[GENERATION_LEN], uint64_t head)
{
    must(j != NULL && j->step_count == 0);
    memcpy(j->generation, generation, GENERATION_LEN);
    j->place_count = j->end = 0;
    j->head = head;
    TRY(read_file(j));
    while (take_record(j))
        continue;
    return gap_behind(j) ? ERR_CORRUPT : OK;
}

uint64_t journal_last(const struct journal *j)
{
    return j->head + j->place_count;
}

bool journal_entry(const struct journal *j, uint64_t number, struct bytes *ret)
{
    if (j->loaded == NULL || number <= j->head || number > journal_last(j))
        return false;
    *ret = (struct bytes){ j->loaded + j->places[number - j->head - 1].offset, j->places[number - j->head - 1].len };
    return true;
}

/* ---- Writing ----------------------------------------------------------------------------- */

void journal_unflushed(struct journal *j)
{
    j->unflushed = true;
}

void journal_start(struct journal *j, const uint8_t generation[GENERATION_LEN])
{
    must(j->step_count == 0);
    memcpy(j->generation, generation, GENERATION_LEN);
    free(j->loaded);
    j->loaded = NULL;
    j->place_count = j->end = 0;
}

static void step_room(struct journal *j, uint64_t more)
{
    if (j->step_cap >= j->step_len + more)
        return;
    j->step_cap = blocks_of((j->step_len + more) * 2);
    j->step = realloc(j->step, j->step_cap);
    must(j->step != NULL);
}

void journal_add(struct journal *j, uint64_t number, struct bytes entry)
{
    must(entry.len > 0 && (j->step_count == 0 || number == j->step_first + j->step_count));
    if (j->step_count == 0) {
        j->step_first = number;
        j->step_len = HEAD_LEN;
    }
    step_room(j, HEAD_LEN + 4 + (uint64_t)entry.len + BLOCK);
    be32_put(j->step + j->step_len, entry.len);
    memcpy(j->step + j->step_len + 4, entry.at, entry.len);
    j->step_len += 4 + (uint64_t)entry.len;
    j->step_count++;
}

bool journal_has_room(const struct journal *j)
{
    return j->step_len <= UINT32_MAX && blocks_of(j->step_len) <= j->size - j->end;
}

void journal_forget(struct journal *j)
{
    j->step_count = 0;
    j->step_len = HEAD_LEN;
}

enum err journal_write(struct journal *j)
{
    uint64_t blocks = blocks_of(j->step_len);

    must(j->step_count > 0 && journal_has_room(j));
    be32_put(j->step, MAGIC);
    be32_put(j->step + 4, j->step_count);
    be64_put(j->step + 8, j->step_first);
    be64_put(j->step + 16, j->step_len - HEAD_LEN);
    memcpy(j->step + 24, j->generation, GENERATION_LEN);
    record_hash(j->step, j->step_len - HEAD_LEN, j->step + HASHED_LEN);
    memset(j->step + j->step_len, 0, blocks - j->step_len);
    if (write_all(j->fd, j->step, blocks, j->end) != OK || (!j->unflushed && fdatasync(j->fd) != 0))
        return ERR_IO;
    j->end += blocks;
    journal_forget(j);
    return OK;
}
