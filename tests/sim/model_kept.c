/* What is kept of persons, and its end. Keeps true: nothing goes before its day, by days that are counted here anew; what an
 * erased key sealed cannot be opened again, and what any other key sealed can: the words themselves are tried. */
#include "world.h"

#include "engine/internal.h"
#include "store/keys.h"
#include "trust/seal.h"

#define BOX_BYTES 65536u

/* ---- Days -------------------------------------------------------------------------------------- */

static struct m_kept *kept_of(struct model_kept *k, enum svc svc, uint64_t subject)
{
    struct m_kept *kept;

    for (uint32_t i = 0; i < k->count; i++)
        if (k->items[i].subject == subject && k->items[i].svc == svc)
            return &k->items[i];
    kept = ONE_MORE(k->items, k->count, k->room);
    kept->svc = svc;
    kept->subject = subject;
    return kept;
}

static uint32_t days_of(const struct kept_period *periods, uint32_t count, enum kept_data what)
{
    for (uint32_t i = 0; i < count; i++)
        if (periods[i].what == what)
            return (uint32_t)periods[i].days;
    must(!"a period of what was erased");
    return 0;
}

/* The first day is not counted. */
static void not_before(const struct stated *said, uint64_t subject, uint32_t since, uint32_t days)
{
    struct date due_on;

    if (since == 0)
        law_broken(said->world, LAW_KEPT, "%s: %llu is erased, and the day it is kept from has not come", svc_name(said->svc), (unsigned long long)subject);
    due_on = date_add_days((struct date){ since }, (int32_t)days + 1);
    if (said->entry->date.v < due_on.v)
        law_broken(said->world, LAW_KEPT, "%s: %llu is erased on %u, and is to be kept until %u", svc_name(said->svc), (unsigned long long)subject, said->entry->date.v, due_on.v);
}

static void part_of_card(struct model_kept *k, const struct stated *said, struct card_id card_id, enum kept_data what)
{
    const struct m_kept *kept = kept_of(k, SVC_INVENTORY, card_id.v);
    const struct m_card *card = cards_card(&said->world->models.cards, card_id.v);
    uint32_t since = kept->ended_on;

    if (what == KEPT_DATA_UNUSED_LIST || card == NULL)   /* of a list that was never taken in: at once; applied for, and no card yet */
        return;
    if (what == KEPT_DATA_ADDRESS && kept->noticed_on != 0)
        since = kept->noticed_on;
    if (what == KEPT_DATA_ADDRESS && kept->noticed_on == 0 && cards_delivery(&said->world->models.cards, card->delivery)->opening)
        return;                                          /* its notice was posted before the first day, as the list says */
    not_before(said, card_id.v, since, days_of(office_inventory.retention.at, office_inventory.retention.count, what));
}

static void noticed(struct model_kept *k, struct card_id card_id, struct date on)
{
    struct m_kept *kept = kept_of(k, SVC_INVENTORY, card_id.v);

    kept->noticed_on = on.v > kept->noticed_on ? on.v : kept->noticed_on;
}

static bool card_days(struct model_kept *k, const struct stated *said)
{
    const struct record_spec *is = said->spec;
    uint32_t today = tokyo_date(said->entry->at_us).v;

    if (is == &notice_posted_spec)
        noticed(k, ((const struct notice_posted *)said->event)->card_id, ((const struct notice_posted *)said->event)->posted_on);
    else if (is == &notice_reposted_spec)
        noticed(k, ((const struct notice_reposted *)said->event)->card_id, ((const struct notice_reposted *)said->event)->posted_on);
    else if (is == &notice_reminded_spec)
        noticed(k, ((const struct notice_reminded *)said->event)->card_id, ((const struct notice_reminded *)said->event)->reminded_on);
    else if (is == &card_issued_spec)
        kept_of(k, SVC_INVENTORY, ((const struct card_issued *)said->event)->card_id.v)->ended_on = today;
    else if (is == &card_mailed_spec)
        kept_of(k, SVC_INVENTORY, ((const struct card_mailed *)said->event)->card_id.v)->ended_on = today;
    else if (is == &card_disposed_spec)
        kept_of(k, SVC_INVENTORY, ((const struct card_disposed *)said->event)->card_id.v)->ended_on = today;
    else if (is == &card_written_off_spec)
        kept_of(k, SVC_INVENTORY, ((const struct card_written_off *)said->event)->card_id.v)->ended_on = today;
    else if (is == &issue_corrected_spec)
        kept_of(k, SVC_INVENTORY, ((const struct issue_corrected *)said->event)->card_id.v)->ended_on = 0;
    else
        return false;
    return true;
}

/* ---- Who is erased ------------------------------------------------------------------------------ */

/* By two persons, when its time has come; or because what it was kept for is over (who waited has left the list). */
static bool in_its_time(const struct stated *said)
{
    return text_is(said->entry->cause.name, "erase_due") || said->world->models.later.in_hand != NULL;
}

static void subject_erased(struct model_kept *k, const struct stated *said, uint64_t subject)
{
    const struct m_kept *kept = kept_of(k, said->svc, subject);
    const struct m_place *place;

    if (kept->barred)
        law_broken(said->world, LAW_KEPT, "%s: %llu is erased, and somebody has a reason to keep it", svc_name(said->svc), (unsigned long long)subject);
    if (said->svc == SVC_REPORTING)
        not_before(said, subject, kept->first_on, days_of(office_reporting.retention.at, office_reporting.retention.count, KEPT_DATA_RECORD));
    place = said->svc == SVC_RESERVATIONS ? places_booking(&said->world->models.places, subject) : NULL;
    if (place != NULL)
        not_before(said, subject, place->date, days_of(office_reservations.retention.at, office_reservations.retention.count, KEPT_DATA_CONTACT));
}

static void note_key(struct m_key **items, uint32_t *count, uint32_t *room, struct m_key key)
{
    struct m_key *one = one_more((void **)items, count, room, sizeof **items);

    *one = key;
}

static void keys_erased(struct model_kept *k, const struct stated *said)
{
    const struct engine_subjects_erased *ev = said->event;
    struct kept_ever *ever = &said->world->models.kept_ever;

    for (uint32_t i = 0; i < ev->keys.count; i++) {
        struct m_key key = { .svc = said->svc, .number = ev->keys.at[i].key };

        if (in_its_time(said))
            subject_erased(k, said, ev->keys.at[i].subject);
        note_key(&k->erased, &k->erased_count, &k->erased_room, key);
        note_key(&ever->items, &ever->count, &ever->room, key);
    }
}

void kept_take(struct model_kept *k, const struct stated *said)
{
    if (said->spec == &engine_subjects_erased_spec)
        keys_erased(k, said);
    else if (said->spec == &engine_subject_kept_spec)
        kept_of(k, said->svc, ((const struct engine_subject_kept *)said->event)->subject)->barred = true;
    else if (said->spec == &engine_keeping_lifted_spec)
        kept_of(k, said->svc, ((const struct engine_keeping_lifted *)said->event)->subject)->barred = false;
    else if (said->spec == &holder_reduced_spec)
        part_of_card(k, said, ((const struct holder_reduced *)said->event)->card_id, ((const struct holder_reduced *)said->event)->erased);
    else if (said->spec == &holder_erased_spec && (k->gone = ((const struct holder_erased *)said->event)->card_id.v) != 0)
        part_of_card(k, said, ((const struct holder_erased *)said->event)->card_id, ((const struct holder_erased *)said->event)->erased);
    else
        (void)card_days(k, said);
}

void kept_entry(struct model_kept *k, enum svc svc, const struct entry *entry)
{
    if (svc != SVC_REPORTING)
        return;
    for (uint32_t i = 0; i < entry->subject_count; i++) {
        struct m_kept *kept = kept_of(k, svc, entry->subjects[i].subject);

        kept->first_on = kept->first_on == 0 ? entry->date.v : kept->first_on;
    }
}

/* ---- Trying every box ---------------------------------------------------------------------------- */

static bool has_key(const struct m_key *items, uint32_t count, enum svc svc, uint64_t number)
{
    for (uint32_t i = 0; i < count; i++)
        if (items[i].svc == svc && items[i].number == number)
            return true;
    return false;
}

static bool opens(struct world *w, enum svc svc, const struct sealed *sealed, const char *field)
{
    static uint8_t plain[BOX_BYTES];
    struct seal_context at = { .site = SITE, .service = svc_name(svc), .subject = sealed->subject, .field = field };
    uint8_t key[32];
    uint32_t len;

    must(sealed->box.len <= sizeof plain && sealed->nonce.len == SEAL_NONCE_LEN);
    return key_get(w->nodes[svc].engine->keys, sealed->key, key) == OK && seal_open(key, &at, sealed->nonce.at, sealed->box, plain, &len) == OK;
}

static void try_box(struct world *w, enum svc svc, const struct sealed *sealed, const char *field)
{
    const struct model_kept *k = &w->models.kept;
    bool is_open;

    if (sealed->box.at == NULL)
        return;
    is_open = opens(w, svc, sealed, field);
    count(w, is_open ? COUNT_BOX_OPENED : COUNT_BOX_CLOSED);
    if (is_open && has_key(k->erased, k->erased_count, svc, sealed->key))
        law_broken(w, LAW_ERASED, "%s: %s of %llu is erased and can be opened", svc_name(svc), field, (unsigned long long)sealed->subject);
    if (!is_open && !has_key(w->models.kept_ever.items, w->models.kept_ever.count, svc, sealed->key))
        law_broken(w, LAW_ERASED, "%s: %s of %llu is not erased and cannot be opened", svc_name(svc), field, (unsigned long long)sealed->subject);
}

static void try_record(struct world *w, enum svc svc, const struct record_spec *spec, const uint8_t *at)
{
    for (uint32_t i = 0; i < spec->field_count; i++) {
        const struct field_spec *f = &spec->fields[i];
        const struct list *list = (const struct list *)(const void *)(at + f->offset);
        uint32_t items = f->list ? list->count : 1;
        const uint8_t *item = f->list ? list->at : at + f->offset;

        for (uint32_t n = 0; n < items && (f->kind == FIELD_SEALED || f->kind == FIELD_RECORD); n++, item += f->list_stride) {
            if (f->kind == FIELD_SEALED)
                try_box(w, svc, (const struct sealed *)(const void *)item, f->name);
            else
                try_record(w, svc, f->record, item);
        }
    }
}

static void try_entry(struct world *w, enum svc svc, const struct logged *logged)
{
    struct entry entry;

    arena_reset(&w->arena);
    must(entry_decode((struct bytes){ logged->bytes, logged->len }, &w->arena, &entry) == OK);
    for (uint32_t i = 0; i < entry.event_count; i++) {
        const struct event_spec *spec = event_find(office_services[svc]->contract, entry.events[i].name);
        void *message;

        if (spec == NULL || !spec->has_personal)
            continue;
        message = arena_take(&w->arena, spec->stored->size);
        must(message_decode_own(spec->stored, entry.events[i].body, &w->arena, message) == OK);
        try_record(w, svc, spec->stored, message);
    }
}

void kept_try_boxes(struct world *w, enum svc svc)
{
    for (uint32_t i = 0; svc != SVC_AUDIT && i < w->models.logs[svc].count; i++)
        try_entry(w, svc, &w->models.logs[svc].entries[i]);
}
