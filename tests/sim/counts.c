/* The table at the end of a run, and what makes it red: a kind of fault, a refusal, an event or a
 * command that never occurred. What cannot occur here stands in a list with its reason. */
#include "counts.h"

#include <string.h>

#include "engine/internal.h"
#include "office.h"

static const char *const names[] = {
#define COUNT_TEXT(name, text, must_occur) text,
    COUNT_LIST(COUNT_TEXT)
#undef COUNT_TEXT
};
static const bool required[] = {
#define COUNT_MUST(name, text, must_occur) must_occur,
    COUNT_LIST(COUNT_MUST)
#undef COUNT_MUST
};

/* Refusals the simulated office cannot come to. */
static const struct { const char *name, *reason; } exempt[] = {
    { "engine_looks_exceeded", "no quota is set here" },
    { "engine_peers_taken", "no sockets, no allow-list here" },
    { "card_expired", "all cards of the lists are good for years" },
    { "deadline_too_early", "deadlines are left to the usual period" },
    { "no_such_account", "accounts are never removed" },
    { "waiting_list_full", "fifty people never wait for one day here" },
    { "too_many_differences", "the simulated vault has fewer slots than it takes" },
    { "first_password_first", "first passwords are kept here" },
    { "not_for_this_role", "no role needs a code here" },
    { "no_session", "a ticket is void before its session is missing" },
    { "session_too_old", "a ticket is never good beyond the end of its session" },
    { "audit_behind", "audit comes back within the hour after which looks are closed" },
    { "mailing_off", "this office mails cards" },
    { "correction_too_late", "no seed lasts longer than the days in which an issue can be corrected" },
    { "request_lapsed", "a step takes its timers first, and here never more than it can" },
    { "too_many_requests", "a thousand never wait at once here" },
    { "too_large", "no command of the office comes near the limit" },
};

const char *count_text(enum count count) { return names[count]; }

void counts_add(struct counts *to, const struct counts *from)
{
    for (uint32_t i = 0; i < COUNT_KINDS; i++)
        to->of[i] += from->of[i];
    for (uint32_t i = 0; i < REFUSALS_MAX; i++)
        to->refusal[i] += from->refusal[i];
    for (uint32_t i = 0; i < EVENTS_MAX; i++)
        to->event[i] += from->event[i];
    for (uint32_t i = 0; i < COMMANDS_MAX; i++)
        to->command[i] += from->command[i];
}

void counts_refusal(struct counts *counts, const char *name, uint32_t len)
{
    enum refusal why;

    if (refusal_of((struct text){ name, len }, &why) && (uint32_t)why < REFUSALS_MAX)
        counts->refusal[why]++;
}

static uint32_t event_base(uint32_t svc)
{
    uint32_t base = 0;

    for (uint32_t i = 0; i < svc; i++)
        base += office_services[i]->contract->event_count;
    return base;
}

static uint32_t command_base(uint32_t svc)
{
    uint32_t base = 0;

    for (uint32_t i = 0; i < svc; i++)
        base += office_services[i]->contract->command_count;
    return base;
}

void counts_event(struct counts *counts, uint32_t svc, const void *event_spec)
{
    const struct event_spec *spec = event_spec;
    const struct contract *c = office_services[svc]->contract;
    bool own = spec >= c->events && spec < c->events + c->event_count;
    uint32_t at = own ? event_base(svc) + (uint32_t)(spec - c->events) : event_base(SVC_COUNT) + (uint32_t)(spec - engine_contract.events);

    must(at < EVENTS_MAX);
    counts->event[at]++;
}

void counts_command(struct counts *counts, uint32_t svc, const void *command_spec)
{
    const struct command_spec *spec = command_spec;
    const struct contract *c = office_services[svc]->contract;
    bool own = spec >= c->commands && spec < c->commands + c->command_count;
    uint32_t at = own ? command_base(svc) + (uint32_t)(spec - c->commands) : command_base(SVC_COUNT) + (uint32_t)(spec - engine_contract.commands);

    must(at < COMMANDS_MAX);
    counts->command[at]++;
}

static bool is_exempt(const char *name)
{
    for (uint32_t i = 0; i < sizeof exempt / sizeof *exempt; i++)
        if (strcmp(exempt[i].name, name) == 0)
            return true;
    return false;
}

/* Everything that is counted, one after the other. */
static void each(const struct counts *c, void (*visit)(void *self, const char *kind, const char *name, uint64_t n, bool must_occur), void *self)
{
    for (uint32_t i = 0; i < COUNT_KINDS; i++)
        visit(self, "", names[i], c->of[i], required[i]);
    for (enum refusal why = REFUSAL_NONE + 1; why < REFUSALS_MAX && refusal_name(why) != NULL && refusal_name(why)[0] != '\0'; why++)
        visit(self, "refusal ", refusal_name(why), c->refusal[why], !is_exempt(refusal_name(why)));
    for (uint32_t svc = 0; svc < SVC_COUNT; svc++) {
        const struct contract *k = office_services[svc]->contract;

        for (uint32_t i = 0; i < k->command_count; i++)
            visit(self, "command ", k->commands[i].name, c->command[command_base(svc) + i], !is_exempt(k->commands[i].name));
        for (uint32_t i = 0; i < k->event_count; i++)
            visit(self, "event ", k->events[i].name, c->event[event_base(svc) + i], strcmp(k->events[i].name, "source_diverged") != 0 && !is_exempt(k->events[i].name));
    }
    for (uint32_t i = 0; i < engine_contract.command_count; i++)
        visit(self, "command ", engine_contract.commands[i].name, c->command[command_base(SVC_COUNT) + i], !is_exempt(engine_contract.commands[i].name));
    for (uint32_t i = 0; i < engine_contract.event_count; i++)
        visit(self, "event ", engine_contract.events[i].name, c->event[event_base(SVC_COUNT) + i], !is_exempt(engine_contract.events[i].name));
}

struct printing { FILE *to; bool judge; uint32_t missing; bool first; };

static void print_one(void *self, const char *kind, const char *name, uint64_t n, bool must_occur)
{
    struct printing *p = self;

    if (kind[0] == '\0' || n == 0)
        fprintf(p->to, "  %12llu  %s%s%s\n", (unsigned long long)n, kind, name, n == 0 && must_occur ? (p->judge ? "   <- never occurred: red" : "   (never)") : "");
    p->missing += n == 0 && must_occur;
}

uint32_t counts_print(const struct counts *counts, bool judge, FILE *to)
{
    struct printing p = { .to = to, .judge = judge };

    each(counts, print_one, &p);
    return p.missing;
}

static void miss_one(void *self, const char *kind, const char *name, uint64_t n, bool must_occur)
{
    (void)kind, (void)name;
    ((struct printing *)self)->missing += n == 0 && must_occur;
}

uint32_t counts_missing(const struct counts *counts)
{
    struct printing p = { 0 };

    each(counts, miss_one, &p);
    return p.missing;
}

static void print_member(void *self, const char *kind, const char *name, uint64_t n, bool must_occur)
{
    struct printing *p = self;

    (void)must_occur;
    fprintf(p->to, "%s\"%s%s\":%llu", p->first ? "" : ",", kind, name, (unsigned long long)n);
    p->first = false;
}

void counts_print_json(const struct counts *counts, FILE *to)
{
    each(counts, print_member, &(struct printing){ .to = to, .first = true });
}
