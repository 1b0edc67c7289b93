/* Reading the logs. Keeps true: each committed entry is looked at once, in order, by its number,
 * its chain, its time and its words, then by the model of its service. After a restore all models
 * are made anew from what the logs hold now. */
#include "models.h"

#include "engine/host_internal.h"
#include "trust/hash.h"
#include "world.h"

void *one_more(void **array, uint32_t *used, uint32_t *room, size_t size)
{
    if (*used == *room) {
        *room = *room == 0 ? 32 : *room * 2;
        *array = realloc(*array, *room * size);
        must(*array != NULL);
    }
    memset((uint8_t *)*array + *used * size, 0, size);
    return (uint8_t *)*array + (*used)++ * size;
}

static void counter_fini(struct models *m)
{
    free(m->ids.slots);
    free(m->aside.items);
    free(m->queue.tickets);
    free(m->queue.visits);
    free(m->cards.deliveries);
    free(m->cards.applied);
    free(m->cards.cards);
    free(m->cards.moves);
    free(m->cards.reopenings);
    free(m->cards.presets);
    free(m->places.items);
    free(m->places.days);
    free(m->places.parts);
    free(m->places.outages);
    free(m->places.waiting);
    free(m->staff.accounts);
    free(m->staff.goings);
    free(m->staff.comings);
    free(m->later.items);
    free(m->kept.items);
    free(m->kept.erased);
    free(m->registers.rows);
    free(m->staff.trainings);
    free(m->staff.pledges);
    free(m->staff.heard);
    free(m->staff.stays);
    free(m->audit.hashes);
    free(m->reports.items);
}

void models_fini(struct models *m)
{
    for (enum svc svc = 0; svc < SVC_COUNT; svc++) {
        for (uint32_t i = 0; i < m->logs[svc].count; i++)
            free(m->logs[svc].entries[i].bytes);
        free(m->logs[svc].entries);
    }
    counter_fini(m);
    free(m->kept_ever.items);
}

static struct bytes kept_bytes(struct bytes from)
{
    uint8_t *copy = malloc(from.len);

    must(copy != NULL && from.len > 0);
    memcpy(copy, from.at, from.len);
    return (struct bytes){ copy, from.len };
}

static const struct event_spec *spec_of(enum svc svc, struct text name)
{
    const struct event_spec *spec = event_find(office_services[svc]->contract, name);

    return spec != NULL ? spec : event_find(&engine_contract, name);
}

static void take_event(struct world *w, enum svc svc, const struct entry *entry, const struct stated_event *event)
{
    struct models *m = &w->models;
    const struct event_spec *spec = spec_of(svc, event->name);
    struct stated said = { .world = w, .svc = svc, .entry = entry };
    void *message;

    if (spec == NULL)
        law_broken(w, LAW_LOG, "%s entry %llu states an unknown event", svc_name(svc), (unsigned long long)entry->number);
    message = arena_take(&w->arena, spec->stored->size);
    if (message_decode_own(spec->stored, event->body, &w->arena, message) != OK)
        law_broken(w, LAW_LOG, "%s entry %llu holds an event that does not read", svc_name(svc), (unsigned long long)entry->number);
    said.spec = spec->stored;
    said.event = message;
    if (m->counting)
        counts_event(&w->report->counts, svc, spec);
    later_take(&m->later, &said);
    kept_take(&m->kept, &said);
    switch (svc) {
    case SVC_STAFF:
        staff_take(&m->staff, &said);
        training_take(&m->staff, &said);
        presence_take(&m->staff, &said);
        registers_take(&m->registers, &said);
        break;
    case SVC_INVENTORY: cards_take(&m->cards, &said); physical_take(w, &said); break;
    case SVC_RESERVATIONS: places_take(&m->places, &said); break;
    case SVC_QUEUEING: queue_take(&m->queue, &said); training_heard(&m->staff, &said); break;
    case SVC_REPORTING: reports_take(&m->reports, &said); break;
    case SVC_AUDIT: audit_take(&m->audit, &said); break;
    case SVC_COUNT: break;
    }
}

static void check_place(struct world *w, enum svc svc, const struct entry *entry, const struct model_log *log)
{
    static const uint8_t zeros[32];
    const struct logged *before = log->count > 0 ? &log->entries[log->count - 1] : NULL;

    if (entry->number != log->count + 1 || entry->site != SITE || !text_is(entry->service, svc_name(svc)))
        law_broken(w, LAW_LOG, "%s: entry %llu stands where %u belongs", svc_name(svc), (unsigned long long)entry->number, log->count + 1);
    if (memcmp(entry->previous, before != NULL ? before->leaf : zeros, 32) != 0)
        law_broken(w, LAW_LOG, "%s: entry %llu does not name the entry before", svc_name(svc), (unsigned long long)entry->number);
    if (before != NULL && entry->at_us < before->at_us)
        law_broken(w, LAW_TIME, "%s: entry %llu is older than the one before", svc_name(svc), (unsigned long long)entry->number);
    if (entry->epoch < log->epoch || entry->epoch > log->epoch + 1)
        law_broken(w, LAW_LOG, "%s: entry %llu jumps to epoch %u", svc_name(svc), (unsigned long long)entry->number, entry->epoch);
    if (entry->event_count > 0 && entry->published != log->published)
        law_broken(w, LAW_LOG, "%s: entry %llu names another publication before it", svc_name(svc), (unsigned long long)entry->number);
}

static void take_entry(struct world *w, enum svc svc, struct bytes bytes)
{
    struct model_log *log = &w->models.logs[svc];
    struct entry entry;
    struct logged *logged;

    arena_reset(&w->arena);
    if (entry_decode(bytes, &w->arena, &entry) != OK)
        law_broken(w, LAW_LOG, "%s: entry %u does not read", svc_name(svc), log->count + 1);
    check_place(w, svc, &entry, log);
    logged = ONE_MORE(log->entries, log->count, log->room);
    leaf_hash(bytes, logged->leaf);
    logged->at_us = entry.at_us;
    logged->epoch = log->epoch = entry.epoch;
    logged->published = entry.event_count > 0;
    logged->bytes = (uint8_t *)(uintptr_t)bytes.at;
    logged->len = bytes.len;
    if (logged->published)
        log->published = entry.number;
    ids_take(w, svc, &entry);
    kept_entry(&w->models.kept, svc, &entry);
    for (uint32_t i = 0; i < entry.event_count; i++)
        take_event(w, svc, &entry, &entry.events[i]);
    later_entry_end(w, svc, &entry);
}

/* All models anew from what was seen, sources first: audit's leaves are compared with the logs they came from. */
static void take_all_again(struct world *w, enum svc cut, uint32_t kept)
{
    struct models *m = &w->models;
    struct models old = *m;

    counter_fini(m);
    memset(m, 0, sizeof *m);
    memcpy(m->may_shrink, old.may_shrink, sizeof m->may_shrink);
    m->kept_ever = old.kept_ever;
    for (enum svc svc = 0; svc < SVC_COUNT; svc++) {
        uint32_t end = svc == cut ? kept : old.logs[svc].count;

        for (uint32_t i = 0; i < end; i++)
            take_entry(w, svc, (struct bytes){ old.logs[svc].entries[i].bytes, old.logs[svc].entries[i].len });
        for (uint32_t i = end; i < old.logs[svc].count; i++)
            free(old.logs[svc].entries[i].bytes);
        free(old.logs[svc].entries);
    }
    m->counting = true;
    physical_again(w);
}

void models_restored(struct world *w, enum svc svc)
{
    w->models.may_shrink[svc] = w->plant != PLANT_ACKNOWLEDGED;
}

static void shrink(struct world *w, enum svc svc, uint64_t head)
{
    struct models *m = &w->models;

    if (!m->may_shrink[svc])
        law_broken(w, LAW_ACKNOWLEDGED, "%s lost committed entries: there were %u, now %llu", svc_name(svc), m->logs[svc].count,
                   (unsigned long long)head);
    count_more(w, COUNT_LOST_BY_RESTORE, m->logs[svc].count - head);
    clients_forget(w, svc, head);
    take_all_again(w, svc, (uint32_t)head);
}

void models_look(struct world *w, enum svc svc)
{
    struct model_log *log = &w->models.logs[svc];
    AUTO(view) struct view *v = NULL;
    struct arena arena;
    struct bytes bytes;
    uint64_t head;

    arena_init(&arena, 1u << 20);
    must(store_view(engine_store(w->nodes[svc].engine), &arena, &v) == OK);
    head = log_head(v);
    if (head < log->count)
        shrink(w, svc, head);
    w->models.may_shrink[svc] = false;
    while (log->count < head) {
        must(log_read(v, log->count + 1, &bytes));
        count(w, COUNT_ENTRIES);
        if (svc != SVC_AUDIT)                            /* its leaves were looked at where they were written */
            laws_personal(w, svc, "entry", bytes);
        take_entry(w, svc, kept_bytes(bytes));
    }
    store_view_end(&v);
    arena_fini(&arena);
}

void models_read_again(struct world *w, enum svc svc)
{
    struct model_log *log = &w->models.logs[svc];
    AUTO(view) struct view *v = NULL;
    struct arena arena;
    struct bytes bytes;

    arena_init(&arena, 1u << 20);
    must(store_view(engine_store(w->nodes[svc].engine), &arena, &v) == OK);
    if (log_head(v) != log->count)
        law_broken(w, LAW_LOG, "%s: the log has %llu entries, %u were committed", svc_name(svc), (unsigned long long)log_head(v), log->count);
    for (uint32_t i = 0; i < log->count; i++)
        if (!log_read(v, i + 1, &bytes) || bytes.len != log->entries[i].len || memcmp(bytes.at, log->entries[i].bytes, bytes.len) != 0)
            law_broken(w, LAW_LOG, "%s: entry %u is not what was committed", svc_name(svc), i + 1);
    store_view_end(&v);
    arena_fini(&arena);
}
