/* The generated builders make a `struct built` of a message: `call_next(.desk_id = {1})`. */
#ifndef SIM_SAY_H
#define SIM_SAY_H

#include "codec/message.h"

struct built {
    const char *service, *name;
    const struct record_spec *spec;
    const void *value;           /* lives until the end of the full expression's block */
};

#define BUILT_MAKER(what)                                                                                              \
    static inline struct built build_##what(const char *service, const char *name, const struct record_spec *spec,    \
                                            const void *value)                                                        \
    {                                                                                                                 \
        return (struct built){ service, name, spec, value };                                                          \
    }
BUILT_MAKER(command)
BUILT_MAKER(query)

#include "gen/audit_build.h"
#include "gen/engine_build.h"
#include "gen/inventory_build.h"
#include "gen/queueing_build.h"
#include "gen/reporting_build.h"
#include "gen/reservations_build.h"
#include "gen/staff_build.h"

/* What the engine takes in each service goes to this one. */
static inline struct built to_service(const char *service, struct built message)
{
    message.service = service;
    return message;
}

#endif
