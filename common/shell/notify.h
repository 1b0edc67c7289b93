/* Tells the service manager how the process stands (the protocol of sd_notify, without its library).
 * Does nothing when nobody asked ($NOTIFY_SOCKET). */
#ifndef SHELL_NOTIFY_H
#define SHELL_NOTIFY_H

void notify_manager(const char *state);      /* "READY=1", "STOPPING=1" */

#endif
