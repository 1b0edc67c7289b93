/* The whole process of a service: its main.c is one call. Options and exit codes: options.h.
 *
 * Signals: SIGTERM and SIGINT end it in order, SIGHUP reads the allow-list again (the old one stays
 * when the new one is wrong). */
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include "engine/service.h"

int shell_main(const struct service *service, int argc, char **argv);

#endif
