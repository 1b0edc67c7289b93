/* A witness: keeps the last head of a log it saw, puts its line under one that continues it, under no other. Needs the
 * log's public key and its own secret one. Requests have the form of C2SP tlog-witness, add-checkpoint:
 *
 *     old 4711                     size of the head the proof begins with
 *     <base64 of a hash>           the consistency proof
 *
 *     <the signed head> */
#ifndef AUDIT_WITNESS_H
#define AUDIT_WITNESS_H

#include "recheck.h"
#include "trust/merkle.h"

#define WITNESS_REQUEST_MAX 16384u

enum witness_answer {
    WITNESS_SIGNED,
    WITNESS_MALFORMED,             /* no request */
    WITNESS_SIGNATURE,             /* the head is not signed by the log's key, or not over changes of it */
    WITNESS_OTHER_OLD,             /* the proof begins elsewhere: ask again from what is kept */
    WITNESS_SHRUNK,                /* fewer leaves than what was kept */
    WITNESS_FORK                   /* does not continue what was kept */
};

struct witness_request {
    uint64_t old_size;
    uint8_t path[MERKLE_PATH_MAX][32];
    uint32_t path_len;
    struct text note;              /* the signed head */
};
/* Reads one; false when it has another form. Points into `text`. */
bool witness_request_read(struct text text, struct witness_request *ret);
/* Terminated. */
void witness_request_put(const struct witness_request *request, char ret[WITNESS_REQUEST_MAX]);

/* Judges a request against the head kept (size 0: none yet). WITNESS_SIGNED: *ret_head is to be kept before the line
 * in ret_line leaves. `changes`: notes of changes of the key, followed from kept->key, else from `public_key`. */
enum witness_answer witness_judge(const struct witness_request *request, const char *origin, const uint8_t public_key[32], const struct text *changes,
                                  uint32_t change_count, const struct audit_kept *kept, const struct signer *signer, const char *name, uint64_t now_us,
                                  struct audit_kept *ret_head, char ret_line[COSIGNATURE_SIZE]);

#endif
