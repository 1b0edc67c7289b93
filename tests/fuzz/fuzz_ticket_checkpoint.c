/* Tickets, checkpoints and booking codes from outside. The first byte chooses: bytes as they come, or a
 * checkpoint body behind a good signature, so that the reader behind it is reached too. */
#include "base/invariant.h"
#include "trust/checkpoint.h"
#include "trust/code.h"
#include "trust/random.h"
#include "trust/ticket.h"

#define ORIGIN "madoguchi.12/audit"
#define BODY_MAX 1024

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct signer signer;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const uint8_t seed[32] = { 1, 2, 3 };

    (void)argc;
    (void)argv;
    must(trust_init() == OK);
    signer_init(&signer, seed);
    return 0;
}

static void try_ticket(struct bytes in)
{
    struct staff_ticket ticket;
    uint8_t again[TICKET_LEN];

    if (ticket_verify(signer.public_key, in, &ticket) != OK)
        return;
    ticket_issue(&signer, &ticket, again);
    must(bytes_equal(in, (struct bytes){ again, TICKET_LEN }));
}

static void try_note(struct text note)
{
    struct checkpoint found, again_found;
    char again[CHECKPOINT_SIZE], line[COSIGNATURE_SIZE];
    uint64_t at_us;

    if (cosignature_check(note, "witness.example/w1", signer.public_key, &at_us) == OK)
        must(cosignature_put(&signer, "witness.example/w1", note, at_us, line) == OK);
    if (checkpoint_get(note, ORIGIN, signer.public_key, &found) != OK)
        return;
    must(checkpoint_put(&signer, found.changes_key ? &signer : NULL, ORIGIN, &found, again, sizeof again) == OK);
    must(checkpoint_get(text_of(again), ORIGIN, signer.public_key, &again_found) == OK);
    must(found.source_count == again_found.source_count && found.size == again_found.size);
}

static void try_key(struct text text)
{
    char name[CHECKPOINT_ORIGIN_MAX + 1], again[VERIFIER_KEY_SIZE];
    uint8_t key[32];

    if (verifier_key_get(text, name, key)) {
        verifier_key_put(name, key, again, sizeof again);
        must(text_is(text, again));
    }
    if (witness_key_get(text, name, key)) {
        witness_key_put(name, key, again, sizeof again);
        must(text_is(text, again));
    }
}

/* The body as given, with our signature below it. */
static void try_signed_body(struct bytes body)
{
    char note[BODY_MAX + CHECKPOINT_SIZE], key[VERIFIER_KEY_SIZE], base64[93];
    uint8_t signature[68];

    if (body.len > BODY_MAX)
        return;
    verifier_key_put(ORIGIN, signer.public_key, key, sizeof key);
    must(hex_get(signature, 4, (struct text){ key + sizeof ORIGIN, 8 }));
    sign(&signer, body, signature + 4);
    base64_put(base64, sizeof base64, (struct bytes){ signature, sizeof signature });
    memcpy(note, body.at, body.len);
    int tail = snprintf(note + body.len, sizeof note - body.len, "\n\xE2\x80\x94 " ORIGIN " %s\n", base64);
    must(tail > 0);
    try_note((struct text){ note, body.len + (uint32_t)tail });
}

static void try_code(struct text typed)
{
    char code[BOOKING_CODE_SIZE], again[BOOKING_CODE_SIZE];

    if (booking_code_parse(typed, code) != OK)
        return;
    must(booking_code_parse(text_of(code), again) == OK);
    must(memcmp(code, again, sizeof code) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > 1 << 16)
        return 0;
    struct bytes rest = { data + 1, (uint32_t)size - 1 };
    struct text text = { (const char *)rest.at, rest.len };

    switch (data[0] % 5) {
    case 0:
        try_ticket(rest);
        break;
    case 1:
        try_note(text);
        break;
    case 2:
        try_signed_body(rest);
        break;
    case 3:
        try_code(text);
        break;
    case 4:
        try_key(text);
        break;
    }
    return 0;
}
