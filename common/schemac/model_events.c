/* Events, and the sealed twins of what has personal fields. Keeps true: every personal value of an
 * event has a subject in the same record, at every depth. */
#include <inttypes.h>

#include "base/invariant.h"
#include "model.h"

static const char *const event_keys[] = { "doc", "since", "notes", "derives", "fields", NULL };

/* Inside an event, outside a value sealed as a whole. */
static void check_in_event(struct shape *shape)
{
    if (shape->in_events)
        return;
    shape->in_events = shape->use == USE_RECORD;
    for (uint32_t i = 0; i < shape->count; i++) {
        const struct field *f = &shape->fields[i];
        if (f->personal && f->list)
            complain(f->node, "a personal field of an event cannot be a list; put it into a record.");
        if (f->personal && f->kind != KIND_TEXT && f->kind != KIND_DATE && f->kind != KIND_RECORD)
            complain(f->node, "only a text, a date or a record can be sealed in an event.");
        if (f->personal && f->subject == NULL && shape->use == USE_RECORD)
            complain(f->node, "a personal field needs `subject`, the id field beside it whose key seals it: its record is part of an event%s.",
                     f->personal_said ? "" : " (this text is personal unless it says `personal: false`)");
        if (!f->personal && f->kind == KIND_RECORD && f->record != NULL)
            check_in_event(f->record);
    }
}

static void sealed_field(struct field *f)
{
    f->kind = KIND_SEALED;
    f->type = "sealed";
    f->record = NULL;
    f->values = NULL;
    f->unit = NULL;
    f->min = 0;
    f->max = 0;
}

struct shape *shape_stored(struct model *m, struct shape *open, const char *name)
{
    if (!open->has_personal)
        return open;
    if (open->stored != NULL)
        return open->stored;
    struct shape *stored = arena_take(m->arena, sizeof(*stored));
    *stored = *open;
    stored->name = name;
    stored->stored = NULL;
    stored->has_personal = false;
    stored->fields = arena_take(m->arena, sizeof(*stored->fields) * (open->count + 1));
    for (uint32_t i = 0; i < open->count; i++) {
        struct field *f = &stored->fields[i];
        *f = open->fields[i];
        if (f->personal)
            sealed_field(f);
        else if (f->kind == KIND_RECORD && f->record->has_personal)
            f->record = shape_stored(m, f->record, text_format(m->arena, "%s_stored", f->record->name).at);
    }
    shape_sort(m, stored);
    open->stored = stored;
    return stored;
}

static bool has_kind(const struct shape *shape, const char *name, enum kind kind)
{
    const struct field *f = shape_field(shape, name);

    return f != NULL && f->kind == kind && !f->list && !f->optional;
}

static void notes_read(const struct node *at, struct event *ret)
{
    const char *word;

    if (!node_text(at, &word))
        return;
    for (uint32_t i = 1; i < 5; i++)
        if (strcmp(note_names[i], word) == 0)
            ret->notes = (enum note)i;
    if (ret->notes == NOTE_NONE)
        complain(at, "must be day_opened, day_closed, revocation or session_end.");
    bool days = ret->notes == NOTE_DAY_OPENED || ret->notes == NOTE_DAY_CLOSED;
    if (days && !has_kind(ret->open, "date", KIND_DATE))
        complain(at, "an event with this note needs a field `date` that is a date.");
    if (ret->notes == NOTE_REVOCATION && (!has_kind(ret->open, "account_id", KIND_ID) || !has_kind(ret->open, "revocation", KIND_U64)))
        complain(at, "an event with this note needs the fields `account_id` (an id) and `revocation` (u64).");
    if (ret->notes == NOTE_SESSION_END && (!has_kind(ret->open, "account_id", KIND_ID) || !has_kind(ret->open, "terminal_key", KIND_BYTES) || !has_kind(ret->open, "at_us", KIND_TIME)))
        complain(at, "an event with this note needs the fields `account_id` (an id), `terminal_key` (bytes) and `at_us` (time).");
}

static void event_load(const struct scope *scope, const struct node *node, struct event *ret)
{
    struct model *m = scope->model;
    const struct node *at;
    uint64_t since = 1;

    *ret = (struct event){ .name = node->key, .file = node->file, .line = node->line, .since = 1 };
    ret->open = ret->stored = shape_new(m, ret->name, node, USE_EVENT);
    (void)name_is_good(node, node->key);
    if (!node_is_map(node))
        return;
    node_check_keys(node, event_keys);
    if ((at = node_get(node, "since")) == NULL)
        complain(node, "needs `since`, the version of the contract that brought it.");
    else if (node_u64(at, &since) && (since == 0 || since > scope->service->version))
        complain(at, "must be from 1 to the contract's version.");
    ret->since = (uint32_t)since;
    if ((at = node_get(node, "doc")) != NULL)
        (void)node_text(at, &ret->doc);
    shape_fill(scope, ret->open, node_get(node, "fields"));
    if ((at = node_get(node, "notes")) != NULL)
        notes_read(at, ret);
    if ((at = node_get(node, "derives")) != NULL)
        (void)node_bool(at, &ret->derives);
    check_in_event(ret->open);
    for (uint32_t i = 0; i < ret->open->count; i++)
        ret->open->has_personal |= ret->open->fields[i].personal ||
                                   (ret->open->fields[i].kind == KIND_RECORD && ret->open->fields[i].record->has_personal);
    ret->stored = shape_stored(m, ret->open, ret->name);
    if (ret->stored == ret->open)
        return;
    ret->open->name = text_format(m->arena, "%s_open", ret->name).at;
    ret->open->use = USE_EVENT_OPEN;
    must(ret->stored->use == USE_EVENT);
}

static int by_event(const void *a, const void *b)
{
    return strcmp(((const struct event *)a)->name, ((const struct event *)b)->name);
}

void events_load(const struct scope *scope, const struct node *map)
{
    struct service *s = scope->service;

    if (map == NULL || !node_is_map(map))
        return;
    s->events = arena_take(scope->model->arena, sizeof(*s->events) * (map->count + 1));
    for (const struct node *at = map->first; at != NULL; at = at->next)
        event_load(scope, at, &s->events[s->event_count++]);
    qsort(s->events, s->event_count, sizeof(*s->events), by_event);
}
