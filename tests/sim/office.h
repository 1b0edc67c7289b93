/* The office that is simulated: six services with their configuration, and the peers around
 * them. Small on purpose: few desks and numbers, so that everything fills up. */
#ifndef SIM_OFFICE_H
#define SIM_OFFICE_H

#include "engine/peer.h"
#include "gen/audit.h"
#include "gen/engine.h"
#include "gen/inventory.h"
#include "gen/queueing.h"
#include "gen/reporting.h"
#include "gen/reservations.h"
#include "gen/staff.h"

enum svc { SVC_STAFF, SVC_INVENTORY, SVC_RESERVATIONS, SVC_QUEUEING, SVC_REPORTING, SVC_AUDIT, SVC_COUNT };

#define SITE 1

/* Peers: three terminals, the edges, and the services among each other. */
enum { PEER_TERMINAL, PEER_KIOSK = 3, PEER_CITIZEN, PEER_SYSTEM, PEER_STRANGER, PEER_SVC, PEER_COUNT = PEER_SVC + SVC_COUNT };
#define TERMINALS 3

extern const struct service *const office_services[SVC_COUNT];
extern const struct queueing_config office_queueing;
extern const struct reservations_config office_reservations;
extern const struct inventory_config office_inventory;
extern const struct reporting_config office_reporting;

const void *office_config(enum svc svc);
const char *svc_name(enum svc svc);
/* SVC_COUNT when there is no such service. */
enum svc svc_of(struct text name);
void office_peers(struct peer ret[PEER_COUNT]);

#endif
