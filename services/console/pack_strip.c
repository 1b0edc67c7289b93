/* Strips line by line. No expression of JavaScript or CSS begins with two slashes or with slash and star, so a line that begins so is a
 * remark wherever it stands, unless a string is still open there. */
#include "pack_strip.h"

#include <string.h>

struct stripper {
    char *to;
    uint32_t len;
    bool in_remark;               /* slash-star without its end yet */
};

static bool begins(struct text line, const char *with)
{
    size_t len = strlen(with);

    return line.len >= len && memcmp(line.at, with, len) == 0;
}

static struct text without_indent(struct text line)
{
    while (line.len > 0 && *line.at == ' ')
        line = (struct text){ line.at + 1, line.len - 1 };
    return line;
}

/* What follows the end of a remark in this line; nothing when it goes on. */
static struct text behind_remark(struct stripper *s, struct text line)
{
    const char *end = memmem(line.at, line.len, "*/", 2);

    s->in_remark = end == NULL;
    if (end == NULL)
        return (struct text){ line.at, 0 };
    return without_indent((struct text){ end + 2, line.len - (uint32_t)(end + 2 - line.at) });
}

static void put_line(struct stripper *s, struct text line, bool is_script)
{
    line = s->in_remark ? behind_remark(s, line) : without_indent(line);
    while (begins(line, "/*"))
        line = behind_remark(s, (struct text){ line.at + 2, line.len - 2 });
    if (is_script && begins(line, "//"))
        line.len = 0;
    memcpy(s->to + s->len, line.at, line.len);
    s->len += line.len;
    s->to[s->len++] = '\n';
}

static bool has_open_template(struct text line)
{
    uint32_t ticks = 0;

    for (uint32_t i = 0; i < line.len; i++)
        ticks += line.at[i] == '`' ? 1 : 0;
    return ticks % 2 == 1;
}

static bool ends(const char *path, const char *with)
{
    size_t len = strlen(path), end = strlen(with);

    return len > end && strcmp(path + len - end, with) == 0;
}

bool strip(struct arena *arena, const char *path, struct text source, struct text *ret)
{
    bool is_script = ends(path, ".js"), template_open = false;
    struct stripper s = { 0 };

    *ret = source;
    if (!is_script && !ends(path, ".css"))
        return true;
    s.to = arena_take(arena, source.len + 1u);
    for (uint32_t at = 0; at < source.len;) {
        const char *end = memchr(source.at + at, '\n', source.len - at);
        struct text line = { source.at + at, end == NULL ? source.len - at : (uint32_t)(end - source.at) - at };

        uint32_t before = s.len;
        put_line(&s, line, is_script);
        template_open |= is_script && has_open_template((struct text){ s.to + before, s.len - before });
        at += line.len + 1;
    }
    *ret = (struct text){ s.to, s.len };
    return !template_open;
}
