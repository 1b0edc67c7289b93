/* Who was there on a day, from when to when, and what became known of earlier days after their close. Of what was stated about one
 * person's day the later word counts: login and going, then a correction, then what was stated behind it. Reads nothing but its arguments. */
#include "figures.h"

#define PEOPLE_LISTED_MAX 60u

struct people {
    struct attendance_figures *at;             /* in the order of the accounts; in_us 0: was not there */
    uint32_t count;
};

static bool is_later(uint64_t epoch, uint64_t sequence, const struct staff_correction *than)
{
    return than == NULL || epoch > than->epoch || (epoch == than->epoch && sequence > than->sequence);
}

/* When somebody went for the last time on this day, as stated behind the correction, if any; 0: did not. */
static uint64_t went_us(const struct day_facts *facts, struct account_id account, const struct staff_correction *behind)
{
    uint64_t at_us = 0;

    for (uint32_t i = 0; i < facts->going_count; i++) {
        const struct staff_going *going = &facts->goings[i];

        if (going->account_id.v == account.v && going->date.v == facts->date.v && is_later(going->epoch, going->sequence, behind))
            at_us = going->out_us;
    }
    return at_us;
}

/* The first login, when it came after the correction; 0: did not. */
static uint64_t came_us(const struct day_facts *facts, const struct staff_correction *behind)
{
    for (uint32_t i = 0; i < facts->staff_count; i++)
        if (facts->staff[i].account_id.v == behind->account_id.v && is_later(facts->staff[i].epoch, facts->staff[i].sequence, behind))
            return facts->staff[i].in_us;
    return 0;
}

static struct attendance_figures *line_of(struct people *people, const struct staff_correction *of)
{
    uint32_t at = 0;

    while (at < people->count && people->at[at].account_id.v < of->account_id.v)
        at++;
    if (at < people->count && people->at[at].account_id.v == of->account_id.v)
        return &people->at[at];
    for (uint32_t i = people->count++; i > at; i--)
        people->at[i] = people->at[i - 1];
    people->at[at] = (struct attendance_figures){ .account_id = of->account_id, .role = of->role };
    return &people->at[at];
}

static void correct(const struct day_facts *facts, const struct staff_correction *by, struct people *people)
{
    struct attendance_figures *who = line_of(people, by);
    uint64_t went = went_us(facts, by->account_id, by);

    who->in_us = by->in_us != 0 ? by->in_us : came_us(facts, by);
    who->out_us = went != 0 ? went : by->out_us;
}

static struct people people_of(const struct day_facts *facts, struct arena *arena)
{
    struct people all = { .at = arena_take(arena, ((size_t)facts->staff_count + facts->staff_correction_count + 1) * sizeof *all.at) };
    uint32_t there = 0;

    for (uint32_t i = 0; i < facts->staff_count; i++) {
        const struct staff_presence *who = &facts->staff[i];

        all.at[all.count++] = (struct attendance_figures){ who->account_id, who->role, who->in_us, went_us(facts, who->account_id, NULL) };
    }
    for (uint32_t i = 0; i < facts->staff_correction_count; i++)
        if (facts->staff_corrections[i].date.v == facts->date.v)
            correct(facts, &facts->staff_corrections[i], &all);
    for (uint32_t i = 0; i < all.count; i++)
        if (all.at[i].in_us != 0)
            all.at[there++] = all.at[i];
    all.count = there;
    return all;
}

static void count_roles(const struct people *people, struct arena *arena, struct day_figures *ret)
{
    struct staff_figures *list = arena_take(arena, staff_role_values.count * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 1; i <= staff_role_values.count; i++) {
        struct staff_figures here = { .role = (enum staff_role)i };

        for (uint32_t k = 0; k < people->count; k++)
            here.people += people->at[k].role == here.role ? 1 : 0;
        if (here.people > 0)
            list[count++] = here;
    }
    ret->staff.at = list;
    ret->staff.count = count;
}

static void list_late_goings(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct late_going_figures *list = arena_take(arena, PEOPLE_LISTED_MAX * sizeof *list);

    for (uint32_t i = 0; i < facts->going_count && ret->late_goings.count < PEOPLE_LISTED_MAX; i++) {
        const struct staff_going *going = &facts->goings[i];

        if (going->date.v != facts->date.v)
            list[ret->late_goings.count++] = (struct late_going_figures){ going->date, going->account_id, going->role, going->out_us };
    }
    ret->late_goings.at = list;
}

static void list_late_corrections(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct attendance_correction_figures *list = arena_take(arena, PEOPLE_LISTED_MAX * sizeof *list);

    for (uint32_t i = 0; i < facts->staff_correction_count && ret->attendance_corrections.count < PEOPLE_LISTED_MAX; i++) {
        const struct staff_correction *by = &facts->staff_corrections[i];

        if (by->date.v != facts->date.v)
            list[ret->attendance_corrections.count++] = (struct attendance_correction_figures){ by->date, by->account_id, by->role, by->in_us, by->out_us };
    }
    ret->attendance_corrections.at = list;
}

void attendance_figures_of(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct people people = people_of(facts, arena);

    count_roles(&people, arena, ret);
    ret->attendance.at = people.at;
    ret->attendance.count = people.count < PEOPLE_LISTED_MAX ? people.count : PEOPLE_LISTED_MAX;
    list_late_goings(facts, arena, ret);
    list_late_corrections(facts, arena, ret);
}
