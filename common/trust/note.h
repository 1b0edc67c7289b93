/* C2SP signed notes: what checkpoints, cosignatures and proofs share. */
#ifndef TRUST_NOTE_H
#define TRUST_NOTE_H

#include "trust/checkpoint.h"

#define ALGORITHM_ED25519 0x01
#define ALGORITHM_COSIGNATURE 0x04
#define KEY_ID_LEN 4
#define NOTE_DASH "\xE2\x80\x94 "          /* U+2014, space */
#define NOTE_DASH_LEN (sizeof NOTE_DASH - 1)

/* Length of a key's name: 1..CHECKPOINT_ORIGIN_MAX bytes without spaces, `+` and controls; another one is a broken invariant. */
uint32_t note_name_len(const char *name);
void note_key_id(const char *name, uint8_t algorithm, const uint8_t public_key[32], uint8_t ret[KEY_ID_LEN]);
/* Takes a signature line apart. False when it has not the form of one. */
bool note_signature(struct text line, struct text *ret_name, struct text *ret_coded);
/* The next line without its line feed; false when there is none, or none that ends. */
bool note_line(struct text *rest, struct text *ret);

#endif
