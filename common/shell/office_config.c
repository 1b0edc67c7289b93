/* The description of office.yaml, in the form the generator gives to the services' own. */
#include "shell/office_config.h"

static const struct field_spec fields[] = {
    { .name = "alarm_percent", .kind = FIELD_U64, .offset = offsetof(struct office_config, alarm_percent), .min = 1, .max = 95, .unit = "percent" },
    { .name = "audit_lag_minutes", .kind = FIELD_U64, .offset = offsetof(struct office_config, audit_lag_minutes), .min = 1, .max = 1440, .optional = true, .unit = "minutes" },
    { .name = "looks_per_day", .kind = FIELD_U64, .offset = offsetof(struct office_config, looks_per_day), .min = 1, .max = 100000, .optional = true, .unit = "looks" },
    { .name = "map_mib", .kind = FIELD_U64, .offset = offsetof(struct office_config, map_mib), .min = 64, .max = 1048576, .unit = "MiB" },
    { .name = "trial_fast_passwords", .kind = FIELD_BOOL, .offset = offsetof(struct office_config, trial_fast_passwords) },
};

const struct record_spec office_config_spec = {
    .name = "office_config", .file = "common/shell/office_config.c", .size = sizeof(struct office_config), .field_count = 5, .fields = fields,
};
