/* Text on its way to a file. The file is touched only when its content changes, so that nothing is
 * rebuilt in vain. */
#ifndef SCHEMAC_OUT_H
#define SCHEMAC_OUT_H

#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"

struct out {
    FILE *to;
    char *at;
    size_t len;
};

void out_open(struct out *out);
void put(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* As a literal of C, quotes included; NULL becomes NULL. */
void put_string(struct out *out, const char *text);
/* As a string of JSON, quotes included. */
void put_json(struct out *out, const char *text);
/* Ends `out` always. ERR_IO after a line on stderr. */
MUST_CHECK enum err out_write(struct out *out, const char *dir, const char *name);
/* Ends `out`. ERR_CONFIG when the file has another content. */
MUST_CHECK enum err out_compare(struct out *out, const char *path);
void out_drop(struct out *out);

#endif
