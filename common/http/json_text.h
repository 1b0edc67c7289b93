/* JSON text built piece by piece, for answers that no contract describes: the frame is written with text_add(), what comes from
 * anywhere else goes through here. */
#ifndef HTTP_JSON_TEXT_H
#define HTTP_JSON_TEXT_H

#include "base/bytes.h"
#include "base/text.h"

/* A quoted string; absent: null. Valid UTF-8 of any content. */
void json_add_text(struct text_builder *to, struct text text);
/* "key":"text" */
void json_add_pair(struct text_builder *to, const char *key, struct text text);
/* A time as "2027-03-01T00:12:00.000000Z". */
void json_add_moment(struct text_builder *to, uint64_t us);
/* An id: digits as a string. */
void json_add_id(struct text_builder *to, uint64_t id);

#endif
