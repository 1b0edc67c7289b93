/* Broken invariants are our bugs: the process stops, in every build. */
#ifndef BASE_INVARIANT_H
#define BASE_INVARIANT_H

/* Stops the process when `condition` is false; says where, never with which data. */
#define must(condition) \
    ((condition) ? (void)0 : invariant_broken(__FILE__, __LINE__, #condition))

_Noreturn void invariant_broken(const char *file, int line, const char *condition);

/* Called once, after the line on stderr and before abort(); NULL takes it away. The hook may do
 * only what a signal handler may: the crash marker writes to a mapped page. */
void invariant_set_hook(void (*hook)(void));

#endif
