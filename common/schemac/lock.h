/* What is released: schemas/lock.yaml. It holds every message with its fields, kinds and limits, one
 * line a field. What stands there may grow but not break. */
#ifndef SCHEMAC_LOCK_H
#define SCHEMAC_LOCK_H

#include "model.h"
#include "out.h"

/* Complains about each change that breaks what the lock holds. No such file: nothing is released yet. */
void lock_check(const struct model *model, const char *path);
/* Writes the present contracts as released. ERR_IO after a line on stderr. */
MUST_CHECK enum err lock_write(const struct model *model, const char *path);

/* "text line", "id desk_id", "enum procedure", "u64": what may not change about a field's kind. */
const char *lock_type(struct arena *arena, const struct field *field);
/* Kinds whose limits stand in the lock. */
bool lock_has_limits(const struct field *field);

#endif
