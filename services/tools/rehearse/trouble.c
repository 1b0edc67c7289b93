/* What goes wrong in the middle of a day, and is over again after a while: a terminal, the national systems, an evacuation. */
#include "play.h"

#define TROUBLE_US (25 * US_PER_MINUTE)

static const struct position anytime;

/* A terminal fails and is mended. */
static enum err fail_terminal(struct rehearsal *r, bool begins)
{
    const struct begin_outage broken = { .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 1, .cause = OUTAGE_CAUSE_FAILURE, .reason = TEXT("画面が表示されない"), .author = TEXT("現地管理者") };
    const struct end_outage mended = { .outage_id = r->outage };
    const struct begin_outage_result *begun;
    struct answer answer;

    if (begins) {
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "reservations", "begin_outage", &begin_outage_spec, &broken, &r->manager, NULL, NULL, anytime }, &answer));
        begun = stage_result(&r->stage, &answer, &begin_outage_result_spec);
        if (begun == NULL)
            return ERR_MALFORMED;
        r->outage = begun->outage_id;
        agenda_add(&r->agenda, r->stage.now_us + TROUBLE_US, HAPPENS_RELIEF, 0);
        TRY(play_do(r, "reporting", "record_incident", &record_incident_spec,
                    &(const struct record_incident){ .kind = INCIDENT_KIND_SYSTEM_FAILURE, .detected_at_us = r->stage.now_us, .reported_at_us = r->stage.now_us,
                                                     .text = TEXT("統合端末 1 台の画面が表示されない。"), .action = TEXT("市へ連絡し、修理を依頼した。") }, &r->manager));
    } else {
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "reservations", "end_outage", &end_outage_spec, &mended, &r->manager, NULL, NULL, anytime }, &answer));
        TRY(stage_settle(&r->stage));
        wake_desks(r);
    }
    play_say(r, begins ? "現地管理者　統合端末 1 台が故障" : "現地管理者　統合端末が復旧", begins ? "An integrated terminal fails." : "The terminal works again.");
    return OK;
}

enum err trouble(struct rehearsal *r, bool begins)
{
    const struct begin_stop on = { .kind = r->evacuation ? STOP_KIND_EVACUATION : STOP_KIND_NATIONAL_STOP };
    const struct end_stop off = { .kind = on.kind };
    struct answer answer;

    if (r->terminal_down)
        TRY(fail_terminal(r, begins));
    if (!r->national_stop && !r->evacuation)
        return OK;
    if (begins) {
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "begin_stop", &begin_stop_spec, &on, &r->manager, NULL, NULL, anytime }, &answer));
        if (!r->terminal_down)
            agenda_add(&r->agenda, r->stage.now_us + TROUBLE_US, HAPPENS_RELIEF, 0);
    } else {
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "end_stop", &end_stop_spec, &off, &r->manager, NULL, NULL, anytime }, &answer));
        wake_desks(r);
    }
    play_say(r, begins ? "現地管理者　%sのため中断" : "現地管理者　%sから再開", begins ? "The site manager stops the counter: %s." : "The counter goes on after: %s.",
             r->stage.english ? stop_kind_name(on.kind) : stop_kind_ja(on.kind));
    return OK;
}
