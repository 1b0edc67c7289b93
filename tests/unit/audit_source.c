/* Entries of a source as a test plays it. */
#include "audit_source.h"

#include "trust/hash.h"

struct bytes entry_of(struct played *p, uint64_t number, const uint8_t previous[32], uint32_t padding)
{
    static const uint8_t zeros[400];
    struct writer w = writer_of(p->bytes, sizeof p->bytes);

    write_map(&w, 3);
    write_key(&w, "number");
    write_u64(&w, number);
    write_key(&w, "padding");
    write_bin(&w, (struct bytes){ zeros, padding });
    write_key(&w, "previous");
    write_bin(&w, (struct bytes){ previous, 32 });
    p->len = written(&w).len;
    return written(&w);
}

void play(struct bench *b, struct played *p)
{
    struct bytes entry;

    p->number++;
    entry = entry_of(p, p->number, p->last, (uint32_t)p->number % 50);
    leaf_hash(entry, p->last);
    followed_entry(b, p->name, p->epoch, p->number, entry);
}

struct played played(const char *name)
{
    return (struct played){ .name = name, .epoch = 1 };
}
