/* How inventory finds a card by a personal value: keyed tags in derived tables, in no event. */
#ifndef INVENTORY_SEARCH_H
#define INVENTORY_SEARCH_H

#include "state.h"

#define INDEX_TAG_LEN 16

/* Tag of a notice number, with or without its hyphen. */
void notice_tag(const struct view *v, struct text notice_number, uint8_t ret[INDEX_TAG_LEN]);
bool notice_numbers_same(struct text a, struct text b);
/* Tag of the surname: the first word of the reading, full-width or half-width, katakana or hiragana. */
void surname_tag(const struct view *v, struct text kana, uint8_t ret[INDEX_TAG_LEN]);

/* Tag of the whole reading, without spaces, and a birth date. */
void person_tag(const struct view *v, struct text kana, struct date birth_date, uint8_t ret[INDEX_TAG_LEN]);
/* The first cards not yet issued under such a tag, at most `room`. */
uint32_t cards_of_person(const struct view *v, struct text kana, struct date birth_date, struct card *cards, uint32_t room);

/* The card not yet issued with this notice number. Cards of an aborted delivery do not count,
 * staged ones do only with `staged_too`. */
bool card_of_notice(const struct view *v, struct text notice_number, bool staged_too, struct card *ret);
/* Does another card that still waits have the same surname key? Looks at no more than 256 rows and says
 * yes beyond them: the second look is the safe side. */
bool surname_shared(const struct view *v, struct card_id own, struct text kana);

/* The card id of the application with this id; {0} when none was recorded here. */
struct card_id application_of(const struct view *v, struct text application_id);
/* The same while its card has not come and is on no list that is being taken in. */
struct card_id application_waiting(const struct view *v, struct text application_id);

#endif
