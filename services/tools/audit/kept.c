/* The head verified last, in a small text file of the auditor's own. With it a log that is cut or rewritten as a whole,
 * and signed again, is still found out. */
#include "auditor.h"

#include <errno.h>
#include <inttypes.h>

#include "base/invariant.h"
#include "words.h"

struct path kept_path(const struct ask *ask, const struct installation *at)
{
    if (ask->state == NULL)
        return key_path(at, "auditor.head");
    return path_format("%.*s", (int)DIRECTORY_BYTES_MAX, ask->state);
}

static bool parse(const char *text, const char *origin, struct audit_kept *ret)
{
    char named[CHECKPOINT_ORIGIN_MAX + 1], hex[65];
    struct audit_kept kept;
    int end = 0;

    if (sscanf(text, "madoguchi-audit-head 1\norigin %128s\nsize %20" SCNu64 "\nroot %64[0-9a-f]\n%n", named, &kept.size, hex, &end) != 3 || end == 0 ||
        text[end] != '\0')
        return false;
    if (strcmp(named, origin) != 0 || kept.size == 0 || !hex_get(kept.root, sizeof kept.root, text_of(hex)))
        return false;
    *ret = kept;
    return true;
}

bool kept_load(const char *path, const char *origin, struct audit_kept *ret)
{
    char text[512];
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

void kept_save(const char *path, const char *origin, const struct audit_kept *kept)
{
    char text[512], hex[65];

    must(kept->size > 0);
    hex_put(hex, kept->root, sizeof kept->root);
    snprintf(text, sizeof text, "madoguchi-audit-head 1\norigin %s\nsize %" PRIu64 "\nroot %s\n", origin, kept->size, hex);
    if (file_put(path, text, 0600) != OK)
        fprintf(stderr, "%s: %s\n", path, words("検証した先頭を保存できません", "the head verified cannot be kept"));
}
