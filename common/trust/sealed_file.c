/* Frames of libsodium's secretstream behind a sealed key. Keeps true: PATH is either whole or not there; nothing of a frame is given
 * out before the frame is known to be genuine; a writer cannot read back what it wrote, since its key is wiped with it. */
#include "trust/sealed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/invariant.h"
#include "trust/escrow.h"
#include "trust/random.h"

#define HEADER_LEN crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define FRAME_OVERHEAD crypto_secretstream_xchacha20poly1305_ABYTES
#define FRAME_MAX (1 + SEALED_DATA_MAX + FRAME_OVERHEAD)
#define PATH_BYTES 1100u

_Static_assert(HEADER_LEN == 24 && FRAME_OVERHEAD == 17 && crypto_secretstream_xchacha20poly1305_KEYBYTES == 32, "stored form");

/* What the first frame is bound to: the readable line and the sealed key. */
struct bound {
    uint8_t at[SEALED_HEAD_MAX + 1 + ESCROW_LEN];
    size_t len;
};

struct sealed_writer {
    FILE *to;
    char path[PATH_BYTES], part[PATH_BYTES];
    crypto_secretstream_xchacha20poly1305_state stream;
    struct bound bound;                      /* len 0 behind the first frame */
    struct sha256_state hash;
    uint64_t len;
    uint8_t plain[1 + SEALED_DATA_MAX], frame[4 + FRAME_MAX];
};

static enum err written_all(struct sealed_writer *w, const uint8_t *at, size_t len)
{
    if (fwrite(at, 1, len, w->to) != len)
        return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;
    sha256_add(&w->hash, (struct bytes){ at, (uint32_t)len });
    w->len += len;
    return OK;
}

static enum err begin_stream(struct sealed_writer *w, const char *head, const uint8_t public_key[32])
{
    uint8_t key[32], header[HEADER_LEN];
    size_t head_len = strlen(head);

    must(head_len <= SEALED_HEAD_MAX && strchr(head, '\n') == NULL);
    memcpy(w->bound.at, head, head_len);
    w->bound.at[head_len] = '\n';
    crypto_secretstream_xchacha20poly1305_keygen(key);
    escrow_seal(public_key, key, w->bound.at + head_len + 1);
    w->bound.len = head_len + 1 + ESCROW_LEN;
    must(crypto_secretstream_xchacha20poly1305_init_push(&w->stream, header, key) == 0);
    secret_wipe(key, sizeof key);
    TRY(written_all(w, w->bound.at, w->bound.len));
    return written_all(w, header, sizeof header);
}

enum err sealed_begin(const char *path, const char *head, const uint8_t public_key[32], struct sealed_writer **ret)
{
    struct sealed_writer *w = calloc(1, sizeof *w);
    enum err err;
    int fd;

    must(w != NULL && strlen(path) + sizeof ".part" < PATH_BYTES);
    snprintf(w->path, sizeof w->path, "%s", path);
    snprintf(w->part, sizeof w->part, "%s.part", path);
    sha256_start(&w->hash);
    fd = open(w->part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    w->to = fd < 0 ? NULL : fdopen(fd, "wb");
    err = w->to == NULL ? ERR_IO : begin_stream(w, head, public_key);
    if (err != OK)
        sealed_drop(&w);
    *ret = w;
    return err;
}

static enum err push(struct sealed_writer *w, uint8_t kind, struct bytes data, uint8_t tag)
{
    unsigned long long len;

    must(data.len <= SEALED_DATA_MAX);
    w->plain[0] = kind;
    if (data.len > 0)
        memcpy(w->plain + 1, data.at, data.len);
    must(crypto_secretstream_xchacha20poly1305_push(&w->stream, w->frame + 4, &len, w->plain, 1 + (unsigned long long)data.len,
                                                    w->bound.at, w->bound.len, tag) == 0);
    w->bound.len = 0;
    be32_put(w->frame, (uint32_t)len);
    return written_all(w, w->frame, 4 + (size_t)len);
}

enum err sealed_put(struct sealed_writer *w, uint8_t kind, struct bytes data)
{
    return push(w, kind, data, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
}

enum err sealed_end(struct sealed_writer **writer, uint8_t ret_sha256[SHA256_LEN], uint64_t *ret_len)
{
    struct sealed_writer *w = *writer;
    enum err err = push(w, 0, (struct bytes){ NULL, 0 }, crypto_secretstream_xchacha20poly1305_TAG_FINAL);

    if (err == OK && (fflush(w->to) != 0 || fsync(fileno(w->to)) != 0))
        err = errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;
    if (err == OK && rename(w->part, w->path) != 0)
        err = ERR_IO;
    if (err == OK) {
        sha256_end(&w->hash, ret_sha256);
        *ret_len = w->len;
        err = folder_flush_of(w->path);
    }
    sealed_drop(writer);
    return err;
}

void sealed_drop(struct sealed_writer **writer)
{
    struct sealed_writer *w = *writer;

    *writer = NULL;
    if (w == NULL)
        return;
    if (w->to != NULL)
        (void)fclose(w->to);
    (void)unlink(w->part);                   /* not there any more when it ended well */
    secret_wipe(w, sizeof *w);
    free(w);
}

/* ---- Reading ----------------------------------------------------------------------------------- */

struct sealed_reader {
    FILE *from;
    char head[SEALED_HEAD_MAX + 1];
    struct bound bound;
    uint8_t header[HEADER_LEN];
    crypto_secretstream_xchacha20poly1305_state stream;
    uint64_t offset, next;
    bool unlocked, ended;
    uint8_t plain[1 + SEALED_DATA_MAX], frame[FRAME_MAX];
};

/* ERR_CORRUPT: the file ends before. */
static enum err take(struct sealed_reader *r, void *to, size_t len)
{
    if (fread(to, 1, len, r->from) != len)
        return ferror(r->from) ? ERR_IO : ERR_CORRUPT;
    r->next += len;
    return OK;
}

static enum err take_head(struct sealed_reader *r)
{
    size_t len = 0;

    for (;; len++) {
        if (len > SEALED_HEAD_MAX || take(r, r->bound.at + len, 1) != OK)
            return ERR_MALFORMED;
        if (r->bound.at[len] == '\n')
            break;
        if (r->bound.at[len] < ' ' || r->bound.at[len] > '~')
            return ERR_MALFORMED;
        r->head[len] = (char)r->bound.at[len];
    }
    r->bound.len = len + 1 + ESCROW_LEN;
    if (take(r, r->bound.at + len + 1, ESCROW_LEN) != OK || take(r, r->header, sizeof r->header) != OK)
        return ERR_MALFORMED;
    return OK;
}

enum err sealed_open(const char *path, struct sealed_reader **ret)
{
    FILE *from = fopen(path, "rbe");

    if (from == NULL)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    return sealed_read(from, ret);
}

enum err sealed_read(FILE *from, struct sealed_reader **ret)
{
    struct sealed_reader *r = calloc(1, sizeof *r);
    enum err err;

    must(r != NULL && from != NULL);
    r->from = from;
    err = take_head(r);
    if (err != OK)
        sealed_close(&r);
    *ret = r;
    return err;
}

const char *sealed_head(const struct sealed_reader *r)
{
    return r->head;
}

enum err sealed_unlock(struct sealed_reader *r, const uint8_t secret_key[32])
{
    uint8_t key[32], public_key[32];
    enum err err;

    escrow_public(secret_key, public_key);
    TRY(escrow_open(public_key, secret_key, r->bound.at + r->bound.len - ESCROW_LEN, key));
    err = crypto_secretstream_xchacha20poly1305_init_pull(&r->stream, r->header, key) == 0 ? OK : ERR_CRYPTO;
    secret_wipe(key, sizeof key);
    r->unlocked = err == OK;
    return err;
}

static enum err pull(struct sealed_reader *r, uint32_t len, unsigned long long *ret_plain, bool *ret_end)
{
    uint8_t tag;

    if (crypto_secretstream_xchacha20poly1305_pull(&r->stream, r->plain, ret_plain, &tag, r->frame, len, r->bound.at, r->bound.len) != 0)
        return ERR_CRYPTO;
    r->bound.len = 0;
    *ret_end = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return OK;
}

enum err sealed_next(struct sealed_reader *r, uint8_t *ret_kind, struct bytes *ret_data, bool *ret_end)
{
    unsigned long long plain;
    uint8_t len[4];
    uint32_t count;

    must(r->unlocked && !r->ended);
    r->offset = r->next;
    TRY(take(r, len, sizeof len));
    count = be32_get(len);
    if (count < 1 + FRAME_OVERHEAD || count > FRAME_MAX)
        return ERR_CRYPTO;
    TRY(take(r, r->frame, count));
    TRY(pull(r, count, &plain, ret_end));
    if (*ret_end && fgetc(r->from) != EOF)
        return ERR_CORRUPT;
    r->ended = *ret_end;
    *ret_kind = r->plain[0];
    *ret_data = (struct bytes){ r->plain + 1, (uint32_t)plain - 1 };
    return OK;
}

uint64_t sealed_offset(const struct sealed_reader *r)
{
    return r->offset;
}

void sealed_close(struct sealed_reader **reader)
{
    struct sealed_reader *r = *reader;

    *reader = NULL;
    if (r == NULL)
        return;
    if (r->from != NULL)
        (void)fclose(r->from);
    secret_wipe(r, sizeof *r);
    free(r);
}
