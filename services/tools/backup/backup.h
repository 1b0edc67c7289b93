/* The parts of `madoguchi backup` and `madoguchi restore`. A backup is two sealed files: the log file holds the configuration and every
 * service's log and no key; the key file holds KEYDIR and the wrapped keys and nothing of what happened. Form: docs/backup.md. */
#ifndef TOOLS_BACKUP_H
#define TOOLS_BACKUP_H

#include <stdio.h>

#include "../office.h"
#include "../session.h"
#include "store/store.h"
#include "trust/sealed_file.h"

#define BACKUP_FORM "madoguchi-backup 1"
#define BACKUP_BLOCK (64u * 1024u)
#define PART_NAME_MAX 300u
#define BACKUP_TIME_SIZE 21u                 /* of "2027-02-01T00-05-00Z"; times of one office compare as text */

/* Kinds of frames. A part: its name; then its data, of a log an entry each; then how many there were, be64. */
enum { FRAME_PART = 'P', FRAME_DATA = 'D', FRAME_END = 'E' };

/* ---- Writing (backup_write.c) ---- */

struct backup_file {
    struct sealed_writer *to;
    struct path path;
    uint64_t count;                      /* data frames of the part under way */
};

/* DIR/madoguchi-TIME.KIND.backup; `kind`: log or keys. The fault names the file; so in the following. */
MUST_CHECK enum err backup_begin(const char *dir, const char *kind, uint16_t site, uint64_t now_us, const uint8_t public_key[32], struct backup_file *ret,
                                 struct fault *fault);
MUST_CHECK enum err part_begin(struct backup_file *file, const char *name, struct fault *fault);
MUST_CHECK enum err part_put(struct backup_file *file, struct bytes data, struct fault *fault);
MUST_CHECK enum err part_end(struct backup_file *file, struct fault *fault);
/* A whole file as a part. */
MUST_CHECK enum err part_of_file(struct backup_file *file, const char *name, const char *path, struct fault *fault);
/* Every file of a folder and of the folders in it, as PREFIX/NAME. `file` NULL: only looks whether it could. ERR_DENIED: something there is
 * neither file nor folder, or has a name that a backup does not hold. Empty folders leave no trace. */
MUST_CHECK enum err parts_of_folder(struct backup_file *file, const char *prefix, const char *folder, struct fault *fault);
/* Durable, read back, and its SHA-256 beside it. */
MUST_CHECK enum err backup_end(struct backup_file *file, bool english, struct fault *fault);

/* NAME or FOLDER/NAME: leads nowhere but down, and has no control characters. */
bool part_name_fine(const char *name);

/* ---- The two files ---- */

/* Every service's log up to now, audit's last, when it has what the others had said by then (backup_logs.c). */
MUST_CHECK enum err backup_logs(struct session *session, struct backup_file *file, uint64_t map_bytes, struct fault *fault);
/* KEYDIR and the wrapped keys (backup_keys.c). Later than the logs: no entry names a key that is not in it. */
MUST_CHECK enum err backup_keys(struct session *session, struct backup_file *file, struct fault *fault);

/* ---- Reading (restore_read.c) ---- */

/* What a reader of parts is given. Each returns OK or names in the fault what is wrong. */
struct part_taker {
    void *self;
    enum err (*begin)(void *self, struct text name, struct fault *fault);
    enum err (*data)(void *self, struct bytes data, struct fault *fault);
    enum err (*end)(void *self, struct fault *fault);
};

/* Reads a whole file. ERR_DENIED: another key, another kind, changed or cut: the fault says which, and where. `ret_site`, `ret_time`: as its
 * head says, before the first part is taken; genuine when OK is returned. */
MUST_CHECK enum err backup_read(const char *path, const char *kind, const uint8_t secret_key[32], const struct part_taker *taker, uint16_t *ret_site,
                                char ret_time[BACKUP_TIME_SIZE], struct fault *fault);

/* ---- Putting logs back (restore_logs.c) ---- */

struct log_store {
    struct store *store;
    struct txn *txn;                     /* NULL: none under way */
    struct arena arena;
    uint64_t head, from_audit, last_at_us;
    uint32_t pending;
    uint8_t last_leaf[SHA256_LEN];
};

struct log_stores {
    struct log_store at[OFFICE_SERVICES];
    struct arena tables, scratch;        /* what the stores are described by; one entry */
    uint16_t site;
};

void log_stores_init(struct log_stores *stores, uint16_t site);
/* An empty store for the log of service `index`. */
MUST_CHECK enum err log_store_make(struct log_stores *stores, uint32_t index, const char *dir, uint64_t map_bytes, struct fault *fault);
/* The next entry. ERR_DENIED: it does not follow on the one before. Of audit's log also what it had taken from the others. */
MUST_CHECK enum err log_store_add(struct log_stores *stores, uint32_t index, struct bytes entry, struct fault *fault);
/* Durable; each log begins a new epoch with its next entry. */
MUST_CHECK enum err log_stores_end(struct log_stores *stores, struct fault *fault);
void log_stores_fini(struct log_stores *stores);

#endif
