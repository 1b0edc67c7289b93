/* The parts of `madoguchi register`: files taken in and out (register_move.c), rows shown (register_show.c). Which registers there are,
 * the service says. */
#ifndef TOOLS_REGISTER_H
#define TOOLS_REGISTER_H

#include "../session.h"
#include "register_file.h"

struct register_args {
    const char *verb, *kind, *file, *account, *out, *purpose, *dir, *keys;
    struct date as_of;
    uint64_t row;
    bool cp932, mark, take, english;
};

struct register_tool {
    struct register_args args;
    struct session session;
    const struct registers_result *registers;
    const struct register_kind *kind;          /* NULL: none was named */
};

MUST_CHECK enum err register_list(struct register_tool *tool);
MUST_CHECK enum err register_show(struct register_tool *tool, struct fault *fault);
/* ERR_DENIED: the file has faults, which were told, or the service refused. */
MUST_CHECK enum err register_import(struct register_tool *tool, struct fault *fault);
MUST_CHECK enum err register_export(struct register_tool *tool, struct fault *fault);
/* The service staff among all. */
uint32_t register_service(void);

#endif
