/* What an entry can be found by. A term is a word and a value: person:20, action:show_card, card:101, id:101, purpose:…,
 * slot:A-01-001. They are made of the entry alone, so whoever has the log makes the same. */
#ifndef AUDIT_TERMS_H
#define AUDIT_TERMS_H

#include "engine/entry.h"

#define TERM_VALUE_MAX 64u

/* Hands every term of an entry to `each`, some more than once:
 *   person    account of who did it, and of the second person        actor, second: each alone
 *   action    command, timer or act that caused it, and every event it states
 *   purpose, terminal, role, refusal (code; also refusal:any), look:any (an entry with a purpose)
 *   card, ticket, booking … and id: values of fields that end in _id, wherever they stand; subject: whom a sealed value is about
 *   number, and the field's own name: texts of fields that end in _number; slot, name: texts of these fields
 * Values longer than TERM_VALUE_MAX bytes are passed over. */
void entry_terms(const struct entry *entry, void *self, void (*each)(void *self, const char *word, struct text value));

uint64_t term_hash(const char *word, struct text value);

#endif
