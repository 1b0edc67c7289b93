/* Everybody around the services: people at terminals, kiosks, citizens, tools, and those who mean
 * no good. Each has one command or query under way, repeats it until answered, and remembers what was acknowledged. */
#ifndef SIM_CLIENTS_H
#define SIM_CLIENTS_H

#include "models.h"
#include "say.h"
#include "trust/ticket.h"
#include "trust/totp.h"

struct world;

enum person { NOBODY, BOSS, MANAGER, OPERATOR_A, OPERATOR_B, OPERATOR_C, CITY_CLERK, AUDITOR, BOSS_B, TEMP, PERSONS };

enum actor_kind {
    ACTOR_SETUP, ACTOR_BOSS, ACTOR_MANAGER, ACTOR_DESK, ACTOR_BACK, ACTOR_PHONE, ACTOR_AUDITOR, ACTOR_CITIZEN, ACTOR_KIOSK, ACTOR_EVIL
};

/* How something is said. */
struct how {
    enum person person, second;
    const char *purpose;
    struct position after;               /* source absent: none */
    uint64_t until_us;
    bool forged;                         /* the ticket is of no use */
};

enum expect { EXPECT_ANYTHING, EXPECT_SAME, EXPECT_CONFLICT };

/* A command as it was acknowledged; kept to be repeated. */
struct said {
    bool set, refused;
    enum svc svc;
    const char *name;
    uint8_t *body;  uint32_t body_len;
    uint64_t sequence, number, at_us;
    uint32_t epoch;
    uint8_t leaf[32];
    struct how how;
    uint32_t temps;                      /* which temporary account was meant */
};

struct pending {
    bool active, query;
    enum svc svc;
    const char *name;
    const struct record_spec *result_spec;
    uint8_t *body;  uint32_t body_len;
    uint64_t sequence, request, next_send_us;
    uint32_t sent, given_back;
    struct how how;
    enum expect expect;
    uint32_t said;                       /* of the history, when expected */
};

#define HISTORY 12
#define DUE_ITEMS 4

struct actor {
    enum actor_kind kind;
    uint32_t peer;
    uint64_t instance, sequence;
    enum person person;
    uint64_t desk;
    uint64_t free_at_us;
    struct pending pending;
    struct said history[HISTORY];  uint32_t history_next;
    uint32_t phase;
    uint64_t hold, card, ticket, delivery;
    uint32_t date;
    bool second_needed;
    uint8_t sha[32];  uint32_t sha_date;
    char code[16];
    uint64_t due[DUE_ITEMS];  uint32_t due_count;  enum svc due_svc;     /* kept long enough, as a service listed it */
    uint64_t barred;                     /* a card of which somebody has a reason to keep all; 0: none */
    char witnessed[1024];                /* a head the auditor had witnessed before */
};

#define ACTORS 16
#define CODES 64

struct ticket_held { bool set; uint8_t bytes[TICKET_LEN]; uint64_t expires_us; };
struct code_known { char code[16]; uint64_t reservation, booked_us; uint32_t date; uint32_t epoch; uint64_t sequence; };
struct ack { enum svc svc; uint32_t epoch; uint64_t number; uint8_t leaf[32]; };

#define WAITING_CODES 8

struct clients {
    char waiting_codes[WAITING_CODES][16];  uint32_t waiting_code_count;
    struct actor actors[ACTORS];  uint32_t actor_count;
    struct ticket_held tickets[PERSONS][TERMINALS];
    struct code_known codes[CODES];  uint32_t code_count;
    struct ack *acks;  uint32_t ack_count, ack_room;
    uint64_t request, instance;
    uint8_t temp_secret[TOTP_SECRET_MAX];  uint32_t temp_secret_len;  bool temp_enrolled;    /* the code generator of who is here for a while */
    uint32_t lists, temps;               /* delivery lists made so far; accounts made to be revoked */
    uint32_t applied_list;               /* and line: of the application recorded last; 0: none */
    uint64_t applied_line;
    struct arena arena;                  /* of one answer */
    uint8_t *room;                       /* where a frame is built */
};

/* An answer, read. */
struct heard {
    enum { HEARD_DONE, HEARD_REFUSED, HEARD_NOT_TAKEN } outcome;
    enum refusal refusal;
    struct position position;
    struct bytes leaf, result, shown;
    bool repeated;
};

void clients_init(struct world *world);
void clients_fini(struct clients *clients);
/* Everybody who is free does something; what is due is sent again. */
void clients_act(struct world *world);
/* Takes the answers that have arrived. */
void clients_hear(struct world *world);
/* What was acknowledged beyond `kept` is given up with the restore of this service. */
void clients_forget(struct world *world, enum svc svc, uint64_t kept);
/* Nothing is under way. */
bool clients_idle(const struct world *world);

/* ---- For the scripts -------------------------------------------------------------------- */

void say(struct world *world, struct actor *actor, struct built message, struct how how);
void ask(struct world *world, struct actor *actor, struct built query, const struct record_spec *result, struct how how);
/* A ticket of this person at the actor's terminal is at hand; else the login is on its way and false. */
bool at_hand(struct world *world, struct actor *actor, enum person person);
const char *person_name(const struct clients *clients, enum person person, char ret[24]);
enum staff_role person_role(enum person person);
/* The answer's part, decoded into the clients' arena; NULL when it has none. */
const void *heard_part(struct world *world, const struct record_spec *spec, struct bytes part);
void send_raw(struct world *world, uint32_t peer, enum svc to, struct bytes frame);

/* workload_*.c: what an actor does when it is free, and what it makes of an answer. */
void act_setup(struct world *world, struct actor *actor);
void act_boss(struct world *world, struct actor *actor);
void act_manager(struct world *world, struct actor *actor);
void act_desk(struct world *world, struct actor *actor);
void act_back(struct world *world, struct actor *actor);
void act_phone(struct world *world, struct actor *actor);
/* The site manager at this actor's terminal changes the calendar around a day. */
void act_calendar(struct world *world, struct actor *actor, struct date day);
/* Closes what this actor holds; false when nothing is held. */
bool close_under(struct world *world, struct actor *actor);
void act_auditor(struct world *world, struct actor *actor);
void act_citizen(struct world *world, struct actor *actor);
void act_kiosk(struct world *world, struct actor *actor);
void act_evil(struct world *world, struct actor *actor);
/* Something of a card's life beyond the counter; false: nothing to do. */
bool live(struct world *world, struct actor *actor);
/* A paper of the city, mostly of today and about one thing. */
struct paper_approval some_paper(struct world *world, char number[16]);
/* A card is put on the disposal list. */
void propose(struct world *world, struct actor *actor);
/* workload_later.c: a step that another person is to confirm; the city's approval on paper; another post for somebody; a decision
 * about what waits (false: nothing does). */
void ask_to_confirm(struct world *world, struct actor *actor, enum svc svc, const char *command, const struct record_spec *spec, const void *message, enum person person);
void paper_approval(struct world *world, struct actor *actor, enum person person);
void other_post(struct world *world, struct actor *actor, const struct m_account *account);
bool decide_on_request(struct world *world, struct actor *actor);
/* Any of it around the disposal list; false: nothing to do. */
bool second_persons(struct world *world, struct actor *actor);
/* Something is written down for the day's report; false: not now. */
bool keep_records(struct world *world, struct actor *actor);
void keep_registers(struct world *world, struct actor *actor);
const char *some_slot(struct world *world, char ret[16]);
/* workload_training.c: the service manager records trainings and pledges; somebody at a desk has read the manual. False: not now. */
bool train_people(struct world *world, struct actor *actor);
bool read_manuals(struct world *world, struct actor *actor);
/* workload_presence.c: in and out of areas, visitors, corrections. False: not now. */
bool walk_about(struct world *world, struct actor *actor, enum person person);
/* workload_logins.c: who is here for a while, what the service manager does about the account, a stranger's guesses. */
void temp_password(uint32_t variant, char ret[48]);
struct text temp_code(struct world *world, char room[TOTP_CODE_SIZE]);
void temp_acts(struct world *world, struct actor *actor);
void about_temp(struct world *world, struct actor *actor, uint64_t account);
void guess(struct world *world, struct actor *actor);
/* workload_erasure.c: the service manager about what was kept long enough. */
void about_erasure(struct world *world, struct actor *actor);
void hear_due(struct world *world, struct actor *actor, const struct heard *heard);
void hear_boss(struct world *world, struct actor *actor, const struct heard *heard);
void hear_manager(struct world *world, struct actor *actor, const struct heard *heard);
void hear_desk(struct world *world, struct actor *actor, const struct heard *heard);
void hear_places(struct world *world, struct actor *actor, const struct heard *heard);
void hear_auditor(struct world *world, struct actor *actor, const struct heard *heard);

/* The synthetic delivery lists: everything about a card follows from list and line. */
struct facts {
    char notice[12], application[24], name[64], kana[64], address[64];
    struct date birth, expires;
    enum application_kind kind;
};
void facts_of(uint32_t list, uint64_t line, struct facts *ret);
uint32_t clients_list_of(struct text delivery_number);
bool facts_of_card(struct world *world, const struct m_card *card, struct facts *ret);

/* Words planted in personal data: in no entry and no publication may they be found in clear. */
#define PLANTED_NAME "SIMPERSON"
#define PLANTED_SECRET "SIMSECRET"
#define PLANTED_NOTICE "ZQX777"
#define PLANTED_APPLICATION "7777777"

uint32_t minute_now(const struct world *world);
struct date today_now(const struct world *world);

#endif
