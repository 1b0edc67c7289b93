/* Log lines: one JSON object a line on stderr, made of allow-listed fields only. No message body
 * and no personal value has a field here, so none can be logged by mistake. */
#ifndef SHELL_LOG_H
#define SHELL_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum log_level { LOG_FINE, LOG_NOTE, LOG_WARN, LOG_ALARM };

/* Everything a line may carry beside its time, level, service and what happened. */
#define LOG_FIELD_LIST(X) \
    X(COUNT, "count") X(DETAIL, "detail") X(DONE, "done") X(EPOCH, "epoch") X(ERROR, "error") X(FILE, "file")                     \
    X(FILE_SYSTEM, "file_system") X(HEAD, "head") X(MODE, "mode") X(NOW, "now_us") X(PEER, "peer") X(PERCENT, "percent")           \
    X(PID, "pid") X(PROGRAM, "program") X(SEQUENCE, "sequence") X(SIGNAL, "signal") X(SITE, "site") X(SOURCE, "source")          \
    X(STATUS, "status") X(TOTAL, "total") X(VERSION, "version")

enum log_name {
#define LOG_MEMBER(name, text) LOG_##name,
    LOG_FIELD_LIST(LOG_MEMBER)
#undef LOG_MEMBER
};

struct log_field {
    enum log_name name;
    const char *text;            /* NULL: the number */
    uint64_t number;
};

/* For the array below. */
static inline struct log_field log_text(enum log_name name, const char *text)
{
    return (struct log_field){ name, text == NULL ? "" : text, 0 };
}

static inline struct log_field log_number(enum log_name name, uint64_t number)
{
    return (struct log_field){ name, NULL, number };
}

#define LOG_LINE_MAX 2048

/* Once, before threads start: whose lines these are (static text), and the least level written. */
void log_start(const char *service, enum log_level least);
void log_set_level(enum log_level least);
bool log_level_of(struct text name, enum log_level *ret);     /* "fine" "note" "warn" "alarm" */

/* `what` is a fixed phrase. Any thread. Texts are escaped, and cut so that the line fits; one that
 * looks like an individual number is withheld. */
void log_write(enum log_level level, const char *what, const struct log_field *fields, uint32_t count);

/* log_event(LOG_NOTE, "ready", log_number(LOG_PID, 7)): at least one field. */
#define log_event(level, what, ...)                                                       \
    log_write(level, what, (const struct log_field[]){ __VA_ARGS__ },                     \
              (uint32_t)(sizeof((const struct log_field[]){ __VA_ARGS__ }) / sizeof(struct log_field)))

/* The line's text into `to` (LOG_LINE_MAX bytes), with its line feed; returns its length. */
uint32_t log_format(char *to, uint64_t at_us, const char *service, enum log_level level, const char *what,
                    const struct log_field *fields, uint32_t count);

#endif
