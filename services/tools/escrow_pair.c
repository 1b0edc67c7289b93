/* The public half seals; only the secret half opens. */
#include "escrow_pair.h"

#include "trust/escrow.h"
#include "trust/keyfile.h"
#include "trust/random.h"

enum err escrow_pair_make(const char *dir, const char *stem, struct fault *fault)
{
    struct path path = path_format("%s/%s.public.key", dir, stem);
    uint8_t public_key[32], secret_key[32];
    enum err err;

    escrow_keys(public_key, secret_key);
    err = keyfile_create(path.at, public_key, sizeof public_key);
    fault_set(fault, "%s: %s", path.at, err_text(err));
    if (err == OK) {
        path = path_format("%s/%s.secret.key", dir, stem);
        err = keyfile_create(path.at, secret_key, sizeof secret_key);
        fault_set(fault, "%s: %s", path.at, err_text(err));
    }
    secret_wipe(secret_key, sizeof secret_key);
    return err;
}
