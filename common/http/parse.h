/* What of a request's head we read ourselves: the target with its query, cookies, the form of header fields. Pure: bytes in, texts of the arena out. */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

#define QUERY_FIELDS_MAX 256u

struct query_field { struct text name, value; };

struct target {
    struct text path;                    /* decoded; begins with '/', valid UTF-8 without controls */
    const struct query_field *fields;    /* decoded; valid UTF-8 without NUL, names not empty; in the order of the query */
    uint32_t field_count;
};

/* "/path?name=value&…" as it stood in the request line. ERR_MALFORMED: no such form (absolute addresses too), a '%' without two hex digits,
 * bytes that are no visible ASCII, what decodes to other than the above; ERR_LIMIT: more than QUERY_FIELDS_MAX fields. */
MUST_CHECK enum err target_parse(struct text raw, struct arena *arena, struct target *ret);

/* How many cookies of that name a Cookie header carries; the value of the last one, borrowed and not decoded, without surrounding quotes. */
uint32_t cookie_find(struct text header, const char *name, struct text *ret_value);

/* Whether an Accept-Encoding header takes that coding: named, or by '*', and not with the weight 0 (RFC 9110, 12.5.3). */
bool coding_accepted(struct text header, const char *coding);

/* A token without spaces (RFC 9110, 5.6.2). */
bool header_name_fine(struct text name);
/* Valid UTF-8 without controls but the tab. */
bool header_value_fine(struct text value);
bool header_name_is(struct text name, const char *wanted);      /* in any case of letters */

#endif
