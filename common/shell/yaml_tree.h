/* A configuration file as a small tree that knows where everything stands. Strict: one document,
 * no anchors, aliases or tags, keys once; bounded in size, depth and items before it is built. */
#ifndef SHELL_YAML_TREE_H
#define SHELL_YAML_TREE_H

#include "shell/complaints.h"

#define YAML_BYTES_MAX (64u * 1024u)
#define YAML_DEPTH_MAX 8u
#define YAML_ITEMS_MAX 1000u          /* of one map or list */

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    uint32_t line, column;            /* of a map's child: of its key */
    const struct yaml_node *parent;
    uint32_t index;                   /* among its siblings */
    struct text key;                  /* of a map's child */
    struct text scalar;
    bool quoted;
    bool again;                       /* its key stood here before: complained about, not to be read */
    struct yaml_node *first, *last, *next;
    uint32_t count;
};

/* NULL after a complaint that leaves nothing to go on with; other complaints do not stop it. The tree
 * lives in the arena of the complaints. */
const struct yaml_node *yaml_parse(const char *file, struct text in, struct complaints *complaints);

/* The child under that key, or NULL. */
const struct yaml_node *yaml_child(const struct yaml_node *map, struct text key);
/* Where the node stands, with its path. */
struct spot yaml_spot(const struct yaml_node *node, const char *file, struct arena *arena);

#endif
