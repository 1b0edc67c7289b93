/* Alignment by display width. A page that outgrows its bound is a bug: figures have limits. */
#include "page.h"

#include "base/invariant.h"

struct page page_new(struct arena *arena)
{
    return (struct page){ .at = arena_take(arena, PAGE_BYTES_MAX) };
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

static uint32_t width_of(uint32_t c) { return is_wide(c) ? 2 : 1; }

static void put_part(struct page *page, const char *text, size_t len)
{
    must(len <= PAGE_BYTES_MAX - page->len);
    memcpy(page->at + page->len, text, len);
    page->len += (uint32_t)len;
}

void page_put(struct page *page, const char *text)
{
    put_part(page, text, strlen(text));
}

static uint32_t width_of_all(struct text all)
{
    uint32_t offset = 0, width = 0;

    while (offset < all.len) {
        uint32_t c = utf8_next(all, &offset);

        must(c != UINT32_MAX);
        width += width_of(c);
    }
    return width;
}

uint32_t display_width(const char *text) { return width_of_all(text_of(text)); }

/* Where the next character goes, from 0. */
static uint32_t column_of(const struct page *page)
{
    uint32_t from = page->len;

    while (from > 0 && page->at[from - 1] != '\n')
        from--;
    return width_of_all((struct text){ page->at + from, page->len - from });
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

/* Marks that do not begin a line. */
static bool is_closing(uint32_t c)
{
    static const uint32_t marks[] = { 0x3001, 0x3002, 0xFF09, 0x300D, 0xFF0C, 0xFF1A, 0x30FC, '%', ')', ',', '.', ':', ';' };

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (c == marks[i])
            return true;
    return false;
}

/* Bytes of the next piece that stays on one line: a word, or one wide character with the closing marks after it. */
static uint32_t piece_of(struct text all, uint32_t offset, uint32_t *ret_width)
{
    uint32_t at = offset, c = utf8_next(all, &at);
    bool word = !is_wide(c) && c != ' ';

    *ret_width = width_of(c);
    while (at < all.len) {
        uint32_t next = at, following = utf8_next(all, &next);

        if (!is_closing(following) && !(word && !is_wide(following) && following != ' '))
            break;
        *ret_width += width_of(following);
        at = next;
    }
    return at - offset;
}

void page_put_wrapped(struct page *page, const char *text, uint32_t indent, uint32_t columns)
{
    struct text all = text_of(text);
    uint32_t column = column_of(page), len, width;

    for (uint32_t offset = 0; offset < all.len; offset += len) {
        len = piece_of(all, offset, &width);
        if (column + width > columns && column > indent) {
            if (page->at[page->len - 1] == ' ')
                page->len--;
            page_put(page, "\n");
            blanks(page, indent);
            column = indent;
            if (all.at[offset] == ' ')
                continue;                  /* the blank became the line break */
        }
        put_part(page, all.at + offset, len);
        column += width;
    }
}
