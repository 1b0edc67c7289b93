/* Reading the audit log as an outsider: nothing is believed but the public key. Every leaf is fetched and
 * hashed again, the RFC 6962 root is made of them, the chain of each service is walked, and the signed head is
 * checked. For `madoguchi-audit`, and for the story, which ends with it.
 *
 * Whoever calls has called trust_init(), and wire_start() where a client is used. */
#ifndef AUDIT_RECHECK_H
#define AUDIT_RECHECK_H

#include "client/client.h"
#include "trust/checkpoint.h"

#define AUDIT_SOURCES_MAX 8u
#define AUDIT_SOURCE_SIZE 17u
#define AUDIT_FAULT_SIZE 512u

enum audit_outcome { AUDIT_VERIFIED, AUDIT_TAMPERED, AUDIT_INCOMPLETE };

/* What was found first. Those up to AUDIT_FAULT_DIVERGED say that something was changed, those after it that
 * something is not there. */
enum audit_fault_kind {
    AUDIT_FAULT_NONE,
    AUDIT_FAULT_LINE,              /* line of the bundle: not of the form exported */
    AUDIT_FAULT_ORDER,             /* index: stands where `expected` belongs */
    AUDIT_FAULT_HASH,              /* index: the entry does not have the hash beside it */
    AUDIT_FAULT_UNREADABLE,        /* index: its bytes are no entry */
    AUDIT_FAULT_LABEL,             /* index: it is not the entry it is said to be */
    AUDIT_FAULT_CHAIN,             /* index: it does not name the entry before it */
    AUDIT_FAULT_EPOCH,             /* index: its epoch lies before one already seen */
    AUDIT_FAULT_SOURCES,           /* index: more services than an office has */
    AUDIT_FAULT_CHECKPOINT,        /* no checkpoint of this log */
    AUDIT_FAULT_SIGNATURE,         /* not signed with this key, or a false signature */
    AUDIT_FAULT_ROOT,              /* the leaves do not have the signed root */
    AUDIT_FAULT_SERVED_ROOT,       /* nor the one audit names for all leaves */
    AUDIT_FAULT_SHRUNK,            /* `expected` leaves were verified before, fewer are signed now */
    AUDIT_FAULT_REWRITTEN,         /* the first `expected` leaves are not those verified before */
    AUDIT_FAULT_KEY_CHANGE,        /* the key changed over `expected` leaves that are not these, or not by both keys */
    AUDIT_FAULT_WITNESSED,         /* a witness signed for `expected` leaves that are not these */
    AUDIT_FAULT_WITNESS,           /* the witness's line is false */
    AUDIT_FAULT_REPORTED,          /* index: a day's report holds a head of `expected` leaves that are not these */
    AUDIT_FAULT_SOURCE_LIST,       /* source: by the signed list it ends elsewhere (at `expected`; 0: it is not in it) */
    AUDIT_FAULT_SOURCE_GONE,       /* source: the signed list does not name it (any more) */
    AUDIT_FAULT_DIVERGED,          /* source: audit itself stopped taking it, its entries did not fit together */
    AUDIT_FAULT_LEAF_MISSING,      /* index: not there */
    AUDIT_FAULT_GAP,               /* index: `expected` was to come next of its source */
    AUDIT_FAULT_CUT,               /* `expected` leaves are signed, fewer are there */
    AUDIT_FAULT_UNSIGNED           /* leaves from index on are covered by no signed head */
};

struct audit_fault {
    enum audit_fault_kind kind;
    uint64_t index, line, expected;
    char source[AUDIT_SOURCE_SIZE];
    uint64_t epoch, sequence;
};

struct audit_source {
    char name[AUDIT_SOURCE_SIZE];
    uint64_t epoch, sequence;          /* last entry seen */
    uint64_t entries;
};

struct audit_verdict {
    enum audit_outcome outcome;
    uint64_t size;                     /* leaves under the signed head */
    uint8_t root[32];                  /* its root */
    uint64_t signed_at_us;             /* its time; 0 without a good signature */
    uint64_t seen;                     /* leaves looked at: of a running log some newer ones too */
    bool root_ok, chains_ok, signature_ok, complete;
    struct audit_fault fault;          /* of kind AUDIT_FAULT_NONE when verified */
    struct audit_source sources[AUDIT_SOURCES_MAX];
    uint32_t source_count;
    struct checkpoint head;            /* as signed; meaningless without a good signature */
    uint8_t key[32];                   /* that signed it: the one given, or what it was changed to */
    uint32_t key_changes;              /* followed to come there */
    uint64_t witnessed;                /* leaves under a head with a good line of a witness; 0: none */
    char witness[CHECKPOINT_ORIGIN_MAX + 1];
    uint64_t witnessed_at_us;
    uint32_t reports;                  /* heads found in day reports, all of them heads of these leaves */
};

const char *audit_outcome_name(enum audit_outcome outcome);           /* "verified", "tampered", "incomplete" */
/* What and where, one sentence, terminated; "" when there is none. */
void audit_fault_text(const struct audit_fault *fault, bool japanese, char ret[AUDIT_FAULT_SIZE]);

/* A head that was verified before. What else was known with it may be absent. */
struct audit_kept {
    uint64_t size;
    uint8_t root[32];
    bool has_key;
    uint8_t key[32];                   /* that signed it */
    struct checkpoint_source sources[CHECKPOINT_SOURCES_MAX];
    uint32_t source_count;
};
struct audit_kept audit_kept_of(const struct audit_verdict *verdict);

/* One leaf as it is told, not yet believed. */
struct audit_line {
    uint64_t index, epoch, sequence;
    struct text source;
    struct bytes entry;
    const uint8_t *hash;               /* 32 bytes said to be its leaf hash; NULL: none is told */
};

struct audit_signed;

/* How to read; all zero is usual. */
struct audit_reading {
    const struct audit_kept *kept;     /* NULL: none */
    void *self;
    enum err (*at_head)(void *self, const struct audit_signed *now);      /* the signed head as it came (fetch.h); may be NULL */
    void (*progress)(void *self, uint64_t done, uint64_t of);             /* may be NULL */
    enum err (*each)(void *self, const struct audit_line *line);          /* every leaf in order, its true hash set; may be NULL */
    bool signed_only;                  /* stop at the signed head, if its signature is good */
    const char *witness;               /* key of a witness whose line counts; NULL: none */
};

/* Checks the whole log. OK: *ret has the verdict. ERR_TIMEOUT: no answer. ERR_DENIED: audit does not answer this
 * peer. ERR_MALFORMED: it answers something else. */
MUST_CHECK enum err audit_recheck(struct client *audit, const uint8_t public_key[32], const char *origin, struct audit_verdict *ret);
MUST_CHECK enum err audit_recheck_as(struct client *audit, const uint8_t public_key[32], const char *origin, const struct audit_reading *how,
                                     struct audit_verdict *ret);

/* Leaf index of an entry. ERR_NOT_FOUND: audit has not taken it (yet). Else errors as above. */
MUST_CHECK enum err audit_index_of(struct client *audit, const char *source, uint64_t epoch, uint64_t sequence, uint64_t *ret);
/* Has the present head signed. ERR_NOT_FOUND: the log is empty. Else errors as above. */
MUST_CHECK enum err audit_sign_now(struct client *audit);

/* Writes the signed log as a bundle of files (entries.jsonl, checkpoint.txt, keys.txt, README): has the head signed first
 * where this peer may, and checks on the way; what does not verify is exported all the same, as evidence. DIR appears whole
 * or not at all. ERR_EXISTS: DIR is there and not empty. ERR_NOT_FOUND: nothing is signed yet. ERR_IO, ERR_FULL. The fault names what. */
MUST_CHECK enum err audit_export(struct client *audit, const uint8_t public_key[32], const char *origin, const char *dir,
                                 const struct audit_reading *how, struct audit_verdict *ret, char ret_fault[AUDIT_FAULT_SIZE]);

/* The same checks over an exported bundle, offline. `verifier_key`: a C2SP key got elsewhere; NULL: that of its keys.txt.
 * ERR_NOT_FOUND, ERR_DENIED, ERR_IO: a file cannot be read. ERR_CONFIG: no key there. The fault names the file. */
MUST_CHECK enum err audit_recheck_bundle(const char *dir, const char *verifier_key, const struct audit_reading *how, struct audit_verdict *ret,
                                         char ret_origin[CHECKPOINT_ORIGIN_MAX + 1], char ret_fault[AUDIT_FAULT_SIZE]);

#endif
