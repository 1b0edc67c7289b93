/* CURVE keys: who a process is on the wire. Secret keys lie in our own key files; public keys are
 * shown as 40 characters of Z85, as other ZeroMQ tools do. */
#ifndef WIRE_KEYS_H
#define WIRE_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

#define WIRE_KEY_LEN 32
#define WIRE_KEY_TEXT_SIZE 41      /* 40 characters, terminated */

struct key_pair {
    uint8_t public_key[WIRE_KEY_LEN];
    uint8_t secret_key[WIRE_KEY_LEN];
};

/* A new pair from the system's randomness. */
void key_pair_make(struct key_pair *ret);
/* The pair whose secret half lies in that key file; errors of keyfile_load. */
MUST_CHECK enum err key_pair_load(const char *path, struct key_pair *ret);
/* Makes the file with a new pair; errors of keyfile_create. */
MUST_CHECK enum err key_pair_create(const char *path, struct key_pair *ret);
void key_pair_fini(struct key_pair *pair);      /* wipes */

void wire_key_put(const uint8_t key[WIRE_KEY_LEN], char ret[WIRE_KEY_TEXT_SIZE]);
/* False unless it is the one Z85 text of 32 bytes. */
bool wire_key_get(struct text text, uint8_t ret[WIRE_KEY_LEN]);

/* What people compare on paper: 16 bytes of a hash of the public key, as eight groups of four hex digits. */
#define WIRE_FINGERPRINT_SIZE 40   /* terminated */
void wire_fingerprint_put(const uint8_t key[WIRE_KEY_LEN], char ret[WIRE_FINGERPRINT_SIZE]);
/* As somebody types it: capitals, hyphens and spaces wherever they are. */
bool wire_fingerprint_is(const uint8_t key[WIRE_KEY_LEN], struct text typed);

#endif
