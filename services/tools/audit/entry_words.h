/* An entry for people to read. */
#ifndef AUDIT_ENTRY_WORDS_H
#define AUDIT_ENTRY_WORDS_H

#include "base/arena.h"
#include "base/bytes.h"

/* Prints what stands in `entry` (checked bytes), as labelled lines. False when it is no entry. */
bool entry_put(struct bytes entry, struct arena *arena);

#endif
