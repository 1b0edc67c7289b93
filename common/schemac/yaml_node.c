/* Questions to a node of the tree: its children, and its scalar as the kind of value one expects.
 * Keeps true: a wrong form is complained about once, where it stands. */
#include <errno.h>

#include "base/invariant.h"
#include "yaml_tree.h"

const struct node *node_get(const struct node *map, const char *key)
{
    must(map->kind == NODE_MAP);
    for (const struct node *child = map->first; child != NULL; child = child->next)
        if (strcmp(child->key, key) == 0)
            return child;
    return NULL;
}

void node_check_keys(const struct node *map, const char *const *allowed)
{
    must(map->kind == NODE_MAP);
    for (const struct node *child = map->first; child != NULL; child = child->next) {
        bool known = false;
        for (const char *const *at = allowed; *at != NULL && !known; at++)
            known = strcmp(*at, child->key) == 0;
        if (!known)
            complain(child, "unknown key \"%s\".", child->key);
    }
}

bool node_is_map(const struct node *node)
{
    if (node->kind != NODE_MAP)
        complain(node, "must be a map (key: value).");
    return node->kind == NODE_MAP;
}

bool node_is_list(const struct node *node)
{
    if (node->kind != NODE_LIST)
        complain(node, "must be a list ([a, b]).");
    return node->kind == NODE_LIST;
}

bool node_text(const struct node *node, const char **ret)
{
    if (node->kind != NODE_SCALAR || (*node->scalar == '\0' && !node->quoted)) {
        complain(node, "must have a value.");
        return false;
    }
    *ret = node->scalar;
    return true;
}

static bool all_digits(const char *text)
{
    size_t len = strlen(text);

    return len > 0 && len <= 20 && strspn(text, "0123456789") == len && (len == 1 || text[0] != '0');
}

bool node_u64(const struct node *node, uint64_t *ret)
{
    bool fits = node->kind == NODE_SCALAR && !node->quoted && all_digits(node->scalar);

    errno = 0;
    uint64_t value = fits ? strtoull(node->scalar, NULL, 10) : 0;
    if (!fits || errno != 0) {
        complain(node, "must be a whole number from 0 to 18446744073709551615.");
        return false;
    }
    *ret = value;
    return true;
}

bool node_i64(const struct node *node, int64_t *ret)
{
    const char *digits = node->kind == NODE_SCALAR ? node->scalar : "";
    bool fits = !node->quoted && all_digits(*digits == '-' ? digits + 1 : digits);

    errno = 0;
    int64_t value = fits ? strtoll(digits, NULL, 10) : 0;
    if (!fits || errno != 0) {
        complain(node, "must be a whole number from -9223372036854775808 to 9223372036854775807.");
        return false;
    }
    *ret = value;
    return true;
}

bool node_bool(const struct node *node, bool *ret)
{
    bool yes = node->kind == NODE_SCALAR && !node->quoted && strcmp(node->scalar, "true") == 0;
    bool no = node->kind == NODE_SCALAR && !node->quoted && strcmp(node->scalar, "false") == 0;

    if (!yes && !no) {
        complain(node, "must be true or false.");
        return false;
    }
    *ret = yes;
    return true;
}
