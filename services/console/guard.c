/* What every request must be before a path sees it. Keeps true: nothing is done for another site, for a page that has not seen its token,
 * or for a session that has moved to another device or address. Source: security notes 4. */
#include <string.h>

#include "console.h"
#include "reply.h"
#include "shell/log.h"
#include "trust/random.h"

/* ---- Where it comes from ----------------------------------------------------------------------- */

/* The last one that our own proxy wrote: what a browser put before it is hearsay. */
static struct text forwarded(struct text header)
{
    uint32_t start = header.len;

    while (start > 0 && header.at[start - 1] != ',' && header.at[start - 1] != ' ')
        start--;
    return (struct text){ header.at + start, header.len - start };
}

static void keep_address(const struct console *c, const struct http_request *request, struct visitor *visitor)
{
    struct text address = http_address(request), header = http_header(request, "X-Forwarded-For");

    if (c->config->proxy.at != NULL && text_equal(address, c->config->proxy) && header.len > 0)
        address = forwarded(header);
    snprintf(visitor->address, sizeof visitor->address, "%.*s", (int)address.len, address.at);
}

/* A session that turns up elsewhere is somebody else's hand on it. */
static void find_session(struct console *c, struct visitor *visitor)
{
    struct session *session = sessions_find(c->sessions, visitor->cookie, console_wall_us(c), live_now_us(c));

    if (session == NULL)
        return;
    if (visitor->device != NO_DEVICE && strcmp(session->terminal, c->devices[visitor->device].terminal) == 0 && strcmp(session->address, visitor->address) == 0) {
        visitor->session = session;
        return;
    }
    log_event(LOG_WARN, "a session came from another device or address and was ended", log_text(LOG_PEER, session->terminal));
    sessions_end(c->sessions, session);
}

/* ---- What it must bring ------------------------------------------------------------------------ */

static bool is_our_host(const struct console *c, struct text host)
{
    for (uint32_t i = 0; i < c->origin_count; i++) {
        const char *behind = memchr(c->origins[i].at, '/', c->origins[i].len);

        behind += 2;
        if (text_equal(host, (struct text){ behind, (uint32_t)(c->origins[i].at + c->origins[i].len - behind) }))
            return true;
    }
    return false;
}

static bool is_our_origin(const struct console *c, struct text origin)
{
    for (uint32_t i = 0; i < c->origin_count; i++)
        if (text_equal(origin, c->origins[i]))
            return true;
    return false;
}

static bool is_json(struct text type)
{
    return type.len >= 16 && memcmp(type.at, "application/json", 16) == 0 && (type.len == 16 || type.at[16] == ';' || type.at[16] == ' ');
}

static bool has_token(const struct console *c, const struct http_request *request, struct text cookie)
{
    struct text given = http_header(request, "X-Token");
    char token[TOKEN_SIZE];

    if (!cookie_is(cookie) || given.len != TOKEN_SIZE - 1)
        return false;
    sessions_token(c->sessions, cookie, token);
    return secret_equal((const uint8_t *)given.at, (const uint8_t *)token, TOKEN_SIZE - 1);
}

static bool refused(struct http_request *request, enum console_refusal why)
{
    reply_refusal(request, why);
    return false;
}

static bool let_post_in(const struct console *c, struct http_request *request, struct text cookie)
{
    struct text site = http_header(request, "Sec-Fetch-Site");

    if (!is_json(http_header(request, "Content-Type")))
        return refused(request, CONSOLE_WRONG_TYPE);
    if (!is_our_origin(c, http_header(request, "Origin")) || (site.at != NULL && !text_is(site, "same-origin")))
        return refused(request, CONSOLE_WRONG_ORIGIN);
    if (!has_token(c, request, cookie))
        return refused(request, CONSOLE_WRONG_TOKEN);
    return true;
}

bool guard_let_in(struct console *c, struct http_request *request, struct visitor *ret)
{
    *ret = (struct visitor){ .device = device_of_cookie(c, http_cookie(request, "__Host-device")), .cookie = http_cookie(request, "__Host-session") };
    if (!is_our_host(c, http_header(request, "Host")))
        return refused(request, CONSOLE_WRONG_HOST);
    keep_address(c, request, ret);
    find_session(c, ret);
    return http_method(request) != HTTP_POST || let_post_in(c, request, ret->cookie);
}

bool guard_method(struct http_request *request, enum http_method method)
{
    if (http_method(request) == method)
        return true;
    http_add_header(request, "Allow", method == HTTP_POST ? TEXT("POST") : TEXT("GET"));
    return refused(request, CONSOLE_WRONG_METHOD);
}

bool guard_device(struct http_request *request, const struct visitor *visitor)
{
    return visitor->device != NO_DEVICE || refused(request, CONSOLE_NO_DEVICE);
}

bool guard_person(struct http_request *request, const struct visitor *visitor)
{
    return guard_device(request, visitor) && (visitor->session != NULL || refused(request, CONSOLE_LOGGED_OUT));
}
