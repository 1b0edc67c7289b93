/* The lock: after a release, what grows passes and what breaks is named. Each case changes the released
 * contract of tests/unit/schemac/ in one way. */
#include "schemac_fixture.h"

#include <stdio.h>
#include <string.h>

#define LOCKED FIXTURE_ARGUMENTS " --lock schemas/lock.yaml"

struct lock_case {
    const char *name;
    struct change changes[3];
    const char *line;             /* NULL: passes */
};

static const struct lock_case cases[] = {
    { "nothing", { { 0 } }, NULL },
    { "wider limits", { { "counter", "max: 60", "max: 90" } }, NULL },
    { "more items", { { "counter", "max_items: 4", "max_items: 5" } }, NULL },
    { "another value", { { "types", "[front, booth]", "[front, booth, hall]" } }, NULL },
    { "values in another order", { { "types", "[front, booth]", "[booth, front]" } }, NULL },
    { "another refusal", { { "counter", "refusals: [no_such_desk]", "refusals: [no_such_desk, desk_busy]" } }, NULL },
    { "required in a command becomes optional", { { "counter", "fields: { desk_id: { type: desk_id } }", "fields: { desk_id: { type: desk_id, optional: true } }" } }, NULL },
    { "new optional field with its version",
      { { "counter", "version: 2", "version: 3" }, { "counter", "      place: { type: place }\n", "      place: { type: place }\n      loud: { type: place, optional: true, since: 3 }\n" } }, NULL },
    { "new required field of a result",
      { { "counter", "version: 2", "version: 3" }, { "counter", "      load: {", "      more: { type: u64, since: 3 }\n      load: {" } }, NULL },
    { "new message with its version", { { "hall", "version: 1", "version: 2" }, { "hall", "  hall_lit:\n", "  hall_dark: { since: 2 }\n  hall_lit:\n" } }, NULL },

    { "field removed from an event", { { "counter", "      place: { type: place }\n", "" } },
      "schemas/counter.yaml:34: guest_called: breaks what is released (schemas/lock.yaml:63): the field place is gone." },
    { "field removed from a command", { { "counter", "      hint: { type: text, rule: line, optional: true }\n", "" } },
      "schemas/counter.yaml:9: call_guest: breaks what is released (schemas/lock.yaml:30): the field hint is gone." },
    { "another type", { { "counter", "place: { type: place }\n      visitors", "place: { type: u64 }\n      visitors" } },
      "schemas/counter.yaml:41: guest_called: breaks what is released (schemas/lock.yaml:63): place was enum place and is now u64." },
    { "another rule of a text", { { "counter", "hint: { type: text, rule: line", "hint: { type: text, rule: name" } },
      "schemas/counter.yaml:17: call_guest: breaks what is released (schemas/lock.yaml:30): hint was text line and is now text name." },
    { "another kind of id", { { "counter", "fields: { desk_id: { type: desk_id } }", "fields: { desk_id: { type: guest_id } }" } },
      "schemas/counter.yaml:59: desk_state: breaks what is released (schemas/lock.yaml:70): desk_id was id desk_id and is now id guest_id." },
    { "no list any more", { { "counter", "{ type: visitor, list: true, max_items: 4 }", "{ type: visitor }" } },
      "schemas/counter.yaml:42: guest_called: breaks what is released (schemas/lock.yaml:64): visitors was a list." },
    { "a list now", { { "counter", "{ type: person } }\n  log_in", "{ type: person, list: true, max_items: 2 } }\n  log_in" } },
      "schemas/counter.yaml:26: show_guest: breaks what is released (schemas/lock.yaml:44): visitor was no list." },
    { "another unit", { { "counter", "unit: minutes", "unit: seconds" } },
      "schemas/counter.yaml:18: call_guest: breaks what is released (schemas/lock.yaml:31): the unit of wait_minutes was \"minutes\" and is now \"seconds\"." },
    { "higher smallest", { { "counter", "min: 1, max: 60", "min: 2, max: 60" } },
      "schemas/counter.yaml:18: call_guest: breaks what is released (schemas/lock.yaml:31): the smallest wait_minutes was 1." },
    { "lower largest", { { "counter", "min: 1, max: 60", "min: 1, max: 59" } },
      "schemas/counter.yaml:18: call_guest: breaks what is released (schemas/lock.yaml:31): the largest wait_minutes was 60." },
    { "lower largest of a signed field", { { "types", "min: -5, max: 5", "min: -5, max: 4" } },
      "schemas/types.yaml:25: point: breaks what is released (schemas/lock.yaml:13): the largest depth was 5." },
    { "fewer items", { { "counter", "max_items: 4", "max_items: 3" } },
      "schemas/counter.yaml:42: guest_called: breaks what is released (schemas/lock.yaml:64): visitors could hold 4 items." },
    { "optional becomes required", { { "counter", "hint: { type: text, rule: line, optional: true }", "hint: { type: text, rule: line }" } },
      "schemas/counter.yaml:17: call_guest: breaks what is released (schemas/lock.yaml:30): hint could be absent and is now required." },
    { "what followers rely on becomes optional", { { "counter", "place: { type: place }\n      visitors", "place: { type: place, optional: true }\n      visitors" } },
      "schemas/counter.yaml:41: guest_called: breaks what is released (schemas/lock.yaml:63): place was always there and may now be absent." },
    { "sealed now", { { "counter", "who: { type: person, personal: true, subject: guest_id }", "who: { type: person }" },
                      { "types", "name: { type: text, rule: name }", "name: { type: text, rule: name, personal: false }" } },
      "schemas/counter.yaml:43: guest_called: breaks what is released (schemas/lock.yaml:65): who was sealed and is now in clear." },
    { "sealed that was in clear", { { "lock", "phone: { type: text phone, min: 4, max: 24, optional: true, personal: true,", "phone: { type: text phone, min: 4, max: 24, optional: true," } },
      "schemas/counter.yaml:40: guest_called: breaks what is released (schemas/lock.yaml:62): phone was in clear and is now sealed." },
    { "another subject", { { "counter", "phone: { type: text, rule: phone, personal: true, subject: guest_id", "phone: { type: text, rule: phone, personal: true, subject: desk_id" } },
      "schemas/counter.yaml:40: guest_called: breaks what is released (schemas/lock.yaml:62): phone was sealed under \"guest_id\"." },
    { "secret no more", { { "counter", "rule: secret, secret: true", "rule: token" } },
      "schemas/counter.yaml:32: log_in: breaks what is released (schemas/lock.yaml:37): password was secret and would now be kept." },
    { "new required field of an event",
      { { "counter", "version: 2", "version: 3" }, { "counter", "      place: { type: place }\n", "      place: { type: place }\n      loud: { type: place, since: 3 }\n" } },
      "schemas/counter.yaml:42: guest_called: breaks what is released (schemas/lock.yaml:59): the new field loud is required; what was sent or stored before has none." },
    { "new required field of a command", { { "counter", "      hint: {", "      loud: { type: bool }\n      hint: {" } },
      "schemas/counter.yaml:17: call_guest: breaks what is released (schemas/lock.yaml:28): the new field loud is required; what was sent or stored before has none." },
    { "new field without its version", { { "counter", "      hint: {", "      loud: { type: place, optional: true }\n      hint: {" } },
      "schemas/counter.yaml:17: call_guest: the field loud is newer than the released version 2: it needs `since: 3`." },
    { "new event without its version", { { "hall", "  hall_lit:\n", "  hall_dark: { since: 1 }\n  hall_lit:\n" } },
      "schemas/hall.yaml:4: hall_dark: is newer than the released version 1: it needs `since: 2`." },
    { "new query without its version", { { "counter", "queries:\n", "queries:\n  look: { clause: §1, allow: [operator], result: {} }\n" } },
      "schemas/counter.yaml:55: look: is newer than the released version 2: it needs `since: 3`." },
    { "value removed", { { "types", "[front, booth]", "[front]" }, { "types", ", booth: \"ブース\"", "" } },
      "schemas/types.yaml:11: place: breaks what is released (schemas/lock.yaml:7): the value \"booth\" is gone." },
    { "record removed", { { "types", "  person:\n", "  someone:\n" }, { "counter", "type: person }", "type: someone }" }, { "counter", "type: person,", "type: someone," } },
      "schemas/types.yaml:1: person: breaks what is released (schemas/lock.yaml:9): the record \"person\" is gone." },
    { "event removed", { { "hall", "  hall_lit:\n", "  hall_dark:\n" }, { "counter", "[hall_lit]", "[hall_dark]" } },
      "schemas/hall.yaml:1: events: breaks what is released (schemas/lock.yaml:77): \"hall_lit\" is gone." },
    { "command renamed", { { "counter", "  log_in:", "  sign_in:" } },
      "schemas/counter.yaml:1: commands: breaks what is released (schemas/lock.yaml:34): \"log_in\" is gone." },
    { "other version of appearance", { { "counter", "    since: 2\n    notes: revocation", "    since: 1\n    notes: revocation" } },
      "schemas/counter.yaml:48: counter_left: breaks what is released (schemas/lock.yaml:46): it was there since version 2." },
    { "note taken away", { { "counter", "    notes: day_opened\n", "" } },
      "schemas/counter.yaml:44: counter_opened: breaks what is released (schemas/lock.yaml:52): what the engine notes of it has changed." },
    { "second person required now", { { "counter", "required: false", "required: true" } },
      "schemas/counter.yaml:9: call_guest: breaks what is released (schemas/lock.yaml:25): it needed no second person." },
    { "second person not taken any more", { { "counter", "    second: { roles: [site_manager], mode: present, required: false }\n", "" } },
      "schemas/counter.yaml:9: call_guest: breaks what is released (schemas/lock.yaml:25): it took a second person." },
    { "purpose required now", { { "counter", "    slow: password_check\n", "    slow: password_check\n    purpose: required\n" } },
      "schemas/counter.yaml:27: log_in: breaks what is released (schemas/lock.yaml:34): it needed no purpose." },
    { "result removed", { { "counter", "    result:\n      guest_id: { type: guest_id }\n", "" } },
      "schemas/counter.yaml:9: call_guest: breaks what is released (schemas/lock.yaml:32): its `result` is gone." },
};

static void release(char *ret_lock, size_t size)
{
    struct outcome outcome;

    fixture_make(NULL, 0);
    fixture_run(LOCKED " --write-lock", &outcome);
    assert_string_equal(outcome.errors, "");
    const char *lock = fixture_read("schemas/lock.yaml");
    assert_non_null(lock);
    assert_in_range(strlen(lock), 1, size - 1);
    memcpy(ret_lock, lock, strlen(lock) + 1);
}

/* A change of the file "lock" is one of what had been released. */
static void fill_lock(const char *lock, const struct change *change)
{
    static char changed[32768];
    const char *at = change->file != NULL && strcmp(change->file, "lock") == 0 ? strstr(lock, change->from) : NULL;

    if (at == NULL) {
        fixture_fill("schemas/lock.yaml", lock, 1);
        return;
    }
    snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - lock), lock, change->to, at + strlen(change->from));
    fixture_fill("schemas/lock.yaml", changed, 1);
}

static void lock__names_what_breaks_and_lets_the_rest_pass(void **state)
{
    static char lock[32768];
    struct outcome outcome;

    (void)state;
    release(lock, sizeof(lock));
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fixture_make(cases[i].changes, 3);
        fill_lock(lock, &cases[i].changes[0]);
        fixture_run(LOCKED, &outcome);
        if (outcome.code != (cases[i].line == NULL ? 0 : 1) || (cases[i].line != NULL && !has_line(outcome.errors, cases[i].line)))
            fail_msg("%s: status %d\nexpected: %s\ngot: %s", cases[i].name, outcome.code, cases[i].line == NULL ? "(nothing)" : cases[i].line, outcome.errors);
    }
}

static void lock__is_not_written_over_a_break(void **state)
{
    static char lock[32768];
    const struct change change = { "counter", "max: 60", "max: 59" };
    struct outcome outcome;

    (void)state;
    release(lock, sizeof(lock));
    fixture_make(&change, 1);
    fixture_fill("schemas/lock.yaml", lock, 1);
    fixture_run(LOCKED " --write-lock", &outcome);
    assert_int_equal(outcome.code, 1);
    assert_string_equal(fixture_read("schemas/lock.yaml"), lock);
}

static void lock__holds_one_line_a_field(void **state)
{
    static char lock[32768];

    (void)state;
    release(lock, sizeof(lock));
    assert_true(has_line(lock, "          wait_minutes: { type: u64, min: 1, max: 60, unit: \"minutes\", optional: true, since: 1 }"));
    assert_true(has_line(lock, "          phone: { type: text phone, min: 4, max: 24, optional: true, personal: true, subject: guest_id, since: 1 }"));
    assert_true(has_line(lock, "      depth: { type: i64, min: -5, max: 5, since: 1 }") || has_line(lock, "    depth: { type: i64, min: -5, max: 5, since: 1 }"));
    fixture_remove();
}

static void lock__that_is_gone_means_that_nothing_is_released(void **state)
{
    struct outcome outcome;

    (void)state;
    fixture_make(NULL, 0);
    fixture_run(LOCKED, &outcome);
    assert_int_equal(outcome.code, 0);
    fixture_fill("schemas/lock.yaml", "services:\n  lobby: { version: 1 }\n", 1);
    fixture_run(LOCKED, &outcome);
    assert_true(has_line(outcome.errors, "schemas/lock.yaml:2: lobby: the released service is gone."));
    fixture_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lock__holds_one_line_a_field),
        cmocka_unit_test(lock__names_what_breaks_and_lets_the_rest_pass),
        cmocka_unit_test(lock__is_not_written_over_a_break),
        cmocka_unit_test(lock__that_is_gone_means_that_nothing_is_released),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
