/* The office: an installation on this machine with its six services as child processes, and on wish the console. Used by
 * `madoguchi up`, by the story, and by tests that kill services.
 *
 * Whoever uses it has called trust_init() and wire_start(). */
#ifndef TOOLS_OFFICE_H
#define TOOLS_OFFICE_H

#include <sys/types.h>

#include "client/client.h"
#include "place.h"
#include "trust/sign.h"

#define OFFICE_SERVICES 6u

/* In the order they are started and shown: staff inventory reservations queueing reporting audit. */
extern const struct service *const office_services[OFFICE_SERVICES];
const char *office_service_name(uint32_t index);
const char *office_service_ja(uint32_t index);
/* OFFICE_SERVICES when there is none of that name. */
uint32_t office_index(const char *service);

/* What runs beside the services: no service, so it tells no status. */
#define OFFICE_CONSOLE OFFICE_SERVICES
#define OFFICE_CHILDREN (OFFICE_SERVICES + 1)
/* Of a service, or "console". */
const char *office_child_name(uint32_t index);

/* ---- Making one (office_keys.c) ---- */

#define ENROLMENT_KEY_FILE "enrolment.key"       /* made in KEYDIR; to be carried off and kept offline */

/* Makes both directories, all keys, KEYDIR/peers (signed), endpoints (ipc), audit.vkey, and last DIR/office. Keys that
 * are there already stay, so an interrupted call can be repeated. ERR_EXISTS: DIR is an installation. */
MUST_CHECK enum err office_init(const struct place *place, uint16_t site, bool production, struct fault *ret_fault);
/* An installation that an early version made: makes its enrolment key and signs its allow-list. */
MUST_CHECK enum err office_sign(struct installation *at, struct fault *ret_fault);
/* The key that signs the allow-list, from wherever it is kept; the fault names what is wrong with the file. */
MUST_CHECK enum err office_enrolment_key(const char *path, struct signer *ret, struct fault *ret_fault);
/* What a peer of that role may do when nobody says; NULL: that must be said. */
const char *office_rights_of(const char *role);
/* A peer of the installation that is no service: console, kiosk, bridge, tool, auditor. Its keys. */
MUST_CHECK enum err office_peer(const struct installation *at, const char *name, struct key_pair *ret, struct fault *ret_fault);

/* ---- Running it (office.c) ---- */

struct office;

/* Locks the installation and starts all services. ERR_EXISTS: one is running (the fault names its process). */
MUST_CHECK enum err office_start(const struct place *place, struct office **ret, struct fault *ret_fault);
/* Until all say that they are ready. ERR_TIMEOUT, ERR_IO (one ended): the fault names it, with its last words. */
MUST_CHECK enum err office_wait_ready(struct office *office, int64_t timeout_ms, struct fault *ret_fault);
/* Starts the console as well; `port` PORT_CONFIGURED: as its configuration says. ERR_NOT_FOUND: there is no console.yaml (an older
 * configuration). ERR_IO. */
MUST_CHECK enum err office_console_start(struct office *office, uint32_t port, struct fault *ret_fault);
/* Until browsers may come; where. ERR_TIMEOUT; ERR_IO: it ended, the fault has its last words. It is started again all the same. */
#define CONSOLE_ADDRESS_SIZE 128
MUST_CHECK enum err office_console_wait(struct office *office, int64_t timeout_ms, char ret_address[CONSOLE_ADDRESS_SIZE], struct fault *ret_fault);
/* Buries children that ended and starts them again, later and later each time. Returns when to call again at the
 * latest (client_now_ms() time; INT64_MAX: only when a child ends). *ret_ended: index of one that ended, else OFFICE_CHILDREN. */
int64_t office_tend(struct office *office, uint32_t *ret_ended);
/* Ends all in order, waits, and kills what does not end within ten seconds. Unlocks. */
void office_stop(struct office **office);

const struct installation *office_installation(const struct office *office);
const struct endpoint_book *office_book(const struct office *office);
pid_t office_pid(const struct office *office, uint32_t index);            /* 0: not running now */
/* Sends a signal to one service; for tests. */
void office_signal(struct office *office, uint32_t index, int number);
/* The office's own connection, as the peer `tool`. */
struct client *office_client(struct office *office, uint32_t index);
/* A connection to one service for another peer. */
MUST_CHECK enum err office_connect(const struct endpoint_book *book, const char *service, const struct key_pair *key,
                                   uint32_t give_up_ms, struct client **ret);

/* How large the services' stores may become, as FOLDER/office.yaml says. ERR_CONFIG and others of config_load: the fault holds the complaints. */
MUST_CHECK enum err office_map_bytes(const char *folder, uint64_t *ret, struct fault *ret_fault);

/* ---- The first account (office_account.c) ---- */

#define FIRST_ACCOUNT "admin"
#define FIRST_PASSWORD_SIZE 24
/* 80 bits, in groups of four. */
void office_password_make(char ret[FIRST_PASSWORD_SIZE]);
/* Makes the service manager's account when there is none. *ret_made false: there are accounts. */
MUST_CHECK enum err office_first_account(struct client *staff, char ret_password[FIRST_PASSWORD_SIZE], bool *ret_made, struct fault *ret_fault);

#endif
