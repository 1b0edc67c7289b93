/* inventory as the engine sees it. */
#include "state.h"

const struct service inventory_service = { .contract = &inventory_contract, .retention = &inventory_retention, .in_case = look_in_case };
