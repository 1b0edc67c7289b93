/* Who comes to the counter: numbers, times and wishes by the profiles of domain 5, in whole numbers, so that a
 * seed means the same day on every machine. Each guest has a stream of their own: what is played with one
 * never changes another. All persons are made up of syllables. */
#include <stdio.h>

#include "base/invariant.h"
#include "play.h"

#define ISSUED_PERMILLE 300u           /* cards issued per guest */
#define STOCK_WEEKDAYS 33u

uint64_t draw_of(uint64_t seed, uint64_t word, uint64_t index)
{
    return (seed ^ (word * UINT64_C(0x9e3779b97f4a7c15))) + index * UINT64_C(0xd1342543de82ef95);
}

uint32_t weighted(struct rng *rng, const uint32_t *weights, uint32_t count)
{
    uint64_t sum = 0, at;
    uint32_t i = 0;

    for (uint32_t w = 0; w < count; w++)
        sum += weights[w];
    at = rng_below(rng, sum);
    while (at >= weights[i])
        at -= weights[i++];
    return i;
}

/* ---- How many ---- */

/* Permille of a plain weekday (domain 5.4). */
static const uint32_t by_month[12] = { 940, 1010, 1170, 1140, 1040, 1000, 970, 950, 940, 950, 970, 920 };
static const uint32_t by_weekday[8] = { 0, 1180, 990, 940, 910, 980, 450, 450 };

uint32_t visitors_of(const struct play_day *day, uint32_t people)
{
    uint64_t visitors = (uint64_t)people * by_month[day->date.v / 100 % 100 - 1] * by_weekday[date_weekday(day->date)];

    visitors = day->after_closed_weekday ? visitors * 12 / 10 : visitors;
    visitors = day->weather > WEATHER_CLOUDY ? visitors * 9 / 10 : visitors;
    return (uint32_t)((visitors + 500000) / 1000000);
}

/* About six and a half weeks of what is issued (domain 5.1): 21 cards a weekday at 70 guests. */
uint32_t stock_wanted(uint32_t people)
{
    return people * ISSUED_PERMILLE * STOCK_WEEKDAYS / 1000 + 1;
}

enum weather weather_of(uint64_t seed, struct date date)
{
    static const uint32_t shares[] = { 50, 27, 20, 1, 2 };
    struct rng rng;
    enum weather weather;

    rng_init(&rng, draw_of(seed, UINT64_C(0x77656174), date.v));
    weather = (enum weather)((uint32_t)WEATHER_SUNNY + weighted(&rng, shares, 5));
    return weather == WEATHER_SNOW && date.v / 100 % 100 > 2 && date.v / 100 % 100 < 12 ? WEATHER_RAIN : weather;
}

/* ---- What for ---- */

/* Items a year, and planned minutes of half and of nine tenths of the cases (domain 5.2, 2.1). */
static const struct kind {
    enum procedure procedure;
    uint32_t weight, p50, p90, booked_percent, short_percent;
} kinds[] = {
    { PROCEDURE_ISSUE, 523, 18, 30, 75, 7 },        { PROCEDURE_CERT_RENEW, 460, 12, 20, 55, 4 },
    { PROCEDURE_CERT_NEW, 114, 12, 20, 55, 4 },     { PROCEDURE_PIN_RESET, 230, 8, 15, 0, 4 },
    { PROCEDURE_CONTINUE_USE, 140, 10, 18, 0, 4 },  { PROCEDURE_FACE_UPDATE, 140, 10, 15, 0, 4 },
    { PROCEDURE_STAY_EXTENSION, 35, 12, 25, 0, 7 }, { PROCEDURE_LOST, 40, 12, 20, 0, 4 },
    { PROCEDURE_RETURN_CARD, 25, 8, 12, 0, 0 },     { PROCEDURE_APPLY_SUPPORT, 210, 15, 30, 30, 4 },
    { PROCEDURE_EXPRESS_APPLY, 35, 20, 35, 0, 7 },  { PROCEDURE_INSURANCE_LINK, 45, 10, 20, 0, 0 },
    { PROCEDURE_PAYMENT_ACCOUNT, 45, 15, 25, 0, 0 },{ PROCEDURE_INFORMATION, 150, 4, 10, 0, 0 },
};
#define KINDS (sizeof kinds / sizeof *kinds)

static const struct kind *kind_draw(struct rng *rng)
{
    uint32_t weights[KINDS];

    for (uint32_t i = 0; i < KINDS; i++)
        weights[i] = kinds[i].weight;
    return &kinds[weighted(rng, weights, KINDS)];
}

/* A length of which half lie below p50 and nine tenths below p90: straight lines between the tenths. */
static uint64_t length_us(struct rng *rng, const struct kind *kind)
{
    uint64_t at = rng_below(rng, 1000), p50 = kind->p50 * US_PER_MINUTE, p90 = kind->p90 * US_PER_MINUTE;

    if (at < 500)
        return p50 / 2 + p50 / 2 * at / 500;
    if (at < 900)
        return p50 + (p90 - p50) * (at - 500) / 400;
    return p90 + p90 / 2 * (at - 900) / 100;
}

static uint32_t group_size(struct rng *rng)
{
    static const uint32_t sizes[] = { 72, 18, 6, 4 };

    return weighted(rng, sizes, 4) + 1;
}

/* ---- When ---- */

static uint32_t wished_minute(struct rng *rng, const struct play_day *day)
{
    static const uint32_t full[17] = { 60, 60, 70, 75, 75, 70, 65, 65, 70, 70, 60, 55, 50, 50, 40, 35, 30 };
    static const uint32_t half[6] = { 20, 20, 18, 17, 14, 11 };
    uint32_t halves = (day->closes_minute - day->opens_minute) / 30;
    bool is_half = halves <= 6;
    uint32_t bucket = weighted(rng, is_half ? half : full, is_half ? (halves < 6 ? halves : 6) : (halves < 17 ? halves : 17));

    return day->opens_minute + bucket * 30 + (uint32_t)rng_below(rng, 30);
}

void guest_draw(uint64_t seed, const struct play_day *day, uint32_t index, struct guest *ret)
{
    const struct kind *kind, *second;
    struct guest g = { .procedure_count = 1 };
    struct rng rng;

    rng_init(&rng, draw_of(seed, day->date.v, index + 1));
    kind = kind_draw(&rng);
    second = kind_draw(&rng);
    g.procedures[0] = kind->procedure;
    g.people = group_size(&rng);
    g.minutes_us = length_us(&rng, kind) + (uint64_t)(g.people - 1) * 8 * US_PER_MINUTE;
    g.wants_booking = rng_chance(&rng, kind->booked_percent);
    g.wish_minute = wished_minute(&rng, day);
    g.misses = rng_chance(&rng, 5);
    g.late = rng_chance(&rng, 6);
    g.early_minutes = g.late ? 11 + (uint32_t)rng_below(&rng, 15) : (uint32_t)rng_below(&rng, 13);
    g.documents_short = rng_chance(&rng, kind->short_percent);
    g.pin_forgotten = kind->procedure == PROCEDURE_CERT_RENEW && rng_chance(&rng, 28);
    g.gives_up = rng_chance(&rng, 3);
    g.comes_back = rng_chance(&rng, g.gives_up ? 50 : 20);
    g.says_so = rng_chance(&rng, 60);
    g.needs_priority = rng_chance(&rng, 2);
    g.wrong_line = !g.wants_booking && rng_chance(&rng, 5);
    g.goes_to_city = kind->procedure == PROCEDURE_CONTINUE_USE && rng_chance(&rng, 30);
    g.patience_us = (g.gives_up ? 20 + rng_below(&rng, 25) : 40 + rng_below(&rng, 40) + rng_below(&rng, 40)) * US_PER_MINUTE;
    g.way_us = (20 + rng_below(&rng, 70)) * US_PER_SECOND;
    if (rng_chance(&rng, 25) && second->procedure != kind->procedure && second->procedure != PROCEDURE_ISSUE && !g.wants_booking) {
        g.procedures[g.procedure_count++] = second->procedure;
        g.minutes_us += length_us(&rng, second);
    }
    g.luck = rng_next(&rng);
    g.phones = rng_chance(&rng, 20);
    g.complains = rng_chance(&rng, 10);
    g.has_opinion = rng_chance(&rng, 1);
    g.is_foreign = rng_chance(&rng, 3);
    if (g.pin_forgotten)
        g.minutes_us += 5 * US_PER_MINUTE;
    *ret = g;
}

/* ---- The persons on the delivery lists ---- */

static const char *const fronts[][2] = {
    { "東", "ヒガシ" }, { "西", "ニシ" }, { "南", "ミナミ" }, { "北", "キタ" }, { "上", "カミ" }, { "下", "シモ" }, { "中", "ナカ" },
    { "大", "オオ" }, { "小", "コ" }, { "高", "タカ" }, { "長", "ナガ" }, { "広", "ヒロ" }, { "青", "アオ" }, { "白", "シラ" },
    { "松", "マツ" }, { "竹", "タケ" }, { "梅", "ウメ" }, { "金", "カネ" }, { "石", "イシ" }, { "岩", "イワ" },
};
static const char *const backs[][2] = {
    { "田", "ダ" }, { "山", "ヤマ" }, { "川", "カワ" }, { "原", "ハラ" }, { "野", "ノ" }, { "村", "ムラ" }, { "井", "イ" },
    { "木", "キ" }, { "池", "イケ" }, { "谷", "タニ" }, { "沢", "ザワ" }, { "浜", "ハマ" }, { "島", "シマ" }, { "崎", "サキ" },
    { "本", "モト" }, { "岡", "オカ" }, { "森", "モリ" }, { "橋", "ハシ" }, { "坂", "サカ" }, { "垣", "ガキ" },
};
static const char *const given_names[][2] = {
    { "一葉", "カズハ" }, { "湊太", "ソウタ" }, { "千代", "チヨ" }, { "勇次", "ユウジ" }, { "さくら", "サクラ" }, { "健吾", "ケンゴ" },
    { "美月", "ミヅキ" }, { "昭吉", "ショウキチ" }, { "文乃", "フミノ" }, { "大樹", "ダイキ" }, { "和枝", "カズエ" }, { "陽斗", "ハルト" },
};
#define FRONTS (sizeof fronts / sizeof *fronts)
#define BACKS (sizeof backs / sizeof *backs)
#define GIVEN_NAMES (sizeof given_names / sizeof *given_names)

void holder_draw(uint64_t seed, uint32_t index, struct date arrives, struct arena *arena, struct holder *ret, enum application_kind *ret_kind)
{
    static const uint32_t kinds_of_application[] = { 45, 45, 10 };
    struct rng rng;
    uint32_t front, back, given, age;

    rng_init(&rng, draw_of(seed, UINT64_C(0x686f6c646572), index + 1));
    front = (uint32_t)rng_below(&rng, FRONTS);
    back = (uint32_t)rng_below(&rng, BACKS);
    given = (uint32_t)rng_below(&rng, GIVEN_NAMES);
    age = (uint32_t)rng_below(&rng, 88);
    *ret = (struct holder){
        .name = text_format(arena, "%s%s　%s", fronts[front][0], backs[back][0], given_names[given][0]),
        .kana = text_format(arena, "%s%s　%s", fronts[front][1], backs[back][1], given_names[given][1]),
        .birth_date = date_add_days(arrives, -(int32_t)(age * 365 + 40 + rng_below(&rng, 300))),
        .postal_code = TEXT("589-0000"),
        .address = text_format(arena, "大阪府大阪狭山市稽古町%u番地%u", 1 + (unsigned)rng_below(&rng, 9), 1 + (unsigned)rng_below(&rng, 40)),
        .notice_number = text_format(arena, "%c%c%c%06u", 'A' + (int)rng_below(&rng, 26), 'A' + (int)rng_below(&rng, 26), '0' + (int)(seed % 10), index + 1),
        .application_id = text_format(arena, "%010u%06u%07u", 1000000000u + (unsigned)rng_below(&rng, 899999999), (unsigned)rng_below(&rng, 999999), index + 1),
        .applied_on = date_add_days(arrives, -(int32_t)(30 + rng_below(&rng, 20))),
    };
    ret->expires_on = card_expiry(ret->birth_date, arrives);
    *ret_kind = (enum application_kind)((uint32_t)APPLICATION_KIND_FIRST + weighted(&rng, kinds_of_application, 3));
}
