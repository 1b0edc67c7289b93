/* The configuration of an office that people visit while it is played. A copy, because a day at sixty times its speed would log everybody
 * out every ten seconds, and a visitor has no code generator; everything else is as it is configured. */
#include "stage_office.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define LINE_BYTES 4096

/* Lines of staff.yaml that are written otherwise; NULL: left out. */
static const struct { const char *begins, *instead; } changes[] = {
    { "ticket_minutes:", "ticket_minutes: 600\n" },
    { "session_minutes:", "session_minutes: 1440\n" },
    { "second_factor_roles:", NULL },
    { "first_password:", NULL },
};

static const char *line_of_copy(const char *line)
{
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        if (strncmp(line, changes[i].begins, strlen(changes[i].begins)) == 0)
            return changes[i].instead;
    return line;
}

static enum err copy(const char *from, const char *to, bool changed, struct fault *fault)
{
    FILE *in = fopen(from, "re");
    struct text_builder text = text_growing();
    char line[LINE_BYTES];
    enum err err = in == NULL ? ERR_IO : OK;

    while (in != NULL && fgets(line, sizeof line, in) != NULL) {
        const char *now = changed ? line_of_copy(line) : line;

        if (now != NULL)
            text_add(&text, "%s", now);
    }
    if (in != NULL)
        fclose(in);
    if (err == OK)
        err = file_put(to, text.at, 0600);
    fault_set(fault, "%s: %s", err == OK ? "" : from, strerror(errno));
    text_drop(&text);
    return err;
}

enum err stage_visited_config(const struct place *place, struct fault *ret_fault)
{
    struct path folder = path_format("%s/config", place->dir);
    DIR *dir = opendir(place->config);
    struct dirent *entry;
    enum err err = dir == NULL ? ERR_IO : folder_make(folder.at, ret_fault);

    while (err == OK && (entry = readdir(dir)) != NULL) {
        struct path from = path_format("%s/%.200s", place->config, entry->d_name), to = path_format("%s/%.200s", folder.at, entry->d_name);

        if (entry->d_type == DT_REG || entry->d_type == DT_LNK)
            err = copy(from.at, to.at, strcmp(entry->d_name, "staff.yaml") == 0, ret_fault);
    }
    if (dir != NULL)
        closedir(dir);
    return err;
}
