/* Signed tree heads of the audit log, as C2SP tlog-checkpoint in a C2SP signed note, so that any
 * tool for such logs can check them:
 *
 *     madoguchi.12/audit                      origin, also the key's name
 *     4711                                    size
 *     <base64 of the root>
 *     time 2027-02-01T00:05:00Z
 *                                             (empty line)
 *     <U+2014> madoguchi.12/audit <base64 of key id (4 bytes) and Ed25519 signature>
 */
#ifndef TRUST_CHECKPOINT_H
#define TRUST_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "trust/sign.h"

#define CHECKPOINT_ORIGIN_MAX 128
#define CHECKPOINT_SIZE 1536         /* room for any checkpoint made here, terminated */
#define CHECKPOINT_SOURCES_MAX 8
#define CHECKPOINT_SOURCE_SIZE 17
#define VERIFIER_KEY_SIZE 256        /* room for any verifier key made here, terminated */

/* How far a service's log is in the tree. */
struct checkpoint_source {
    char name[CHECKPOINT_SOURCE_SIZE];
    uint64_t epoch, sequence;          /* its last entry; both 0: none yet */
};

/* All that a checkpoint says. Behind `time` two kinds of extension lines:
 *
 *     source staff 1 4711             a service whose log is in the tree: a list that must name them all
 *     next-key <verifier key>         the head over which the key changes: signed by both, or it is none */
struct checkpoint {
    uint64_t size, at_us;
    uint8_t root[32];
    struct checkpoint_source sources[CHECKPOINT_SOURCES_MAX];
    uint32_t source_count;             /* 0: it lists none */
    bool changes_key;
    uint8_t next_key[32];
};

/* Signs all of it; `next` signs beside `signer` when the key changes, else NULL (checkpoint->next_key is not
 * looked at: it is next's). Source names are 1..16 lower-case letters. ERR_FULL as below. */
MUST_CHECK enum err checkpoint_put(const struct signer *signer, const struct signer *next, const char *origin,
                                   const struct checkpoint *checkpoint, char *ret, size_t ret_size);
/* As checkpoint_verify, with the extension lines. ERR_CRYPTO also: the key changes and the new one did not sign. */
MUST_CHECK enum err checkpoint_get(struct text note, const char *origin, const uint8_t public_key[32], struct checkpoint *ret);

/* Text of the checkpoint, terminated. `origin` is 1..CHECKPOINT_ORIGIN_MAX bytes without spaces, `+`
 * and controls (a constant of the installation; another one is a broken invariant). Of `at_us` whole
 * seconds are kept. ERR_FULL when ret_size is too small; CHECKPOINT_SIZE always suffices. */
MUST_CHECK enum err checkpoint_sign(const struct signer *signer, const char *origin, uint64_t size,
                                    const uint8_t root[32], uint64_t at_us, char *ret, size_t ret_size);

/* Reads a note from outside. It must be signed by this key under this origin; lines of other signers
 * (witnesses) and other extension lines are passed over. ERR_MALFORMED: no checkpoint, another
 * origin, or no `time` line. ERR_CRYPTO: not signed by this key, or a false signature in its name. */
MUST_CHECK enum err checkpoint_verify(struct text note, const char *origin, const uint8_t public_key[32],
                                      uint64_t *ret_size, uint8_t ret_root[32], uint64_t *ret_at_us);

/* The text of a note (with its last line feed) and the signature lines behind the empty line. False: it is no note. */
bool note_parts(struct text note, struct text *ret_body, struct text *ret_signatures);

/* The key as verifiers want it: origin+<key id, 8 hex digits>+<base64 of 0x01 and the key>, terminated.
 * size at least VERIFIER_KEY_SIZE. */
void verifier_key_put(const char *origin, const uint8_t public_key[32], char *ret, size_t size);
/* Reads one. False when it is none, or its key id is not that of name and key. */
bool verifier_key_get(struct text text, char ret_origin[CHECKPOINT_ORIGIN_MAX + 1], uint8_t ret_key[32]);

/* ---- Witnesses: C2SP tlog-cosignature, cosignature/v1 ---- */

#define COSIGNATURE_SIZE 512           /* room for a line made here, terminated */

/* The line a witness puts under `note`, with its line feed. `name` as an origin. ERR_MALFORMED: it is no note. */
MUST_CHECK enum err cosignature_put(const struct signer *signer, const char *name, struct text note, uint64_t at_us,
                                    char ret[COSIGNATURE_SIZE]);
/* Does this witness stand under the note? ERR_NOT_FOUND: no line in its name and key. ERR_CRYPTO: a false one.
 * ERR_MALFORMED: no note. *ret_at_us: when it was made, by the witness's clock, whole seconds. */
MUST_CHECK enum err cosignature_check(struct text note, const char *name, const uint8_t public_key[32], uint64_t *ret_at_us);
/* Keys of witnesses: as verifier keys, with 0x04 in place of 0x01. */
void witness_key_put(const char *name, const uint8_t public_key[32], char *ret, size_t size);
bool witness_key_get(struct text text, char ret_name[CHECKPOINT_ORIGIN_MAX + 1], uint8_t ret_key[32]);

#endif
