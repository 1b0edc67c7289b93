/* Inside the configuration reader: one value by its field's description. */
#ifndef SHELL_YAML_VALUE_H
#define SHELL_YAML_VALUE_H

#include "codec/message.h"
#include "shell/yaml_tree.h"

struct reading {
    const char *file;
    struct arena *arena;              /* of what is read */
    struct complaints *complaints;
    struct joined_texts {             /* free texts and lines in their order, and where each stands */
        struct text *at;
        const struct yaml_node **nodes;
        uint32_t count, room;
    } joined;
};

void complain_about(struct reading *r, const struct yaml_node *node, const char *ja, const char *en, ...);

/* One item of any kind but record into `to`; complains when it does not fit. */
void value_read(struct reading *r, const struct field_spec *field, const struct yaml_node *node, void *to);

/* At the end: complains where an individual number ends that is spread over neighbouring texts (rules 5). */
void joined_texts_check(struct reading *r);

#endif
