/* Sessions: who is logged in at which device. Kept under the hash of their cookie and sealed with a key that only the cookie
 * yields, so that the disk alone opens none, and a restart of the console ends none. Source: security notes 4, decision 0022. */
#ifndef CONSOLE_SESSIONS_H
#define CONSOLE_SESSIONS_H

#include "console_config.h"
#include "gen/staff.h"
#include "shell/installation.h"
#include "trust/ticket.h"

#define PERSONS_MAX 4u
#define NOBODY PERSONS_MAX
#define SESSION_HOURS 10u
#define ADDRESS_TEXT_SIZE 46         /* numeric, terminated */
#define COOKIE_SIZE 65               /* 64 hex digits, terminated */
#define TOKEN_SIZE 65

struct person {
    uint64_t account;
    char name[41];                   /* as typed at login */
    enum staff_role role;
    enum login_step next_step;       /* 0: none, the ticket is good for everything */
    uint8_t ticket[TICKET_LEN];
    uint64_t expires_at_us, renew_at_us;       /* the office's clock */
    bool renewing;
};

struct session {
    bool used;
    uint8_t hash[32];                /* of the cookie */
    uint8_t seal_key[32];            /* derived from the cookie */
    char terminal[TERMINAL_SIZE];    /* the device it is bound to */
    char address[ADDRESS_TEXT_SIZE]; /* and where that was */
    uint64_t began_at_us;            /* the machine's clock */
    uint64_t asked_at_us;            /* last use, likewise */
    struct person persons[PERSONS_MAX];
    uint32_t person_count;
    uint32_t active;                 /* index of who is at the keyboard; NOBODY: whoever was there is gone, the others only stood beside */
};

struct sessions;

/* Makes the folder and takes out what is over. `key`: derived from the console's own. ERR_IO. */
MUST_CHECK enum err sessions_open(const struct installation *at, const uint8_t key[32], uint64_t wall_us, struct sessions **ret, struct fault *ret_fault);
void sessions_drop(struct sessions **sessions);

/* A fresh cookie's value. */
void cookie_make(char ret[COOKIE_SIZE]);
/* 64 hex digits. */
bool cookie_is(struct text cookie);
/* What a page must send with POST: a keyed hash of the session's cookie, whoever is logged in or not yet. */
void sessions_token(const struct sessions *sessions, struct text cookie, char ret[TOKEN_SIZE]);

/* The session of a cookie, read from the disk when this process has not seen it yet. Persons whose ticket is over at
 * `office_us` (0: not known) are gone from it. NULL: none, or over. Lives until the next call of these four. */
struct session *sessions_find(struct sessions *sessions, struct text cookie, uint64_t wall_us, uint64_t office_us);
/* One more, empty; or `from` under a new cookie, which ends the old one. Not yet kept. */
struct session *sessions_begin(struct sessions *sessions, const struct session *from, uint64_t wall_us, char ret_cookie[COOKIE_SIZE]);
/* Onto the disk, as it is now. A session without persons ends. ERR_IO: it lives in memory alone. */
MUST_CHECK enum err sessions_keep(struct sessions *sessions, struct session *session);
void sessions_end(struct sessions *sessions, struct session *session);
/* By hash, in memory: for answers that come later. NULL: it ended, or has another cookie by now. */
struct session *sessions_by_hash(struct sessions *sessions, const uint8_t hash[32]);
/* What is over goes, of memory and disk; now and then. */
void sessions_sweep(struct sessions *sessions, uint64_t wall_us);

/* Who is at the keyboard; NULL: nobody. */
struct person *session_active(struct session *session);
/* NULL: nobody of that account is logged in there. */
struct person *session_person(struct session *session, uint64_t account);
/* Takes the person's place, or one more; NULL: all places are taken. */
struct person *session_place(struct session *session, uint64_t account);
void session_remove(struct session *session, uint64_t account);

/* ---- The file of one (session_file.c) ---- */

MUST_CHECK enum err session_file_write(const struct installation *at, const struct session *session);
/* Fills all but `used`, hash and key, which are given. ERR_NOT_FOUND, ERR_CRYPTO, ERR_MALFORMED, ERR_IO. */
MUST_CHECK enum err session_file_read(const struct installation *at, struct session *session);
void session_file_remove(const struct installation *at, const uint8_t hash[32]);
/* Removes files that were written before `before_us`. */
void session_files_sweep(const struct installation *at, uint64_t before_us);
struct path session_folder(const struct installation *at);

#endif
