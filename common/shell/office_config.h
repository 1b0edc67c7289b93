/* config/office.yaml: what concerns every service of the installation alike. */
#ifndef SHELL_OFFICE_CONFIG_H
#define SHELL_OFFICE_CONFIG_H

#include "codec/message.h"

struct office_config {
    uint64_t map_mib;               /* room for one service's log and tables; the file itself grows as needed */
    uint64_t alarm_percent;         /* of that room */
    uint64_t audit_lag_minutes;     /* when audit is behind for longer, looks outside an open case are closed; 0, absent: 60 */
    uint64_t looks_per_day;         /* of one person at personal data, in one service; beyond it the site manager is told. 0, absent: 60 */
    bool trial_fast_passwords;      /* cheap password hashes, for tests in trial directories only */
};

extern const struct record_spec office_config_spec;

#endif
