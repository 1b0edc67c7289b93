/* The command line of madoguchi-audit, its connection to an installation, and the head it keeps. */
#ifndef AUDIT_AUDITOR_H
#define AUDIT_AUDITOR_H

#include "recheck.h"
#include "shell/installation.h"

/* Exit codes; those of verdicts first. */
enum audit_exit { AUDIT_EXIT_VERIFIED = 0, AUDIT_EXIT_TAMPERED = 1, AUDIT_EXIT_USAGE = 2, AUDIT_EXIT_CANNOT_TELL = 3, AUDIT_EXIT_INCOMPLETE = 4 };

/* What was asked for. */
struct ask {
    const char *operand;                    /* after the subcommand; NULL: none */
    const char *dir, *keys, *bundle, *state, *vkey;
    bool json, csv, check;
};

int cmd_head(const struct ask *ask);
int cmd_show(const struct ask *ask);
int cmd_verify(const struct ask *ask);
int cmd_export(const struct ask *ask);

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
/* Says so when it cannot be kept. */
void kept_save(const char *path, const char *origin, const struct audit_kept *kept);

/* ---- Long work (progress.c) ---- */

/* For struct audit_reading: a line on stderr, when that is a terminal, now and then. */
void progress_show(void *self, uint64_t done, uint64_t of);
void progress_end(void);

#endif
