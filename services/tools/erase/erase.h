/* The parts of `madoguchi erase`: who asks and confirms (erase_people.c), new epochs of all keys (erase_keys.c), the paper about it
 * (erase_certificate.c). */
#ifndef TOOLS_ERASE_H
#define TOOLS_ERASE_H

#include "../session.h"
#include "gen/engine.h"

struct erase_args {
    const char *verb;
    const char *dir, *keys, *account, *out;
    const char *escrow;                    /* file with the offline public key; NULL: no copy of the new keys is kept */
    const char *copies[2];                 /* folders of the two copies */
    const char *destroy_on;                /* yyyy-mm-dd, of the copies */
    bool english;
};

struct erasure {
    struct erase_args args;
    struct session session;
    uint32_t epochs[OFFICE_SERVICES];      /* after the run */
};

/* Services that keep something of persons. */
bool keeps_persons(uint32_t index);

/* Prints what is due; *ret_count of all services. */
MUST_CHECK enum err erasure_list(struct erasure *e, bool print, uint64_t *ret_count, struct fault *fault);
/* Asks for the erasure of everything due that nothing bars. */
MUST_CHECK enum err erasure_request(struct erasure *e, uint64_t *ret_count, struct fault *fault);
/* Confirms what others asked for. */
MUST_CHECK enum err erasure_confirm(struct erasure *e, uint64_t *ret_count, struct fault *fault);

/* Every service: a new epoch key, its copies for a bad day, the service writes its files anew, the old key is destroyed. Goes on where an
 * interrupted run stopped. */
MUST_CHECK enum err erasure_renew(struct erasure *e, struct fault *fault);

/* Writes OUT/erasure-DATE-N.json, .txt and .sig. */
MUST_CHECK enum err erasure_certify(struct erasure *e, struct path *ret, struct fault *fault);

#endif
