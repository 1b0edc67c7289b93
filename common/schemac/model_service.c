/* A service's contract: commands and queries, and what it follows. Keeps true: a role, refusal
 * or followed event that is named exists. */
#include <inttypes.h>

#include "base/invariant.h"
#include "model.h"

#define CLAUSE_MAX 14u
#define SERVICE_NAME_MAX 16u

static const char *const top_keys[] = { "service", "version", "doc", "records", "commands", "events", "queries", "timers", "follows",
                                        "follows_entries", "config", NULL };
static const char *const command_keys[] = { "clause", "doc", "allow", "second", "paper", "purpose", "slow", "refusals", "fields", "result", "shows",
                                            "since", NULL };
static const char *const query_keys[] = { "clause", "doc", "allow", "refusals", "fields", "result", "since", NULL };
static const char *const second_keys[] = { "roles", "mode", "required", "within", "list", NULL };

#define LATER_MINUTES_MAX 20160u       /* two weeks */

static void clause_read(const struct node *node, const char **ret)
{
    const struct node *at = node_get(node, "clause");
    uint32_t number = 0;

    if (at == NULL) {
        complain(node, "needs `clause`, such as §5(1).");
        return;
    }
    if (!node_text(at, ret))
        return;
    const char *digit = strncmp(*ret, "§", strlen("§")) == 0 ? *ret + strlen("§") : "";
    for (; *digit >= '0' && *digit <= '9' && number < 1000; digit++)
        number = number * 10 + (uint32_t)(*digit - '0');
    if (*digit == '(') {
        size_t inner = strspn(digit + 1, "0123456789");
        digit = inner > 0 && digit[1 + inner] == ')' ? digit : NULL;
    }
    if (digit == NULL || number == 0 || number > CLAUSE_MAX)
        complain(at, "\"%s\" is no clause: § and a number from 1 to %u, then perhaps (n).", *ret, CLAUSE_MAX);
}

static uint32_t roles_read(const struct node *list)
{
    uint32_t mask = 0;

    if (!node_is_list(list))
        return 0;
    for (const struct node *at = list->first; at != NULL; at = at->next) {
        const char *name;
        uint32_t role = 0;
        if (!node_text(at, &name))
            continue;
        for (uint32_t i = 1; i < role_count; i++)
            if (strcmp(role_names[i], name) == 0)
                role = i;
        if (role == 0)
            complain(at, "there is no role \"%s\".", name);
        if ((mask & (1u << role)) != 0)
            complain(at, "the role \"%s\" stands here twice.", name);
        mask |= role == 0 ? 0 : 1u << role;
    }
    if (list->count == 0)
        complain(list, "names nobody.");
    return mask;
}

/* `later`: asked for by one person, confirmed by another from an own login, within so many minutes. */
static void later_read(const struct node *node, struct command *ret)
{
    const struct node *within = node_get(node, "within"), *list = node_get(node, "list");
    uint64_t minutes = 0;

    ret->second_required = true;
    if (node_get(node, "required") != NULL)
        complain(node_get(node, "required"), "is not said of the mode `later`: it always needs both persons.");
    if (within == NULL)
        complain(node, "needs `within`, in minutes.");
    else if (node_u64(within, &minutes) && (minutes == 0 || minutes > LATER_MINUTES_MAX))
        complain(within, "must be from 1 to %u minutes.", LATER_MINUTES_MAX);
    ret->second_within = (uint32_t)minutes;
    if (list != NULL)
        (void)node_text(list, &ret->second_list);
}

static void present_read(const struct node *node, struct command *ret)
{
    const struct node *required = node_get(node, "required");

    if (node_get(node, "within") != NULL)
        complain(node_get(node, "within"), "belongs to the mode `later`.");
    if (node_get(node, "list") != NULL)
        complain(node_get(node, "list"), "belongs to the mode `later`.");
    if (required == NULL)
        complain(node, "needs `required: true` or `required: false`.");
    else
        (void)node_bool(required, &ret->second_required);
}

static void second_read(const struct node *node, struct command *ret)
{
    const struct node *roles, *at;
    const char *mode = "";

    if (!node_is_map(node))
        return;
    node_check_keys(node, second_keys);
    ret->second_allowed = true;
    if ((roles = node_get(node, "roles")) == NULL)
        complain(node, "needs `roles`.");
    else
        ret->second_roles = roles_read(roles);
    if ((at = node_get(node, "mode")) == NULL)
        complain(node, "needs `mode: present` or `mode: later`.");
    else if (!node_text(at, &mode))
        return;
    else if (strcmp(mode, "later") == 0)
        later_read(node, ret);
    else if (strcmp(mode, "present") == 0)
        present_read(node, ret);
    else
        complain(at, "must be `present` or `later`.");
}

static bool shows_persons(const struct shape *shape)
{
    for (uint32_t i = 0; i < shape->count; i++)
        if (shape->fields[i].personal || (shape->fields[i].record != NULL && shape->fields[i].record->has_personal))
            return true;
    return false;
}

static bool must_name_persons(const struct shape *shape)
{
    for (uint32_t i = 0; i < shape->count; i++)
        if (!shape->fields[i].optional && (shape->fields[i].personal || (shape->fields[i].record != NULL && shape->fields[i].record->has_personal)))
            return true;
    return false;
}

/* What waits for its second person lies in the log as it was sent, and is confirmed by somebody else's command. */
static void later_check(const struct node *node, const struct command *c)
{
    const struct field *list = NULL;

    if (c->second_within == 0)
        return;
    if (must_name_persons(c->body))
        complain(node, "a step that is confirmed later has no personal fields that must be given.");
    if (c->slow != 0 || c->purpose_required || c->shown != NULL)
        complain(node, "a step that is confirmed later has no `slow`, no `purpose` and no `shows`.");
    for (uint32_t i = 0; i < c->body->count; i++) {
        if (c->body->fields[i].secret)
            complain(c->body->fields[i].node, "a step that is confirmed later has no secret fields.");
        if (c->second_list != NULL && strcmp(c->body->fields[i].name, c->second_list) == 0)
            list = &c->body->fields[i];
    }
    if (c->second_list != NULL && (list == NULL || !list->list))
        complain(node, "there is no list \"%s\" among its fields.", c->second_list);
}

static void refusals_read(struct model *m, const struct node *list, struct command *ret)
{
    if (!node_is_list(list))
        return;
    ret->refusals = arena_take(m->arena, sizeof(const struct refusal *) * (list->count + 1));
    for (const struct node *at = list->first; at != NULL; at = at->next) {
        const char *name;
        if (!node_text(at, &name))
            continue;
        const struct refusal *refusal = model_refusal(m, name);
        if (refusal == NULL)
            complain(at, "there is no refusal \"%s\" in %s.", name, m->types_file);
        for (uint32_t i = 0; i < ret->refusal_count; i++)
            if (ret->refusals[i] == refusal)
                complain(at, "the refusal \"%s\" stands here twice.", name);
        if (refusal != NULL)
            ret->refusals[ret->refusal_count++] = refusal;
    }
}

static void slow_read(const struct node *at, struct command *ret)
{
    const char *name;

    if (!node_text(at, &name))
        return;
    if (strcmp(name, "password_check") == 0)
        ret->slow = 1;
    else if (strcmp(name, "password_hash") == 0)
        ret->slow = 2;
    else if (strcmp(name, "password_change") == 0)
        ret->slow = 3;
    else
        complain(at, "there is no slow check \"%s\"; there are password_check, password_hash and password_change.", name);
}

const char *const paper_words[3] = { NULL, "allowed", "required" };

static bool refusal_named(const struct command *c, const char *name)
{
    for (uint32_t i = 0; i < c->refusal_count; i++)
        if (strcmp(c->refusals[i]->name, name) == 0)
            return true;
    return false;
}

/* A decision of the city, which may stand on paper: its facts are the field `paper`, and somebody else compares them. */
static void paper_read(const struct node *at, struct command *ret)
{
    static const char *const needed[] = { "paper_in_future", "paper_count_differs", "paper_number_used" };
    const struct field *paper = NULL;
    const char *word;

    if (!node_text(at, &word))
        return;
    for (uint32_t i = 1; i < 3; i++)
        if (strcmp(word, paper_words[i]) == 0)
            ret->paper = i;
    if (ret->paper == 0)
        complain(at, "must be `allowed` or `required`.");
    for (uint32_t i = 0; i < ret->body->count; i++)
        if (strcmp(ret->body->fields[i].name, "paper") == 0)
            paper = &ret->body->fields[i];
    if (paper == NULL || !paper->optional || paper->record == NULL || strcmp(paper->record->name, "paper_approval") != 0)
        complain(at, "needs a field `paper: { type: paper_approval, optional: true }`.");
    if (!ret->second_allowed)
        complain(at, "needs `second`: somebody else compares the paper.");
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!refusal_named(ret, needed[i]))
            complain(at, "needs the refusal \"%s\".", needed[i]);
    if (ret->second_within > 0)
        ret->second_required = false;          /* who is of the city needs nobody */
}

static void purpose_read(const struct node *at, struct command *ret)
{
    const char *word;

    if (!node_text(at, &word))
        return;
    if (strcmp(word, "required") != 0)
        complain(at, "must be `required`.");
    ret->purpose_required = true;
}

static struct shape *part_read(const struct scope *scope, const struct node *node, const char *key, const char *name, enum shape_use use)
{
    const struct node *fields = node_get(node, key);

    if (fields == NULL && use != USE_COMMAND && use != USE_QUERY)
        return NULL;
    struct shape *shape = shape_new(scope->model, name, node, use);
    shape_fill(scope, shape, fields);
    return shape;
}

/* Nested records bring personal fields in by the back door. */
static void check_nested(const struct shape *shape, const char *sentence)
{
    for (uint32_t i = 0; shape != NULL && i < shape->count; i++)
        if (shape->fields[i].record != NULL && shape->fields[i].record->has_personal)
            complain(shape->fields[i].node, "the record \"%s\" has personal fields; %s", shape->fields[i].record->name, sentence);
}

static void since_read(const struct scope *scope, const struct node *node, uint32_t *ret)
{
    const struct node *at = node_get(node, "since");
    uint64_t since = 1;

    if (at != NULL && node_u64(at, &since) && (since == 0 || since > scope->service->version))
        complain(at, "must be from 1 to the contract's version.");
    *ret = (uint32_t)since;
}

static void asked_load(const struct scope *scope, const struct node *node, bool query, struct command *ret)
{
    struct model *m = scope->model;
    const struct node *at;

    *ret = (struct command){ .name = node->key, .file = node->file, .line = node->line, .since = 1, .clause = "" };
    ret->body = shape_new(m, node->key, node, query ? USE_QUERY : USE_COMMAND);
    ret->result = query ? shape_new(m, text_format(m->arena, "%s_result", node->key).at, node, USE_QUERY_RESULT) : NULL;
    (void)name_is_good(node, node->key);
    if (!node_is_map(node))
        return;
    node_check_keys(node, query ? query_keys : command_keys);
    clause_read(node, &ret->clause);
    since_read(scope, node, &ret->since);
    if ((at = node_get(node, "doc")) != NULL)
        (void)node_text(at, &ret->doc);
    if ((at = node_get(node, "allow")) != NULL)
        ret->allow = roles_read(at);
    else
        complain(node, "needs `allow`, the roles that may send it.");
    if ((at = node_get(node, "refusals")) != NULL)
        refusals_read(m, at, ret);
    ret->body = part_read(scope, node, "fields", ret->name, query ? USE_QUERY : USE_COMMAND);
    struct shape *result = part_read(scope, node, "result", text_format(m->arena, "%s_result", ret->name).at, query ? USE_QUERY_RESULT : USE_RESULT);
    if (query && result == NULL)
        complain(node, "a query needs `result`.");
    ret->result = result != NULL ? result : ret->result;
    check_nested(ret->result, query ? "what shows them is a command with `purpose: required`." : "a result stands in the log in clear.");
}

static void command_load(const struct scope *scope, const struct node *node, struct command *ret)
{
    const struct node *at;

    asked_load(scope, node, false, ret);
    if (node->kind != NODE_MAP)
        return;
    if ((at = node_get(node, "second")) != NULL)
        second_read(at, ret);
    if ((at = node_get(node, "paper")) != NULL)
        paper_read(at, ret);
    if ((at = node_get(node, "slow")) != NULL)
        slow_read(at, ret);
    if ((at = node_get(node, "purpose")) != NULL)
        purpose_read(at, ret);
    ret->shown = part_read(scope, node, "shows", text_format(scope->model->arena, "%s_shown", ret->name).at, USE_SHOWN);
    later_check(node, ret);
    if (ret->shown != NULL && shows_persons(ret->shown) && !ret->purpose_required)
        complain(node_get(node, "shows"), "what shows personal data needs `purpose: required`.");
}

static int by_command(const void *a, const void *b)
{
    return strcmp(((const struct command *)a)->name, ((const struct command *)b)->name);
}

static void all_asked_load(const struct scope *scope, const struct node *map, bool query, struct command **ret, uint32_t *ret_count)
{
    if (map == NULL || !node_is_map(map))
        return;
    *ret = arena_take(scope->model->arena, sizeof(**ret) * (map->count + 1));
    for (const struct node *at = map->first; at != NULL; at = at->next) {
        struct command *one = &(*ret)[(*ret_count)++];
        if (query)
            asked_load(scope, at, true, one);
        else
            command_load(scope, at, one);
    }
    qsort(*ret, *ret_count, sizeof(**ret), by_command);
}

static void timers_load(struct model *m, struct service *s, const struct node *list)
{
    if (list == NULL || !node_is_list(list))
        return;
    s->timers = arena_take(m->arena, sizeof(*s->timers) * (list->count + 1));
    for (const struct node *at = list->first; at != NULL; at = at->next) {
        const char *name;
        if (!node_text(at, &name) || !name_is_good(at, name))
            continue;
        for (uint32_t i = 0; i < s->timer_count; i++)
            if (strcmp(s->timers[i], name) == 0)
                complain(at, "the timer \"%s\" stands here twice.", name);
        s->timers[s->timer_count++] = name;
    }
}

static void head_load(struct service *s)
{
    const struct node *name = node_get(s->top, "service"), *version = node_get(s->top, "version");
    const char *said = "";
    uint64_t number = 1;

    if (name == NULL || !node_text(name, &said) || strcmp(said, s->name) != 0)
        complain(name == NULL ? s->top : name, "the file must say `service: %s`, like its own name.", s->name);
    if (strlen(s->name) > SERVICE_NAME_MAX)
        complain(s->top, "the name of a service has at most %u letters.", SERVICE_NAME_MAX);
    if (version == NULL)
        complain(s->top, "needs `version`, the number of this contract.");
    else if (node_u64(version, &number) && (number == 0 || number > 1000))
        complain(version, "must be from 1 to 1000.");
    s->version = number == 0 || number > 1000 ? 1 : (uint32_t)number;
}

void service_load(struct model *m, struct service *s)
{
    const struct scope scope = { .model = m, .service = s };
    const struct node *config;

    must(s->top != NULL);
    node_check_keys(s->top, top_keys);
    head_load(s);
    records_declare(m, s, node_get(s->top, "records"), &s->records, &s->record_count);
    for (uint32_t i = 0; i < m->record_count; i++)
        m->records[i]->mark = 2;           /* settled */
    records_settle(m, s->records, s->record_count);
    all_asked_load(&scope, node_get(s->top, "commands"), false, &s->commands, &s->command_count);
    all_asked_load(&scope, node_get(s->top, "queries"), true, &s->queries, &s->query_count);
    events_load(&scope, node_get(s->top, "events"));
    timers_load(m, s, node_get(s->top, "timers"));
    if ((config = node_get(s->top, "config")) != NULL) {
        s->config = shape_new(m, text_format(m->arena, "%s_config", s->name).at, config, USE_CONFIG);
        bool wrapped = config->kind == NODE_MAP && config->count == 1 && node_get(config, "fields") != NULL;
        shape_fill(&scope, s->config, wrapped ? node_get(config, "fields") : config);
        check_nested(s->config, "configuration holds none.");
    }
}
