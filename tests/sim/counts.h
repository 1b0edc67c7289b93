/* What a run has exercised. A kind that must occur and stays at 0 over a whole run makes the run
 * red: a simulator that never meets a fault proves nothing about it. */
#ifndef SIM_COUNTS_H
#define SIM_COUNTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* name, what it counts, must it occur */
#define COUNT_LIST(X)                                                                     \
    X(TURNS, "turns", true)                                                               \
    X(ENTRIES, "entries written", true)                                                   \
    X(ACKNOWLEDGED, "commands acknowledged", true)                                        \
    X(DROPPED, "messages dropped", true)                                                  \
    X(DELAYED, "messages delayed", true)                                                  \
    X(DUPLICATED, "messages duplicated", true)                                            \
    X(REORDERED, "messages reordered", true)                                              \
    X(CUT, "links cut", true)                                                             \
    X(CRASH_BEFORE_COMMIT, "crashes before the commit", true)                             \
    X(CRASH_AFTER_COMMIT, "crashes after the commit, before the reply", true)             \
    X(CRASH_CATCH_UP, "crashes while catching up", true)                                  \
    X(CRASH_REBUILD, "crashes while rebuilding", true)                                    \
    X(POOL_INTERRUPTED, "crashes after the key pool was filled", true)                    \
    X(UNACKNOWLEDGED, "committed but not acknowledged", true)                             \
    X(FAULT_IO, "storage faults, io", true)                                               \
    X(FAULT_FULL, "storage faults, full", true)                                           \
    X(CAREFUL, "starts with an input in hand", true)                                      \
    X(CLOCK_JUMP, "jumps of a clock", true)                                               \
    X(CLOCK_BACK, "clocks set back", true)                                                \
    X(GAP, "gaps seen by followers", true)                                                \
    X(PULL, "pages pulled", true)                                                         \
    X(REPEAT, "repeats answered", true)                                                   \
    X(RESENT, "commands sent again", true)                                                \
    X(PARKED, "commands parked", true)                                                    \
    X(UNPARKED, "parked commands carried out", true)                                      \
    X(NOT_YET, "parked commands given back", true)                                        \
    X(QUARANTINED_COMMAND, "commands set aside", true)                                    \
    X(QUARANTINED_FOLLOWED, "followed entries set aside", true)                           \
    X(QUARANTINED_TIMER, "timers set aside", true)                                        \
    X(EPOCH_MOVED, "epochs begun after a move", true)                                     \
    X(EPOCH_RESTORED, "epochs begun after a restore", true)                               \
    X(LOST_BY_RESTORE, "entries given up by a restore", true)                             \
    X(REBUILD, "states rebuilt from the log", true)                                       \
    X(DAY_CLOSED, "days closed", true)                                                    \
    X(REOPENED, "custody opened again", true)                                             \
    X(DAY_REPORTED, "days reported", true)                                                \
    X(REPORT_CLOSED, "reports closed", true)                                              \
    X(LATE_BOOKING, "holds completed late", true)                                         \
    X(CARD_LOST, "cards lost", true)                                                      \
    X(CARD_MISPLACED, "cards put into a wrong slot", true)                                \
    X(CARD_SWAPPED, "cards that changed places", true)                                    \
    X(LOST_FOUND, "lost cards asked for after a count", true)                             \
    X(MISPLACED_FOUND, "cards found in a wrong slot", true)                               \
    X(STOCKTAKE_NOT_SEEN, "lost cards a stocktake has missed", true)                      \
    X(STOCKTAKE_OTHER_SLOT, "cards a stocktake saw in a wrong slot", true)                \
    X(PREVIEWED, "next guests told and looked at", true)                                  \
    X(FORESEEN, "forecasts to closing told and looked at", true)                          \
    X(CONFIRMED_PART, "steps of two persons confirmed in part", true)                     \
    X(BOX_OPENED, "sealed values opened at the end", true)                                \
    X(BOX_CLOSED, "sealed values of erased keys tried in vain", true)                     \
    X(KEYS_RENEWED, "keys wrapped anew and files written anew", true)                     \
    X(CHECKPOINT, "checkpoints signed", true)                                             \
    X(HEALED, "times healed and drained", true)                                           \
    X(VERIFIED, "states folded anew and compared", true)                                  \
    X(TRACE_TWICE, "seeds played twice", true)

enum count {
#define COUNT_MEMBER(name, text, must_occur) COUNT_##name,
    COUNT_LIST(COUNT_MEMBER)
#undef COUNT_MEMBER
    COUNT_KINDS
};

#define REFUSALS_MAX 400
#define EVENTS_MAX 400
#define COMMANDS_MAX 400

struct counts {
    uint64_t of[COUNT_KINDS];
    uint64_t refusal[REFUSALS_MAX];      /* by enum refusal, as answered to a client or follower */
    uint64_t event[EVENTS_MAX];          /* by their order in the contracts of all services */
    uint64_t command[COMMANDS_MAX];      /* carried out, likewise */
};

const char *count_text(enum count count);
void counts_add(struct counts *to, const struct counts *from);
/* Notes a refusal, an event of a service, a command carried out. Names that no contract has are ignored. */
void counts_refusal(struct counts *counts, const char *name, uint32_t len);
void counts_event(struct counts *counts, uint32_t svc, const void *event_spec);
void counts_command(struct counts *counts, uint32_t svc, const void *command_spec);
/* The table at the end. Returns how many kinds that must occur did not; names them when `judge`. */
uint32_t counts_print(const struct counts *counts, bool judge, FILE *to);
/* How many kinds that must occur did not. */
uint32_t counts_missing(const struct counts *counts);
/* The same as the members of a JSON object. */
void counts_print_json(const struct counts *counts, FILE *to);

#endif
