/* The story's stage: an office of its own in trial mode, the people of the story with their logins,
 * and the record of every step with its place in the logs. */
#ifndef TOOLS_STORY_STAGE_H
#define TOOLS_STORY_STAGE_H

#include "../office.h"
#include "trust/ticket.h"

#define STEPS_MAX 512

/* Where somebody acts: the peers of the installation. */
enum spot { SPOT_CONSOLE, SPOT_KIOSK, SPOT_BRIDGE, SPOT_TOOL, SPOT_COUNT };

struct person {
    const char *name;                  /* as typed at login; NULL: nobody logs in (kiosk, web) */
    const char *ja, *en;               /* as narrated */
    char password[32];
    uint64_t account;
    uint8_t ticket[TICKET_LEN];
    uint64_t expires_at_us;            /* of the ticket; 0: none yet */
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
    struct place place;
    char folder[DIRECTORY_BYTES_MAX + 1];
    struct office *office;
    struct key_pair keys[SPOT_COUNT];
    struct client *clients[SPOT_COUNT][OFFICE_SERVICES];
    uint64_t now_us;                   /* the driven clock */
    struct arena arena;                /* the story's life */
    struct story_step steps[STEPS_MAX];
    uint32_t step_count;
    struct fault fault;
};

/* A fresh directory (removed by stage_fini unless `keep`), all services ready, clock driven to `start_us`. */
MUST_CHECK enum err stage_init(struct stage *stage, bool english, bool quiet, const char *dir, uint64_t start_us);
void stage_fini(struct stage *stage, bool keep);

/* Moves the clock of every service. Never backwards. */
MUST_CHECK enum err stage_clock(struct stage *stage, uint64_t at_us);
MUST_CHECK enum err stage_clock_to(struct stage *stage, struct date day, uint32_t minute);

/* What somebody asks of a service. Bodies are the generated structs with their specs. */
struct act {
    enum spot spot;
    const char *service, *name;
    const struct record_spec *spec;
    const void *body;
    struct person *person, *second;    /* NULL: nobody */
    const char *purpose;
    struct position after;             /* source absent: none */
};

/* Done or refused: OK with *ret filled (bytes live in the stage's arena). Anything else is a fault. Records a step when done. */
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
/* Looks every step up in the audit log; waits until audit has taken them. */
MUST_CHECK enum err stage_leaves(struct stage *stage);

#endif
