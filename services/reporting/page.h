/* A page of text being written: bounded, in the step's arena, aligned by display width, where a
 * full-width character takes two columns. */
#ifndef REPORTING_PAGE_H
#define REPORTING_PAGE_H

#include "base/arena.h"
#include "base/bytes.h"

#define PAGE_BYTES_MAX 98304u

struct page {
    char *at;
    uint32_t len;
};

struct page page_new(struct arena *arena);
void page_put(struct page *page, const char *text);
/* Followed by blanks up to `columns`; always at least one blank. */
void page_put_left(struct page *page, const char *text, uint32_t columns);
/* Preceded by blanks up to `columns`. */
void page_put_right(struct page *page, const char *text, uint32_t columns);

/* Goes on in lines that begin at column `indent` and end before `columns`: Japanese breaks between any two characters but before
 * a closing mark, the rest at blanks. A word that is too long for a line stands over it. */
void page_put_wrapped(struct page *page, const char *text, uint32_t indent, uint32_t columns);

/* Columns on a screen with a fixed-width font: 2 for the wide and full-width characters of UAX 11, else 1. */
uint32_t display_width(const char *text);

#endif
