/* How the tool speaks: two languages, numbers and times for people, columns of a terminal, JSON. */
#ifndef AUDIT_WORDS_H
#define AUDIT_WORDS_H

#include "codec/write.h"
#include "recheck.h"

/* Set once by main. */
void words_choose(bool english);
bool words_english(void);
/* The one of the two that was chosen; as a format both are checked by the compiler. */
const char *words(const char *ja, const char *en) __attribute__((format_arg(1), format_arg(2)));

/* Japanese unless LC_ALL, LC_MESSAGES or LANG (the first that is set) names English. */
bool english_by_environment(void);

/* "1,234" */
#define GROUPED_SIZE 32
const char *grouped(uint64_t v, char ret[GROUPED_SIZE]);
/* "2027-02-01 09:05:12  令和9年2月1日 (月)", Tokyo; "-" for a time no calendar has. */
struct text time_words(struct arena *arena, uint64_t at_us);
/* "2027-02-01  令和9年2月1日 (月)" */
struct text date_words(struct arena *arena, uint64_t yyyymmdd);
/* "12 s", "3 min", "5 h", "2 days" in the language chosen. */
struct text span_words(struct arena *arena, uint64_t us);
const char *service_words(struct text service);

/* `text` and spaces up to `columns` of a terminal, where kanji and kana take two. */
void put_padded(struct text text, uint32_t columns);
/* A labelled line: label, value (printf), line feed. */
void put_line(const char *ja, const char *en, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same with what the verdict is about: a tick or a cross for people, in words. */
void put_verdict_line(const char *ja, const char *en, bool good);

/* One cell of a CSV row (RFC 4180). `last` ends the row. */
void put_cell(const char *cell, bool last);

/* ---- JSON: a canonical map is written, then shown ---- */

void key_u64(struct writer *w, const char *key, uint64_t v);
void key_bool(struct writer *w, const char *key, bool v);
void key_text(struct writer *w, const char *key, struct text v);
void key_bin(struct writer *w, const char *key, const uint8_t *at, uint32_t len);
void key_time(struct writer *w, const char *key, uint64_t at_us);
/* Prints what was written as one line of JSON. */
void put_json(const struct writer *w, struct arena *arena);

#endif
