/* What a service or an edge is told on its command line. */
#ifndef SHELL_OPTIONS_H
#define SHELL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum exit_code { EXIT_GOOD = 0, EXIT_BAD_RESULT = 1, EXIT_USAGE = 2, EXIT_NOT_RUN = 3, EXIT_DOOR_OPEN = 78 };

#define PORT_CONFIGURED UINT32_MAX

struct options {
    const char *dir, *keys, *config;
    bool production, check_config;
    uint32_t port;                   /* of an edge; PORT_CONFIGURED: not said */
};

/* A port as people write it; false: none. 0 is any free one. */
bool port_read(const char *word, uint32_t *ret);

/* `listens`: an edge, which takes --port. True when the program is to go on; else *ret_exit, with everything said. */
bool options_read(const char *name, bool listens, int argc, char **argv, struct options *ret, int *ret_exit);

#endif
