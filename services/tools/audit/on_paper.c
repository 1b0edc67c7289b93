/* A decision of the city that an entry says stands on paper: found and worded in one place, so that it is never taken for one
 * by a login of the city. */
#include "on_paper.h"

#include <inttypes.h>

#include "codec/read.h"
#include "words.h"

bool on_paper_find(const struct entry *entry, struct on_paper *ret)
{
    for (uint32_t i = 0; i < entry->event_count; i++) {
        struct bytes paper = { NULL, 0 };

        if (!text_is(entry->events[i].name, "engine_decided_on_paper"))
            continue;
        *ret = (struct on_paper){ .count = 0 };
        paper = map_get(entry->events[i].body, "paper");
        if (paper.at == NULL)
            return true;
        (void)map_get_text(paper, "number", &ret->number);
        (void)map_get_text(paper, "post", &ret->post);
        (void)map_get_u64(paper, "date", &ret->date);
        (void)map_get_u64(paper, "count", &ret->count);
        return true;
    }
    return false;
}

const char *on_paper_words(void)
{
    return words("紙による承認", "approved on paper");
}

struct text on_paper_line(const struct on_paper *paper, struct arena *arena)
{
    return text_format(arena, words("%s  番号 %.*s  %s  %.*s  %" PRIu64 " 件", "%s  number %.*s  %s  %.*s  count %" PRIu64), on_paper_words(),
                       (int)paper->number.len, paper->number.at, date_words(arena, paper->date).at, (int)paper->post.len, paper->post.at, paper->count);
}
