/* A rehearsal: a counter's day played by made-up people through real services. One seed decides
 * everything; the clock is driven and stands still until all services have followed each other.
 *
 *   people.c     who comes, when, what for (profiles: domain 5); no services
 *   agenda.c     what happens when, in one order
 *   prelude.c    accounts and bookings before the first day
 *   stock.c      cards come: opening stock, delivery lists
 *   counter.c    the day, from the morning to the last guest
 *   arrivals.c   guests come
 *   desk.c       guests are called, served, sent on
 *   handover.c   what a case comes to: cards, and its end
 *   trouble.c    what goes wrong for a while
 *   paper.c      an hour without the system
 *   loss.c       a card that is lost, and found out
 *   records.c    weather, calls, questions, complaints, notes
 *   back_office.c  reminders, disposal, old cards
 *   evening.c    scan-back, count, close of the day, report
 *   tally.c      what the play itself saw, and what the day came to
 *   tool_rehearse.c  the command */
#ifndef TOOLS_REHEARSE_PLAY_H
#define TOOLS_REHEARSE_PLAY_H

#include "../stage.h"
#include "base/rng.h"
#include "gen/inventory.h"
#include "gen/queueing.h"
#include "gen/reporting.h"
#include "gen/reservations.h"

#define OPERATORS 4u
#define DAYS_MAX 1500u
#define AHEAD_DAYS 5u                  /* open days for which is booked ahead */
#define GUEST_CARDS_MAX 4u
#define DESKS_MAX 8u
#define NO_CARD UINT32_MAX
#define PAPER_US (60 * US_PER_MINUTE)

/* ---- People (people.c) ---- */

struct guest {
    enum procedure procedures[2];
    uint32_t procedure_count;
    uint32_t people;
    bool wants_booking, misses, late, documents_short, pin_forgotten, gives_up, says_so, comes_back, needs_priority, wrong_line, goes_to_city, phones, complains, has_opinion, is_foreign;
    uint32_t wish_minute;              /* when they would like to come, minute of the day */
    uint32_t early_minutes;            /* before a booked time; late guests: after it */
    uint64_t minutes_us;               /* at the desk, in all */
    uint64_t way_us;                   /* from the call to the desk */
    uint64_t luck;                     /* decides which cards are theirs */
    uint64_t patience_us;              /* after it they go, and say so or not */

    /* What becomes of them. */
    bool booked;
    uint32_t start_minute;             /* of the booking */
    struct reservation_id reservation_id;
    char code[32];
    uint32_t cards[GUEST_CARDS_MAX], card_count;
    bool came;
    struct ticket_id ticket_id;
    uint64_t number, ticket_at_us, called_at_us;
    uint32_t calls;                    /* of the present turn */
    struct line_id line_id;
    uint32_t desk;                     /* where they were called last */
    bool counted_late, waits, waited, passed, returned, transferred, parked;

    /* While the system cannot be used (paper.c): minutes of the day, 0 when not on paper. */
    bool on_paper, unregistered, paper_left;
    uint32_t paper_called, paper_calls, paper_started, paper_finished;
};

/* Opening hours of a day and what its place in the week and year does to it. */
struct play_day {
    struct date date;
    uint32_t opens_minute, closes_minute;
    bool after_closed_weekday;
    enum weather weather;
};

/* A number that follows from the seed and what it is for; an index drawn by weights. */
uint64_t draw_of(uint64_t seed, uint64_t word, uint64_t index);
uint32_t weighted(struct rng *rng, const uint32_t *weights, uint32_t count);
enum weather weather_of(uint64_t seed, struct date date);
/* Cards that wait in the vault of a counter with so many guests a weekday. */
uint32_t stock_wanted(uint32_t people);
/* How many guests come that day; `people` of a plain weekday. */
uint32_t visitors_of(const struct play_day *day, uint32_t people);
/* Guest `index` of that day: the same for the same seed, date and index, whatever else is played. */
void guest_draw(uint64_t seed, const struct play_day *day, uint32_t index, struct guest *ret);
/* Person `index` on a delivery list. Texts live in `arena`. */
void holder_draw(uint64_t seed, uint32_t index, struct date arrives, struct arena *arena, struct holder *ret, enum application_kind *ret_kind);

/* ---- Agenda (agenda.c) ---- */

enum happening { HAPPENS_ARRIVAL, HAPPENS_DESK_LOOKS, HAPPENS_AT_DESK, HAPPENS_DONE, HAPPENS_GIVES_UP, HAPPENS_RETURN, HAPPENS_PARK, HAPPENS_RESUME, HAPPENS_TROUBLE, HAPPENS_RELIEF, HAPPENS_PAPER, HAPPENS_PAPER_END, HAPPENS_CALL, HAPPENS_SESSIONS, HAPPENS_CLOSING };
struct appointment { uint64_t at_us; uint32_t order; enum happening what; uint32_t who; };
struct agenda { struct appointment *items; uint32_t count, room, order; };

void agenda_add(struct agenda *agenda, uint64_t at_us, enum happening what, uint32_t who);
/* The next one; those of the same moment in the order they were added. False when there is none. */
bool agenda_take(struct agenda *agenda, struct appointment *ret);
void agenda_fini(struct agenda *agenda);

/* ---- The play ---- */

struct play_card {
    struct card_id card_id;
    char tracking_number[24], notice_number[12], slot[16];
    struct date birth_date, expires_on;
    bool given;                        /* promised to a guest of the play */
    bool never;                        /* nobody will come for it */
    bool is_renewal;                   /* the old card is handed back for it */
    bool out, gone;                    /* gone: handed over or disposed of */
    bool lost;                         /* physically gone, whatever the book says */
    uint32_t slot_number;              /* of its slot, counted through the vault */
};

struct play_desk {
    struct desk_id desk_id;
    enum desk_place place;
    uint32_t place_number;
    struct person *person;
    char ja[128], en[64];
    bool open, busy, looking;
    uint32_t guest;
};

struct rehearsal {
    struct visit *visit;               /* people watch and take part with browsers (visit.h); NULL: nobody */
    uint64_t seed;
    uint32_t people, days;
    uint32_t speed;                    /* 0: as fast as it goes; else times real time */
    bool absence;                      /* one operator does not come */
    bool national_stop, evacuation;    /* for a while in the middle of the day */
    bool lost_card, terminal_down;
    bool paper_hour;                   /* the system of the counter is away for an hour */
    bool city_machine;                 /* walk-ins bring numbers of the city's ticket machine */
    struct stage stage;
    struct arena arena;                /* lives as long as the play */
    const struct queueing_config *queueing;
    const struct reservations_config *reservations;
    struct person admin, manager, city, operators[OPERATORS];
    char passwords[OPERATORS][32], names[OPERATORS][16];
    struct play_card *cards;  uint32_t card_count, card_room;
    uint32_t first_card;               /* all before it have been issued */
    uint32_t lists, next_slot;         /* delivery lists so far; where the next card is put if free */
    struct play_day *day;              /* [days] */
    struct guest **guests;  uint32_t *guest_count;      /* [days]; from when they book to their day's end, else NULL */

    /* The day being played. */
    uint32_t today;
    struct agenda agenda;
    struct play_desk desks[DESKS_MAX];  uint32_t desk_count;
    bool closing, on_paper;
    uint32_t strangers;
    uint64_t paper_until_us, paper_numbers;
    uint32_t inside;                   /* with a ticket, and not done */
    uint64_t last_us;                  /* when the last guest was done with */

    /* What the play saw itself, over all days (tally.c). */
    uint64_t visitors, tickets, booked, walk_in, no_shows, missed, overbooked, left, turned_away;
    uint64_t *waits_us;  uint32_t wait_count, wait_room;
    uint64_t overtaken_max;
    struct card_figures cards_at_end;  uint64_t opening, arrived, issued, found, disposed, transferred, reported_missing;
    uint8_t report_sha256[32];
    const struct daily_report_result *report;   /* of the last day */
    bool counts_agree;
    uint64_t missing;
    char last_seen[160];               /* of the card that is missing */
    struct outage_id outage;
};

/* Time goes on: quiet first, then the clock of every service; at `speed`, really waits. */
MUST_CHECK enum err play_until(struct rehearsal *r, uint64_t at_us);
/* Lines of the rehearsal; at full speed only the headlines are shown. */
void play_say(struct rehearsal *r, const char *ja, const char *en, ...);

/* A command from the console whose answer says no more than that it was done. */
MUST_CHECK enum err play_do(struct rehearsal *r, const char *service, const char *name, const struct record_spec *spec, const void *body, struct person *who);
struct guest *guest_of(struct rehearsal *r, uint32_t index);
#define STRANGERS_MAX 64u              /* a day: guests whom a visitor gave a ticket */

MUST_CHECK enum err prelude(struct rehearsal *r);
/* Between the days of a long play: the day before is forgotten, guests book ahead, new cards arrive. */
MUST_CHECK enum err between_days(struct rehearsal *r);
/* Cards come (stock.c). */
MUST_CHECK enum err opening_stock(struct rehearsal *r, uint32_t count);
MUST_CHECK enum err delivery(struct rehearsal *r);
MUST_CHECK enum err counter_day(struct rehearsal *r);
MUST_CHECK enum err evening(struct rehearsal *r);

/* ---- Arrivals (arrivals.c); desks (desk.c); cases (handover.c) ---- */

/* The lines of walk-ins and of booked guests for a procedure; NULL when there is none. */
const struct queue_line *line_for(const struct rehearsal *r, enum procedure procedure);
const struct queue_line *booked_line_for(const struct rehearsal *r, enum procedure procedure);
MUST_CHECK enum err arrive(struct rehearsal *r, uint32_t index);
MUST_CHECK enum err give_up(struct rehearsal *r, uint32_t index);
MUST_CHECK enum err give_priority(struct rehearsal *r, const struct guest *g);

/* Desks with nothing to do look again; one is free again, its guest gone or sent on. */
void wake_desks(struct rehearsal *r);
void leave_desk(struct rehearsal *r, uint32_t at);
/* Whoever waited too long for them is not there any more. */
bool is_gone(const struct guest *g);
/* Once per guest: from the ticket, or from the booked time when that is later and was kept, to the call (rules 7). */
void note_wait(struct rehearsal *r, struct guest *g);
MUST_CHECK enum err look(struct rehearsal *r, uint32_t at);
MUST_CHECK enum err at_desk(struct rehearsal *r, uint32_t at);
MUST_CHECK enum err park(struct rehearsal *r, uint32_t at);
MUST_CHECK enum err resume(struct rehearsal *r, uint32_t index);
MUST_CHECK enum err come_back(struct rehearsal *r, uint32_t index);

MUST_CHECK enum err check_out(struct rehearsal *r, uint32_t card, const struct play_desk *desk, struct reservation_id reservation_id, struct ticket_id ticket_id);
/* The guest's cards that are not out yet; handed over, or put back when documents are short. */
MUST_CHECK enum err fetch_cards(struct rehearsal *r, const struct guest *g, const struct play_desk *desk);
MUST_CHECK enum err settle_cards(struct rehearsal *r, const struct guest *g, const struct play_desk *desk);
/* Who receives the guest's card; 0 when none is handed over. */
enum receiver_class receives(const struct rehearsal *r, const struct guest *g);
MUST_CHECK enum err done(struct rehearsal *r, uint32_t at);

/* ---- An hour on paper (paper.c) ---- */

void paper_begins(struct rehearsal *r);
MUST_CHECK enum err paper_ends(struct rehearsal *r);
void paper_arrival(struct rehearsal *r, uint32_t index);
void paper_look(struct rehearsal *r, uint32_t at);
void paper_at_desk(struct rehearsal *r, uint32_t at);
void paper_done(struct rehearsal *r, uint32_t at);
/* What needs the system happens after the hour. */
void later_than_paper(struct rehearsal *r, const struct appointment *next);

/* ---- Beside the tickets (records.c); in the back (back_office.c) ---- */

MUST_CHECK enum err note_weather(struct rehearsal *r);
void plan_calls(struct rehearsal *r);
MUST_CHECK enum err answer_call(struct rehearsal *r, uint32_t index);
MUST_CHECK enum err record_talk(struct rehearsal *r, const struct guest *g, struct person *who);
MUST_CHECK enum err record_complaint(struct rehearsal *r);
MUST_CHECK enum err note_tomorrow(struct rehearsal *r);

MUST_CHECK enum err remind_due(struct rehearsal *r);
MUST_CHECK enum err dispose_of_unclaimed(struct rehearsal *r);
MUST_CHECK enum err collect_old_card(struct rehearsal *r, const struct guest *g, uint32_t card, struct person *who);
MUST_CHECK enum err destroy_collected(struct rehearsal *r);

/* One switch on, and off again; a terminal fails, and is mended. */
MUST_CHECK enum err trouble(struct rehearsal *r, bool begins);
void lose_a_card(struct rehearsal *r);
MUST_CHECK enum err look_for_lost(struct rehearsal *r);

void tally_wait(struct rehearsal *r, uint64_t waited_us);
/* Quarter hours of a day in which more is booked than desks, places or equipment allow: counted from the bookings. */
MUST_CHECK enum err tally_bookings(struct rehearsal *r);
MUST_CHECK enum err tally_report(struct rehearsal *r);
/* Nearest rank, whole seconds half up; 0 when nobody was called. */
uint64_t tally_wait_s(struct rehearsal *r, uint32_t percent);

#endif
