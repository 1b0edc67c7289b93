/* The service manager records who was trained and has pledged, now and then wrongly, and mends it; people read manuals. */
#include "world.h"

static const struct m_account *account_of(struct world *w, enum person person)
{
    char name[24];

    return staff_account(&w->models.staff, person_name(&w->clients, person, name));
}

/* Whom something is recorded of: somebody of the counter; a few times the service manager, who may not. */
static enum person somebody(struct world *w)
{
    return chance(w, 60) ? BOSS : (enum person)(MANAGER + below(w, OPERATOR_C - MANAGER + 1));
}

static void record_missing(struct world *w, struct actor *a, uint64_t account)
{
    const struct model_staff *staff = &w->models.staff;
    struct date day = chance(w, 40) ? date_add_days(today_now(w), 1) : today_now(w);
    struct how how = { .person = BOSS };
    char version[8];

    snprintf(version, sizeof version, "1.%u", chance(w, 50) ? 99u : (unsigned)below(w, staff->manuals + 1));
    if (trained_on(staff, account, TRAINING_KIND_WORK) == 0)
        say(w, a, record_training(.account_id = { account }, .kind = TRAINING_KIND_WORK, .held_on = day,
                                  .manual_version = chance(w, 500) ? (struct text){ 0 } : text_of(version)), how);
    else if (trained_on(staff, account, TRAINING_KIND_PRIVACY) == 0)
        say(w, a, record_training(.account_id = { account }, .kind = TRAINING_KIND_PRIVACY, .held_on = day), how);
    else
        say(w, a, record_pledge(.account_id = { account }, .pledged_on = day), how);
}

/* Right or wrong: a correction to nothing keeps the person from the desk until it is recorded anew. */
static void correct(struct world *w, struct actor *a, uint64_t account)
{
    const struct model_staff *staff = &w->models.staff;
    const struct m_training *some = staff->training_count > 0 ? &staff->trainings[below(w, staff->training_count)] : NULL;
    struct date day = chance(w, 300) ? (struct date){ 0 } : chance(w, 100) ? date_add_days(today_now(w), 3) : today_now(w);
    struct how how = { .person = BOSS };

    if (some == NULL || chance(w, 400))
        say(w, a, correct_pledge(.account_id = { account }, .pledged_on = day, .reason = TEXT("誤り")), how);
    else
        say(w, a, correct_training(.account_id = { some->account }, .record_id = { chance(w, 100) ? 1 : some->record }, .held_on = day, .reason = TEXT("誤り")), how);
}

bool train_people(struct world *w, struct actor *a)
{
    const struct model_staff *staff = &w->models.staff;
    const struct m_account *account;
    char version[8];

    for (enum person person = MANAGER; person <= OPERATOR_C; person++) {
        account = account_of(w, person);
        if (account == NULL)
            continue;
        if (trained_on(staff, account->id, TRAINING_KIND_WORK) == 0 || trained_on(staff, account->id, TRAINING_KIND_PRIVACY) == 0 ||
            pledged_on(staff, account->id) == 0) {
            record_missing(w, a, account->id);
            return true;
        }
    }
    account = account_of(w, somebody(w));
    if (account == NULL || !chance(w, 150))
        return false;
    snprintf(version, sizeof version, "1.%u", (unsigned)below(w, staff->manuals < 5 ? staff->manuals + 1 : 5));
    switch (below(w, 6)) {
    case 0: say(w, a, publish_manual(.manual_version = text_of(version), .title = TEXT("業務手順書"), .issued_on = today_now(w)), (struct how){ .person = BOSS }); break;
    case 1: correct(w, a, account->id); break;
    case 2: record_missing(w, a, account->id); break;
    case 3: ask(w, a, readiness(0), &readiness_result_spec, (struct how){ .person = BOSS }); break;
    case 4: ask(w, a, trainings(.account_id = { account->id }), &trainings_result_spec, (struct how){ .person = BOSS }); break;
    default: ask(w, a, manuals(.account_id = { account->id }), &manuals_result_spec, (struct how){ .person = BOSS }); break;
    }
    return true;
}

bool read_manuals(struct world *w, struct actor *a)
{
    char version[8];

    if (!chance(w, 8))
        return false;
    snprintf(version, sizeof version, "1.%u", (unsigned)below(w, w->models.staff.manuals + 1));
    say(w, a, confirm_manual_read(.manual_version = text_of(version)), (struct how){ .person = a->person });
    return true;
}
