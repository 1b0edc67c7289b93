/* reporting as the engine sees it. */
#include "state.h"

const struct service reporting_service = {
    .contract = &reporting_contract,
    .retention = &reporting_retention,
};
