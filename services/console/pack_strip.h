/* What of a page's source a browser does not need. */
#ifndef CONSOLE_PACK_STRIP_H
#define CONSOLE_PACK_STRIP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"

/* Of .js and .css: without indentation and without remarks that begin a line; every line keeps its number. Others come out as they are.
 * Exact because no string goes over a line's end: false when a template literal of a .js does. */
bool strip(struct arena *arena, const char *path, struct text source, struct text *ret);

#endif
