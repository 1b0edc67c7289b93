/* Private to this layer: the journal in front of LMDB. A commit of LMDB writes a page for each table it
 * touched, all over its file, and flushes twice; here a step's entries go one after the other into a file
 * written with zeros before, with one flush. The journal holds what the log does not yet hold: entries of one
 * generation, which is named in LMDB and changes with each of LMDB's commits. */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "base/bytes.h"
#include "base/err.h"

#define GENERATION_LEN 16

struct journal;

/* Opens or makes DIR/journal. bytes 0: only what is there is read, and nothing is made. *ret NULL: there is none. */
MUST_CHECK enum err journal_open(const char *dir, uint64_t bytes, struct journal **ret);
/* From now on journal_write does not flush (store_options.unflushed). */
void journal_unflushed(struct journal *journal);
void journal_drop(struct journal **journal);

/* Reads the entries of `generation` that follow on `head`; later ones will be written behind them. ERR_IO, ERR_NO_MEMORY.
 * ERR_CORRUPT: one in the middle is damaged. A damaged last one was never acknowledged and is passed over. */
MUST_CHECK enum err journal_load(struct journal *journal, const uint8_t generation[GENERATION_LEN], uint64_t head);
/* Of those: the last number (head when there are none), and one entry, in memory until the next load or start. */
uint64_t journal_last(const struct journal *journal);
bool journal_entry(const struct journal *journal, uint64_t number, struct bytes *ret);

/* Everything in it is in the log now: begins anew, under a new generation. */
void journal_start(struct journal *journal, const uint8_t generation[GENERATION_LEN]);

/* Gathers the entries of one step; then either writes them, or forgets them. */
void journal_add(struct journal *journal, uint64_t number, struct bytes entry);
bool journal_has_room(const struct journal *journal);      /* for what was gathered */
void journal_forget(struct journal *journal);
/* Durable when it returns OK. Anything else: the outcome is unknown. */
MUST_CHECK enum err journal_write(struct journal *journal);

#endif
