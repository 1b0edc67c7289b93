/* Requests as bytes and answers out of bytes, without sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client/answer.h"
#include "codec/check.h"

static uint8_t buffer[4096];

static struct bytes checked(const struct writer *w)
{
    struct check_fault fault = { 0, "" };
    struct bytes bytes = written(w);

    if (check_bytes(bytes, &check_limits_command, &fault) != OK)
        fail_msg("%s at %u", fault.reason, fault.offset);
    return bytes;
}

static void expect_text(struct bytes map, const char *key, const char *value)
{
    struct text text;

    assert_true(map_get_text(map, key, &text));
    assert_true(text_is(text, value));
}

static void expect_u64(struct bytes map, const char *key, uint64_t value)
{
    uint64_t v;

    assert_true(map_get_u64(map, key, &v));
    assert_int_equal(v, value);
}

static void call__a_command_is_canonical_with_and_without_the_optional(void **state)
{
    (void)state;
    struct writer w = writer_of(buffer, sizeof(buffer));
    struct position after[2] = { { TEXT("queueing"), 1, 7 }, { TEXT("reservations"), 2, 9 } };
    struct command_call call = { .name = TEXT("check_in"), .id = { 5, 6 } };
    struct bytes ticket = { (const uint8_t *)"ticket", 6 }, out;

    command_call_encode(&call, 3, &w);
    out = checked(&w);
    expect_text(out, "kind", "command");
    expect_text(out, "name", "check_in");
    expect_u64(out, "instance", 5);
    expect_u64(out, "sequence", 6);
    expect_u64(out, "request", 3);
    assert_int_equal(map_get(out, "body").at[0], 0x80);
    assert_null(map_get(out, "ticket").at);
    call.ticket = call.second = ticket;
    call.purpose = TEXT("counter");
    call.until_us = 99;
    call.after = after;
    call.after_count = 2;
    w = writer_of(buffer, sizeof(buffer));
    command_call_encode(&call, 3, &w);
    out = checked(&w);
    expect_text(out, "purpose", "counter");
    expect_u64(out, "until", 99);
    assert_true(map_get_bin(out, "second", &ticket));
    assert_int_equal(ticket.len, 6);
}

static void call__the_others_are_canonical(void **state)
{
    (void)state;
    struct writer w = writer_of(buffer, sizeof(buffer));
    struct position after = { TEXT("staff"), 1, 7 };

    query_call_encode(&(struct query_call){ .name = TEXT("lines"), .after = &after, .after_count = 1,
                                            .ticket = { (const uint8_t *)"t", 1 } }, 1, &w);
    expect_text(checked(&w), "kind", "query");
    w = writer_of(buffer, sizeof(buffer));
    pull_call_encode(&(struct pull_call){ .epoch = 1, .from = 2, .max = 512, .whole = true }, 2, &w);
    expect_u64(checked(&w), "from", 2);
    w = writer_of(buffer, sizeof(buffer));
    status_call_encode(3, &w);
    expect_text(checked(&w), "kind", "status");
    w = writer_of(buffer, sizeof(buffer));
    control_call_encode(&(struct control_call){ .name = TEXT("stop") }, 4, &w);
    expect_text(checked(&w), "name", "stop");
    w = writer_of(buffer, 10);
    status_call_encode(3, &w);
    assert_true(w.full);
}

static struct bytes refusal(void)
{
    struct writer w = writer_of(buffer, sizeof(buffer));

    write_map(&w, 7);
    write_key(&w, "detail");
    write_map(&w, 3);
    write_key(&w, "at");
    write_u64(&w, 12);
    write_key(&w, "field");
    write_key(&w, "rows[3].name");
    write_key(&w, "reason");
    write_key(&w, "too_long");
    write_key(&w, "instance");
    write_u64(&w, 5);
    write_key(&w, "kind");
    write_key(&w, "answer");
    write_key(&w, "outcome");
    write_key(&w, "not_taken");
    write_key(&w, "refusal");
    write_key(&w, "malformed");
    write_key(&w, "request");
    write_u64(&w, 8);
    write_key(&w, "sequence");
    write_u64(&w, 6);
    return checked(&w);
}

static void answer__tells_what_was_wrong_and_where(void **state)
{
    (void)state;
    struct answer answer;

    assert_true(answer_parse(refusal(), &answer));
    assert_int_equal(answer.kind, ANSWER_ANSWER);
    assert_int_equal(answer.outcome, OUTCOME_NOT_TAKEN);
    assert_int_equal(answer.request, 8);
    assert_int_equal(answer.id.instance, 5);
    assert_int_equal(answer.id.sequence, 6);
    assert_true(text_is(answer.refusal, "malformed"));
    assert_true(answer.has_offset);
    assert_int_equal(answer.offset, 12);
    assert_true(text_is(answer.field, "rows[3].name"));
    assert_true(text_is(answer.reason, "too_long"));
    assert_null(answer.result.at);
    assert_null(answer.position.source.at);
}

static void answer__cut_or_changed_bytes_are_none(void **state)
{
    (void)state;
    struct answer answer = { .request = 77 };
    struct bytes good = refusal();

    for (uint32_t cut = 0; cut < good.len; cut++)
        assert_false(answer_parse((struct bytes){ good.at, cut }, &answer));
    assert_int_equal(answer.request, 77);
    for (uint32_t i = 0; i < good.len; i++) {
        refusal();
        for (int bit = 0; bit < 8; bit++) {
            buffer[i] ^= (uint8_t)(1 << bit);
            (void)answer_parse(good, &answer);                 /* whatever it says, it stays inside */
            buffer[i] ^= (uint8_t)(1 << bit);
        }
    }
}

static void answer__a_refusal_without_its_name_is_none(void **state)
{
    (void)state;
    struct writer w = writer_of(buffer, sizeof(buffer));
    struct answer answer;

    write_map(&w, 3);
    write_key(&w, "kind");
    write_key(&w, "answer");
    write_key(&w, "outcome");
    write_key(&w, "refused");
    write_key(&w, "request");
    write_u64(&w, 8);
    assert_false(answer_parse(checked(&w), &answer));
}

static void status__needs_no_more_than_it_must(void **state)
{
    (void)state;
    struct writer w = writer_of(buffer, sizeof(buffer));
    struct answer answer;
    struct service_status status;
    struct position cursor;

    write_map(&w, 11);
    write_key(&w, "cursors");
    write_array(&w, 1);
    write_map(&w, 3);
    write_key(&w, "epoch");
    write_u64(&w, 1);
    write_key(&w, "sequence");
    write_u64(&w, 44);
    write_key(&w, "source");
    write_key(&w, "staff");
    write_key(&w, "epoch");
    write_u64(&w, 1);
    write_key(&w, "head");
    write_u64(&w, 10);
    write_key(&w, "kind");
    write_key(&w, "status");
    write_key(&w, "mode");
    write_key(&w, "trial");
    write_key(&w, "now");
    write_u64(&w, 5);
    write_key(&w, "request");
    write_u64(&w, 1);
    write_key(&w, "service");
    write_key(&w, "queueing");
    write_key(&w, "site");
    write_u64(&w, 1);
    write_key(&w, "state");
    write_key(&w, "ready");
    write_key(&w, "version");
    write_key(&w, "0.1.0");
    assert_true(answer_parse(checked(&w), &answer));
    assert_true(status_parse(&answer, &status));
    assert_true(text_is(status.state, "ready"));
    assert_int_equal(status.head, 10);
    assert_int_equal(status.parked, 0);
    assert_true(status_cursor_next(&status, &cursor));
    assert_int_equal(cursor.sequence, 44);
    assert_false(status_cursor_next(&status, &cursor));
    answer.kind = ANSWER_PAGE;
    assert_false(status_parse(&answer, &status));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(call__a_command_is_canonical_with_and_without_the_optional),
        cmocka_unit_test(call__the_others_are_canonical),
        cmocka_unit_test(answer__tells_what_was_wrong_and_where),
        cmocka_unit_test(answer__cut_or_changed_bytes_are_none),
        cmocka_unit_test(answer__a_refusal_without_its_name_is_none),
        cmocka_unit_test(status__needs_no_more_than_it_must),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
