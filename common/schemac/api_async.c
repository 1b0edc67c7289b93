/* What services publish, as channels and messages; the payloads' schemas are those of the wire. Goes through the template. */
#include "api.h"
#include "doc.h"

static bool publishes(const struct service *s)
{
    return s->event_count > 0 && strcmp(s->name, "engine") != 0;
}

static void put_refs(struct out *out, const struct service *s, const char **sign)
{
    for (uint32_t i = 0; s != NULL && i < s->event_count; i++) {
        put(out, "%s\"%s\":{\"$ref\":\"#/components/messages/%s\"}", *sign, s->events[i].name, s->events[i].name);
        *sign = ",";
    }
}

void api_channels(struct out *out, const struct model *m)
{
    for (uint32_t i = 0; i < m->service_count; i++) {
        const struct service *s = &m->services[i];
        const char *sign = "";

        if (!publishes(s))
            continue;
        put(out, "\"%s\":{\"address\":\"%s\",\"servers\":[{\"$ref\":\"#/servers/events\"}],\"description\":\"Events of %s: topic frame, then a publication.\",\"messages\":{",
            s->name, s->name, s->name);
        put_refs(out, s, &sign);
        put_refs(out, model_service(m, "engine"), &sign);
        put(out, "}},\n");
    }
}

void api_operations(struct out *out, const struct model *m)
{
    for (uint32_t i = 0; i < m->service_count; i++)
        if (publishes(&m->services[i]))
            put(out, "\"publish_%s\":{\"action\":\"send\",\"description\":\"%s tells what happened\",\"channel\":{\"$ref\":\"#/channels/%s\"}},\n", m->services[i].name,
                m->services[i].name, m->services[i].name);
}

static void put_message(struct out *out, const struct event *e)
{
    put(out, "\"%s\":{\"name\":\"%s\",\"title\":\"%s\",\"contentType\":\"application/msgpack\",\"summary\":", e->name, e->name, e->name);
    put_json(out, e->doc == NULL ? e->name : e->doc);
    put(out, ",\"payload\":{\"allOf\":[{\"$ref\":\"#/components/schemas/publication\"},{\"type\":\"object\",\"properties\":{\"events\":{\"contains\":"
             "{\"type\":\"object\",\"properties\":{\"name\":{\"const\":\"%s\"},\"body\":", e->name);
    api_shape(out, e->stored, API_WIRE);
    put(out, "}}}}}]}},\n");
}

void api_messages(struct out *out, const struct model *m)
{
    for (uint32_t i = 0; i < m->service_count; i++)
        for (uint32_t k = 0; k < m->services[i].event_count; k++)
            put_message(out, &m->services[i].events[k]);
}

static bool put_marker(struct out *out, const struct model *m, const char *name)
{
    if (strcmp(name, "@paths") == 0)
        api_paths(out, m);
    else if (strcmp(name, "@schemas json") == 0)
        api_schemas(out, m, API_JSON);
    else if (strcmp(name, "@schemas wire") == 0)
        api_schemas(out, m, API_WIRE);
    else if (strcmp(name, "@channels") == 0)
        api_channels(out, m);
    else if (strcmp(name, "@operations") == 0)
        api_operations(out, m);
    else if (strcmp(name, "@messages") == 0)
        api_messages(out, m);
    else
        return false;
    return true;
}

enum err api_build(const struct model *m, const char *template_path, struct out *ret)
{
    const char *text = doc_template(m, template_path);

    if (text == NULL)
        return ERR_CONFIG;
    out_open(ret);
    while (*text != '\0') {
        const char *end = strchrnul(text, '\n');
        const char *line = text_terminated(m->arena, (struct text){ text, (uint32_t)(end - text) });

        if (*line == '@' && !put_marker(ret, m, line))
            complain_at(m->complaints, template_path, 0, "", "there is no marker \"%s\".", line);
        else if (*line != '@')
            put(ret, "%s\n", line);
        text = *end == '\0' ? end : end + 1;
    }
    if (m->complaints->count == 0)
        return OK;
    out_drop(ret);
    return ERR_CONFIG;
}
