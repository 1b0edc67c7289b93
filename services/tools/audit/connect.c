/* Finding the installation and reaching its services. Uses the public half of audit's key alone; the only
 * secret read is the tool's own. */
#include "auditor.h"

#include <errno.h>

#include "base/invariant.h"
#include "place.h"
#include "trust/random.h"
#include "words.h"

#define GIVE_UP_MS 10000

int exit_of(enum audit_outcome outcome)
{
    switch (outcome) {
    case AUDIT_VERIFIED:
        return AUDIT_EXIT_VERIFIED;
    case AUDIT_TAMPERED:
        return AUDIT_EXIT_TAMPERED;
    case AUDIT_INCOMPLETE:
        return AUDIT_EXIT_INCOMPLETE;
    }
    return AUDIT_EXIT_CANNOT_TELL;
}

int cannot_tell(enum err err)
{
    if (err == ERR_TIMEOUT)
        fprintf(stderr, "%s\n", words("監査サービスの応答がありません。動いているか確かめてください。", "The audit service does not answer. Please see whether it is running."));
    else if (err == ERR_DENIED)
        fprintf(stderr, "%s\n", words("監査サービスが、この接続からの照会を受け付けません。", "The audit service does not answer questions of this peer."));
    else
        fprintf(stderr, "%s: %s\n", words("判定できません", "Cannot tell"), err_text(err));
    return AUDIT_EXIT_CANNOT_TELL;
}

bool vkey_read(const char *path, char ret[VERIFIER_KEY_SIZE])
{
    FILE *file = fopen(path, "re");

    if (file == NULL || fgets(ret, VERIFIER_KEY_SIZE, file) == NULL) {
        fprintf(stderr, "%s: %s\n", path, file == NULL ? strerror(errno) : words("空です", "is empty"));
        if (file != NULL)
            fclose(file);
        return false;
    }
    fclose(file);
    ret[strcspn(ret, "\r\n")] = '\0';
    return true;
}

static bool read_public_key(const struct ask *ask, struct auditor *to)
{
    struct path path = ask->vkey != NULL ? (struct path){ "" } : key_path(&to->at, "audit.vkey");
    const char *name = ask->vkey != NULL ? ask->vkey : path.at;
    char text[VERIFIER_KEY_SIZE];

    if (!vkey_read(name, text))
        return false;
    if (verifier_key_get(text_of(text), to->origin, to->public_key))
        return true;
    fprintf(stderr, "%s: %s\n", name, words("公開鍵の形式ではありません", "no verifier key"));
    return false;
}

static enum err read_files(const struct ask *ask, struct auditor *to, struct fault *fault)
{
    struct place place;
    struct path own;
    enum err err;

    TRY(place_find(ask->dir, ask->keys, &place, fault));
    TRY(installation_load(place.dir, place.keys, &to->at, fault));
    TRY(endpoint_book_load(&to->at, &to->book, fault));
    own = curve_key_path(&to->at, "auditor");
    err = key_pair_load(own.at, &to->key);
    if (err != OK)
        fault_set(fault, "%s: %s", own.at, err_text(err));
    return err;
}

struct client *auditor_connect(const struct auditor *auditor, const char *service, uint32_t give_up_ms)
{
    const struct endpoint_line *line = endpoint_of(&auditor->book, service);
    struct client *client = NULL;

    if (line == NULL)
        return NULL;
    const struct client_options options = {
        .link = { .service = line->service, .command_address = line->command_address, .server_key = line->key, .key = &auditor->key },
        .give_up_ms = give_up_ms,
    };
    return client_open(&options, &client) == OK ? client : NULL;
}

bool auditor_open(const struct ask *ask, struct auditor *ret)
{
    struct fault fault = { .text = "" };

    *ret = (struct auditor){ .audit = NULL };
    if (read_files(ask, ret, &fault) != OK) {
        fprintf(stderr, "%s\n", fault.text);
        return false;
    }
    if (!read_public_key(ask, ret))
        return false;
    ret->wired = wire_start() == OK;
    ret->audit = ret->wired ? auditor_connect(ret, "audit", GIVE_UP_MS) : NULL;
    if (ret->audit == NULL)
        fprintf(stderr, "%s\n", words("監査サービスに接続できません。", "The audit service cannot be connected to."));
    return ret->audit != NULL;
}

void auditor_close(struct auditor *auditor)
{
    client_drop(&auditor->audit);
    if (auditor->wired)
        wire_stop();
    key_pair_fini(&auditor->key);
}
