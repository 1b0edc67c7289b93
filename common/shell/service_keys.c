/* Loading of keys. Keeps true: a service loads its own keys and those it shares, no others. */
#include "shell/service_keys.h"

#include <dirent.h>

#include "base/invariant.h"
#include "store/keys.h"
#include "trust/keyfile.h"
#include "trust/random.h"

const struct shared_key shared_keys[] = {
    { "audit", "audit_sign", "audit.sign.key" },
    { "inventory", "claim", "claim.key" },
    { "queueing", "code", "code.key" },
    { "reservations", "claim", "claim.key" },
    { "reservations", "code", "code.key" },
    { "staff", "ticket", "staff.ticket.key" },
};
const uint32_t shared_key_count = sizeof shared_keys / sizeof *shared_keys;

static enum err load(struct path path, uint8_t ret[32], struct fault *fault)
{
    enum err err = keyfile_load(path.at, ret, 32);

    if (err != OK)
        fault_set(fault, "%s: %s", path.at, keyfile_why(path.at, 32));
    return err;
}

struct path epoch_key_path(const struct installation *at, const char *service, uint32_t epoch)
{
    return epoch == 1 ? path_format("%s/%s.epoch.key", at->keys, service) : path_format("%s/%s.epoch.%u.key", at->keys, service, epoch);
}

uint32_t epoch_key_newest(const struct installation *at, const char *service)
{
    struct path start = path_format("%s.epoch.", service);
    size_t len = strlen(start.at);
    uint32_t newest = 0;
    DIR *folder = opendir(at->keys);

    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        uint32_t epoch = 0, i = 0;
        const char *rest = entry->d_name + len;

        if (strncmp(entry->d_name, start.at, len) != 0)
            continue;
        for (; i < 9 && rest[i] >= '0' && rest[i] <= '9'; i++)
            epoch = epoch * 10 + (uint32_t)(rest[i] - '0');
        if (i == 0 && strcmp(rest, "key") == 0)
            epoch = 1;
        else if (i == 0 || strcmp(rest + i, ".key") != 0)
            epoch = 0;
        if (epoch > newest)
            newest = epoch;
    }
    if (folder != NULL)
        closedir(folder);
    return newest;
}

/* The store says which key it needs; before there is one, the newest is taken. */
static enum err find_epoch(const struct installation *at, const char *service, uint32_t *ret, struct fault *fault)
{
    struct path keys = service_path(at, service, "keys");
    enum err err = key_store_epoch(keys.at, ret);

    if (err != OK) {
        fault_set(fault, "%s: %s", keys.at, err_text(err));
        return err;
    }
    if (*ret == 0)
        *ret = epoch_key_newest(at, service);
    if (*ret == 0)
        *ret = 1;                                      /* the complaint names its file */
    return OK;
}

static enum err load_all(const struct installation *at, const char *service, struct service_keys *to, struct fault *fault)
{
    struct path pair = curve_key_path(at, service);
    enum err err = key_pair_load(pair.at, &to->pair);

    if (err != OK) {
        fault_set(fault, "%s: %s", pair.at, keyfile_why(pair.at, 32));
        return err;
    }
    TRY(find_epoch(at, service, &to->epoch, fault));
    TRY(load(epoch_key_path(at, service, to->epoch), to->epoch_key, fault));
    for (uint32_t i = 0; i < shared_key_count; i++) {
        if (strcmp(shared_keys[i].service, service) != 0)
            continue;
        must(to->shared_count < SHARED_SECRETS_MAX);
        to->shared[to->shared_count].name = shared_keys[i].secret;
        TRY(load(key_path(at, shared_keys[i].file), to->shared[to->shared_count++].key, fault));
    }
    return OK;
}

enum err service_keys_load(const struct installation *at, const char *service, struct service_keys *ret, struct fault *ret_fault)
{
    enum err err;

    memset(ret, 0, sizeof *ret);
    err = load_all(at, service, ret, ret_fault);
    if (err != OK)
        service_keys_fini(ret);
    return err;
}

void service_keys_fini(struct service_keys *keys)
{
    key_pair_fini(&keys->pair);
    secret_wipe(keys, sizeof *keys);
}
