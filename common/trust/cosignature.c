/* Lines of witnesses under a checkpoint (C2SP tlog-cosignature, cosignature/v1): the base64 of key id, time (8 bytes,
 * big-endian seconds) and an Ed25519 signature over a heading with that time and the note's text. */
#include "trust/note.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/invariant.h"

#define LINE_BYTES (KEY_ID_LEN + 8u + SIGNATURE_LEN)
#define LINE_CODED (LINE_BYTES / 3u * 4u + 4u)         /* 76 bytes */
#define BODY_MAX 4096u
#define TIME_SECONDS_MAX (TIME_US_MAX / US_PER_SECOND)

/* What is signed. False when the note is larger than any checkpoint here. */
static bool message_of(struct text body, uint64_t at_s, char ret[BODY_MAX + 64], struct bytes *ret_message)
{
    int len = snprintf(ret, 64, "cosignature/v1\ntime %" PRIu64 "\n", at_s);

    must(len > 0 && len < 64);
    if (body.len > BODY_MAX)
        return false;
    memcpy(ret + len, body.at, body.len);
    *ret_message = (struct bytes){ (const uint8_t *)ret, (uint32_t)len + body.len };
    return true;
}

enum err cosignature_put(const struct signer *signer, const char *name, struct text note, uint64_t at_us, char ret[COSIGNATURE_SIZE])
{
    char message[BODY_MAX + 64], coded[LINE_CODED + 1];
    uint8_t line[LINE_BYTES];
    uint64_t at_s = at_us / US_PER_SECOND;
    struct text body, signatures;
    struct bytes signed_bytes;

    if (!note_parts(note, &body, &signatures) || !message_of(body, at_s, message, &signed_bytes))
        return ERR_MALFORMED;
    note_key_id(name, ALGORITHM_COSIGNATURE, signer->public_key, line);
    for (uint32_t i = 0; i < 8; i++)
        line[KEY_ID_LEN + i] = (uint8_t)(at_s >> (56 - 8 * i));
    sign(signer, signed_bytes, line + KEY_ID_LEN + 8);
    base64_put(coded, sizeof coded, (struct bytes){ line, sizeof line });
    must(snprintf(ret, COSIGNATURE_SIZE, NOTE_DASH "%s %s\n", name, coded) < (int)COSIGNATURE_SIZE);
    return OK;
}

/* A line in this witness's name and key: OK, or ERR_CRYPTO; of another's ERR_NOT_FOUND. */
static enum err line_check(struct text line, struct text body, const char *name, const uint8_t public_key[32], uint64_t *ret_at_us)
{
    char message[BODY_MAX + 64];
    uint8_t bytes[LINE_BYTES], id[KEY_ID_LEN];
    struct text named, coded;
    struct bytes signed_bytes;
    uint64_t at_s = 0;
    uint32_t len;

    if (!note_signature(line, &named, &coded))
        return ERR_MALFORMED;
    note_key_id(name, ALGORITHM_COSIGNATURE, public_key, id);
    if (!text_is(named, name) || !base64_get(bytes, sizeof bytes, coded, &len) || len != sizeof bytes || memcmp(bytes, id, sizeof id) != 0)
        return ERR_NOT_FOUND;
    for (uint32_t i = 0; i < 8; i++)
        at_s = at_s << 8 | bytes[KEY_ID_LEN + i];
    if (at_s > TIME_SECONDS_MAX || !message_of(body, at_s, message, &signed_bytes) ||
        !signature_ok(public_key, signed_bytes, bytes + KEY_ID_LEN + 8))
        return ERR_CRYPTO;
    *ret_at_us = at_s * US_PER_SECOND;
    return OK;
}

enum err cosignature_check(struct text note, const char *name, const uint8_t public_key[32], uint64_t *ret_at_us)
{
    struct text body, signatures, line;
    enum err verdict = ERR_NOT_FOUND;

    if (!note_parts(note, &body, &signatures))
        return ERR_MALFORMED;
    while (verdict == ERR_NOT_FOUND && note_line(&signatures, &line))
        verdict = line_check(line, body, name, public_key, ret_at_us);
    return verdict;
}
