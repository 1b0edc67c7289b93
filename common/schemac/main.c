/* schemac: reads the contracts, writes the code that follows from them. Exit codes: 0 good, 1 the
 * contracts (or the documents made from them) are wrong, 2 usage, 3 could not run. */
#include <getopt.h>

#include "base/invariant.h"
#include "emit.h"

#define ARENA_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define TABLES_MAX 32u

struct options {
    const char *schemas, *out;
    const char *tables[TABLES_MAX];
    uint32_t table_count;
};

static enum err emit_service(const struct model *m, const struct service *s, const char *dir)
{
    TRY(emit_messages(m, s, dir));
    TRY(emit_tables(m, s, dir));
    TRY(emit_core(m, s, dir));
    if (strcmp(s->name, "engine") == 0)
        TRY(emit_engine_tables(m, s, dir));
    return emit_build(m, s, dir);
}

static enum err emit_all(const struct model *m, const char *dir)
{
    TRY(emit_types(m, dir));
    TRY(emit_refusals(m, dir));
    for (uint32_t i = 0; i < m->service_count; i++)
        TRY(emit_service(m, &m->services[i], dir));
    return emit_index(m, dir);
}

static bool split_tables(char *list, struct options *ret)
{
    for (char *at = list; at != NULL && *at != '\0';) {
        char *comma = strchr(at, ',');
        if (comma != NULL)
            *comma = '\0';
        if (ret->table_count == TABLES_MAX)
            return false;
        ret->tables[ret->table_count++] = at;
        at = comma == NULL ? NULL : comma + 1;
    }
    return true;
}

static bool read_options(int argc, char **argv, struct options *ret)
{
    static const struct option known[] = { { "schemas", required_argument, NULL, 's' }, { "tables", required_argument, NULL, 't' },
                                           { "out", required_argument, NULL, 'o' }, { NULL, 0, NULL, 0 } };
    int option;

    *ret = (struct options){ 0 };
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (option == 's')
            ret->schemas = optarg;
        else if (option == 'o')
            ret->out = optarg;
        else if (option != 't' || !split_tables(optarg, ret))
            return false;
    }
    return optind == argc && ret->schemas != NULL;
}

static int run(const struct options *options, struct model *m)
{
    model_load(options->schemas, options->tables, options->table_count, m);
    if (m->complaints->count > 0) {
        fprintf(stderr, "schemac: %u complaint%s; nothing was written.\n", m->complaints->count, m->complaints->count == 1 ? "" : "s");
        return 1;
    }
    if (options->out != NULL && emit_all(m, options->out) != OK)
        return 3;
    return 0;
}

int main(int argc, char **argv)
{
    struct options options;
    struct arena arena;
    struct complaints complaints = { 0 };
    struct model model = { .arena = &arena, .complaints = &complaints };

    if (!read_options(argc, argv, &options)) {
        fprintf(stderr, "usage: schemac --schemas DIR [--tables FILE,FILE...] [--out DIR]\n");
        return 2;
    }
    arena_init(&arena, ARENA_BYTES_MAX);
    int result = run(&options, &model);
    arena_fini(&arena);
    return result;
}
