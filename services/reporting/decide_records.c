/* What people write down during the day. Keeps true: a record stands in exactly one report, the first
 * one made after it. Texts are sealed; who reads them says why. */
#include "state.h"

#include "base/id.h"

struct date record_date(const struct view *v, const struct context *ctx)
{
    struct date date = ctx->date;
    struct day_report made;

    while (day_report_find(v, date, &made))
        date = date_add_days(date, 1);
    return date;
}

/* A question was answered.                                               Clause: §5(5) */
void decide_record_inquiry(const struct view *v, const struct context *ctx, const struct record_inquiry *cmd, struct decision *out)
{
    emit_inquiry_recorded(out, &(struct inquiry_recorded){
        .date = record_date(v, ctx), .tag = cmd->tag, .channel = cmd->channel, .language = cmd->language });
}

/* A call on the counter's line.                                          Clause: §5(5) */
void decide_record_phone_call(const struct view *v, const struct context *ctx, const struct record_phone_call *cmd, struct decision *out)
{
    emit_phone_call_recorded(out, &(struct phone_call_recorded){
        .record_id = { next_id(out) }, .date = record_date(v, ctx), .subject = cmd->subject, .seconds = cmd->seconds, .answered = cmd->answered,
        .waited_known = cmd->waited_known, .waited_seconds = cmd->waited_known ? cmd->waited_seconds : 0,
        .after_seconds = cmd->after_seconds });
}

/* Refuses times that cannot be: `reported_at_us` 0 is none. */
static void check_times(const struct context *ctx, uint64_t at_us, uint64_t reported_at_us, struct decision *out)
{
    if (at_us > ctx->now_us || reported_at_us > ctx->now_us)
        refuse(out, IN_THE_FUTURE);
    else if (reported_at_us != 0 && reported_at_us < at_us)
        refuse(out, REPORTED_TOO_EARLY);
}

/* Somebody complained.                                                   Clause: §5(5) */
void decide_record_complaint(const struct view *v, const struct context *ctx, const struct record_complaint *cmd, struct decision *out)
{
    struct record_id record_id = { 0 };

    check_times(ctx, cmd->at_us, cmd->reported_at_us, out);
    if (is_refused(out))
        return;
    record_id.v = next_id(out);
    emit_complaint_recorded(out, &(struct complaint_recorded_open){
        .record_id = record_id, .date = record_date(v, ctx), .at_us = cmd->at_us, .text = cmd->text, .action = cmd->action,
        .reported_at_us = cmd->reported_at_us });
    result_record_complaint(out, &(struct record_complaint_result){ record_id });
}

/* Something went wrong.                                                  Clause: §12 */
void decide_record_incident(const struct view *v, const struct context *ctx, const struct record_incident *cmd, struct decision *out)
{
    struct record_id record_id = { 0 };

    check_times(ctx, cmd->detected_at_us, cmd->reported_at_us, out);
    if (is_refused(out))
        return;
    record_id.v = next_id(out);
    emit_incident_recorded(out, &(struct incident_recorded_open){
        .record_id = record_id, .date = record_date(v, ctx), .kind = cmd->kind, .detected_at_us = cmd->detected_at_us,
        .reported_at_us = cmd->reported_at_us, .text = cmd->text, .action = cmd->action });
    result_record_incident(out, &(struct record_incident_result){ record_id });
}

/* What became of a complaint or an incident.                             Clause: §5(5) */
void decide_follow_up_record(const struct view *v, const struct context *ctx, const struct follow_up_record *cmd, struct decision *out)
{
    struct day_record record;

    if (!day_record_find(v, cmd->record_id, &record) || (record.kind != DAY_RECORD_KIND_COMPLAINT && record.kind != DAY_RECORD_KIND_INCIDENT))
        refuse(out, NO_SUCH_RECORD);
    else if (cmd->action.len == 0 && cmd->reported_at_us == 0)
        refuse(out, NOTHING_TO_ADD);
    else
        check_times(ctx, record.at_us, cmd->reported_at_us, out);
    if (!is_refused(out))
        emit_record_followed_up(out, &(struct record_followed_up_open){
            .record_id = cmd->record_id, .action = cmd->action, .reported_at_us = cmd->reported_at_us });
}

/* A note for tomorrow.                                                   Clause: §5(5) */
void decide_add_note(const struct view *v, const struct context *ctx, const struct add_note *cmd, struct decision *out)
{
    struct record_id record_id = { next_id(out) };

    emit_note_added(out, &(struct note_added_open){ .record_id = record_id, .date = record_date(v, ctx), .at_us = ctx->now_us, .text = cmd->text });
    result_add_note(out, &(struct add_note_result){ record_id });
}

/* An opinion or a proposal.                                              Clause: §5(5) */
void decide_record_voice(const struct view *v, const struct context *ctx, const struct record_voice *cmd, struct decision *out)
{
    struct record_id record_id = { next_id(out) };

    emit_voice_recorded(out, &(struct voice_recorded_open){
        .record_id = record_id, .date = record_date(v, ctx), .at_us = ctx->now_us, .kind = cmd->kind, .text = cmd->text });
    result_record_voice(out, &(struct record_voice_result){ record_id });
}

void decide_note_weather(const struct view *v, const struct context *ctx, const struct note_weather *cmd, struct decision *out)
{
    emit_weather_noted(out, &(struct weather_noted){ .date = record_date(v, ctx), .weather = cmd->weather });
}

/* ---- A look at the texts ---------------------------------------------------------------- */

#define RECORDS_ON_PAGE 10

/* Which records are shown stands in the log, their texts do not.         Clause: §5(5) */
void decide_show_day_records(const struct view *v, const struct context *ctx, const struct show_day_records *cmd, struct decision *out)
{
    struct record_id *ids = arena_take(decision_arena(out), RECORDS_ON_PAGE * sizeof *ids);
    struct row_scan scan = record_of_day_scan(v, 1, &(struct record_of_day){ .date = cmd->date });
    struct show_day_records_result result = { .records = { .at = ids } };
    struct record_of_day row;

    (void)ctx;
    while (record_of_day_next(&scan, &row)) {
        if (row.record_id.v <= cmd->after.v)
            continue;
        if (result.records.count == RECORDS_ON_PAGE) {
            result.more = true;
            break;
        }
        ids[result.records.count++] = row.record_id;
    }
    result_show_day_records(out, &result);
}

void show_show_day_records(const struct view *v, const struct context *ctx, const struct show_day_records *cmd,
                           const struct show_day_records_result *result, struct show_day_records_shown *ret)
{
    struct day_record_text *texts = arena_take(view_arena(v), (result->records.count + 1) * sizeof *texts);
    struct day_record record;

    (void)ctx, (void)cmd;
    for (uint32_t i = 0; i < result->records.count; i++) {
        if (!day_record_find(v, result->records.at[i], &record))
            continue;
        struct day_record_text *text = &texts[ret->texts.count++];

        *text = (struct day_record_text){ .record_id = record.record_id, .kind = record.kind, .at_us = record.at_us };
        if (!open_text(v, &record.text, "text", &text->text))
            text->text = (struct text){ 0 };
        if (record.action.box.len == 0 || !open_text(v, &record.action, "action", &text->action))
            text->action = (struct text){ 0 };
    }
    ret->texts.at = texts;
}
