/* Files written anew while the service runs: whoever asks meanwhile waits a moment and repeats. Keeps true: the new epoch's key
 * is read before anything is closed; what waited in the host's queues was not answered and is asked again. */
#include "shell/process.h"

#include "base/invariant.h"
#include "shell/log.h"
#include "trust/keyfile.h"
#include "trust/random.h"

static enum err close_engine(struct process *p, struct fault *fault)
{
    fault_set(fault, "the store does not settle");
    TRY(engine_settle(host_engine(p->host)));
    worker_drop(&p->worker, p->host);
    host_drop(&p->host);                               /* and with it engine, store and keys */
    return OK;
}

static enum err open_again(struct process *p, struct fault *fault)
{
    TRY(process_open_stores(p, fault));
    TRY(process_open_engine(p, fault));
    p->quarantined = p->stopped = p->reads_failed = 0;
    fault_set(fault, "no thread for slow checks");
    return worker_start(&p->worker);
}

static enum err rotate(struct process *p, uint32_t epoch, const uint8_t key[32], struct fault *fault)
{
    struct path keys = service_path(&p->at, p->service->contract->service, "keys");
    struct key_store_options old = { .dir = keys.at, .epoch_key = p->keys.epoch_key, .epoch = p->keys.epoch };
    struct store_compaction compacted;
    struct key_rotation done;
    enum err err;

    if (epoch == p->keys.epoch) {
        err = store_compact(keys.at, UINT64_C(1) << 30, NULL, &compacted);
        fault_set(fault, "%s: %s", keys.at, err_text(err));
        return err;
    }
    err = key_store_rotate(&old, key, epoch, NULL, &done);
    fault_set(fault, "%s: %s", keys.at, err_text(err));
    TRY(err);
    memcpy(p->keys.epoch_key, key, sizeof p->keys.epoch_key);
    p->keys.epoch = epoch;
    log_event(LOG_NOTE, "the keys are wrapped anew", log_number(LOG_COUNT, done.keys + done.secrets), log_number(LOG_TOTAL, epoch));
    return OK;
}

static enum err compact(struct process *p, struct fault *fault)
{
    struct path state = service_path(&p->at, p->service->contract->service, "state");
    struct store_compaction done;
    enum err err = store_compact(state.at, p->office.map_mib << 20, NULL, &done);

    fault_set(fault, "%s: %s", state.at, err_text(err));
    TRY(err);
    log_event(LOG_NOTE, "the store is written anew", log_number(LOG_DONE, done.after_bytes), log_number(LOG_TOTAL, done.before_bytes));
    return OK;
}

static enum err renew_files(struct process *p, uint32_t epoch, const uint8_t key[32], struct fault *fault)
{
    TRY(close_engine(p, fault));
    TRY(rotate(p, epoch, key, fault));
    TRY(compact(p, fault));
    return open_again(p, fault);
}

enum err process_renew(struct process *p, uint32_t epoch, struct fault *fault, bool *ret_leave)
{
    uint8_t key[32] = { 0 };
    enum err err = OK;

    *ret_leave = false;
    if (epoch == 0)
        epoch = p->keys.epoch;
    fault_set(fault, "%u is not the next epoch", epoch);
    if (epoch != p->keys.epoch && epoch != p->keys.epoch + 1)
        return ERR_LIMIT;
    if (epoch != p->keys.epoch) {
        struct path path = epoch_key_path(&p->at, p->service->contract->service, epoch);

        err = keyfile_load(path.at, key, sizeof key);
        fault_set(fault, "%s: %s", path.at, err_text(err));
    }
    TRY(err);
    *ret_leave = true;
    err = renew_files(p, epoch, key, fault);
    secret_wipe(key, sizeof key);
    *ret_leave = err != OK;
    return err;
}
