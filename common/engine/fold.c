/* What entries mean for the state. Live, rebuild and verify are this one call. Keeps true:
 * nothing but entries moves a row; the engine's own tables are folds like the domain's. */
#include "engine/internal.h"

void fold_load(struct fold *fold, const struct view *view)
{
    if (!progress_find(view, ONE, &fold->progress)) {
        memset(&fold->progress, 0, sizeof fold->progress);
        fold->progress.one = ONE;
        fold->progress.next_id = 1;
        fold->progress.next_key = 1;
        fold->progress.last_leaf = (struct bytes){ arena_take(view_arena(view), 32), 32 };
    }
    must(fold->progress.last_leaf.len == 32);
}

void fold_save(const struct fold *fold, struct txn *t)
{
    progress_put(t, &fold->progress);
}

static void set_open_day(struct txn *t, struct date date)
{
    if (date.v != 0)
        day_now_put(t, &(struct day_now){ .one = ONE, .date = date });
    else
        day_now_remove(t, ONE);
}

/* The engine takes the day from queueing's own events as from followed ones. */
static void note_own(struct txn *t, const struct event_spec *spec, const void *event)
{
    const struct field_spec *field;
    struct date date;

    if (spec->notes != NOTE_DAY_OPENED && spec->notes != NOTE_DAY_CLOSED)
        return;
    field = record_field(spec->stored, "date");
    must(field != NULL && field->kind == FIELD_DATE);
    memcpy(&date, (const uint8_t *)event + field->offset, sizeof date);
    set_open_day(t, spec->notes == NOTE_DAY_OPENED ? date : (struct date){ 0 });
}

static void fold_revocation(struct txn *t, const struct event_spec *spec, const void *event)
{
    const struct field_spec *account, *revocation;
    struct revoked row;

    if (spec->notes != NOTE_REVOCATION)
        return;
    account = record_field(spec->stored, "account_id");
    revocation = record_field(spec->stored, "revocation");
    must(account != NULL && revocation != NULL);
    memcpy(&row.account, (const uint8_t *)event + account->offset, sizeof row.account);
    memcpy(&row.revocation, (const uint8_t *)event + revocation->offset, sizeof row.revocation);
    revoked_put(t, &row);
}

static void end_session(struct txn *t, uint64_t account, struct bytes terminal_key, uint64_t at_us)
{
    ended_session_put(t, &(struct ended_session){ .account = account, .terminal_key = terminal_key, .at_us = at_us });
}

static void fold_session_end(struct txn *t, const struct event_spec *spec, const void *event)
{
    const struct field_spec *account, *key, *at;
    struct bytes terminal_key;
    uint64_t account_id, at_us;

    if (spec->notes != NOTE_SESSION_END)
        return;
    account = record_field(spec->stored, "account_id");
    key = record_field(spec->stored, "terminal_key");
    at = record_field(spec->stored, "at_us");
    must(account != NULL && key != NULL && at != NULL);
    memcpy(&account_id, (const uint8_t *)event + account->offset, sizeof account_id);
    memcpy(&terminal_key, (const uint8_t *)event + key->offset, sizeof terminal_key);
    memcpy(&at_us, (const uint8_t *)event + at->offset, sizeof at_us);
    end_session(t, account_id, terminal_key, at_us);
}

static void fold_event(const struct fold *fold, struct txn *t, const struct stated_event *stated)
{
    const struct event_spec *spec = event_find(fold->contract, stated->name);
    struct arena *arena = view_arena(view_of(t));
    void *event;

    if (spec == NULL)
        spec = event_find(&engine_contract, stated->name);
    invariant(t, spec != NULL);
    if (spec == NULL)
        return;
    event = arena_take(arena, spec->stored->size);
    if (message_decode_own(spec->stored, stated->body, arena, event) != OK) {
        view_latch(view_of(t), ERR_CORRUPT);
        return;
    }
    spec->apply(t, event);
    if (fold->derive && spec->derive != NULL)
        spec->derive(t, event);
    note_own(t, spec, event);
    fold_revocation(t, spec, event);
    fold_session_end(t, spec, event);
}

void fold_entry(struct fold *fold, struct txn *t, const struct entry *entry, const uint8_t leaf[32])
{
    struct progress *p = &fold->progress;
    uint8_t *last_leaf = arena_take(view_arena(view_of(t)), 32);

    invariant(t, entry->at_us >= p->last_at_us);
    p->last_at_us = entry->at_us;
    p->next_id += entry->ids;
    for (uint32_t i = 0; i < entry->subject_count; i++) {
        invariant(t, entry->subjects[i].key == p->next_key);
        subject_key_row_put(t, &(struct subject_key_row){ .subject = entry->subjects[i].subject, .key_number = entry->subjects[i].key });
        p->next_key++;
    }
    for (uint32_t i = 0; i < entry->cursor_count; i++)
        followed_row_put(t, &(struct followed_row){ .source = entry->cursors[i].source, .epoch = entry->cursors[i].epoch, .sequence = entry->cursors[i].sequence });
    if (entry->cause.kind == CAUSE_COMMAND && entry->cause.digest_day.v != 0)
        window_remember(fold, t, &entry->cause, entry->number, entry->at_us);
    fold_look(t, entry);
    for (uint32_t i = 0; i < entry->event_count; i++)
        fold_event(fold, t, &entry->events[i]);
    if (entry->event_count > 0)
        p->last_published = entry->number;
    memcpy(last_leaf, leaf, 32);
    p->last_leaf = (struct bytes){ last_leaf, 32 };
}

/* ---- The engine's own events ------------------------------------------------------ */

void apply_engine_epoch_started(struct txn *t, const struct engine_epoch_started *ev)
{
    epoch_now_put(t, &(struct epoch_now){ .one = ONE, .epoch = ev->epoch, .start = ev->start,
                                          .previous_epoch = ev->previous_epoch, .previous_kept = ev->last_kept });
}

static uint64_t erased_count(const struct view *v)
{
    struct row_scan scan = erased_key_row_scan_backward(v, 0, &(struct erased_key_row){ .number = UINT64_MAX });
    struct erased_key_row last;

    return erased_key_row_next(&scan, &last) ? last.number : 0;
}

/* The subject itself may go on, under a key that this entry gave it already. */
void apply_engine_subjects_erased(struct txn *t, const struct engine_subjects_erased *ev)
{
    uint64_t number = erased_count(view_of(t));
    struct subject_key_row now;

    for (uint32_t i = 0; i < ev->keys.count; i++) {
        const struct erased_key *key = &ev->keys.at[i];

        erased_key_row_put(t, &(struct erased_key_row){ .number = ++number, .subject = key->subject, .key_number = key->key });
        erased_key_mark_put(t, &(struct erased_key_mark){ .key_number = key->key, .number = number });
        if (subject_key_row_find(view_of(t), key->subject, &now) && now.key_number == key->key)
            subject_key_row_remove(t, key->subject);
    }
}

void apply_engine_subject_kept(struct txn *t, const struct engine_subject_kept *ev)
{
    kept_row_put(t, &(struct kept_row){ .subject = ev->subject, .reference = ev->reference, .at_us = ev->at_us, .by = ev->by });
}

void apply_engine_keeping_lifted(struct txn *t, const struct engine_keeping_lifted *ev)
{
    kept_row_remove(t, ev->subject);
}

void apply_engine_day_opened(struct txn *t, const struct engine_day_opened *ev)
{
    set_open_day(t, ev->date);
}

void apply_engine_day_closed(struct txn *t, const struct engine_day_closed *ev)
{
    (void)ev;
    set_open_day(t, (struct date){ 0 });
}

void apply_engine_revoked(struct txn *t, const struct engine_revoked *ev)
{
    revoked_put(t, &(struct revoked){ .account = ev->account_id.v, .revocation = ev->revocation });
}

void apply_engine_session_ended(struct txn *t, const struct engine_session_ended *ev)
{
    end_session(t, ev->account_id.v, ev->terminal_key, ev->at_us);
}

void apply_engine_quarantined(struct txn *t, const struct engine_quarantined *ev)
{
    struct quarantine_tally tally = { .one = ONE };
    struct timer_due due;

    quarantine_tally_find(view_of(t), ONE, &tally);
    tally.count++;
    quarantine_tally_put(t, &tally);
    if (ev->timer == 0 || !timer_due_find(view_of(t), ev->timer, ev->timer_key, &due))
        return;
    parked_timer_put(t, &(struct parked_timer){ .timer = ev->timer, .timer_key = ev->timer_key, .due_us = due.due_us });
    timer_clear(t, (uint32_t)ev->timer, ev->timer_key);
}
