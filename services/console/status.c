/* GET /status: how the services are, as they said it themselves. For the site manager's page and who looks after the system. */
#include <inttypes.h>

#include "console.h"
#include "http/json_text.h"
#include "reply.h"

static void add_service(struct text_builder *to, const struct console *c, uint32_t index, uint64_t mono_us)
{
    const struct service_known *known = live_known(c, index);

    text_add(to, "\"%s\":{\"up\":%s", service_names[index], live_is_up(c, index, mono_us) ? "true" : "false");
    if (known->there) {
        text_add(to, ",\"state\":\"%s\",\"map_used_percent\":%" PRIu64 ",\"parked\":%" PRIu64 ",\"quarantined\":%" PRIu64, known->state, known->map_used_percent,
                 known->parked, known->quarantined);
        text_add(to, ",\"audit_behind\":%" PRIu64 ",\"audit_lag_us\":%" PRIu64 ",\"looks_closed\":%s", known->audit_behind, known->audit_lag_us,
                 known->looks_closed ? "true" : "false");
        if (known->peers_alarm[0] != '\0')
            text_add(to, ",\"peers_alarm\":\"%s\"", known->peers_alarm);
    }
    text_add(to, "}");
}

void status_path(struct console *c, struct http_request *request, struct visitor *visitor)
{
    uint64_t mono_us = (uint64_t)client_now_ms() * 1000;
    const struct person *person;
    struct text_builder body;

    if (!guard_method(request, HTTP_GET) || !guard_person(request, visitor))
        return;
    person = session_active(visitor->session);
    if (person == NULL || person->next_step != 0 || person->role == STAFF_ROLE_OPERATOR) {
        reply_refusal(request, person == NULL ? CONSOLE_LOGGED_OUT : CONSOLE_NOT_YOURS);
        return;
    }
    body = text_growing();
    text_add(&body, "{\"services\":{");
    for (uint32_t i = 0; i < SERVICES; i++) {
        text_add(&body, "%s", i > 0 ? "," : "");
        add_service(&body, c, i, mono_us);
    }
    text_add(&body, "}}");
    reply_json(request, 200, &body);
}
