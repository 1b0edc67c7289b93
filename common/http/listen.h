/* The socket an edge listens on, and addresses as text. */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include <netinet/in.h>

#include "base/err.h"
#include "http/server.h"

/* `address` numeric. ERR_IO with the reason in ret_fault: no such form, taken, not ours. */
MUST_CHECK enum err listen_open(const char *address, uint16_t port, int *ret_fd, uint16_t *ret_port, char ret_fault[HTTP_FAULT_SIZE]);

/* Numeric; an IPv4 address that came over IPv6 as IPv4. */
void listen_address_put(const struct sockaddr *from, char to[INET6_ADDRSTRLEN]);

#endif
