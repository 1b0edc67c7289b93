/* Included before every file: unsafe libc calls become compile errors that name the call.
 * Bounded or explicit forms exist for all of them. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef alloca   /* a macro in glibc; only plain names can be poisoned */
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atoll atof
#pragma GCC poison localtime gmtime ctime asctime rand srand srandom tmpnam mktemp alloca

#endif
