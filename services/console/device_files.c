/* Files of one line each: a hash and a time. Keeps true: no code and no cookie lies on the disk, only their keyed hashes. */
#include "device_files.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "trust/hash.h"
#include "trust/random.h"

#define LINE_BYTES 128

static const char *folder_of(enum device_file file)
{
    return file == DEVICE_COOKIE ? "devices" : "codes";
}

static struct path note_path(const struct installation *at, enum device_file file, const char *terminal)
{
    return path_format("%s/console/%s/%s", at->dir, folder_of(file), terminal);
}

enum err device_folders_make(const struct installation *at, struct fault *ret_fault)
{
    const struct path folders[] = { path_format("%s/console", at->dir), path_format("%s/console/devices", at->dir), path_format("%s/console/codes", at->dir) };

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (mkdir(folders[i].at, 0700) == 0 || errno == EEXIST)
            continue;
        fault_set(ret_fault, "%s: %s", folders[i].at, strerror(errno));
        return ERR_IO;
    }
    return OK;
}

bool device_note_read(const struct installation *at, enum device_file file, const char *terminal, struct device_note *ret)
{
    FILE *from = fopen(note_path(at, file, terminal).at, "re");
    char line[LINE_BYTES], hex[65];
    struct device_note note;
    bool fine;

    if (from == NULL)
        return false;
    fine = fgets(line, sizeof line, from) != NULL && sscanf(line, "%64[0-9a-f] %" SCNu64, hex, &note.at_us) == 2 && hex_get(note.hash, 32, text_of(hex));
    fclose(from);
    if (fine)
        *ret = note;
    return fine;
}

enum err device_note_write(const struct installation *at, enum device_file file, const char *terminal, const struct device_note *note)
{
    char hex[65], line[LINE_BYTES];

    hex_put(hex, note->hash, 32);
    snprintf(line, sizeof line, "%s %" PRIu64 "\n", hex, note->at_us);
    return file_put(note_path(at, file, terminal).at, line, 0600);
}

void device_note_remove(const struct installation *at, enum device_file file, const char *terminal)
{
    (void)unlink(note_path(at, file, terminal).at);
}

void device_key(const struct key_pair *console, uint8_t ret[32])
{
    keyed_hash(console->secret_key, "console.devices", NULL, 0, ret, 32);
}

void device_hash(const uint8_t key[32], enum device_file file, struct bytes secret, uint8_t ret[32])
{
    keyed_hash(key, file == DEVICE_COOKIE ? "console.device" : "console.code", &secret, 1, ret, 32);
}

bool device_code_hash(const uint8_t key[32], struct text typed, uint8_t ret[32])
{
    char code[BOOKING_CODE_SIZE];

    if (booking_code_parse(typed, code) != OK)
        return false;
    device_hash(key, DEVICE_CODE, (struct bytes){ (const uint8_t *)code, (uint32_t)strlen(code) }, ret);
    return true;
}

enum err device_code_make(const struct installation *at, const struct key_pair *console, const char *terminal, uint64_t now_us,
                          char ret[DEVICE_CODE_SIZE], struct fault *ret_fault)
{
    struct device_note note = { .at_us = now_us + DEVICE_CODE_HOURS * US_PER_HOUR };
    char code[BOOKING_CODE_SIZE];
    uint8_t seed[32], key[32];

    random_bytes(seed, sizeof seed);
    booking_code(seed, 1, code);
    secret_wipe(seed, sizeof seed);
    device_key(console, key);
    device_hash(key, DEVICE_CODE, (struct bytes){ (const uint8_t *)code, (uint32_t)strlen(code) }, note.hash);
    secret_wipe(key, sizeof key);
    TRY(device_folders_make(at, ret_fault));
    fault_set(ret_fault, "%s: %s", note_path(at, DEVICE_CODE, terminal).at, err_text(ERR_IO));
    TRY(device_note_write(at, DEVICE_CODE, terminal, &note));
    snprintf(ret, DEVICE_CODE_SIZE, "%.4s-%.4s-%s", code, code + 4, code + 8);
    return OK;
}
