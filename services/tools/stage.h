/* A stage for what is played through real services: an office of its own in trial mode, its people with
 * their logins, its driven clock, and on wish the record of every step with its place in the logs. */
#ifndef TOOLS_STAGE_H
#define TOOLS_STAGE_H

#include "audit/recheck.h"
#include "enter.h"
#include "stage_office.h"
#include "gen/types.h"
#include "trust/ticket.h"

#define STEPS_MAX 512

struct person {
    const char *name;                  /* as typed at login; NULL: nobody logs in (kiosk, web) */
    const char *ja, *en;               /* as narrated */
    struct credentials own;
    uint64_t account;
    uint8_t ticket[TICKET_LEN];
    uint64_t expires_at_us;            /* of the ticket; 0: none yet */
    uint64_t logged_in_us;             /* since when; a ticket is renewed for hours, then one logs in again */
};

struct story_step {
    uint64_t at_us;                    /* story time */
    const char *service, *command;
    struct command_id id;
    struct position position;
    uint64_t leaf_index;               /* UINT64_MAX: not looked up yet */
};

struct stage {
    bool english, quiet;
    bool records;                      /* every step is kept, at most STEPS_MAX */
    struct place place;
    char folder[DIRECTORY_BYTES_MAX + 1];
    bool inside;                       /* services within this process; set before stage_init */
    bool visited;                      /* people come with browsers: passwords as told, tickets that last; set before stage_init */
    struct installation at;
    struct stage_office *office;
    struct client *clients[SPOT_COUNT][OFFICE_SERVICES];
    uint64_t now_us;                   /* the driven clock */
    struct arena arena;                /* answers; whoever plays long resets it between acts */
    struct story_step steps[STEPS_MAX];
    uint32_t step_count;
    struct fault fault;
};

/* A fresh directory (`dir`, which must be empty or absent, else ERR_EXISTS; NULL: a scratch one with `word` in its name; removed by stage_fini
 * unless `keep`), all services ready, clock driven to `start_us`.
 * Of *stage only `inside` and `visited` are read. */
MUST_CHECK enum err stage_init(struct stage *stage, bool english, bool quiet, const char *word, const char *dir, uint64_t start_us);
void stage_fini(struct stage *stage, bool keep);

/* Moves the clock of every service. Never backwards. */
MUST_CHECK enum err stage_clock(struct stage *stage, uint64_t at_us);
MUST_CHECK enum err stage_clock_to(struct stage *stage, struct date day, uint32_t minute);
/* Until every service has followed every other to its end and nothing waits or is parked. ERR_TIMEOUT: who has not. */
MUST_CHECK enum err stage_settle(struct stage *stage);

/* What somebody asks of a service. Bodies are the generated structs with their specs. */
struct act {
    enum peer_spot spot;
    const char *service, *name;
    const struct record_spec *spec;
    const void *body;
    struct person *person, *second;    /* NULL: nobody */
    const char *purpose;
    struct position after;             /* source absent: none */
};

/* Done or refused: OK with *ret filled (bytes live in the stage's arena). Anything else is a fault. Records a step when done and `records`. */
MUST_CHECK enum err stage_try(struct stage *stage, const struct act *act, struct answer *ret);
/* Must be done; a refusal is a fault that names command, sentence and field. */
MUST_CHECK enum err stage_do(struct stage *stage, const struct act *act, struct answer *ret);
/* A query; ret->result is there when OK. Refusals as in stage_try. */
MUST_CHECK enum err stage_ask(struct stage *stage, const struct act *act, struct answer *ret);

/* The decoded result (or shown part) of an answer; NULL and a fault when it is not of that form. */
const void *stage_result(struct stage *stage, const struct answer *answer, const struct record_spec *spec);
const void *stage_shown(struct stage *stage, const struct answer *answer, const struct record_spec *spec);

/* One line of the narration with the story's time. */
void stage_say(struct stage *stage, const char *ja, const char *en, ...);
void stage_heading(struct stage *stage, const char *ja, const char *en);

MUST_CHECK enum err stage_login(struct stage *stage, struct person *person);
/* A ticket that is good for some minutes more: renewed if it still can be, else by a login. */
MUST_CHECK enum err stage_fresh(struct stage *stage, struct person *person, uint64_t minutes);
/* `admin` (the first account, as office_first_account made it) makes `person`'s account, and records training and pledge of who may
 * work at a desk. */
MUST_CHECK enum err stage_account(struct stage *stage, struct person *admin, const struct person *person, enum staff_role role);
/* Looks every recorded step up in the audit log; waits until audit has taken them. */
MUST_CHECK enum err stage_leaves(struct stage *stage);

/* ---- The end (stage_audit.c) ---- */

/* Signs a head and checks the whole audit log against it, as an outsider would. */
MUST_CHECK enum err stage_audit(struct stage *stage, struct audit_verdict *ret);
MUST_CHECK enum err stage_export(struct stage *stage, const char *dir);

#endif
