/* GET /session, and the answer of everything below /session: who is here, and what a page needs to act. */
#include <inttypes.h>

#include "console.h"
#include "http/json_text.h"
#include "reply.h"

static void add_device(struct text_builder *to, const struct console *c, uint32_t index)
{
    const struct console_device *device;

    if (index == NO_DEVICE) {
        text_add(to, "\"device\":null");
        return;
    }
    device = c->devices[index].config;
    text_add(to, "\"device\":{");
    json_add_pair(to, "terminal", device->terminal);
    text_add(to, ",");
    json_add_pair(to, "label_ja", device->label_ja);
    text_add(to, ",");
    json_add_pair(to, "label_en", device->label_en);
    if (is_set(device->desk_id)) {
        text_add(to, ",\"desk_id\":");
        json_add_id(to, device->desk_id.v);
    }
    text_add(to, "}");
}

static void add_person(struct text_builder *to, const struct person *person)
{
    text_add(to, "{\"account_id\":");
    json_add_id(to, person->account);
    text_add(to, ",");
    json_add_pair(to, "name", text_of(person->name));
    text_add(to, ",");
    json_add_pair(to, "role", text_of(staff_role_name(person->role)));
    if (person->next_step != 0) {
        text_add(to, ",");
        json_add_pair(to, "next_step", text_of(login_step_name(person->next_step)));
    }
    text_add(to, ",\"expires_at\":");
    json_add_moment(to, person->expires_at_us);
    text_add(to, "}");
}

static void add_persons(struct text_builder *to, struct session *session)
{
    const struct person *active = session == NULL ? NULL : session_active(session);

    text_add(to, ",\"persons\":[");
    for (uint32_t i = 0; session != NULL && i < session->person_count; i++) {
        text_add(to, "%s", i > 0 ? "," : "");
        add_person(to, &session->persons[i]);
    }
    text_add(to, "],\"active\":");
    if (active != NULL)
        json_add_id(to, active->account);
    else
        text_add(to, "null");
}

void session_show(struct console *c, struct http_request *request, struct text cookie, struct session *session, uint32_t device)
{
    struct text_builder body = text_growing();
    char token[TOKEN_SIZE];

    sessions_token(c->sessions, cookie, token);
    text_add(&body, "{");
    add_device(&body, c, device);
    add_persons(&body, session);
    text_add(&body, ",\"token\":\"%s\",\"instance\":", token);
    json_add_id(&body, console_instance(c));
    text_add(&body, ",\"now\":");
    json_add_moment(&body, live_now_us(c));
    text_add(&body, ",\"mode\":\"%s\",\"version\":\"%s\",\"idle_seconds\":%" PRIu64 "}", installation_mode(&c->edge->at), MADOGUCHI_VERSION, c->config->idle_seconds);
    reply_json(request, 200, &body);
}
