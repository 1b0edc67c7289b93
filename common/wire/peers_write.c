/* The allow-list's text, made line by line, and its signature. What is signed is a prefix of this use and
 * the hash of all bytes before the signature's line, so the enrolment key can sign nothing else by mistake. */
#include "wire/peers_table.h"

#include "base/invariant.h"
#include "trust/hash.h"
#include "wire/keys.h"

#define PREFIX "madoguchi allow-list 2\n"
#define MESSAGE_LEN (sizeof(PREFIX) - 1 + SHA256_LEN)

static void message_of(struct text signed_text, uint8_t ret[MESSAGE_LEN])
{
    memcpy(ret, PREFIX, sizeof(PREFIX) - 1);
    sha256((struct bytes){ (const uint8_t *)signed_text.at, signed_text.len }, ret + sizeof(PREFIX) - 1);
}

enum err peers_signed_by(const struct peers *peers, const uint8_t enrolment_key[32])
{
    uint8_t message[MESSAGE_LEN];

    if (!peers->has_signature)
        return ERR_NOT_FOUND;
    message_of((struct text){ peers->source, peers->signed_len }, message);
    return signature_ok(enrolment_key, (struct bytes){ message, sizeof(message) }, peers->signature) ? OK : ERR_CRYPTO;
}

void peers_put_signature(FILE *to, const struct signer *enrolment, struct text before)
{
    uint8_t message[MESSAGE_LEN], signature[SIGNATURE_LEN];
    char hex[2 * SIGNATURE_LEN + 1];

    message_of(before, message);
    sign(enrolment, (struct bytes){ message, sizeof(message) }, signature);
    hex_put(hex, signature, sizeof(signature));
    fprintf(to, "signature %s\n", hex);
}

void peers_put_head(FILE *to, uint64_t version, const uint8_t *ticket_key)
{
    char hex[65];

    must(version > 0 && version <= PEERS_VERSION_MAX);
    fprintf(to, "madoguchi-peers 2\nversion %llu\n", (unsigned long long)version);
    if (ticket_key == NULL)
        return;
    hex_put(hex, ticket_key, 32);
    fprintf(to, "ticket-key %s\n", hex);
}

static void put_services(FILE *to, const char *what, bool all, const char (*list)[16], uint32_t count, const char **comma)
{
    for (uint32_t i = 0; i < count; i++) {
        fprintf(to, "%s%s:%s", *comma, what, list[i]);
        *comma = ",";
    }
    if (!all)
        return;
    fprintf(to, "%s%s:*", *comma, what);
    *comma = ",";
}

static void put_word(FILE *to, const char *word, bool holds, const char **comma)
{
    if (!holds)
        return;
    fprintf(to, "%s%s", *comma, word);
    *comma = ",";
}

void peers_put_peer(FILE *to, const struct peer *peer, struct date until)
{
    char key[WIRE_KEY_TEXT_SIZE], day[11];
    const char *comma = "";

    wire_key_put(peer->key, key);
    fprintf(to, "%s %s %s ", key, peer->name, role_name(peer->role));
    put_services(to, "command", peer->command_all, peer->command_services, peer->command_count, &comma);
    put_services(to, "follow", peer->follow_all, peer->follow_services, peer->follow_count, &comma);
    put_word(to, "entries", peer->entries, &comma);
    put_word(to, "control", peer->control, &comma);
    if (*comma == '\0')
        fputs("-", to);
    date_put(day, until);
    if (until.v != 0)
        fprintf(to, " until=%s", day);
    fputs("\n", to);
}

void peers_put_revoked(FILE *to, const struct peers_revoked *revoked)
{
    char key[WIRE_KEY_TEXT_SIZE];

    wire_key_put(revoked->key, key);
    fprintf(to, "revoked %s %s\n", key, revoked->name);
}
