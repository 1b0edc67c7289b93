/* The sessions in memory: few, one for each browser at work. Keeps true: a cookie's value is in no file and stays in no memory; a
 * session is bound to where it began by whoever asks (guard.c); what is over is not found. */
#include "sessions.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/date.h"
#include "base/invariant.h"
#include "trust/hash.h"
#include "trust/random.h"

#define SESSIONS_MAX 64u             /* in memory; the one asked longest ago waits on the disk */

struct sessions {
    const struct installation *at;
    uint8_t key[32];
    struct session all[SESSIONS_MAX];
};

enum err sessions_open(const struct installation *at, const uint8_t key[32], uint64_t wall_us, struct sessions **ret, struct fault *ret_fault)
{
    struct path folder = session_folder(at);
    struct sessions *s;

    if (mkdir(folder.at, 0700) != 0 && errno != EEXIST) {
        fault_set(ret_fault, "%s: %s", folder.at, strerror(errno));
        return ERR_IO;
    }
    s = calloc(1, sizeof *s);
    must(s != NULL);
    s->at = at;
    memcpy(s->key, key, sizeof s->key);
    sessions_sweep(s, wall_us);
    *ret = s;
    return OK;
}

void sessions_drop(struct sessions **sessions)
{
    if (*sessions != NULL)
        secret_wipe(*sessions, sizeof **sessions);
    free(*sessions);
    *sessions = NULL;
}

/* ---- Cookies ----------------------------------------------------------------------------------- */

void cookie_make(char ret[COOKIE_SIZE])
{
    uint8_t random[32];

    random_bytes(random, sizeof random);
    hex_put(ret, random, sizeof random);
    secret_wipe(random, sizeof random);
}

bool cookie_is(struct text cookie)
{
    uint8_t value[32];

    return hex_get(value, sizeof value, cookie);
}

static void derive(const struct sessions *s, const char *purpose, struct text cookie, uint8_t ret[32])
{
    keyed_hash(s->key, purpose, &(struct bytes){ (const uint8_t *)cookie.at, cookie.len }, 1, ret, 32);
}

void sessions_token(const struct sessions *sessions, struct text cookie, char ret[TOKEN_SIZE])
{
    uint8_t token[32];

    derive(sessions, "console.token", cookie, token);
    hex_put(ret, token, sizeof token);
}

/* ---- Finding ----------------------------------------------------------------------------------- */

static bool is_over(const struct session *session, uint64_t wall_us)
{
    return wall_us >= session->began_at_us + SESSION_HOURS * US_PER_HOUR;
}

struct session *sessions_by_hash(struct sessions *s, const uint8_t hash[32])
{
    for (uint32_t i = 0; i < SESSIONS_MAX; i++)
        if (s->all[i].used && secret_equal(s->all[i].hash, hash, 32))
            return &s->all[i];
    return NULL;
}

/* A free place, if need be of the one asked longest ago: the disk has it. */
static struct session *place(struct sessions *s)
{
    struct session *oldest = &s->all[0];

    for (uint32_t i = 0; i < SESSIONS_MAX; i++) {
        if (!s->all[i].used)
            return &s->all[i];
        if (s->all[i].asked_at_us < oldest->asked_at_us)
            oldest = &s->all[i];
    }
    secret_wipe(oldest, sizeof *oldest);
    return oldest;
}

static struct session *from_disk(struct sessions *s, struct text cookie, const uint8_t hash[32])
{
    struct session read = { .used = true }, *to;

    memcpy(read.hash, hash, 32);
    derive(s, "console.seal", cookie, read.seal_key);
    if (session_file_read(s->at, &read) != OK)
        return NULL;
    to = place(s);
    *to = read;
    secret_wipe(&read, sizeof read);
    return to;
}

static void remove_expired(struct session *session, uint64_t office_us)
{
    for (uint32_t i = session->person_count; i-- > 0;)
        if (session->persons[i].expires_at_us <= office_us)
            session_remove(session, session->persons[i].account);
}

struct session *sessions_find(struct sessions *s, struct text cookie, uint64_t wall_us, uint64_t office_us)
{
    struct session *session;
    uint8_t hash[32];

    if (!cookie_is(cookie))
        return NULL;
    derive(s, "console.session", cookie, hash);
    session = sessions_by_hash(s, hash);
    if (session == NULL)
        session = from_disk(s, cookie, hash);
    if (session == NULL)
        return NULL;
    remove_expired(session, office_us);
    if (session->person_count == 0 || is_over(session, wall_us)) {
        sessions_end(s, session);
        return NULL;
    }
    session->asked_at_us = wall_us;
    return session;
}

/* ---- Life -------------------------------------------------------------------------------------- */

struct session *sessions_begin(struct sessions *s, const struct session *from, uint64_t wall_us, char ret_cookie[COOKIE_SIZE])
{
    struct session fresh = { .began_at_us = wall_us }, *to;

    if (from != NULL) {
        fresh = *from;
        sessions_end(s, sessions_by_hash(s, from->hash));
    }
    cookie_make(ret_cookie);
    fresh.used = true;
    fresh.asked_at_us = wall_us;
    derive(s, "console.session", text_of(ret_cookie), fresh.hash);
    derive(s, "console.seal", text_of(ret_cookie), fresh.seal_key);
    to = place(s);
    *to = fresh;
    secret_wipe(&fresh, sizeof fresh);
    return to;
}

enum err sessions_keep(struct sessions *s, struct session *session)
{
    must(session->used);
    if (session->person_count > 0)
        return session_file_write(s->at, session);
    sessions_end(s, session);
    return OK;
}

void sessions_end(struct sessions *s, struct session *session)
{
    session_file_remove(s->at, session->hash);
    secret_wipe(session, sizeof *session);
}

void sessions_sweep(struct sessions *s, uint64_t wall_us)
{
    uint64_t hours_us = SESSION_HOURS * US_PER_HOUR;

    for (uint32_t i = 0; i < SESSIONS_MAX; i++)
        if (s->all[i].used && is_over(&s->all[i], wall_us))
            sessions_end(s, &s->all[i]);
    if (wall_us > hours_us)
        session_files_sweep(s->at, wall_us - hours_us);
}

/* ---- Persons ----------------------------------------------------------------------------------- */

struct person *session_person(struct session *session, uint64_t account)
{
    for (uint32_t i = 0; i < session->person_count; i++)
        if (session->persons[i].account == account)
            return &session->persons[i];
    return NULL;
}

struct person *session_active(struct session *session)
{
    return session->active < session->person_count ? &session->persons[session->active] : NULL;
}

struct person *session_place(struct session *session, uint64_t account)
{
    struct person *there = session_person(session, account);

    if (there != NULL || session->person_count == PERSONS_MAX)
        return there;
    session->persons[session->person_count].account = account;
    return &session->persons[session->person_count++];
}

void session_remove(struct session *session, uint64_t account)
{
    struct person *person = session_person(session, account);
    uint32_t index;

    if (person == NULL)
        return;
    index = (uint32_t)(person - session->persons);
    memmove(person, person + 1, (session->person_count - index - 1) * sizeof *person);
    session->person_count--;
    secret_wipe(&session->persons[session->person_count], sizeof *person);
    if (session->active != NOBODY && session->active > index)
        session->active--;
    else if (session->active == index)
        session->active = NOBODY;
}
