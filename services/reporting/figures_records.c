/* What people wrote down, counted. Texts play no part. Reads nothing but its arguments. */
#include "figures.h"

#include "base/date.h"

#define LISTED_MAX 20u

static void list_inquiries(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct inquiry_figures *list = arena_take(arena, inquiry_tag_values.count * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 1; i <= inquiry_tag_values.count; i++) {
        struct inquiry_figures here = { .tag = (enum inquiry_tag)i };

        for (uint32_t k = 0; k < facts->inquiry_count; k++)
            here.count += facts->inquiries[k].tag == here.tag ? facts->inquiries[k].count : 0;
        if (here.count > 0)
            list[count++] = here;
    }
    ret->inquiries.at = list;
    ret->inquiries.count = count;
}

static void list_channels(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct channel_figures *list = arena_take(arena, contact_channel_values.count * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 1; i <= contact_channel_values.count; i++) {
        struct channel_figures here = { .channel = (enum contact_channel)i };

        for (uint32_t k = 0; k < facts->inquiry_count; k++)
            here.count += facts->inquiries[k].channel == here.channel ? facts->inquiries[k].count : 0;
        if (here.count > 0)
            list[count++] = here;
    }
    ret->channels.at = list;
    ret->channels.count = count;
}

static void list_languages(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct language_figures *list = arena_take(arena, guest_language_values.count * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 1; i <= guest_language_values.count; i++) {
        struct language_figures here = { .language = (enum guest_language)i };

        for (uint32_t k = 0; k < facts->inquiry_count; k++)
            here.count += facts->inquiries[k].language == here.language ? facts->inquiries[k].count : 0;
        if (here.count > 0)
            list[count++] = here;
    }
    ret->languages.at = list;
    ret->languages.count = count;
}

/* What answered calls were about, and the others where the line tells them. */
static void list_subjects(const struct day_facts *facts, struct arena *arena, struct phone_figures *ret)
{
    struct inquiry_figures *list = arena_take(arena, inquiry_tag_values.count * sizeof *list);
    uint32_t count = 0;

    for (uint32_t i = 1; i <= inquiry_tag_values.count; i++) {
        struct inquiry_figures here = { .tag = (enum inquiry_tag)i };

        for (uint32_t k = 0; k < facts->call_count; k++)
            here.count += facts->calls[k].subject == here.tag && facts->calls[k].answered ? 1 : 0;
        if (here.count > 0)
            list[count++] = here;
    }
    ret->subjects.at = list;
    ret->subjects.count = count;
}

static struct phone_figures phone_figures_of(const struct day_facts *facts, struct arena *arena)
{
    uint64_t *talks = arena_take(arena, (facts->call_count + 1) * sizeof *talks);
    uint64_t *handled = arena_take(arena, (facts->call_count + 1) * sizeof *handled);
    uint64_t *waited = arena_take(arena, (facts->call_count + 1) * sizeof *waited);
    struct phone_figures f = { .calls = facts->call_count, .all_offered = facts->phone_tells_all ? 1 : 0 };
    uint32_t waits = 0;

    for (uint32_t i = 0; i < facts->call_count; i++) {
        const struct phone_call *call = &facts->calls[i];

        if (!call->answered)
            continue;
        talks[f.answered] = call->seconds * US_PER_SECOND;
        handled[f.answered++] = (call->seconds + call->after_seconds) * US_PER_SECOND;
        if (call->waited_known)
            waited[waits++] = call->waited_seconds * US_PER_SECOND;
    }
    f.talk = time_figures_of(talks, (uint32_t)f.answered);
    f.handling = time_figures_of(handled, (uint32_t)f.answered);
    f.answer = time_figures_of(waited, waits);
    list_subjects(facts, arena, &f);
    return f;
}

/* Wrong hands and losses are counted even when there are none: they must be 0. */
static void list_incident_counts(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct incident_count_figures *list = arena_take(arena, incident_kind_values.count * sizeof *list);

    for (uint32_t i = 0; i < incident_kind_values.count; i++) {
        list[i].kind = (enum incident_kind)(i + 1);
        for (uint32_t k = 0; k < facts->record_count; k++)
            list[i].count += facts->records[k].kind == DAY_RECORD_KIND_INCIDENT && facts->records[k].incident_kind == list[i].kind ? 1 : 0;
    }
    ret->incident_counts.at = list;
    ret->incident_counts.count = incident_kind_values.count;
}

static void list_records(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    struct complaint_figures *complaints = arena_take(arena, LISTED_MAX * sizeof *complaints);
    struct incident_figures *incidents = arena_take(arena, LISTED_MAX * sizeof *incidents);

    for (uint32_t i = 0; i < facts->record_count; i++) {
        const struct day_record *record = &facts->records[i];

        switch (record->kind) {
        case DAY_RECORD_KIND_COMPLAINT:
            ret->records.complaints++;
            if (ret->complaints.count < LISTED_MAX)
                complaints[ret->complaints.count++] = (struct complaint_figures){ record->at_us, record->reported_at_us };
            break;
        case DAY_RECORD_KIND_INCIDENT:
            ret->records.incidents++;
            if (ret->incidents.count < LISTED_MAX)
                incidents[ret->incidents.count++] = (struct incident_figures){
                    .kind = record->incident_kind, .detected_at_us = record->at_us, .reported_at_us = record->reported_at_us };
            break;
        case DAY_RECORD_KIND_NOTE: ret->records.notes++; break;
        case DAY_RECORD_KIND_OPINION: ret->records.opinions++; break;
        case DAY_RECORD_KIND_PROPOSAL: ret->records.proposals++; break;
        }
    }
    ret->complaints.at = complaints;
    ret->incidents.at = incidents;
}

void record_figures_of(const struct day_facts *facts, struct arena *arena, struct day_figures *ret)
{
    attendance_figures_of(facts, arena, ret);
    list_inquiries(facts, arena, ret);
    list_channels(facts, arena, ret);
    list_languages(facts, arena, ret);
    list_records(facts, arena, ret);
    list_incident_counts(facts, arena, ret);
    ret->phone = phone_figures_of(facts, arena);
    ret->corrections.at = facts->corrections;
    ret->corrections.count = facts->correction_count < LISTED_MAX ? facts->correction_count : LISTED_MAX;
}
