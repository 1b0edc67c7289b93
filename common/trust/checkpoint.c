/* Writing and reading signed tree heads. Reading trusts nothing before the signature has been
 * checked over the very bytes that are then taken apart; it needs no memory of its own. */
#include "trust/checkpoint.h"
#include "trust/note.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/invariant.h"
#include "base/text.h"

#define ROOT_BASE64_LEN 44
#define SIGNATURE_BASE64_LEN 92        /* of 68 bytes */
#define RFC3339_LEN 20
#define NOTE_LEN_MAX (1u << 20)        /* room for witnesses' lines, and a bound on the work */


static bool source_name_fits(struct text name)
{
    for (uint32_t i = 0; i < name.len; i++)
        if (name.at[i] < 'a' || name.at[i] > 'z')
            return false;
    return name.len > 0 && name.len < CHECKPOINT_SOURCE_SIZE;
}

/* ---- signing ---- */

static void add_sources(struct text_builder *note, const struct checkpoint *checkpoint)
{
    must(checkpoint->source_count <= CHECKPOINT_SOURCES_MAX);
    for (uint32_t i = 0; i < checkpoint->source_count; i++) {
        const struct checkpoint_source *source = &checkpoint->sources[i];

        must(source_name_fits(text_of(source->name)));
        text_add(note, "source %s %" PRIu64 " %" PRIu64 "\n", source->name, source->epoch, source->sequence);
    }
}

static void add_signature(struct text_builder *note, const struct signer *signer, const char *origin, struct bytes body)
{
    char coded[SIGNATURE_BASE64_LEN + 1];
    uint8_t signature[KEY_ID_LEN + SIGNATURE_LEN];

    note_key_id(origin, ALGORITHM_ED25519, signer->public_key, signature);
    sign(signer, body, signature + KEY_ID_LEN);
    base64_put(coded, sizeof coded, (struct bytes){ signature, sizeof signature });
    text_add(note, NOTE_DASH "%s %s\n", origin, coded);
}

enum err checkpoint_put(const struct signer *signer, const struct signer *next, const char *origin,
                        const struct checkpoint *checkpoint, char *ret, size_t ret_size)
{
    char room[CHECKPOINT_SIZE], root[ROOT_BASE64_LEN + 1], time[RFC3339_LEN + 1], key[VERIFIER_KEY_SIZE];
    struct text_builder note = text_within(room, sizeof room);
    struct bytes body;

    must(note_name_len(origin) <= CHECKPOINT_ORIGIN_MAX);
    base64_put(root, sizeof root, (struct bytes){ checkpoint->root, 32 });
    rfc3339_put(time, checkpoint->at_us);
    text_add(&note, "%s\n%" PRIu64 "\n%s\ntime %s\n", origin, checkpoint->size, root, time);
    add_sources(&note, checkpoint);
    if (next != NULL) {
        verifier_key_put(origin, next->public_key, key, sizeof key);
        text_add(&note, "next-key %s\n", key);
    }
    body = (struct bytes){ (const uint8_t *)room, (uint32_t)note.len };
    text_add(&note, "\n");
    add_signature(&note, signer, origin, body);
    if (next != NULL)
        add_signature(&note, next, origin, body);
    if (note.len >= ret_size)
        return ERR_FULL;
    memcpy(ret, room, note.len + 1);
    return OK;
}

enum err checkpoint_sign(const struct signer *signer, const char *origin, uint64_t size, const uint8_t root[32],
                         uint64_t at_us, char *ret, size_t ret_size)
{
    struct checkpoint checkpoint = { .size = size, .at_us = at_us };

    memcpy(checkpoint.root, root, 32);
    return checkpoint_put(signer, NULL, origin, &checkpoint, ret, ret_size);
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
bool note_line(struct text *rest, struct text *ret)
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

/* The word up to the next space, which is taken too. */
static bool word_of(struct text *rest, struct text *ret)
{
    const char *end = rest->len == 0 ? NULL : memchr(rest->at, ' ', rest->len);

    if (end == NULL)
        return false;
    *ret = (struct text){ rest->at, (uint32_t)(end - rest->at) };
    rest->at += ret->len + 1;
    rest->len -= ret->len + 1;
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

bool note_signature(struct text line, struct text *ret_name, struct text *ret_coded)
{
    const char *space;

    if (!takes(&line, NOTE_DASH, NOTE_DASH_LEN))
        return false;
    space = line.len == 0 ? NULL : memchr(line.at, ' ', line.len);
    if (space == NULL || space == line.at || space + 1 == line.at + line.len)
        return false;
    *ret_name = (struct text){ line.at, (uint32_t)(space - line.at) };
    *ret_coded = (struct text){ space + 1, line.len - ret_name->len - 1 };
    return true;
}

enum line_verdict { LINE_BAD, LINE_OTHER, LINE_FALSE, LINE_GOOD };

/* One signature line: ours (name and key id fit) is checked, another's is passed over. */
static enum line_verdict line_judge(struct text line, struct text body, const char *origin,
                                    const uint8_t public_key[32])
{
    uint8_t id[KEY_ID_LEN];
    uint8_t signature[KEY_ID_LEN + SIGNATURE_LEN];

    struct text name, encoded;

    if (!note_signature(line, &name, &encoded))
        return LINE_BAD;
    if (!text_is(name, origin) || encoded.len != SIGNATURE_BASE64_LEN)
        return LINE_OTHER;
    if (!base64_exactly(signature, sizeof signature, encoded))
        return LINE_BAD;
    note_key_id(origin, ALGORITHM_ED25519, public_key, id);
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

    while (note_line(&signatures, &line)) {
        if (decided) {
            if (!takes(&line, NOTE_DASH, NOTE_DASH_LEN))
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

/* "staff 1 4711"; both numbers 0 or none. */
static bool source_get(struct text from, struct checkpoint *to)
{
    struct checkpoint_source source = { .name = "" };
    struct text name, epoch;

    if (to->source_count == CHECKPOINT_SOURCES_MAX || !word_of(&from, &name) || !word_of(&from, &epoch) || !source_name_fits(name) ||
        !size_get(epoch, &source.epoch) || !size_get(from, &source.sequence) || source.epoch > UINT32_MAX ||
        (source.epoch == 0) != (source.sequence == 0))
        return false;
    memcpy(source.name, name.at, name.len);
    for (uint32_t i = 0; i < to->source_count; i++)
        if (strcmp(to->sources[i].name, source.name) == 0)
            return false;
    to->sources[to->source_count++] = source;
    return true;
}

static bool next_key_get(struct text from, const char *origin, struct checkpoint *to)
{
    char named[CHECKPOINT_ORIGIN_MAX + 1];

    if (to->changes_key || !verifier_key_get(from, named, to->next_key) || strcmp(named, origin) != 0)
        return false;
    to->changes_key = true;
    return true;
}

/* One line behind the root; of kinds that are not known nothing is said. */
static bool extension_get(struct text line, const char *origin, struct checkpoint *to, bool *timed)
{
    if (takes(&line, "time ", 5)) {
        if (*timed || !rfc3339_get(line, &to->at_us))
            return false;
        *timed = true;
        return true;
    }
    if (takes(&line, "source ", 7))
        return source_get(line, to);
    if (takes(&line, "next-key ", 9))
        return next_key_get(line, origin, to);
    return line.len > 0;
}

static bool body_get(struct text body, const char *origin, struct checkpoint *ret)
{
    struct text line;
    bool timed = false;

    if (!note_line(&body, &line) || !text_is(line, origin))
        return false;
    if (!note_line(&body, &line) || !size_get(line, &ret->size))
        return false;
    if (!note_line(&body, &line) || line.len != ROOT_BASE64_LEN || !base64_exactly(ret->root, sizeof ret->root, line))
        return false;
    while (note_line(&body, &line))
        if (!extension_get(line, origin, ret, &timed))
            return false;
    return timed && body.len == 0;
}

bool note_parts(struct text note, struct text *ret_body, struct text *ret_signatures)
{
    return note_is_text(note) && note_split(note, ret_body, ret_signatures);
}

enum err checkpoint_get(struct text note, const char *origin, const uint8_t public_key[32], struct checkpoint *ret)
{
    struct text body, signatures;
    struct checkpoint found = { .size = 0 };

    must(note_name_len(origin) <= CHECKPOINT_ORIGIN_MAX);
    if (!note_parts(note, &body, &signatures))
        return ERR_MALFORMED;
    TRY(signatures_check(signatures, body, origin, public_key));
    if (!body_get(body, origin, &found))
        return ERR_MALFORMED;
    if (found.changes_key)
        TRY(signatures_check(signatures, body, origin, found.next_key));
    *ret = found;
    return OK;
}

enum err checkpoint_verify(struct text note, const char *origin, const uint8_t public_key[32], uint64_t *ret_size,
                           uint8_t ret_root[32], uint64_t *ret_at_us)
{
    struct checkpoint found;

    TRY(checkpoint_get(note, origin, public_key, &found));
    *ret_size = found.size;
    memcpy(ret_root, found.root, sizeof found.root);
    *ret_at_us = found.at_us;
    return OK;
}
