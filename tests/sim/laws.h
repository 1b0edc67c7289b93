/* The laws: what must hold whatever happens. A broken one ends the run, names seed and turn, and
 * says how to play it again. */
#ifndef SIM_LAWS_H
#define SIM_LAWS_H

#include "base/bytes.h"
#include "office.h"

struct world;
struct node;

/* name on the command line, sentence */
#define LAW_LIST(X)                                                                                        \
    X(NONE, "none", "")                                                                                    \
    X(OVERBOOKING, "overbooking", "booked and held places never exceed desks, planned staff or equipment") \
    X(DESK, "desk", "a ticket is at one desk, and a desk has at most one ticket")                          \
    X(NEXT_GUEST, "next-guest", "the guest called is the one the rules name")                              \
    X(VISIT, "visit", "a booking gives one ticket")                                                        \
    X(READY, "ready", "nobody takes a desk or calls a guest without trainings and pledge on record")       \
    X(ONE_AREA, "one-area", "nobody is in two areas at once, now or by what is recorded of the past")      \
    X(CARD, "card", "a card is in one place, a slot holds one card")                                       \
    X(CONSERVED, "conserved", "cards are conserved")                                                       \
    X(CLOSE, "close", "a day closes once its parts are closed, and custody is not opened again after it")  \
    X(FOUND, "found", "a lost card keeps the vault from closing, and its last place is told")              \
    X(LOG, "log", "logs have no gaps, and the chain is intact")                                            \
    X(ACKNOWLEDGED, "acknowledged", "what was acknowledged is in the log, with the content answered")      \
    X(ONE_EFFECT, "one-effect", "a command id has one effect, and every repeat gets its answer")           \
    X(REBUILT, "rebuilt", "the state folded anew from the log is the live one")                            \
    X(AUDIT, "audit", "the audit log holds every entry of every source once, in order, under its root")    \
    X(CAUGHT_UP, "caught-up", "after healing every follower has followed to the head")                     \
    X(FOLLOWED, "followed", "what was followed has had its effect")                                        \
    X(TIME, "time", "time never runs backwards in a log")                                                  \
    X(PERSONAL, "personal", "no personal data in clear in an entry or publication")                        \
    X(REPORT, "report", "the day's report counts exactly the day")                                         \
    X(SECOND, "second", "what takes two persons is done by two, and nobody confirms an own request")         \
    X(ONCE, "once", "a request has one end")                                                               \
    X(LAPSE, "lapse", "a request is confirmed in its time or not at all")                                  \
    X(PART, "part", "exactly what was confirmed of a list is carried out")                                 \
    X(KEPT, "kept", "nothing of a person is erased before its day, or while it is barred")                 \
    X(ERASED, "erased", "what an erased key sealed cannot be opened, and everything else can")             \
    X(REGISTER, "register", "a register's versions follow each other, an ended row stays ended, an import counts whole")  \
    X(TRACE, "trace", "the same seed gives the same trace")                                                \
    X(COVERAGE, "coverage", "everything that must occur has occurred")

enum law {
#define LAW_MEMBER(name, word, sentence) LAW_##name,
    LAW_LIST(LAW_MEMBER)
#undef LAW_MEMBER
    LAW_COUNT
};

const char *law_word(enum law law);
const char *law_sentence(enum law law);
_Noreturn void law_broken(struct world *world, enum law law, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Bytes about to leave a node. */
void laws_answer(struct world *world, struct node *node, struct bytes payload);
void laws_publication(struct world *world, enum svc from, struct bytes payload);
/* No planted word in these bytes. */
void laws_personal(struct world *world, enum svc from, const char *what, struct bytes bytes);

/* Everybody has followed to the ends of all logs, and nobody is busy. */
bool laws_all_caught_up(struct world *world);
/* After healing and draining: everything that needs quiet, or much work. */
void laws_at_rest(struct world *world);
/* At the very end: every state folded anew. */
void laws_at_end(struct world *world);

#endif
