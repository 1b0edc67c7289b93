/* Command ids and their effects; followed entries that were set aside; accounts. */
#include "world.h"

static uint64_t hash_of(const uint8_t key[CLIENT_LEN + 9])
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (uint32_t i = 0; i < CLIENT_LEN + 9; i++)
        h = (h ^ key[i]) * UINT64_C(0x100000001b3);
    return h ^ h >> 31;
}

static void key_of(enum svc svc, const uint8_t client[CLIENT_LEN], uint64_t sequence, uint8_t ret[CLIENT_LEN + 9])
{
    ret[0] = (uint8_t)svc;
    memcpy(ret + 1, client, CLIENT_LEN);
    be64_put(ret + 1 + CLIENT_LEN, sequence);
}

static struct effect *slot_of_key(const struct model_ids *ids, const uint8_t key[CLIENT_LEN + 9])
{
    uint32_t at = (uint32_t)hash_of(key) & (ids->room - 1);

    while (ids->slots[at].used && memcmp(ids->slots[at].key, key, CLIENT_LEN + 9) != 0)
        at = (at + 1) & (ids->room - 1);
    return &ids->slots[at];
}

static void make_room(struct model_ids *ids)
{
    struct effect *old = ids->slots;
    uint32_t room = ids->room;

    if (ids->count * 2 < ids->room)
        return;
    ids->room = room == 0 ? 1024 : room * 2;
    ids->slots = calloc(ids->room, sizeof *ids->slots);
    must(ids->slots != NULL);
    for (uint32_t i = 0; i < room; i++)
        if (old[i].used)
            *slot_of_key(ids, old[i].key) = old[i];
    free(old);
}

const struct effect *ids_find(const struct model_ids *ids, enum svc svc, const uint8_t client[CLIENT_LEN], uint64_t sequence)
{
    uint8_t key[CLIENT_LEN + 9];
    const struct effect *slot;

    if (ids->room == 0)
        return NULL;
    key_of(svc, client, sequence, key);
    slot = slot_of_key(ids, key);
    return slot->used ? slot : NULL;
}

/* Citizens and kiosks are forgotten after an hour without a command, others after seven days; then an old id is a new one. */
static void note_effect(struct world *w, enum svc svc, const struct entry *entry)
{
    struct model_ids *ids = &w->models.ids;
    uint8_t key[CLIENT_LEN + 9];
    struct effect *slot;

    make_room(ids);
    key_of(svc, entry->cause.client, entry->cause.sequence, key);
    slot = slot_of_key(ids, key);
    if (slot->used && entry->at_us - slot->at_us < (entry->cause.edge ? US_PER_HOUR : 7 * US_PER_DAY))
        law_broken(w, LAW_ONE_EFFECT, "%s: a command id has effects in entries %llu and %llu", svc_name(svc), (unsigned long long)slot->number,
                   (unsigned long long)entry->number);
    ids->count += !slot->used;
    *slot = (struct effect){ .used = true, .number = entry->number, .at_us = entry->at_us };
    memcpy(slot->key, key, sizeof key);
}

static void note_aside(struct world *w, enum svc svc, const struct entry *entry)
{
    struct model_aside *aside = &w->models.aside;
    enum count what = entry->cause.kind == CAUSE_COMMAND ? COUNT_QUARANTINED_COMMAND : COUNT_QUARANTINED_TIMER;

    if (entry->cause.kind == CAUSE_FOLLOWED) {
        struct set_aside *item = ONE_MORE(aside->items, aside->count, aside->room);

        *item = (struct set_aside){ .follower = svc, .source = svc_of(entry->cause.followed.source), .epoch = entry->cause.followed.epoch,
                                    .sequence = entry->cause.followed.sequence };
        what = COUNT_QUARANTINED_FOLLOWED;
    }
    if (w->models.counting)
        count(w, what);
}

void ids_take(struct world *w, enum svc svc, const struct entry *entry)
{
    if (entry->cause.kind == CAUSE_COMMAND && entry->cause.digest_day.v != 0)
        note_effect(w, svc, entry);
    for (uint32_t i = 0; i < entry->event_count; i++)
        if (text_is(entry->events[i].name, "engine_quarantined"))
            note_aside(w, svc, entry);
}

bool was_set_aside(const struct models *m, enum svc follower, enum svc source)
{
    for (uint32_t i = 0; i < m->aside.count; i++)
        if (m->aside.items[i].follower == follower && m->aside.items[i].source == source)
            return true;
    return false;
}

struct m_account *staff_account(struct model_staff *staff, const char *name)
{
    for (uint32_t i = 0; i < staff->count; i++)
        if (strcmp(staff->accounts[i].name, name) == 0)
            return &staff->accounts[i];
    return NULL;
}

static void come(struct model_staff *staff, uint64_t account, uint64_t at_us)
{
    struct m_going *fresh = ONE_MORE(staff->comings, staff->coming_count, staff->coming_room);

    *fresh = (struct m_going){ account, at_us };
}

static void gone(struct model_staff *staff, uint64_t account, uint64_t at_us)
{
    struct m_going *fresh = ONE_MORE(staff->goings, staff->going_count, staff->going_room);

    *fresh = (struct m_going){ account, at_us };
}

void staff_take(struct model_staff *staff, const struct stated *said)
{
    if (said->spec == &account_created_spec) {
        const struct account_created *ev = said->event;
        struct m_account *account;
        char name[24];

        snprintf(name, sizeof name, "%.*s", (int)ev->name.len, ev->name.at);
        if (staff_account(staff, name) != NULL)
            law_broken(said->world, LAW_ONE_EFFECT, "two accounts have the name %s", name);
        account = ONE_MORE(staff->accounts, staff->count, staff->room);
        account->id = ev->account_id.v;
        account->role = ev->role;
        memcpy(account->name, name, sizeof name);
    } else if (said->spec == &clocked_out_spec) {
        const struct clocked_out *ev = said->event;

        gone(staff, ev->account_id.v, ev->at_us);
    } else if (said->spec == &logged_in_spec) {
        const struct logged_in *ev = said->event;

        if (ev->place != LOGIN_PLACE_TOOL)
            come(staff, ev->account_id.v, ev->at_us);
    } else if (said->spec == &attendance_corrected_spec) {
        const struct attendance_corrected *ev = said->event;

        come(staff, ev->account_id.v, ev->in_us);
        gone(staff, ev->account_id.v, ev->out_us);
    } else if (said->spec == &role_changed_spec) {
        const struct role_changed *ev = said->event;

        for (uint32_t i = 0; i < staff->count; i++)
            if (staff->accounts[i].id == ev->account_id.v)
                staff->accounts[i].role = ev->role;
    } else if (said->spec == &account_revoked_spec) {
        for (uint32_t i = 0; i < staff->count; i++)
            if (staff->accounts[i].id == ((const struct account_revoked *)said->event)->account_id.v)
                staff->accounts[i].revoked = true;
    }
}
