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

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "trust/sign.h"

#define CHECKPOINT_ORIGIN_MAX 128
#define CHECKPOINT_SIZE 512          /* room for any checkpoint made here, terminated */
#define VERIFIER_KEY_SIZE 256        /* room for any verifier key made here, terminated */

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

/* The key as verifiers want it: origin+<key id, 8 hex digits>+<base64 of 0x01 and the key>, terminated.
 * size at least VERIFIER_KEY_SIZE. */
void verifier_key_put(const char *origin, const uint8_t public_key[32], char *ret, size_t size);

#endif
