/* Complaints about fields: their types, limits, and where personal data may stand.
 * Each case changes one thing of the contract in tests/unit/schemac/ and names the line that must be said. */
#include "schemac_fixture.h"

static const struct complaint_case fields_cases[] = {
    { "no type", { "counter", "hint: { type: text, rule: line",
        "hint: { rule: line" },
      "schemas/counter.yaml:17: commands.call_guest.fields.hint: needs `type`." },
    { "unknown type", { "counter", "desk_id: { type: desk_id }\n      hint",
        "desk_id: { type: table_id }\n      hint" },
      "schemas/counter.yaml:16: commands.call_guest.fields.desk_id.type: there is no type, id, enumeration or record \"table_id\"." },
    { "local record of another service", { "hall", "{ type: percent }",
        "{ type: visitor }" },
      "schemas/hall.yaml:6: events.hall_lit.fields.percent.type: there is no type, id, enumeration or record \"visitor\"." },
    { "rule of a number", { "counter", "{ type: u64, unit: minutes",
        "{ type: u64, rule: line, unit: minutes" },
      "schemas/counter.yaml:18: commands.call_guest.fields.wait_minutes.rule: only a text has a rule." },
    { "unknown rule", { "counter", "rule: phone",
        "rule: telephone" },
      "schemas/counter.yaml:40: events.guest_called.fields.phone.rule: there is no text rule \"telephone\"." },
    { "list without limit", { "counter", ", max_items: 4",
        "" },
      "schemas/counter.yaml:42: events.guest_called.fields.visitors: a list needs `max_items`." },
    { "limit without list", { "counter", ", list: true, max_items: 4",
        ", max_items: 4" },
      "schemas/counter.yaml:42: events.guest_called.fields.visitors.max_items: only a list has `max_items`." },
    { "list too long", { "counter", "max_items: 4",
        "max_items: 65536" },
      "schemas/counter.yaml:42: events.guest_called.fields.visitors.max_items: must be from 1 to 65535." },
    { "list of none", { "counter", "max_items: 4",
        "max_items: 0" },
      "schemas/counter.yaml:42: events.guest_called.fields.visitors.max_items: must be from 1 to 65535." },
    { "optional bool", { "counter", "hint: { type: text, rule: line, optional",
        "hint: { type: bool, optional" },
      "schemas/counter.yaml:17: commands.call_guest.fields.hint.optional: the type bool cannot be optional: it has no value for \"absent\"." },
    { "optional i64", { "counter", "hint: { type: text, rule: line, optional",
        "hint: { type: i64, optional" },
      "schemas/counter.yaml:17: commands.call_guest.fields.hint.optional: the type i64 cannot be optional: it has no value for \"absent\"." },
    { "optional number from 0", { "counter", "min: 1, max: 60",
        "min: 0, max: 60" },
      "schemas/counter.yaml:18: commands.call_guest.fields.wait_minutes.min: an optional number needs `min` of at least 1: 0 means absent." },
    { "since beyond the version", { "counter", "max: 60, optional: true",
        "max: 60, optional: true, since: 3" },
      "schemas/counter.yaml:18: commands.call_guest.fields.wait_minutes.since: must be from 1 to the contract's version." },
    { "secret in an event", { "counter", "phone: { type: text, rule: phone,",
        "phone: { type: text, rule: phone, secret: true," },
      "schemas/counter.yaml:40: events.guest_called.fields.phone.secret: only a command has secret fields." },
    { "secret text not marked", { "counter", "rule: secret, secret: true",
        "rule: secret" },
      "schemas/counter.yaml:32: commands.log_in.fields.password: a text of rule secret is `secret: true` in a command or `personal: true` in an event; it stands nowhere in clear." },
    { "secret text in configuration", { "counter", "title: { type: text, rule: line }",
        "title: { type: text, rule: secret }" },
      "schemas/counter.yaml:67: config.title: a text of rule secret is `secret: true` in a command or `personal: true` in an event; it stands nowhere in clear." },
    { "sealed in a command", { "counter", "hint: { type: text, rule: line",
        "hint: { type: sealed" },
      "schemas/counter.yaml:17: commands.call_guest.fields.hint: sealed stands only in tables; in an event mark the field `personal: true`." },
};

static void schemac__complains_about_fields(void **state)
{
    (void)state;
    assert_complaints(fields_cases, sizeof(fields_cases) / sizeof(fields_cases[0]));
}

static const struct complaint_case limits_cases[] = {
    { "limits of a date", { "types", "kind: date,",
        "kind: date, min: 5," },
      "schemas/types.yaml:5: types.business_date.min: a date has no limits of its own." },
    { "limits of an id", { "counter", "guest_id: { type: guest_id }\n      phone",
        "guest_id: { type: guest_id, max: 7 }\n      phone" },
      "schemas/counter.yaml:39: events.guest_called.fields.guest_id.max: a guest_id has no limits of its own." },
    { "wider than the type", { "counter", "load: { type: percent }",
        "load: { type: percent, max: 101 }" },
      "schemas/counter.yaml:61: queries.desk_state.result.load.max: must lie within the limits of percent." },
    { "lower than the type", { "counter", "code: { type: short_token }",
        "code: { type: short_token, min: 1 }" },
      "schemas/counter.yaml:62: queries.desk_state.result.code.min: must lie within the limits of short_token." },
    { "wider than the rule", { "counter", "rule: phone,",
        "rule: notice_number, max: 11," },
      "schemas/counter.yaml:40: events.guest_called.fields.phone.max: must lie within the limits of notice_number." },
    { "bytes without max", { "counter", "title: { type: text, rule: line }",
        "title: { type: bytes }" },
      "schemas/counter.yaml:67: config.title: bytes need `max`." },
    { "bytes too large", { "counter", "title: { type: text, rule: line }",
        "title: { type: bytes, max: 262145 }" },
      "schemas/counter.yaml:67: config.title.max: too large: at most 262144." },
    { "text too large", { "counter", "title: { type: text, rule: line }",
        "title: { type: text, max: 65537 }" },
      "schemas/counter.yaml:67: config.title.max: too large: at most 65536." },
    { "min above max", { "counter", "min: 1, max: 60",
        "min: 61, max: 60" },
      "schemas/counter.yaml:18: commands.call_guest.fields.wait_minutes: `min` is larger than `max`." },
    { "signed min above max", { "types", "min: -5, max: 5",
        "min: 5, max: -5" },
      "schemas/types.yaml:25: records.point.fields.depth: `min` is larger than `max`." },
};

static void schemac__complains_about_limits(void **state)
{
    (void)state;
    assert_complaints(limits_cases, sizeof(limits_cases) / sizeof(limits_cases[0]));
}

static const struct complaint_case personal_cases[] = {
    { "result with a free text", { "counter", "    result:\n      guest_id: { type: guest_id }",
        "    result:\n      note: { type: text }" },
      "schemas/counter.yaml:20: commands.call_guest.result.note: a result stands in the log in clear, so nothing in it may be personal (this text is personal unless it says `personal: false`); put it under `shows`." },
    { "result with a record", { "counter", "    result:\n      guest_id: { type: guest_id }",
        "    result:\n      guest: { type: person }" },
      "schemas/counter.yaml:20: commands.call_guest.result.guest: the record \"person\" has personal fields; a result stands in the log in clear." },
    { "query showing a name", { "counter", "load: { type: percent }",
        "name: { type: text, rule: name }" },
      "schemas/counter.yaml:61: queries.desk_state.result.name: what shows personal data is a command with `purpose: required` and `shows`, not a query (this text is personal unless it says `personal: false`)." },
    { "query showing a record", { "counter", "load: { type: percent }",
        "guest: { type: person }" },
      "schemas/counter.yaml:61: queries.desk_state.result.guest: the record \"person\" has personal fields; what shows them is a command with `purpose: required`." },
    { "shows without purpose", { "counter", "    purpose: required\n",
        "" },
      "schemas/counter.yaml:25: commands.show_guest.shows: what shows personal data needs `purpose: required`." },
    { "personal without subject", { "counter", "personal: true, subject: guest_id, optional",
        "personal: true, optional" },
      "schemas/counter.yaml:40: events.guest_called.fields.phone: a personal field of an event needs `subject`, the id field beside it whose key seals it." },
    { "free text without subject", { "counter", "phone: { type: text, rule: phone, personal: true, subject: guest_id,",
        "phone: { type: text," },
      "schemas/counter.yaml:40: events.guest_called.fields.phone: a personal field of an event needs `subject`, the id field beside it whose key seals it (this text is personal unless it says `personal: false`)." },
    { "record of an event without subject", { "counter", "rule: name, subject: guest_id }",
        "rule: name }" },
      "schemas/counter.yaml:7: records.visitor.fields.name: a personal field needs `subject`, the id field beside it whose key seals it: its record is part of an event (this text is personal unless it says `personal: false`)." },
    { "subject of a field in clear", { "counter", "place: { type: place }\n      visitors",
        "place: { type: place, subject: guest_id }\n      visitors" },
      "schemas/counter.yaml:41: events.guest_called.fields.place.subject: only a personal field has a subject." },
    { "subject that is no id", { "counter", "personal: true, subject: guest_id, optional",
        "personal: true, subject: place, optional" },
      "schemas/counter.yaml:40: events.guest_called.fields.phone.subject: must name an id field beside it that is always there; \"place\" is none." },
    { "subject that is not there", { "counter", "personal: true, subject: guest_id, optional",
        "personal: true, subject: holder_id, optional" },
      "schemas/counter.yaml:40: events.guest_called.fields.phone.subject: must name an id field beside it that is always there; \"holder_id\" is none." },
    { "personal list", { "counter", "{ type: person, personal",
        "{ type: person, list: true, max_items: 2, personal" },
      "schemas/counter.yaml:43: events.guest_called.fields.who: a personal field of an event cannot be a list; put it into a record." },
    { "personal number", { "counter", "{ type: person, personal",
        "{ type: u64, personal" },
      "schemas/counter.yaml:43: events.guest_called.fields.who: only a text, a date or a record can be sealed in an event." },
    { "row with a name", { "tables", "{ type: sealed, optional: true }",
        "{ type: text, rule: name }" },
      "services/counter/tables.yaml:8: tables.desk_row.fields.guest_name: a row stands on the disk in clear; store personal data as `type: sealed` (this text is personal unless it says `personal: false`)." },
    { "row with a record", { "tables", "spans: { type: span,",
        "spans: { type: person," },
      "services/counter/tables.yaml:17: tables.by_code.fields.spans: the record \"person\" has personal fields; a row stands on the disk in clear." },
    { "configuration with a name", { "counter", "title: { type: text, rule: line }",
        "title: { type: text, rule: line, personal: true }" },
      "schemas/counter.yaml:67: config.title: configuration holds no personal data." },
    { "configuration with a record", { "counter", "title: { type: text, rule: line }",
        "title: { type: person }" },
      "schemas/counter.yaml:67: config.title: the record \"person\" has personal fields; configuration holds none." },
    { "personal not asked", { "counter", "personal: true, subject: guest_id, optional",
        "personal: maybe, subject: guest_id, optional" },
      "schemas/counter.yaml:40: events.guest_called.fields.phone.personal: must be true or false." },
};

static void schemac__complains_about_personal_data(void **state)
{
    (void)state;
    assert_complaints(personal_cases, sizeof(personal_cases) / sizeof(personal_cases[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemac__complains_about_fields),
        cmocka_unit_test(schemac__complains_about_limits),
        cmocka_unit_test(schemac__complains_about_personal_data),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
