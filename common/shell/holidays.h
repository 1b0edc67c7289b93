/* National holidays from the Cabinet Office's file (syukujitsu.csv): CP932, CRLF, a heading, then lines
 * `2027/1/1,name`. Only the day matters; the names are for people who open the file. */
#ifndef SHELL_HOLIDAYS_H
#define SHELL_HOLIDAYS_H

#include "codec/message.h"
#include "shell/complaints.h"

#define HOLIDAYS_BYTES_MAX (256u * 1024u)

/* A list of struct date, ascending as in the file; false after complaints. Items live in `arena`. */
bool holidays_load(const char *path, struct arena *arena, struct complaints *complaints, struct list *ret);
bool holidays_parse(const char *path, struct text in, struct arena *arena, struct complaints *complaints, struct list *ret);

#endif
