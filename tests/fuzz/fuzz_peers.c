/* The allow-list's text: any bytes give a table or a fault that names the file and a line. */
#include "base/invariant.h"
#include "trust/sign.h"
#include "wire/peers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Written again and signed, it is the same list. */
static void check_written(const struct peers *peers)
{
    static struct signer enrolment;
    static struct wire_fault fault;
    struct peers *again = NULL;
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);

    signer_init(&enrolment, (const uint8_t[32]){ 1 });
    must(to != NULL);
    peers_put_head(to, peers_version(peers) == 0 ? 1 : peers_version(peers), peers_ticket_key(peers));
    for (uint32_t i = 0; i < peers_count(peers); i++)
        peers_put_peer(to, peers_at(peers, i), peers_until(peers, i));
    for (uint32_t i = 0; i < peers_revoked_count(peers); i++)
        peers_put_revoked(to, peers_revoked_at(peers, i));
    must(fflush(to) == 0);
    peers_put_signature(to, &enrolment, text_of(text));
    must(fclose(to) == 0);
    must(peers_parse("list", text_of(text), &again, &fault) == OK && peers_signed_by(again, enrolment.public_key) == OK);
    must(peers_count(again) == peers_count(peers) && peers_revoked_count(again) == peers_revoked_count(peers));
    free(text);
    peers_drop(&again);
}

static void check(const struct peers *peers)
{
    struct peers *later = peers_on(peers, (struct date){ 20270301 });

    for (uint32_t i = 0; i < peers_count(peers); i++) {
        const uint8_t *key = peers_at(peers, i)->key;
        bool over = peers_until(peers, i).v != 0 && peers_until(peers, i).v < 20270301;

        must(peers_find(peers, key) == peers_at(peers, i));
        must(peers_find(later, key) == (over ? NULL : peers_at(later, i)));
    }
    peers_drop(&later);
    check_written(peers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct wire_fault fault;
    struct peers *peers = NULL;

    if (peers_parse("list", (struct text){ (const char *)data, (uint32_t)size }, &peers, &fault) != OK) {
        must(peers == NULL && strncmp(fault.text, "list:", 5) == 0);
        return 0;
    }
    check(peers);
    peers_drop(&peers);
    return 0;
}
