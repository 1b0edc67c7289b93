/* New epochs. Keeps true: the new key file is durable, and its copies written, before a service is told; the old key file is destroyed
 * only after the service's store says it is of the new epoch. Interrupted anywhere, the next run goes on from what it finds. */
#include "erase.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/service_keys.h"
#include "store/keys.h"
#include "trust/escrow.h"
#include "trust/keyfile.h"
#include "trust/random.h"

#define COPY_BYTES 8192u

static enum err epoch_of(struct erasure *e, uint32_t index, uint32_t *ret, struct fault *fault)
{
    struct path keys = service_path(&e->session.at, office_service_name(index), "keys");
    enum err err = key_store_epoch(keys.at, ret);

    fault_set(fault, "%s: %s", keys.at, err_text(err));
    if (err == OK && *ret == 0)
        err = ERR_NOT_FOUND;
    return err;
}

/* That of an interrupted run is good: nothing else was made of it yet. */
static enum err make_key(struct erasure *e, uint32_t index, uint32_t epoch, struct fault *fault)
{
    struct path path = epoch_key_path(&e->session.at, office_service_name(index), epoch);
    uint8_t key[32];
    enum err err;

    random_bytes(key, sizeof key);
    err = keyfile_create(path.at, key, sizeof key);
    secret_wipe(key, sizeof key);
    fault_set(fault, "%s: %s", path.at, err_text(err));
    return err == ERR_EXISTS ? OK : err;
}

static enum err destroy_file(const char *path, struct fault *fault)
{
    static const uint8_t zeros[2 * KEYFILE_LEN_MAX + 2];
    struct stat file;
    enum err err = OK;
    int fd;

    fault_set(fault, "%s: not destroyed", path);
    (void)chmod(path, S_IRUSR | S_IWUSR);
    fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? OK : ERR_IO;
    if (fstat(fd, &file) != 0 || (size_t)file.st_size > sizeof zeros || pwrite(fd, zeros, (size_t)file.st_size, 0) != (ssize_t)file.st_size || fsync(fd) != 0)
        err = ERR_IO;
    (void)close(fd);
    return err == OK && unlink(path) != 0 ? ERR_IO : err;
}

static enum err destroy_older(struct erasure *e, uint32_t index, uint32_t epoch, struct fault *fault)
{
    for (uint32_t old = epoch - 1; old > 0; old--)
        TRY(destroy_file(epoch_key_path(&e->session.at, office_service_name(index), old).at, fault));
    return OK;
}

/* ---- Copies for a bad day ------------------------------------------------------------------------- */

static enum err put_copies(const struct erasure *e, const char *text, struct fault *fault)
{
    char day[11];

    date_put(day, tokyo_date(e->session.now_us));
    for (uint32_t i = 0; i < 2; i++) {
        struct path path = path_format("%s/madoguchi-keys-%s.escrow", e->args.copies[i], day);
        enum err err = file_put(path.at, text, 0400);

        fault_set(fault, "%s: %s", path.at, err_text(err));
        TRY(err);
    }
    return OK;
}

static enum err copy_one(struct erasure *e, uint32_t index, const uint8_t public_key[32], char *text, size_t *len, struct fault *fault)
{
    struct path path = epoch_key_path(&e->session.at, office_service_name(index), e->epochs[index]);
    uint8_t key[32], sealed[ESCROW_LEN];
    char hex[2 * ESCROW_LEN + 1];
    enum err err = keyfile_load(path.at, key, sizeof key);

    fault_set(fault, "%s: %s", path.at, err_text(err));
    TRY(err);
    escrow_seal(public_key, key, sealed);
    secret_wipe(key, sizeof key);
    hex_put(hex, sealed, sizeof sealed);
    *len += (size_t)snprintf(text + *len, COPY_BYTES - *len, "key %s %u %.*s\n", office_service_name(index), e->epochs[index], 2 * (int)ESCROW_LEN, hex);
    return *len < COPY_BYTES ? OK : ERR_LIMIT;
}

/* Sealed to a key whose secret half is on no machine of the office. */
static enum err write_copies(struct erasure *e, struct fault *fault)
{
    char *text = arena_take(&e->session.arena, COPY_BYTES);
    uint8_t public_key[32];
    enum err err;
    size_t len;

    if (e->args.escrow == NULL)
        return OK;
    err = keyfile_load(e->args.escrow, public_key, sizeof public_key);
    fault_set(fault, "%s: %s", e->args.escrow, err_text(err));
    TRY(err);
    len = (size_t)snprintf(text, COPY_BYTES, "madoguchi-escrow 1\nsite %u\ndestroy-on %s\n", e->session.at.site, e->args.destroy_on);
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        TRY(copy_one(e, i, public_key, text, &len, fault));
    return put_copies(e, text, fault);
}

/* ---- The run ------------------------------------------------------------------------------------------ */

static enum err renew_one(struct erasure *e, uint32_t index, struct fault *fault)
{
    const char *name = office_service_name(index);
    uint8_t bytes[32];
    struct writer w = writer_of(bytes, sizeof bytes);
    struct answer answer;
    uint32_t now;
    enum err err;

    write_map(&w, 1);
    write_text(&w, TEXT("epoch"));
    write_u64(&w, e->epochs[index]);
    err = client_control(e->session.clients[index], &(struct control_call){ .name = TEXT("renew"), .body = written(&w) }, &answer);
    fault_set(fault, "%s renew: %s", name, err == OK ? "refused" : err_text(err));
    TRY(err);
    if (answer.outcome != OUTCOME_DONE)
        return ERR_DENIED;
    TRY(epoch_of(e, index, &now, fault));
    fault_set(fault, "%s is of epoch %u, not of %u", name, now, e->epochs[index]);
    if (now != e->epochs[index])
        return ERR_CORRUPT;
    TRY(destroy_older(e, index, now, fault));
    printf(e->args.english ? "%s: keys of epoch %u, files written anew, older keys destroyed\n" : "%s　鍵の世代 %u に移し、ファイルを書き直し、古い鍵を破棄しました\n", name, now);
    fflush(stdout);
    return OK;
}

enum err erasure_renew(struct erasure *e, struct fault *fault)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        TRY(epoch_of(e, i, &e->epochs[i], fault));
        TRY(make_key(e, i, ++e->epochs[i], fault));
    }
    TRY(write_copies(e, fault));
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        TRY(renew_one(e, i, fault));
    return OK;
}
