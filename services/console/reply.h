/* Answers in JSON: none is kept by anybody. */
#ifndef CONSOLE_REPLY_H
#define CONSOLE_REPLY_H

#include "base/text.h"
#include "http/server.h"

/* Why the console itself takes something not; sentences in reply.c. */
enum console_refusal {
    CONSOLE_BUSY, CONSOLE_CODE_WRONG, CONSOLE_LOGGED_OUT, CONSOLE_MALFORMED, CONSOLE_NO_ANSWER, CONSOLE_NO_DEVICE, CONSOLE_NO_PATH, CONSOLE_NO_PERSON, CONSOLE_NOT_COMPRESSED, CONSOLE_NOT_YOURS,
    CONSOLE_PERSONS_FULL, CONSOLE_TOO_LARGE, CONSOLE_WRONG_HOST, CONSOLE_WRONG_METHOD, CONSOLE_WRONG_ORIGIN, CONSOLE_WRONG_TOKEN, CONSOLE_WRONG_TYPE,
};

/* Drops the builder. */
void reply_json(struct http_request *request, uint32_t status, struct text_builder *body);
/* { "refusal", "ja", "en", "field"?, "reason"? }; field and reason absent: left out. */
void reply_words(struct http_request *request, uint32_t status, struct text refusal, struct text ja, struct text en, struct text field, struct text reason);
void reply_refusal(struct http_request *request, enum console_refusal why);
void reply_refusal_at(struct http_request *request, enum console_refusal why, struct text field, struct text reason);

#endif
