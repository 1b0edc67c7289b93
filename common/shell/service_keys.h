/* The keys one service may hold: its epoch key, its CURVE pair, the secrets it shares with others. */
#ifndef SHELL_SERVICE_KEYS_H
#define SHELL_SERVICE_KEYS_H

#include "engine/engine.h"
#include "shell/installation.h"
#include "wire/keys.h"

#define SHARED_SECRETS_MAX 2u

struct service_keys {
    uint32_t epoch;                        /* of the key store in DIR; of the newest key file when there is none yet */
    uint8_t epoch_key[32];
    struct key_pair pair;
    struct shared_secret shared[SHARED_SECRETS_MAX];
    uint32_t shared_count;
};

/* ERR_NOT_FOUND, ERR_DENIED (open to others), ERR_MALFORMED, ERR_IO: the fault names the file. */
MUST_CHECK enum err service_keys_load(const struct installation *at, const char *service, struct service_keys *ret, struct fault *ret_fault);
/* KEYDIR/SERVICE.epoch.key is the first epoch's, SERVICE.epoch.N.key the N-th's. */
struct path epoch_key_path(const struct installation *at, const char *service, uint32_t epoch);
/* The newest epoch whose key file is there; 0: none. */
uint32_t epoch_key_newest(const struct installation *at, const char *service);
void service_keys_fini(struct service_keys *keys);        /* wipes */

/* Which shared secret lies in which file, for whoever makes the keys of an installation. */
struct shared_key {
    const char *service;
    const char *secret;      /* name the domain asks for */
    const char *file;        /* in KEYDIR */
};
extern const struct shared_key shared_keys[];
extern const uint32_t shared_key_count;

#endif
