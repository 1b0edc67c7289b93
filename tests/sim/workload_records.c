/* What else is written down in a day: questions, calls, complaints, incidents, opinions, notes, the weather; and
 * figures of a report that turn out to be wrong. */
#include "world.h"

#define WORDS TEXT(PLANTED_NAME " says so")

static uint64_t ago(struct world *w, uint64_t minutes)
{
    return world_now(w) - minutes * US_PER_MINUTE;
}

/* A time of which somebody says it is past; now and then it is not. */
static uint64_t some_time(struct world *w)
{
    return chance(w, 150) ? world_now(w) + 60 * US_PER_MINUTE : ago(w, 30);
}

/* When the city was told: not at all, since, or before it happened. */
static uint64_t told(struct world *w)
{
    uint64_t which = below(w, 4);

    return which == 0 ? 0 : which == 1 ? ago(w, 300) : ago(w, 5);
}

static void follow_up(struct world *w, struct actor *a)
{
    bool nothing = chance(w, 250);
    struct text action = !nothing && chance(w, 400) ? WORDS : (struct text){ 0 };
    uint64_t reported = nothing ? 0 : chance(w, 500) ? some_time(w) : told(w);

    if (at_hand(w, a, MANAGER))
        say(w, a, follow_up_record(.record_id = { id_make(SITE, 1 + below(w, 12)) }, .action = action, .reported_at_us = reported), (struct how){ .person = MANAGER });
}

/* Of the report made last; right, wrong, and of a figure no report has. */
static void correct(struct world *w, struct actor *a)
{
    const struct model_reports *r = &w->models.reports;
    struct date date = { r->count > 0 ? r->items[r->count - 1].date : today_now(w).v };
    uint64_t was = r->in_hand + (chance(w, 200) ? 1 : 0);

    if (at_hand(w, a, MANAGER) && at_hand(w, a, CITY_CLERK))
        say(w, a, correct_figure(.for_date = date, .section = TEXT("cards"), .figure = chance(w, 150) ? TEXT("stolen") : TEXT("in_hand"), .was = was,
                                 .is = chance(w, 300) ? was : was + 1, .reason = TEXT("counted again")),
            (struct how){ .person = MANAGER, .second = CITY_CLERK });
}

bool keep_records(struct world *w, struct actor *a)
{
    struct how how = { .person = a->person };

    switch (below(w, 18)) {
    case 10: say(w, a, clock_out(0), how); break;
    case 0: say(w, a, record_inquiry(.tag = INQUIRY_TAG_PICK_UP, .channel = CONTACT_CHANNEL_PHONE, .language = GUEST_LANGUAGE_JAPANESE), how); break;
    case 1: say(w, a, record_phone_call(.subject = INQUIRY_TAG_BOOKING, .seconds = below(w, 600), .answered = chance(w, 800),
                                         .waited_known = chance(w, 800), .waited_seconds = below(w, 90), .after_seconds = below(w, 300)), how); break;
    case 2: say(w, a, record_complaint(.at_us = some_time(w), .text = WORDS, .reported_at_us = told(w)), how); break;
    case 3: say(w, a, record_incident(.kind = INCIDENT_KIND_CARD_LOSS, .detected_at_us = some_time(w), .reported_at_us = told(w), .text = WORDS), how); break;
    case 4: follow_up(w, a); break;
    case 5: say(w, a, add_note(.text = WORDS), how); break;
    case 6: say(w, a, record_voice(.kind = chance(w, 500) ? VOICE_KIND_OPINION : VOICE_KIND_PROPOSAL, .text = WORDS), how); break;
    case 7: say(w, a, note_weather(.weather = (enum weather)(1 + below(w, 5))), how); break;
    case 8: correct(w, a); break;
    case 9: say(w, a, show_day_records(.date = today_now(w)), (struct how){ .person = a->person, .purpose = "report" }); break;
    default: keep_registers(w, a); break;
    }
    return a->pending.active;
}
