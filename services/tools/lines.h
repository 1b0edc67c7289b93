/* How a service's state is told to people. */
#ifndef TOOLS_LINES_H
#define TOOLS_LINES_H

#include "client/answer.h"

/* One line about service `index`; NULL: it does not answer. */
void status_line_print(uint32_t index, const struct service_status *status, bool english);
/* Its object of --json, without a line feed. */
void status_json_print(uint32_t index, const struct service_status *status);
/* A name padded to `columns` of a terminal, where kanji and kana take two. */
void padded_print(const char *text, uint32_t columns);

#endif
