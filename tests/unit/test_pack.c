/* The packer: what is left of a page's source, what makes the hash another one, what cannot be packed; and the files the program really carries. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "console/pack_strip.h"
#include "console/web_files.h"
#include "schemac_fixture.h"

#define TEXT_SIZE 262144

static struct outcome outcome;

/* ---- Stripping ---------------------------------------------------------------------------------- */

static void assert_stripped(const char *path, const char *source, const char *expected)
{
    struct arena arena;
    struct text got = { 0 };

    arena_init(&arena, 65536);
    assert_true(strip(&arena, path, text_of(source), &got));
    if (!text_is(got, expected))
        fail_msg("expected: %s\ngot: %.*s", expected, (int)got.len, got.at);
    arena_fini(&arena);
}

static void strip__leaves_code_and_the_number_of_each_line(void **state)
{
    (void)state;
    assert_stripped("a.js", "// @ts-check\n/*\n * Purpose.\n */\nimport \"./b.js\";\n\n/** What. */\nfunction f() {\n    return \"// no remark\";   // one\n}\n",
                    "\n\n\n\nimport \"./b.js\";\n\n\nfunction f() {\nreturn \"// no remark\";   // one\n}\n");
    assert_stripped("a.css", "/* Purpose. */ p {\n  margin: 0;\n}\n", "p {\nmargin: 0;\n}\n");
    assert_stripped("a.js", "a /* not at the begin */ = `t`;\n/* one */ /* two */ b();\n", "a /* not at the begin */ = `t`;\nb();\n");
    assert_stripped("a.html", "  <p>\n", "  <p>\n");
}

static void strip__refuses_a_string_over_the_end_of_a_line(void **state)
{
    struct arena arena;
    struct text got;

    (void)state;
    arena_init(&arena, 65536);
    assert_false(strip(&arena, "a.js", TEXT("x = `one\n  // two`;\n"), &got));
    arena_fini(&arena);
}

/* ---- Packing ------------------------------------------------------------------------------------ */

static void pack(const char *script)
{
    char command[512];

    fixture_make(NULL, 0);
    fixture_shell("mkdir -p web/lib", &outcome);
    fixture_fill("web/index.html", "<script src=\"./a.js\"></script>\n", 1);
    fixture_fill("web/lib/a.js", script, 1);
    fixture_fill("words.ja.json", "{}\n", 1);
    snprintf(command, sizeof(command), "%s web out.c web/lib/a.js web/index.html words.ja.json", getenv("CONSOLE_PACK"));
    fixture_shell(command, &outcome);
}

static const char *packed(const char *script)
{
    pack(script);
    assert_string_equal(outcome.errors, "");
    assert_int_equal(outcome.code, 0);
    return fixture_read("out.c");
}

static void hash_of(const char *source, char ret[17])
{
    const char *at = strstr(source, "console_web_hash[] = \"");

    assert_non_null(at);
    snprintf(ret, 17, "%s", strchr(at, '"') + 1);
    assert_int_equal(strlen(ret), 16);
}

static void pack__names_files_below_the_root_by_their_path(void **state)
{
    (void)state;
    const char *source = packed("f();\n");
    assert_non_null(strstr(source, "    { \"index.html\", \"text/html; charset=utf-8\", { file_0, sizeof(file_0) } },\n"
                                   "    { \"lib/a.js\", \"text/javascript; charset=utf-8\", { file_1, sizeof(file_1) } },\n"
                                   "    { \"words.ja.json\", \"application/json\", { file_2, sizeof(file_2) } },\n"));
    fixture_remove();
}

static void pack__hashes_what_the_browser_gets(void **state)
{
    char first[17], same[17], remark[17], other[17];

    (void)state;
    hash_of(packed("f();\n"), first);
    hash_of(packed("f();\n"), same);
    hash_of(packed("  f();\n"), remark);
    hash_of(packed("g();\n"), other);
    assert_string_equal(first, same);
    assert_string_equal(first, remark);
    assert_string_not_equal(first, other);
    fixture_remove();
}

static void pack__complains_about_what_no_page_loads(void **state)
{
    (void)state;
    pack("x = `a\nb`;\n");
    assert_string_equal(outcome.errors, "web/lib/a.js: has a template literal that runs over the end of a line.\n");
    assert_int_equal(outcome.code, 1);
    char command[256];
    snprintf(command, sizeof(command), "%s web out.c web/none.js", getenv("CONSOLE_PACK"));
    fixture_shell(command, &outcome);
    assert_string_equal(outcome.errors, "web/none.js: cannot be read.\n");
    snprintf(command, sizeof(command), "%s web out.c words.yaml", getenv("CONSOLE_PACK"));
    fixture_shell(command, &outcome);
    assert_string_equal(outcome.errors, "words.yaml: is of no kind that a page loads.\n");
    assert_null(fixture_read("out.c"));
    fixture_remove();
}

/* ---- What the program carries ------------------------------------------------------------------- */

static uint32_t unpack(const char *path, char *to)
{
    for (uint32_t i = 0; i < console_web_file_count; i++) {
        const struct web_file *file = &console_web_files[i];
        z_stream z = { .next_in = file->gzip.at, .avail_in = file->gzip.len, .next_out = (Bytef *)to, .avail_out = TEXT_SIZE };

        if (strcmp(file->path, path) != 0)
            continue;
        assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
        assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
        assert_int_equal(inflateEnd(&z), Z_OK);
        return (uint32_t)z.total_out;
    }
    fail_msg("the program has no %s", path);
    return 0;
}

static void pages__come_out_as_they_went_in(void **state)
{
    static char got[TEXT_SIZE], words[TEXT_SIZE], script[64];
    FILE *from = fopen(getenv("WORDS_JA"), "rbe");

    (void)state;
    assert_non_null(from);
    size_t len = fread(words, 1, sizeof(words), from);
    fclose(from);
    assert_int_equal(unpack("words.ja.json", got), len);
    assert_memory_equal(got, words, len);

    got[unpack("index.html", got)] = '\0';
    snprintf(script, sizeof(script), "src=\"/s/%s/main.js\"", console_web_hash);
    assert_non_null(strstr(got, script));
    assert_null(strstr(got, "\"./"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strip__leaves_code_and_the_number_of_each_line),
        cmocka_unit_test(strip__refuses_a_string_over_the_end_of_a_line),
        cmocka_unit_test(pack__names_files_below_the_root_by_their_path),
        cmocka_unit_test(pack__hashes_what_the_browser_gets),
        cmocka_unit_test(pack__complains_about_what_no_page_loads),
        cmocka_unit_test(pages__come_out_as_they_went_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
