/* The head verified last, in a small text file of the auditor's own. With it a log that is cut or rewritten as a whole,
 * and signed again, is still found out. */
#include "auditor.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/invariant.h"
#include "words.h"

struct path kept_path(const struct ask *ask, const struct installation *at)
{
    if (ask->state == NULL)
        return key_path(at, "auditor.head");
    return path_format("%.*s", (int)DIRECTORY_BYTES_MAX, ask->state);
}

/* "key <verifier key>" and "source staff 1 4711", behind the three lines that were always there. */
static bool parse_rest(const char *text, const char *origin, struct audit_kept *to)
{
    while (*text != '\0') {
        const char *end = strchr(text, '\n');
        char named[CHECKPOINT_ORIGIN_MAX + 1];
        struct checkpoint_source *source = &to->sources[to->source_count];

        if (end == NULL)
            return false;
        if (strncmp(text, "key ", 4) == 0 && !to->has_key) {
            to->has_key = verifier_key_get((struct text){ text + 4, (uint32_t)(end - text - 4) }, named, to->key) && strcmp(named, origin) == 0;
            if (!to->has_key)
                return false;
        } else if (to->source_count < CHECKPOINT_SOURCES_MAX && sscanf(text, "source %16[a-z] %20" SCNu64 " %20" SCNu64, source->name, &source->epoch, &source->sequence) == 3) {
            to->source_count++;
        } else {
            return false;
        }
        text = end + 1;
    }
    return true;
}

static bool parse(const char *text, const char *origin, struct audit_kept *ret)
{
    char named[CHECKPOINT_ORIGIN_MAX + 1], hex[65];
    struct audit_kept kept = { .size = 0 };
    int end = 0;

    if (sscanf(text, "madoguchi-audit-head 1\norigin %128s\nsize %20" SCNu64 "\nroot %64[0-9a-f]\n%n", named, &kept.size, hex, &end) != 3 || end == 0)
        return false;
    if (strcmp(named, origin) != 0 || kept.size == 0 || !hex_get(kept.root, sizeof kept.root, text_of(hex)) || !parse_rest(text + end, origin, &kept))
        return false;
    *ret = kept;
    return true;
}

bool kept_load(const char *path, const char *origin, struct audit_kept *ret)
{
    char text[4096];
    FILE *file = fopen(path, "re");
    size_t len;

    *ret = (struct audit_kept){ .size = 0 };
    if (file == NULL && errno == ENOENT)
        return true;
    if (file == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    len = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[len] = '\0';
    if (parse(text, origin, ret))
        return true;
    fprintf(stderr, "%s: %s %s\n", path, words("前回検証した先頭の記録ではありません。対象:", "is not the head verified last of"), origin);
    return false;
}

bool kept_store(const char *path, const char *origin, const struct audit_kept *kept)
{
    char text[4096], hex[65], key[VERIFIER_KEY_SIZE];
    size_t len;

    must(kept->size > 0);
    hex_put(hex, kept->root, sizeof kept->root);
    len = (size_t)snprintf(text, sizeof text, "madoguchi-audit-head 1\norigin %s\nsize %" PRIu64 "\nroot %s\n", origin, kept->size, hex);
    if (kept->has_key) {
        verifier_key_put(origin, kept->key, key, sizeof key);
        len += (size_t)snprintf(text + len, sizeof text - len, "key %s\n", key);
    }
    for (uint32_t i = 0; i < kept->source_count; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "source %s %" PRIu64 " %" PRIu64 "\n", kept->sources[i].name, kept->sources[i].epoch,
                                kept->sources[i].sequence);
    return file_put(path, text, 0600) == OK;
}

void kept_save(const char *path, const char *origin, const struct audit_kept *kept)
{
    if (!kept_store(path, origin, kept))
        fprintf(stderr, "%s: %s\n", path, words("検証した先頭を保存できません", "the head verified cannot be kept"));
}

bool auditor_kept(const struct ask *ask, struct auditor *auditor, struct audit_kept *ret)
{
    if (!kept_load(kept_path(ask, &auditor->at).at, auditor->origin, ret))
        return false;
    if (ret->has_key && ask->vkey == NULL)
        memcpy(auditor->public_key, ret->key, sizeof auditor->public_key);
    return true;
}

bool witness_key_of(const struct ask *ask, const struct installation *at, char room[VERIFIER_KEY_SIZE], const char **ret)
{
    struct path path = { "" };
    char name[CHECKPOINT_ORIGIN_MAX + 1];
    uint8_t key[32];

    *ret = NULL;
    if (ask->witness == NULL && at == NULL)
        return true;
    if (ask->witness == NULL) {
        path = key_path(at, "witness.vkey");
        if (access(path.at, F_OK) != 0)
            return true;
    }
    if (!vkey_read(ask->witness != NULL ? ask->witness : path.at, room))
        return false;
    if (!witness_key_get(text_of(room), name, key)) {
        fprintf(stderr, "%s: %s\n", ask->witness != NULL ? ask->witness : path.at, words("立会人の公開鍵の形式ではありません", "no key of a witness"));
        return false;
    }
    *ret = room;
    return true;
}

bool small_file(const char *path, char *to, size_t size, uint32_t *ret_len)
{
    FILE *file = fopen(path, "re");
    size_t len;
    bool whole;

    if (file == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    len = fread(to, 1, size - 1, file);
    whole = ferror(file) == 0 && len < size - 1;
    fclose(file);
    to[len] = '\0';
    *ret_len = (uint32_t)len;
    if (!whole)
        fprintf(stderr, "%s: %s\n", path, words("読めないか、大きすぎます", "cannot be read, or is too large"));
    return whole;
}
