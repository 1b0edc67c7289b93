/* Judging a password. It is folded (NFKC, small letters, the usual substitutes undone) and covered from left to right with the
 * longest guessable piece that begins at each place; what stays outside is counted. The words are our own choice: a list of
 * leaked passwords holds nearly nothing of 15 characters, but pieces of it make most of the long ones that are guessed. */
#include "trust/password_rules.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/invariant.h"
#include "trust/random.h"

#define UNITS_MAX 1024
#define OUTSIDE_MIN 4u

struct folded { UChar at[UNITS_MAX]; uint32_t len; };

/* A folded word; of a longer one its beginning. */
#define WORD_UNITS 48u
struct word { UChar at[WORD_UNITS]; uint32_t len; };

static const char *const words[] = {
    "madoguchi", "mado", "guchi", "osakasayama", "osaka", "sayama", "mynumber", "mynumbercard", "number", "card", "counter", "cityhall", "city", "office", "staff", "kofu",
    "password", "passwort", "passphrase", "passwd", "pass", "word", "secret", "login", "logon", "welcome", "admin", "administrator", "root", "user", "guest", "test", "testing",
    "manager", "operator", "auditor", "system", "default", "change", "changeme", "please", "letmein", "access", "master", "server", "computer", "internet", "hello", "iloveyou",
    "love", "monkey", "dragon", "sunshine", "princess", "football", "baseball", "superman", "batman", "shadow", "michael", "jordan", "freedom", "whatever", "trustno", "ninja",
    "summer", "winter", "spring", "autumn", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "japan", "nippon", "nihon", "tokyo", "kyoto", "sakura", "himawari", "arigato", "arigatou", "konnichiwa",
    "ohayo", "himitsu", "kimitsu", "pasuwado", "aikotoba", "anshobango", "anshou", "sumire", "tanaka", "suzuki", "sato", "satou", "takahashi", "watanabe", "yamamoto", "nakamura",
    "kobayashi", "kato", "yoshida", "yamada", "sasaki", "hanako", "taro", "tarou", "ichiro", "jiro", "pokemon", "doraemon", "totoro", "naruto", "gundam", "pikachu", "hanshin",
    "tigers", "giants", "fuji", "mount", "qwerty", "qwertz", "azerty", "asdf", "zxcv", "abc", "xyz", "my", "is", "the", "and", "for", "you", "new", "old", "good", "first",
    "パスワード", "ひみつ", "秘密", "暗証番号", "窓口", "まどぐち", "交付", "大阪", "狭山", "大阪狭山市", "市役所", "マイナンバー", "カード", "さくら", "ありがとう", "こんにちは",
};
static const char *const rows[] = { "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp" };

/* NFKC with letters small. False: too long, or no text. */
static bool fold(struct text text, struct folded *ret)
{
    UErrorCode err = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&err);
    UChar units[UNITS_MAX];
    int32_t len = 0, made;

    must(U_SUCCESS(err));
    u_strFromUTF8(units, UNITS_MAX, &len, text.at, (int32_t)text.len, &err);
    if (U_FAILURE(err))
        return false;
    made = unorm2_normalize(nfkc, units, len, ret->at, UNITS_MAX, &err);
    secret_wipe(units, sizeof units);
    if (U_FAILURE(err))
        return false;
    ret->len = (uint32_t)made;
    return true;
}

static UChar plain_letter(UChar c)
{
    switch (c) {
    case '0': return 'o';
    case '1': case '!': return 'i';
    case '3': return 'e';
    case '4': case '@': return 'a';
    case '5': case '$': return 's';
    case '7': return 't';
    default: return c;
    }
}

/* As it stands, or with the usual substitutes undone. */
static bool begins_with(const struct folded *in, uint32_t from, const struct word *word)
{
    if (word->len < 2 || word->len > in->len - from)
        return false;
    for (uint32_t i = 0; i < word->len; i++)
        if (in->at[from + i] != word->at[i] && plain_letter(in->at[from + i]) != word->at[i])
            return false;
    return true;
}

#define WORDS (sizeof words / sizeof *words)
#define OWN_MAX 8u

struct vocabulary { struct word at[WORDS + OWN_MAX]; uint32_t count; };

static void vocabulary_add(struct vocabulary *v, struct text text)
{
    struct word *word = &v->at[v->count];
    struct folded folded;

    if (v->count == WORDS + OWN_MAX || !fold(text, &folded))
        return;
    word->len = folded.len < WORD_UNITS ? folded.len : WORD_UNITS;
    memcpy(word->at, folded.at, word->len * sizeof *word->at);
    v->count++;
}

/* The longest word that begins here. */
static uint32_t word_at(const struct folded *in, uint32_t from, const struct vocabulary *v)
{
    uint32_t best = 0;

    for (uint32_t i = 0; i < v->count; i++)
        if (v->at[i].len > best && begins_with(in, from, &v->at[i]))
            best = v->at[i].len;
    return best;
}

/* The same character again, or each one higher or lower than the one before: three or more. */
static uint32_t run_at(const struct folded *in, uint32_t from)
{
    uint32_t best = 0;

    for (int32_t by = -1; by <= 1; by++) {
        uint32_t to = from + 1;

        while (to < in->len && in->at[to] == in->at[to - 1] + by)
            to++;
        best = to - from > best ? to - from : best;
    }
    return best >= 3 ? best : 0;
}

/* Neighbouring keys, in either direction. */
static uint32_t row_at(const struct folded *in, uint32_t from)
{
    uint32_t best = 0;

    for (uint32_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (int32_t start = 0; rows[r][start] != '\0'; start++)
            for (int32_t by = -1; by <= 1; by += 2) {
                uint32_t len = 0;

                for (int32_t at = start; at >= 0 && rows[r][at] != '\0' && from + len < in->len && in->at[from + len] == (UChar)rows[r][at]; at += by)
                    len++;
                best = len > best ? len : best;
            }
    return best >= 3 ? best : 0;
}

/* Up to four digits, or a date of eight: years, days, counters. */
static uint32_t digits_at(const struct folded *in, uint32_t from)
{
    uint32_t len = 0;

    while (from + len < in->len && u_isdigit(in->at[from + len]))
        len++;
    return len <= 4 || (len == 8 && ((in->at[from] == '1' && in->at[from + 1] == '9') || (in->at[from] == '2' && in->at[from + 1] == '0'))) ? len : 0;
}

/* What stands before it, once more. */
static uint32_t echo_at(const struct folded *in, uint32_t from)
{
    uint32_t best = 0;

    for (uint32_t len = 2; len <= from && from + len <= in->len; len++)
        if (memcmp(in->at + from, in->at + from - len, len * sizeof *in->at) == 0)
            best = len;
    return best;
}

static uint32_t piece_at(const struct folded *in, uint32_t from, const struct vocabulary *v)
{
    uint32_t found[] = { run_at(in, from), row_at(in, from), digits_at(in, from), echo_at(in, from), word_at(in, from, v) }, best = 0;

    for (uint32_t i = 0; i < sizeof found / sizeof *found; i++)
        best = found[i] > best ? found[i] : best;
    return best;
}

static bool guessable(const struct folded *in, const struct text *own, uint32_t own_count)
{
    struct vocabulary v = { .count = 0 };
    uint32_t outside = 0;

    for (uint32_t i = 0; i < own_count && i < OWN_MAX; i++)
        vocabulary_add(&v, own[i]);
    for (uint32_t i = 0; i < WORDS; i++)
        vocabulary_add(&v, text_of(words[i]));
    for (uint32_t at = 0; at < in->len;) {
        uint32_t len = piece_at(in, at, &v);

        if (len == 0 && u_isalnum(in->at[at]))
            outside++;
        at += len == 0 ? 1 : len;
    }
    return outside < OUTSIDE_MIN;
}

static uint32_t points_of(const struct folded *in)
{
    return (uint32_t)u_countChar32(in->at, (int32_t)in->len);
}

enum password_fault password_judge(struct text password, uint32_t points_min, const struct text *own, uint32_t own_count)
{
    struct folded folded;
    enum password_fault fault = PASSWORD_FINE;

    if (!fold(password, &folded))
        return PASSWORD_LONG;
    if (points_of(&folded) < points_min)
        fault = PASSWORD_SHORT;
    else if (points_of(&folded) > PASSWORD_POINTS_MAX)
        fault = PASSWORD_LONG;
    else if (guessable(&folded, own, own_count))
        fault = PASSWORD_EASY;
    secret_wipe(&folded, sizeof folded);
    return fault;
}

bool pin_fine(struct text pin)
{
    struct folded folded;
    bool fine = fold(pin, &folded) && folded.len >= PIN_DIGITS_MIN;

    for (uint32_t i = 0; fine && i < folded.len; i++)
        fine = u_isdigit(folded.at[i]);
    /* Half or more of it a repeat or a sequence, or a date. */
    for (uint32_t i = 0; fine && i < folded.len; i++)
        fine = run_at(&folded, i) * 2 < folded.len && echo_at(&folded, i) * 2 < folded.len;
    fine = fine && !(folded.len == 8 && digits_at(&folded, 0) == 8);
    secret_wipe(&folded, sizeof folded);
    return fine;
}
