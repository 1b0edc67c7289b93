/* The list of what is kept, from the contracts and from one statement for each kind of thing. Keeps true: nothing that belongs to a person
 * is stored without a statement; what must never be stored has no field. */
#include "kept.h"

#include "base/invariant.h"

struct kept_list {
    const struct model *m;
    const struct node *classes, *open, *sealed;
    const char *path;
    struct out *out;
    bool english;
    uint32_t used;                     /* statements of sealed things met in the first walk */
};

/* ---- Statements -------------------------------------------------------------------------------- */

static const char *said(const struct node *class, const char *what, bool english, struct arena *arena)
{
    const struct node *node = node_get(class, text_format(arena, "%s_%s", what, english ? "en" : "ja").at);
    const char *text = "";

    if (node == NULL)
        complain(class, "needs %s_ja and %s_en.", what, what);
    else if (!node_text(node, &text) || *text == '\0')
        complain(node, "is empty.");
    return text;
}

static const struct node *class_named(struct kept_list *l, const struct node *node)
{
    const char *name = "";
    const struct node *class = node_text(node, &name) ? node_get(l->classes, name) : NULL;

    if (class == NULL)
        complain(node, "there is no class \"%s\".", name);
    return class;
}

static void put_statement(struct kept_list *l, const struct node *statement)
{
    const struct node *class = class_named(l, statement);
    struct arena *arena = l->m->arena;

    if (class == NULL)
        return;
    put(l->out, " %s | %s | %s |\n", said(class, "why", l->english, arena), said(class, "who", l->english, arena), said(class, "dies", l->english, arena));
}

/* ---- What must not be --------------------------------------------------------------------------- */

static void check_never(const struct kept_list *l, const struct field *f)
{
    static const char *const never[] = { "pin", "pin_code", "secret_number", "resident_code", "residence_code", "juminhyo_code", "individual_number", "my_number",
                                         "document_number", "licence_number", "license_number", "passport_number", "residence_card_number", "insurance_number",
                                         "pension_number", "security_code", "id_document", "agent_name", "agent_reason" };

    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (strcmp(f->name, never[i]) == 0)
            complain_at(l->m->complaints, f->file, f->line, f->name, "must never be stored.");
}

/* ---- Fields --------------------------------------------------------------------------------------- */

static const char *label_of(const struct kept_list *l, const struct field *f)
{
    if (!l->english && f->ja != NULL)
        return text_format(l->m->arena, "%s `%s`", f->ja, f->name).at;
    return text_format(l->m->arena, "`%s`", f->name).at;
}

static void put_sealed(struct kept_list *l, const char *service, const char *holder, const struct field *f)
{
    const char *key = text_format(l->m->arena, "%s.%s.%s", service, holder, f->name).at;
    const struct node *statement = node_get(l->sealed, key);

    if (statement == NULL) {
        complain_at(l->m->complaints, f->file, f->line, f->name, "is kept of persons, and %s has no statement \"%s\".", l->path, key);
        return;
    }
    l->used++;
    put(l->out, "| %s | `%s` |", label_of(l, f), holder);
    put_statement(l, statement);
}

static void walk_sealed(struct kept_list *l, const char *service, const char *holder, const struct shape *shape)
{
    for (uint32_t i = 0; i < shape->count; i++) {
        const struct field *f = &shape->fields[i];

        check_never(l, f);
        if (f->kind == KIND_RECORD && f->personal)
            for (uint32_t k = 0; k < f->record->count; k++) {
                check_never(l, &f->record->fields[k]);
                put_sealed(l, service, text_format(l->m->arena, "%s.%s", holder, f->name).at, &f->record->fields[k]);
            }
        else if (f->kind == KIND_RECORD)
            walk_sealed(l, service, text_format(l->m->arena, "%s.%s", holder, f->name).at, f->record);
        else if (f->personal)
            put_sealed(l, service, holder, f);
    }
}

static void put_open_names(struct kept_list *l, const struct shape *shape, bool *first)
{
    for (uint32_t i = 0; i < shape->count; i++) {
        const struct field *f = &shape->fields[i];

        if (f->personal)
            continue;
        if (f->kind == KIND_RECORD) {
            put_open_names(l, f->record, first);
            continue;
        }
        put(l->out, "%s%s", *first ? "" : ", ", label_of(l, f));
        *first = false;
    }
}

/* ---- Services -------------------------------------------------------------------------------------- */

static void put_service_sealed(struct kept_list *l, const struct service *s)
{
    put(l->out, l->english ? "\n### %s: of persons, sealed\n\n| field | event | why | who sees it | when it dies |\n|---|---|---|---|---|\n"
                           : "\n### %s：個人に関する項目（封印して保存）\n\n| 項目 | 記録 | 理由 | 閲覧 | 消去 |\n|---|---|---|---|---|\n", s->name);
    for (uint32_t i = 0; i < s->event_count; i++)
        walk_sealed(l, s->name, s->events[i].name, s->events[i].open);
    for (uint32_t i = 0; i < s->table_count; i++) {
        const char *key = text_format(l->m->arena, "%s.%s", s->name, s->tables[i].name).at;
        const struct node *statement = node_get(l->sealed, key);

        if (!s->tables[i].derived)
            continue;
        if (statement == NULL) {
            complain_at(l->m->complaints, s->tables[i].file, s->tables[i].line, s->tables[i].name, "is made of sealed fields, and %s has no statement \"%s\".", l->path, key);
            continue;
        }
        l->used++;
        put(l->out, "| `%s` | %s |", s->tables[i].name, l->english ? "(search table, in no log)" : "（検索表、記録には残らない）");
        put_statement(l, statement);
    }
}

static void put_service_open(struct kept_list *l, const struct service *s)
{
    const struct node *usual = node_get(l->open, s->name);

    if (usual == NULL) {
        complain_at(l->m->complaints, l->path, 0, s->name, "the service has no statement under `open`.");
        return;
    }
    put(l->out, l->english ? "\n### %s: nothing of persons\n\n| event | fields | why | who sees it | when it dies |\n|---|---|---|---|---|\n"
                           : "\n### %s：個人に関しない項目\n\n| 記録 | 項目 | 理由 | 閲覧 | 消去 |\n|---|---|---|---|---|\n", s->name);
    for (uint32_t i = 0; i < s->event_count; i++) {
        const struct event *event = &s->events[i];
        const struct node *own = node_get(l->open, text_format(l->m->arena, "%s.%s", s->name, event->name).at);
        bool first = true;

        put(l->out, "| `%s` | ", event->name);
        put_open_names(l, event->open, &first);
        put(l->out, " |");
        put_statement(l, own != NULL ? own : usual);
    }
}

static void put_language(struct kept_list *l, bool english)
{
    l->english = english;
    l->used = 0;
    put(l->out, english ? "\n## What is kept\n\nNothing else is stored. There is no field for a residence record code, a PIN, the number of a document or an individual number; identity\n"
                          "papers are counts of their class (A, B), and the reason for an agent is only that it was confirmed.\n"
                        : "\n## 取扱項目一覧\n\nここにない項目は保存しません。住民票コード、暗証番号、本人確認書類の番号、個人番号の項目はありません。本人確認書類は区分（A、B）ごとの点数だけ、\n"
                          "代理の理由は「確認済」だけを残します。\n");
    for (uint32_t i = 0; i < l->m->service_count; i++) {
        put_service_sealed(l, &l->m->services[i]);
        put_service_open(l, &l->m->services[i]);
    }
}

void kept_build(const struct model *model, const char *statements_path, struct out *out)
{
    const struct node *top = yaml_read(statements_path, model->arena, model->complaints);
    struct kept_list list = { .m = model, .path = statements_path, .out = out };

    out_open(out);
    if (top == NULL)
        return;
    list.classes = node_get(top, "classes");
    list.open = node_get(top, "open");
    list.sealed = node_get(top, "sealed");
    if (list.classes == NULL || list.open == NULL || list.sealed == NULL) {
        complain(top, "needs classes, open and sealed.");
        return;
    }
    put(out, "<!-- Made by schemac from schemas/*.yaml and schemas/kept.yaml: build the target `kept_doc`. -->\n# 取扱項目一覧 / What is kept\n");
    put_language(&list, false);
    if (list.used < list.sealed->count)
        complain(list.sealed, "%u statements are about nothing that is stored.", list.sealed->count - list.used);
    put_language(&list, true);
}
