/* Complaints about tables.yaml and about names that would meet in C.
 * Each case changes one thing of the contract in tests/unit/schemac/ and names the line that must be said. */
#include "schemac_fixture.h"

static const struct complaint_case tables_cases[] = {
    { "no state version", { "tables", "state_version: 1\n",
        "" },
      "services/counter/tables.yaml:1: needs `state_version`." },
    { "state version 0", { "tables", "state_version: 1\n",
        "state_version: 0\n" },
      "services/counter/tables.yaml:1: state_version: must be from 1 to 4294967295." },
    { "no key", { "tables", "    key: [desk_id]\n",
        "" },
      "services/counter/tables.yaml:3: tables.desk_row: a table needs `key`, a list of its key fields." },
    { "empty key", { "tables", "key: [desk_id]",
        "key: []" },
      "services/counter/tables.yaml:4: tables.desk_row.key: a table needs `key`, a list of its key fields." },
    { "key without a field", { "tables", "key: [desk_id]",
        "key: [desk]" },
      "services/counter/tables.yaml:4: tables.desk_row.key[0]: the row has no field \"desk\"." },
    { "key field twice", { "tables", "key: [desk_id]",
        "key: [desk_id, desk_id]" },
      "services/counter/tables.yaml:4: tables.desk_row.key[1]: \"desk_id\" stands in the key twice." },
    { "optional key field", { "tables", "key: [desk_id]",
        "key: [desk_id, guest_id]" },
      "services/counter/tables.yaml:4: tables.desk_row.key[1]: a key field is always there and no list." },
    { "list in a key", { "tables", "key: [place, since_us, code]",
        "key: [place, spans]" },
      "services/counter/tables.yaml:11: tables.by_code.key[1]: a key field is always there and no list." },
    { "bytes of any length in a key", { "tables", "key: [desk_id]\n    fields:\n      desk_id: { type: desk_id }\n      guest_id: { type: guest_id, optional: true }\n      guest_name: { type: sealed, optional: true }\n      digest: { type: hash }",
        "key: [desk_id, digest]\n    fields:\n      desk_id: { type: desk_id }\n      guest_id: { type: guest_id, optional: true }\n      guest_name: { type: sealed, optional: true }\n      digest: { type: bytes, max: 8 }\n      more: { type: u64 }" },
      "services/counter/tables.yaml:4: tables.desk_row.key[1]: cannot be in a key: a key has ids, numbers (u64, time), dates, enumerations, bools, bytes of one length up to 32, and as its last field perhaps a text of at most 40 bytes." },
    { "text before the end of a key", { "tables", "key: [place, since_us, code]",
        "key: [code, place]" },
      "services/counter/tables.yaml:11: tables.by_code.key[0]: cannot be in a key: a key has ids, numbers (u64, time), dates, enumerations, bools, bytes of one length up to 32, and as its last field perhaps a text of at most 40 bytes." },
    { "record in a key", { "tables", "key: [place, since_us, code]\n    derived: sealed\n    fields:\n      place: { type: place }\n      since_us: { type: moment }\n      code: { type: short_token }\n      spans: { type: span, list: true, max_items: 3 }",
        "key: [place, spans]\n    derived: sealed\n    fields:\n      place: { type: place }\n      since_us: { type: moment }\n      code: { type: short_token }\n      spans: { type: span }" },
      "services/counter/tables.yaml:11: tables.by_code.key[1]: cannot be in a key: a key has ids, numbers (u64, time), dates, enumerations, bools, bytes of one length up to 32, and as its last field perhaps a text of at most 40 bytes." },
    { "long text in a key", { "tables", "code: { type: short_token }",
        "code: { type: text, rule: token, max: 41 }" },
      "services/counter/tables.yaml:11: tables.by_code.key[2]: cannot be in a key: a key has ids, numbers (u64, time), dates, enumerations, bools, bytes of one length up to 32, and as its last field perhaps a text of at most 40 bytes." },
    { "field called like a parameter", { "tables", "      digest: { type: hash }",
        "      row: { type: hash }" },
      "services/counter/tables.yaml:9: tables.desk_row.fields.row: a row's field cannot be called \"row\"." },
    { "derived otherwise", { "tables", "derived: sealed",
        "derived: true" },
      "services/counter/tables.yaml:12: tables.by_code.derived: must be `sealed`: rebuilt by opening sealed values, outside log and comparison." },
    { "key too long", { "tables", "key: [desk_id]\n    fields:\n      desk_id: { type: desk_id }\n      guest_id: { type: guest_id, optional: true }\n      guest_name: { type: sealed, optional: true }\n      digest: { type: hash }",
        "key: [a, b, c, desk_id]\n    fields:\n      desk_id: { type: desk_id }\n      guest_id: { type: guest_id, optional: true }\n      guest_name: { type: sealed, optional: true }\n      a: { type: hash }\n      b: { type: hash }\n      c: { type: hash }" },
      "services/counter/tables.yaml:4: tables.desk_row.key: the key takes 104 bytes; at most 96 are possible." },
};

static void schemac__complains_about_tables(void **state)
{
    (void)state;
    assert_complaints(tables_cases, sizeof(tables_cases) / sizeof(tables_cases[0]));
}

static const struct complaint_case names_cases[] = {
    { "upper case", { "counter", "  guest_called:",
        "  Guest_called:" },
      "schemas/counter.yaml:34: events.Guest_called: the name \"Guest_called\" must be lower-case letters, digits and underscores, at most 48." },
    { "too long", { "counter", "  guest_called:",
        "  gxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:" },
      "schemas/counter.yaml:34: events.gxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: the name \"gxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" must be lower-case letters, digits and underscores, at most 48." },
    { "word of C", { "counter", "limit: { type: u64",
        "default: { type: u64" },
      "schemas/counter.yaml:66: config.default: the name \"default\" is a word of C." },
    { "word of C as a value", { "types", "[front, booth]",
        "[front, switch]" },
      "schemas/types.yaml:12: enums.place.values[1]: the name \"switch\" is a word of C." },
    { "type of the common layers", { "counter", "  log_in:",
        "  sealed:" },
      "schemas/counter.yaml:27: sealed: the command \"sealed\" would be called like a type of the common layers." },
    { "function of the C library", { "counter", "  log_in:",
        "  open:" },
      "schemas/counter.yaml:27: open: the command \"open\" would be called like a name of the common layers or of the C library." },
    { "message called like an id", { "counter", "  log_in:",
        "  desk_id:" },
      "schemas/counter.yaml:27: desk_id: the command \"desk_id\" would be called like the id at schemas/types.yaml:3." },
    { "message called like a record", { "counter", "  log_in:",
        "  person:" },
      "schemas/counter.yaml:27: person: the command \"person\" would be called like the record at schemas/types.yaml:15." },
    { "messages of two services", { "hall", "  hall_lit:",
        "  log_in:" },
      "schemas/hall.yaml:4: log_in: the event \"log_in\" would be called like the command at schemas/counter.yaml:27." },
    { "refusal called like a value", { "types", "  desk_busy:",
        "  place_booth:" },
      "schemas/types.yaml:30: place_booth: the refusal \"PLACE_BOOTH\" would be called like the enumeration value at schemas/types.yaml:11." },
    { "table called like a message", { "tables", "  by_code:",
        "  guest_called:" },
      "services/counter/tables.yaml:10: guest_called: the table \"guest_called\" would be called like the event at schemas/counter.yaml:34." },
    { "function of a table called like a message", { "counter", "  log_in:",
        "  desk_row_find:" },
      "services/counter/tables.yaml:3: desk_row: the table's function \"desk_row_find\" would be called like the command at schemas/counter.yaml:27." },
};

static void schemac__complains_about_names(void **state)
{
    (void)state;
    assert_complaints(names_cases, sizeof(names_cases) / sizeof(names_cases[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemac__complains_about_tables),
        cmocka_unit_test(schemac__complains_about_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
