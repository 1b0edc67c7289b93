/* What the loop does beside turning the host: status, control requests, allow-list, upkeep, alarms. */
#include "shell/process.h"

#include <unistd.h>

#include "codec/read.h"
#include "shell/log.h"
#include "trust/hash.h"

#define UPKEEP_US UINT64_C(10000000)

/* ---- Status ------------------------------------------------------------------------------------ */

static void look_at_room(struct process *p)
{
    struct store_usage usage;

    if (store_usage(engine_store(host_engine(p->host)), &usage) == OK && usage.map_bytes > 0)
        p->map_used_percent = (uint32_t)(usage.used_bytes * 100 / usage.map_bytes);
}

void answer_statuses(struct process *p)
{
    struct host_status status = { .mode = installation_mode(&p->at), .version = MADOGUCHI_VERSION, .now_us = clock_us(&p->clock),
                                  .peers_version = peers_version(zap_peers(p->zap)), .peers_alarm = p->allow_list.alarm };
    struct request request;

    while (host_status_take(p->host, &request)) {
        look_at_room(p);
        status.map_used_percent = p->map_used_percent;
        host_answer_status(p->host, &request, &status, p->out);
    }
}

/* ---- Control ----------------------------------------------------------------------------------- */

static void refuse_field(struct process *p, const struct request *request, const char *field, const char *reason)
{
    answer_not_taken(request, MALFORMED, &(struct request_fault){ .field = field, .reason = reason }, p->out);
}

static void set_clock(struct process *p, const struct request *request)
{
    uint64_t at_us;
    enum err err;

    if (!map_get_u64(request->body, "at", &at_us)) {
        refuse_field(p, request, "at", "missing");
        return;
    }
    err = clock_drive(&p->clock, at_us);
    if (err == ERR_LIMIT) {
        refuse_field(p, request, "at", "out_of_range");
    } else if (err != OK) {
        answer_not_taken(request, err == ERR_DENIED ? NOT_PERMITTED : BUSY, NULL, p->out);
    } else {
        host_clock_driven(p->host, true);
        log_event(LOG_NOTE, "the clock was set", log_number(LOG_NOW, at_us), log_text(LOG_PEER, request->peer->name));
        host_answer_control(request, p->out);
    }
}

static void set_level(struct process *p, const struct request *request)
{
    enum log_level level;
    struct text name;

    if (!map_get_text(request->body, "level", &name) || !log_level_of(name, &level)) {
        refuse_field(p, request, "level", "not_a_member");
        return;
    }
    log_set_level(level);
    host_answer_control(request, p->out);
}

/* Takes a moment. The request's texts are gone with the host; who waits for the answer stays known. */
static void renew(struct process *p, struct request request)
{
    struct fault fault = { .text = "" };
    uint64_t epoch = 0;
    bool leaving;
    enum err err;

    if (map_get(request.body, "epoch").at != NULL && (!map_get_u64(request.body, "epoch", &epoch) || epoch == 0 || epoch > UINT32_MAX)) {
        refuse_field(p, &request, "epoch", "out_of_range");
        return;
    }
    if (engine_state(host_engine(p->host)) != ENGINE_READY) {
        answer_not_taken(&request, REBUILDING, NULL, p->out);
        return;
    }
    err = process_renew(p, (uint32_t)epoch, &fault, &leaving);
    if (err == OK) {
        host_answer_control(&request, p->out);
        return;
    }
    log_event(LOG_ALARM, "the files were not written anew", log_text(LOG_ERROR, err_text(err)), log_text(LOG_DETAIL, fault.text));
    if (leaving)
        _exit(EXIT_NOT_RUN);
    refuse_field(p, &request, "epoch", err == ERR_LIMIT ? "out_of_range" : "missing");
}

/* For whoever is about to read the files from outside: they hold everything that was answered until now. */
static void settle_now(struct process *p, const struct request *request)
{
    enum err err;

    if (engine_state(host_engine(p->host)) != ENGINE_READY) {
        answer_not_taken(request, REBUILDING, NULL, p->out);
        return;
    }
    err = engine_settle(host_engine(p->host));
    if (err != OK) {
        log_event(LOG_ALARM, "the store does not settle; leaving", log_text(LOG_ERROR, err_text(err)));
        _exit(EXIT_NOT_RUN);
    }
    host_answer_control(request, p->out);
}

static void obey(struct process *p, const struct request *request)
{
    if (text_is(request->name, "clock_set")) {
        set_clock(p, request);
    } else if (text_is(request->name, "log_level")) {
        set_level(p, request);
    } else if (text_is(request->name, "clock_confirm")) {
        host_clock_confirm(p->host);
        log_event(LOG_NOTE, "the clock was confirmed", log_text(LOG_PEER, request->peer->name));
        host_answer_control(request, p->out);
    } else if (text_is(request->name, "renew")) {
        log_event(LOG_NOTE, "told to write the files anew", log_text(LOG_PEER, request->peer->name));
        renew(p, *request);
    } else if (text_is(request->name, "settle")) {
        settle_now(p, request);
    } else if (text_is(request->name, "stop")) {
        log_event(LOG_NOTE, "told to stop", log_text(LOG_PEER, request->peer->name));
        p->stopping = true;
        host_answer_control(request, p->out);
    } else {
        answer_not_taken(request, UNKNOWN_MESSAGE, &(struct request_fault){ .field = "name", .reason = "unknown_message" }, p->out);
    }
}

void obey_controls(struct process *p)
{
    struct request request;

    while (host_control_take(p->host, &request))
        obey(p, &request);
}

/* ---- Allow-list -------------------------------------------------------------------------------- */

/* Followers are cut off by closing the event socket. Whoever could not open it again is no use to anybody. */
static _Noreturn void leave_without_events(enum err err)
{
    log_event(LOG_ALARM, "the event socket could not be opened again; leaving", log_text(LOG_ERROR, err_text(err)));
    _exit(EXIT_NOT_RUN);
}

/* A source whose key is out is not listened to either: somebody else may have it. */
static void tend_links(struct process *p)
{
    const struct contract *contract = p->service->contract;
    struct fault fault = { .text = "" };

    for (uint32_t i = 0; i < contract->source_count; i++) {
        const struct endpoint_line *line = endpoint_of(&p->book, contract->sources[i]);
        bool known = line != NULL && peers_find(zap_peers(p->zap), line->key) != NULL;

        if (known == (p->links[i] != NULL))
            continue;
        link_drop(&p->links[i]);
        if (process_open_link(p, i, &fault) != OK)          /* logs it when the key is out */
            log_event(LOG_ALARM, "a source could not be connected to", log_text(LOG_DETAIL, fault.text));
    }
}

void note_peers(struct process *p)
{
    struct text text = peers_source(zap_peers(p->zap));
    uint8_t sum[32];

    sha256((struct bytes){ (const uint8_t *)text.at, text.len }, sum);
    host_peers_taken(p->host, peers_version(zap_peers(p->zap)), sum);
}

void look_at_peers(struct process *p, bool at_once)
{
    const struct peers *before = zap_peers(p->zap);
    struct date day = tokyo_date(clock_us(&p->clock));
    struct peers *fresh = allow_list_look(&p->allow_list, &p->at, before, day, mono_us(), at_once);
    enum err err;

    if (fresh == NULL)
        return;
    err = zap_replace(p->zap, &fresh);
    if (err != OK) {                     /* too many within a minute: the next look tries again */
        peers_drop(&fresh);
        p->allow_list.judged = false;
        p->allow_list.day = (struct date){ 0 };
        return;
    }
    if (peers_follower_lost(before, zap_peers(p->zap), p->service->contract->service)) {
        err = endpoint_peers_changed(p->endpoint);
        if (err != OK)
            leave_without_events(err);
    }
    tend_links(p);
    allow_list_keep(&p->allow_list, zap_peers(p->zap));
    note_peers(p);
    log_event(LOG_NOTE, "another allow-list is in force", log_number(LOG_VERSION, peers_version(zap_peers(p->zap))),
              log_number(LOG_COUNT, peers_count(zap_peers(p->zap))));
}

/* ---- Upkeep and alarms ------------------------------------------------------------------------- */

/* Progress, each second. */
static void tell_rebuild(struct process *p, uint64_t mono)
{
    struct host_figures figures;

    if (engine_state(host_engine(p->host)) != ENGINE_REBUILDING)
        return;
    p->looked_at_us = mono - UPKEEP_US + UINT64_C(1000000);
    host_figures(p->host, &figures);
    log_event(LOG_NOTE, "rebuilding the state from the log", log_number(LOG_DONE, figures.rebuild_done), log_number(LOG_TOTAL, figures.rebuild_total));
}

void upkeep(struct process *p, uint64_t mono)
{
    uint32_t freed;

    if (mono < p->looked_at_us + UPKEEP_US)
        return;
    p->looked_at_us = mono;
    freed = store_reader_check(engine_store(host_engine(p->host)));
    if (freed > 0)
        log_event(LOG_WARN, "readers that died were freed", log_number(LOG_COUNT, freed));
    look_at_room(p);
    if (p->map_used_percent > p->office.alarm_percent && !p->map_alarmed)
        log_event(LOG_ALARM, "the store fills up: raise map_mib in office.yaml", log_number(LOG_PERCENT, p->map_used_percent));
    p->map_alarmed = p->map_used_percent > p->office.alarm_percent;
    tell_rebuild(p, mono);
}

static void report_rebuild(struct process *p)
{
    bool now = engine_state(host_engine(p->host)) == ENGINE_REBUILDING;
    struct host_figures figures;

    if (!p->was_rebuilding)
        return;
    host_figures(p->host, &figures);
    if (!now)
        log_event(LOG_NOTE, "rebuilt from the log", log_number(LOG_TOTAL, figures.rebuild_total));
    p->was_rebuilding = now;
}

void report_alarms(struct process *p)
{
    struct host_figures figures;
    bool suspect = host_clock_suspect(p->host);

    report_rebuild(p);
    host_figures(p->host, &figures);
    if (suspect && !p->clock_alarmed)
        log_event(LOG_ALARM, "the clock jumped; commands wait until it is confirmed", log_number(LOG_NOW, clock_us(&p->clock)));
    p->clock_alarmed = suspect;
    if (figures.quarantined > p->quarantined)
        log_event(LOG_ALARM, "an input was set aside after it stopped this process", log_number(LOG_COUNT, figures.quarantined));
    p->quarantined = figures.quarantined;
    if (figures.stopped_followers > p->stopped)
        log_event(LOG_ALARM, "a source has lost entries that were followed here; following it stopped", log_number(LOG_COUNT, figures.stopped_followers));
    p->stopped = figures.stopped_followers;
    if (figures.reads_failed > p->reads_failed)
        log_event(LOG_ALARM, "the store failed to read; the question was answered busy", log_number(LOG_COUNT, figures.reads_failed));
    p->reads_failed = figures.reads_failed;
}
