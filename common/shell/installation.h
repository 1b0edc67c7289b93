/* Where an installation keeps its things, and who is reachable where. Two directories: the data
 * (DIR), and the keys (KEYDIR), which lies outside of it so that whoever carries the data off has
 * no keys.
 *
 *     DIR/office                    madoguchi-office 2 / site N / mode trial|production / enrolment HEX
 *     DIR/<service>/state           log, tables, journal         DIR/<service>/keys    wrapped keys
 *     DIR/<service>/marker, lock, clock (driven clock of a trial), peers (the allow-list last in force), log
 *     DIR/run                       sockets of ipc endpoints
 *     KEYDIR/peers                  allow-list (wire/peers.h)
 *     KEYDIR/endpoints              lines: service command-address event-address public-key
 *     KEYDIR/<name>.curve.key       of each service, terminal and tool
 *     KEYDIR/<service>.epoch.key    of the first epoch, <service>.epoch.<N>.key of later ones, and the shared secrets claim, code, staff.ticket, audit.sign */
#ifndef SHELL_INSTALLATION_H
#define SHELL_INSTALLATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "wire/address.h"

#define DIRECTORY_BYTES_MAX 512u
#define ENDPOINTS_MAX 16u

/* A path made of bounded parts: always fits. */
struct path {
    char at[1024];
};
struct path path_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What was wrong, for a person. */
struct fault {
    char text[4096];
};
void fault_set(struct fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct installation {
    char dir[DIRECTORY_BYTES_MAX + 1], keys[DIRECTORY_BYTES_MAX + 1];     /* absolute, without symbolic links */
    uint16_t site;
    bool production;
    bool has_enrolment_key;          /* not when an early version made it (form 1) */
    uint8_t enrolment_key[32];       /* public half of the key that signs the allow-list */
};

/* Reads DIR/office. ERR_NOT_FOUND: no installation there. ERR_CONFIG: the file is wrong, or KEYDIR lies
 * in DIR. ERR_DENIED, ERR_IO. */
MUST_CHECK enum err installation_load(const char *dir, const char *keys, struct installation *ret, struct fault *ret_fault);
/* Writes DIR/office of two existing directories; ERR_EXISTS, ERR_CONFIG, ERR_IO. */
MUST_CHECK enum err installation_make(const char *dir, const char *keys, uint16_t site, bool production, const uint8_t enrolment_key[32],
                                      struct installation *ret, struct fault *ret_fault);
/* Writes the enrolment key into the DIR/office of an installation that has none. ERR_IO. */
MUST_CHECK enum err installation_add_enrolment(struct installation *at, const uint8_t enrolment_key[32], struct fault *ret_fault);
const char *installation_mode(const struct installation *at);             /* "trial" or "production" */

struct path service_path(const struct installation *at, const char *service, const char *name);   /* name "": the folder */
struct path key_path(const struct installation *at, const char *name);
struct path curve_key_path(const struct installation *at, const char *name);                      /* NAME.curve.key */

struct endpoint_line {
    char service[16];
    char command_address[ADDRESS_SIZE], event_address[ADDRESS_SIZE];
    uint8_t key[32];
};

struct endpoint_book {
    struct endpoint_line at[ENDPOINTS_MAX];
    uint32_t count;
};

/* KEYDIR/endpoints. ERR_NOT_FOUND, ERR_CONFIG (file:line in the fault), ERR_IO. */
MUST_CHECK enum err endpoint_book_load(const struct installation *at, struct endpoint_book *ret, struct fault *ret_fault);
/* NULL when the book has no such service. */
const struct endpoint_line *endpoint_of(const struct endpoint_book *book, const char *service);

/* Makes a small file durable under its name, all or nothing. One that is replaced hands on its owner, and its mode but for
 * the right of others to write: whoever could read it still can. ERR_IO. */
MUST_CHECK enum err file_put(const char *path, const char *text, uint32_t mode);
MUST_CHECK enum err file_put_text(const char *path, struct text text, uint32_t mode);

#endif
