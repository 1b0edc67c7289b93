/* The command line of madoguchi-audit, its connection to an installation, and the head it keeps. */
#ifndef AUDIT_AUDITOR_H
#define AUDIT_AUDITOR_H

#include "recheck.h"
#include "shell/installation.h"

/* Exit codes; those of verdicts first. */
enum audit_exit { AUDIT_EXIT_VERIFIED = 0, AUDIT_EXIT_TAMPERED = 1, AUDIT_EXIT_USAGE = 2, AUDIT_EXIT_CANNOT_TELL = 3, AUDIT_EXIT_INCOMPLETE = 4 };

/* What was asked for. */
struct ask {
    const char *operand, *operand2;         /* after the subcommand; NULL: none */
    const char *dir, *keys, *bundle, *state, *vkey;
    const char *copy, *witness, *exchange, *new_name;
    const char *person, *object, *action, *purpose, *from, *to, *service;
    bool json, csv, check, refused, looks, utc;
};

int cmd_head(const struct ask *ask);
int cmd_show(const struct ask *ask);
int cmd_verify(const struct ask *ask);
int cmd_export(const struct ask *ask);
int cmd_prove(const struct ask *ask);
int cmd_consistency(const struct ask *ask);
int cmd_query(const struct ask *ask);
int cmd_timeline(const struct ask *ask);
int cmd_offer(const struct ask *ask);
int cmd_witness(const struct ask *ask);

/* verify FILE: one proof, offline. */
int verify_proof(const struct ask *ask, const char *path);
/* A number on the command line; false with everything said. */
bool index_read(const char *text, uint64_t *ret);
/* A whole file of at most `size` - 1 bytes, terminated, into `to`. False with everything said. */
bool small_file(const char *path, char *to, size_t size, uint32_t *ret_len);

int exit_of(enum audit_outcome outcome);

/* ---- The installation (connect.c) ---- */

struct auditor {
    struct installation at;
    struct endpoint_book book;
    struct key_pair key;
    char origin[CHECKPOINT_ORIGIN_MAX + 1];
    uint8_t public_key[32];
    struct client *audit;
    bool wired;
};

/* Reads the installation's files and connects to audit as the peer `auditor`. False with everything said; end with
 * auditor_close in either case. */
bool auditor_open(const struct ask *ask, struct auditor *ret);
void auditor_close(struct auditor *auditor);
/* A connection to another service, NULL when it has no place in the endpoints. */
struct client *auditor_connect(const struct auditor *auditor, const char *service, uint32_t give_up_ms);
/* Says what went wrong and gives the exit code. */
int cannot_tell(enum err err);
/* The verifier key in a file: its first line. False with everything said. */
bool vkey_read(const char *path, char ret[VERIFIER_KEY_SIZE]);

/* ---- The head verified last (kept.c) ---- */

/* Where it is: --state, else in the keys' folder. */
struct path kept_path(const struct ask *ask, const struct installation *at);
/* No file: size 0. False with everything said: it cannot be read, or is of another log. */
bool kept_load(const char *path, const char *origin, struct audit_kept *ret);
/* The head kept for a running log. Its key is trusted from here on, unless one was given by hand: it was followed there
 * from the installation's. False with everything said. */
bool auditor_kept(const struct ask *ask, struct auditor *auditor, struct audit_kept *ret);
/* The key of the witness: --witness, else KEYDIR/witness.vkey if it is there. NULL: none; false with everything said. */
bool witness_key_of(const struct ask *ask, const struct installation *at, char room[VERIFIER_KEY_SIZE], const char **ret);
/* Says so when it cannot be kept. */
bool kept_store(const char *path, const char *origin, const struct audit_kept *kept);
void kept_save(const char *path, const char *origin, const struct audit_kept *kept);

/* ---- Long work (progress.c) ---- */

/* For struct audit_reading: a line on stderr, when that is a terminal, now and then. */
void progress_show(void *self, uint64_t done, uint64_t of);
void progress_end(void);

#endif
