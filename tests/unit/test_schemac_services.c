/* Complaints about commands, queries, events and what is followed.
 * Each case changes one thing of the contract in tests/unit/schemac/ and names the line that must be said. */
#include "schemac_fixture.h"

static const struct complaint_case service_cases[] = {
    { "another name", { "hall", "service: hall",
        "service: lobby" },
      "schemas/hall.yaml:1: service: the file must say `service: hall`, like its own name." },
    { "no name", { "hall", "service: hall\n",
        "" },
      "schemas/hall.yaml:1: the file must say `service: hall`, like its own name." },
    { "no version", { "hall", "version: 1\n",
        "" },
      "schemas/hall.yaml:1: needs `version`, the number of this contract." },
    { "version 0", { "hall", "version: 1\n",
        "version: 0\n" },
      "schemas/hall.yaml:2: version: must be from 1 to 1000." },
    { "no clause", { "counter", "    clause: §13\n",
        "" },
      "schemas/counter.yaml:27: commands.log_in: needs `clause`, such as §5(1)." },
    { "clause of no form", { "counter", "clause: §13",
        "clause: 13" },
      "schemas/counter.yaml:28: commands.log_in.clause: \"13\" is no clause: § and a number from 1 to 14, then perhaps (n)." },
    { "clause beyond the contract", { "counter", "clause: §13",
        "clause: §15" },
      "schemas/counter.yaml:28: commands.log_in.clause: \"§15\" is no clause: § and a number from 1 to 14, then perhaps (n)." },
    { "clause with half a bracket", { "counter", "clause: §6(2)①",
        "clause: §6(2①" },
      "schemas/counter.yaml:22: commands.show_guest.clause: \"§6(2①\" is no clause: § and a number from 1 to 14, then perhaps (n)." },
    { "no allow", { "counter", "    allow: [terminal]\n",
        "" },
      "schemas/counter.yaml:27: commands.log_in: needs `allow`, the roles that may send it." },
    { "nobody allowed", { "counter", "allow: [terminal]",
        "allow: []" },
      "schemas/counter.yaml:29: commands.log_in.allow: names nobody." },
    { "unknown role", { "counter", "allow: [terminal]",
        "allow: [terminals]" },
      "schemas/counter.yaml:29: commands.log_in.allow[0]: there is no role \"terminals\"." },
    { "role none", { "counter", "allow: [terminal]",
        "allow: [none]" },
      "schemas/counter.yaml:29: commands.log_in.allow[0]: there is no role \"none\"." },
    { "role twice", { "counter", "allow: [terminal]",
        "allow: [terminal, terminal]" },
      "schemas/counter.yaml:29: commands.log_in.allow[1]: the role \"terminal\" stands here twice." },
    { "unknown refusal", { "counter", "refusals: [no_such_desk]",
        "refusals: [no_such_chair]" },
      "schemas/counter.yaml:58: queries.desk_state.refusals[0]: there is no refusal \"no_such_chair\" in schemas/types.yaml." },
    { "refusal twice", { "counter", "refusals: [no_such_desk]",
        "refusals: [no_such_desk, no_such_desk]" },
      "schemas/counter.yaml:58: queries.desk_state.refusals[1]: the refusal \"no_such_desk\" stands here twice." },
    { "second without roles", { "counter", "second: { roles: [site_manager], mode",
        "second: { mode" },
      "schemas/counter.yaml:13: commands.call_guest.second: needs `roles`." },
    { "second without mode", { "counter", "mode: present, ",
        "" },
      "schemas/counter.yaml:13: commands.call_guest.second: needs `mode: present`." },
    { "second later", { "counter", "mode: present",
        "mode: later" },
      "schemas/counter.yaml:13: commands.call_guest.second.mode: only `present` is supported by this version." },
    { "second within", { "counter", "required: false }",
        "required: false, within: 3600 }" },
      "schemas/counter.yaml:13: commands.call_guest.second.within: belongs to the mode `later`; only `present` is supported by this version." },
    { "second without required", { "counter", ", required: false",
        "" },
      "schemas/counter.yaml:13: commands.call_guest.second: needs `required: true` or `required: false`." },
    { "unknown slow check", { "counter", "slow: password_check",
        "slow: password" },
      "schemas/counter.yaml:30: commands.log_in.slow: there is no slow check \"password\"; there are password_check and password_hash." },
    { "purpose optional", { "counter", "purpose: required",
        "purpose: optional" },
      "schemas/counter.yaml:24: commands.show_guest.purpose: must be `required`." },
    { "query without result", { "counter", "    result:\n      load: { type: percent }\n      code: { type: short_token }\n",
        "" },
      "schemas/counter.yaml:55: queries.desk_state: a query needs `result`." },
    { "since of a command", { "counter", "    slow: password_check",
        "    since: 3\n    slow: password_check" },
      "schemas/counter.yaml:30: commands.log_in.since: must be from 1 to the contract's version." },
    { "timer twice", { "counter", "[recall, give_up]",
        "[recall, recall]" },
      "schemas/counter.yaml:63: timers[1]: the timer \"recall\" stands here twice." },
    { "unknown service followed", { "counter", "{ hall: [hall_lit] }",
        "{ halls: [hall_lit] }" },
      "schemas/counter.yaml:64: follows.halls: there is no service \"halls\"." },
    { "unknown event followed", { "counter", "{ hall: [hall_lit] }",
        "{ hall: [hall_dark] }" },
      "schemas/counter.yaml:64: follows.hall[0]: hall has no event \"hall_dark\"." },
    { "event followed twice", { "counter", "{ hall: [hall_lit] }",
        "{ hall: [hall_lit, hall_lit] }" },
      "schemas/counter.yaml:64: follows.hall[1]: the event \"hall_lit\" stands here twice." },
    { "following itself", { "counter", "{ hall: [hall_lit] }",
        "{ counter: [guest_called] }" },
      "schemas/counter.yaml:64: follows.counter: a service does not follow itself." },
    { "entries of an unknown service", { "hall", "follows_entries: [counter]",
        "follows_entries: [desk]" },
      "schemas/hall.yaml:8: follows_entries[0]: there is no service \"desk\"." },
};

static void schemac__complains_about_services(void **state)
{
    (void)state;
    assert_complaints(service_cases, sizeof(service_cases) / sizeof(service_cases[0]));
}

static const struct complaint_case events_cases[] = {
    { "no since", { "hall", "    since: 1\n",
        "" },
      "schemas/hall.yaml:4: events.hall_lit: needs `since`, the version of the contract that brought it." },
    { "since beyond the version", { "hall", "    since: 1\n",
        "    since: 2\n" },
      "schemas/hall.yaml:5: events.hall_lit.since: must be from 1 to the contract's version." },
    { "unknown note", { "counter", "notes: day_opened",
        "notes: day_begun" },
      "schemas/counter.yaml:46: events.counter_opened.notes: must be day_opened, day_closed or revocation." },
    { "day note without a date", { "counter", "fields: { date: { type: business_date } }",
        "fields: { day: { type: business_date } }" },
      "schemas/counter.yaml:46: events.counter_opened.notes: an event with this note needs a field `date` that is a date." },
    { "day note with an optional date", { "counter", "{ date: { type: business_date } }",
        "{ date: { type: business_date, optional: true } }" },
      "schemas/counter.yaml:46: events.counter_opened.notes: an event with this note needs a field `date` that is a date." },
    { "revocation without a number", { "counter", "revocation: { type: u64 }",
        "number: { type: u64 }" },
      "schemas/counter.yaml:50: events.counter_left.notes: an event with this note needs the fields `account_id` (an id) and `revocation` (u64)." },
};

static void schemac__complains_about_events(void **state)
{
    (void)state;
    assert_complaints(events_cases, sizeof(events_cases) / sizeof(events_cases[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemac__complains_about_services),
        cmocka_unit_test(schemac__complains_about_events),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
