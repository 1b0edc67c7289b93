/* The engine's promises, on the queueing core: one effect a command, who may do what, crash
 * marks, epochs, rebuild. */
#include "bench.h"

#include "codec/read.h"
#include "engine/internal.h"
#include "gen/staff_build.h"
#include "one_desk.h"

static int setup(void **state)
{
    struct bench *b = bench_new(&queueing_service, &config);

    given(b, ready(5), ready(6), day_opened(.date = { 20270201 }));
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    bench_drop((struct bench **)state);
    return 0;
}

#define a_ticket() take_ticket(.line_id = { 1 })

/* ---- Repeats ------------------------------------------------------------------------ */

static void repeat__same_id_has_one_effect_and_the_same_answer(void **state)
{
    struct bench *b = *state;
    uint64_t length;
    struct text outcome;

    as(b, 0, ROLE_KIOSK);
    when(b, a_ticket());
    then(b, ticket_taken(.number = 101));
    length = log_length(b);
    when_repeated(b);
    then_nothing(b);
    then_result(b, take_ticket_result(.number = 101));
    assert_int_equal(log_length(b), length);
    assert_true(map_get_text(answer_bytes(b), "outcome", &outcome) && text_is(outcome, "done"));
    assert_non_null(map_get(answer_bytes(b), "repeated").at);
}

static void repeat__a_refusal_is_remembered_too(void **state)
{
    struct bench *b = *state;

    as(b, 5, ROLE_OPERATOR);
    when(b, call_next(.desk_id = { 9 }));
    then_refused(b, NO_SUCH_DESK);
    when_repeated(b);
    then_refused(b, NO_SUCH_DESK);
    then_nothing(b);
}

static void repeat__same_id_with_other_content_conflicts(void **state)
{
    struct bench *b = *state;

    as(b, 0, ROLE_KIOSK);
    when(b, a_ticket());
    when_same_id(b, take_ticket(.line_id = { 1 }, .people = 2));
    then_not_taken(b, CONFLICT);
    then_nothing(b);
}

static void repeat__another_person_with_the_same_id_conflicts(void **state)
{
    struct bench *b = *state;

    as(b, 5, ROLE_OPERATOR);
    when(b, open_desk(.desk_id = { 1 }));
    then(b, desk_opened(.desk_id = { 1 }, .account_id = { 5 }));
    as(b, 6, ROLE_OPERATOR);
    when_same_id(b, open_desk(.desk_id = { 1 }));
    then_not_taken(b, CONFLICT);
}

static void repeat__survives_an_expired_ticket(void **state)
{
    struct bench *b = *state;

    as(b, 5, ROLE_OPERATOR);
    when(b, open_desk(.desk_id = { 1 }));
    at_us(b, now(b) + 20 * US_PER_MINUTE);
    when_repeated(b);
    assert_non_null(map_get(answer_bytes(b), "repeated").at);
}

static void repeat__below_the_window_is_too_old(void **state)
{
    struct bench *b = *state;

    as(b, 0, ROLE_KIOSK);
    when_sequence(b, a_ticket(), 1);
    when_sequence(b, a_ticket(), 40);
    when_sequence(b, a_ticket(), 24);
    then_not_taken(b, TOO_OLD);
    when_sequence(b, a_ticket(), 25);
    then(b, ticket_taken(.number = 103));
}

static void repeat__an_idle_edge_is_forgotten_after_an_hour(void **state)
{
    struct bench *b = *state;

    as(b, 0, ROLE_KIOSK);
    when_sequence(b, a_ticket(), 100);
    at_us(b, now(b) + US_PER_HOUR + 2 * US_PER_MINUTE);
    as(b, 5, ROLE_OPERATOR);
    when(b, open_desk(.desk_id = { 1 }));
    as(b, 0, ROLE_KIOSK);
    when_sequence(b, a_ticket(), 1);
    then(b, ticket_taken(.number = 102));
}

static void repeat__digest_key_gone_after_seven_days_is_too_old(void **state)
{
    struct bench *b = *state;

    as(b, 5, ROLE_OPERATOR);
    when_sequence(b, open_desk(.desk_id = { 1 }), 5000);
    at_us(b, now(b) + 5 * US_PER_DAY);
    when_sequence(b, close_desk(.desk_id = { 1 }), 5001);
    at_us(b, now(b) + 4 * US_PER_DAY);
    when_sequence(b, open_desk(.desk_id = { 1 }), 5002);
    when_sequence(b, open_desk(.desk_id = { 1 }), 5000);
    then_not_taken(b, TOO_OLD);
}

/* ---- Who may ------------------------------------------------------------------------- */

static void permission__a_refused_role_is_an_entry_but_occupies_no_id(void **state)
{
    struct bench *b = *state;
    uint64_t length = log_length(b);

    as(b, 5, ROLE_AUDITOR);
    when(b, open_desk(.desk_id = { 1 }));
    then_not_taken(b, NOT_PERMITTED);
    assert_int_equal(log_length(b), length + 1);
    as(b, 5, ROLE_OPERATOR);
    when_same_id(b, open_desk(.desk_id = { 1 }));
    then(b, desk_opened(.desk_id = { 1 }));
}

static void permission__an_edges_denials_are_logged_twenty_a_minute(void **state)
{
    struct bench *b = *state;
    uint64_t length = log_length(b);
    struct engine_figures figures;

    as(b, 0, ROLE_CITIZEN);
    for (int i = 0; i < 30; i++) {
        when(b, open_desk(.desk_id = { 1 }));
        then_not_taken(b, NOT_PERMITTED);
    }
    assert_int_equal(log_length(b), length + 20);
    engine_figures(bench_engine(b), &figures);
    assert_int_equal(figures.denied_uncounted, 10);
}

static void ticket__expired_is_not_taken(void **state)
{
    struct bench *b = *state;
    uint64_t length = log_length(b);

    as(b, 5, ROLE_OPERATOR);
    ticket_age(b, 11 * US_PER_MINUTE);
    when(b, open_desk(.desk_id = { 1 }));
    then_not_taken_at(b, BAD_TICKET, "ticket.expired");
    assert_int_equal(log_length(b), length + 1);       /* on record, but no use of the id */
    when_same_id(b, open_desk(.desk_id = { 1 }));
    then(b, desk_opened(.desk_id = { 1 }));
}

static void ticket__forged_is_not_taken(void **state)
{
    struct bench *b = *state;
    uint64_t length = log_length(b);

    as(b, 5, ROLE_OPERATOR);
    ticket_forged(b);
    when(b, open_desk(.desk_id = { 1 }));
    then_not_taken_at(b, BAD_TICKET, "ticket.forged");
    assert_int_equal(log_length(b), length + 1);
    for (int i = 0; i < 30; i++) {
        ticket_forged(b);
        when(b, open_desk(.desk_id = { 1 }));
        then_not_taken_at(b, BAD_TICKET, "ticket.forged");
    }
    assert_int_equal(log_length(b), length + 20);      /* who floods with them is counted beyond that */
}

/* The last entry is the engine's own and says so. */
static void then_noted(struct bench *b, const char *query, const char *at)
{
    struct view *v = NULL;
    struct arena arena;
    struct entry entry;
    struct bytes bytes;

    arena_init(&arena, 1u << 20);
    assert_int_equal(store_view(bench_engine(b)->store, &arena, &v), OK);
    assert_true(log_read(v, log_head(v), &bytes));
    assert_int_equal(entry_decode(bytes, &arena, &entry), OK);
    assert_int_equal(entry.cause.kind, CAUSE_ENGINE);
    assert_true(text_is(entry.cause.name, query));
    assert_true(text_is(entry.refusal, "bad_ticket"));
    assert_true(text_is(entry.refused_at, at));
    assert_true(text_is(entry.terminal, bench_peer(b)->name));
    view_drop(&v);
    arena_fini(&arena);
}

/* A query is a read, and who tries one with a ticket that is no good is on record all the same. */
static void query__with_a_bad_ticket_is_on_record(void **state)                          /* covers §8 */
{
    struct bench *b = *state;
    uint64_t length = log_length(b);

    as(b, 5, ROLE_OPERATOR);
    ticket_forged(b);
    ask(b, waiting_list());
    then_no_answer(b, BAD_TICKET);
    assert_int_equal(log_length(b), length + 1);
    then_noted(b, "waiting_list", "ticket.forged");
    ticket_age(b, 11 * US_PER_MINUTE);
    ask(b, waiting_list());
    then_noted(b, "waiting_list", "ticket.expired");
    for (int i = 0; i < 30; i++) {
        ticket_forged(b);
        ask(b, waiting_list());
        then_no_answer(b, BAD_TICKET);
    }
    assert_int_equal(log_length(b), length + 20);             /* a flood is counted beyond that */
    pass(b, US_PER_MINUTE);
    ticket_forged(b);
    ask(b, waiting_list());
    assert_int_equal(log_length(b), length + 21);
    ask(b, waiting_list());                   /* with a good one nothing is written */
    assert_int_equal(log_length(b), length + 21);
}

/* The first thing that ever happens at a service. */
static void query__with_a_bad_ticket_begins_a_log(void **state)
{
    struct bench *b = bench_new(&queueing_service, &config);

    (void)state;
    as(b, 5, ROLE_OPERATOR);
    ticket_forged(b);
    ask(b, waiting_list());
    then_noted(b, "waiting_list", "ticket.forged");
    bench_drop(&b);
}

static void allow_list__is_on_record_once_a_change(void **state)                         /* covers §8 */
{
    static const uint8_t first[32] = { 1 }, second_list[32] = { 2 };
    struct bench *b = *state;
    uint64_t length = log_length(b);
    struct outbox *out = outbox_new();

    assert_int_equal(engine_note_peers(bench_engine(b), 3, first, now(b), out), OK);
    assert_int_equal(log_length(b), length + 1);
    assert_int_equal(engine_note_peers(bench_engine(b), 3, first, now(b), out), OK);
    assert_int_equal(log_length(b), length + 1);
    bench_rebuild(b);
    assert_int_equal(engine_note_peers(bench_engine(b), 3, first, now(b), out), OK);
    assert_int_equal(log_length(b), length + 1);              /* nor after a start */
    assert_int_equal(engine_note_peers(bench_engine(b), 3, second_list, now(b), out), OK);
    assert_int_equal(engine_note_peers(bench_engine(b), 4, second_list, now(b), out), OK);
    assert_int_equal(log_length(b), length + 3);
    outbox_drop(&out);
}

static void ticket__of_another_terminal_is_not_taken(void **state)
{
    struct bench *b = *state;
    uint8_t frame[1024];
    struct bytes made;

    as(b, 5, ROLE_OPERATOR);
    made = bench_frame(b, open_desk(.desk_id = { 1 }));
    assert_true(made.len <= sizeof frame);
    memcpy(frame, made.at, made.len);
    memset(((struct peer *)bench_peer(b))->key, 0x77, 32);
    when_bytes(b, (struct bytes){ frame, made.len });
    then_not_taken_at(b, BAD_TICKET, "ticket.other_terminal");
}

static void ticket__of_an_ended_session_is_void(void **state)
{
    struct bench *b = *state;
    uint8_t key[32];

    memset(key, 0x40 + ROLE_TERMINAL, sizeof key);
    followed(b, session_ended(.account_id = { 5 }, .terminal = TEXT("terminal-1"), .terminal_key = { key, 32 }, .at_us = now(b), .reason = SESSION_END_LOGGED_OUT));
    as(b, 5, ROLE_OPERATOR);
    ticket_age(b, 1);
    when(b, open_desk(.desk_id = { 1 }));
    then_not_taken_at(b, BAD_TICKET, "ticket.session_ended");
    when(b, open_desk(.desk_id = { 1 }));               /* a new login */
    then(b, desk_opened(.desk_id = { 1 }));
}

static void staff__silent_serves_the_counter_but_shows_nothing(void **state)              /* architecture 5 */
{
    struct bench *b = *state;
    uint64_t since = now(b);

    engine_staff_silent(bench_engine(b), since);
    at_us(b, since + 60 * US_PER_MINUTE);
    as(b, 5, ROLE_OPERATOR);
    ticket_age(b, 60 * US_PER_MINUTE);                  /* good when the silence began */
    when(b, open_desk(.desk_id = { 1 }));
    then(b, desk_opened(.desk_id = { 1 }));
    ticket_age(b, 71 * US_PER_MINUTE);                  /* over before it began */
    when(b, close_desk(.desk_id = { 1 }));
    then_not_taken_at(b, BAD_TICKET, "ticket.expired");
    at_us(b, since + GRACE_US + 1);
    as(b, 5, ROLE_OPERATOR);
    ticket_age(b, GRACE_US);
    when(b, close_desk(.desk_id = { 1 }));
    then_not_taken_at(b, BAD_TICKET, "ticket.expired");
    engine_staff_silent(bench_engine(b), 0);
    when(b, close_desk(.desk_id = { 1 }));
    then(b, desk_closed(.desk_id = { 1 }));
}

static void ticket__void_after_a_followed_revocation(void **state)
{
    struct bench *b = *state;

    followed(b, account_revoked(.account_id = { 5 }, .revocation = 1));
    as(b, 5, ROLE_OPERATOR);
    when(b, open_desk(.desk_id = { 1 }));
    then_not_taken(b, BAD_TICKET);
    as(b, 6, ROLE_OPERATOR);
    when(b, open_desk(.desk_id = { 1 }));
    then(b, desk_opened(.desk_id = { 1 }));
}

static void second__is_not_taken_where_none_is_asked(void **state)
{
    struct bench *b = *state;

    as(b, 5, ROLE_OPERATOR);
    second(b, 6, ROLE_OPERATOR);
    when(b, open_desk(.desk_id = { 1 }));
    then_not_taken(b, SECOND_PERSON_NOT_TAKEN);
}

static void until__a_late_command_is_not_taken(void **state)
{
    struct bench *b = *state;

    as(b, 5, ROLE_OPERATOR);
    until(b, now(b) - 1);
    when(b, open_desk(.desk_id = { 1 }));
    then_not_taken(b, EXPIRED_COMMAND);
    until(b, now(b));
    when(b, open_desk(.desk_id = { 1 }));
    then(b, desk_opened(.desk_id = { 1 }));
}

/* ---- Outside bytes -------------------------------------------------------------------- */

static void malformed__names_field_and_reason_and_changes_nothing(void **state)
{
    static const struct { const char *bytes; uint32_t len; const char *field, *reason; } cases[] = {
        { "\xdd\xff\xff\xff\xff", 5, NULL, NULL },
        { "\x81\xa4kind\xa7" "command", 14, "request", "missing" },
        { "\x82\xa4kind\xa4what\xa7request\x01", 20, "kind", "not_a_member" },
        { "\x83\xa4kind\xa6status\xa7request\x01\xa4zzzz\x01", 28, "zzzz", "unknown_field" },
    };
    struct bench *b = *state;
    uint64_t length = log_length(b);

    as(b, 0, ROLE_KIOSK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes detail;
        struct text field, reason;

        when_bytes(b, (struct bytes){ (const uint8_t *)cases[i].bytes, cases[i].len });
        then_not_taken(b, MALFORMED);
        detail = map_get(answer_bytes(b), "detail");
        assert_non_null(detail.at);
        assert_true(map_get_text(detail, "reason", &reason));
        if (cases[i].field != NULL) {
            assert_true(map_get_text(detail, "field", &field) && text_is(field, cases[i].field));
            assert_true(text_is(reason, cases[i].reason));
        }
    }
    assert_int_equal(log_length(b), length);
}

static void malformed__a_long_unknown_key_is_answered_and_not_echoed(void **state)
{
    struct bench *b = *state;
    uint8_t frame[4096];
    struct writer w = writer_of(frame, sizeof frame);
    static const char digits[] = "271828182840";
    char key[2048];
    struct text field;

    memset(key, 'a', sizeof key);
    key[sizeof key - 1] = '\0';
    as(b, 0, ROLE_KIOSK);
    for (int i = 0; i < 2; i++) {
        w = writer_of(frame, sizeof frame);
        write_map(&w, 3);
        write_key(&w, i == 0 ? digits : key);
        write_u64(&w, 1);
        write_key(&w, "kind");
        write_key(&w, "status");
        write_number(&w, "request", 1);
        when_bytes(b, written(&w));
        then_not_taken(b, MALFORMED);
        assert_true(map_get_text(map_get(answer_bytes(b), "detail"), "field", &field) && text_is(field, "?"));
    }
}

static void purpose__only_where_asked_for_and_only_a_word_of_ours(void **state)
{
    struct bench *b = *state;
    uint64_t length = log_length(b);

    as(b, 0, ROLE_KIOSK);
    purpose(b, "271828182840");
    when(b, a_ticket());
    then_not_taken(b, MALFORMED);
    purpose(b, "curious");
    when(b, a_ticket());
    then_not_taken(b, MALFORMED);
    assert_int_equal(log_length(b), length);
}

/* ---- Crash marks ---------------------------------------------------------------------- */

/* What a crash in the middle of a step leaves behind: the input's id in the page and the fault's mark, nothing in the log.
 * The id is taken from a step whose commit failed, so that the input itself never took effect. */
static void crash_with_input_in_hand(struct bench *b)
{
    bench_marker(b)->held = bench_marker(b)->crashed = 1;
    bench_reopen(b);
}

static void quarantine__an_input_that_crashed_twice_is_set_aside(void **state)
{
    struct bench *b = *state;
    struct engine_figures figures;
    uint64_t length;

    as(b, 5, ROLE_OPERATOR);
    bench_fail_commit(b);
    when(b, open_desk(.desk_id = { 1 }));
    crash_with_input_in_hand(b);
    length = log_length(b);
    assert_true(bench_marker(b)->careful > 0);
    crash_with_input_in_hand(b);
    when_repeated(b);
    then_refused(b, QUARANTINED);
    then_nothing(b);
    assert_int_equal(log_length(b), length + 1);
    engine_figures(bench_engine(b), &figures);
    assert_int_equal(figures.quarantined, 1);
    when_repeated(b);
    then_refused(b, QUARANTINED);
    assert_int_equal(log_length(b), length + 1);
    when(b, open_desk(.desk_id = { 1 }));
    then(b, desk_opened(.desk_id = { 1 }));
}

static void quarantine__one_crash_is_not_enough(void **state)
{
    struct bench *b = *state;

    as(b, 5, ROLE_OPERATOR);
    bench_fail_commit(b);
    when(b, open_desk(.desk_id = { 1 }));
    crash_with_input_in_hand(b);
    when_repeated(b);
    then(b, desk_opened(.desk_id = { 1 }));
}

/* ---- Epochs, time, rebuild ------------------------------------------------------------ */

static void epoch__a_new_one_names_the_last_and_what_was_kept(void **state)
{
    struct bench *b = *state;
    struct outbox *out = outbox_new();
    struct engine_figures before, after;

    engine_figures(bench_engine(b), &before);
    assert_int_equal(engine_new_epoch(bench_engine(b), now(b), out), OK);
    engine_figures(bench_engine(b), &after);
    assert_int_equal(after.epoch, before.epoch + 1);
    assert_int_equal(after.head, before.head + 1);
    outbox_drop(&out);
}

static void put_restored(struct bench *b)
{
    struct store *store = engine_store(bench_engine(b));
    struct arena arena;
    struct txn *t;

    arena_init(&arena, 1u << 20);
    assert_int_equal(store_begin(store, &arena, &t), OK);
    meta_put(t, META_RESTORED, (struct bytes){ (const uint8_t *)"\1", 1 });
    assert_int_equal(store_commit(&t), OK);
    arena_fini(&arena);
}

/* Whatever comes first: what is restored may have been seen to go on otherwise. */
static void epoch__a_restored_log_begins_one_once(void **state)
{
    struct bench *b = *state;
    struct engine_figures before, after;

    when(b, open_desk(.desk_id = { 1 }));
    put_restored(b);
    bench_reopen(b);
    engine_figures(bench_engine(b), &before);
    assert_true(engine_timer_due(bench_engine(b), now(b)));
    when(b, close_desk(.desk_id = { 1 }));
    engine_figures(bench_engine(b), &after);
    assert_int_equal(after.epoch, before.epoch + 1);
    assert_int_equal(after.head, before.head + 2);
    bench_reopen(b);
    when(b, open_desk(.desk_id = { 1 }));
    engine_figures(bench_engine(b), &after);
    assert_int_equal(after.epoch, before.epoch + 1);
    assert_int_equal(after.head, before.head + 3);
}

static void time__never_runs_backwards(void **state)
{
    struct bench *b = *state;
    struct engine_figures figures;
    uint64_t before;

    as(b, 5, ROLE_OPERATOR);
    when(b, open_desk(.desk_id = { 1 }));
    engine_figures(bench_engine(b), &figures);
    before = figures.last_at_us;
    at_us(b, now(b) - 5 * US_PER_MINUTE);
    when(b, close_desk(.desk_id = { 1 }));
    engine_figures(bench_engine(b), &figures);
    assert_int_equal(figures.last_at_us, before);
}

static void rebuild__a_new_state_version_folds_the_log_anew(void **state)
{
    struct bench *b = *state;

    as(b, 0, ROLE_KIOSK);
    for (int i = 0; i < 20; i++)
        when(b, a_ticket());
    assert_int_equal(bench_rebuild(b), log_length(b));
    when_repeated(b);
    then_result(b, take_ticket_result(.number = 120));
    when(b, a_ticket());
    then(b, ticket_taken(.number = 121));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(repeat__same_id_has_one_effect_and_the_same_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(repeat__a_refusal_is_remembered_too, setup, teardown),
        cmocka_unit_test_setup_teardown(repeat__same_id_with_other_content_conflicts, setup, teardown),
        cmocka_unit_test_setup_teardown(repeat__another_person_with_the_same_id_conflicts, setup, teardown),
        cmocka_unit_test_setup_teardown(repeat__survives_an_expired_ticket, setup, teardown),
        cmocka_unit_test_setup_teardown(repeat__below_the_window_is_too_old, setup, teardown),
        cmocka_unit_test_setup_teardown(repeat__an_idle_edge_is_forgotten_after_an_hour, setup, teardown),
        cmocka_unit_test_setup_teardown(repeat__digest_key_gone_after_seven_days_is_too_old, setup, teardown),
        cmocka_unit_test_setup_teardown(permission__a_refused_role_is_an_entry_but_occupies_no_id, setup, teardown),
        cmocka_unit_test_setup_teardown(permission__an_edges_denials_are_logged_twenty_a_minute, setup, teardown),
        cmocka_unit_test_setup_teardown(ticket__expired_is_not_taken, setup, teardown),
        cmocka_unit_test_setup_teardown(ticket__forged_is_not_taken, setup, teardown),
        cmocka_unit_test_setup_teardown(query__with_a_bad_ticket_is_on_record, setup, teardown),
        cmocka_unit_test(query__with_a_bad_ticket_begins_a_log),
        cmocka_unit_test_setup_teardown(allow_list__is_on_record_once_a_change, setup, teardown),
        cmocka_unit_test_setup_teardown(ticket__of_another_terminal_is_not_taken, setup, teardown),
        cmocka_unit_test_setup_teardown(ticket__of_an_ended_session_is_void, setup, teardown),
        cmocka_unit_test_setup_teardown(staff__silent_serves_the_counter_but_shows_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(ticket__void_after_a_followed_revocation, setup, teardown),
        cmocka_unit_test_setup_teardown(second__is_not_taken_where_none_is_asked, setup, teardown),
        cmocka_unit_test_setup_teardown(until__a_late_command_is_not_taken, setup, teardown),
        cmocka_unit_test_setup_teardown(malformed__names_field_and_reason_and_changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(malformed__a_long_unknown_key_is_answered_and_not_echoed, setup, teardown),
        cmocka_unit_test_setup_teardown(purpose__only_where_asked_for_and_only_a_word_of_ours, setup, teardown),
        cmocka_unit_test_setup_teardown(quarantine__an_input_that_crashed_twice_is_set_aside, setup, teardown),
        cmocka_unit_test_setup_teardown(quarantine__one_crash_is_not_enough, setup, teardown),
        cmocka_unit_test_setup_teardown(epoch__a_new_one_names_the_last_and_what_was_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(epoch__a_restored_log_begins_one_once, setup, teardown),
        cmocka_unit_test_setup_teardown(time__never_runs_backwards, setup, teardown),
        cmocka_unit_test_setup_teardown(rebuild__a_new_state_version_folds_the_log_anew, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
