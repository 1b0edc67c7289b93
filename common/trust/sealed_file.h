/* A file that a machine can write and not read: frames under a key of its own, which is sealed to a public key whose secret half
 * lies offline. A frame that is changed, missing, moved or put in, and a tail that is cut, are found. Form: docs/backup.md.
 *
 *     head line | sealed key (80) | header (24) | frames: be32 length, XChaCha20-Poly1305 of kind and data */
#ifndef TRUST_SEALED_FILE_H
#define TRUST_SEALED_FILE_H

#include <stdio.h>

#include "base/bytes.h"
#include "base/err.h"
#include "trust/hash.h"

#define SEALED_HEAD_MAX 256u                 /* of the first line, readable by anybody, without its line feed */
#define SEALED_DATA_MAX (256u * 1024u)       /* of a frame */

struct sealed_writer;
struct sealed_reader;

/* Begins PATH.part (mode 0600). `head`: one line, at most SEALED_HEAD_MAX bytes. ERR_IO, ERR_FULL. */
MUST_CHECK enum err sealed_begin(const char *path, const char *head, const uint8_t public_key[32], struct sealed_writer **ret);
MUST_CHECK enum err sealed_put(struct sealed_writer *writer, uint8_t kind, struct bytes data);
/* Durable under PATH when it returns OK; its SHA-256 and length. Frees the writer in any case. */
MUST_CHECK enum err sealed_end(struct sealed_writer **writer, uint8_t ret_sha256[SHA256_LEN], uint64_t *ret_len);
/* Takes away what was written. */
void sealed_drop(struct sealed_writer **writer);

/* Reads the head, whoever has no key too. ERR_NOT_FOUND, ERR_MALFORMED (no such file of ours), ERR_IO. */
MUST_CHECK enum err sealed_open(const char *path, struct sealed_reader **ret);
/* The same of an open stream, which it closes in any case. */
MUST_CHECK enum err sealed_read(FILE *from, struct sealed_reader **ret);
const char *sealed_head(const struct sealed_reader *reader);             /* lives with the reader */
/* ERR_CRYPTO: sealed to another key, or changed. */
MUST_CHECK enum err sealed_unlock(struct sealed_reader *reader, const uint8_t secret_key[32]);
/* The next frame; `ret_data` lives until the next call. *ret_end: there is none, and the file is whole. ERR_CRYPTO: changed.
 * ERR_CORRUPT: cut, or something stands behind its end. ERR_IO. */
MUST_CHECK enum err sealed_next(struct sealed_reader *reader, uint8_t *ret_kind, struct bytes *ret_data, bool *ret_end);
uint64_t sealed_offset(const struct sealed_reader *reader);              /* in the file, where the frame last asked for begins */
void sealed_close(struct sealed_reader **reader);

#endif
