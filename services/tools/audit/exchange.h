/* What the office and a witness of the city hand each other: requests, lines, the files of an exchange folder. */
#ifndef AUDIT_EXCHANGE_H
#define AUDIT_EXCHANGE_H

#include "auditor.h"
#include "fetch.h"
#include "witness.h"

#define EXCHANGE_FILE 65536u
#define EXCHANGE_NOTE (CHECKPOINT_SIZE + 6u * COSIGNATURE_SIZE)

struct path exchange_path(const char *dir, const char *name);
/* Says why; always false. */
bool exchange_fault(const char *path, const char *why);

/* A request that begins at `old_size`, with the proof as the service gives it. */
MUST_CHECK enum err exchange_request(struct auditor *a, const struct audit_signed *now, uint64_t old_size, struct arena *arena, struct witness_request *ret);
/* The note with one line more. A note that other witnesses have signed already (`now`, may be NULL) keeps their lines. False: no room. */
bool exchange_line_under(const struct audit_signed *now, struct text note, const char *line, char ret[EXCHANGE_NOTE]);
/* Gives a note with the line of a witness to the audit service. The exit code, with everything said. */
int exchange_hand_over(struct client *audit, const char *note);

#endif
