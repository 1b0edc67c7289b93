/* The end of whatever was played: the audit log as an outsider checks it, from its name and public key alone. */
#include "stage.h"

static struct client *auditor(struct stage *s)
{
    return s->clients[SPOT_TOOL][office_index("audit")];
}

static enum err read_verifier_key(struct stage *s, char ret_origin[CHECKPOINT_ORIGIN_MAX + 1], uint8_t ret_key[32])
{
    struct path path = key_path(&s->at, "audit.vkey");
    FILE *file = fopen(path.at, "re");
    char line[VERIFIER_KEY_SIZE + 2] = "";
    bool good = file != NULL && fgets(line, sizeof line, file) != NULL;

    if (file != NULL)
        fclose(file);
    line[strcspn(line, "\n")] = '\0';
    if (good && verifier_key_get(text_of(line), ret_origin, ret_key))
        return OK;
    fault_set(&s->fault, "%s: no verifier key", path.at);
    return ERR_CONFIG;
}

enum err stage_audit(struct stage *s, struct audit_verdict *ret)
{
    char origin[CHECKPOINT_ORIGIN_MAX + 1];
    uint8_t key[32];
    enum err err;

    TRY(read_verifier_key(s, origin, key));
    TRY(audit_sign_now(auditor(s)));
    err = audit_recheck(auditor(s), key, origin, ret);
    if (err != OK)
        fault_set(&s->fault, "the audit log could not be checked: %s", err_text(err));
    return err;
}

enum err stage_export(struct stage *s, const char *dir)
{
    const struct audit_reading plain = { 0 };
    char origin[CHECKPOINT_ORIGIN_MAX + 1], fault[AUDIT_FAULT_SIZE];
    struct audit_verdict verdict;
    uint8_t key[32];
    enum err err;

    TRY(read_verifier_key(s, origin, key));
    err = audit_export(auditor(s), key, origin, dir, &plain, &verdict, fault);
    if (err != OK)
        fault_set(&s->fault, "%s: %s", dir, fault);
    return err;
}
