/* What the world must look like, told by the rules and the committed entries alone: small plain
 * arrays, no code of the services. Each entry is read once, when its node has committed it. */
#ifndef SIM_MODELS_H
#define SIM_MODELS_H

#include "engine/entry.h"
#include "office.h"

struct world;

/* ---- Every log ------------------------------------------------------------------------ */

struct logged { uint8_t leaf[32]; uint64_t at_us; uint32_t epoch; bool published; uint8_t *bytes; uint32_t len; };

struct model_log {
    struct logged *entries;  uint32_t count, room;
    uint64_t published;                  /* last entry with events */
    uint32_t epoch;
};

/* A command id and what it did. */
struct effect { uint8_t key[CLIENT_LEN + 9]; bool used; uint64_t number, at_us; };
struct model_ids { struct effect *slots; uint32_t count, room; };

/* A followed entry that was set aside: its effect may be missing. */
struct set_aside { enum svc follower, source; uint32_t epoch; uint64_t sequence; };
struct model_aside { struct set_aside *items; uint32_t count, room; };

/* ---- The counter ----------------------------------------------------------------------- */

struct m_ticket {
    uint64_t id, line, first_line, items, number, arrived_us, booked_us, reservation, desk, people;
    bool late;
    enum ticket_state state;
    uint64_t passes, first_passed_us;
    uint32_t date;
    enum dismissal dismissal;
    enum service_outcome outcome;
    bool called;
    enum ticket_origin origin;
    uint32_t later_on;
    uint64_t calls, called_us, priority_us, returned_us;
    bool other_called, city_wait;
    uint32_t cards;                      /* handed over in this part of the case */
    enum receiver_class receiver;
    enum guest_language language;
};
struct m_desk { bool open; uint64_t serving; bool terminal; };
#define LINES_MAX 16
struct m_visit { uint64_t reservation; uint8_t code_tag[16]; uint64_t booked_us; uint32_t date; enum procedure procedure; uint64_t tickets; bool missed, dropped; enum booking_end end; };

#define DESKS_MAX 8

struct model_queue {
    struct m_ticket *tickets;  uint32_t ticket_count, ticket_room;
    struct m_visit *visits;  uint32_t visit_count, visit_room;
    struct m_desk desks[DESKS_MAX];
    uint32_t date;                       /* 0: none was ever opened */
    enum day_state state;                /* of date */
    bool parts[4];                       /* by enum day_part */
    uint32_t days_closed;
    bool stopped[3];                     /* by enum stop_kind */
    uint32_t line_stopped_on[LINES_MAX];
    struct { uint64_t id, count, from_us; } outages[32];   /* id 0: free */
};

/* ---- Cards ----------------------------------------------------------------------------- */

struct m_delivery { uint64_t id, rows, staged, in_box, received; uint32_t list; enum delivery_state state; bool box_closed, opening; };
#define CARD_BEFORE_MAX 6

struct m_card {
    uint64_t id, delivery, line, serial;
    enum card_state status;              /* own; inspected says the delivery */
    enum custody custody;
    char slot[16];
    uint64_t place_number, reservation, ticket;
    enum application_kind kind;
    enum card_state waited_as;           /* what an issued card was before */
    bool claimed;                        /* reservations has noted its claim */
    bool posted;
    enum card_state before[CARD_BEFORE_MAX];  uint32_t depth;    /* statuses it can go back to */
    uint32_t explained;                  /* the day for which the site manager has explained that it is out */
    uint32_t taken_on;                   /* the day it was taken out to be disposed of */
    bool unclaimable;                    /* inventory has withdrawn its claim */
};
struct m_item { uint64_t id; enum custody place; };
struct movement { uint64_t sequence; uint32_t epoch; enum stock_movement what; uint64_t count; };

/* A trial of a setting; failure 0: done. */
struct m_preset { struct movement at; uint64_t terminal; enum preset_failure failure; };

struct model_cards {
    struct m_delivery *deliveries;  uint32_t delivery_count, delivery_room;
    struct m_card *cards;  uint32_t card_count, card_room;
    struct movement *moves;  uint32_t move_count, move_room;
    struct m_preset *presets;  uint32_t preset_count, preset_room;
    uint64_t missing, found;             /* times */
    bool closing;
    uint32_t closed_date;                /* 0 again when custody was opened again */
    uint32_t asked_date;                 /* opening it again was asked for, so often, and the last asking is not granted */
    uint64_t asks;
    bool asked, count_due;               /* count_due: opened again, and not counted since */
    struct movement *reopenings;  uint32_t reopening_count, reopening_room;
    struct m_item items[64]; uint32_t item_count;                   /* that lie here or, in place unknown, are missing */
    uint64_t *applied;  uint32_t applied_count, applied_room;       /* ids of cards applied for here */
    uint64_t stocktake, stocktake_before, differences;   /* the running one; the last that ended, and what it found */
};

/* ---- Places ---------------------------------------------------------------------------- */

struct m_place {
    uint64_t hold, reservation;          /* reservation 0: only held */
    uint32_t date, start, length;
    uint32_t desks[3];                   /* by enum desk_place */
    uint32_t equipment[4];               /* by enum equipment */
    bool by_staff, takes;                /* takes: counts against capacity */
    uint64_t card;
    bool ended, cancelled;               /* ended: cancelled, attended, missed, lapsed */
};
struct m_day { uint32_t date, opens, closes, staff; bool open; };             /* unlike its rule */
struct m_part { uint64_t id; uint32_t date, from, until, desks; enum desk_place place; bool gone; };
struct m_outage { uint64_t id, from_us, until_us; uint32_t count; enum equipment equipment; bool gone; };
struct m_waiting { uint64_t id, hold; uint32_t date; bool gone; };
struct model_places {
    struct m_place *items;  uint32_t count, room;
    struct m_day *days;  uint32_t day_count, day_room;
    struct m_part *parts;  uint32_t part_count, part_room;
    struct m_outage *outages;  uint32_t outage_count, outage_room;
    struct m_waiting *waiting;  uint32_t waiting_count, waiting_room;
};

/* ---- Accounts, audit, reports ------------------------------------------------------------ */

struct m_account { uint64_t id; char name[24]; bool revoked; enum staff_role role; };
/* What is on record of a person, by staff's own entries; 0: nothing. */
struct m_training { uint64_t account, record; enum training_kind kind; uint32_t held_on; };
struct m_pledge { uint64_t account; uint32_t on; };
/* A stay in an area; out 0: goes on. */
struct m_stay { uint64_t who, in_us, out_us, area; bool gone; };
/* The days as queueing has heard of them: 0 missing. */
struct m_ready { uint64_t account; uint32_t trained_on, privacy_trained_on, pledged_on; };
struct m_going { uint64_t account, at_us; };
struct model_staff {
    struct m_account *accounts;  uint32_t count, room;
    struct m_going *goings;  uint32_t going_count, going_room;             /* by clock-out and correction */
    struct m_going *comings;  uint32_t coming_count, coming_room;          /* by login at a terminal and correction */
    struct m_training *trainings;  uint32_t training_count, training_room;
    struct m_pledge *pledges;  uint32_t pledge_count, pledge_room;
    struct m_ready *heard;  uint32_t heard_count, heard_room;
    uint32_t manuals;                    /* versions 1 to n */
    struct m_stay *stays;  uint32_t stay_count, stay_room;
    uint64_t visitor;                    /* the last one */
};

/* Of the one register of the office. */
struct m_register_row { uint64_t id, number, versions, seen /* version that counts; 0: none */, import; bool ends, ended; };
struct model_registers {
    struct m_register_row *rows;  uint32_t count, room;
    uint64_t import, rows_read, rows_expected;
};

struct model_audit {
    uint64_t leaves, signed_leaves;
    uint64_t taken[SVC_COUNT];           /* last entry number taken */
    uint32_t epoch[SVC_COUNT];
    uint8_t peak[64][32];  bool has_peak[64];
    uint8_t *hashes;  uint32_t hash_room;
    char note[1024];                     /* of the last checkpoint */
    uint8_t note_key[32];                /* the key that signed it */
    uint8_t key[32];                     /* that signs now, once it has changed */
    uint64_t key_changes, cosigned;
};

/* ---- Steps of two persons ---------------------------------------------------------------- */

#define REQUEST_ITEMS 16
/* One that waits, or waited. `taken`: bits of its list that were confirmed. */
struct m_request {
    enum svc svc;
    uint64_t id, by, until_us;
    char command[32];
    uint64_t items[REQUEST_ITEMS];  uint32_t count, taken;
    int role;                            /* of a change of role: the new one; else 0 */
    bool ended;
};
struct model_later {
    struct m_request *items;  uint32_t count, room;
    struct m_request *in_hand;           /* confirmed in the entry that is being read; done: what it has done of it */
    uint32_t done;
};

/* ---- What is kept of persons -------------------------------------------------------------- */

/* The days it counts from, as yyyymmdd; 0: not come. barred: somebody has a reason to keep it. */
struct m_kept { enum svc svc; uint64_t subject; uint32_t first_on, noticed_on, ended_on; bool barred; };
struct m_key { enum svc svc; uint64_t number; };
struct model_kept {
    struct m_kept *items;  uint32_t count, room;
    struct m_key *erased;  uint32_t erased_count, erased_room;
    uint64_t gone;                       /* a card whose holder is erased; 0: none */
};
/* Keys that were ever erased: a restore of a log does not bring them back. */
struct kept_ever { struct m_key *items;  uint32_t count, room; };

struct m_report { uint32_t date; bool closed; };
struct model_reports { struct m_report *items;  uint32_t count, room; uint64_t in_hand; struct log_position cut; };     /* of the last report */

struct models {
    struct model_log logs[SVC_COUNT];
    struct model_ids ids;
    struct model_aside aside;
    struct model_queue queue;
    struct model_cards cards;
    struct model_places places;
    struct model_staff staff;
    struct model_later later;
    struct model_kept kept;
    struct kept_ever kept_ever;
    struct model_registers registers;
    struct model_audit audit;
    struct model_reports reports;
    bool counting;                       /* entries are new, not read again after a restore */
    bool may_shrink[SVC_COUNT];          /* an older copy was put back */
};

/* One event of an entry, decoded by the stored form of its contract. */
struct stated {
    struct world *world;
    enum svc svc;
    const struct entry *entry;
    const struct record_spec *spec;
    const void *event;
};

void models_fini(struct models *models);
/* Reads what the node has committed since the last look. */
void models_look(struct world *world, enum svc svc);
/* Reads a whole log again and compares it with what was seen. */
void models_read_again(struct world *world, enum svc svc);

/* An older copy of this log was put back: it may be shorter at the next look, once. */
void models_restored(struct world *world, enum svc svc);

void queue_take(struct model_queue *queue, const struct stated *said);
void cards_take(struct model_cards *cards, const struct stated *said);
/* Its part beyond the way to the counter; a card into a slot that must be free. */
/* Its notice is out and nothing stops it. */
bool card_obtainable(const struct m_card *card);
void life_take(struct model_cards *cards, const struct stated *said);
void cards_movement(struct model_cards *cards, const struct stated *said, enum stock_movement what, uint64_t number);
void cards_into_slot(struct model_cards *cards, const struct stated *said, struct m_card *card, struct text slot);
void places_take(struct model_places *places, const struct stated *said);
/* The calendar's part of it: true when the event was one of its own. */
bool calendar_take(struct model_places *places, const struct stated *said);
/* Hours and desks of a day by its rule and what was changed; false when closed. */
bool calendar_day(const struct model_places *places, uint32_t date, struct m_day *ret);
/* What can be used in the quarter hour that begins at this minute. */
uint32_t calendar_staff(const struct model_places *places, uint32_t date, uint32_t minute);
uint32_t calendar_desks(const struct model_places *places, uint32_t date, uint32_t minute, enum desk_place place);
uint32_t calendar_equipment(const struct model_places *places, uint32_t date, uint32_t minute, enum equipment equipment);
void staff_take(struct model_staff *staff, const struct stated *said);
void registers_take(struct model_registers *registers, const struct stated *said);
/* Training and pledge (model_training.c): what staff states, what queueing heard of it, and who works at a desk. */
void training_take(struct model_staff *staff, const struct stated *said);
void training_heard(struct model_staff *staff, const struct stated *said);
/* Who is where, and was (model_presence.c). */
void presence_take(struct model_staff *staff, const struct stated *said);
/* The day of the first training of a kind on record, and of the pledge; 0: none. */
uint32_t trained_on(const struct model_staff *staff, uint64_t account, enum training_kind kind);
uint32_t pledged_on(const struct model_staff *staff, uint64_t account);
void audit_take(struct model_audit *audit, const struct stated *said);
void reports_take(struct model_reports *reports, const struct stated *said);
void kept_take(struct model_kept *kept, const struct stated *said);
/* Which persons an entry tells of. */
void kept_entry(struct model_kept *kept, enum svc svc, const struct entry *entry);
/* Tries to open everything sealed that stands in the log of this service. */
void kept_try_boxes(struct world *world, enum svc svc);
void later_take(struct model_later *later, const struct stated *said);
void later_entry_end(struct world *world, enum svc svc, const struct entry *entry);
/* NULL: none of that number. */
const struct m_request *later_request(const struct model_later *later, enum svc svc, uint64_t id);
/* What was confirmed by this command is what was carried out. */
void later_check_answer(struct world *world, enum svc svc, const struct confirm_request *said);
/* Command ids and repeats; entries set aside. */
void ids_take(struct world *world, enum svc svc, const struct entry *entry);
const struct effect *ids_find(const struct model_ids *ids, enum svc svc, const uint8_t client[CLIENT_LEN], uint64_t sequence);
bool was_set_aside(const struct models *models, enum svc follower, enum svc source);

struct m_ticket *queue_ticket(struct model_queue *queue, uint64_t id);
struct m_visit *queue_visit(struct model_queue *queue, uint64_t reservation);
struct m_card *cards_card(struct model_cards *cards, uint64_t id);
struct m_delivery *cards_delivery(struct model_cards *cards, uint64_t id);
struct m_place *places_booking(struct model_places *places, uint64_t reservation);
struct m_account *staff_account(struct model_staff *staff, const char *name);
/* Items that lie here, and those of them at a counter, booth or terminal. */
uint32_t items_here(const struct model_cards *cards, uint32_t *ret_out);
bool card_visible(struct model_cards *cards, const struct m_card *card);
/* Root of the first `size` leaves by the definition in RFC 6962 2.1. */
void audit_root(const struct model_audit *audit, uint64_t size, uint8_t ret[32]);

/* Makes room for one more item of an array. */
void *one_more(void **array, uint32_t *count, uint32_t *room, size_t size);
#define ONE_MORE(array, count, room) one_more((void **)&(array), &(count), &(room), sizeof *(array))

#endif
