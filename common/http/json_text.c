/* Quoting for JSON (RFC 8259 7): quote, backslash and controls; "<" too, so that no text can end a script element it is put into. */
#include "http/json_text.h"

#include <inttypes.h>

#include "base/date.h"

void json_add_text(struct text_builder *to, struct text text)
{
    if (text.at == NULL) {
        text_add(to, "null");
        return;
    }
    text_add(to, "\"");
    for (uint32_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (c == '"' || c == '\\')
            text_add(to, "\\%c", c);
        else if (c < 0x20 || c == 0x7f || c == '<')
            text_add(to, "\\u%04x", c);
        else
            text_add(to, "%c", c);
    }
    text_add(to, "\"");
}

void json_add_pair(struct text_builder *to, const char *key, struct text text)
{
    text_add(to, "\"%s\":", key);
    json_add_text(to, text);
}

void json_add_moment(struct text_builder *to, uint64_t us)
{
    char seconds[24];

    rfc3339_put(seconds, us);
    text_add(to, "\"%.19s.%06" PRIu64 "Z\"", seconds, us % US_PER_SECOND);
}

void json_add_id(struct text_builder *to, uint64_t id)
{
    text_add(to, "\"%" PRIu64 "\"", id);
}
