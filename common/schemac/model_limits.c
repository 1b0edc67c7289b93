/* Limits of fields: the defaults of each kind and text rule, and what a field says beyond. Keeps true:
 * a field only narrows what its named type allows, and `min` is never above `max`. */
#include <inttypes.h>

#include "model.h"

#define TIME_MAX_US UINT64_C(253402300799999999)     /* the end of the year 9999 */
#define TEXT_MAX UINT64_C(65536)
#define BYTES_MAX UINT64_C(262144)

/* Limits of a kind before anything is said. A max of 0 means: has to be said. */
void field_default_limits(struct field *f)
{
    f->min = 0;
    f->max = 0;
    if (f->kind == KIND_U64)
        f->max = UINT64_MAX;
    if (f->kind == KIND_I64) {
        f->min = (uint64_t)INT64_MIN;
        f->max = (uint64_t)INT64_MAX;
    }
    if (f->kind == KIND_TIME)
        f->max = TIME_MAX_US;
    if (f->kind == KIND_BOOL)
        f->max = 1;
    if (f->kind == KIND_ID) {
        f->min = 1;
        f->max = UINT64_MAX;
    }
    if (f->kind == KIND_DATE) {
        f->min = 18680101;
        f->max = 99991231;
    }
    if (f->kind == KIND_ENUM) {
        f->min = 1;
        f->max = f->values->count;
    }
    if (f->kind == KIND_TEXT) {
        f->min = rule_facts[f->rule].min;
        f->max = rule_facts[f->rule].max;
    }
}

void field_read_rule(const struct node *node, struct field *f)
{
    const struct node *at = node_get(node, "rule");
    const char *name;

    if (at == NULL || !node_text(at, &name))
        return;
    if (f->kind != KIND_TEXT) {
        complain(at, "only a text has a rule.");
        return;
    }
    for (uint32_t i = 0; i < RULE_COUNT; i++)
        if (strcmp(rule_facts[i].yaml, name) == 0) {
            f->rule = (enum rule)i;
            field_default_limits(f);
            return;
        }
    complain(at, "there is no text rule \"%s\".", name);
}

static bool in_order(const struct field *f, uint64_t low, uint64_t high)
{
    return f->kind == KIND_I64 ? (int64_t)low <= (int64_t)high : low <= high;
}

static void read_limit(const struct node *node, const char *key, struct field *f, uint64_t *limit)
{
    const struct node *at = node_get(node, key);
    struct field before = *f;
    int64_t i = 0;
    uint64_t u = 0;

    if (at == NULL)
        return;
    bool has_limits = f->kind == KIND_U64 || f->kind == KIND_I64 || f->kind == KIND_TIME || f->kind == KIND_TEXT || f->kind == KIND_BYTES;
    if (!has_limits) {
        complain(at, "a %s has no limits of its own.", f->type);
        return;
    }
    if (f->kind == KIND_I64 ? !node_i64(at, &i) : !node_u64(at, &u))
        return;
    *limit = f->kind == KIND_I64 ? (uint64_t)i : u;
    bool fresh_bytes = f->kind == KIND_BYTES && before.max == 0;
    bool text_rule_own = f->kind == KIND_TEXT && strcmp(f->type, "text") == 0 && f->rule != RULE_NOTICE_NUMBER && f->rule != RULE_APPLICATION_ID;
    if (!fresh_bytes && !text_rule_own && (!in_order(f, before.min, *limit) || !in_order(f, *limit, before.max)))
        complain(at, "must lie within the limits of %s.", f->kind == KIND_TEXT && strcmp(f->type, "text") == 0 ? rule_facts[f->rule].yaml : f->type);
}

void field_read_limits(const struct node *node, struct field *f, bool is_type)
{
    const struct node *min_at = node_get(node, "min"), *max_at = node_get(node, "max");

    if (f->kind == KIND_BYTES) {           /* max first: its default is "not said" */
        read_limit(node, "max", f, &f->max);
        if (min_at != NULL)
            read_limit(node, "min", f, &f->min);
    } else {
        struct field wide = *f;
        read_limit(node, "min", f, &f->min);
        wide.min = f->kind == KIND_TEXT ? 0 : wide.min;
        read_limit(node, "max", &wide, &wide.max);
        f->max = wide.max;
    }
    if (f->kind == KIND_BYTES && f->max == 0 && !is_type)
        complain(node, "bytes need `max`.");
    if ((f->kind == KIND_BYTES && f->max > BYTES_MAX) || (f->kind == KIND_TEXT && f->max > TEXT_MAX))
        complain(max_at == NULL ? node : max_at, "too large: at most %" PRIu64 ".", f->kind == KIND_BYTES ? BYTES_MAX : TEXT_MAX);
    if (!in_order(f, f->min, f->max) && (min_at != NULL || max_at != NULL) && !(f->kind == KIND_BYTES && f->max == 0))
        complain(node, "`min` is larger than `max`.");
}
