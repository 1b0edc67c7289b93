/* The README of a bundle: how a stranger checks it with nothing of ours. */
#ifndef AUDIT_BUNDLE_README_H
#define AUDIT_BUNDLE_README_H

#include <stdio.h>

#include "recheck.h"

/* `verdict` tells size, root and time. */
void bundle_readme_put(FILE *to, const char *origin, const struct audit_verdict *verdict);

#endif
