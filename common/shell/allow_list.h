/* The allow-list of a running service: KEYDIR/peers, judged again whenever the file changes, at SIGHUP, and at the
 * end of each day. Only a list that is whole, signed and not older than the one before is put in force; else that one
 * stays, with an alarm. The one in force is kept in DIR/SERVICE/peers: so an older list is known after a restart too,
 * and a service starts without a good one in KEYDIR. */
#ifndef SHELL_ALLOW_LIST_H
#define SHELL_ALLOW_LIST_H

#include <sys/stat.h>

#include "base/date.h"
#include "shell/installation.h"
#include "wire/peers.h"

#define ALLOW_LIST_LOOK_US UINT64_C(1000000)

struct allow_list {
    struct path file, kept;
    bool judged;                     /* `about` is of the file that was judged last */
    struct stat about;
    bool is_kept;                    /* the list in force lies in `kept` */
    uint64_t looked_at_us;           /* monotonic */
    struct date day;                 /* as of which the list in force is */
    const char *alarm;               /* a word for status (docs/wire.md); NULL: nothing is wrong */
};

/* Judges a list beside the one in force (NULL: none). NULL: it may be put in force; else the word for what is wrong, and
 * a sentence in the fault. */
const char *allow_list_judge(const struct peers *list, const struct peers *in_force, const uint8_t enrolment_key[32], struct wire_fault *ret_fault);

/* At the start: the newest good list, of KEYDIR or kept, as it is on that day. ERR_CONFIG: there is none, or the installation
 * has no enrolment key; the fault says why. ERR_IO: it cannot be kept. */
MUST_CHECK enum err allow_list_open(struct allow_list *list, const struct installation *at, const char *service, struct date day,
                                    struct peers **ret, struct fault *ret_fault);

/* Something to do? At most one look a second; `at_once` looks now. The new list to be put in force, as it is on that day,
 * or NULL. Logs what it finds. */
struct peers *allow_list_look(struct allow_list *list, const struct installation *at, const struct peers *in_force, struct date day,
                              uint64_t mono_us, bool at_once);
/* After the list is in force: writes it into the service's folder. */
void allow_list_keep(struct allow_list *list, const struct peers *in_force);

#endif
