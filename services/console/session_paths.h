/* Shared by the files of /session. */
#ifndef CONSOLE_SESSION_PATHS_H
#define CONSOLE_SESSION_PATHS_H

#include "console.h"

/* A ticket as staff gave it; renewed when half its time is over. */
void person_take_ticket(struct person *person, struct bytes ticket, uint64_t expires_at_us, uint64_t now_us);
/* Onto the disk; ends it when nobody is left. A disk that fails is logged. */
void session_keep(struct console *console, struct session *session);
/* The cookie goes with the answer; `seconds` 0: until the browser ends. */
void cookie_set(struct http_request *request, const char *name, const char *value, uint32_t seconds);

/* The body by that table, as encoded map; answers what is wrong with it. */
bool body_read(struct http_request *request, const struct record_spec *spec, struct bytes *ret);

/* session_login.c: POST /session/login and /session/badge. */
void session_login(struct console *console, struct http_request *request, const struct visitor *visitor);
void session_badge(struct console *console, struct http_request *request, const struct visitor *visitor);

#endif
