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

#endif
