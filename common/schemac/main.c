/* schemac: reads the contracts, writes the code and the documents that follow from them. Exit codes:
 * 0 good, 1 the contracts are wrong or a document is not in step, 2 usage, 3 could not run. */
#include <getopt.h>

#include "base/invariant.h"
#include "api.h"
#include "doc.h"
#include "emit.h"
#include "kept.h"
#include "lock.h"
#include "words.h"

#define ARENA_BYTES_MAX ((size_t)512 * 1024 * 1024)
#define TABLES_MAX 32u

struct options {
    const char *schemas, *out, *lock, *doc, *prose, *kept, *kept_doc, *words, *words_out, *openapi, *asyncapi, *api_prose;
    bool write_lock, check_doc;
    const char *tables[TABLES_MAX];
    uint32_t table_count;
    const char *const *pages;
    uint32_t page_count;
};

static const char usage[] =
    "usage: schemac --schemas DIR [--tables FILE,FILE...] [--lock FILE [--write-lock]]\n"
    "               [--out DIR] [--doc FILE --prose FILE] [--kept FILE [--kept-doc FILE]] [--check-doc]\n"
    "               [--openapi FILE --asyncapi FILE --api-prose DIR]\n"
    "               [--words FILE --words-out DIR PAGE-FILE...]\n"
    "  --schemas     folder of types.yaml and one <service>.yaml each\n"
    "  --tables      tables.yaml files; each belongs to the service named like its folder\n"
    "  --lock        what is released; an incompatible change is an error\n"
    "  --write-lock  release: write the present contracts to the lock\n"
    "  --out         write the generated code there\n"
    "  --doc         write the wire reference there, from the text in --prose\n"
    "  --kept        statements about what is stored; a stored field of persons without one is an error\n"
    "  --kept-doc    write the list of what is kept there\n"
    "  --words       sentences of the pages; one that is missing, or that no page uses, is an error\n"
    "  --words-out   write the tables of words for each language there: words.LANG.json, words.FOLDER.LANG.json\n"
    "  --openapi     write the OpenAPI document of the JSON gateway there\n"
    "  --asyncapi    write the AsyncAPI document of what is published there\n"
    "  --api-prose   folder of openapi.in.json and asyncapi.in.json, which stand around them\n"
    "  --check-doc   only compare documents with what they should be\n";

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

static bool take_option(int option, struct options *ret)
{
    if (option == 's')
        ret->schemas = optarg;
    else if (option == 'o')
        ret->out = optarg;
    else if (option == 'l')
        ret->lock = optarg;
    else if (option == 'd')
        ret->doc = optarg;
    else if (option == 'p')
        ret->prose = optarg;
    else if (option == 'k')
        ret->kept = optarg;
    else if (option == 'K')
        ret->kept_doc = optarg;
    else if (option == 'W')
        ret->words = optarg;
    else if (option == 'O')
        ret->words_out = optarg;
    else if (option == 'A')
        ret->openapi = optarg;
    else if (option == 'E')
        ret->asyncapi = optarg;
    else if (option == 'P')
        ret->api_prose = optarg;
    else if (option == 'w')
        ret->write_lock = true;
    else if (option == 'c')
        ret->check_doc = true;
    else
        return option == 't' && split_tables(optarg, ret);
    return true;
}

static bool read_options(int argc, char **argv, struct options *ret)
{
    static const struct option known[] = {
        { "schemas", required_argument, NULL, 's' }, { "tables", required_argument, NULL, 't' }, { "out", required_argument, NULL, 'o' },
        { "lock", required_argument, NULL, 'l' },    { "write-lock", no_argument, NULL, 'w' },   { "doc", required_argument, NULL, 'd' },
        { "prose", required_argument, NULL, 'p' },   { "check-doc", no_argument, NULL, 'c' },
        { "kept", required_argument, NULL, 'k' },    { "kept-doc", required_argument, NULL, 'K' },
        { "words", required_argument, NULL, 'W' },   { "words-out", required_argument, NULL, 'O' },
        { "openapi", required_argument, NULL, 'A' }, { "asyncapi", required_argument, NULL, 'E' }, { "api-prose", required_argument, NULL, 'P' },
        { NULL, 0, NULL, 0 }
    };
    int option;

    *ret = (struct options){ 0 };
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
        if (!take_option(option, ret))
            return false;
    bool lock_fits = !ret->write_lock || ret->lock != NULL;
    bool doc_fits = (ret->doc == NULL) == (ret->prose == NULL) && (ret->kept_doc == NULL || ret->kept != NULL) &&
                    (!ret->check_doc || ret->doc != NULL || ret->kept_doc != NULL || ret->openapi != NULL);
    ret->pages = (const char *const *)argv + optind;
    ret->page_count = (uint32_t)(argc - optind);
    bool words_fit = (ret->words == NULL) == (ret->words_out == NULL) && (ret->words != NULL || ret->page_count == 0);
    doc_fits &= (ret->openapi == NULL) == (ret->api_prose == NULL) && (ret->openapi == NULL) == (ret->asyncapi == NULL);
    return ret->schemas != NULL && lock_fits && doc_fits && words_fit;
}

static int put_doc(const struct options *options, struct out *out, const char *path, const char *target)
{
    if (!options->check_doc)
        return out_write(out, "", path) == OK ? 0 : 3;
    if (out_compare(out, path) == OK)
        return 0;
    fprintf(stderr, "%s:1: is not in step with the contracts; build the target `%s`.\n", path, target);
    return 1;
}

static int make_doc(const struct options *options, const struct model *m)
{
    struct out out;

    if (options->doc == NULL)
        return 0;
    if (doc_build(m, options->prose, &out) != OK)
        return 1;
    return put_doc(options, &out, options->doc, "wire_doc");
}

static int make_api(const struct options *options, const struct model *m, const char *path, const char *template_name)
{
    struct out out;

    if (path == NULL)
        return 0;
    if (api_build(m, text_format(m->arena, "%s/%s", options->api_prose, template_name).at, &out) != OK)
        return 1;
    return put_doc(options, &out, path, "api_doc");
}

static int make_docs(const struct options *options, const struct model *m)
{
    int code = make_doc(options, m);

    if (code == 0)
        code = make_api(options, m, options->openapi, "openapi.in.json");
    return code == 0 ? make_api(options, m, options->asyncapi, "asyncapi.in.json") : code;
}

static int complained(const struct model *m)
{
    fprintf(stderr, "schemac: %u complaint%s; nothing was written.\n", m->complaints->count, m->complaints->count == 1 ? "" : "s");
    return 1;
}

static int run(const struct options *options, struct model *m)
{
    struct out kept = { 0 };

    model_load(options->schemas, options->tables, options->table_count, m);
    if (m->complaints->count == 0 && options->lock != NULL)
        lock_check(m, options->lock);
    if (m->complaints->count == 0 && options->kept != NULL)
        kept_build(m, options->kept, &kept);
    if (m->complaints->count > 0 && kept.to != NULL)
        out_drop(&kept);
    if (m->complaints->count > 0)
        return complained(m);
    if (options->kept_doc != NULL) {
        int code = put_doc(options, &kept, options->kept_doc, "kept_doc");

        if (code != 0)
            return code;
    } else if (kept.to != NULL) {
        out_drop(&kept);
    }
    if (options->write_lock && lock_write(m, options->lock) != OK)
        return 3;
    if (options->words != NULL && words_make(m, options->words, options->pages, options->page_count, options->words_out) != OK)
        return 3;
    if (m->complaints->count > 0)
        return complained(m);
    if (options->out != NULL && emit_all(m, options->out) != OK)
        return 3;
    return make_docs(options, m);
}

int main(int argc, char **argv)
{
    struct options options;
    struct arena arena;
    struct complaints complaints = { 0 };
    struct model model = { .arena = &arena, .complaints = &complaints };

    if (!read_options(argc, argv, &options)) {
        fputs(usage, stderr);
        return 2;
    }
    arena_init(&arena, ARENA_BYTES_MAX);
    int result = run(&options, &model);
    arena_fini(&arena);
    return result;
}
