/* The tool that sets the office up, the service manager with the accounts, the site manager with the
 * day and its report, the auditor. */
#include "world.h"

#include "trust/checkpoint.h"

static struct built account_of(struct world *w, enum person person, char name[24], char password[48])
{
    static struct create_account body;       /* lives until it is said */

    snprintf(password, 48, PLANTED_SECRET "-of-the-person-%u", person);
    body = (struct create_account){ .name = text_of(person_name(&w->clients, person, name)), .display_name = TEXT(PLANTED_NAME " Staff"),
                                    .role = person_role(person), .password = text_of(password) };
    return build_command("staff", "create_account", &create_account_spec, &body);
}

static bool has_account(struct world *w, enum person person)
{
    char name[24];

    return staff_account(&w->models.staff, person_name(&w->clients, person, name)) != NULL;
}

/* The site manager uses the operations program. */
static void log_in_by_tool(struct world *w, struct actor *a)
{
    char name[24], password[48];

    snprintf(password, sizeof password, PLANTED_SECRET "-of-the-person-%u", MANAGER);
    say(w, a, login(.name = text_of(person_name(&w->clients, MANAGER, name)), .password = text_of(password)), (struct how){ 0 });
}

void act_setup(struct world *w, struct actor *a)
{
    char name[24], password[48];

    if (w->models.audit.leaves == 0 && chance(w, 500))
        say(w, a, sign_checkpoint(0), (struct how){ 0 });
    else if (!has_account(w, BOSS) || chance(w, 20))
        say(w, a, account_of(w, BOSS, name, password), (struct how){ 0 });
    else if (chance(w, 40))
        log_in_by_tool(w, a);
    else if (chance(w, 300))
        ask(w, a, audit_head(0), &audit_head_result_spec, (struct how){ 0 });
    else
        ask(w, a, accounts(0), &accounts_result_spec, (struct how){ 0 });
}

/* Somebody is here for a while only. */
static void temporary_people(struct world *w, struct actor *a)
{
    char name[24], password[48];
    const struct m_account *temp = staff_account(&w->models.staff, person_name(&w->clients, TEMP, name));

    if (temp == NULL) {
        say(w, a, account_of(w, TEMP, name, password), (struct how){ .person = BOSS });
    } else if (!temp->revoked) {
        if (chance(w, 90))
            other_post(w, a, temp);
        else if (temp->role == STAFF_ROLE_SITE_MANAGER && chance(w, 500))
            paper_approval(w, a, TEMP);
        else if (chance(w, 300))
            about_temp(w, a, temp->id);
        else if (w->clients.tickets[TEMP][a->peer].set && chance(w, 950))
            temp_acts(w, a);
        else if (!w->clients.tickets[TEMP][a->peer].set && chance(w, 950))
            at_hand(w, a, TEMP);
        else
            say(w, a, revoke_account(.account_id = { temp->id }), (struct how){ .person = BOSS });
    } else if (w->clients.tickets[TEMP][a->peer].set && chance(w, 600)) {
        say(w, a, record_preset(.card_id = { 1 }, .terminal_number = 1, .expires_on = { 20350101 }), (struct how){ .person = TEMP });
    } else if (chance(w, 200)) {
        say(w, a, revoke_account(.account_id = { temp->id }), (struct how){ .person = BOSS });
    } else {
        w->clients.tickets[TEMP][a->peer].set = false;
        w->clients.temps++;
        w->clients.temp_enrolled = false;
        w->clients.temp_secret_len = 0;
    }
}

void act_boss(struct world *w, struct actor *a)
{
    char name[24], password[48];

    if (!at_hand(w, a, BOSS))
        return;
    for (enum person person = MANAGER; person < TEMP; person++)
        if (!has_account(w, person)) {
            say(w, a, account_of(w, person, name, password), (struct how){ .person = BOSS });
            return;
        }
    if (train_people(w, a))
        return;
    if (chance(w, 40))
        say(w, a, account_of(w, OPERATOR_A, name, password), (struct how){ .person = BOSS });
    else if (chance(w, 20))
        say(w, a, revoke_account(.account_id = { staff_account(&w->models.staff, "boss")->id }), (struct how){ .person = BOSS });
    else if (w->models.audit.leaves > 0 && chance(w, 15) && at_hand(w, a, CITY_CLERK))
        say(w, a, change_audit_key(0), (struct how){ .person = BOSS, .second = CITY_CLERK });
    else if (chance(w, 80) && decide_on_request(w, a))
        return;
    else if (chance(w, a->due_count > 0 ? 500 : 80))
        about_erasure(w, a);
    else if (chance(w, 250))
        keep_registers(w, a);
    else if (chance(w, 800))
        temporary_people(w, a);
}

/* ---- The site manager --------------------------------------------------------------------- */

static const struct m_report *open_report(const struct world *w)
{
    for (uint32_t i = 0; i < w->models.reports.count; i++)
        if (!w->models.reports.items[i].closed)
            return &w->models.reports.items[i];
    return NULL;
}

static void close_the_report(struct world *w, struct actor *a, uint32_t date)
{
    const char *note = w->models.audit.note;

    if (note[0] == '\0') {
        say(w, a, sign_checkpoint(0), (struct how){ .person = MANAGER });
    } else if (a->sha_date != date) {
        ask(w, a, daily_report(.date = { date }), &daily_report_result_spec, (struct how){ .person = MANAGER });
    } else if (at_hand(w, a, CITY_CLERK)) {
        uint8_t other[32] = { 1 };

        say(w, a, close_report(.date = { date }, .report_sha256 = { chance(w, 100) ? other : a->sha, 32 }, .checkpoint = text_of(note)),
            (struct how){ .person = MANAGER, .second = CITY_CLERK });
    }
}

static void before_the_day(struct world *w, struct actor *a)
{
    const struct model_queue *q = &w->models.queue;
    const struct m_report *report = open_report(w);
    struct date today = today_now(w);
    struct how how = { .person = MANAGER, .second = NOBODY };
    uint32_t opening = today.v % 2 == 0 ? 600 : 505;     /* every other day too late for the first bookings */

    if (q->date == today.v && chance(w, 50))
        say(w, a, open_day(.date = today), how);
    else if (q->date != today.v && minute_now(w) >= opening && minute_now(w) < 1000)
        say(w, a, open_day(.date = chance(w, 60) ? date_add_days(today, 1) : today), how);
    else if (report != NULL)
        close_the_report(w, a, report->date);
    else if (w->models.reports.count > 0 && a->sha_date != 0 && chance(w, 60) && at_hand(w, a, CITY_CLERK))
        say(w, a, close_report(.date = { a->sha_date }, .report_sha256 = { a->sha, 32 }, .checkpoint = TEXT("none")),
            (struct how){ .person = MANAGER, .second = CITY_CLERK });
    else if (chance(w, 60) && at_hand(w, a, CITY_CLERK))
        say(w, a, close_report(.date = today, .report_sha256 = { a->sha, 32 }, .checkpoint = TEXT("none")),
            (struct how){ .person = MANAGER, .second = CITY_CLERK });
}

static void in_the_day(struct world *w, struct actor *a)
{
    struct how how = { .person = MANAGER };
    uint32_t minute = minute_now(w);

    if (minute >= 1020 || today_now(w).v != w->models.queue.date || chance(w, 1))
        say(w, a, begin_closing(0), how);
    else if (chance(w, 20))
        say(w, a, close_day(0), how);
    else if (chance(w, 20))
        say(w, a, open_day(.date = today_now(w)), how);
    else if (open_report(w) != NULL)
        close_the_report(w, a, open_report(w)->date);
    else if (chance(w, 300))
        ask(w, a, day_status(0), &day_status_result_spec, how);
}

void act_manager(struct world *w, struct actor *a)
{
    const struct model_queue *q = &w->models.queue;

    if (!at_hand(w, a, MANAGER) || walk_about(w, a, MANAGER))
        return;
    if (q->date == 0 || q->state == DAY_STATE_CLOSED)
        before_the_day(w, a);
    else if (q->state == DAY_STATE_OPEN)
        in_the_day(w, a);
    else if (chance(w, 30))
        say(w, a, begin_closing(0), (struct how){ .person = MANAGER });
    else
        say(w, a, close_day(0), (struct how){ .person = MANAGER });
}

void hear_manager(struct world *w, struct actor *a, const struct heard *heard)
{
    const struct daily_report_result *report;

    if (heard->outcome != HEARD_DONE || strcmp(a->pending.name, "daily_report") != 0)
        return;
    report = heard_part(w, &daily_report_result_spec, heard->result);
    if (report == NULL)
        return;
    memcpy(a->sha, report->report_sha256.at, 32);
    a->sha_date = open_report(w) != NULL ? open_report(w)->date : a->sha_date;
}

/* ---- The auditor -------------------------------------------------------------------------- */

/* The last signed head with the witness's line under it, now and then another's. */
static void witness_head(struct world *w, struct actor *a)
{
    struct signer stranger;
    char line[COSIGNATURE_SIZE], note[COSIGNATURE_SIZE + sizeof w->models.audit.note];

    signer_init(&stranger, (const uint8_t[32]){ 0x58 });
    snprintf(note, sizeof note, "%s", w->models.audit.note);
    if (chance(w, 250) && a->witnessed[0] != '\0')
        snprintf(note, sizeof note, "%s", a->witnessed);                   /* an older one */
    must(cosignature_put(chance(w, 150) ? &stranger : &w->witness, WITNESS_NAME, text_of(note), world_now(w), line) == OK);
    if (chance(w, 400))
        snprintf(a->witnessed, sizeof a->witnessed, "%s", w->models.audit.note);
    if (chance(w, 100))
        note[20] = note[20] == '1' ? '2' : '1';                            /* not what was signed */
    snprintf(note + strlen(note), sizeof note - strlen(note), "%s", line);
    say(w, a, take_cosignature(.note = { (const uint8_t *)note, (uint32_t)strlen(note) }), (struct how){ .person = AUDITOR });
}

void act_auditor(struct world *w, struct actor *a)
{
    uint64_t leaves = w->models.audit.leaves;
    struct how how = { .person = AUDITOR };

    if (!at_hand(w, a, AUDITOR))
        return;
    if (chance(w, 200))
        say(w, a, sign_checkpoint(0), how);
    else if (chance(w, 250) && w->models.audit.note[0] != '\0')
        witness_head(w, a);
    else if (chance(w, 100))
        ask(w, a, audit_keys(0), &audit_keys_result_spec, how);
    else if (chance(w, 100))
        ask(w, a, audit_tile(.tile_index = below(w, leaves / 256 + 2)), &audit_tile_result_spec, how);
    else if (chance(w, 300))
        ask(w, a, audit_leaf(.leaf_index = chance(w, 100) ? leaves + 1000 : below(w, leaves + 1)), &audit_leaf_result_spec, how);
    else if (chance(w, 300) && leaves > 0)
        ask(w, a, audit_inclusion(.leaf_index = below(w, leaves), .size = leaves), &audit_inclusion_result_spec, how);
    else if (chance(w, 300))
        ask(w, a, audit_leaves(.from = below(w, leaves + 1), .max = 8), &audit_leaves_result_spec, how);
    else
        ask(w, a, audit_head(0), &audit_head_result_spec, how);
}

/* A leaf shown is the entry it stands for, and a path leads to the root it names. */
void hear_auditor(struct world *w, struct actor *a, const struct heard *heard)
{
    const struct audit_leaf_result *leaf;
    const struct model_log *log;
    enum svc source;

    if (heard->outcome != HEARD_DONE || strcmp(a->pending.name, "audit_leaf") != 0)
        return;
    leaf = heard_part(w, &audit_leaf_result_spec, heard->result);
    if (leaf == NULL)
        return;
    source = svc_of(leaf->leaf.source);
    if (source == SVC_COUNT)
        law_broken(w, LAW_AUDIT, "a leaf of a service that is none");
    log = &w->models.logs[source];
    if (leaf->leaf.sequence > log->count || !bytes_equal(leaf->leaf_hash, (struct bytes){ log->entries[leaf->leaf.sequence - 1].leaf, 32 }))
        law_broken(w, LAW_AUDIT, "leaf %llu is shown with another hash", (unsigned long long)leaf->leaf.leaf_index);
}
