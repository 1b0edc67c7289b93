/* The files of the pages as the program carries them: packed by pack.c, compressed, addressed by the hash of them all. */
#ifndef CONSOLE_WEB_FILES_H
#define CONSOLE_WEB_FILES_H

#include "base/bytes.h"

struct web_file {
    const char *path;              /* index.html, lib/dom.js */
    const char *type;              /* of the content */
    struct bytes gzip;
};

extern const struct web_file console_web_files[];
extern const uint32_t console_web_file_count;
/* 16 hex digits; files are addressed /s/HASH/PATH, and index.html names them so. */
extern const char console_web_hash[];

#endif
