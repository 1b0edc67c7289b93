/* Repeats: a command id has one outcome. Keeps true: an id inside its client's window is
 * found with its digest and its entry; one below the window is too old; windows of idle
 * clients go. The digest is keyed and its key lives seven days, so no row betrays a body. */
#include "engine/internal.h"
#include "trust/hash.h"
#include "trust/random.h"
#include "trust/wrap.h"

#define DIGEST_DAYS 7
#define IDLE_EDGE_US US_PER_HOUR
#define IDLE_US (DIGEST_DAYS * US_PER_DAY)

void client_of(const struct peer *peer, uint64_t instance, uint8_t ret[CLIENT_LEN])
{
    uint8_t digest[32];

    sha256((struct bytes){ peer->key, 32 }, digest);
    memcpy(ret, digest, 8);
    be64_put(ret + 8, instance);
}

static void forget_client(struct fold *fold, struct txn *t, const struct window_drop *drop)
{
    struct window row, from = { .client = drop->client };
    struct row_scan scan = window_scan(view_of(t), 1, &from);

    while (window_next(&scan, &row))
        window_remove(t, row.client, row.sequence);
    window_client_remove(t, drop->client);
    window_drop_remove(t, drop->drop_at_us, drop->client);
    fold->progress.window_count--;
}

/* At most one idle client an entry, so a step stays bounded. */
static void forget_one_idle(struct fold *fold, struct txn *t, uint64_t at_us)
{
    struct window_drop drop, from = { .drop_at_us = 0, .client = { (const uint8_t[CLIENT_LEN]){ 0 }, CLIENT_LEN } };
    struct row_scan scan = window_drop_scan(view_of(t), 0, &from);

    if (window_drop_next(&scan, &drop) && drop.drop_at_us <= at_us)
        forget_client(fold, t, &drop);
}

static void move_floor(struct txn *t, struct window_client *client, uint64_t highest)
{
    struct window row, from = { .client = client->client, .sequence = 0 };
    struct row_scan scan;

    client->highest = highest;
    client->floor = highest > client->size ? highest - client->size : 0;
    scan = window_scan(view_of(t), 1, &from);
    while (window_next(&scan, &row) && row.sequence <= client->floor)
        window_remove(t, row.client, row.sequence);
}

void window_remember(struct fold *fold, struct txn *t, const struct cause *cause, uint64_t number, uint64_t at_us)
{
    struct bytes id = { cause->client, CLIENT_LEN };
    struct window_client client;
    uint64_t drop_at;

    forget_one_idle(fold, t, at_us);
    if (!window_client_find(view_of(t), id, &client)) {
        client = (struct window_client){ .client = id, .size = cause->edge ? fold->window_edge : fold->window_service };
        fold->progress.window_count++;
    }
    window_put(t, &(struct window){ .client = id, .sequence = cause->sequence, .digest = { cause->digest, 32 },
                                    .digest_day = cause->digest_day, .number = number });
    if (cause->sequence > client.highest)
        move_floor(t, &client, cause->sequence);
    drop_at = (at_us + (cause->edge ? IDLE_EDGE_US : IDLE_US)) / US_PER_MINUTE * US_PER_MINUTE + US_PER_MINUTE;
    if (drop_at != client.drop_at_us) {
        if (client.drop_at_us != 0)
            window_drop_remove(t, client.drop_at_us, id);
        client.drop_at_us = drop_at;
        window_drop_put(t, &(struct window_drop){ .drop_at_us = drop_at, .client = id });
    }
    window_client_put(t, &client);
}

static bool has_secret(const struct record_spec *spec)
{
    for (uint32_t i = 0; i < spec->field_count; i++)
        if (spec->fields[i].secret || (spec->fields[i].record != NULL && has_secret(spec->fields[i].record)))
            return true;
    return false;
}

static void digest_name(struct date day, char ret[24])
{
    snprintf(ret, 24, "digest.%08u", day.v);
}

/* Keys older than their life go when a new one is made. */
static void erase_old_keys(struct engine *e, struct date today)
{
    char name[24];

    for (int32_t age = DIGEST_DAYS + 1; age <= DIGEST_DAYS + 10; age++) {
        digest_name(date_add_days(today, -age), name);
        (void)!key_secret_erase(e->keys, name);
    }
}

/* The key of a day; of the last day asked for it is kept. */
static bool digest_key(struct engine *e, struct date day, bool make, uint8_t ret[32])
{
    char name[24];

    if (e->digest_key == NULL || e->digest_key_day.v != day.v) {
        digest_name(day, name);
        if (key_secret_find(e->keys, name, ret) != OK) {
            if (!make || key_secret(e->keys, name, ret) != OK)
                return false;
            erase_old_keys(e, day);
        }
        if (e->digest_key == NULL)
            e->digest_key = secret_alloc(32);
        must(e->digest_key != NULL);
        memcpy(e->digest_key, ret, 32);
        e->digest_key_day = day;
    }
    memcpy(ret, e->digest_key, 32);
    return true;
}

bool digest_of(struct engine *e, const struct request *r, uint64_t account, uint64_t second, struct date day, bool make,
               struct arena *arena, uint8_t ret[32])
{
    uint8_t key[32], accounts[16];
    struct bytes body = r->body;
    struct writer w;

    if (!digest_key(e, day, make, key))
        return false;
    if (has_secret(r->command->body)) {
        w = writer_of(arena_take(arena, r->body.len), r->body.len);
        message_encode_public(r->command->body, r->message, &w);
        body = written(&w);
    }
    be64_put(accounts, account);
    be64_put(accounts + 8, second);
    keyed_hash(key, "command", (const struct bytes[]){ { (const uint8_t *)r->name.at, r->name.len }, body, { accounts, 16 },
                                                       { (const uint8_t *)r->purpose.at, r->purpose.len } }, 4, ret, 32);
    secret_wipe(key, sizeof key);
    return true;
}

/* With every place taken, a new client gets in when an idle one is due to go: this entry's fold drops it first. */
static bool has_room(const struct engine *e, const struct view *v, uint64_t now_us)
{
    struct window_drop drop, from = { .drop_at_us = 0, .client = { (const uint8_t[CLIENT_LEN]){ 0 }, CLIENT_LEN } };
    struct row_scan scan = window_drop_scan(v, 0, &from);

    return e->fold.progress.window_count < e->limits.windows_max || (window_drop_next(&scan, &drop) && drop.drop_at_us <= now_us);
}

enum repeat repeat_look(struct engine *e, const struct view *v, const struct request *r, const uint8_t client_id[CLIENT_LEN],
                        uint64_t account, uint64_t second, uint64_t now_us, uint64_t *ret_number)
{
    struct bytes id = { client_id, CLIENT_LEN };
    struct window_client client;
    struct window row;
    uint8_t digest[32];

    if (!window_client_find(v, id, &client))
        return has_room(e, v, now_us) ? REPEAT_NEW : REPEAT_NO_ROOM;
    if (r->sequence <= client.floor)
        return REPEAT_TOO_OLD;
    if (!window_find(v, id, r->sequence, &row))
        return REPEAT_NEW;
    if (!digest_of(e, r, account, second, row.digest_day, false, view_arena(v), digest))
        return REPEAT_TOO_OLD;
    if (!secret_equal(digest, row.digest.at, 32))
        return REPEAT_CONFLICT;
    *ret_number = row.number;
    return REPEAT_SAME;
}
