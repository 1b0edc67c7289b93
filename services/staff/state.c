/* Small questions to the accounts. */
#include "state.h"

#include "trust/hash.h"
#include "trust/password_rules.h"

bool account_named(const struct view *v, struct text name, struct account *ret)
{
    struct account_by_name entry;

    return account_by_name_find(v, name, &entry) && account_find(v, entry.account_id, ret);
}

bool account_of_badge(const struct view *v, struct text badge_number, struct badge *ret_badge, struct account *ret)
{
    return badge_find(v, tag_of(v, "badge", badge_number), ret_badge) && account_find(v, ret_badge->account_id, ret);
}

bool any_account(const struct view *v)
{
    struct row_scan scan = account_scan(v, 0, &(struct account){ 0 });
    struct account first;

    return account_next(&scan, &first);
}

bool needs_second_factor(const struct staff_config *config, enum staff_role role)
{
    for (uint32_t i = 0; i < config->second_factor_roles.count; i++)
        if (config->second_factor_roles.at[i] == role)
            return true;
    return false;
}

enum login_step next_step_of(const struct view *v, const struct staff_config *config, const struct account *account)
{
    struct second_factor factor;

    if (account->first_password && config->first_password == FIRST_PASSWORD_CHANGED)
        return LOGIN_STEP_CHANGE_PASSWORD;
    if (needs_second_factor(config, account->role) && !(second_factor_find(v, account->account_id, &factor) && factor.is_on))
        return LOGIN_STEP_ENROL_SECOND_FACTOR;
    return (enum login_step)0;
}

struct bytes tag_of(const struct view *v, const char *what, struct text typed)
{
    uint8_t *tag = arena_take(view_arena(v), TAG_LEN);

    keyed_hash(secret_of(v, "login"), what, &(struct bytes){ (const uint8_t *)typed.at, typed.len }, 1, tag, TAG_LEN);
    return (struct bytes){ tag, TAG_LEN };
}

#define OWN_WORDS_MAX 8u

/* The login name, and the parts of the person's name between spaces of any kind. */
static uint32_t own_words(struct text name, struct text display_name, struct text ret[OWN_WORDS_MAX])
{
    uint32_t count = 0, from = 0;

    ret[count++] = name;
    for (uint32_t i = 0; i <= display_name.len && count < OWN_WORDS_MAX; i++) {
        bool wide = i + 3 <= display_name.len && memcmp(display_name.at + i, "\xe3\x80\x80", 3) == 0;

        if (i < display_name.len && display_name.at[i] != ' ' && !wide)
            continue;
        if (i > from)
            ret[count++] = (struct text){ display_name.at + from, i - from };
        i += wide ? 2 : 0;
        from = i + 1;
    }
    return count;
}

bool password_taken(struct decision *out, const struct staff_config *config, enum staff_role role, struct text name, struct text display_name, struct text password)
{
    struct text own[OWN_WORDS_MAX];
    uint32_t count = own_words(name, display_name, own);

    switch (password_judge(password, needs_second_factor(config, role) ? PASSWORD_POINTS_SECOND : PASSWORD_POINTS_ALONE, own, count)) {
    case PASSWORD_FINE:
        return true;
    case PASSWORD_SHORT:
        refuse(out, PASSWORD_TOO_SHORT);
        break;
    case PASSWORD_LONG:                    /* only by what normalising makes of it */
    case PASSWORD_EASY:
        refuse(out, PASSWORD_GUESSABLE);
        break;
    }
    return false;
}
