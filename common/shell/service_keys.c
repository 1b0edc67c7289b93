/* Loading of keys. Keeps true: a service loads its own keys and those it shares, no others. */
#include "shell/service_keys.h"

#include "base/invariant.h"
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

static enum err load_all(const struct installation *at, const char *service, struct service_keys *to, struct fault *fault)
{
    struct path pair = curve_key_path(at, service);
    enum err err = key_pair_load(pair.at, &to->pair);

    if (err != OK) {
        fault_set(fault, "%s: %s", pair.at, keyfile_why(pair.at, 32));
        return err;
    }
    TRY(load(path_format("%s/%s.epoch.key", at->keys, service), to->epoch_key, fault));
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
