/* Signatures and staff tickets; expected bytes from another implementation of Ed25519. */
#include "trust/sign.h"
#include "trust/ticket.h"
#include "trust_test.h"

static struct signer signer;

static int signer_ready(void **state)
{
    if (trust_ready(state) != 0)
        return -1;
    signer_init(&signer, counting_key);
    return 0;
}

static struct staff_ticket sample(void)
{
    struct staff_ticket ticket = {
        .account = UINT64_C(12) << 48 | 5, .role = 3, .revocation = 7, .site = 12,
        .issued_at_us = UINT64_C(1801440300000000), .expires_at_us = UINT64_C(1801440900000000),
    };

    for (size_t i = 0; i < sizeof ticket.terminal; i++)
        ticket.terminal[i] = (uint8_t)(0x40 + i);
    return ticket;
}

static void sign__is_ed25519(void **state)
{
    uint8_t signature[SIGNATURE_LEN];
    struct bytes message = { (const uint8_t *)"text", 4 };

    (void)state;
    assert_hex(signer.public_key, 32, "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
    sign(&signer, message, signature);
    assert_true(signature_ok(signer.public_key, message, signature));
    assert_false(signature_ok(signer.public_key, (struct bytes){ message.at, 3 }, signature));
    signature[63] ^= 1;
    assert_false(signature_ok(signer.public_key, message, signature));
    sign(&signer, (struct bytes){ NULL, 0 }, signature);
    assert_true(signature_ok(signer.public_key, (struct bytes){ NULL, 0 }, signature));
}

static void signer_fini__wipes_the_key(void **state)
{
    struct signer other;
    const struct signer empty = { .public_key = {0} };

    (void)state;
    signer_init(&other, counting_key);
    signer_fini(&other);
    assert_memory_equal(&other, &empty, sizeof other);
}

static void ticket__has_the_layout_of_its_header(void **state)
{
    struct staff_ticket ticket = sample();
    uint8_t bytes[TICKET_LEN];

    (void)state;
    ticket_issue(&signer, &ticket, bytes);
    assert_hex(bytes, 67,
               "01000c000c0000000000050000000300000007"
               "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
               "00066666812a630000066666a4eda900");
    assert_hex(bytes + 67, 64,
               "8ea36b0facf3fa702cf758ab7d0e6caf2c496b5b8084e797eb059b471b76bbba"
               "7250361c311e7660c16abf8a5df248b3906f0a8d7921a5b8ba1d8c64c362e109");
}

static void ticket__comes_back_as_it_was_issued(void **state)
{
    struct staff_ticket ticket = sample(), back;
    uint8_t bytes[TICKET_LEN];

    (void)state;
    ticket_issue(&signer, &ticket, bytes);
    assert_int_equal(ticket_verify(signer.public_key, (struct bytes){ bytes, TICKET_LEN }, &back), OK);
    assert_true(back.account == ticket.account && back.role == ticket.role && back.site == ticket.site);
    assert_true(back.revocation == ticket.revocation && back.issued_at_us == ticket.issued_at_us);
    assert_true(back.expires_at_us == ticket.expires_at_us);
    assert_memory_equal(back.terminal, ticket.terminal, sizeof back.terminal);
}

static void ticket__with_any_bit_changed_is_refused(void **state)
{
    struct staff_ticket ticket = sample(), back = { .account = 1 };
    uint8_t bytes[TICKET_LEN];

    (void)state;
    ticket_issue(&signer, &ticket, bytes);
    for (uint32_t bit = 0; bit < TICKET_LEN * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(ticket_verify(signer.public_key, (struct bytes){ bytes, TICKET_LEN }, &back),
                         bit < 8 ? ERR_MALFORMED : ERR_CRYPTO);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_int_equal(back.account, 1);
}

static void ticket__of_another_length_or_issuer_is_refused(void **state)
{
    struct staff_ticket ticket = sample(), back;
    struct signer forger;
    uint8_t bytes[TICKET_LEN + 1] = {0}, seed[32] = {1};

    (void)state;
    ticket_issue(&signer, &ticket, bytes);
    for (uint32_t len = 0; len <= TICKET_LEN + 1; len++) {
        if (len != TICKET_LEN)
            assert_int_equal(ticket_verify(signer.public_key, (struct bytes){ bytes, len }, &back), ERR_MALFORMED);
    }
    assert_int_equal(ticket_verify(signer.public_key, (struct bytes){ NULL, 0 }, &back), ERR_MALFORMED);
    signer_init(&forger, seed);
    ticket_issue(&forger, &ticket, bytes);
    assert_int_equal(ticket_verify(signer.public_key, (struct bytes){ bytes, TICKET_LEN }, &back), ERR_CRYPTO);
}

static void ticket__signed_without_its_prefix_is_refused(void **state)
{
    struct staff_ticket ticket = sample(), back;
    uint8_t bytes[TICKET_LEN];

    (void)state;
    ticket_issue(&signer, &ticket, bytes);
    sign(&signer, (struct bytes){ bytes, 67 }, bytes + 67);
    assert_int_equal(ticket_verify(signer.public_key, (struct bytes){ bytes, TICKET_LEN }, &back), ERR_CRYPTO);
}

static void ticket__that_has_expired_still_verifies(void **state)
{
    struct staff_ticket ticket = sample(), back;
    uint8_t bytes[TICKET_LEN];

    (void)state;
    ticket.issued_at_us = 1;
    ticket.expires_at_us = 2;                /* the caller's business, with the caller's clock */
    ticket_issue(&signer, &ticket, bytes);
    assert_int_equal(ticket_verify(signer.public_key, (struct bytes){ bytes, TICKET_LEN }, &back), OK);
    assert_int_equal(back.expires_at_us, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sign__is_ed25519),
        cmocka_unit_test(signer_fini__wipes_the_key),
        cmocka_unit_test(ticket__has_the_layout_of_its_header),
        cmocka_unit_test(ticket__comes_back_as_it_was_issued),
        cmocka_unit_test(ticket__with_any_bit_changed_is_refused),
        cmocka_unit_test(ticket__of_another_length_or_issuer_is_refused),
        cmocka_unit_test(ticket__signed_without_its_prefix_is_refused),
        cmocka_unit_test(ticket__that_has_expired_still_verifies),
    };
    return cmocka_run_group_tests(tests, signer_ready, NULL);
}
