/* The host's side of following: one machine per source, and a bounded queue of what they
 * hand out. When the queue is full a machine is simply not told that its item was taken; it
 * pulls again later. */
#include "engine/host_internal.h"

#define STATUS_BYTES 4096

void followers_restart(struct host *h)
{
    const struct contract *c = engine_service(h->engine)->contract;

    followed_pop(h, h->followed_count);
    for (uint32_t i = 0; i < c->source_count; i++) {
        struct position at = engine_cursor(h->engine, i);

        follow_init(&h->follow[i], text_of(c->sources[i]), c->takes_entries, at.epoch, at.sequence);
    }
}

bool source_reached(struct host *h, uint32_t source, const struct position *position)
{
    bool stepped;

    if (engine_has_followed(h->engine, position, &stepped) == OK && stepped)
        return true;
    return h->followed_of[source] == 0 && follow_reached(&h->follow[source], position->epoch, position->sequence);
}

void watch_staff(struct host *h, uint64_t clock_us, uint64_t mono_us)
{
    uint32_t staff = source_index(engine_service(h->engine)->contract, text_of("staff"));
    uint64_t current_us;

    if (h->first_mono_us == 0)
        h->first_mono_us = mono_us;
    if (staff == UINT32_MAX)
        return;
    current_us = h->follow[staff].current_at_us > h->first_mono_us ? h->follow[staff].current_at_us : h->first_mono_us;
    if (mono_us - current_us <= h->limits.staff_silent_us)
        engine_staff_silent(h->engine, 0);
    else if (h->engine->staff_silent_us == 0)
        engine_staff_silent(h->engine, clock_us - (mono_us - current_us));
}

static bool queue_followed(struct host *h, uint32_t source, const struct followed *item)
{
    const struct contract *c = engine_service(h->engine)->contract;
    struct bytes from = item->entry.at != NULL ? item->entry : item->events;
    struct followed *to;
    uint8_t *copy;

    if (h->followed_count == h->limits.followed_max || engine_state(h->engine) != ENGINE_READY)
        return false;
    copy = malloc(from.len == 0 ? 1 : from.len);
    must(copy != NULL);
    if (from.len > 0)
        memcpy(copy, from.at, from.len);
    to = &h->followed[h->followed_count];
    *to = *item;
    to->at.source = text_of(c->sources[source]);
    if (item->entry.at != NULL)
        to->entry.at = copy;
    else
        to->events.at = copy;
    h->followed_bytes[h->followed_count++] = copy;
    h->followed_of[source]++;
    return true;
}

void followed_pop(struct host *h, uint32_t count)
{
    const struct contract *c = engine_service(h->engine)->contract;

    must(count <= h->followed_count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t source = source_index(c, h->followed[i].at.source);

        must(source != UINT32_MAX && h->followed_of[source] > 0);
        h->followed_of[source]--;
        free(h->followed_bytes[i]);
    }
    h->followed_count -= count;
    memmove(h->followed, h->followed + count, h->followed_count * sizeof *h->followed);
    memmove(h->followed_bytes, h->followed_bytes + count, h->followed_count * sizeof *h->followed_bytes);
}

static void ask_for_page(struct host *h, uint32_t source, uint64_t mono_us, struct outbox *out)
{
    struct follow_pull pull;
    struct writer w;

    if (h->followed_count + 1 > h->limits.followed_max / 2 || !follow_pull(&h->follow[source], h->pull_request + 1, mono_us, &pull))
        return;
    h->pull_request++;
    w = outbox_begin(out, FOLLOW_PULL_BYTES);
    follow_pull_encode(&pull, &w);
    outbox_end(out, &w, (struct outgoing){ .kind = OUT_PULL, .source = source });
}

void ask_for_pages(struct host *h, uint64_t mono_us, struct outbox *out)
{
    for (uint32_t i = 0; i < engine_service(h->engine)->contract->source_count; i++)
        ask_for_page(h, i, mono_us, out);
}

void host_published(struct host *h, uint32_t source, struct bytes payload, uint64_t mono_us, struct outbox *out)
{
    struct followed item;

    if (engine_state(h->engine) != ENGINE_READY)
        return;
    if (follow_hear(&h->follow[source], payload, mono_us, &item) && queue_followed(h, source, &item))
        follow_took(&h->follow[source], &item, mono_us);
    ask_for_page(h, source, mono_us, out);
}

void host_pulled(struct host *h, uint32_t source, struct bytes payload, uint64_t mono_us, struct outbox *out)
{
    struct follow_page page;
    struct followed item;

    if (engine_state(h->engine) != ENGINE_READY)
        return;
    if (follow_answered(&h->follow[source], payload, mono_us, &page))
        while (follow_page_next(&h->follow[source], &page, mono_us, &item)) {
            if (!queue_followed(h, source, &item))
                break;
            follow_took(&h->follow[source], &item, mono_us);
        }
    ask_for_page(h, source, mono_us, out);
}

uint64_t followers_due_us(const struct host *h)
{
    uint64_t due_us = UINT64_MAX;

    for (uint32_t i = 0; i < engine_service(h->engine)->contract->source_count; i++) {
        uint64_t at_us = follow_due_us(&h->follow[i]);

        due_us = at_us < due_us ? at_us : due_us;
    }
    return due_us;
}

void follow_figures(const struct host *h, struct host_figures *ret)
{
    ret->gaps = ret->pulls = ret->stopped_followers = 0;
    for (uint32_t i = 0; i < engine_service(h->engine)->contract->source_count; i++) {
        ret->gaps += h->follow[i].gap_count;
        ret->pulls += h->follow[i].pull_count;
        ret->stopped_followers += h->follow[i].state == FOLLOW_STOPPED;
    }
}

static void write_cursors(struct writer *w, struct host *h)
{
    uint32_t count = engine_service(h->engine)->contract->source_count;

    write_key(w, "cursors");
    write_array(w, count);
    for (uint32_t i = 0; i < count; i++) {
        struct position at = engine_cursor(h->engine, i);

        write_position(w, &at);
    }
}

void host_answer_status(struct host *h, const struct request *request, const struct host_status *status, struct outbox *out)
{
    struct engine_figures e;
    struct host_figures f;
    struct writer w = outbox_begin(out, STATUS_BYTES);

    engine_figures(h->engine, &e);
    host_figures(h, &f);
    write_map(&w, 24u + (e.open_day.v != 0) + (status->peers_alarm != NULL));
    write_number(&w, "audit_behind", f.audit_behind);
    write_number(&w, "audit_lag_us", f.audit_lag_us);
    write_cursors(&w, h);
    write_number(&w, "denied", f.denied);
    write_number(&w, "epoch", e.epoch);
    write_number(&w, "gaps", f.gaps);
    write_number(&w, "head", e.head);
    write_key(&w, "kind");
    write_key(&w, "status");
    write_key(&w, "looks_closed");
    write_bool(&w, f.looks_closed);
    write_number(&w, "malformed", f.malformed);
    write_number(&w, "map_used_percent", status->map_used_percent);
    write_key(&w, "mode");
    write_key(&w, status->mode);
    write_number(&w, "now", status->now_us);
    if (e.open_day.v != 0)
        write_number(&w, "open_day", e.open_day.v);
    write_number(&w, "parked", f.parked_now);
    if (status->peers_alarm != NULL) {
        write_key(&w, "peers_alarm");
        write_key(&w, status->peers_alarm);
    }
    write_number(&w, "peers_version", status->peers_version);
    write_number(&w, "published", e.last_published);
    write_number(&w, "quarantined", e.quarantined);
    write_number(&w, "queued", f.queued_now + h->followed_count);
    write_number(&w, "repeats", f.repeats);
    write_number(&w, "request", request->request);
    write_key(&w, "service");
    write_key(&w, engine_service(h->engine)->contract->service);
    write_number(&w, "site", h->engine->site);
    write_key(&w, "state");
    write_key(&w, engine_state(h->engine) != ENGINE_READY ? "rebuilding" : h->clock_suspect ? "clock_suspect" : "ready");
    write_key(&w, "version");
    write_key(&w, status->version);
    outbox_end(out, &w, (struct outgoing){ .kind = OUT_ANSWER, .tag = request->tag });
}

void host_answer_control(const struct request *request, struct outbox *out)
{
    struct writer w = outbox_begin(out, STATUS_BYTES);

    write_map(&w, 3);
    write_key(&w, "kind");
    write_key(&w, "answer");
    write_key(&w, "outcome");
    write_key(&w, "done");
    write_number(&w, "request", request->request);
    outbox_end(out, &w, (struct outgoing){ .kind = OUT_ANSWER, .tag = request->tag });
}
