/* What of a request's head we read ourselves, over any bytes. Laws: whatever comes out is valid UTF-8 without NUL, a path has no controls, and written back with every byte
 * escaped it parses to the same; a cookie that is found stands in its header. */
#include <string.h>

#include "base/invariant.h"
#include "base/text.h"
#include "http/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_escaped(struct text_builder *to, struct text text)
{
    for (uint32_t i = 0; i < text.len; i++)
        text_add(to, "%%%02X", (unsigned char)text.at[i]);
}

static void text_is_fine(struct text text)
{
    must(utf8_valid(text) && (text.len == 0 || memchr(text.at, '\0', text.len) == NULL));
}

static void comes_back(const struct target *target, struct arena *arena)
{
    struct text_builder raw = text_growing();
    struct target again;

    text_add(&raw, "/");
    put_escaped(&raw, (struct text){ target->path.at + 1, target->path.len - 1 });
    for (uint32_t i = 0; i < target->field_count; i++) {
        text_add(&raw, i == 0 ? "?" : "&");
        put_escaped(&raw, target->fields[i].name);
        text_add(&raw, "=");
        put_escaped(&raw, target->fields[i].value);
    }
    must(target_parse(text_of(raw.at), arena, &again) == OK);
    must(text_equal(again.path, target->path) && again.field_count == target->field_count);
    for (uint32_t i = 0; i < again.field_count; i++)
        must(text_equal(again.fields[i].name, target->fields[i].name) && text_equal(again.fields[i].value, target->fields[i].value));
    text_drop(&raw);
}

static void target_holds(struct text raw, struct arena *arena)
{
    struct target target;

    if (target_parse(raw, arena, &target) != OK)
        return;
    must(target.path.len > 0 && target.path.at[0] == '/' && target.field_count <= QUERY_FIELDS_MAX && header_value_fine(target.path));
    text_is_fine(target.path);
    for (uint32_t i = 0; i < target.field_count; i++) {
        must(target.fields[i].name.len > 0);
        text_is_fine(target.fields[i].name);
        text_is_fine(target.fields[i].value);
    }
    comes_back(&target, arena);
}

static void cookie_holds(struct text header)
{
    struct text value = { NULL, 0 };

    if (cookie_find(header, "s", &value) > 0)
        must(value.at >= header.at && value.at + value.len <= header.at + header.len);
    else
        must(value.at == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = { (const char *)data, (uint32_t)size };
    struct arena arena;

    if (size > 4096)
        return 0;
    arena_init(&arena, 4 << 20);
    target_holds(text, &arena);
    cookie_holds(text);
    (void)coding_accepted(text, "gzip");
    must(!header_name_fine(text) || header_value_fine(text));
    arena_fini(&arena);
    return 0;
}
