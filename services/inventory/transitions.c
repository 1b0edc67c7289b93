/* The state table of a card. Every status that is not named in a row's `from` refuses that
 * step. Keeps true: a terminal status is left by nothing but the correction of a mistaken issue, and what
 * is remembered is never lost. A card at another office is stopped once it is back: nobody can come for it meanwhile. */
#include "transitions.h"

#include "base/invariant.h"
#include "engine/service.h"

#define IN(name) (1u << CARD_STATE_##name)
#define WAITING (IN(PRESET) | IN(NOTIFIED) | IN(RETURNED) | IN(REMINDED))
#define LISTED (IN(DISPOSAL_CANDIDATE) | IN(DISPOSAL_APPROVED))
#define HERE (IN(ARRIVED) | IN(INSPECTED) | WAITING | IN(CHECKED_OUT) | LISTED)

#define BY_STAFF (ROLE_BIT(ROLE_OPERATOR) | ROLE_BIT(ROLE_SITE_MANAGER))
#define BY_MANAGER ROLE_BIT(ROLE_SITE_MANAGER)
#define BY_CITY ROLE_BIT(ROLE_CITY)

#define BITS_A_STATUS 5
#define STATUS_MASK ((UINT64_C(1) << BITS_A_STATUS) - 1)

/* BECOMES: another status, nothing to go back to beyond what is remembered. ENTERS: and remembers
 * the one it came from. RETURNS: to the one remembered last. STAYS: noted, no other status.
 * ENDS: for good; ISSUES: an end that still knows from where, for the one correction there is. */
enum way { NO_WAY, BECOMES, ENTERS, RETURNS, STAYS, ENDS, ISSUES };

struct transition {
    uint32_t from;                 /* bits of card_state; 0 with `begins` */
    enum way way;
    enum card_state to;
    uint32_t roles;
};

static const struct transition table[] = {
    [CARD_STEP_APPLIED]            = { 0, BECOMES, CARD_STATE_APPLIED, BY_STAFF },                /* no card yet */
    [CARD_STEP_ARRIVED]            = { IN(APPLIED), BECOMES, CARD_STATE_ARRIVED, BY_STAFF },      /* or no card yet */
    [CARD_STEP_INSPECTED]          = { IN(ARRIVED), BECOMES, CARD_STATE_INSPECTED, BY_STAFF },
    [CARD_STEP_PRESET]             = { IN(INSPECTED), BECOMES, CARD_STATE_PRESET, BY_STAFF },
    [CARD_STEP_POSTED]             = { IN(PRESET), BECOMES, CARD_STATE_NOTIFIED, BY_STAFF | BY_CITY },
    [CARD_STEP_RETURNED]           = { IN(NOTIFIED) | IN(REMINDED), BECOMES, CARD_STATE_RETURNED, BY_STAFF },
    [CARD_STEP_REPOSTED]           = { IN(RETURNED), BECOMES, CARD_STATE_NOTIFIED, BY_STAFF | BY_CITY },
    [CARD_STEP_REMINDED]           = { IN(NOTIFIED) | IN(RETURNED) | IN(REMINDED), BECOMES, CARD_STATE_REMINDED, BY_STAFF | BY_CITY },
    [CARD_STEP_CHECKED_OUT]        = { WAITING, ENTERS, CARD_STATE_CHECKED_OUT, BY_STAFF },
    [CARD_STEP_CHECKED_IN]         = { IN(CHECKED_OUT), RETURNS, 0, BY_STAFF },
    [CARD_STEP_ISSUED]             = { IN(CHECKED_OUT), ISSUES, CARD_STATE_ISSUED, BY_STAFF },
    [CARD_STEP_HELD]               = { HERE, ENTERS, CARD_STATE_ON_HOLD, BY_STAFF | BY_CITY },
    [CARD_STEP_RELEASED]           = { IN(ON_HOLD), RETURNS, 0, BY_MANAGER | BY_CITY },
    [CARD_STEP_DISPOSAL_PROPOSED]  = { IN(ON_HOLD) | WAITING, ENTERS, CARD_STATE_DISPOSAL_CANDIDATE, BY_MANAGER | ROLE_BIT(ROLE_SYSTEM) },
    [CARD_STEP_DISPOSAL_WITHDRAWN] = { IN(DISPOSAL_CANDIDATE), RETURNS, 0, BY_MANAGER | BY_CITY },
    [CARD_STEP_DISPOSAL_APPROVED]  = { IN(DISPOSAL_CANDIDATE), ENTERS, CARD_STATE_DISPOSAL_APPROVED, BY_MANAGER | BY_CITY },
    [CARD_STEP_APPROVAL_WITHDRAWN] = { IN(DISPOSAL_APPROVED), RETURNS, 0, BY_MANAGER | BY_CITY },
    [CARD_STEP_TAKEN_FOR_DISPOSAL] = { IN(DISPOSAL_APPROVED), STAYS, 0, BY_STAFF },
    [CARD_STEP_DISPOSED]           = { IN(DISPOSAL_APPROVED), ENDS, CARD_STATE_DISPOSED, BY_STAFF },
    [CARD_STEP_MISSING]            = { HERE | IN(ON_HOLD) | IN(TRANSFERRED), ENTERS, CARD_STATE_MISSING, BY_MANAGER },
    [CARD_STEP_FOUND]              = { IN(MISSING), RETURNS, 0, BY_MANAGER | BY_CITY },
    [CARD_STEP_WRITTEN_OFF]        = { IN(MISSING), ENDS, CARD_STATE_DISPOSED, BY_MANAGER | BY_CITY },
    [CARD_STEP_TRANSFERRED]        = { WAITING, ENTERS, CARD_STATE_TRANSFERRED, BY_STAFF },
    [CARD_STEP_RECEIVED]           = { IN(TRANSFERRED), RETURNS, 0, BY_STAFF },
    [CARD_STEP_MOVED]              = { 0, NO_WAY, 0, 0 },
    [CARD_STEP_MAILED]             = { WAITING, ENDS, CARD_STATE_MAILED, BY_STAFF },
    [CARD_STEP_CORRECTED]          = { IN(ISSUED), RETURNS, 0, BY_MANAGER },
    [CARD_STEP_PRESET_FAILED]      = { IN(INSPECTED), STAYS, 0, BY_STAFF },
};

static const struct transition *transition_of(enum card_step step)
{
    must(step >= CARD_STEP_ARRIVED && step <= CARD_STEP_PRESET_FAILED);
    return &table[step];
}

static enum card_state latest(uint64_t before)
{
    return (enum card_state)(before & STATUS_MASK);
}

bool stands_before(uint64_t before, enum card_state status)
{
    for (; before != 0; before >>= BITS_A_STATUS)
        if (latest(before) == status)
            return true;
    return false;
}

static uint64_t without(uint64_t before, enum card_state status)
{
    if (before == 0)
        return 0;
    uint64_t rest = without(before >> BITS_A_STATUS, status);
    return latest(before) == status ? rest : rest << BITS_A_STATUS | (uint64_t)latest(before);
}

/* A card stopped or listed while it lay at a counter is scanned back all the same. */
static bool lies_out_stopped(struct card_life life)
{
    uint32_t stopped = IN(ON_HOLD) | LISTED;

    return (stopped & 1u << life.status) != 0 && stands_before(life.before, CARD_STATE_CHECKED_OUT);
}

bool life_allows(struct card_life life, enum card_step step)
{
    const struct transition *row = transition_of(step);

    if ((step == CARD_STEP_ARRIVED || step == CARD_STEP_APPLIED) && life.status == 0)
        return true;
    if (step == CARD_STEP_CHECKED_IN && lies_out_stopped(life))
        return true;
    if (life.status == 0 || row->way == NO_WAY || (row->from & 1u << life.status) == 0)
        return false;
    return row->way != ENTERS || !stands_before(life.before, row->to);
}

/* Back to what is remembered. A card that was missing is here again, neither out for a visit nor
 * at another office, whatever it was when it got lost. */
static struct card_life returned(struct card_life life, enum card_step step)
{
    if (step == CARD_STEP_CHECKED_IN && life.status != CARD_STATE_CHECKED_OUT)
        return (struct card_life){ life.status, without(life.before, CARD_STATE_CHECKED_OUT) };
    if (step == CARD_STEP_FOUND)
        life.before = without(without(life.before, CARD_STATE_CHECKED_OUT), CARD_STATE_TRANSFERRED);
    must(life.before != 0);
    return (struct card_life){ latest(life.before), life.before >> BITS_A_STATUS };
}

struct card_life life_after(struct card_life life, enum card_step step)
{
    const struct transition *row = transition_of(step);

    must(life_allows(life, step));
    switch (row->way) {
    case BECOMES:
        return (struct card_life){ row->to, life.before };
    case ENTERS:
        return (struct card_life){ row->to, life.before << BITS_A_STATUS | (uint64_t)life.status };
    case RETURNS:
        return returned(life, step);
    case ISSUES:
        return (struct card_life){ row->to, life.before };
    case ENDS:
        return (struct card_life){ row->to, 0 };
    case STAYS:
    case NO_WAY:
        break;
    }
    return life;
}

uint32_t step_roles(enum card_step step)
{
    return transition_of(step)->roles;
}

bool life_ended(enum card_state status)
{
    return status == CARD_STATE_ISSUED || status == CARD_STATE_DISPOSED || status == CARD_STATE_MAILED;
}

bool obtainable(enum card_state status)
{
    return status == CARD_STATE_NOTIFIED || status == CARD_STATE_RETURNED || status == CARD_STATE_REMINDED || status == CARD_STATE_CHECKED_OUT;
}
