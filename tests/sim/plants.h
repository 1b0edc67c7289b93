/* Bugs planted to show that the laws notice: one for each law. A planted service is the real one
 * with one function exchanged, one number of its configuration changed, or one row touched behind its back. */
#ifndef SIM_PLANTS_H
#define SIM_PLANTS_H

#include "laws.h"

struct world;
struct node;
struct message;

/* name, the law it breaks, what is wrong */
#define PLANT_LIST(X)                                                                                    \
    X(NONE, NONE, "")                                                                                    \
    X(OVERBOOKING, OVERBOOKING, "reservations believes in more desks than there are")                    \
    X(DESK, DESK, "queueing forgets that a desk has called somebody")                                    \
    X(NEXT_GUEST, NEXT_GUEST, "queueing believes in more terminals than there are")                      \
    X(VISIT, VISIT, "queueing forgets that a booked guest has checked in")                               \
    X(READY, READY, "queueing believes everybody trained")                                               \
    X(ONE_AREA, ONE_AREA, "staff forgets that somebody is in an area")                                  \
    X(CARD, CARD, "inventory forgets that a slot is taken")                                              \
    X(CONSERVED, CONSERVED, "inventory's book puts a card into the vault for each it issues")                \
    X(CLOSE, CLOSE, "queueing has custody opened again and closes the day all the same")                 \
    X(FOUND, FOUND, "inventory closes the vault whatever was counted")                                   \
    X(LOG, LOG, "an entry names another one as the one before it")                                       \
    X(ACKNOWLEDGED, ACKNOWLEDGED, "an older copy of a log comes back without a word")                    \
    X(ONE_EFFECT, ONE_EFFECT, "queueing forgets which commands it has carried out")                      \
    X(REBUILT, REBUILT, "staff notes a login only when the log is folded anew")                          \
    X(AUDIT, AUDIT, "audit passes over an entry now and then")                                           \
    X(CAUGHT_UP, CAUGHT_UP, "nothing of inventory ever reaches reporting")                               \
    X(FOLLOWED, FOLLOWED, "reservations ignores posted notices")                                         \
    X(TIME, TIME, "queueing trusts a clock that runs backwards")                                         \
    X(PERSONAL, PERSONAL, "inventory writes a notice number where the box number belongs")               \
    X(REPORT, REPORT, "reporting ignores the tickets taken")                                             \
    X(SECOND, SECOND, "inventory lets who asked confirm")                                                \
    X(ONCE, ONCE, "a request that was confirmed goes on waiting")                                        \
    X(LAPSE, LAPSE, "a request waits for days and says ten minutes")                                     \
    X(PART, PART, "whatever part is confirmed, the whole is carried out")                                \
    X(KEPT, KEPT, "inventory counts from the day before an issue")                                       \
    X(ERASED, ERASED, "inventory says that keys are erased, and keeps them")                             \
    X(REGISTER, REGISTER, "staff forgets the rows of its register")                                       \
    X(TRACE, TRACE, "a service takes randomness from outside")                                           \
    X(CALM, COVERAGE, "nothing ever goes wrong")

enum plant {
#define PLANT_MEMBER(name, law, text) PLANT_##name,
    PLANT_LIST(PLANT_MEMBER)
#undef PLANT_MEMBER
    PLANT_COUNT
};

/* By the word of the law it breaks. */
bool plant_of(const char *word, enum plant *ret);
enum law plant_law(enum plant plant);
const char *plant_text(enum plant plant);

const struct service *plant_service(struct world *world, enum svc svc);
const void *plant_config(struct world *world, enum svc svc);
bool plant_swallows(struct world *world, const struct message *message);
void plant_opened(struct world *world, struct node *node);
void plant_before_turn(struct world *world, struct node *node);

#endif
