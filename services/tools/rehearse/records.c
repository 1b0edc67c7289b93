/* What is written down beside the tickets: the weather, telephone calls, questions, complaints, opinions, notes for tomorrow. Texts say
 * nothing about persons. */
#include <inttypes.h>

#include "play.h"

#define CALLS_MIN 35u                  /* a weekday's telephone calls (domain 5.4) at 70 guests */
#define CALLS_SPREAD 16u
#define CALL_SECONDS 270u

enum err note_weather(struct rehearsal *r)
{
    const struct note_weather body = { .weather = r->day[r->today].weather };

    TRY(play_do(r, "reporting", "note_weather", &note_weather_spec, &body, &r->manager));
    play_say(r, "現地管理者　天候：%s", "The site manager notes the weather: %s.", r->stage.english ? weather_en(body.weather) : weather_ja(body.weather));
    return OK;
}

/* Calls over the opening hours, as many as guests of that day. */
void plan_calls(struct rehearsal *r)
{
    const struct play_day *day = &r->day[r->today];
    uint32_t open = day->closes_minute - day->opens_minute, count;
    struct rng rng;

    rng_init(&rng, draw_of(r->seed, UINT64_C(0x63616c6c), day->date.v));
    count = (CALLS_MIN + (uint32_t)rng_below(&rng, CALLS_SPREAD)) * r->guest_count[r->today] / 70;
    for (uint32_t i = 0; i < count; i++)
        agenda_add(&r->agenda, tokyo_us(day->date, day->opens_minute + (uint32_t)rng_below(&rng, open)) + US_PER_SECOND * rng_below(&rng, 60), HAPPENS_CALL, i);
}

enum err answer_call(struct rehearsal *r, uint32_t index)
{
    struct record_phone_call body = { .answered = true };
    struct rng rng;

    rng_init(&rng, draw_of(r->seed, UINT64_C(0x70686f6e65) + r->day[r->today].date.v, index));
    body.subject = (enum inquiry_tag)((uint32_t)INQUIRY_TAG_APPLICATION + (uint32_t)rng_below(&rng, INQUIRY_TAG_OTHER - INQUIRY_TAG_APPLICATION + 1));
    body.seconds = CALL_SECONDS / 3 + rng_below(&rng, CALL_SECONDS * 4 / 3);
    return play_do(r, "reporting", "record_phone_call", &record_phone_call_spec, &body, &r->manager);
}

/* After a case: what was asked, and what somebody thinks. */
enum err record_talk(struct rehearsal *r, const struct guest *g, struct person *who)
{
    const struct record_inquiry asked = { .tag = (enum inquiry_tag)((uint32_t)INQUIRY_TAG_APPLICATION + (uint32_t)(g->luck % 4)), .channel = CONTACT_CHANNEL_COUNTER,
                                          .language = g->is_foreign ? GUEST_LANGUAGE_ENGLISH : GUEST_LANGUAGE_JAPANESE };
    const struct record_voice opinion = { .kind = VOICE_KIND_OPINION, .text = TEXT("予約の時刻どおりに案内されてよかった。") };

    if (g->procedures[0] == PROCEDURE_INFORMATION)
        TRY(play_do(r, "reporting", "record_inquiry", &record_inquiry_spec, &asked, who));
    return g->has_opinion && g->booked ? play_do(r, "reporting", "record_voice", &record_voice_spec, &opinion, who) : OK;
}

enum err record_complaint(struct rehearsal *r)
{
    const struct record_complaint body = { .at_us = r->stage.now_us, .text = TEXT("待ち時間が長い。あとどのくらいかかるのか知らせてほしい。"),
                                           .action = TEXT("お詫びし、混雑しない時間帯と予約を案内した。") };

    TRY(play_do(r, "reporting", "record_complaint", &record_complaint_spec, &body, &r->manager));
    play_say(r, "現地管理者　苦情を記録（待ち時間）", "The site manager records a complaint about the waiting.");
    return OK;
}

/* For tomorrow: what tomorrow's list of cards to pull says. */
enum err note_tomorrow(struct rehearsal *r)
{
    uint32_t booked = 0, next = r->today + 1;

    if (next >= r->days || r->guests[next] == NULL)
        return OK;
    for (uint32_t i = 0; i < r->guest_count[next]; i++)
        booked += r->guests[next][i].booked ? 1 : 0;
    const struct add_note body = { .text = text_format(&r->stage.arena, "次の開庁日の予約は %" PRIu32 " 件です。カードの取出しは開庁前に済ませてください。", booked) };
    return play_do(r, "reporting", "add_note", &add_note_spec, &body, &r->manager);
}
