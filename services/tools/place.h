/* Where this machine's installation is, when nobody says: and the words every tool understands. */
#ifndef TOOLS_PLACE_H
#define TOOLS_PLACE_H

#include "shell/installation.h"
#include "shell/options.h"

struct place {
    char dir[DIRECTORY_BYTES_MAX + 1];       /* data; need not exist yet */
    char keys[DIRECTORY_BYTES_MAX + 1];
    char config[DIRECTORY_BYTES_MAX + 1];    /* folder of the YAML files */
    char bin[DIRECTORY_BYTES_MAX + 1];       /* folder of the programs */
};

/* `dir` NULL: $MADOGUCHI_DIR, else /var/lib/madoguchi (root), else ~/.local/share/madoguchi. `keys` NULL: DIR-keys.
 * Configuration: DIR/config when it is there, else $MADOGUCHI_CONFIG, else config/ of the source tree the program was
 * built in, else /usr/share/madoguchi/config. ERR_LIMIT: too long. ERR_IO. */
MUST_CHECK enum err place_find(const char *dir, const char *keys, struct place *ret, struct fault *ret_fault);

/* A folder with all above it; mode 0700 for those made. */
MUST_CHECK enum err folder_make(const char *path, struct fault *ret_fault);
/* Removes a folder with everything in it; nothing is followed out of it. */
void folder_remove(const char *path);

struct tool_args {
    const char *dir, *keys;
    const char *file;                        /* TAKES_FILE: wherever it stands; NULL: none */
    bool production, json, english;
    uint64_t site;
    uint32_t port;                           /* of the console; PORT_CONFIGURED: not said */
    bool rehearse;
    uint32_t speed;                          /* of what is rehearsed, times real time; 0: not said */
};

enum tool_takes { TAKES_JSON = 1, TAKES_PRODUCTION = 2, TAKES_SITE = 4, TAKES_FILE = 8, TAKES_PORT = 16, TAKES_REHEARSE = 32 };

/* --dir, --keys, --lang ja|en, --help and what `takes` names. `help`: one line each language. True to go on, else *ret_exit. */
bool tool_args_read(const char *name, const char *help, unsigned takes, int argc, char **argv, struct tool_args *ret, int *ret_exit);

#endif
