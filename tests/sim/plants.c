/* Keeps true: a plant changes what a service does, never what the laws know. What is exchanged is
 * a copy; the real contracts stay as they are. */
#include "plants.h"

#include <time.h>

#include "engine/internal.h"
#include "gen/engine_tables.h"
#include "gen/inventory_tables.h"
#include "world.h"

static const enum law laws[] = {
#define PLANT_LAW(name, law, text) LAW_##law,
    PLANT_LIST(PLANT_LAW)
#undef PLANT_LAW
};
static const char *const texts[] = {
#define PLANT_TEXT(name, law, text) text,
    PLANT_LIST(PLANT_TEXT)
#undef PLANT_TEXT
};

enum law plant_law(enum plant plant) { return laws[plant]; }
const char *plant_text(enum plant plant) { return texts[plant]; }

bool plant_of(const char *word, enum plant *ret)
{
    for (enum plant plant = PLANT_NONE + 1; plant < PLANT_COUNT; plant++)
        if (strcmp(word, law_word(laws[plant])) == 0) {
            *ret = plant;
            return true;
        }
    return false;
}

/* ---- Functions exchanged ------------------------------------------------------------------ */

#define FUNCTIONS_MAX 96

static struct {
    struct service service;
    struct contract contract;
    struct event_spec events[FUNCTIONS_MAX];
    struct command_spec commands[FUNCTIONS_MAX];
    struct follow_spec follows[FUNCTIONS_MAX];
} planted;
static const struct service *original;
static struct world *planted_world;

static void copy_service(struct world *w, enum svc svc)
{
    const struct contract *c = office_services[svc]->contract;

    must(c->event_count <= FUNCTIONS_MAX && c->command_count <= FUNCTIONS_MAX && c->follow_count <= FUNCTIONS_MAX);
    original = office_services[svc];
    planted_world = w;
    planted.service = *original;
    planted.contract = *c;
    memcpy(planted.events, c->events, c->event_count * sizeof *c->events);
    memcpy(planted.commands, c->commands, c->command_count * sizeof *c->commands);
    if (c->follow_count > 0)
        memcpy(planted.follows, c->follows, c->follow_count * sizeof *c->follows);
    planted.contract.events = planted.events;
    planted.contract.commands = planted.commands;
    planted.contract.follows = planted.follows;
    planted.service.contract = &planted.contract;
}

static struct event_spec *event_at(const char *name)
{
    for (uint32_t i = 0; i < planted.contract.event_count; i++)
        if (strcmp(planted.events[i].name, name) == 0)
            return &planted.events[i];
    must(!"an event to exchange");
    return NULL;
}

static void apply_nothing(struct txn *t, const void *event)
{
    (void)t, (void)event;
    planted_world->planted++;
}

static void apply_when_healed(struct txn *t, const void *event)
{
    if (planted_world->healing)
        event_find(original->contract, text_of("logged_in"))->apply(t, event);
}

static const struct table *table_of(const char *name)
{
    for (uint32_t i = 0; i < planted.contract.table_count; i++)
        if (strcmp(planted.contract.tables[i]->name, name) == 0)
            return planted.contract.tables[i];
    must(!"a table to touch");
    return NULL;
}

/* The book stays one that adds up: only the cards tell. */
static void apply_issued_and_keep(struct txn *t, const void *event)
{
    const struct table *table = table_of("stock");
    struct stock stock, key = { .stock_id = 1 };

    event_find(original->contract, text_of("card_issued"))->apply(t, event);
    if (row_find(view_of(t), table, &key, &stock)) {
        stock.opening++;
        stock.in_vault++;
        row_put(t, table, &stock);
    }
}

static void apply_issued_the_day_before(struct txn *t, const void *event)
{
    struct card_issued changed = *(const struct card_issued *)event;

    changed.at_us -= US_PER_DAY;
    event_find(original->contract, text_of("card_issued"))->apply(t, &changed);
}

static void apply_stored_and_leave_free(struct txn *t, const void *event)
{
    const struct card_stored *ev = event;
    struct slot_use use = { .slot = ev->slot };

    event_find(original->contract, text_of("card_stored"))->apply(t, event);
    row_remove(t, table_of("slot_use"), &use);
}

static void apply_readiness_of_all(struct txn *t, const void *event)
{
    struct readiness_noted noted = *(const struct readiness_noted *)event;

    noted.trained_on = noted.privacy_trained_on = noted.pledged_on = (struct date){ 20260101 };
    event_find(original->contract, text_of("readiness_noted"))->apply(t, &noted);
}

static void decide_rows_with_numbers(const struct view *v, const struct context *ctx, const void *command, struct decision *out)
{
    const struct add_delivery_rows *cmd = command;
    struct add_delivery_rows changed = *cmd;
    struct delivery_row *rows = arena_take(decision_arena(out), (cmd->rows.count + 1) * sizeof *rows);

    for (uint32_t i = 0; i < cmd->rows.count; i++) {
        rows[i] = cmd->rows.at[i];
        rows[i].box = rows[i].holder.notice_number;
    }
    changed.rows.at = rows;
    command_find(original->contract, text_of("add_delivery_rows"))->decide(v, ctx, &changed, out);
}

static void on_most_entries(const struct view *v, const struct context *ctx, const struct followed_entry *entry, struct decision *out)
{
    if (entry->at.sequence % 40 != 0)
        original->contract->on_entry(v, ctx, entry, out);
}

static void decide_count_as_the_book(const struct view *v, const struct context *ctx, const void *command, struct decision *out)
{
    struct count_vault changed = *(const struct count_vault *)command;
    struct stock stock, key = { .stock_id = 1 };

    if (row_find(v, table_of("stock"), &key, &stock))
        changed.counted = stock.in_vault;
    command_find(original->contract, text_of("count_vault"))->decide(v, ctx, &changed, out);
}

/* The service gets an own copy of something of the engine's, in its place by name, which is looked for first. */
static struct command_spec *own_copy_of_command(const char *name)
{
    uint32_t at = planted.contract.command_count++;

    must(planted.contract.command_count <= FUNCTIONS_MAX);
    for (; at > 0 && strcmp(planted.commands[at - 1].name, name) > 0; at--)
        planted.commands[at] = planted.commands[at - 1];
    planted.commands[at] = *command_find(&engine_contract, text_of(name));
    return &planted.commands[at];
}

static struct event_spec *own_copy_of_event(const char *name)
{
    uint32_t at = planted.contract.event_count++;

    must(planted.contract.event_count <= FUNCTIONS_MAX);
    for (; at > 0 && strcmp(planted.events[at - 1].name, name) > 0; at--)
        planted.events[at] = planted.events[at - 1];
    planted.events[at] = *event_find(&engine_contract, text_of(name));
    return &planted.events[at];
}

static void decide_own_request_too(const struct view *v, const struct context *ctx, const void *command, struct decision *out)
{
    const struct confirm_request *cmd = command;
    struct context changed = *ctx;
    struct request_row row;

    if (request_row_find(v, cmd->request_id, &row) && row.requested_by.v == ctx->actor)
        changed.actor++;
    command_find(&engine_contract, text_of("confirm_request"))->decide(v, &changed, cmd, out);
}

static void decide_the_whole(const struct view *v, const struct context *ctx, const void *command, struct decision *out)
{
    struct confirm_request changed = *(const struct confirm_request *)command;

    changed.items.count = 0;
    command_find(&engine_contract, text_of("confirm_request"))->decide(v, ctx, &changed, out);
}

static void apply_asked_for_longer(struct txn *t, const void *event)
{
    struct engine_confirmation_requested changed = *(const struct engine_confirmation_requested *)event;

    changed.until_us += 3 * US_PER_DAY;
    event_find(&engine_contract, text_of("engine_confirmation_requested"))->apply(t, &changed);
}

static struct command_spec *command_at(const char *name)
{
    for (uint32_t i = 0; i < planted.contract.command_count; i++)
        if (strcmp(planted.commands[i].name, name) == 0)
            return &planted.commands[i];
    must(!"a command to exchange");
    return NULL;
}

/* For hours instead of days: its time is over within a seed, too. */
static void confirm_and_go_on_waiting(void)
{
    command_at("approve_disposal")->second.later_minutes = 240;
    own_copy_of_event("engine_request_confirmed")->apply = apply_nothing;
}

static void ask_for_minutes_and_wait_for_days(void)
{
    command_at("approve_disposal")->second.later_minutes = 10;
    own_copy_of_event("engine_confirmation_requested")->apply = apply_asked_for_longer;
}

static void ignore(const char *event)
{
    for (uint32_t i = 0; i < planted.contract.follow_count; i++)
        if (strcmp(planted.follows[i].event, event) == 0)
            planted.follows[i].on = NULL;
}

static void exchange(enum plant plant)
{
    if (plant == PLANT_DESK)
        event_at("ticket_called")->apply = apply_nothing;
    else if (plant == PLANT_VISIT)
        event_at("guest_checked_in")->apply = apply_nothing;
    else if (plant == PLANT_ONE_AREA)
        event_at("area_entered")->apply = apply_nothing;
    else if (plant == PLANT_REGISTER)
        event_at("register_row_written")->apply = apply_nothing;
    else if (plant == PLANT_READY)
        event_at("readiness_noted")->apply = apply_readiness_of_all;
    else if (plant == PLANT_CARD)
        event_at("card_stored")->apply = apply_stored_and_leave_free;
    else if (plant == PLANT_CONSERVED)
        event_at("card_issued")->apply = apply_issued_and_keep;
    else if (plant == PLANT_REBUILT)
        event_at("logged_in")->apply = apply_when_healed;
    else if (plant == PLANT_AUDIT)
        planted.contract.on_entry = on_most_entries;
    else if (plant == PLANT_FOLLOWED)
        ignore("notice_posted");
    else if (plant == PLANT_REPORT)
        ignore("ticket_taken");
    else if (plant == PLANT_CLOSE)
        event_at("part_taken_back")->apply = apply_nothing;
    else if (plant == PLANT_FOUND)
        command_at("count_vault")->decide = decide_count_as_the_book;
    else if (plant == PLANT_SECOND)
        own_copy_of_command("confirm_request")->decide = decide_own_request_too;
    else if (plant == PLANT_PART)
        own_copy_of_command("confirm_request")->decide = decide_the_whole;
    else if (plant == PLANT_ONCE)
        confirm_and_go_on_waiting();
    else if (plant == PLANT_KEPT)
        event_at("card_issued")->apply = apply_issued_the_day_before;
    else if (plant == PLANT_ERASED)
        own_copy_of_event("engine_subjects_erased")->apply = apply_nothing;
    else if (plant == PLANT_LAPSE)
        ask_for_minutes_and_wait_for_days();
    else
        command_at("add_delivery_rows")->decide = decide_rows_with_numbers;
}

const struct service *plant_service(struct world *w, enum svc svc)
{
    static const enum svc where[PLANT_COUNT] = {
        [PLANT_DESK] = SVC_QUEUEING + 1, [PLANT_VISIT] = SVC_QUEUEING + 1, [PLANT_READY] = SVC_QUEUEING + 1, [PLANT_CLOSE] = SVC_QUEUEING + 1, [PLANT_CARD] = SVC_INVENTORY + 1, [PLANT_CONSERVED] = SVC_INVENTORY + 1, [PLANT_FOUND] = SVC_INVENTORY + 1,
        [PLANT_REBUILT] = SVC_STAFF + 1, [PLANT_REGISTER] = SVC_STAFF + 1, [PLANT_ONE_AREA] = SVC_STAFF + 1, [PLANT_AUDIT] = SVC_AUDIT + 1, [PLANT_FOLLOWED] = SVC_RESERVATIONS + 1,
        [PLANT_SECOND] = SVC_INVENTORY + 1, [PLANT_ONCE] = SVC_INVENTORY + 1, [PLANT_LAPSE] = SVC_INVENTORY + 1, [PLANT_PART] = SVC_INVENTORY + 1, [PLANT_KEPT] = SVC_INVENTORY + 1, [PLANT_ERASED] = SVC_INVENTORY + 1,
        [PLANT_PERSONAL] = SVC_INVENTORY + 1, [PLANT_REPORT] = SVC_REPORTING + 1,
    };

    if (where[w->plant] != svc + 1)
        return office_services[svc];
    copy_service(w, svc);
    exchange(w->plant);
    return &planted.service;
}

/* ---- Configuration ------------------------------------------------------------------------ */

static const struct opening_rule crowded_hours[] = {
    { .weekday = 1, .opens_minute = 540, .closes_minute = 1020, .staffed_desks = 4 },
    { .weekday = 2, .opens_minute = 540, .closes_minute = 1020, .staffed_desks = 4 },
    { .weekday = 3, .opens_minute = 540, .closes_minute = 1020, .staffed_desks = 4 },
    { .weekday = 4, .opens_minute = 540, .closes_minute = 1020, .staffed_desks = 4 },
    { .weekday = 5, .opens_minute = 540, .closes_minute = 1020, .staffed_desks = 4 },
};

const void *plant_config(struct world *w, enum svc svc)
{
    static struct reservations_config reservations;
    static struct queueing_config queueing;

    if (w->plant == PLANT_OVERBOOKING && svc == SVC_RESERVATIONS) {
        reservations = office_reservations;
        reservations.hours.at = crowded_hours;
        reservations.counters = 4;
        return &reservations;
    }
    if (w->plant == PLANT_NEXT_GUEST && svc == SVC_QUEUEING) {
        queueing = office_queueing;
        queueing.integrated_terminals = 9;
        return &queueing;
    }
    return office_config(svc);
}

/* ---- Behind the back ---------------------------------------------------------------------- */

bool plant_swallows(struct world *w, const struct message *m)
{
    return w->plant == PLANT_CAUGHT_UP && m->from == SVC_INVENTORY && m->to == SVC_REPORTING;
}

void plant_opened(struct world *w, struct node *n)
{
    struct timespec now;

    if (w->plant != PLANT_TRACE || n->svc != SVC_STAFF)
        return;
    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    rng_init(&n->rng, (uint64_t)now.tv_nsec + (uint64_t)now.tv_sec * 1000000000u);
}

static void forget_commands(struct node *n)
{
    AUTO(txn) struct txn *t = NULL;
    struct arena arena;
    struct window row, from = { .client = { NULL, 0 } };
    struct row_scan scan;

    arena_init(&arena, 16u << 20);
    must(store_begin(engine_store(n->engine), &arena, &t) == OK);
    scan = window_scan(view_of(t), 0, &from);
    while (window_next(&scan, &row))
        window_remove(t, row.client, row.sequence);
    must(store_commit(&t) == OK);
    arena_fini(&arena);
}

static void touch_progress(struct node *n)
{
    AUTO(txn) struct txn *t = NULL;
    struct arena arena;
    struct progress progress;

    arena_init(&arena, 1u << 20);
    must(store_begin(engine_store(n->engine), &arena, &t) == OK);
    if (progress_find(view_of(t), 1, &progress)) {
        if (n->world->plant == PLANT_TIME)
            progress.last_at_us = 0;
        else
            ((uint8_t *)(uintptr_t)progress.last_leaf.at)[5] ^= 1;
        progress_put(t, &progress);
    }
    must(store_commit(&t) == OK);
    arena_fini(&arena);
}

void plant_before_turn(struct world *w, struct node *n)
{
    if (!node_ready(n) || w->turn < 200)
        return;
    if (w->plant == PLANT_LOG && n->svc == SVC_QUEUEING && w->turn % 100 == 0)
        touch_progress(n);
    if (w->plant == PLANT_ACKNOWLEDGED && n->svc == SVC_QUEUEING && w->planted == 0 && n->isolated_turns == 0 && !w->healing) {
        w->planted++;
        n->plan = PLAN_RESTORE;
    }
    if (w->plant == PLANT_ONE_EFFECT && w->turn % 10 == 0)
        forget_commands(n);
    if (w->plant == PLANT_TIME && n->svc == SVC_QUEUEING && w->turn % 50 == 0) {
        touch_progress(n);
        n->skew_us = -(int64_t)US_PER_HOUR;
    }
}
