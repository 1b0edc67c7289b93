/* Configuration: a YAML file into the C struct that the contract describes. The schema is the
 * generated record_spec and nothing else; the file is taken whole or not at all, with every
 * complaint at once.
 *
 * How values are written: whole numbers in decimal; true, false; enumerations by their member's name;
 * dates as 2027-02-01; where the unit is minutes also a time of day as 09:00; bytes as hex digits.
 * An optional key may be left out; a list may be empty ([]).
 *
 * Beside a list of dates `x` the key `x_file` may stand instead: the name of a file in the Cabinet
 * Office's form (holidays.h), relative to the configuration's own folder. */
#ifndef SHELL_YAML_H
#define SHELL_YAML_H

#include "base/err.h"
#include "codec/message.h"
#include "shell/complaints.h"

/* Fills *ret (spec->size bytes; untouched on failure); texts and lists live in `arena`. ERR_CONFIG:
 * see the complaints. */
MUST_CHECK enum err config_load(const char *path, const struct record_spec *spec, struct arena *arena,
                                struct complaints *complaints, void *ret);

/* The same from memory; `path` stands for the file in complaints and beside it other files are looked for. */
MUST_CHECK enum err config_parse(const char *path, struct text in, const struct record_spec *spec, struct arena *arena,
                                 struct complaints *complaints, void *ret);

/* A whole file of at most `max` bytes into the arena; complains when it cannot be had. */
bool file_read(const char *path, uint32_t max, struct complaints *complaints, struct text *ret);

#endif
