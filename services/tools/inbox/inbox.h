/* The parts of `madoguchi inbox`: what waits for a second person (inbox_read.c), what becomes of it (inbox_act.c), and how it is
 * told to people (inbox_words.c) and to programs (inbox_json.c). */
#ifndef TOOLS_INBOX_H
#define TOOLS_INBOX_H

#include "../session.h"
#include "gen/engine.h"

/* Positions count from 1 here, as people count; a service counts from 0. */
#define INBOX_ITEMS_MAX 1000u

struct inbox_args {
    const char *verb;                      /* list, show, confirm, decline */
    const char *dir, *keys, *account;
    const char *request;                   /* SERVICE-NUMBER */
    const char *items;                     /* 1,3-5; NULL: the whole */
    enum decline_reason reason;
    bool yes, json, english;
};

struct inbox {
    struct inbox_args args;
    struct session session;
    struct account_summary *accounts;  uint32_t account_count;
};

/* A step that waits, with what it would do. */
struct waiting {
    uint32_t service;
    struct open_request request;
    const struct command_spec *command;    /* NULL: this program does not know it */
    const void *body;                      /* by the command's spec; NULL with it */
    const struct field_spec *list;         /* of which a part may be confirmed; NULL: none */
    bool own;
};

/* ---- inbox_read.c ---- */

/* Who has an account, so that whoever asked has a name. Before the login. */
MUST_CHECK enum err inbox_read_accounts(struct inbox *inbox, struct fault *fault);
/* NULL: no such account. */
const struct account_summary *inbox_account(const struct inbox *inbox, struct account_id account_id);
/* All that waits and concerns who is logged in, service by service, oldest first. */
MUST_CHECK enum err inbox_read(struct inbox *inbox, struct waiting **ret, uint32_t *ret_count, struct fault *fault);
/* The one that is named on the command line. ERR_NOT_FOUND: it does not wait, or is nobody's business here. */
MUST_CHECK enum err inbox_find(struct inbox *inbox, struct waiting *ret, struct fault *fault);
/* The things of its list; count 0: it has none. */
struct list waiting_items(const struct waiting *waiting);

/* ---- inbox_words.c ---- */

void inbox_print(struct inbox *inbox, const struct waiting *waiting);

/* ---- inbox_json.c ---- */

void inbox_print_json(struct inbox *inbox, const struct waiting *waiting, uint32_t count);

/* ---- inbox_act.c ---- */

/* Digits at *at, which moves behind them; false: none, or too many. */
bool number_take(const char **at, uint64_t *ret);
/* "1,3-5" as positions from 0, ascending; false: not so, named twice, or not among `count`. */
bool items_parse(const char *text, uint32_t count, uint64_t ret[INBOX_ITEMS_MAX], uint32_t *ret_count);
MUST_CHECK enum err inbox_confirm(struct inbox *inbox, const struct waiting *waiting, struct fault *fault);
MUST_CHECK enum err inbox_decline(struct inbox *inbox, const struct waiting *waiting, struct fault *fault);

#endif
