/* reservations as the engine sees it. */
#include "state.h"

const struct service reservations_service = { .contract = &reservations_contract, .config_check = reservations_config_check, .retention = &reservations_retention };
