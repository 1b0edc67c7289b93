/* Those who keep the system: the tool that makes the first account, the service manager with the
 * others, and the auditor, who believes nothing and computes the proofs. */
#include "world.h"

#include "trust/hash.h"
#include "trust/merkle.h"

static void create(struct world *w, struct actor *a, enum person person, struct how how)
{
    char name[24], password[32];

    snprintf(password, sizeof password, PLANTED_SECRET "-%u", person);
    say(w, a, create_account(.name = text_of(person_name(&w->clients, person, name)), .display_name = text_of(PLANTED_NAME "担当"),
                             .role = person_role(person), .password = text_of(password)), how);
}

/* The first account, of the service manager; then questions only a tool asks. */
void act_setup(struct world *w, struct actor *a)
{
    struct how nobody = { 0 };

    if (w->models.audit.leaves == 0 && a->phase == 0) {
        a->phase = 1;
        say(w, a, sign_checkpoint(0), nobody);
    } else if (w->models.staff.count == 0 || chance(w, 60)) {
        create(w, a, BOSS, nobody);
    } else {
        switch (below(w, 5)) {
        case 0: ask(w, a, ticket_key(0), &ticket_key_result_spec, nobody); break;
        case 1: ask(w, a, accounts(0), &accounts_result_spec, nobody); break;
        case 2: ask(w, a, audit_sources(0), &audit_sources_result_spec, nobody); break;
        case 3: say(w, a, sign_checkpoint(0), nobody); break;
        default: ask(w, a, vault_book(0), &vault_book_result_spec, nobody); break;
        }
    }
    a->free_at_us += w->models.staff.count == 0 ? 0 : 1000000;
}

static void revoke(struct world *w, struct actor *a)
{
    struct model_staff *s = &w->models.staff;
    char name[24];
    struct m_account *temp = staff_account(s, person_name(&w->clients, TEMP, name));
    struct m_account *own = staff_account(s, "boss");

    if (chance(w, 200) && own != NULL)
        say(w, a, revoke_account(.account_id = { own->id }), (struct how){ .person = BOSS });
    else if (chance(w, 150))
        say(w, a, revoke_account(.account_id = { 4711 }), (struct how){ .person = BOSS });
    else if (temp != NULL)
        say(w, a, revoke_account(.account_id = { temp->id }), (struct how){ .person = BOSS });
    if (temp != NULL && temp->revoked && chance(w, 400))
        w->clients.temps++;
}

void act_boss(struct world *w, struct actor *a)
{
    char name[24];

    if (!at_hand(w, a, BOSS))
        return;
    for (enum person p = BOSS; p < PERSONS; p++)
        if (staff_account(&w->models.staff, person_name(&w->clients, p, name)) == NULL) {
            create(w, a, p, (struct how){ .person = BOSS });
            a->free_at_us = w->mono_us + 20000;
            return;
        }
    if (chance(w, 100))
        create(w, a, MANAGER, (struct how){ .person = BOSS });
    else if (chance(w, 150))
        revoke(w, a);
    else if (chance(w, 300) && at_hand(w, a, TEMP))                 /* the temp works a little, also when not allowed any more */
        say(w, a, find_card(.notice_number = TEXT(PLANTED_NOTICE "000101")), (struct how){ .person = TEMP, .purpose = "inquiry" });
    else
        a->free_at_us += 1500000;
}

/* ---- The auditor --------------------------------------------------------------------------------- */

void act_auditor(struct world *w, struct actor *a)
{
    uint64_t leaves = w->models.audit.leaves;
    struct how how = { .person = AUDITOR };

    if (!at_hand(w, a, AUDITOR))
        return;
    a->free_at_us += 300000;
    a->hold = leaves > 0 ? below(w, leaves) : 0;
    a->card = leaves > 0 ? a->hold + 1 + below(w, leaves - a->hold) : 1;
    if (chance(w, 60))
        a->hold = a->card = leaves + 5000;
    switch (below(w, 7)) {
    case 0: say(w, a, sign_checkpoint(0), how); break;
    case 1: ask(w, a, audit_head(0), &audit_head_result_spec, how); break;
    case 2: ask(w, a, audit_leaf(.leaf_index = a->hold), &audit_leaf_result_spec, how); break;
    case 3: ask(w, a, audit_leaves(.from = a->hold, .max = 1 + below(w, 8)), &audit_leaves_result_spec, how); break;
    case 4: ask(w, a, audit_inclusion(.leaf_index = a->hold, .size = a->card), &audit_inclusion_result_spec, how); break;
    case 5: ask(w, a, audit_consistency(.old_size = a->hold, .new_size = a->card), &audit_consistency_result_spec, how); break;
    default: ask(w, a, audit_lookup(.source = TEXT("queueing"), .epoch = 1, .sequence = 1 + below(w, 200)), &audit_lookup_result_spec, how); break;
    }
}

static uint32_t path_of(const struct bytes *list, uint32_t len, uint8_t ret[MERKLE_PATH_MAX][32])
{
    for (uint32_t i = 0; i < len && i < MERKLE_PATH_MAX; i++)
        memcpy(ret[i], list[i].at, 32);
    return len;
}

static void check_inclusion(struct world *w, const struct actor *a, const struct heard *heard)
{
    const struct audit_inclusion_result *r = heard_part(w, &audit_inclusion_result_spec, heard->result);
    uint8_t path[MERKLE_PATH_MAX][32], root[32];
    uint32_t len = path_of(r->path.at, r->path.count, path);

    if (a->card > w->models.audit.leaves)
        return;                                          /* restored meanwhile */
    audit_root(&w->models.audit, a->card, root);
    if (memcmp(root, r->root.at, 32) != 0 || !merkle_inclusion_verify(r->leaf_hash.at, a->hold, a->card, path, len, root))
        law_broken(w, LAW_AUDIT, "leaf %llu of %llu is not proved", (unsigned long long)a->hold, (unsigned long long)a->card);
}

static void check_consistency(struct world *w, const struct actor *a, const struct heard *heard)
{
    const struct audit_consistency_result *r = heard_part(w, &audit_consistency_result_spec, heard->result);
    uint8_t path[MERKLE_PATH_MAX][32], old_root[32], new_root[32];
    uint32_t len = path_of(r->path.at, r->path.count, path);

    if (a->card > w->models.audit.leaves)
        return;
    audit_root(&w->models.audit, a->hold, old_root);
    audit_root(&w->models.audit, a->card, new_root);
    if (!merkle_consistency_verify(a->hold, a->card, old_root, new_root, path, len))
        law_broken(w, LAW_AUDIT, "the log of %llu leaves is not proved to begin that of %llu", (unsigned long long)a->hold, (unsigned long long)a->card);
}

void hear_auditor(struct world *w, struct actor *a, const struct heard *heard)
{
    if (heard->outcome != HEARD_DONE || heard->result.at == NULL)
        return;
    if (strcmp(a->pending.name, "audit_inclusion") == 0)
        check_inclusion(w, a, heard);
    else if (strcmp(a->pending.name, "audit_consistency") == 0)
        check_consistency(w, a, heard);
}
