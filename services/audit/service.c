/* audit as the engine sees it. */
#include "state.h"

const struct service audit_service = { .contract = &audit_contract };
