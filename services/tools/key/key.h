/* Inside `madoguchi key` only. */
#ifndef TOOLS_KEY_H
#define TOOLS_KEY_H

#include "office.h"
#include "tools.h"
#include "wire/peers.h"

struct key_args {
    const char *dir, *keys;
    const char *out, *key, *fingerprint, *rights, *until, *enrolment, *offline;
    bool yes, json, english;
    const char *words[2];            /* NAME and ROLE; COPY */
    uint32_t word_count;
};

/* The words of a person's language. */
const char *key_say(const struct key_args *args, const char *ja, const char *en);
/* A sentence and a fault on standard error; the exit code `code`. */
int key_could_not(const struct key_args *args, int code, const char *ja, const char *en, const struct fault *fault);

/* 40 characters of Z85 or 64 hex digits. */
bool key_take(const char *typed, uint8_t ret[32]);
const char *key_role_ja(enum role role);
/* "command:*,follow:staff" or "-"; free() it. */
char *key_rights(const struct peer *peer);
/* By the machine's clock. */
struct date key_today(void);

/* An installation's allow-list, checked to be whole and the newest. */
struct key_book {
    struct installation at;
    struct peers *peers;
    struct date today;
};
/* ERR_NOT_FOUND, ERR_CONFIG, ERR_DENIED, ERR_IO: the fault says what. */
MUST_CHECK enum err key_book_open(const struct key_args *args, struct key_book *ret, struct fault *ret_fault);
/* Besides: its signature is right, and no service has had a newer one in force. ERR_CRYPTO, ERR_EXISTS. */
MUST_CHECK enum err key_book_check(const struct key_book *book, struct fault *ret_fault);
void key_book_fini(struct key_book *book);

/* ---- A change (key_change.c) ---- */

/* What is done to the list. */
struct key_change {
    struct peer peer;                /* enrol: added; revoke: only its name counts */
    struct date until;
    bool revoke;
    const uint8_t *only;             /* revoke this key alone; NULL: all of the name */
    struct date old_until;           /* enrol: of the keys the name has already */
};

/* Past its last day. */
bool key_over(const struct key_book *book, uint32_t index);
/* Asks for "yes"; --yes says it. */
bool key_confirmed(const struct key_args *args, const char *ja, const char *en);
/* The sentence and what it is about on standard error; EXIT_BAD_RESULT. */
int key_refuse(const struct key_args *args, const char *ja, const char *en, const char *about);
/* Writes and signs the list with the change in it; says so. */
int key_carry_out(const struct key_args *args, const struct key_book *book, const struct key_change *change);
/* Opens the list under a lock and does `what` with it. */
int key_with_book(const struct key_args *args, int (*what)(const struct key_args *args, const struct key_book *book));

int key_enrol(const struct key_args *args);
int key_revoke(const struct key_args *args);
int key_list(const struct key_args *args);
int key_open(const struct key_args *args);

/* key_wait.c: asks each service until it has that version in force, for a few seconds at most, and says which have not. */
void key_wait_in_force(const struct key_args *args, const struct installation *at, uint64_t version);

#endif
