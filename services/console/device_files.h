/* What the console keeps of its devices, one small file each: that a browser has been made a device (a hash of its cookie), and that a
 * one-time code waits. Read and written by the console and by `madoguchi device`; a code's times are the machine's. */
#ifndef CONSOLE_DEVICE_FILES_H
#define CONSOLE_DEVICE_FILES_H

#include "shell/installation.h"
#include "trust/code.h"
#include "wire/keys.h"

#define DEVICE_CODE_HOURS 24u
#define DEVICE_CODE_SIZE (BOOKING_CODE_SIZE + 3)     /* in groups of four and five, terminated */

enum device_file { DEVICE_COOKIE, DEVICE_CODE };      /* DIR/console/devices/TERMINAL and DIR/console/codes/TERMINAL */

struct device_note {
    uint8_t hash[32];
    uint64_t at_us;                                   /* of a cookie: since when; of a code: until when */
};

/* Makes the folders. ERR_IO. */
MUST_CHECK enum err device_folders_make(const struct installation *at, struct fault *ret_fault);
/* False: none is there, or it is no such file. */
bool device_note_read(const struct installation *at, enum device_file file, const char *terminal, struct device_note *ret);
MUST_CHECK enum err device_note_write(const struct installation *at, enum device_file file, const char *terminal, const struct device_note *note);
void device_note_remove(const struct installation *at, enum device_file file, const char *terminal);

/* Hashes under a key derived from the console's own, which lies off the data disk. */
void device_key(const struct key_pair *console, uint8_t ret[32]);
void device_hash(const uint8_t key[32], enum device_file file, struct bytes secret, uint8_t ret[32]);
/* What was typed, tolerant as with booking codes. False: no code could read so. */
bool device_code_hash(const uint8_t key[32], struct text typed, uint8_t ret[32]);

/* A new one-time code for a device; an earlier one is void. ERR_IO. */
MUST_CHECK enum err device_code_make(const struct installation *at, const struct key_pair *console, const char *terminal, uint64_t now_us,
                                     char ret[DEVICE_CODE_SIZE], struct fault *ret_fault);

#endif
