/* What every layer does with open files and folders in the same way. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>

#include "base/err.h"

/* Makes durable what is in a file, or which names are in a folder. ERR_NOT_FOUND, ERR_DENIED, ERR_FULL, ERR_IO; errno stays. */
MUST_CHECK enum err path_flush(const char *path);
/* The same for the folder in which `path` lies: a name that was made or changed is durable then. ERR_LIMIT: too long. */
MUST_CHECK enum err folder_flush_of(const char *path);

/* Up to `size` bytes, fewer only at the file's end. ERR_IO. */
MUST_CHECK enum err file_read_up_to(int fd, void *to, size_t size, size_t *ret_len);

/* An errno as an error: what a person can do something about keeps its name. */
enum err file_err(int number);

#endif
