/* One leaf with everything that is needed to check it, in a text file:
 *
 *     madoguchi-audit-proof 1
 *     source staff 1 18                    service, epoch, number of the entry there
 *     entry <base64>                       its bytes as stored
 *     key-change <base64 of a note>        none, or every change of the key from the first on
 *     c2sp.org/tlog-proof@v1               from here on in the form of C2SP tlog-proof
 *     index 17
 *     <base64 of a hash>                   the path, from the leaf upwards
 *
 *     <the signed head, with witnesses' lines when there are some>
 */
#ifndef AUDIT_PROOF_H
#define AUDIT_PROOF_H

#include "fetch.h"
#include "trust/merkle.h"

#define PROOF_CHANGES_MAX 64u
#define PROOF_BYTES_MAX (1024u * 1024u)

struct audit_proof {
    uint64_t index, epoch, sequence;
    struct text source;
    struct bytes entry;
    struct text changes[PROOF_CHANGES_MAX];
    uint32_t change_count;
    uint8_t path[MERKLE_PATH_MAX][32];
    uint32_t path_len;
    struct text note;
};

/* The leaf as the service tells it and the path to its signed head; a head a witness signed is taken when it covers the
 * leaf. Nothing is believed yet. ERR_NOT_FOUND: no such leaf. ERR_FULL: no signed head covers it yet. */
MUST_CHECK enum err audit_proof_fetch(struct client *audit, const char *origin, const uint8_t public_key[32], uint64_t index, struct arena *arena,
                                      struct audit_proof *ret);
/* The file's text. */
struct text audit_proof_text(const struct audit_proof *proof, struct arena *arena);
/* Reads one; false when it has another form. */
bool audit_proof_read(struct text text, struct arena *arena, struct audit_proof *ret);

enum audit_proof_fault { PROOF_GOOD, PROOF_KEY, PROOF_HEAD, PROOF_SIGNATURE, PROOF_BEYOND, PROOF_PATH, PROOF_ENTRY, PROOF_LABEL, PROOF_WITNESS };

struct audit_proved {
    enum audit_proof_fault fault;
    struct checkpoint head;
    uint8_t key[32], leaf[32];
    uint32_t key_changes;
    bool witnessed;
    uint64_t witnessed_at_us;
    char witness[CHECKPOINT_ORIGIN_MAX + 1];
};
/* The check, with nothing but the log's name and key; `witness`: key of a witness, NULL: none is asked for. */
void audit_proof_check(const struct audit_proof *proof, const char *origin, const uint8_t public_key[32], const char *witness, struct arena *arena,
                       struct audit_proved *ret);

#endif
