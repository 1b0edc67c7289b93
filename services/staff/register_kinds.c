/* The kinds of registers as the configuration has them: who may do what, and whether a kind makes sense. Keeps true: names and
 * telephone numbers are personal, and no register has a column for a password or a PIN. */
#include "registers.h"

#include <inttypes.h>

bool register_allows(const struct register_kind *kind, enum role role, enum register_right right)
{
    const enum staff_role *roles = right == REGISTER_SEE ? kind->see.at : kind->change.at;
    uint32_t count = right == REGISTER_SEE ? kind->see.count : kind->change.count;

    for (uint32_t i = 0; i < count; i++)
        if (role_of(text_of(staff_role_name(roles[i]))) == role)
            return true;
    return false;
}

const struct register_kind *register_kind_of(const struct staff_config *config, struct text code)
{
    for (uint32_t i = 0; i < config->registers.count; i++)
        if (text_equal(config->registers.at[i].register_code, code))
            return &config->registers.at[i];
    return NULL;
}

enum refusal register_find(const struct context *ctx, struct text code, enum register_right right, const struct register_kind **ret)
{
    *ret = register_kind_of(ctx->config, code);
    if (*ret == NULL)
        return NO_SUCH_REGISTER;
    return register_allows(*ret, ctx->role, right) ? REFUSAL_NONE : REGISTER_NOT_YOURS;
}

const struct register_column *register_column_of(const struct register_kind *kind, struct text column)
{
    for (uint32_t i = 0; i < kind->columns.count; i++)
        if (text_equal(kind->columns.at[i].column, column))
            return &kind->columns.at[i];
    return NULL;
}

/* ---- The configuration ------------------------------------------------------------------ */

static bool holds(struct text text, const char *word)
{
    uint32_t len = (uint32_t)strlen(word);

    for (uint32_t i = 0; i + len <= text.len; i++)
        if (memcmp(text.at + i, word, len) == 0)
            return true;
    return false;
}

/* Who keeps the ids of core systems must not be tempted.                    Clause: §8⑥ */
static bool asks_for_a_secret(const struct register_column *column)
{
    static const char *const words[] = { "password", "passwd", "pin_", "secret", "パスワード", "暗証", "Password", "PIN" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (holds(column->column, words[i]) || holds(column->ja, words[i]) || holds(column->en, words[i]))
            return true;
    return text_is(column->column, "pin");
}

static const char *column_fault(const struct register_kind *kind, uint32_t i)
{
    const struct register_column *column = &kind->columns.at[i];
    bool is_choice = column->kind == REGISTER_COLUMN_KIND_CHOICE;

    for (uint32_t k = 0; k < i; k++)
        if (text_equal(kind->columns.at[k].column, column->column) || text_equal(kind->columns.at[k].ja, column->ja) || text_equal(kind->columns.at[k].en, column->en))
            return "has the code or a name of an earlier column";
    if (is_choice != (column->choices.count > 0))
        return is_choice ? "a choice needs choices" : "only a choice has choices";
    if ((column->kind == REGISTER_COLUMN_KIND_NAME || column->kind == REGISTER_COLUMN_KIND_PHONE) && !column->personal)
        return "a name and a telephone number are personal";
    if (asks_for_a_secret(column))
        return "a register keeps no passwords and no PINs";
    return NULL;
}

static const char *kind_fault(const struct staff_config *config, uint32_t i, struct arena *arena)
{
    const struct register_kind *kind = &config->registers.at[i];

    for (uint32_t k = 0; k < i; k++)
        if (text_equal(config->registers.at[k].register_code, kind->register_code))
            return text_format(arena, "registers[%" PRIu32 "].register_code is that of registers[%" PRIu32 "]", i, k).at;
    if (kind->see.count == 0 || kind->columns.count == 0)
        return text_format(arena, "registers[%" PRIu32 "]: somebody must see it, and it must have a column", i).at;
    if (kind->keep_from == REGISTER_PERIOD_CONTRACT_END && config->contract_ends_on.v == 0)
        return text_format(arena, "registers[%" PRIu32 "].keep_from: contract_ends_on is not said", i).at;
    for (uint32_t k = 0; k < kind->columns.count; k++) {
        const char *fault = column_fault(kind, k);

        if (fault != NULL)
            return text_format(arena, "registers[%" PRIu32 "].columns[%" PRIu32 "]: %s", i, k, fault).at;
    }
    return NULL;
}

const char *register_config_fault(const void *config, struct arena *arena)
{
    const struct staff_config *own = config;
    const char *fault = NULL;

    for (uint32_t i = 0; fault == NULL && i < own->registers.count; i++)
        fault = kind_fault(own, i, arena);
    return fault;
}
