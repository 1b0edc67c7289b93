/* Golden bytes: what a released version sent and stored must be read for ever. Each line of
 * tests/unit/golden/v<n>.txt is one message as that version wrote it: kind, name, hex. Today's code must
 * decode it and encode it back to the same bytes. `test_golden --write FILE` writes such a file at a
 * release; a file of a release is never changed afterwards.
 *
 * Beside that, every message of every contract goes through encode and decode with drawn values. */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/rng.h"
#include "cmocka_all.h"
#include "codec/check.h"
#include "gen/contracts.h"
#include "trust/random.h"

#define GOLDEN_DIR "tests/unit/golden"
#define MESSAGE_BYTES_MAX (1024u * 1024u)
#define ARENA_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define DRAWS 25

static uint8_t bytes[MESSAGE_BYTES_MAX], again[MESSAGE_BYTES_MAX];
static char line[2 * MESSAGE_BYTES_MAX + 256];

static uint64_t seed_of(const struct contract_message *m)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (const char *c = m->spec->name; *c != '\0'; c++)
        hash = (hash ^ (uint8_t)*c) * UINT64_C(1099511628211);
    return hash;
}

static bool is_on_the_wire(const struct contract_message *m)
{
    return strcmp(m->kind, "event_open") != 0;
}

static struct bytes encode_drawn(const struct contract_message *m, struct rng *rng, struct arena *arena, void **ret_value)
{
    struct writer w = writer_of(bytes, sizeof(bytes));
    void *value = arena_take(arena, m->spec->size);

    message_arbitrary(m->spec, rng_next_of, rng, arena, value);
    message_encode(m->spec, value, &w);
    *ret_value = value;
    return written(&w);
}

static struct bytes encode_again(const struct record_spec *spec, const void *value)
{
    struct writer w = writer_of(again, sizeof(again));

    message_encode(spec, value, &w);
    return written(&w);
}

/* In exactly the bytes it came in. */
static void assert_kept(const struct record_spec *spec, struct bytes in, struct arena *arena)
{
    struct field_fault fault = { 0 };
    struct check_fault place = { 0 };
    void *value = arena_take(arena, spec->size);

    if (check_bytes(in, &check_limits_entry, &place) != OK)
        fail_msg("%s: %s at %u", spec->name, place.reason, place.offset);
    if (message_decode(spec, in, UNKNOWN_REFUSED, arena, value, &fault) != OK)
        fail_msg("%s: %s: %s", spec->name, fault.path, fault.reason);
    if (!bytes_equal(encode_again(spec, value), in))
        fail_msg("%s: its bytes have changed", spec->name);
}

static void every_message__survives_encode_and_decode(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, ARENA_BYTES_MAX);
    assert_true(contract_message_count > 0);
    for (uint32_t i = 0; i < contract_message_count; i++) {
        const struct contract_message *m = &contract_messages[i];
        struct rng rng;
        rng_init(&rng, seed_of(m));
        for (uint32_t draw = 0; draw < DRAWS; draw++) {
            void *value;
            struct bytes encoded = encode_drawn(m, &rng, &arena, &value);
            assert_kept(m->spec, encoded, &arena);
            arena_reset(&arena);
        }
    }
    arena_fini(&arena);
}

static void every_message__is_found_by_its_name(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < contract_message_count; i++)
        assert_ptr_equal(contract_message_spec(contract_messages[i].kind, contract_messages[i].name), contract_messages[i].spec);
    assert_null(contract_message_spec("command", "no_such_command"));
    assert_null(contract_messages[contract_message_count].name);
}

static uint32_t check_line(char *text, const char *path, uint32_t number, struct arena *arena)
{
    char *kind = text, *name = strchr(text, ' '), *hex = name == NULL ? NULL : strchr(name + 1, ' ');

    if (hex == NULL)
        fail_msg("%s:%u: not a kind, a name and hex", path, number);
    *name++ = '\0';
    *hex++ = '\0';
    size_t len = strcspn(hex, "\n") / 2;
    const struct record_spec *spec = contract_message_spec(kind, name);
    if (spec == NULL)
        fail_msg("%s:%u: the released %s %s is gone", path, number, kind, name);
    assert_true(hex_get(bytes, len, (struct text){ hex, (uint32_t)(2 * len) }));
    assert_kept(spec, (struct bytes){ bytes, (uint32_t)len }, arena);
    arena_reset(arena);
    return 1;
}

static uint32_t check_file(const char *name, struct arena *arena)
{
    char path[512];
    uint32_t count = 0, number = 0;

    snprintf(path, sizeof(path), GOLDEN_DIR "/%s", name);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL)
        if (++number > 0 && line[0] != '#')
            count += check_line(line, path, number, arena);
    fclose(file);
    return count;
}

static void released_messages__are_still_read(void **state)
{
    struct arena arena;
    uint32_t count = 0;

    (void)state;
    DIR *dir = opendir(GOLDEN_DIR);
    arena_init(&arena, ARENA_BYTES_MAX);
    for (const struct dirent *file = dir == NULL ? NULL : readdir(dir); file != NULL; file = readdir(dir))
        if (strstr(file->d_name, ".txt") != NULL)
            count += check_file(file->d_name, &arena);
    if (dir != NULL)
        closedir(dir);
    arena_fini(&arena);
    if (access("schemas/lock.yaml", F_OK) == 0 && count == 0)
        fail_msg("the contracts are released (schemas/lock.yaml), but there are no golden bytes in " GOLDEN_DIR);
}

static int write_golden(const char *path)
{
    FILE *file = fopen(path, "wxe");
    struct arena arena;

    if (file == NULL) {
        perror(path);
        return 3;
    }
    arena_init(&arena, ARENA_BYTES_MAX);
    fprintf(file, "# Messages as this release writes them: kind, name, bytes. Never changed afterwards; see test_golden.c.\n");
    for (uint32_t i = 0; i < contract_message_count; i++) {
        const struct contract_message *m = &contract_messages[i];
        struct rng rng;
        void *value;
        if (!is_on_the_wire(m))
            continue;
        rng_init(&rng, seed_of(m));
        struct bytes encoded = encode_drawn(m, &rng, &arena, &value);
        hex_put(line, encoded.at, encoded.len);
        fprintf(file, "%s %s %s\n", m->kind, m->name, line);
        arena_reset(&arena);
    }
    arena_fini(&arena);
    return fclose(file) == 0 ? 0 : 3;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message__survives_encode_and_decode),
        cmocka_unit_test(every_message__is_found_by_its_name),
        cmocka_unit_test(released_messages__are_still_read),
    };

    if (trust_init() != OK)
        return 3;
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        return write_golden(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
