/* The state table of a card (domain 1.7, rules 4): every status against every step, and that the
 * contract lets exactly those people send a command whom the table names. */
#include "cmocka_all.h"

#include "base/invariant.h"
#include "engine/service.h"
#include "transitions.h"

extern const struct service inventory_service;

#define STEP(name) CARD_STEP_##name
#define END 0

/* A way to each status from nothing. */
static const enum card_step ways[][12] = {
    [CARD_STATE_ARRIVED] = { STEP(ARRIVED), END },
    [CARD_STATE_INSPECTED] = { STEP(ARRIVED), STEP(INSPECTED), END },
    [CARD_STATE_PRESET] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), END },
    [CARD_STATE_NOTIFIED] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(POSTED), END },
    [CARD_STATE_RETURNED] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(POSTED), STEP(RETURNED), END },
    [CARD_STATE_REMINDED] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(POSTED), STEP(REMINDED), END },
    [CARD_STATE_CHECKED_OUT] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(POSTED), STEP(CHECKED_OUT), END },
    [CARD_STATE_ON_HOLD] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(HELD), END },
    [CARD_STATE_TRANSFERRED] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(POSTED), STEP(TRANSFERRED), END },
    [CARD_STATE_DISPOSAL_CANDIDATE] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(POSTED), STEP(REMINDED), STEP(DISPOSAL_PROPOSED), END },
    [CARD_STATE_DISPOSAL_APPROVED] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(POSTED), STEP(REMINDED), STEP(DISPOSAL_PROPOSED),
                                       STEP(DISPOSAL_APPROVED), END },
    [CARD_STATE_MISSING] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(POSTED), STEP(MISSING), END },
    [CARD_STATE_ISSUED] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(POSTED), STEP(CHECKED_OUT), STEP(ISSUED), END },
    [CARD_STATE_DISPOSED] = { STEP(ARRIVED), STEP(INSPECTED), STEP(PRESET), STEP(POSTED), STEP(REMINDED), STEP(DISPOSAL_PROPOSED),
                              STEP(DISPOSAL_APPROVED), STEP(DISPOSED), END },
};

/* What each status allows after its way above, and where that leads. Nothing else. */
struct allowed { enum card_state from; enum card_step step; enum card_state to; };
#define TO(from, step, to) { CARD_STATE_##from, CARD_STEP_##step, CARD_STATE_##to }
static const struct allowed allowed[] = {
    TO(APPLIED, ARRIVED, ARRIVED),
    TO(ARRIVED, INSPECTED, INSPECTED), TO(ARRIVED, HELD, ON_HOLD), TO(ARRIVED, MISSING, MISSING),
    TO(INSPECTED, PRESET, PRESET), TO(INSPECTED, PRESET_FAILED, INSPECTED), TO(INSPECTED, HELD, ON_HOLD), TO(INSPECTED, MISSING, MISSING),
    TO(PRESET, MAILED, MAILED), TO(NOTIFIED, MAILED, MAILED), TO(RETURNED, MAILED, MAILED), TO(REMINDED, MAILED, MAILED), TO(ISSUED, CORRECTED, NOTIFIED),
    TO(PRESET, POSTED, NOTIFIED), TO(PRESET, CHECKED_OUT, CHECKED_OUT), TO(PRESET, HELD, ON_HOLD), TO(PRESET, MISSING, MISSING),
    TO(PRESET, DISPOSAL_PROPOSED, DISPOSAL_CANDIDATE), TO(PRESET, TRANSFERRED, TRANSFERRED),
    TO(NOTIFIED, RETURNED, RETURNED), TO(NOTIFIED, REMINDED, REMINDED), TO(NOTIFIED, CHECKED_OUT, CHECKED_OUT), TO(NOTIFIED, HELD, ON_HOLD),
    TO(NOTIFIED, MISSING, MISSING), TO(NOTIFIED, DISPOSAL_PROPOSED, DISPOSAL_CANDIDATE), TO(NOTIFIED, TRANSFERRED, TRANSFERRED),
    TO(RETURNED, REPOSTED, NOTIFIED), TO(RETURNED, REMINDED, REMINDED), TO(RETURNED, CHECKED_OUT, CHECKED_OUT), TO(RETURNED, HELD, ON_HOLD),
    TO(RETURNED, MISSING, MISSING), TO(RETURNED, DISPOSAL_PROPOSED, DISPOSAL_CANDIDATE), TO(RETURNED, TRANSFERRED, TRANSFERRED),
    TO(REMINDED, RETURNED, RETURNED), TO(REMINDED, REMINDED, REMINDED), TO(REMINDED, CHECKED_OUT, CHECKED_OUT), TO(REMINDED, HELD, ON_HOLD),
    TO(REMINDED, MISSING, MISSING), TO(REMINDED, DISPOSAL_PROPOSED, DISPOSAL_CANDIDATE), TO(REMINDED, TRANSFERRED, TRANSFERRED),
    TO(CHECKED_OUT, CHECKED_IN, NOTIFIED), TO(CHECKED_OUT, ISSUED, ISSUED), TO(CHECKED_OUT, HELD, ON_HOLD), TO(CHECKED_OUT, MISSING, MISSING),
    TO(ON_HOLD, RELEASED, PRESET), TO(ON_HOLD, DISPOSAL_PROPOSED, DISPOSAL_CANDIDATE), TO(ON_HOLD, MISSING, MISSING),
    TO(TRANSFERRED, RECEIVED, NOTIFIED), TO(TRANSFERRED, MISSING, MISSING),
    TO(DISPOSAL_CANDIDATE, DISPOSAL_WITHDRAWN, REMINDED), TO(DISPOSAL_CANDIDATE, DISPOSAL_APPROVED, DISPOSAL_APPROVED),
    TO(DISPOSAL_CANDIDATE, HELD, ON_HOLD), TO(DISPOSAL_CANDIDATE, MISSING, MISSING),
    TO(DISPOSAL_APPROVED, APPROVAL_WITHDRAWN, DISPOSAL_CANDIDATE), TO(DISPOSAL_APPROVED, TAKEN_FOR_DISPOSAL, DISPOSAL_APPROVED),
    TO(DISPOSAL_APPROVED, DISPOSED, DISPOSED), TO(DISPOSAL_APPROVED, HELD, ON_HOLD), TO(DISPOSAL_APPROVED, MISSING, MISSING),
    TO(MISSING, FOUND, NOTIFIED), TO(MISSING, WRITTEN_OFF, DISPOSED),
};

static struct card_life walk(struct card_life life, const enum card_step *steps)
{
    for (; *steps != END; steps++) {
        assert_true(life_allows(life, *steps));
        life = life_after(life, *steps);
    }
    return life;
}

static struct card_life life_in(enum card_state status)
{
    struct card_life life = { .status = status };

    if (status == CARD_STATE_APPLIED || status == CARD_STATE_MAILED)
        return life;
    life = walk((struct card_life){ 0 }, ways[status]);
    assert_int_equal(life.status, status);
    return life;
}

static enum card_state leads_to(enum card_state from, enum card_step step)
{
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (allowed[i].from == from && allowed[i].step == step)
            return allowed[i].to;
    return 0;
}

static void table__allows_exactly_the_steps_of_each_status(void **state)          /* covers §5(2) */
{
    uint32_t taken = 0;

    (void)state;
    for (enum card_state from = CARD_STATE_APPLIED; from <= CARD_STATE_MAILED; from++)
        for (enum card_step step = CARD_STEP_ARRIVED; step <= CARD_STEP_PRESET_FAILED; step++) {
            struct card_life life = life_in(from);
            enum card_state to = leads_to(from, step);

            if (life_allows(life, step) != (to != 0))
                fail_msg("status %d, step %d: %s", (int)from, (int)step, to != 0 ? "refused" : "allowed");
            if (to == 0)
                continue;
            if (life_after(life, step).status != to)
                fail_msg("status %d, step %d leads to %d, not %d", (int)from, (int)step, (int)life_after(life, step).status, (int)to);
            taken++;
        }
    assert_int_equal(taken, sizeof allowed / sizeof *allowed);
}

static void terminal__is_left_by_nothing_but_the_correction_of_an_issue(void **state)
{
    static const enum card_state ends[] = { CARD_STATE_DISPOSED, CARD_STATE_MAILED, CARD_STATE_ISSUED };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_true(life_ended(ends[i]));
        for (enum card_step step = CARD_STEP_ARRIVED; step <= CARD_STEP_PRESET_FAILED; step++)
            assert_int_equal(life_allows(life_in(ends[i]), step), ends[i] == CARD_STATE_ISSUED && step == STEP(CORRECTED));
    }
    assert_int_equal(life_in(CARD_STATE_DISPOSED).before, 0);
    for (enum card_state status = CARD_STATE_APPLIED; status < CARD_STATE_ISSUED; status++)
        assert_false(life_ended(status));
}

static void previous__is_found_through_everything_entered_meanwhile(void **state)
{
    static const enum card_step in[] = { STEP(HELD), STEP(DISPOSAL_PROPOSED), STEP(DISPOSAL_APPROVED), STEP(MISSING), END };
    static const enum card_state back[] = { CARD_STATE_DISPOSAL_APPROVED, CARD_STATE_DISPOSAL_CANDIDATE, CARD_STATE_ON_HOLD, CARD_STATE_RETURNED };
    static const enum card_step out[] = { STEP(FOUND), STEP(APPROVAL_WITHDRAWN), STEP(DISPOSAL_WITHDRAWN), STEP(RELEASED) };
    struct card_life life = walk(life_in(CARD_STATE_RETURNED), in);

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        life = life_after(life, out[i]);
        assert_int_equal(life.status, back[i]);
    }
    assert_int_equal(life.before, 0);
}

static void hold__is_entered_once(void **state)
{
    static const enum card_step listed[] = { STEP(HELD), STEP(DISPOSAL_PROPOSED), END };
    static const enum card_step stopped[] = { STEP(DISPOSAL_PROPOSED), STEP(HELD), END };

    (void)state;
    assert_false(life_allows(walk(life_in(CARD_STATE_NOTIFIED), listed), STEP(HELD)));
    assert_false(life_allows(walk(life_in(CARD_STATE_NOTIFIED), stopped), STEP(DISPOSAL_PROPOSED)));
}

static void checked_in__takes_a_card_that_was_stopped_at_the_counter(void **state)
{
    static const enum card_step way[] = { STEP(HELD), STEP(DISPOSAL_PROPOSED), STEP(CHECKED_IN), END };
    struct card_life life = walk(life_in(CARD_STATE_CHECKED_OUT), way);

    (void)state;
    assert_int_equal(life.status, CARD_STATE_DISPOSAL_CANDIDATE);
    assert_false(life_allows(life, STEP(CHECKED_IN)));
    life = life_after(life_after(life, STEP(DISPOSAL_WITHDRAWN)), STEP(RELEASED));
    assert_int_equal(life.status, CARD_STATE_NOTIFIED);
}

static void found__is_here_whatever_it_was_lost_from(void **state)
{
    static const enum card_step lost[] = { STEP(MISSING), STEP(FOUND), END };

    (void)state;
    assert_int_equal(walk(life_in(CARD_STATE_CHECKED_OUT), lost).status, CARD_STATE_NOTIFIED);
    assert_int_equal(walk(life_in(CARD_STATE_TRANSFERRED), lost).status, CARD_STATE_NOTIFIED);
    assert_int_equal(walk(life_in(CARD_STATE_ON_HOLD), lost).status, CARD_STATE_ON_HOLD);
}

static void obtainable__once_the_notice_is_out_and_nothing_stops_it(void **state)
{
    uint32_t yes = 1u << CARD_STATE_NOTIFIED | 1u << CARD_STATE_RETURNED | 1u << CARD_STATE_REMINDED | 1u << CARD_STATE_CHECKED_OUT;

    (void)state;
    for (enum card_state status = CARD_STATE_APPLIED; status <= CARD_STATE_MAILED; status++)
        assert_int_equal(obtainable(status), (yes & 1u << status) != 0);
}

/* ---- Who ------------------------------------------------------------------------------------ */

static const struct { const char *command; enum card_step step; } commands[] = {
    { "register_application", STEP(APPLIED) }, { "commit_delivery", STEP(ARRIVED) }, { "inspect_delivery", STEP(INSPECTED) }, { "record_preset", STEP(PRESET) }, { "post_notice", STEP(POSTED) },
    { "return_notice", STEP(RETURNED) }, { "repost_notice", STEP(REPOSTED) }, { "remind", STEP(REMINDED) }, { "check_out_card", STEP(CHECKED_OUT) },
    { "check_in_card", STEP(CHECKED_IN) }, { "issue_card", STEP(ISSUED) }, { "hold_card", STEP(HELD) }, { "release_card", STEP(RELEASED) },
    { "propose_disposal", STEP(DISPOSAL_PROPOSED) }, { "withdraw_disposal", STEP(DISPOSAL_WITHDRAWN) }, { "approve_disposal", STEP(DISPOSAL_APPROVED) },
    { "withdraw_approval", STEP(APPROVAL_WITHDRAWN) }, { "take_for_disposal", STEP(TAKEN_FOR_DISPOSAL) }, { "dispose_cards", STEP(DISPOSED) },
    { "mark_missing", STEP(MISSING) }, { "record_found", STEP(FOUND) }, { "write_off_card", STEP(WRITTEN_OFF) },
    { "transfer_card", STEP(TRANSFERRED) }, { "receive_card", STEP(RECEIVED) }, { "mail_card", STEP(MAILED) }, { "correct_issue", STEP(CORRECTED) },
};

static uint32_t allow_of(const char *name)
{
    const struct contract *c = inventory_service.contract;

    for (uint32_t i = 0; i < c->command_count; i++)
        if (strcmp(c->commands[i].name, name) == 0)
            return c->commands[i].allow;
    fail_msg("no command %s", name);
    return 0;
}

static void contract__lets_those_send_whom_the_table_names(void **state)          /* covers §8 */
{
    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (allow_of(commands[i].command) != step_roles(commands[i].step))
            fail_msg("%s: contract and table differ", commands[i].command);
    assert_int_equal(step_roles(STEP(APPROVAL_WITHDRAWN)), ROLE_BIT(ROLE_SITE_MANAGER) | ROLE_BIT(ROLE_CITY));     /* the former with the paper of the latter */
    assert_int_equal(step_roles(STEP(MISSING)), ROLE_BIT(ROLE_SITE_MANAGER));
    assert_int_equal(step_roles(STEP(RELEASED)), ROLE_BIT(ROLE_SITE_MANAGER) | ROLE_BIT(ROLE_CITY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table__allows_exactly_the_steps_of_each_status),
        cmocka_unit_test(terminal__is_left_by_nothing_but_the_correction_of_an_issue),
        cmocka_unit_test(previous__is_found_through_everything_entered_meanwhile),
        cmocka_unit_test(hold__is_entered_once),
        cmocka_unit_test(checked_in__takes_a_card_that_was_stopped_at_the_counter),
        cmocka_unit_test(found__is_here_whatever_it_was_lost_from),
        cmocka_unit_test(obtainable__once_the_notice_is_out_and_nothing_stops_it),
        cmocka_unit_test(contract__lets_those_send_whom_the_table_names),
    };

    return cmocka_run_group_tests_name("card transitions", tests, NULL, NULL);
}
