/* Times as people type them. */
#ifndef AUDIT_PERIOD_H
#define AUDIT_PERIOD_H

#include "base/bytes.h"

/* Reads a day or a moment: every form of date_parse (2027-02-01, R9.2.1, 令和9年2月1日), alone or with a time behind a
 * space or T (9:05, 09:05:30), in Tokyo; with Z behind it, or when `utc`, in UTC. `end`: the first microsecond after what was
 * named (the day, the minute, the second), else its first. False when it is none of these. */
bool moment_read(struct text text, bool utc, bool end, uint64_t *ret_us);

#endif
