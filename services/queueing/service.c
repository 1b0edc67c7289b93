/* queueing as the engine sees it. */
#include "state.h"

const struct service queueing_service = {
    .contract = &queueing_contract,
    .config_check = queueing_config_fault,
};
