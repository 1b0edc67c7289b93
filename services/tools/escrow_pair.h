/* A pair of keys whose secret half lies on no machine of the office. */
#ifndef TOOLS_ESCROW_PAIR_H
#define TOOLS_ESCROW_PAIR_H

#include "shell/installation.h"

/* DIR/STEM.public.key and DIR/STEM.secret.key. ERR_EXISTS and others of keyfile_create: the fault names the file. */
MUST_CHECK enum err escrow_pair_make(const char *dir, const char *stem, struct fault *fault);

#endif
