/* Passwords and second factors; people who come, move and leave. */
#include "staff_fixture.h"

static const enum staff_role with_code[] = { STAFF_ROLE_CITY, STAFF_ROLE_AUDITOR, STAFF_ROLE_SERVICE_MANAGER };
static const struct staff_config config = { .ticket_minutes = 10, .session_minutes = 600, .second_factor_roles = { with_code, 3 },
                                            .first_password = FIRST_PASSWORD_CHANGED };

static int setup(void **state)
{
    *state = bench_new(&staff_service, &config);
    return 0;
}

/* ---- Passwords -------------------------------------------------------------------------- */

static enum refusal creating(struct bench *b, enum staff_role role, const char *password)
{
    static unsigned number;
    char name[16];

    snprintf(name, sizeof name, "person%u", ++number);
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = text_of(name), .display_name = TEXT("Sayama Hanakoria"), .role = role, .password = text_of(password)));
    return bench_refused_with(b, PASSWORD_TOO_SHORT) ? PASSWORD_TOO_SHORT : bench_refused_with(b, PASSWORD_GUESSABLE) ? PASSWORD_GUESSABLE : REFUSAL_NONE;
}

static void create_account__takes_a_password_by_its_length_and_no_other_rule(void **state)    /* covers §8⑥ */
{
    struct bench *b = *state;

    assert_int_equal(creating(b, STAFF_ROLE_OPERATOR, "velvet umbrell"), PASSWORD_TOO_SHORT);       /* 14 */
    assert_int_equal(creating(b, STAFF_ROLE_OPERATOR, "velvet umbrella"), REFUSAL_NONE);            /* 15 */
    assert_int_equal(creating(b, STAFF_ROLE_CITY, "umbrella"), REFUSAL_NONE);                        /* 8, with a code */
    assert_int_equal(creating(b, STAFF_ROLE_OPERATOR, "ひさしぶりに晴れた朝の散歩道"), PASSWORD_TOO_SHORT);    /* 14 code points */
    assert_int_equal(creating(b, STAFF_ROLE_OPERATOR, "ひさしぶりに晴れた朝の散歩道を"), REFUSAL_NONE);
}

static void create_account__refuses_what_is_guessed_first(void **state)
{
    struct bench *b = *state;

    assert_int_equal(creating(b, STAFF_ROLE_OPERATOR, "passwordpassword"), PASSWORD_GUESSABLE);
    assert_int_equal(creating(b, STAFF_ROLE_OPERATOR, "Madoguchi-2027-!!"), PASSWORD_GUESSABLE);
    assert_int_equal(creating(b, STAFF_ROLE_OPERATOR, "aaaaaaaaaaaaaaaaaa"), PASSWORD_GUESSABLE);
    assert_int_equal(creating(b, STAFF_ROLE_OPERATOR, "qwertyuiopasdfgh"), PASSWORD_GUESSABLE);
    assert_int_equal(creating(b, STAFF_ROLE_OPERATOR, "sayama hanakoria 1"), PASSWORD_GUESSABLE);     /* the person's name */
}

static void first_password__is_good_for_changing_it_alone(void **state)                  /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    then(b, account_created(.account_id = account), first_password_set(.account_id = account));
    log_in(b, "hanako", PASSWORD);
    then_result(b, login_result(.account_id = account, .role = STAFF_ROLE_OPERATOR, .expires_at_us = now(b) + 10 * US_PER_MINUTE,
                                .next_step = LOGIN_STEP_CHANGE_PASSWORD));
    assert_int_equal(shown_ticket(b).role, ROLE_NEWCOMER);
    as(b, account.v, ROLE_NEWCOMER);
    when(b, register_badge(.badge = TEXT("04A2B3C4D5"), .pin = TEXT("48206173")));
    then_not_taken(b, NOT_PERMITTED);
    when(b, change_password(.password = TEXT(PASSWORD), .new_password = TEXT(OTHER_PASSWORD)));
    then(b, password_set(.account_id = account));
    when(b, renew_ticket());
    assert_int_equal(ticket_in(((const struct renew_ticket_shown *)shown_of(b, &renew_ticket_shown_spec))->ticket).role, ROLE_OPERATOR);
    log_in(b, "hanako", PASSWORD);
    then_refused(b, BAD_CREDENTIALS);
    log_in(b, "hanako", OTHER_PASSWORD);
    assert_int_equal(shown_ticket(b).role, ROLE_OPERATOR);
}

static void change_password__refuses_in_order(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    as(b, account.v, ROLE_NEWCOMER);
    when(b, change_password(.password = TEXT(PASSWORD), .new_password = TEXT(PASSWORD)));
    then_refused(b, PASSWORD_SAME);
    when(b, change_password(.password = TEXT(PASSWORD), .new_password = TEXT("tenletters")));
    then_refused(b, PASSWORD_TOO_SHORT);
    when(b, change_password(.password = TEXT(PASSWORD), .new_password = TEXT("hanakohanakohanako")));
    then_refused(b, PASSWORD_GUESSABLE);
    for (unsigned i = 0; i < 5; i++) {
        when(b, change_password(.password = TEXT("wrong horse"), .new_password = TEXT(OTHER_PASSWORD)));
        then_refused(b, BAD_CREDENTIALS);
    }
    when(b, change_password(.password = TEXT(PASSWORD), .new_password = TEXT(OTHER_PASSWORD)));
    then_refused(b, TOO_MANY_ATTEMPTS);
}

static void change_password__ends_sessions_at_other_terminals(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    log_in(b, "hanako", PASSWORD);
    log_in_at(b, 2, "hanako", PASSWORD);
    at_us(b, now(b) + 1);
    as(b, account.v, ROLE_NEWCOMER);
    when(b, change_password(.password = TEXT(PASSWORD), .new_password = TEXT(OTHER_PASSWORD)));
    then(b, session_ended(.account_id = account, .terminal = TEXT("desk-2"), .reason = SESSION_END_PASSWORD), password_set(.account_id = account));
}

static void reset_password__gives_a_first_password_again(void **state)                   /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    as(b, account.v, ROLE_NEWCOMER);
    when(b, change_password(.password = TEXT(PASSWORD), .new_password = TEXT(OTHER_PASSWORD)));
    for (unsigned i = 0; i < 5; i++)
        log_in(b, "hanako", "wrong horse");
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, reset_password(.account_id = account, .password = TEXT(PASSWORD)));
    then(b, login_failures_cleared(), password_set(.account_id = account), first_password_set(.account_id = account));
    log_in(b, "hanako", PASSWORD);
    assert_int_equal(shown_ticket(b).role, ROLE_NEWCOMER);
}

static void reset_password__refuses_in_order(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    when(b, reset_password(.account_id = { 99 }, .password = TEXT(OTHER_PASSWORD)));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, reset_password(.account_id = account, .password = TEXT("tenletters")));
    then_refused(b, PASSWORD_TOO_SHORT);
    when(b, reset_password(.account_id = account, .password = TEXT("passwordpassword")));
    then_refused(b, PASSWORD_GUESSABLE);
    as(b, account.v, ROLE_SERVICE_MANAGER);
    when(b, reset_password(.account_id = account, .password = TEXT(OTHER_PASSWORD)));
    then_refused(b, OWN_ACCOUNT);
    given(b, account_revoked(.account_id = account, .revocation = 1));
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, reset_password(.account_id = account, .password = TEXT(OTHER_PASSWORD)));
    then_refused(b, ALREADY_REVOKED);
}

/* ---- The second factor ------------------------------------------------------------------ */

static uint8_t secret[TOTP_SECRET_MAX];
static uint32_t secret_len;
static char recovery[RECOVERY_CODES][RECOVERY_CODE_SIZE];

static const char *code_at(uint64_t us)
{
    static char code[TOTP_CODE_SIZE];

    totp_code((struct bytes){ secret, secret_len }, us / TOTP_STEP_US, code);
    return code;
}

/* A city official who has changed the first password and holds a ticket for enrolling. */
static struct account_id official(struct bench *b)
{
    struct account_id account = made(b, "official", STAFF_ROLE_CITY);

    as(b, account.v, ROLE_NEWCOMER);
    when(b, change_password(.password = TEXT(PASSWORD), .new_password = TEXT(OTHER_PASSWORD)));
    return account;
}

static void begin(struct bench *b)
{
    when(b, begin_second_factor());
    const struct begin_second_factor_shown *shown = shown_of(b, &begin_second_factor_shown_spec);
    assert_non_null(shown);
    assert_int_equal(shown->secret.len, 32);
    assert_true(shown->uri.len > 32);
    assert_int_equal(base32_parse(shown->secret, secret, &secret_len), OK);
}

static struct account_id enrolled(struct bench *b)
{
    struct account_id account = official(b);

    begin(b);
    when(b, confirm_second_factor(.code = text_of(code_at(now(b)))));
    then(b, second_factor_enrolled(.account_id = account, .round = 1, .step = now(b) / TOTP_STEP_US));
    const struct confirm_second_factor_shown *shown = shown_of(b, &confirm_second_factor_shown_spec);
    assert_non_null(shown);
    assert_int_equal(shown->recovery_codes.count, RECOVERY_CODES);
    for (unsigned i = 0; i < RECOVERY_CODES; i++)
        snprintf(recovery[i], RECOVERY_CODE_SIZE, "%.*s", (int)shown->recovery_codes.at[i].len, shown->recovery_codes.at[i].at);
    return account;
}

static void second_factor__until_enrolled_one_can_only_enrol(void **state)               /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id account = made(b, "official", STAFF_ROLE_CITY);

    log_in(b, "official", PASSWORD);
    as(b, account.v, ROLE_NEWCOMER);
    when(b, begin_second_factor());
    then_refused(b, FIRST_PASSWORD_FIRST);
    when(b, change_password(.password = TEXT(PASSWORD), .new_password = TEXT(OTHER_PASSWORD)));
    log_in(b, "official", OTHER_PASSWORD);
    then_result(b, login_result(.account_id = account, .role = STAFF_ROLE_CITY, .expires_at_us = now(b) + 10 * US_PER_MINUTE,
                                .next_step = LOGIN_STEP_ENROL_SECOND_FACTOR));
    assert_int_equal(shown_ticket(b).role, ROLE_NEWCOMER);
    at_us(b, now(b) + 10);                             /* past what is void of the session before */
    as(b, account.v, ROLE_NEWCOMER);
    when(b, renew_ticket());
    assert_int_equal(ticket_in(((const struct renew_ticket_shown *)shown_of(b, &renew_ticket_shown_spec))->ticket).role, ROLE_NEWCOMER);
    begin(b);
    when(b, confirm_second_factor(.code = text_of(code_at(now(b)))));
    when(b, renew_ticket());
    assert_int_equal(ticket_in(((const struct renew_ticket_shown *)shown_of(b, &renew_ticket_shown_spec))->ticket).role, ROLE_CITY);
}

static void second_factor__is_asked_for_at_every_login(void **state)
{
    struct bench *b = *state;
    struct account_id account = enrolled(b);
    uint64_t step;

    at_us(b, (now(b) / TOTP_STEP_US + 10) * TOTP_STEP_US + 5 * US_PER_SECOND);
    step = now(b) / TOTP_STEP_US;
    log_in(b, "official", OTHER_PASSWORD);
    then_refused(b, BAD_CREDENTIALS);
    log_in_with_code(b, "official", OTHER_PASSWORD, "000000");
    then_refused(b, BAD_CREDENTIALS);
    log_in_with_code(b, "official", PASSWORD, code_at(now(b)));
    then_refused(b, BAD_CREDENTIALS);
    log_in_with_code(b, "official", OTHER_PASSWORD, code_at(now(b) - TOTP_STEP_US));          /* one step late: good */
    then(b, login_failures_cleared(), second_factor_used(.account_id = account, .step = step - 1), logged_in(.account_id = account));
    log_in_with_code(b, "official", OTHER_PASSWORD, code_at(now(b) - TOTP_STEP_US));          /* the same code again */
    then_refused(b, BAD_CREDENTIALS);
    log_in_with_code(b, "official", OTHER_PASSWORD, code_at(now(b) - 2 * TOTP_STEP_US));
    then_refused(b, BAD_CREDENTIALS);
    log_in_with_code(b, "official", OTHER_PASSWORD, code_at(now(b) + 2 * TOTP_STEP_US));
    then_refused(b, BAD_CREDENTIALS);
    log_in_with_code(b, "official", OTHER_PASSWORD, code_at(now(b) + TOTP_STEP_US));          /* one step early: good */
    assert_int_equal(shown_ticket(b).role, ROLE_CITY);
    log_in_with_code(b, "official", OTHER_PASSWORD, code_at(now(b)));                         /* earlier than one used */
    then_refused(b, BAD_CREDENTIALS);
}

static void second_factor__recovery_code_is_good_once(void **state)
{
    struct bench *b = *state;
    struct account_id account = enrolled(b);

    log_in_with_code(b, "official", OTHER_PASSWORD, recovery[3]);
    then(b, second_factor_used(.account_id = account, .recovery_code = 4), logged_in(.account_id = account));
    log_in_with_code(b, "official", OTHER_PASSWORD, recovery[3]);
    then_refused(b, BAD_CREDENTIALS);
    log_in_with_code(b, "official", OTHER_PASSWORD, recovery[4]);
    assert_int_equal(shown_ticket(b).role, ROLE_CITY);
}

static void second_factor__secret_is_not_shown_once_it_is_confirmed(void **state)
{
    struct bench *b = *state;

    official(b);
    begin(b);
    when_repeated(b);
    assert_int_equal(((const struct begin_second_factor_shown *)shown_of(b, &begin_second_factor_shown_spec))->secret.len, 32);
    when_sequence(b, confirm_second_factor(.code = text_of(code_at(now(b)))), 500);
    when(b, begin_second_factor());
    then_refused(b, SECOND_FACTOR_KNOWN);
    when(b, confirm_second_factor(.code = text_of(code_at(now(b)))));
    then_refused(b, SECOND_FACTOR_KNOWN);
}

static void confirm_second_factor__refuses_a_wrong_code(void **state)
{
    struct bench *b = *state;

    official(b);
    when(b, confirm_second_factor(.code = TEXT("000000")));
    then_refused(b, SECOND_FACTOR_NOT_BEGUN);
    begin(b);
    for (unsigned i = 0; i < 5; i++) {
        when(b, confirm_second_factor(.code = text_of(code_at(now(b) + 100 * TOTP_STEP_US))));
        then_refused(b, CODE_WRONG);
    }
    when(b, confirm_second_factor(.code = text_of(code_at(now(b)))));
    then_refused(b, TOO_MANY_ATTEMPTS);
}

static void begin_second_factor__takes_a_hardware_tokens_secret(void **state)
{
    struct bench *b = *state;
    struct account_id account = official(b);

    when(b, begin_second_factor(.token_secret = TEXT("GEZDGNBVGY3TQOJQ GEZDGNBVGY3TQOJ1")));
    then_refused(b, TOKEN_SECRET_WRONG);                  /* 1 is no character of it */
    when(b, begin_second_factor(.token_secret = TEXT("gezd gnbv gy3t qojq gezd gnbv gy3t qojq")));
    then(b, second_factor_begun(.account_id = account, .factor_secret = TEXT("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), .is_token = true));
    assert_null(((const struct begin_second_factor_shown *)shown_of(b, &begin_second_factor_shown_spec))->secret.at);
    memcpy(secret, "12345678901234567890", 20);
    secret_len = 20;
    when(b, confirm_second_factor(.code = text_of(code_at(now(b)))));
    then(b, second_factor_enrolled(.account_id = account, .round = 1));
}

static void remove_second_factor__has_it_enrolled_anew(void **state)
{
    struct bench *b = *state;
    struct account_id account = enrolled(b);

    as(b, account.v, ROLE_SERVICE_MANAGER);
    when(b, remove_second_factor(.account_id = account));
    then_refused(b, OWN_ACCOUNT);
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, remove_second_factor(.account_id = { 99 }));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, remove_second_factor(.account_id = made(b, "taro", STAFF_ROLE_OPERATOR)));
    then_refused(b, SECOND_FACTOR_NOT_BEGUN);
    when(b, remove_second_factor(.account_id = account));
    then(b, second_factor_removed(.account_id = account));
    log_in(b, "official", OTHER_PASSWORD);
    assert_int_equal(shown_ticket(b).role, ROLE_NEWCOMER);
}

/* ---- Joiner, mover, leaver -------------------------------------------------------------- */

static void joiner__logs_in_from_the_first_day_on(void **state)                          /* covers §8⑥ */
{
    struct bench *b = *state;

    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, create_account(.name = TEXT("hanako"), .display_name = TEXT("狭山 花子"), .role = STAFF_ROLE_OPERATOR, .password = TEXT(PASSWORD), .starts_on = { 20270202 }));
    log_in(b, "hanako", PASSWORD);                        /* 2027-02-01 */
    then_refused(b, BAD_CREDENTIALS);
    at(b, 20270202, 0);
    log_in(b, "hanako", PASSWORD);
    assert_non_null(result_of(b, &login_result_spec));
}

static struct bytes body_of(const struct change_role *cmd)
{
    static uint8_t bytes[256];
    struct writer w = writer_of(bytes, sizeof bytes);

    encode_change_role(cmd, &w);
    return written(&w);
}

static void mover__needs_two_service_managers(void **state)                              /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);
    struct request_id request;

    log_in(b, "hanako", PASSWORD);
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, request_confirmation(.command = TEXT("change_role"), .body = body_of(&(struct change_role){ account, STAFF_ROLE_OPERATOR })));
    then_refused(b, SAME_ROLE);
    when(b, request_confirmation(.command = TEXT("change_role"), .body = body_of(&(struct change_role){ { 99 }, STAFF_ROLE_OPERATOR })));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, request_confirmation(.command = TEXT("change_role"), .body = body_of(&(struct change_role){ account, STAFF_ROLE_SITE_MANAGER })));
    request = ((const struct request_confirmation_result *)result_of(b, &request_confirmation_result_spec))->request_id;
    when(b, confirm_request(.request_id = request));
    then_refused(b, OWN_REQUEST);
    at_us(b, now(b) + 1);
    as(b, CHIEF + 1, ROLE_SERVICE_MANAGER);
    when(b, confirm_request(.request_id = request));
    then(b, engine_request_confirmed(.request_id = request), session_ended(.account_id = account, .reason = SESSION_END_ROLE),
         role_changed(.account_id = account, .role = STAFF_ROLE_SITE_MANAGER, .revocation = 1));
    as(b, account.v, ROLE_OPERATOR);
    when(b, renew_ticket());
    then_not_taken(b, BAD_TICKET);
    log_in(b, "hanako", PASSWORD);
    assert_int_equal(shown_ticket(b).revocation, 1);
}

static void mover__is_neither_of_the_two(void **state)
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_SERVICE_MANAGER);

    as(b, account.v, ROLE_SERVICE_MANAGER);
    when(b, request_confirmation(.command = TEXT("change_role"), .body = body_of(&(struct change_role){ account, STAFF_ROLE_CITY })));
    then_refused(b, OWN_ACCOUNT);
    given(b, account_revoked(.account_id = account, .revocation = 1));
    as(b, CHIEF, ROLE_SERVICE_MANAGER);
    when(b, request_confirmation(.command = TEXT("change_role"), .body = body_of(&(struct change_role){ account, STAFF_ROLE_CITY })));
    then_refused(b, ALREADY_REVOKED);
}

static void leaver__account_ends_after_the_last_day(void **state)                        /* covers §8⑥ */
{
    struct bench *b = *state;
    struct account_id account = made(b, "hanako", STAFF_ROLE_OPERATOR);

    log_in(b, "hanako", PASSWORD);
    as(b, 11, ROLE_SITE_MANAGER);
    when(b, set_last_day(.account_id = { 99 }, .last_day = { 20270228 }));
    then_refused(b, NO_SUCH_ACCOUNT);
    when(b, set_last_day(.account_id = account, .last_day = { 20270131 }));
    then_refused(b, DAY_PAST);
    when(b, set_last_day(.account_id = account, .last_day = { 20270228 }));
    then(b, last_day_set(.account_id = account, .last_day = { 20270228 }, .ends_at_us = tokyo_us((struct date){ 20270301 }, 0)));
    ask(b, accounts());
    assert_int_equal(((const struct accounts_result *)answer_of(b, &accounts_result_spec))->accounts.at[0].last_day.v, 20270228);
    pass(b, tokyo_us((struct date){ 20270301 }, 0) - now(b));
    then(b, session_ended(.account_id = account, .reason = SESSION_END_REVOKED), account_revoked(.account_id = account, .revocation = 1, .last_day = { 20270228 }));
    log_in(b, "hanako", PASSWORD);
    then_refused(b, BAD_CREDENTIALS);
    as(b, 11, ROLE_SITE_MANAGER);
    when(b, set_last_day(.account_id = account, .last_day = { 20270302 }));
    then_refused(b, ALREADY_REVOKED);
}

#define on_bench(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(create_account__takes_a_password_by_its_length_and_no_other_rule),
        on_bench(create_account__refuses_what_is_guessed_first),
        on_bench(first_password__is_good_for_changing_it_alone),
        on_bench(change_password__refuses_in_order),
        on_bench(change_password__ends_sessions_at_other_terminals),
        on_bench(reset_password__gives_a_first_password_again),
        on_bench(reset_password__refuses_in_order),
        on_bench(second_factor__until_enrolled_one_can_only_enrol),
        on_bench(second_factor__is_asked_for_at_every_login),
        on_bench(second_factor__recovery_code_is_good_once),
        on_bench(second_factor__secret_is_not_shown_once_it_is_confirmed),
        on_bench(confirm_second_factor__refuses_a_wrong_code),
        on_bench(begin_second_factor__takes_a_hardware_tokens_secret),
        on_bench(remove_second_factor__has_it_enrolled_anew),
        on_bench(joiner__logs_in_from_the_first_day_on),
        on_bench(mover__needs_two_service_managers),
        on_bench(mover__is_neither_of_the_two),
        on_bench(leaver__account_ends_after_the_last_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
