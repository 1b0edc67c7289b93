/* docs/kept-items.md, the list of what is kept (取扱項目一覧): every stored field, why, who sees it, when it dies. */
#ifndef SCHEMAC_KEPT_H
#define SCHEMAC_KEPT_H

#include "model.h"
#include "out.h"

/* Reads the statements and complains about every sealed field, derived table and service without one, about statements of what is
 * not stored, and about stored fields that must not be (PIN, residence record code, numbers of documents). Writes the list to `out`. */
void kept_build(const struct model *model, const char *statements_path, struct out *out);

#endif
