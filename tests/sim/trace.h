/* One number for everything that was fed to the nodes and came out of them, in order: the same
 * seed must give the same number, else something took time or chance from outside. */
#ifndef SIM_TRACE_H
#define SIM_TRACE_H

#include "base/bytes.h"

struct trace { uint64_t a, b; };

void trace_init(struct trace *trace, uint64_t seed);
/* `what` tells kinds of events apart. */
void trace_add(struct trace *trace, uint32_t what, uint64_t number, struct bytes bytes);

/* All randomness of the crypto library comes from this seed from here on; before trust_init the first time. */
void sodium_seeded(uint64_t seed);

#endif
