/* Options and JSON that story and rehearse share. */
#include <stdio.h>
#include <string.h>

#include "http/json.h"
#include "played.h"
#include "tools.h"

bool played_wrong(const char *tool, const char *option, const char *wanted)
{
    fprintf(stderr, "madoguchi %s: %s: %s\n", tool, option, wanted);
    return false;
}

bool played_option(const char *tool, int option, const char *word, struct played *played, bool *ret_bad)
{
    *ret_bad = false;
    switch (option) {
    case 'l':
        played->english = strcmp(word, "en") == 0;
        *ret_bad = !played->english && strcmp(word, "ja") != 0 && !played_wrong(tool, "--lang", "ja | en");
        return !*ret_bad;
    case 'j': played->json = true; return true;
    case 'D': played->dir = word; return true;
    case 'k': played->keep = true; return true;
    default: break;
    }
    return false;
}

void played_write_audit(struct writer *w, const struct audit_verdict *verdict)
{
    char root[65];

    hex_put(root, verdict->root, 32);
    write_key(w, "audit");
    write_map(w, 3);
    write_key(w, "root");
    write_key(w, root);
    write_number(w, "size", verdict->size);
    write_key(w, "verdict");
    write_key(w, audit_outcome_name(verdict->outcome));
}

void played_print_json(const struct writer *w, struct arena *arena)
{
    struct text json = json_of_value(written(w), 2, arena);

    printf("%.*s\n", (int)json.len, json.at);
}
