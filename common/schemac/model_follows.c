/* What a service follows: events of others by name, their notes for the engine, whole entries.
 * Runs when all services are loaded. */
#include "base/invariant.h"
#include "model.h"

static int by_follow(const void *a, const void *b)
{
    const struct follow *x = a, *y = b;
    int order = strcmp(x->source->name, y->source->name);

    return order != 0 ? order : strcmp(x->event->name, y->event->name);
}

static int by_source(const void *a, const void *b)
{
    const struct service *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

static void source_add(struct service *s, const struct service *source)
{
    for (uint32_t i = 0; i < s->source_count; i++)
        if (s->sources[i] == source)
            return;
    s->sources[s->source_count++] = source;
}

static const struct event *event_of(const struct service *source, const char *name)
{
    for (uint32_t i = 0; i < source->event_count; i++)
        if (strcmp(source->events[i].name, name) == 0)
            return &source->events[i];
    return NULL;
}

static bool follows_already(const struct service *s, const struct event *event)
{
    for (uint32_t i = 0; i < s->follow_count; i++)
        if (s->follows[i].event == event)
            return true;
    return false;
}

static const struct service *source_of(const struct model *m, const struct service *s, const struct node *at, const char *name)
{
    const struct service *source = model_service(m, name);

    if (source == NULL)
        complain(at, "there is no service \"%s\".", name);
    else if (source == s)
        complain(at, "a service does not follow itself.");
    return source == s ? NULL : source;
}

static void events_follow(struct model *m, struct service *s, const struct service *source, const struct node *list)
{
    for (const struct node *at = list->first; at != NULL; at = at->next) {
        const char *name;
        if (!node_text(at, &name))
            continue;
        const struct event *event = event_of(source, name);
        if (event == NULL)
            complain(at, "%s has no event \"%s\".", source->name, name);
        else if (follows_already(s, event))
            complain(at, "the event \"%s\" stands here twice.", name);
        else
            s->follows[s->follow_count++] = (struct follow){ source, event, true };
    }
    for (uint32_t i = 0; i < source->event_count; i++)
        if (source->events[i].notes != NOTE_NONE && !follows_already(s, &source->events[i]))
            s->follows[s->follow_count++] = (struct follow){ source, &source->events[i], false };
    must(m->service_count > 0);
}

static uint32_t events_in_all(const struct model *m)
{
    uint32_t count = 1;

    for (uint32_t i = 0; i < m->service_count; i++)
        count += m->services[i].event_count;
    return count;
}

static void entries_follow(struct model *m, struct service *s, const struct node *list)
{
    if (!node_is_list(list))
        return;
    s->takes_entries = true;
    for (const struct node *at = list->first; at != NULL; at = at->next) {
        const char *name;
        const struct service *source = node_text(at, &name) ? source_of(m, s, at, name) : NULL;
        if (source != NULL)
            source_add(s, source);
    }
}

void service_link(struct model *m, struct service *s)
{
    const struct node *follows = node_get(s->top, "follows"), *entries = node_get(s->top, "follows_entries");

    s->follows = arena_take(m->arena, sizeof(*s->follows) * events_in_all(m));
    s->sources = arena_take(m->arena, sizeof(*s->sources) * m->service_count);
    if (follows != NULL && !node_is_map(follows))
        return;
    for (const struct node *at = follows == NULL ? NULL : follows->first; at != NULL; at = at->next) {
        const struct service *source = source_of(m, s, at, at->key);
        if (source == NULL || !node_is_list(at))
            continue;
        source_add(s, source);
        events_follow(m, s, source, at);
    }
    if (entries != NULL)
        entries_follow(m, s, entries);
    if (s->follow_count > 1)
        qsort(s->follows, s->follow_count, sizeof(*s->follows), by_follow);
    if (s->source_count > 1)
        qsort(s->sources, s->source_count, sizeof(const struct service *), by_source);
}
