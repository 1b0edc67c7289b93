/* Everything that opens something: KEYDIR, and the keys of persons as they lie wrapped in each service's key store. */
#include "backup.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "store/keys.h"

static enum err wrapped_keys(struct session *s, uint32_t index, const char *work, struct backup_file *file, struct fault *fault)
{
    const char *name = office_service_name(index);
    struct path keys = service_path(&s->at, name, "keys"), copy = path_format("%s/%s", work, name);
    enum err err = mkdir(copy.at, 0700) == 0 ? key_store_copy(keys.at, copy.at) : ERR_IO;

    fault_set(fault, "%s: %s", keys.at, err_text(err));
    TRY(err);
    return part_of_file(file, path_format("wrapped/%s", name).at, path_format("%s/data.mdb", copy.at).at, fault);
}

enum err backup_keys(struct session *session, struct backup_file *file, struct fault *fault)
{
    struct path work = path_format("%s/backup.XXXXXX", session->at.dir);
    enum err err = parts_of_folder(file, "key", session->at.keys, fault);

    TRY(err);
    fault_set(fault, "%s: no room for a copy", session->at.dir);
    if (mkdtemp(work.at) == NULL)
        return ERR_IO;
    for (uint32_t i = 0; i < OFFICE_SERVICES && err == OK; i++)
        err = wrapped_keys(session, i, work.at, file, fault);
    folder_remove(work.at);
    return err;
}
