/* schemac as a program: what it writes for a right contract, when it leaves files alone, and how it says
 * that it could not run. */
#include "schemac_fixture.h"

#include <stdio.h>
#include <string.h>

#define RUN FIXTURE_ARGUMENTS " --out gen"

static struct outcome outcome;

static void assert_has(const char *path, const char *piece)
{
    const char *text = fixture_read(path);

    assert_non_null(text);
    if (strstr(text, piece) == NULL)
        fail_msg("%s has no \"%s\":\n%s", path, piece, text);
}

static void run_good(void)
{
    fixture_make(NULL, 0);
    fixture_run(RUN, &outcome);
    assert_string_equal(outcome.errors, "");
    assert_int_equal(outcome.code, 0);
}

static void schemac__writes_structs_in_the_order_of_the_contract(void **state)
{
    (void)state;
    run_good();
    assert_has("gen/types.h", "struct desk_id { uint64_t v; };");
    assert_has("gen/types.h", "    PLACE_FRONT = 1,\n    PLACE_BOOTH\n");
    assert_has("gen/types.h", "struct span {\n    uint64_t from_us;   /* us; */\n    struct point inner;\n};");
    const char *text = fixture_read("gen/types.h");
    assert_true(strstr(text, "struct point {") < strstr(text, "struct span {"));       /* declared before it is used */
    assert_has("gen/refusals.h", "    REFUSAL_NONE,\n    BUSY, /* engine */");
    assert_has("gen/counter.h", "struct call_guest {\n    struct desk_id desk_id;\n    struct text hint;   /* may be absent; */\n");
}

static void schemac__gives_events_with_personal_fields_a_sealed_and_an_open_form(void **state)
{
    (void)state;
    run_good();
    assert_has("gen/counter.h", "    struct sealed phone;");
    assert_has("gen/counter.h", "    struct { const struct visitor_stored *at; uint32_t count; } visitors;");
    assert_has("gen/counter.h", "    struct { const struct visitor *at; uint32_t count; } visitors;");
    assert_has("gen/counter.h", "    struct sealed who;");
    assert_has("gen/counter.h", "void emit_guest_called(struct decision *out, const struct guest_called_open *event);");
    assert_has("gen/counter.h", "void derive_guest_called(struct txn *t, const struct guest_called *event);");
    assert_has("gen/counter.c", "{ .name = \"phone\", .kind = FIELD_TEXT, .optional = true, .personal = true, .offset = offsetof(struct guest_called_open, phone), "
                                ".min = UINT64_C(4), .max = UINT64_C(24), .text_rule = TEXT_PHONE, .subject = \"guest_id\", .line = 40 },");
    assert_has("gen/counter_build.h", "#define guest_called(...) build_event(\"counter\", \"guest_called\", &guest_called_open_spec, ");
}

static void schemac__sorts_field_tables_by_name(void **state)
{
    (void)state;
    run_good();
    const char *text = fixture_read("gen/counter.c");
    const char *fields = strstr(text, "static const struct field_spec call_guest_spec_fields[]");
    assert_non_null(fields);
    assert_true(strstr(fields, "\"desk_id\"") < strstr(fields, "\"hint\""));
    assert_true(strstr(fields, "\"hint\"") < strstr(fields, "\"wait_minutes\""));
}

static void schemac__joins_the_service_to_the_engine(void **state)
{
    (void)state;
    run_good();
    assert_has("gen/counter_core.c", ".second = { .allowed = true, .required = false, .roles = ROLE_BIT(ROLE_SITE_MANAGER) }");
    assert_has("gen/counter_core.c", ".slow = SLOW_PASSWORD_CHECK");
    assert_has("gen/counter_core.c", ".purpose_required = true");
    assert_has("gen/counter_core.c", "    { \"recall\", due_recall },\n    { \"give_up\", due_give_up },\n");
    assert_has("gen/counter_core.c", ".source = \"hall\", .event = \"hall_lit\", .stored = &hall_lit_spec, .notes = NOTE_NONE, .on = react_hall_lit }");
    assert_has("gen/counter_core.c", "    .config = &counter_config_spec,\n");
    assert_has("gen/counter.h", "    TIMER_COUNTER_RECALL = 1,\n    TIMER_COUNTER_GIVE_UP = 2\n};");
    assert_has("gen/hall_core.c", ".takes_entries = true, .on_entry = on_entry,");
}

static void schemac__takes_notes_of_followed_events_nobody_handles(void **state)
{
    (void)state;
    run_good();
    assert_has("gen/hall_core.c", "{ .source = \"counter\", .event = \"counter_left\", .stored = &counter_left_spec, .notes = NOTE_REVOCATION },");
    assert_has("gen/hall_core.c", "{ .source = \"counter\", .event = \"counter_opened\", .stored = &counter_opened_spec, .notes = NOTE_DAY_OPENED },");
    assert_null(strstr(fixture_read("gen/hall_core.c"), "guest_called_spec"));
}

static void schemac__writes_typed_tables(void **state)
{
    (void)state;
    run_good();
    assert_has("gen/counter_tables.h", "bool by_code_find(const struct view *v, enum place place, uint64_t since_us, struct text code, struct by_code *ret);");
    assert_has("gen/counter_tables.h", "struct desk_row desk_row_row(const struct txn *t, struct desk_id desk_id);");
    assert_has("gen/counter_core.c", "static const uint8_t by_code_key[] = { 1, 2, 0 };");
    assert_has("gen/counter_core.c", ".key_fields = by_code_key, .derived = true };");
}

static void schemac__names_the_line_each_block_came_from(void **state)
{
    (void)state;
    run_good();
    assert_has("gen/counter.h", "/* schemas/counter.yaml:9 */\nstruct call_guest {");
    assert_has("gen/counter_tables.h", "/* services/counter/tables.yaml:3 */\nstruct desk_row {");
}

static void schemac__leaves_files_alone_that_stay_the_same(void **state)
{
    (void)state;
    run_good();
    fixture_shell("touch -d 2020-01-01 gen/*", &outcome);
    fixture_run(RUN, &outcome);
    assert_int_equal(outcome.code, 0);
    fixture_shell("find gen -newermt 2021-01-01", &outcome);
    assert_null(strstr(outcome.errors, "gen/"));
}

static void schemac__keeps_the_wire_reference_in_step(void **state)
{
    const struct change change = { "counter", "max: 60", "max: 61" };

    (void)state;
    fixture_make(NULL, 0);
    fixture_fill("prose.md", "# Wire\n<!-- contents -->\n## Bytes\n```value\n{ n: -1, leaf: 0x0a*3 }\n```\n<!-- services -->\n<!-- records -->\n"
                             "<!-- enumerations -->\n<!-- refusals all -->\n<!-- rules -->\n", 1);
    fixture_run(FIXTURE_ARGUMENTS " --doc wire.md --prose prose.md", &outcome);
    assert_string_equal(outcome.errors, "");
    assert_has("wire.md", "# Wire\n- [Bytes](#bytes)\n- [Service counter](#service-counter)\n  - [command call_guest](#command-call_guest)\n");
    assert_has("wire.md", "```text\n{\"leaf\": h'0a0a0a', \"n\": -1}\n```\n\n```hex\n82 a4 6c 65 61 66 c4 03 0a 0a 0a a1 6e ff\n```\n");
    assert_has("wire.md", "| `wait_minutes` | u64 | may be absent | 1 to 60 | unit: minutes |\n");
    fixture_run(FIXTURE_ARGUMENTS " --doc wire.md --prose prose.md --check-doc", &outcome);
    assert_int_equal(outcome.code, 0);
    fixture_make(&change, 1);
    fixture_fill("prose.md", "<!-- services -->\n", 1);
    fixture_run(FIXTURE_ARGUMENTS " --doc wire.md --prose prose.md --check-doc", &outcome);
    assert_int_equal(outcome.code, 1);
    assert_true(has_line(outcome.errors, "wire.md:1: is not in step with the contracts; build the target `wire_doc`."));
}

#define KEPT_CLASS "classes:\n  a: { why_ja: wa, why_en: why, who_ja: oa, who_en: who, dies_ja: da, dies_en: dies }\nopen: { counter: a, hall: a }\n"
#define KEPT_RUN FIXTURE_ARGUMENTS " --kept kept.yaml --kept-doc kept.md"
#define KEPT_STATEMENTS \
    KEPT_CLASS "sealed: { counter.guest_called.phone: a, counter.guest_called.who.name: a, counter.guest_called.who.born_on: a, counter.guest_called.visitors.name: a, counter.by_code: a }\n"

static void schemac__lists_what_is_kept(void **state)
{
    (void)state;
    fixture_make(NULL, 0);
    fixture_fill("kept.yaml", KEPT_CLASS "sealed: { counter.by_code: a, counter.nothing.here: a }\n", 1);
    fixture_run(KEPT_RUN, &outcome);
    assert_int_equal(outcome.code, 1);
    assert_non_null(strstr(outcome.errors, ": phone: is kept of persons, and kept.yaml has no statement \"counter.guest_called.phone\"."));
    assert_non_null(strstr(outcome.errors, "sealed: 1 statements are about nothing that is stored."));
    assert_null(fixture_read("kept.md"));
    fixture_fill("kept.yaml", KEPT_STATEMENTS, 1);
    fixture_run(KEPT_RUN, &outcome);
    assert_string_equal(outcome.errors, "");
    assert_has("kept.md", "| `phone` | `guest_called` | why | who | dies |\n");
    assert_has("kept.md", "| `phone` | `guest_called` | wa | oa | da |\n");
    assert_has("kept.md", "| `counter_opened` | `date` | why | who | dies |\n");
    fixture_run(KEPT_RUN " --check-doc", &outcome);
    assert_int_equal(outcome.code, 0);
}

static void schemac__refuses_fields_that_must_never_be_kept(void **state)
{
    static const char *const never[] = { "passport_number: { type: u64 }", "pin: { type: u64 }", "juminhyo_code: { type: u64 }" };

    (void)state;
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        char to[96];
        struct change change = { "counter", "fields: { date: { type: business_date } }", to };

        snprintf(to, sizeof to, "fields: { date: { type: business_date }, %s }", never[i]);
        fixture_make(&change, 1);
        fixture_fill("kept.yaml", KEPT_STATEMENTS, 1);
        fixture_run(KEPT_RUN, &outcome);
        assert_int_equal(outcome.code, 1);
        assert_non_null(strstr(outcome.errors, "must never be stored."));
    }
}

static void schemac__complains_about_the_prose(void **state)
{
    static const struct { const char *prose, *line; } cases[] = {
        { "text\n<!-- servces -->\n", "prose.md:2: there is no marker \"servces\"." },
        { "text\n```value\n{ a: 1 }\n", "prose.md:3: the block is not closed." },
        { "```value\n{ a: 0x0g }\n```\n", "prose.md:2: a: is no hex." },
        { "```value\n{ kind: command, name: call_guest, body: { desk_id: 1, colour: 2 } }\n```\n", "prose.md:2: body.colour: call_guest has no field \"colour\"." },
        { "```value\n{ kind: command, name: call_guest, body: {} }\n```\n", "prose.md:2: body: call_guest needs the field \"desk_id\"." },
        { "```value\n[{ name: call_nobody, body: {} }]\n```\n", "prose.md:2: [0].name: there is no command, query or event \"call_nobody\"." },
        { "```value\n{ a: [ }\n```\n", "prose.md:2: not YAML: did not find expected node content." },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fixture_make(NULL, 0);
        fixture_fill("prose.md", cases[i].prose, 1);
        fixture_run(FIXTURE_ARGUMENTS " --doc wire.md --prose prose.md", &outcome);
        assert_int_equal(outcome.code, 1);
        if (!has_line(outcome.errors, cases[i].line))
            fail_msg("expected: %s\ngot: %s", cases[i].line, outcome.errors);
        assert_null(fixture_read("wire.md"));
    }
    fixture_run(FIXTURE_ARGUMENTS " --doc wire.md --prose nowhere.md", &outcome);
    assert_true(has_line(outcome.errors, "nowhere.md:0: cannot be read."));
}

static void schemac__complains_about_whole_files(void **state)
{
    (void)state;
    fixture_make(NULL, 0);
    fixture_run("--schemas schemas --tables services/hall/tables.yaml,services/lobby/tables.yaml", &outcome);
    assert_true(has_line(outcome.errors, "services/lobby/tables.yaml:1: there is no contract for the folder \"lobby\"."));
    assert_true(has_line(outcome.errors, "services/hall/tables.yaml:0: cannot be read: No such file or directory."));
    fixture_run("--schemas nowhere", &outcome);
    assert_true(has_line(outcome.errors, "nowhere/types.yaml:0: cannot be read: No such file or directory."));
    assert_int_equal(outcome.code, 1);
    fixture_fill("schemas/hall.yaml", "# 16 bytes more.\n", 16384);
    fixture_run(FIXTURE_ARGUMENTS, &outcome);
    assert_true(has_line(outcome.errors, "schemas/hall.yaml:0: longer than 256 KiB."));
    fixture_fill("schemas/hall.yaml", "[", 100000);
    fixture_run(FIXTURE_ARGUMENTS, &outcome);
    assert_true(has_line(outcome.errors, "schemas/hall.yaml:1: nested deeper than 8 levels."));
    fixture_fill("schemas/a_name_that_is_too_long.yaml", "service: a_name_that_is_too_long\nversion: 1\n", 1);
    fixture_run(FIXTURE_ARGUMENTS, &outcome);
    assert_true(has_line(outcome.errors, "schemas/a_name_that_is_too_long.yaml:1: the name of a service has at most 16 letters."));
}

static void schemac__has_limits_in_all(void **state)
{
    (void)state;
    fixture_make(NULL, 0);
    fixture_shell("for i in $(seq 31); do printf 'service: s%d\nversion: 1\n' $i > schemas/s$i.yaml; done", &outcome);
    fixture_run(FIXTURE_ARGUMENTS, &outcome);
    assert_true(has_line(outcome.errors, "schemas:0: there are more than 32 services."));
    fixture_make(NULL, 0);
    fixture_shell("{ printf 'service: many\nversion: 1\nevents:\n'; seq -f '  e%g: {since: 1}' 8000; } > schemas/many.yaml", &outcome);
    fixture_run(FIXTURE_ARGUMENTS " 2>&1 | head -1", &outcome);
    assert_non_null(strstr(outcome.errors, ": there are too many names in all: at most 16384.\n"));
    fixture_make(NULL, 0);
    fixture_shell("seq -f '      f%g: { type: u64 }' 252 >> services/counter/tables.yaml", &outcome);
    fixture_run(FIXTURE_ARGUMENTS, &outcome);
    assert_true(has_line(outcome.errors, "services/counter/tables.yaml:10: by_code: a row has at most 255 fields."));
    fixture_fill("prose.md", "# 16 bytes more.\n", 16384);
    fixture_run("--schemas schemas --doc wire.md --prose prose.md", &outcome);
    assert_true(has_line(outcome.errors, "prose.md:0: cannot be read, or is longer than 256 KiB."));
}

static void schemac__shows_all_complaints_of_one_run(void **state)
{
    const struct change changes[] = { { "counter", "[no_such_desk, desk_busy]", "[no_such_chair]" }, { "hall", "percent }", "per_mille }" } };

    (void)state;
    fixture_make(changes, 2);
    fixture_run(RUN, &outcome);
    assert_true(has_line(outcome.errors, "schemac: 2 complaints; nothing was written."));
}

static void schemac__says_that_it_could_not_run(void **state)
{
    static const char *const wrong[] = { "", "--schemas", "--schemas schemas more", "--schemas schemas --write-lock", "--schemas schemas --check-doc",
                                         "--schemas schemas --doc wire.md", "--colour" };

    (void)state;
    fixture_make(NULL, 0);
    for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        fixture_run(wrong[i], &outcome);
        assert_int_equal(outcome.code, 2);
        assert_non_null(strstr(outcome.errors, "usage: schemac --schemas DIR"));
    }
    fixture_run(FIXTURE_ARGUMENTS " --out nowhere", &outcome);
    assert_int_equal(outcome.code, 3);
    assert_true(has_line(outcome.errors, "nowhere/types.h: cannot be written: No such file or directory."));
    fixture_remove();
}

#define API FIXTURE_ARGUMENTS " --openapi open.json --asyncapi async.json --api-prose ."

static void make_api(const char *open_template)
{
    fixture_make(NULL, 0);
    fixture_fill("openapi.in.json", open_template, 1);
    fixture_fill("asyncapi.in.json", "{\n@messages\n@schemas wire\n}\n", 1);
    fixture_run(API, &outcome);
}

static void schemac__describes_the_gateway_and_what_is_published(void **state)
{
    (void)state;
    make_api("{\n@paths\n@schemas json\n}\n");
    assert_string_equal(outcome.errors, "");
    assert_has("open.json", "\"/api/counter/call_guest\":{\"post\":{\"operationId\":\"counter_call_guest\"");
    assert_has("open.json", "Calls the next guest. Clause §5(1), since version ");
    assert_has("open.json", "\"x-allow\":[\"operator\",\"site_manager\"],\"x-second\":[\"site_manager\"]");
    assert_has("open.json", "\"wait_minutes\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":60,\"x-unit\":\"minutes\"}},\"required\":[\"desk_id\"]}");
    assert_has("open.json", "{\"refusal\":{\"enum\":[\"no_such_desk\",\"desk_busy\"]}}");
    assert_has("open.json", "\"required\":[\"body\",\"purpose\"]");
    assert_has("open.json", "\"desk_id\":{\"type\":\"string\",\"pattern\":\"^[1-9][0-9]{0,19}$\"}");
    assert_has("async.json", "\"desk_id\":{\"type\":\"integer\",\"minimum\":1}");
    assert_has("async.json", "\"phone\":{\"$ref\":\"#/components/schemas/sealed\"");
    fixture_run(API " --check-doc", &outcome);
    assert_int_equal(outcome.code, 0);
    fixture_fill("open.json", "{}", 1);
    fixture_run(API " --check-doc", &outcome);
    assert_int_equal(outcome.code, 1);
}

static void schemac__complains_about_an_unknown_marker_of_the_interfaces(void **state)
{
    (void)state;
    make_api("{\n@roads\n}\n");
    assert_int_equal(outcome.code, 1);
    assert_non_null(strstr(outcome.errors, "there is no marker \"@roads\""));
    assert_null(fixture_read("open.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemac__writes_structs_in_the_order_of_the_contract),
        cmocka_unit_test(schemac__gives_events_with_personal_fields_a_sealed_and_an_open_form),
        cmocka_unit_test(schemac__sorts_field_tables_by_name),
        cmocka_unit_test(schemac__joins_the_service_to_the_engine),
        cmocka_unit_test(schemac__takes_notes_of_followed_events_nobody_handles),
        cmocka_unit_test(schemac__writes_typed_tables),
        cmocka_unit_test(schemac__names_the_line_each_block_came_from),
        cmocka_unit_test(schemac__leaves_files_alone_that_stay_the_same),
        cmocka_unit_test(schemac__keeps_the_wire_reference_in_step),
        cmocka_unit_test(schemac__describes_the_gateway_and_what_is_published),
        cmocka_unit_test(schemac__complains_about_an_unknown_marker_of_the_interfaces),
        cmocka_unit_test(schemac__lists_what_is_kept),
        cmocka_unit_test(schemac__refuses_fields_that_must_never_be_kept),
        cmocka_unit_test(schemac__complains_about_the_prose),
        cmocka_unit_test(schemac__complains_about_whole_files),
        cmocka_unit_test(schemac__has_limits_in_all),
        cmocka_unit_test(schemac__shows_all_complaints_of_one_run),
        cmocka_unit_test(schemac__says_that_it_could_not_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
