/* The names of the people behind the accounts, for a list that is handed to the city: a look, with its purpose in the log. */
#include "state.h"

enum { PAGE = 100 };

/* The accounts of a page, in their order; true: there are more. */
static bool read_page(const struct view *v, const struct show_staff_names *cmd, struct account page[PAGE], uint32_t *ret_count)
{
    struct row_scan scan = account_scan(v, 0, &(struct account){ .account_id = { cmd->after.v + 1 } });
    struct account row;

    *ret_count = 0;
    while (account_next(&scan, &row)) {
        if (*ret_count == PAGE)
            return true;
        page[(*ret_count)++] = row;
    }
    return false;
}

/* Who they are.                                                             Clause: §9(4) */
void decide_show_staff_names(const struct view *v, const struct context *ctx, const struct show_staff_names *cmd, struct decision *out)
{
    struct account *page = arena_take(decision_arena(out), PAGE * sizeof *page);
    struct show_staff_names_result result;
    uint32_t count;

    (void)ctx;
    result.more = read_page(v, cmd, page, &count);
    result.count = count;
    result_show_staff_names(out, &result);
}

void show_show_staff_names(const struct view *v, const struct context *ctx, const struct show_staff_names *cmd, const struct show_staff_names_result *result,
                           struct show_staff_names_shown *ret)
{
    struct account *page = arena_take(view_arena(v), PAGE * sizeof *page);
    struct staff_name *names = arena_take(view_arena(v), PAGE * sizeof *names);
    uint32_t count;

    (void)ctx;
    (void)result;
    (void)read_page(v, cmd, page, &count);
    for (uint32_t i = 0; i < count; i++) {
        names[i] = (struct staff_name){ .account_id = page[i].account_id };
        (void)!open_text(v, &page[i].display_name, "display_name", &names[i].display_name);
    }
    ret->names.at = names;
    ret->names.count = count;
}
