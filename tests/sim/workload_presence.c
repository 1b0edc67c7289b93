/* People go in and out of areas, bring visitors, and the site manager corrects what was recorded, rightly or not. */
#include "world.h"

static struct account_id some_account(struct world *w)
{
    const struct model_staff *staff = &w->models.staff;

    return (struct account_id){ staff->count > 0 && !chance(w, 30) ? staff->accounts[below(w, staff->count)].id : 0 };
}

static struct visitor_id some_visitor(struct world *w)
{
    return (struct visitor_id){ chance(w, 80) ? 1 : w->models.staff.visitor };
}

static void correct_some_stay(struct world *w, struct actor *a)
{
    const struct model_staff *staff = &w->models.staff;
    const struct m_stay *stay = staff->stay_count > 0 ? &staff->stays[below(w, staff->stay_count)] : NULL;
    bool of_visitor = stay != NULL && stay->who == staff->visitor;
    uint64_t now = world_now(w), in_us = stay != NULL && chance(w, 700) ? stay->in_us : now - below(w, US_PER_HOUR);
    uint64_t out_us = chance(w, 250) ? 0 : in_us + below(w, 30 * US_PER_MINUTE);

    if (stay == NULL)
        return;
    say(w, a, correct_stay(.account_id = { of_visitor ? 0 : stay->who }, .visitor_id = { of_visitor ? stay->who : 0 }, .recorded_in_us = chance(w, 300) ? 0 : stay->in_us,
                           .area_id = { 1 + below(w, chance(w, 60) ? 9 : 3) }, .in_us = chance(w, 100) ? 0 : in_us, .out_us = chance(w, 50) ? in_us : out_us,
                           .permitted_by = some_account(w), .reason = TEXT("誤り")), (struct how){ .person = MANAGER });
}

static void correct_some_day(struct world *w, struct actor *a)
{
    struct date day = chance(w, 500) ? today_now(w) : date_add_days(today_now(w), -1);
    uint64_t in_us = chance(w, 100) ? 0 : tokyo_us(day, 480 + (uint32_t)below(w, 60)), out_us = chance(w, 300) ? 0 : tokyo_us(day, 500 + (uint32_t)below(w, 600));

    say(w, a, correct_attendance(.account_id = some_account(w), .date = day, .in_us = in_us, .out_us = out_us, .reason = TEXT("打刻忘れ")), (struct how){ .person = MANAGER });
}

bool walk_about(struct world *w, struct actor *a, enum person person)
{
    struct how how = { .person = person };

    if (!chance(w, person == MANAGER ? 80 : 30))
        return false;
    switch (below(w, person == MANAGER ? 14 : 5)) {
    case 0:
    case 1: say(w, a, enter_area(.area_id = { 1 + below(w, chance(w, 60) ? 9 : 3) }, .permitted_by = some_account(w)), how); break;
    case 2: say(w, a, leave_area(0), how); break;
    case 3: say(w, a, enter_area(.area_id = { 1 + below(w, 3) }, .visitor_id = some_visitor(w), .permitted_by = some_account(w), .account_id = { chance(w, 60) ? 1 : 0 }), how); break;
    case 4: say(w, a, leave_area(.visitor_id = some_visitor(w), .account_id = { chance(w, 60) ? 1 : 0 }), how); break;
    case 5: say(w, a, register_visitor(.kind = VISITOR_KIND_DELIVERY, .company = TEXT("試験運送")), how); break;
    case 6: correct_some_stay(w, a); break;
    case 7: correct_some_day(w, a); break;
    case 8: how.purpose = chance(w, 800) ? "inspection" : NULL; say(w, a, show_staff_names(0), how); break;
    case 9: ask(w, a, presence(0), &presence_result_spec, how); break;
    case 10: ask(w, a, attendance(.date = today_now(w)), &attendance_result_spec, how); break;
    default: correct_some_stay(w, a); break;
    }
    return true;
}
