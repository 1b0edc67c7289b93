/* How far audit is behind a service, as the service itself can know it: a peer that pulls whole entries says with the
 * first one it asks for what it has. A pure machine, driven by the monotonic clock; a restart begins it anew. */
#ifndef ENGINE_AUDIT_LAG_H
#define ENGINE_AUDIT_LAG_H

#include <stdint.h>

struct audit_lag {
    uint64_t taken;                /* last entry audit said it has; 0: it said nothing yet */
    uint64_t mark, marked_us;      /* the last entry at that time, not taken yet; mark 0: all is taken */
};

/* Audit has everything up to `sequence`; less than before when it was restored. */
void audit_lag_taken(struct audit_lag *lag, uint64_t sequence, uint64_t head, uint64_t mono_us);
/* Now and then, with the number of the last entry. */
void audit_lag_see(struct audit_lag *lag, uint64_t head, uint64_t mono_us);
/* For how long, at least, an entry has been waiting; 0: none is. Up to twice as long as is told. */
uint64_t audit_lag_us(const struct audit_lag *lag, uint64_t mono_us);

#endif
