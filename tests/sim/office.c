/* The configuration of the simulated office. Not that of any city: blocks of numbers, desks and
 * windows are narrow, so that "used up", "taken" and "too early" happen within a few days. */
#include "office.h"

extern const struct service staff_service, inventory_service, reservations_service, queueing_service, reporting_service, audit_service;

const struct service *const office_services[SVC_COUNT] = {
    &staff_service, &inventory_service, &reservations_service, &queueing_service, &reporting_service, &audit_service,
};

#define LIST(array) { (array), sizeof(array) / sizeof(*(array)) }

static const enum procedure issues[] = { PROCEDURE_ISSUE, PROCEDURE_ISSUE_AGENT };
static const enum procedure certificates[] = {
    PROCEDURE_CERT_RENEW, PROCEDURE_CERT_NEW, PROCEDURE_CERT_REVOKE, PROCEDURE_PIN_RESET, PROCEDURE_PIN_CHANGE, PROCEDURE_FACE_AUTH,
    PROCEDURE_SUSPEND_RELEASE, PROCEDURE_LOST, PROCEDURE_RETURN_CARD, PROCEDURE_CONTINUE_USE, PROCEDURE_FACE_UPDATE, PROCEDURE_STAY_EXTENSION,
};
static const enum procedure others[] = {
    PROCEDURE_APPLY_SUPPORT, PROCEDURE_EXPRESS_APPLY, PROCEDURE_CANCEL_APPLICATION, PROCEDURE_NOTICE_CARD, PROCEDURE_INSURANCE_LINK,
    PROCEDURE_PAYMENT_ACCOUNT, PROCEDURE_MYNAPORTAL, PROCEDURE_INFORMATION,
};

static const struct queue_line lines[] = {
    { .line_id = { 1 }, .name_ja = TEXT("予約"), .name_en = TEXT("Booked"), .guests = LINE_GUESTS_BOOKED, .first_number = 101, .last_number = 104,
      .needs_terminal = true, .procedures = LIST(issues) },
    { .line_id = { 2 }, .name_ja = TEXT("交付"), .name_en = TEXT("Pick-up"), .guests = LINE_GUESTS_WALK_IN, .first_number = 201, .last_number = 205,
      .needs_terminal = true, .procedures = LIST(issues) },
    { .line_id = { 3 }, .name_ja = TEXT("証明書"), .name_en = TEXT("Certificates"), .guests = LINE_GUESTS_ALL, .first_number = 301, .last_number = 304,
      .needs_terminal = true, .procedures = LIST(certificates) },
    { .line_id = { 4 }, .name_ja = TEXT("その他"), .name_en = TEXT("Other"), .guests = LINE_GUESTS_ALL, .first_number = 401, .last_number = 403,
      .needs_terminal = false, .procedures = LIST(others) },
};

static const struct line_id counter_lines[] = { { 1 }, { 2 }, { 3 } };
static const struct line_id booth_lines[] = { { 1 }, { 3 }, { 4 } };

static const struct queue_desk desks[] = {
    { .desk_id = { 1 }, .name_ja = TEXT("1番"), .name_en = TEXT("1"), .place = DESK_PLACE_COUNTER, .lines = LIST(counter_lines) },
    { .desk_id = { 2 }, .name_ja = TEXT("2番"), .name_en = TEXT("2"), .place = DESK_PLACE_COUNTER, .lines = LIST(counter_lines) },
    { .desk_id = { 3 }, .name_ja = TEXT("ブース"), .name_en = TEXT("Booth"), .place = DESK_PLACE_BOOTH, .lines = LIST(booth_lines) },
};

const struct queueing_config office_queueing = {
    .lines = LIST(lines), .desks = LIST(desks), .integrated_terminals = 2, .late_minutes_max = 10, .missed_minutes = 15,
    .passes_max = 2, .pass_minutes_max = 30, .recalls_max = 2, .recall_seconds_min = 60,
};

static const struct opening_rule hours[] = {
    { .weekday = 1, .opens_minute = 540, .closes_minute = 1020, .staffed_desks = 2 },
    { .weekday = 2, .opens_minute = 540, .closes_minute = 1020, .staffed_desks = 2 },
    { .weekday = 3, .opens_minute = 540, .closes_minute = 1020, .staffed_desks = 2 },
    { .weekday = 4, .opens_minute = 540, .closes_minute = 1020, .staffed_desks = 2 },
    { .weekday = 5, .opens_minute = 540, .closes_minute = 1020, .staffed_desks = 2 },
};
static const struct equipment_stock equipment[] = {
    { .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .count = 2, .kept_for_walk_ins = 1 },
    { .equipment = EQUIPMENT_MYNAPIT, .count = 1 },
};
static const enum desk_place issue_places[] = { DESK_PLACE_COUNTER, DESK_PLACE_BOOTH };
static const enum desk_place booth_only[] = { DESK_PLACE_BOOTH };
static const enum desk_place counter_only[] = { DESK_PLACE_COUNTER };
static const struct bookable_procedure procedures[] = {
    { .procedure = PROCEDURE_ISSUE, .minutes = 18, .places = LIST(issue_places), .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .online = true, .needs_notice = true },
    { .procedure = PROCEDURE_CERT_RENEW, .minutes = 12, .places = LIST(issue_places), .equipment = EQUIPMENT_INTEGRATED_TERMINAL, .online = true },
    { .procedure = PROCEDURE_APPLY_SUPPORT, .minutes = 15, .places = LIST(booth_only), .equipment = EQUIPMENT_MYNAPIT, .online = true },
    { .procedure = PROCEDURE_NOTICE_CARD, .minutes = 6, .places = LIST(counter_only), .online = false },
};

/* What is kept for years elsewhere is kept for days here. */
static const struct kept_period contacts_kept[] = { { .what = KEPT_DATA_CONTACT, .days = 0 } };
static const struct kept_period records_kept[] = { { .what = KEPT_DATA_RECORD, .days = 0 } };
static const struct kept_period accounts_kept[] = { { .what = KEPT_DATA_ACCOUNT, .days = 0 } };
static const struct kept_period holders_kept[] = {
    { .what = KEPT_DATA_ADDRESS, .days = 0 }, { .what = KEPT_DATA_NAME_AND_APPLICATION, .days = 0 }, { .what = KEPT_DATA_PERSON, .days = 0 },
};

const struct reservations_config office_reservations = {
    .hours = LIST(hours), .year_end_from = 1229, .year_end_until = 103, .counters = 2, .booths = 1, .equipment = LIST(equipment),
    .procedures = LIST(procedures), .people_max = 3, .minutes_per_further_person = 8, .grid_minutes = 15, .window_days = 10,
    .cutoff_minute = 990, .hold_minutes = 10, .cancelled_place_minutes = 7, .late_completion_minutes = 30, .offer_minutes = 40,
    .retention = LIST(contacts_kept),
};

const struct inventory_config office_inventory = {
    .notice_deadline_days = 90, .reminder_after_days = 90, .reminder_deadline_days = 90, .disposal_after_reminder_days = 90,
    .disposal_after_notice_days = 365, .keep_address = true, .mailing = true, .second_look_age = 15, .shelves = 1, .boxes_per_shelf = 2, .slots_per_box = 30,
    .counters = 2, .booths = 1, .integrated_terminals = 2, .retention = LIST(holders_kept),
};

const struct reporting_config office_reporting = {
    .office_ja = TEXT("模擬窓口"), .office_en = TEXT("Simulated counter"), .waiting_minutes = 15, .on_time_minutes = 10, .retention = LIST(records_kept),
};

static const enum staff_role managers[] = { STAFF_ROLE_SITE_MANAGER, STAFF_ROLE_SERVICE_MANAGER, STAFF_ROLE_OPERATOR };
static const struct area areas[] = {
    { .area_id = { 1 }, .name_ja = { "窓口", 6 }, .name_en = { "Counter", 7 }, .roles = { managers, 3 } },
    { .area_id = { 2 }, .name_ja = { "執務室", 9 }, .name_en = { "Office", 6 }, .roles = { managers, 3 } },
    { .area_id = { 3 }, .name_ja = { "保管庫", 9 }, .name_en = { "Vault", 5 }, .roles = { managers, 2 } },
};
static const struct register_column office_columns[] = {
    { .column = TEXT("item"), .kind = REGISTER_COLUMN_KIND_LINE, .ja = TEXT("品名"), .en = TEXT("Item"), .required = true },
    { .column = TEXT("count"), .kind = REGISTER_COLUMN_KIND_NUMBER, .ja = TEXT("数量"), .en = TEXT("Count"), .required = true },
    { .column = TEXT("note"), .kind = REGISTER_COLUMN_KIND_TEXT, .ja = TEXT("備考"), .en = TEXT("Note"), .personal = true },
};
static const enum staff_role may_see[] = { STAFF_ROLE_SITE_MANAGER, STAFF_ROLE_OPERATOR, STAFF_ROLE_SERVICE_MANAGER };
static const struct register_kind office_register = {
    .register_code = TEXT("lent"), .ja = TEXT("貸与品台帳"), .en = TEXT("Lent equipment"), .clause = TEXT("§5(6)"), .see = { may_see, 3 }, .change = { &may_see[1], 2 },
    .keep_years = 5, .keep_from = REGISTER_PERIOD_ROW_END, .columns = { office_columns, 3 } };
static const struct staff_config office_staff = { .ticket_minutes = 30, .session_minutes = 200, .retention = LIST(accounts_kept), .registers = { &office_register, 1 }, .areas = { areas, 3 } };
/* The witness's key is that of world.c: seed 0x57 and zeros, WITNESS_NAME. */
static const struct text office_witnesses[] = { TEXT("witness.city.example/osakasayama+f2e9bb6c+BPg9gsQr7e2hLtNgaozaan2+EwcD4cYXNnIciY1VJDce") };
static const struct audit_config office_audit = { .checkpoint_seconds = 20, .checkpoint_leaves = 60, .witnesses = { office_witnesses, 1 } };

const void *office_config(enum svc svc)
{
    static const void *const all[SVC_COUNT] = {
        &office_staff, &office_inventory, &office_reservations, &office_queueing, &office_reporting, &office_audit,
    };

    return all[svc];
}

const char *svc_name(enum svc svc)
{
    return office_services[svc]->contract->service;
}

enum svc svc_of(struct text name)
{
    for (enum svc svc = 0; svc < SVC_COUNT; svc++)
        if (text_is(name, svc_name(svc)))
            return svc;
    return SVC_COUNT;
}

static void peer_init(struct peer *peer, uint32_t index, const char *name, enum role role)
{
    *peer = (struct peer){ .role = role, .command_all = true };
    memset(peer->key, 0x20 + (int)index, sizeof peer->key);
    snprintf(peer->name, sizeof peer->name, "%s", name);
}

void office_peers(struct peer ret[PEER_COUNT])
{
    char name[32];

    for (uint32_t i = 0; i < TERMINALS; i++) {
        snprintf(name, sizeof name, "terminal-%u", i + 1);
        peer_init(&ret[PEER_TERMINAL + i], PEER_TERMINAL + i, name, ROLE_TERMINAL);
    }
    peer_init(&ret[PEER_KIOSK], PEER_KIOSK, "kiosk-1", ROLE_KIOSK);
    peer_init(&ret[PEER_CITIZEN], PEER_CITIZEN, "bridge", ROLE_CITIZEN);
    peer_init(&ret[PEER_SYSTEM], PEER_SYSTEM, "tools", ROLE_SYSTEM);
    ret[PEER_SYSTEM].follow_all = ret[PEER_SYSTEM].control = true;
    peer_init(&ret[PEER_STRANGER], PEER_STRANGER, "old-kiosk", ROLE_KIOSK);      /* may command nobody */
    ret[PEER_STRANGER].command_all = false;
    for (enum svc svc = 0; svc < SVC_COUNT; svc++) {
        peer_init(&ret[PEER_SVC + svc], PEER_SVC + (uint32_t)svc, svc_name(svc), ROLE_SERVICE);
        ret[PEER_SVC + svc].follow_all = true;
        ret[PEER_SVC + svc].entries = svc == SVC_AUDIT;
    }
}
