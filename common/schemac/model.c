/* Loads everything: types.yaml, each <service>.yaml, each tables.yaml; then what needs all of them.
 * A file that cannot be read is a complaint like any other, so that one run shows them all. */
#include "model.h"

#include <dirent.h>
#include <errno.h>

#define SERVICES_MAX 32u

const struct service *model_service(const struct model *m, const char *name)
{
    for (uint32_t i = 0; i < m->service_count; i++)
        if (strcmp(m->services[i].name, name) == 0)
            return &m->services[i];
    return NULL;
}

const struct refusal *model_refusal(const struct model *m, const char *name)
{
    for (uint32_t i = 0; i < m->refusal_count; i++)
        if (strcmp(m->refusals[i].name, name) == 0)
            return &m->refusals[i];
    return NULL;
}

static bool is_contract(const char *file)
{
    size_t len = strlen(file);

    return len > 5 && strcmp(file + len - 5, ".yaml") == 0 && strcmp(file, "types.yaml") != 0 && strcmp(file, "lock.yaml") != 0 && strcmp(file, "kept.yaml") != 0 &&
           file[0] != '.';
}

static int by_service(const void *a, const void *b)
{
    return strcmp(((const struct service *)a)->name, ((const struct service *)b)->name);
}

static void services_find(struct model *m, const char *dir)
{
    DIR *files = opendir(dir);

    if (files == NULL) {
        complain_at(m->complaints, dir, 0, "", "cannot be read: %s.", strerror(errno));
        return;
    }
    m->services = arena_take(m->arena, sizeof(*m->services) * SERVICES_MAX);
    for (const struct dirent *file = readdir(files); file != NULL; file = readdir(files)) {
        if (!is_contract(file->d_name))
            continue;
        if (m->service_count == SERVICES_MAX) {
            complain_at(m->complaints, dir, 0, "", "there are more than %u services.", SERVICES_MAX);
            break;
        }
        struct service *s = &m->services[m->service_count++];
        s->file = text_format(m->arena, "%s/%s", dir, file->d_name).at;
        s->name = text_terminated(m->arena, (struct text){ file->d_name, (uint32_t)strlen(file->d_name) - 5 });
    }
    closedir(files);
    if (m->service_count > 1)
        qsort(m->services, m->service_count, sizeof(*m->services), by_service);
}

/* services/queueing/tables.yaml belongs to queueing, common/engine/tables.yaml to engine. */
static void tables_find(struct model *m, const char *path)
{
    const char *end = strrchr(path, '/');
    const char *start = end;

    while (start != NULL && start > path && start[-1] != '/')
        start--;
    struct text owner = start == NULL ? TEXT("") : (struct text){ start, (uint32_t)(end - start) };
    for (uint32_t i = 0; i < m->service_count; i++)
        if (text_is(owner, m->services[i].name)) {
            m->services[i].tables_file = path;
            return;
        }
    complain_at(m->complaints, path, 1, "", "there is no contract for the folder \"%.*s\".", (int)owner.len, owner.at == NULL ? "" : owner.at);
}

void model_load(const char *schemas_dir, const char *const *tables, uint32_t table_count, struct model *m)
{
    names_init(m);
    m->types_file = text_format(m->arena, "%s/types.yaml", schemas_dir).at;
    m->types_top = yaml_read(m->types_file, m->arena, m->complaints);
    if (m->types_top == NULL)
        return;
    types_load(m);
    services_find(m, schemas_dir);
    for (uint32_t i = 0; i < table_count; i++)
        tables_find(m, tables[i]);
    bool readable = true;
    for (uint32_t i = 0; i < m->service_count; i++) {
        struct service *s = &m->services[i];
        s->top = yaml_read(s->file, m->arena, m->complaints);
        s->line = 1;
        if (s->top != NULL)
            service_load(m, s);
        if (s->top != NULL && s->tables_file != NULL)
            s->tables_top = yaml_read(s->tables_file, m->arena, m->complaints);
        if (s->tables_top != NULL)
            tables_load(m, s);
        readable &= s->top != NULL;
    }
    for (uint32_t i = 0; readable && i < m->service_count; i++)
        service_link(m, &m->services[i]);
    names_check(m);
}
