/* What a configuration of reservations must not be, beyond the ranges of its fields. */
#include "state.h"

static const char *hours_wrong(struct arena *arena, const char *key, uint32_t index, uint64_t opens, uint64_t closes)
{
    if (opens >= closes)
        return text_format(arena, "%s[%u]: closes_minute must be later than opens_minute.", key, index).at;
    if (opens % QUARTER_MINUTES != 0)
        return text_format(arena, "%s[%u]: opens_minute must be on a quarter of an hour.", key, index).at;
    return NULL;
}

/* Planned staff by time of day: in order, on quarters of an hour, not overlapping. */
static const char *shifts_wrong(struct arena *arena, const char *key, uint32_t index, const struct staff_shift *shifts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (shifts[i].from_minute >= shifts[i].until_minute || shifts[i].from_minute % QUARTER_MINUTES != 0 || shifts[i].until_minute % QUARTER_MINUTES != 0 ||
            (i > 0 && shifts[i].from_minute < shifts[i - 1].until_minute))
            return text_format(arena, "%s[%u].shifts[%u]: must follow the one before, on quarters of an hour.", key, index, i).at;
    return NULL;
}

static const char *rule_wrong(struct arena *arena, uint32_t index, const struct opening_rule *rule)
{
    const char *wrong = hours_wrong(arena, "hours", index, rule->opens_minute, rule->closes_minute);

    if (wrong != NULL)
        return wrong;
    if (rule->nth != 0 && rule->nths.count > 0)
        return text_format(arena, "hours[%u]: nth and nths say the same; keep one.", index).at;
    if (rule->every_weeks != 0 && rule->anchor.v == 0)
        return text_format(arena, "hours[%u]: every_weeks needs anchor, a day of a week in which it applies.", index).at;
    return shifts_wrong(arena, "hours", index, rule->shifts.at, rule->shifts.count);
}

static const char *hours_check(const struct reservations_config *config, struct arena *arena)
{
    const char *wrong = NULL;

    for (uint32_t i = 0; i < config->hours.count && wrong == NULL; i++)
        wrong = rule_wrong(arena, i, &config->hours.at[i]);
    for (uint32_t i = 0; i < config->overrides.count && wrong == NULL; i++) {
        const struct day_override *day = &config->overrides.at[i];

        wrong = shifts_wrong(arena, "overrides", i, day->shifts.at, day->shifts.count);
        if (wrong == NULL && day->open && day->staffed_desks == 0 && day->shifts.count == 0)
            wrong = text_format(arena, "overrides[%u]: an open day needs staffed_desks or shifts.", i).at;
        else if (wrong == NULL && day->open)
            wrong = hours_wrong(arena, "overrides", i, day->opens_minute, day->closes_minute);
    }
    return wrong;
}

static bool has_equipment(const struct reservations_config *config, enum equipment equipment)
{
    for (uint32_t i = 0; i < config->equipment.count; i++)
        if (config->equipment.at[i].equipment == equipment)
            return true;
    return false;
}

static const char *procedures_check(const struct reservations_config *config, struct arena *arena)
{
    for (uint32_t i = 0; i < config->procedures.count; i++) {
        const struct bookable_procedure *rule = &config->procedures.at[i];

        if (rule->places.count == 0)
            return text_format(arena, "procedures[%u].places: name at least one place.", i).at;
        if (rule->equipment != 0 && !has_equipment(config, rule->equipment))
            return text_format(arena, "procedures[%u].equipment: there is no %s in equipment.", i, equipment_name(rule->equipment)).at;
        for (uint32_t k = 0; k < i; k++)
            if (config->procedures.at[k].procedure == rule->procedure)
                return text_format(arena, "procedures[%u].procedure: %s stands there twice.", i, procedure_name(rule->procedure)).at;
    }
    return NULL;
}

const char *reservations_config_check(const void *checked, struct arena *arena)
{
    const struct reservations_config *config = checked;
    const char *wrong = hours_check(config, arena);

    if (wrong != NULL)
        return wrong;
    if (config->grid_minutes % QUARTER_MINUTES != 0 || config->grid_minutes == 45)
        return "grid_minutes: must be 15, 30 or 60.";
    if (!date_valid(date_make(2028, (uint32_t)config->year_end_from / 100, (uint32_t)config->year_end_from % 100)) ||
        !date_valid(date_make(2028, (uint32_t)config->year_end_until / 100, (uint32_t)config->year_end_until % 100)))
        return "year_end_from, year_end_until: must be days, as month * 100 + day.";
    return procedures_check(config, arena);
}
