/* madoguchi key open: on a bad day the keeper of the offline half gets the epoch keys back out of a sealed copy. All of them are
 * written, as files named like the office's, or none; a file that is there is not overwritten. */
#include "key.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "escrow_copy.h"
#include "shell/service_keys.h"
#include "trust/keyfile.h"
#include "trust/random.h"

static enum err read_copy(const char *path, char *to, struct text *ret)
{
    FILE *file = fopen(path, "re");
    size_t len;
    bool whole;

    if (file == NULL)
        return ERR_NOT_FOUND;
    len = fread(to, 1, ESCROW_COPY_BYTES, file);
    whole = len < ESCROW_COPY_BYTES && ferror(file) == 0;
    fclose(file);
    *ret = (struct text){ to, (uint32_t)len };
    return whole ? OK : ERR_MALFORMED;
}

static struct path key_file(const char *folder, const struct escrow_copy *copy, uint32_t index)
{
    struct installation at = { .site = 0 };

    snprintf(at.keys, sizeof at.keys, "%s", folder);
    return epoch_key_path(&at, copy->keys[index].service, copy->keys[index].epoch);
}

static enum err write_keys(const struct key_args *args, const struct escrow_copy *copy, struct fault *fault)
{
    for (uint32_t i = 0; i < copy->count; i++) {
        struct path path = key_file(args->out, copy, i);

        fault_set(fault, "%s", path.at);
        if (access(path.at, F_OK) == 0)
            return ERR_EXISTS;
    }
    for (uint32_t i = 0; i < copy->count; i++) {
        struct path path = key_file(args->out, copy, i);
        enum err err = keyfile_create(path.at, copy->keys[i].key, 32);

        fault_set(fault, "%s: %s", path.at, err_text(err));
        TRY(err);
        puts(path.at);
    }
    return OK;
}

static int open_with(const struct key_args *args, const uint8_t secret_key[32])
{
    char room[ESCROW_COPY_BYTES];
    struct escrow_copy copy;
    struct fault fault;
    struct text text;
    enum err err = read_copy(args->words[0], room, &text);

    if (err == OK)
        err = escrow_copy_open(text, secret_key, &copy);
    fault_set(&fault, "%s: %s", args->words[0], err_text(err));
    if (err != OK)
        return key_could_not(args, err == ERR_NOT_FOUND ? EXIT_NOT_RUN : EXIT_BAD_RESULT, "鍵の写しを開けません", "the copy of the keys does not open", &fault);
    err = write_keys(args, &copy, &fault);
    if (err != OK) {
        secret_wipe(&copy, sizeof copy);
        return key_could_not(args, err == ERR_EXISTS ? EXIT_BAD_RESULT : EXIT_NOT_RUN, "鍵を書き出せません", "the keys were not written", &fault);
    }
    printf(args->english ? "Keys of site %u. The copy is to be destroyed on %s, and these files after use.\n" : "拠点 %u の鍵です。写しは %s に、これらのファイルは使用後に破棄してください。\n",
           copy.site, copy.destroy_on);
    secret_wipe(&copy, sizeof copy);
    return EXIT_GOOD;
}

int key_open(const struct key_args *args)
{
    uint8_t secret_key[32];
    struct fault fault;
    enum err err;
    int code;

    fault_set(&fault, "--offline-key, --out");
    if (args->offline == NULL || args->out == NULL || strlen(args->out) > DIRECTORY_BYTES_MAX)
        return key_could_not(args, EXIT_USAGE, "オフラインの鍵と、書き出す場所が要ります", "the offline key and a folder are needed", &fault);
    err = keyfile_load(args->offline, secret_key, sizeof secret_key);
    fault_set(&fault, "%s: %s", args->offline, keyfile_why(args->offline, sizeof secret_key));
    if (err != OK)
        return key_could_not(args, EXIT_NOT_RUN, "オフラインの鍵を読めません", "the offline key cannot be read", &fault);
    code = open_with(args, secret_key);
    secret_wipe(secret_key, sizeof secret_key);
    return code;
}
