/* Making an export: names by a look that is on record, entries out of the auditor's proved copy, the tables, the proof; then the whole is
 * checked as a stranger would, before it is said to be there. */
#include "presence.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../session.h"
#include "audit/copy.h"
#include "audit/proof.h"
#include "base/invariant.h"

#define TRIES_MAX 100
#define WAIT_MS 100

struct exporting {
    const struct presence_args *args;
    struct session session;
    struct presence_facts facts;
    char origin[CHECKPOINT_ORIGIN_MAX + 1];
    uint8_t public_key[32];
    struct position look;                  /* the entry of the look: the export reaches beyond it */
    uint64_t last_index;
    FILE *entries;
    struct fault *fault;
    char line[AUDIT_LINE_SIZE];
};

/* ---- Names ------------------------------------------------------------------------------- */

/* A page of names, the purpose with it. */
static enum err show_names(struct exporting *x, uint64_t after, struct answer *ret)
{
    uint8_t room[64];
    struct writer w = writer_of(room, sizeof room);
    struct client *staff = x->session.clients[office_index("staff")];
    enum refusal why;

    message_encode(&show_staff_names_spec, &(struct show_staff_names){ .after = { after } }, &w);
    fault_set(x->fault, "staff does not tell its names");
    TRY(client_command(staff, &(struct command_call){ .name = TEXT("show_staff_names"), .body = written(&w), .ticket = { x->session.ticket, TICKET_LEN },
                                                      .purpose = TEXT("inspection"), .id = client_next_id(staff) }, ret));
    if (ret->outcome == OUTCOME_DONE)
        return OK;
    fault_set(x->fault, "%s", refusal_of(ret->refusal, &why) ? refusal_sentence(why, !x->args->english) : "");
    return ERR_DENIED;
}

static enum err take_names(struct exporting *x)
{
    struct show_staff_names_result result = { .more = true };
    struct show_staff_names_shown shown;
    struct answer answer;
    uint64_t after = 0;

    while (result.more) {
        TRY(show_names(x, after, &answer));
        TRY(message_decode_own(&show_staff_names_result_spec, answer.result, &x->facts.arena, &result));
        TRY(message_decode_own(&show_staff_names_shown_spec, answer.shown, &x->facts.arena, &shown));
        for (uint32_t i = 0; i < shown.names.count; i++) {
            after = shown.names.at[i].account_id.v;
            presence_label(&x->facts, false, after, shown.names.at[i].display_name, (struct text){ 0 });
        }
        x->look = (struct position){ .source = TEXT("staff"), .epoch = answer.position.epoch, .sequence = answer.position.sequence };
    }
    return OK;
}

static enum err take_areas(struct exporting *x)
{
    struct areas_result result;

    TRY(session_ask(&x->session, office_index("staff"), "areas", &areas_spec, &(struct areas){ 0 }, &areas_result_spec, &result, x->fault));
    for (uint32_t i = 0; i < result.areas.count; i++)
        presence_label(&x->facts, true, result.areas.at[i].area_id.v, result.areas.at[i].name_ja, result.areas.at[i].name_en);
    return OK;
}

/* ---- Entries ----------------------------------------------------------------------------- */

/* Audit has the look too, and it is under a signed head. */
static enum err await_look(struct exporting *x, struct client *audit)
{
    uint64_t index;

    for (uint32_t i = 0; i < TRIES_MAX; i++) {
        enum err err = audit_index_of(audit, "staff", x->look.epoch, x->look.sequence, &index);

        if (err == OK)
            return audit_sign_now(audit);
        if (err != ERR_NOT_FOUND)
            return err;
        TRY(wire_wait(NULL, 0, WAIT_MS));
    }
    return ERR_TIMEOUT;
}

static bool put_entry(void *self, const struct audit_line *line, const struct entry *entry)
{
    struct exporting *x = self;

    audit_line_put(line, x->line, sizeof x->line);
    x->last_index = line->index;
    return fputs(x->line, x->entries) >= 0 && presence_take(&x->facts, entry);
}

/* The proved copy is brought up to date; its entries of staff go into the export. */
static enum err put_entries(struct exporting *x, struct client *audit, struct audit_copy *copy, const char *path)
{
    const struct audit_wanted wanted = { .source = TEXT("staff") };
    const struct audit_reading how = { 0 };
    struct audit_synced synced;
    struct arena arena;
    enum err err;

    arena_init(&arena, AUDIT_ARENA_BYTES);
    err = audit_copy_sync(copy, audit, x->public_key, &how, &arena, &synced);
    if (err == OK && synced.outcome != AUDIT_VERIFIED) {
        char words[AUDIT_FAULT_SIZE];

        audit_fault_text(&synced.fault, !x->args->english, words);
        fault_set(x->fault, "%s", words);
        err = ERR_CORRUPT;
    }
    arena_fini(&arena);
    TRY(err);
    x->entries = fopen(path, "wxe");
    if (x->entries == NULL)
        return ERR_IO;
    err = audit_copy_find(copy, &wanted, x, put_entry);
    return fclose(x->entries) == 0 ? err : ERR_IO;
}

/* ---- Files ------------------------------------------------------------------------------- */

static enum err put_file(struct exporting *x, const char *name, const char *text, size_t len)
{
    struct path path = path_format("%.*s/%s", (int)DIRECTORY_BYTES_MAX, x->args->out, name);
    FILE *file = fopen(path.at, "wxe");
    bool written_all = file != NULL && fwrite(text, 1, len, file) == len;

    fault_set(x->fault, "%s: %s", path.at, strerror(errno));
    if (file == NULL)
        return ERR_IO;
    return fclose(file) == 0 && written_all ? OK : ERR_IO;
}

static enum err put_sheet(struct exporting *x, const char *name, void (*sheet)(const struct presence_facts *, const struct presence_period *, FILE *))
{
    char *text = sheet_text(sheet, &x->facts, &x->args->period);
    enum err err = put_file(x, name, text, strlen(text));

    free(text);
    return err;
}

static void names_of(const struct presence_facts *facts, const struct presence_period *period, FILE *to)
{
    (void)period;
    names_sheet(facts, to);
}

static void period_of(const struct presence_facts *facts, const struct presence_period *period, FILE *to)
{
    char from[11], until[11];

    (void)facts;
    date_put(from, period->from);
    date_put(until, period->to);
    fprintf(to, "%s %s\n", from, until);
}

static void readme_of(const struct presence_facts *facts, const struct presence_period *period, FILE *to)
{
    (void)facts;
    (void)period;
    fputs("立ち入り記録・出退勤記録の提出 / Who was in which area when, and who came and went\n\n"
          "presence.csv、attendance.csv は、entries.jsonl（従事者サービスの最初からの全記録）だけから作られます。氏名と区域の名称（names.csv）は、記録に平文では\n"
          "ないため、証明の対象外です。検証: madoguchi presence --check このフォルダ --vkey 公開鍵（紙で受け取ったもの）\n\n"
          "The tables follow from entries.jsonl alone: every entry of the service staff from its first on. Names of people and areas (names.csv) stand in no log in clear and\n"
          "are not proved. To check: madoguchi presence --check THIS-FOLDER --vkey PUBLIC-KEY (as received on paper)\n\n"
          "By hand: each entry's bytes (base64, msgpack) hash to SHA-256(0x00 || bytes); the next entry holds that hash as `previous`. The last one is in head.proof with its\n"
          "path to the head that audit signed (C2SP checkpoint); its line `source staff EPOCH NUMBER` says that it is the last.\n", to);
}

static enum err put_proof(struct exporting *x, struct client *audit)
{
    struct audit_proof *proof;
    struct arena arena;
    enum err err;

    arena_init(&arena, AUDIT_ARENA_BYTES);
    proof = arena_take(&arena, sizeof *proof);
    err = audit_proof_fetch(audit, x->origin, x->public_key, x->last_index, &arena, proof);
    if (err == OK) {
        struct text text = audit_proof_text(proof, &arena);

        err = put_file(x, "head.proof", text.at, text.len);
    }
    arena_fini(&arena);
    return err;
}

static enum err put_all(struct exporting *x, struct client *audit, struct audit_copy *copy)
{
    struct path path = path_format("%.*s/entries.jsonl", (int)DIRECTORY_BYTES_MAX, x->args->out);

    TRY(put_entries(x, audit, copy, path.at));
    TRY(put_proof(x, audit));
    TRY(put_sheet(x, "names.csv", names_of));
    TRY(put_sheet(x, "period.txt", period_of));
    TRY(put_sheet(x, "presence.csv", presence_sheet));
    TRY(put_sheet(x, "attendance.csv", attendance_sheet));
    return put_sheet(x, "README.txt", readme_of);
}

static enum err check_own(struct exporting *x)
{
    struct presence_facts anew;
    char words[AUDIT_FAULT_SIZE];
    enum err err;

    presence_init(&anew);
    err = presence_check(x->args->out, x->origin, x->public_key, x->args->english, &anew, words);
    presence_fini(&anew);
    if (err == OK && words[0] == '\0')
        return OK;
    fault_set(x->fault, "%s", words);
    return err != OK ? err : ERR_CORRUPT;
}

static enum err fill(struct exporting *x)
{
    struct client *audit = x->session.clients[office_index("audit")];
    struct path at = path_format("%s/auditor", x->session.at.dir);
    struct audit_copy *copy = NULL;
    char words[AUDIT_FAULT_SIZE] = "";
    enum err err;

    TRY(await_look(x, audit));
    err = audit_copy_open(at.at, x->origin, &copy, words);
    fault_set(x->fault, "%s", words);
    if (err == OK)
        err = put_all(x, audit, copy);
    audit_copy_drop(&copy);
    return err == OK ? check_own(x) : err;
}

static enum err read_key(struct exporting *x)
{
    struct path path = key_path(&x->session.at, "audit.vkey");
    FILE *file = fopen(path.at, "re");
    char text[VERIFIER_KEY_SIZE] = "";
    bool fine = file != NULL && fgets(text, sizeof text, file) != NULL;

    if (file != NULL)
        fclose(file);
    text[strcspn(text, "\r\n")] = '\0';
    fault_set(x->fault, "%s: not a public key", path.at);
    return fine && verifier_key_get(text_of(text), x->origin, x->public_key) ? OK : ERR_CONFIG;
}

static enum err run(struct exporting *x)
{
    enum err err;

    TRY(session_open(x->args->dir, x->args->keys, x->args->english, &x->session, x->fault));
    TRY(read_key(x));
    TRY(session_log_in(&x->session, x->args->account, x->fault));
    fault_set(x->fault, "%s: %s", x->args->out, strerror(EEXIST));
    if (mkdir(x->args->out, 0700) != 0)
        return ERR_EXISTS;
    err = take_names(x);
    if (err == OK)
        err = take_areas(x);
    if (err == OK) {
        fault_set(x->fault, "the audit log does not answer as it should");
        err = fill(x);
    }
    if (err != OK)
        folder_remove(x->args->out);
    return err;
}

enum err presence_export(const struct presence_args *args, struct fault *fault)
{
    struct exporting *x = calloc(1, sizeof *x);
    enum err err;

    must(x != NULL);
    x->args = args;
    x->fault = fault;
    presence_init(&x->facts);
    err = run(x);
    if (err == OK)
        printf(args->english ? "%s: checked\n" : "%s　検証済み\n", args->out);
    presence_fini(&x->facts);
    session_close(&x->session);
    free(x);
    return err;
}
