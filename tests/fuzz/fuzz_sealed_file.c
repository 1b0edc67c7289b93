/* Sealed files from outside: any bytes, and any bytes behind a genuine beginning. Nothing is given out that was not sealed. */
#include <stdlib.h>
#include <unistd.h>

#include "base/invariant.h"
#include "trust/escrow.h"
#include "trust/random.h"
#include "trust/sealed_file.h"

#define GENUINE_MAX 512

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t public_key[32], secret_key[32], genuine[GENUINE_MAX];
static size_t genuine_len;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    char path[] = "/tmp/fuzz_sealed_file.XXXXXX";
    struct sealed_writer *w;
    uint8_t hash[SHA256_LEN];
    uint64_t len;
    FILE *file;

    (void)argc;
    (void)argv;
    must(trust_init() == OK && mkdtemp(path) != NULL && rmdir(path) == 0);
    escrow_keys(public_key, secret_key);
    must(sealed_begin(path, "madoguchi-fuzz 1", public_key, &w) == OK);
    must(sealed_put(w, 'g', (struct bytes){ (const uint8_t *)"genuine", 7 }) == OK);
    must(sealed_end(&w, hash, &len) == OK && len <= sizeof genuine);
    file = fopen(path, "rbe");
    must(file != NULL);
    genuine_len = fread(genuine, 1, sizeof genuine, file);
    must(fclose(file) == 0 && unlink(path) == 0);
    return 0;
}

/* How many frames come before the end or the first fault. */
static uint32_t read_all(uint8_t *bytes, size_t len)
{
    FILE *from = fmemopen(bytes, len, "rb");
    struct sealed_reader *r;
    uint32_t frames = 0;
    bool end = false;

    must(from != NULL);
    if (sealed_read(from, &r) != OK)
        return 0;
    for (enum err err = sealed_unlock(r, secret_key); err == OK && !end; frames += err == OK && !end) {
        struct bytes data;
        uint8_t kind;

        err = sealed_next(r, &kind, &data, &end);
        must(err != OK || end || (kind == 'g' && data.len == 7));
    }
    sealed_close(&r);
    return frames;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t bytes[GENUINE_MAX + (1 << 16)];

    if (size == 0 || size > 1 << 16)
        return 0;
    memcpy(bytes, data, size);
    must(read_all(bytes, size) == 0);
    size_t kept = data[0] * genuine_len / 255;          /* a beginning of the genuine one, and then anything */
    memcpy(bytes, genuine, kept);
    memcpy(bytes + kept, data, size);
    must(read_all(bytes, kept + size) <= 1);
    return 0;
}
