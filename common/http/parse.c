/* What of a request's head we read ourselves. Keeps true: whatever leaves is valid UTF-8, and nothing is repaired: what is not of the form is
 * refused. Does not judge what a path or a field means. */
#include "http/parse.h"

#include <strings.h>

/* ---- Percent decoding ------------------------------------------------------------------------- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* False for a '%' that is not followed by two hex digits, and for NUL. */
static bool octet_next(struct text raw, uint32_t *at, char *ret)
{
    char c = raw.at[(*at)++];

    if (c == '%') {
        int high = *at < raw.len ? hex_value(raw.at[*at]) : -1, low = *at + 1 < raw.len ? hex_value(raw.at[*at + 1]) : -1;

        if (high < 0 || low < 0)
            return false;
        *at += 2;
        c = (char)(high << 4 | low);
    }
    *ret = c;
    return c != '\0';
}

static bool decode(struct text raw, bool plus_is_space, struct arena *arena, struct text *ret)
{
    char *to = arena_take(arena, raw.len + 1u);
    uint32_t len = 0;

    for (uint32_t at = 0; at < raw.len;) {
        bool plus = plus_is_space && raw.at[at] == '+';

        if (!octet_next(raw, &at, &to[len]))
            return false;
        if (plus)
            to[len] = ' ';
        len++;
    }
    *ret = (struct text){ to, len };
    return utf8_valid(*ret);
}

static bool without_controls(struct text text)
{
    for (uint32_t at = 0; at < text.len;) {
        uint32_t c = utf8_next(text, &at);

        if (c < 0x20 || (c >= 0x7f && c < 0xa0))
            return false;
    }
    return true;
}

/* ---- The target --------------------------------------------------------------------------------- */

static struct text part(struct text whole, uint32_t from, uint32_t to)
{
    return (struct text){ whole.at + from, to - from };
}

static uint32_t find(struct text in, uint32_t from, char wanted)
{
    while (from < in.len && in.at[from] != wanted)
        from++;
    return from;
}

static bool visible(struct text raw)
{
    for (uint32_t i = 0; i < raw.len; i++) {
        if (raw.at[i] <= ' ' || raw.at[i] > '~' || raw.at[i] == '#')
            return false;
    }
    return true;
}

static enum err field_parse(struct text raw, struct arena *arena, struct query_field *ret)
{
    uint32_t equals = find(raw, 0, '=');
    struct text value = equals < raw.len ? part(raw, equals + 1, raw.len) : TEXT("");

    if (!decode(part(raw, 0, equals), true, arena, &ret->name) || ret->name.len == 0 || !decode(value, true, arena, &ret->value))
        return ERR_MALFORMED;
    return OK;
}

static enum err query_parse(struct text raw, struct arena *arena, struct target *target)
{
    struct query_field *fields;
    uint32_t pieces = raw.len > 0;

    for (uint32_t i = 0; i < raw.len; i++)
        pieces += raw.at[i] == '&';
    if (pieces > QUERY_FIELDS_MAX)
        return ERR_LIMIT;
    fields = arena_take(arena, pieces * sizeof *fields);
    for (uint32_t at = 0; at < raw.len;) {
        uint32_t end = find(raw, at, '&');

        if (end > at)
            TRY(field_parse(part(raw, at, end), arena, &fields[target->field_count++]));
        at = end + 1;
    }
    target->fields = fields;
    return OK;
}

enum err target_parse(struct text raw, struct arena *arena, struct target *ret)
{
    uint32_t question = find(raw, 0, '?');
    struct target target = { .field_count = 0 };

    if (raw.len == 0 || raw.at[0] != '/' || !visible(raw) || !decode(part(raw, 0, question), false, arena, &target.path) || !without_controls(target.path))
        return ERR_MALFORMED;
    if (question < raw.len)
        TRY(query_parse(part(raw, question + 1, raw.len), arena, &target));
    *ret = target;
    return OK;
}

/* ---- Header fields ------------------------------------------------------------------------------- */

static struct text trimmed(struct text text)
{
    while (text.len > 0 && (text.at[0] == ' ' || text.at[0] == '\t'))
        text = part(text, 1, text.len);
    while (text.len > 0 && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t'))
        text.len--;
    return text;
}

uint32_t cookie_find(struct text header, const char *name, struct text *ret_value)
{
    uint32_t count = 0;

    for (uint32_t at = 0; at < header.len;) {
        uint32_t end = find(header, at, ';');
        struct text pair = trimmed(part(header, at, end)), value;
        uint32_t equals = find(pair, 0, '=');

        at = end + 1;
        if (equals == pair.len || !text_is(part(pair, 0, equals), name))
            continue;
        value = part(pair, equals + 1, pair.len);
        if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"')
            value = part(value, 1, value.len - 1);
        *ret_value = value;
        count++;
    }
    return count;
}

/* "q=0", "q=0.000" behind the ';' of one element. */
static bool weight_is_zero(struct text parameters)
{
    parameters = trimmed(parameters);
    if (parameters.len < 3 || strncasecmp(parameters.at, "q=0", 3) != 0)
        return false;
    for (uint32_t i = 3; i < parameters.len; i++) {
        if (parameters.at[i] != '.' && parameters.at[i] != '0')
            return false;
    }
    return true;
}

bool coding_accepted(struct text header, const char *coding)
{
    bool by_star = false;

    for (uint32_t at = 0; at < header.len;) {
        uint32_t end = find(header, at, ',');
        struct text element = part(header, at, end);
        uint32_t semicolon = find(element, 0, ';');
        struct text name = trimmed(part(element, 0, semicolon));
        bool taken = semicolon == element.len || !weight_is_zero(part(element, semicolon + 1, element.len));

        at = end + 1;
        if (header_name_is(name, coding))
            return taken;
        by_star = text_is(name, "*") ? taken : by_star;
    }
    return by_star;
}

bool header_name_fine(struct text name)
{
    for (uint32_t i = 0; i < name.len; i++) {
        if (name.at[i] <= ' ' || name.at[i] > '~' || strchr("\"(),/:;<=>?@[\\]{}", name.at[i]) != NULL)
            return false;
    }
    return name.len > 0;
}

bool header_value_fine(struct text value)
{
    for (uint32_t i = 0; i < value.len; i++) {
        if (((unsigned char)value.at[i] < ' ' && value.at[i] != '\t') || value.at[i] == 0x7f)
            return false;
    }
    return utf8_valid(value);
}

bool header_name_is(struct text name, const char *wanted)
{
    return name.len == strlen(wanted) && strncasecmp(name.at, wanted, name.len) == 0;
}
