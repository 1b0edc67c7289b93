/* A YAML file as a small tree with line numbers. Strict on purpose: no anchors, aliases or
 * tags, no duplicate keys, bounded size and depth. Every complaint names file, line and key. */
#ifndef SCHEMAC_YAML_TREE_H
#define SCHEMAC_YAML_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"

#define YAML_BYTES_MAX (256u * 1024u)
#define YAML_DEPTH_MAX 8u

/* Where complaints go, and how many there were. */
struct complaints {
    uint32_t count;
};

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
    const char *file;
    uint32_t line;
    const char *path;            /* commands.call_next.allow[1] */
    enum node_kind kind;
    const char *scalar;          /* NODE_SCALAR; terminated */
    bool quoted;
    const char *key;             /* of a map's child */
    struct node *first, *last, *next;
    uint32_t count;              /* children */
    struct complaints *complaints;
};

/* One line on stderr: file:line: key: sentence. */
void complain_at(struct complaints *complaints, const char *file, uint32_t line, const char *key, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* The same about a node. */
void complain(const struct node *about, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reads a file, whose top must be a map. NULL after a complaint. The tree lives in the arena. */
const struct node *yaml_read(const char *path, struct arena *arena, struct complaints *complaints);
/* The same from memory; `file` and `first_line` are for complaints. The top may be anything. */
const struct node *yaml_parse(struct text in, const char *file, uint32_t first_line, struct arena *arena,
                              struct complaints *complaints);

/* The child under `key`, or NULL. */
const struct node *node_get(const struct node *map, const char *key);
/* Complains about each key that is not in the NULL-terminated list. */
void node_check_keys(const struct node *map, const char *const *allowed);
/* These complain and return false when the node has another form. NULL nodes are not allowed. */
bool node_is_map(const struct node *node);
bool node_is_list(const struct node *node);
bool node_text(const struct node *node, const char **ret);
bool node_u64(const struct node *node, uint64_t *ret);
bool node_i64(const struct node *node, int64_t *ret);
bool node_bool(const struct node *node, bool *ret);

#endif
