/* What a service answered, in HTTP's words: what was done, what the office's rules refuse (409, and it stays so under this id), and
 * what was not taken (nothing is kept under the id). */
#include <inttypes.h>

#include "gateway.h"
#include "gen/refusals.h"
#include "http/json.h"
#include "http/json_text.h"
#include "reply.h"

/* ---- Not done ---------------------------------------------------------------------------------- */

/* By what the browser should do about it: log in, wait, correct, or give up. */
static uint32_t status_of(const struct answer *answer)
{
    static const struct { const char *refusal; uint32_t status; } known[] = {
        { "bad_ticket", 401 },
        { "not_permitted", 403 }, { "purpose_needed", 403 }, { "second_person_needed", 403 }, { "second_person_not_taken", 403 }, { "same_person", 403 }, { "paper_needed", 403 },
        { "too_large", 413 },
        { "busy", 503 }, { "not_yet", 503 }, { "rebuilding", 503 }, { "clock_suspect", 503 }, { "staff_silent", 503 }, { "audit_behind", 503 },
    };

    if (answer->outcome == OUTCOME_REFUSED)
        return 409;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (text_is(answer->refusal, known[i].refusal))
            return known[i].status;
    return 400;
}

void gateway_answer_failure(struct http_request *request, const struct answer *answer)
{
    struct arena *arena = http_arena(request);
    struct text refusal = text_copy(arena, answer->refusal), ja = TEXT(""), en = TEXT("");
    uint32_t status = status_of(answer);
    enum refusal why;

    if (answer->outcome == OUTCOME_UNKNOWN || answer->outcome == OUTCOME_DONE) {      /* done, but not in the form we know */
        reply_refusal(request, CONSOLE_NO_ANSWER);
        return;
    }
    if (refusal_of(refusal, &why)) {
        ja = text_of(refusal_sentence(why, true));
        en = text_of(refusal_sentence(why, false));
    }
    if (status == 503)
        http_add_header(request, "Retry-After", TEXT("1"));
    reply_words(request, status, refusal, ja, en, answer->field, answer->reason);
}

/* ---- Done -------------------------------------------------------------------------------------- */

static void add_map(struct text_builder *to, struct arena *arena, const char *key, const struct record_spec *spec, struct bytes encoded)
{
    void *message = spec == NULL ? NULL : arena_take(arena, spec->size + 1);
    struct text json;

    if (encoded.at == NULL || spec == NULL || message_decode_own(spec, encoded, arena, message) != OK)
        return;
    json = json_of_message(spec, message, arena);
    text_add(to, "\"%s\":%.*s,", key, (int)json.len, json.at);
}

static void add_position(struct text_builder *to, const struct position *position)
{
    text_add(to, "\"position\":");
    if (position->source.at == NULL) {
        text_add(to, "null");
        return;
    }
    text_add(to, "{");
    json_add_pair(to, "source", position->source);
    text_add(to, ",\"epoch\":%" PRIu32 ",\"sequence\":", position->epoch);
    json_add_id(to, position->sequence);
    text_add(to, "}");
}

void gateway_answer(struct http_request *request, const struct gate *gate, const struct answer *answer)
{
    struct text_builder body;

    if (answer->outcome != OUTCOME_DONE) {
        gateway_answer_failure(request, answer);
        return;
    }
    body = text_growing();
    text_add(&body, "{");
    add_map(&body, http_arena(request), "result", gate->result, answer->result);
    add_map(&body, http_arena(request), "shown", gate->shown, answer->shown);
    if (answer->repeated)
        text_add(&body, "\"repeated\":true,");
    add_position(&body, &answer->position);
    text_add(&body, "}");
    reply_json(request, 200, &body);
}
