/* The emitters: each writes one kind of generated file from a checked model. */
#ifndef SCHEMAC_EMIT_H
#define SCHEMAC_EMIT_H

#include "model.h"
#include "out.h"

/* emit_shapes.c: parts shared by the emitters */
void emit_banner(struct out *out, const char *what);
void emit_struct(struct out *out, struct arena *arena, const struct shape *shape);
/* The table of fields and `<linkage>const struct record_spec <name><suffix>`. */
void emit_spec(struct out *out, const struct shape *shape, const char *linkage, const char *suffix);

/* All return ERR_IO after a line on stderr. */
MUST_CHECK enum err emit_types(const struct model *model, const char *dir);            /* types.h, types.c */
MUST_CHECK enum err emit_refusals(const struct model *model, const char *dir);         /* refusals.h, refusals.c */
MUST_CHECK enum err emit_messages(const struct model *model, const struct service *service, const char *dir); /* <service>.h, .c */
MUST_CHECK enum err emit_core(const struct model *model, const struct service *service, const char *dir);     /* <service>_core.c */
MUST_CHECK enum err emit_tables(const struct model *model, const struct service *service, const char *dir);   /* <service>_tables.h */
MUST_CHECK enum err emit_engine_tables(const struct model *model, const struct service *service, const char *dir); /* engine_tables.c */
MUST_CHECK enum err emit_build(const struct model *model, const struct service *service, const char *dir);    /* <service>_build.h */
MUST_CHECK enum err emit_index(const struct model *model, const char *dir);            /* contracts.h, contracts.c */

/* Into a core or engine_tables.c: descriptors and functions of the tables. */
void emit_table_functions(struct out *out, const struct model *model, const struct service *service);

#endif
