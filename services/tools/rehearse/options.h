/* The command line of the rehearsal. */
#ifndef TOOLS_REHEARSE_OPTIONS_H
#define TOOLS_REHEARSE_OPTIONS_H

#include "../played.h"
#include "play.h"

struct rehearse_args {
    struct date date;
    uint64_t seed, people, days, speed;
    bool absence, national_stop, evacuation, city_machine, lost_card, terminal_down, paper_hour, in_process;
    struct played shared;
};

/* False: nothing is to be played (help was asked for, or something is wrong and was told); *ret_exit says how to end. */
bool rehearse_args_read(int argc, char **argv, struct rehearse_args *ret, int *ret_exit);

/* tool_rehearse.c: the office, its configuration and the days; *ret_closed: the first day asked for is none. Whatever it returns,
 * rehearsal_fini() ends it. */
MUST_CHECK enum err rehearsal_ready(struct rehearsal *r, const struct rehearse_args *args, bool *ret_closed);
void rehearsal_fini(struct rehearsal *r, bool keep);

#endif
