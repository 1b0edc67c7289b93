/* Writing and reading signed tree heads. Reading trusts nothing before the signature has been
 * checked over the very bytes that are then taken apart; it needs no memory of its own. */
#include "trust/checkpoint.h"

#include <inttypes.h>
#include <sodium.h>

#include "base/date.h"
#include "base/invariant.h"
#include "trust/hash.h"

#define ALGORITHM_ED25519 0x01
#define KEY_ID_LEN 4
#define ROOT_BASE64_LEN 44
#define SIGNATURE_BASE64_LEN 92        /* of 68 bytes */
#define RFC3339_LEN 20
#define NOTE_LEN_MAX (1u << 20)        /* room for witnesses' lines, and a bound on the work */

static const char dash[] = "\xE2\x80\x94 ";      /* U+2014, space */
#define DASH_LEN (sizeof dash - 1)

/* ---- keys and names ---- */

static uint32_t origin_len(const char *origin)
{
    size_t len = strlen(origin);

    must(len > 0 && len <= CHECKPOINT_ORIGIN_MAX);
    for (size_t i = 0; i < len; i++)
        must(origin[i] > ' ' && origin[i] < 0x7F && origin[i] != '+');
    return (uint32_t)len;
}

static void key_id(const char *origin, const uint8_t public_key[32], uint8_t ret[KEY_ID_LEN])
{
    static const uint8_t between[] = { '\n', ALGORITHM_ED25519 };
    struct sha256_state state;
    uint8_t hash[SHA256_LEN];

    sha256_start(&state);
    sha256_add(&state, (struct bytes){ (const uint8_t *)origin, origin_len(origin) });
    sha256_add(&state, (struct bytes){ between, sizeof between });
    sha256_add(&state, (struct bytes){ public_key, 32 });
    sha256_end(&state, hash);
    memcpy(ret, hash, KEY_ID_LEN);
}

void verifier_key_put(const char *origin, const uint8_t public_key[32], char *ret, size_t size)
{
    uint8_t id[KEY_ID_LEN];
    uint8_t typed_key[33] = { ALGORITHM_ED25519 };
    char id_hex[2 * KEY_ID_LEN + 1];
    char key_base64[45];

    must(size >= VERIFIER_KEY_SIZE);
    key_id(origin, public_key, id);
    hex_put(id_hex, id, sizeof id);
    memcpy(typed_key + 1, public_key, 32);
    base64_put(key_base64, sizeof key_base64, (struct bytes){ typed_key, sizeof typed_key });
    must(snprintf(ret, size, "%s+%s+%s", origin, id_hex, key_base64) < (int)size);
}

/* ---- signing ---- */

enum err checkpoint_sign(const struct signer *signer, const char *origin, uint64_t size, const uint8_t root[32],
                         uint64_t at_us, char *ret, size_t ret_size)
{
    char note[CHECKPOINT_SIZE];
    char root_base64[ROOT_BASE64_LEN + 1];
    char signature_base64[SIGNATURE_BASE64_LEN + 1];
    char time[RFC3339_LEN + 1];
    uint8_t signature[KEY_ID_LEN + SIGNATURE_LEN];

    must(origin_len(origin) <= CHECKPOINT_ORIGIN_MAX);
    base64_put(root_base64, sizeof root_base64, (struct bytes){ root, 32 });
    rfc3339_put(time, at_us);
    int body = snprintf(note, sizeof note, "%s\n%" PRIu64 "\n%s\ntime %s\n", origin, size, root_base64, time);
    must(body > 0 && (size_t)body < sizeof note);

    key_id(origin, signer->public_key, signature);
    sign(signer, (struct bytes){ (const uint8_t *)note, (uint32_t)body }, signature + KEY_ID_LEN);
    base64_put(signature_base64, sizeof signature_base64, (struct bytes){ signature, sizeof signature });
    size_t left = sizeof note - (size_t)body;
    int tail = snprintf(note + body, left, "\n%s%s %s\n", dash, origin, signature_base64);
    must(tail > 0 && (size_t)tail < left);

    size_t len = (size_t)body + (size_t)tail;
    if (len >= ret_size)
        return ERR_FULL;
    memcpy(ret, note, len + 1);
    return OK;
}

/* ---- reading ---- */

static bool takes(struct text *rest, const char *beginning, size_t len)
{
    if (rest->len < len || memcmp(rest->at, beginning, len) != 0)
        return false;
    rest->at += len;
    rest->len -= (uint32_t)len;
    return true;
}

/* The next line without its line feed; false when there is none, or none that ends. */
static bool next_line(struct text *rest, struct text *ret)
{
    const char *end = rest->len == 0 ? NULL : memchr(rest->at, '\n', rest->len);

    if (end == NULL)
        return false;
    *ret = (struct text){ rest->at, (uint32_t)(end - rest->at) };
    rest->at += ret->len + 1;
    rest->len -= ret->len + 1;
    return true;
}

static bool base64_exactly(uint8_t *to, size_t len, struct text from)
{
    uint32_t got = 0;

    return base64_get(to, len, from, &got) && got == len;
}

/* UTF-8, line feeds the only control characters. */
static bool note_is_text(struct text note)
{
    if (note.at == NULL || note.len > NOTE_LEN_MAX || !utf8_valid(note))
        return false;
    for (uint32_t i = 0; i < note.len; i++) {
        if ((uint8_t)note.at[i] < ' ' && note.at[i] != '\n')
            return false;
    }
    return true;
}

/* The last empty line divides text and signatures; the text keeps its line feed. */
static bool note_split(struct text note, struct text *ret_body, struct text *ret_signatures)
{
    for (uint32_t at = note.len; at >= 2; at--) {
        if (note.at[at - 1] != '\n' || note.at[at - 2] != '\n')
            continue;
        *ret_body = (struct text){ note.at, at - 1 };
        *ret_signatures = (struct text){ note.at + at, note.len - at };
        return true;
    }
    return false;
}

enum line_verdict { LINE_BAD, LINE_OTHER, LINE_FALSE, LINE_GOOD };

/* One signature line: ours (name and key id fit) is checked, another's is passed over. */
static enum line_verdict line_judge(struct text line, struct text body, const char *origin,
                                    const uint8_t public_key[32])
{
    uint8_t id[KEY_ID_LEN];
    uint8_t signature[KEY_ID_LEN + SIGNATURE_LEN];

    if (!takes(&line, dash, DASH_LEN))
        return LINE_BAD;
    const char *space = line.len == 0 ? NULL : memchr(line.at, ' ', line.len);
    if (space == NULL || space == line.at || space + 1 == line.at + line.len)
        return LINE_BAD;
    struct text name = { line.at, (uint32_t)(space - line.at) };
    struct text encoded = { space + 1, line.len - name.len - 1 };

    if (!text_is(name, origin) || encoded.len != SIGNATURE_BASE64_LEN)
        return LINE_OTHER;
    if (!base64_exactly(signature, sizeof signature, encoded))
        return LINE_BAD;
    key_id(origin, public_key, id);
    if (memcmp(signature, id, sizeof id) != 0)
        return LINE_OTHER;
    struct bytes message = { (const uint8_t *)body.at, body.len };
    return signature_ok(public_key, message, signature + KEY_ID_LEN) ? LINE_GOOD : LINE_FALSE;
}

/* The first line in our name decides; every line must have the form of one. */
static enum err signatures_check(struct text signatures, struct text body, const char *origin,
                                 const uint8_t public_key[32])
{
    enum err verdict = ERR_CRYPTO;
    bool decided = false;
    struct text line;

    while (next_line(&signatures, &line)) {
        if (decided) {
            if (!takes(&line, dash, DASH_LEN))
                return ERR_MALFORMED;
            continue;
        }
        switch (line_judge(line, body, origin, public_key)) {
        case LINE_BAD:
            return ERR_MALFORMED;
        case LINE_OTHER:
            break;
        case LINE_FALSE:
            decided = true;
            break;
        case LINE_GOOD:
            decided = true;
            verdict = OK;
            break;
        }
    }
    return signatures.len == 0 ? verdict : ERR_MALFORMED;
}

/* `digits` digits of `from` at `at` as a number. */
static bool number_at(struct text from, uint32_t at, uint32_t digits, uint32_t *ret)
{
    uint32_t v = 0;

    must(at + digits <= from.len);
    for (uint32_t i = at; i < at + digits; i++) {
        if (from.at[i] < '0' || from.at[i] > '9')
            return false;
        v = v * 10 + (uint32_t)(from.at[i] - '0');
    }
    *ret = v;
    return true;
}

/* 2027-02-01T00:05:00Z alone: the one form that is written. */
static bool rfc3339_get(struct text from, uint64_t *ret_us)
{
    uint32_t year, month, day, hour, minute, second;

    if (from.len != RFC3339_LEN || from.at[4] != '-' || from.at[7] != '-' || from.at[10] != 'T' || from.at[13] != ':'
        || from.at[16] != ':' || from.at[19] != 'Z')
        return false;
    if (!number_at(from, 0, 4, &year) || !number_at(from, 5, 2, &month) || !number_at(from, 8, 2, &day)
        || !number_at(from, 11, 2, &hour) || !number_at(from, 14, 2, &minute) || !number_at(from, 17, 2, &second))
        return false;
    struct date date = date_make(year, month, day);
    if (!date_valid(date) || year < 1970 || hour > 23 || minute > 59 || second > 59)
        return false;
    *ret_us = (uint64_t)date_to_days(date) * US_PER_DAY + hour * US_PER_HOUR + minute * US_PER_MINUTE
              + second * US_PER_SECOND;
    return true;
}

/* Decimal without leading zeros, within 64 bits. */
static bool size_get(struct text from, uint64_t *ret)
{
    uint64_t v = 0;

    if (from.len == 0 || (from.len > 1 && from.at[0] == '0'))
        return false;
    for (uint32_t i = 0; i < from.len; i++) {
        if (from.at[i] < '0' || from.at[i] > '9')
            return false;
        if (__builtin_mul_overflow(v, UINT64_C(10), &v)
            || __builtin_add_overflow(v, (uint64_t)(from.at[i] - '0'), &v))
            return false;
    }
    *ret = v;
    return true;
}

struct head {
    uint64_t size, at_us;
    uint8_t root[32];
};

static bool body_get(struct text body, const char *origin, struct head *ret)
{
    struct text line;
    bool timed = false;

    if (!next_line(&body, &line) || !text_is(line, origin))
        return false;
    if (!next_line(&body, &line) || !size_get(line, &ret->size))
        return false;
    if (!next_line(&body, &line) || line.len != ROOT_BASE64_LEN || !base64_exactly(ret->root, sizeof ret->root, line))
        return false;
    while (next_line(&body, &line)) {
        if (line.len == 0)
            return false;
        if (!takes(&line, "time ", 5))
            continue;
        if (timed || !rfc3339_get(line, &ret->at_us))
            return false;
        timed = true;
    }
    return timed && body.len == 0;
}

enum err checkpoint_verify(struct text note, const char *origin, const uint8_t public_key[32], uint64_t *ret_size,
                           uint8_t ret_root[32], uint64_t *ret_at_us)
{
    struct text body, signatures;
    struct head head = {0};

    must(origin_len(origin) <= CHECKPOINT_ORIGIN_MAX);
    if (!note_is_text(note) || !note_split(note, &body, &signatures))
        return ERR_MALFORMED;
    TRY(signatures_check(signatures, body, origin, public_key));
    if (!body_get(body, origin, &head))
        return ERR_MALFORMED;
    *ret_size = head.size;
    memcpy(ret_root, head.root, sizeof head.root);
    *ret_at_us = head.at_us;
    return OK;
}
