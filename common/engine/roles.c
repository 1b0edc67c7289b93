/* Names of roles, and what a peer may do. */
#include "engine/peer.h"

static const char *const names[] = { "none", "operator", "site_manager", "service_manager", "city", "auditor",
                                     "kiosk", "citizen", "system", "terminal", "service", "newcomer" };

const char *role_name(enum role role)
{
    return names[role];
}

enum role role_of(struct text name)
{
    for (uint32_t i = 1; i < sizeof names / sizeof *names; i++)
        if (text_is(name, names[i]))
            return (enum role)i;
    return ROLE_NONE;
}

static bool named(const char list[][16], uint32_t count, const char *service)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(list[i], service) == 0)
            return true;
    return false;
}

bool peer_may(const struct peer *peer, enum peer_right right, const char *service)
{
    switch (right) {
    case PEER_COMMAND:
        return peer->command_all || named(peer->command_services, peer->command_count, service);
    case PEER_FOLLOW:
        return peer->entries || peer->follow_all || named(peer->follow_services, peer->follow_count, service);
    case PEER_ENTRIES:
        return peer->entries;
    case PEER_CONTROL:
        return peer->control;
    }
    return false;
}
