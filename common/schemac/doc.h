/* docs/wire.md: prose from wire.in.md, everything about messages from the contracts, every byte
 * example computed. */
#ifndef SCHEMAC_DOC_H
#define SCHEMAC_DOC_H

#include "model.h"
#include "out.h"

/* Markers on lines of their own in the template:
 *   <!-- contents -->  <!-- services -->  <!-- refusals engine -->  <!-- refusals all -->  <!-- enumerations -->  <!-- records -->
 *   <!-- rules -->     the text rules with their limits
 * and blocks fenced by ```value: a YAML value, which comes out with its bytes. ERR_CONFIG after a complaint. */
MUST_CHECK enum err doc_build(const struct model *model, const char *template_path, struct out *out);

/* The text of a template, at most 256 KiB; NULL after a complaint. */
const char *doc_template(const struct model *model, const char *path);

/* doc_messages.c */
void doc_services(struct out *out, const struct model *model);
void doc_records(struct out *out, const struct model *model);
void doc_enumerations(struct out *out, const struct model *model);
void doc_refusals(struct out *out, const struct model *model, bool engine_only);
void doc_rules(struct out *out);

#endif
