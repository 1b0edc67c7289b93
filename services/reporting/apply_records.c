/* What people wrote down, and who was there. */
#include "state.h"

void apply_staff_member_fact(struct txn *t, const struct staff_member_fact *ev)
{
    staff_member_put(t, &(struct staff_member){ .account_id = ev->account_id, .role = ev->role });
}

void apply_presence_fact(struct txn *t, const struct presence_fact *ev)
{
    staff_presence_put(t, &(struct staff_presence){
        .date = ev->date, .account_id = ev->account_id, .role = staff_member_row(t, ev->account_id).role, .epoch = ev->epoch,
        .sequence = ev->sequence, .in_us = ev->in_us });
}

void apply_going_fact(struct txn *t, const struct going_fact *ev)
{
    staff_going_put(t, &(struct staff_going){
        .epoch = ev->epoch, .sequence = ev->sequence, .date = ev->date, .account_id = ev->account_id,
        .role = staff_member_row(t, ev->account_id).role, .out_us = ev->out_us });
}

void apply_attendance_correction_fact(struct txn *t, const struct attendance_correction_fact *ev)
{
    staff_correction_put(t, &(struct staff_correction){
        .epoch = ev->epoch, .sequence = ev->sequence, .date = ev->date, .account_id = ev->account_id,
        .role = staff_member_row(t, ev->account_id).role, .in_us = ev->in_us, .out_us = ev->out_us });
}

void apply_inquiry_recorded(struct txn *t, const struct inquiry_recorded *ev)
{
    struct inquiry_count row;

    if (!inquiry_count_find(view_of(t), ev->date, ev->tag, ev->channel, ev->language, &row))
        row = (struct inquiry_count){ .date = ev->date, .tag = ev->tag, .channel = ev->channel, .language = ev->language };
    row.count++;
    inquiry_count_put(t, &row);
}

void apply_phone_call_recorded(struct txn *t, const struct phone_call_recorded *ev)
{
    phone_call_put(t, &(struct phone_call){
        .date = ev->date, .record_id = ev->record_id, .subject = ev->subject, .seconds = ev->seconds, .answered = ev->answered,
        .waited_known = ev->waited_known, .waited_seconds = ev->waited_seconds, .after_seconds = ev->after_seconds });
}

static void put_record(struct txn *t, const struct day_record *record)
{
    day_record_put(t, record);
    record_of_day_put(t, &(struct record_of_day){ .date = record->date, .record_id = record->record_id });
}

void apply_complaint_recorded(struct txn *t, const struct complaint_recorded *ev)
{
    put_record(t, &(struct day_record){
        .record_id = ev->record_id, .date = ev->date, .kind = DAY_RECORD_KIND_COMPLAINT, .at_us = ev->at_us, .reported_at_us = ev->reported_at_us,
        .text = ev->text, .action = ev->action });
}

void apply_incident_recorded(struct txn *t, const struct incident_recorded *ev)
{
    put_record(t, &(struct day_record){
        .record_id = ev->record_id, .date = ev->date, .kind = DAY_RECORD_KIND_INCIDENT, .at_us = ev->detected_at_us, .incident_kind = ev->kind,
        .reported_at_us = ev->reported_at_us, .text = ev->text, .action = ev->action });
}

void apply_record_followed_up(struct txn *t, const struct record_followed_up *ev)
{
    struct day_record record = day_record_row(t, ev->record_id);

    if (ev->action.box.len > 0)
        record.action = ev->action;
    if (ev->reported_at_us != 0)
        record.reported_at_us = ev->reported_at_us;
    day_record_put(t, &record);
}

void apply_note_added(struct txn *t, const struct note_added *ev)
{
    put_record(t, &(struct day_record){
        .record_id = ev->record_id, .date = ev->date, .kind = DAY_RECORD_KIND_NOTE, .at_us = ev->at_us, .text = ev->text });
}

void apply_voice_recorded(struct txn *t, const struct voice_recorded *ev)
{
    put_record(t, &(struct day_record){
        .record_id = ev->record_id, .date = ev->date, .at_us = ev->at_us, .text = ev->text,
        .kind = ev->kind == VOICE_KIND_OPINION ? DAY_RECORD_KIND_OPINION : DAY_RECORD_KIND_PROPOSAL });
}

void apply_weather_noted(struct txn *t, const struct weather_noted *ev)
{
    day_weather_put(t, &(struct day_weather){ .date = ev->date, .weather = ev->weather });
}

void apply_figure_corrected(struct txn *t, const struct figure_corrected *ev)
{
    correction_of_day_put(t, &(struct correction_of_day){ .date = ev->date, .record_id = ev->record_id, .correction = ev->correction });
    correction_for_put(t, &(struct correction_for){
        .for_date = ev->correction.for_date, .record_id = ev->record_id, .correction = ev->correction, .account_id = ev->account_id,
        .second_id = ev->second_id, .at_us = ev->at_us });
}
