/* Alignment by display width. A page that outgrows its bound is a bug: figures have limits. */
#include "page.h"

#include "base/invariant.h"

struct page page_new(struct arena *arena)
{
    return (struct page){ .at = arena_take(arena, PAGE_BYTES_MAX) };
}

void page_put(struct page *page, const char *text)
{
    size_t len = strlen(text);

    must(len <= PAGE_BYTES_MAX - page->len);
    memcpy(page->at + page->len, text, len);
    page->len += (uint32_t)len;
}

static bool is_wide(uint32_t c)
{
    static const struct { uint32_t first, last; } wide[] = {
        { 0x1100, 0x115F }, { 0x2E80, 0x303E }, { 0x3041, 0x33FF }, { 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF }, { 0xA000, 0xA4CF },
        { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF }, { 0xFE30, 0xFE6F }, { 0xFF01, 0xFF60 }, { 0xFFE0, 0xFFE6 }, { 0x20000, 0x3FFFD },
    };

    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (c >= wide[i].first && c <= wide[i].last)
            return true;
    return false;
}

uint32_t display_width(const char *text)
{
    struct text all = text_of(text);
    uint32_t offset = 0, width = 0;

    while (offset < all.len) {
        uint32_t c = utf8_next(all, &offset);

        must(c != UINT32_MAX);
        width += is_wide(c) ? 2 : 1;
    }
    return width;
}

static void blanks(struct page *page, uint32_t count)
{
    while (count-- > 0)
        page_put(page, " ");
}

void page_put_left(struct page *page, const char *text, uint32_t columns)
{
    uint32_t width = display_width(text);

    page_put(page, text);
    blanks(page, width < columns ? columns - width : 1);
}

void page_put_right(struct page *page, const char *text, uint32_t columns)
{
    uint32_t width = display_width(text);

    blanks(page, width < columns ? columns - width : 0);
    page_put(page, text);
}
