/* Reading a copy of the epoch keys. Keeps true: all of it opens or nothing does; it is text from outside until the seal has held. */
#include "escrow_copy.h"

#include <string.h>

#include "trust/escrow.h"
#include "trust/keyfile.h"
#include "trust/random.h"

static bool next_line(struct text *rest, struct text *ret)
{
    const char *end = rest->len == 0 ? NULL : memchr(rest->at, '\n', rest->len);

    if (end == NULL)
        return false;
    *ret = (struct text){ rest->at, (uint32_t)(end - rest->at) };
    *rest = (struct text){ end + 1, rest->len - ret->len - 1 };
    return true;
}

static bool takes(struct text *line, const char *word)
{
    uint32_t len = (uint32_t)strlen(word);

    if (line->len < len || memcmp(line->at, word, len) != 0)
        return false;
    *line = (struct text){ line->at + len, line->len - len };
    return true;
}

/* Digits up to the end or a space, which is taken too. */
static bool number(struct text *line, uint32_t max, uint32_t *ret)
{
    uint32_t v = 0, i = 0;

    for (; i < line->len && line->at[i] >= '0' && line->at[i] <= '9' && v <= max / 10; i++)
        v = v * 10 + (uint32_t)(line->at[i] - '0');
    if (i == 0 || v > max || (i < line->len && line->at[i] != ' '))
        return false;
    i += i < line->len ? 1 : 0;
    *line = (struct text){ line->at + i, line->len - i };
    *ret = v;
    return true;
}

static bool service_name(struct text *line, char ret[17])
{
    uint32_t len = 0;

    while (len < line->len && len < 17 && line->at[len] >= 'a' && line->at[len] <= 'z')
        len++;
    if (len == 0 || len == 17 || len == line->len || line->at[len] != ' ')
        return false;
    memcpy(ret, line->at, len);
    ret[len] = '\0';
    *line = (struct text){ line->at + len + 1, line->len - len - 1 };
    return true;
}

static enum err open_one(struct text line, const uint8_t public_key[32], const uint8_t secret_key[32], struct escrow_copy *to)
{
    uint8_t sealed[ESCROW_LEN];

    if (to->count == ESCROW_COPY_KEYS || !takes(&line, "key ") || !service_name(&line, to->keys[to->count].service) ||
        !number(&line, UINT32_MAX / 10, &to->keys[to->count].epoch) || to->keys[to->count].epoch == 0 || !hex_get(sealed, sizeof sealed, line))
        return ERR_MALFORMED;
    TRY(escrow_open(public_key, secret_key, sealed, to->keys[to->count].key));
    to->count++;
    return OK;
}

static enum err open_all(struct text rest, const uint8_t secret_key[32], struct escrow_copy *to)
{
    uint8_t public_key[32];
    struct text line;

    escrow_public(secret_key, public_key);
    if (!next_line(&rest, &line) || !text_is(line, "madoguchi-escrow 1"))
        return ERR_MALFORMED;
    if (!next_line(&rest, &line) || !takes(&line, "site ") || !number(&line, UINT16_MAX, &to->site))
        return ERR_MALFORMED;
    if (!next_line(&rest, &line) || !takes(&line, "destroy-on ") || line.len != 10)
        return ERR_MALFORMED;
    for (uint32_t i = 0; i < 10; i++) {
        if ((line.at[i] < '0' || line.at[i] > '9') && line.at[i] != '-')
            return ERR_MALFORMED;
        to->destroy_on[i] = line.at[i];
    }
    while (rest.len > 0) {
        if (!next_line(&rest, &line))
            return ERR_MALFORMED;
        TRY(open_one(line, public_key, secret_key, to));
    }
    return to->count > 0 ? OK : ERR_MALFORMED;
}

enum err escrow_copy_open(struct text copy, const uint8_t secret_key[32], struct escrow_copy *ret)
{
    struct escrow_copy opened = { .count = 0 };
    enum err err = open_all(copy, secret_key, &opened);

    if (err == OK)
        *ret = opened;
    secret_wipe(&opened, sizeof opened);
    return err;
}
