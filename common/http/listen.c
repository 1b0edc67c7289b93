/* The socket an edge listens on. What accepted sockets inherit is set here: a bound on what the kernel keeps for one that does not read, and a time after which
 * a peer that acknowledges nothing is gone. */
#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <unistd.h>

#define SEND_BYTES (128 * 1024)          /* the kernel takes twice of it */
#define SILENT_MS 30000u

static enum err fail(int fd, const char *address, uint16_t port, const char *reason, char ret_fault[HTTP_FAULT_SIZE])
{
    if (fd >= 0)
        close(fd);
    snprintf(ret_fault, HTTP_FAULT_SIZE, "%s port %u: %s", address, port, reason);
    return ERR_IO;
}

static bool ready(int fd, const struct addrinfo *at)
{
    const int yes = 1, send_bytes = SEND_BYTES;
    const unsigned int silent_ms = SILENT_MS;

    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 && setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_bytes, sizeof send_bytes) == 0 &&
           setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &silent_ms, sizeof silent_ms) == 0 && bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0;
}

static uint16_t port_of(int fd)
{
    union { struct sockaddr any; struct sockaddr_in v4; struct sockaddr_in6 v6; } at;
    socklen_t len = sizeof at;

    if (getsockname(fd, &at.any, &len) != 0)
        return 0;
    return ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
}

enum err listen_open(const char *address, uint16_t port, int *ret_fd, uint16_t *ret_port, char ret_fault[HTTP_FAULT_SIZE])
{
    const struct addrinfo wanted = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
    struct addrinfo *at = NULL;
    const char *reason;
    char digits[8];
    int fd;

    snprintf(digits, sizeof digits, "%u", port);
    if (getaddrinfo(address, digits, &wanted, &at) != 0)
        return fail(-1, address, port, "no numeric address", ret_fault);
    fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    reason = fd >= 0 && ready(fd, at) ? NULL : strerror(errno);
    freeaddrinfo(at);
    if (reason != NULL)
        return fail(fd, address, port, reason, ret_fault);
    *ret_fd = fd;
    *ret_port = port_of(fd);
    return OK;
}

void listen_address_put(const struct sockaddr *from, char to[INET6_ADDRSTRLEN])
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)from;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)from;

    if (from->sa_family == AF_INET)
        inet_ntop(AF_INET, &v4->sin_addr, to, INET6_ADDRSTRLEN);
    else if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
        inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], to, INET6_ADDRSTRLEN);
    else
        inet_ntop(AF_INET6, &v6->sin6_addr, to, INET6_ADDRSTRLEN);
}
