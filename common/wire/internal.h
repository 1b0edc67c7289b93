/* Shared by the files of wire only: the one place that includes the library. */
#ifndef WIRE_INTERNAL_H
#define WIRE_INTERNAL_H

#include <czmq.h>

#include "engine/peer.h"
#include "wire/address.h"
#include "wire/endpoint.h"
#include "wire/keys.h"
#include "wire/link.h"
#include "wire/peers.h"
#include "wire/wire.h"
#include "wire/zap.h"

#define ZAP_ADDRESS "inproc://zeromq.zap.01"
#define ZAP_DOMAIN_COMMANDS "commands:"      /* and the service's name */
#define ZAP_DOMAIN_EVENTS "events:"

bool wire_started(void);
/* Counts sockets, so that wire_stop can insist that all are gone. */
void wire_socket_made(void);
void wire_socket_gone(void);

void wire_fault_set(struct wire_fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A socket with the options every socket of ours has. NULL when there is no room for more. */
zsock_t *socket_new(int type, int hwm, int64_t message_bytes_max, int linger_ms);
void socket_drop(zsock_t **socket);
void socket_option(zsock_t *socket, int option, const void *value, size_t len);
void socket_option_int(zsock_t *socket, int option, int value);
/* CURVE: as the server of a domain, or as a client of the server with that key. */
void socket_serve_curve(zsock_t *socket, const uint8_t secret_key[32], const char *zap_domain);
void socket_use_curve(zsock_t *socket, const struct key_pair *own, const uint8_t server_key[32]);
/* Reads away what is left of a message whose last read frame said that more comes. */
void frames_skip(void *handle);
/* One frame, never waiting. False: not connected, no room, or no such receiver (errno says). */
bool frame_send(void *handle, const void *at, size_t len, int flags);

struct endpoint {
    char service[16], command_address[ADDRESS_SIZE], event_address[ADDRESS_SIZE];
    zsock_t *commands, *events;
    bool commands_bound, events_bound;
    int lock_fd;
    const struct zap *zap;
    struct key_pair key;              /* for reopening the events */
    zmq_msg_t payload;                /* handed out last */
    struct endpoint_figures figures;
};

zsock_t *endpoint_command_socket(const struct endpoint *endpoint);
zsock_t *link_command_socket(const struct link *link);
zsock_t *link_event_socket(const struct link *link);

/* A stranger's key is refused at this address. ERR_CONFIG: it is let in. ERR_TIMEOUT: no refusal seen in time. */
MUST_CHECK enum err probe_refuses_strangers(const char *address, int socket_type, const uint8_t server_key[32]);

#endif
