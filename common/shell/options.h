/* What a service is told on its command line. */
#ifndef SHELL_OPTIONS_H
#define SHELL_OPTIONS_H

#include <stdbool.h>

enum exit_code { EXIT_GOOD = 0, EXIT_BAD_RESULT = 1, EXIT_USAGE = 2, EXIT_NOT_RUN = 3, EXIT_DOOR_OPEN = 78 };

struct options {
    const char *dir, *keys, *config;
    bool production, check_config;
};

/* True when the program is to go on; else *ret_exit, with everything said. */
bool options_read(const char *service, int argc, char **argv, struct options *ret, int *ret_exit);

#endif
