/* Copies tests/unit/schemac/ into a scratch folder laid out like a project, with changes. */
#include "schemac_fixture.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT_SIZE 65536

static char folder[64];

static const struct { const char *file, *from, *to; } layout[] = {
    { "types", "tests/unit/schemac/types.yaml", "schemas/types.yaml" },
    { "counter", "tests/unit/schemac/counter.yaml", "schemas/counter.yaml" },
    { "hall", "tests/unit/schemac/hall.yaml", "schemas/hall.yaml" },
    { "tables", "tests/unit/schemac/tables.yaml", "services/counter/tables.yaml" },
};

static void read_text(const char *path, char *ret)
{
    FILE *file = fopen(path, "rbe");

    assert_non_null(file);
    size_t len = fread(ret, 1, TEXT_SIZE - 1, file);
    ret[len] = '\0';
    fclose(file);
}

static void apply(const struct change *change, char *text)
{
    static char changed[TEXT_SIZE];
    char *at = *change->from == '\0' ? text + strlen(text) : strstr(text, change->from);

    if (at == NULL)
        fail_msg("the contract has no \"%s\"", change->from);
    int len = snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - text), text, change->to, at + strlen(change->from));
    assert_in_range(len, 0, TEXT_SIZE - 1);
    memcpy(text, changed, (size_t)len + 1);
}

static void make_folder(const char *name)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

void fixture_remove(void)
{
    char command[128];

    if (*folder == '\0')
        return;
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    *folder = '\0';
}

void fixture_make(const struct change *changes, unsigned count)
{
    static char text[TEXT_SIZE];
    char path[256];

    fixture_remove();
    snprintf(folder, sizeof(folder), "%s", "/tmp/schemac-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    make_folder("schemas");
    make_folder("services");
    make_folder("services/counter");
    make_folder("gen");
    for (unsigned i = 0; i < sizeof(layout) / sizeof(layout[0]); i++) {
        read_text(layout[i].from, text);
        for (unsigned k = 0; k < count; k++)
            if (changes[k].file != NULL && strcmp(changes[k].file, layout[i].file) == 0)
                apply(&changes[k], text);
        snprintf(path, sizeof(path), "%s/%s", folder, layout[i].to);
        FILE *file = fopen(path, "wbe");
        assert_non_null(file);
        assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
        assert_int_equal(fclose(file), 0);
    }
}

void fixture_shell(const char *words, struct outcome *ret)
{
    char command[1024];

    snprintf(command, sizeof(command), "cd %s && { %s; } 2>&1", folder, words);
    FILE *from = popen(command, "re");
    assert_non_null(from);
    size_t len = fread(ret->errors, 1, sizeof(ret->errors) - 1, from);
    ret->errors[len] = '\0';
    int status = pclose(from);
    assert_true(WIFEXITED(status));
    ret->code = WEXITSTATUS(status);
}

void fixture_run(const char *arguments, struct outcome *ret)
{
    const char *program = getenv("SCHEMAC");
    char command[900];

    assert_non_null(program);
    snprintf(command, sizeof(command), "%s %s", program, arguments);
    fixture_shell(command, ret);
}

void fixture_fill(const char *path, const char *piece, unsigned times)
{
    char whole[256];

    snprintf(whole, sizeof(whole), "%s/%s", folder, path);
    for (char *slash = strchr(whole + strlen(folder) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        assert_true(mkdir(whole, 0700) == 0 || errno == EEXIST);
        *slash = '/';
    }
    FILE *file = fopen(whole, "wbe");
    assert_non_null(file);
    for (unsigned i = 0; i < times; i++)
        assert_true(fputs(piece, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

const char *fixture_read(const char *path)
{
    static char text[TEXT_SIZE];
    char whole[256];

    snprintf(whole, sizeof(whole), "%s/%s", folder, path);
    if (access(whole, R_OK) != 0)
        return NULL;
    read_text(whole, text);
    return text;
}

bool has_line(const char *text, const char *line)
{
    size_t len = strlen(line);

    for (const char *at = text; at != NULL; at = strchr(at, '\n')) {
        at += *at == '\n' ? 1 : 0;
        if (strncmp(at, line, len) == 0 && (at[len] == '\n' || at[len] == '\0'))
            return true;
        if (*at == '\0')
            break;
    }
    return false;
}

void assert_complaints(const struct complaint_case *cases, unsigned count)
{
    struct outcome outcome;

    for (unsigned i = 0; i < count; i++) {
        fixture_make(&cases[i].change, 1);
        fixture_run(FIXTURE_ARGUMENTS " --out gen", &outcome);
        if (outcome.code != 1 || !has_line(outcome.errors, cases[i].line))
            fail_msg("%s: status %d\nexpected: %s\ngot: %s", cases[i].name, outcome.code, cases[i].line, outcome.errors);
        assert_null(fixture_read("gen/types.h"));
    }
    fixture_remove();
}
