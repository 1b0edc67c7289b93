/* Sealed files: what was written is read, and every single damage is found. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trust/escrow.h"
#include "trust/sealed_file.h"
#include "trust_test.h"

#define HEAD "madoguchi-test 1"
#define FILE_MAX 4096

static char dir[] = "/tmp/test_trust_sealed_file.XXXXXX";
static char path[128], part[140];
static uint8_t public_key[32], secret_key[32];

static int scratch_make(void **state)
{
    if (trust_ready(state) != 0 || mkdtemp(dir) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/file", dir);
    snprintf(part, sizeof part, "%s.part", path);
    escrow_keys(public_key, secret_key);
    return 0;
}

static int scratch_remove(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(dir);
}

static struct bytes some(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, (uint32_t)strlen(text) };
}

/* Three frames. */
static void write_file(uint64_t *ret_len)
{
    struct sealed_writer *w;
    uint8_t hash[SHA256_LEN];

    assert_int_equal(sealed_begin(path, HEAD, public_key, &w), OK);
    assert_int_equal(sealed_put(w, 'a', some("first")), OK);
    assert_int_equal(sealed_put(w, 'b', (struct bytes){ NULL, 0 }), OK);
    assert_int_equal(sealed_put(w, 'c', some("third")), OK);
    assert_int_equal(sealed_end(&w, hash, ret_len), OK);
    assert_null(w);
}

static size_t read_bytes(uint8_t to[FILE_MAX])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len = read(fd, to, FILE_MAX);

    assert_true(fd >= 0 && len > 0);
    close(fd);
    return (size_t)len;
}

static void put_bytes(const uint8_t *from, size_t len)
{
    int fd = open(path, O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0600);

    assert_true(fd >= 0 && write(fd, from, len) == (ssize_t)len);
    close(fd);
}

/* Reads to the end: how many frames before it, or the error. */
static enum err read_all(const uint8_t secret[32], uint32_t *ret_frames)
{
    struct sealed_reader *r;
    struct bytes data;
    uint8_t kind;
    bool end = false;
    enum err err = sealed_open(path, &r);

    *ret_frames = 0;
    if (err != OK)
        return err;
    err = sealed_unlock(r, secret);
    while (err == OK && !end) {
        err = sealed_next(r, &kind, &data, &end);
        *ret_frames += err == OK && !end;
    }
    sealed_close(&r);
    return err;
}

static void sealed__written_is_read(void **state)
{
    struct sealed_reader *r;
    struct bytes data;
    struct stat about;
    uint64_t len;
    uint8_t kind;
    bool end;

    (void)state;
    write_file(&len);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_size, len);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_not_equal(access(part, F_OK), 0);
    assert_int_equal(sealed_open(path, &r), OK);
    assert_string_equal(sealed_head(r), HEAD);
    assert_int_equal(sealed_unlock(r, secret_key), OK);
    assert_int_equal(sealed_next(r, &kind, &data, &end), OK);
    assert_int_equal(kind, 'a');
    assert_true(!end && bytes_equal(data, some("first")));
    assert_int_equal(sealed_next(r, &kind, &data, &end), OK);
    assert_true(!end && kind == 'b' && data.len == 0);
    assert_int_equal(sealed_next(r, &kind, &data, &end), OK);
    assert_true(!end && kind == 'c' && bytes_equal(data, some("third")));
    assert_int_equal(sealed_next(r, &kind, &data, &end), OK);
    assert_true(end);
    sealed_close(&r);
}

static void sealed__the_largest_frame(void **state)
{
    uint8_t *big = calloc(1, SEALED_DATA_MAX), hash[SHA256_LEN];
    struct sealed_writer *w;
    uint32_t frames;
    uint64_t len;

    (void)state;
    assert_int_equal(sealed_begin(path, HEAD, public_key, &w), OK);
    assert_int_equal(sealed_put(w, 'x', (struct bytes){ big, SEALED_DATA_MAX }), OK);
    assert_int_equal(sealed_end(&w, hash, &len), OK);
    assert_int_equal(read_all(secret_key, &frames), OK);
    assert_int_equal(frames, 1);
    free(big);
}

static void sealed__another_key_opens_nothing(void **state)
{
    uint8_t other_public[32], other_secret[32];
    uint32_t frames;
    uint64_t len;

    (void)state;
    write_file(&len);
    escrow_keys(other_public, other_secret);
    assert_int_equal(read_all(other_secret, &frames), ERR_CRYPTO);
    assert_int_equal(read_all(public_key, &frames), ERR_CRYPTO);
    assert_int_equal(frames, 0);
}

static void sealed__every_flipped_bit_is_found(void **state)
{
    uint8_t good[FILE_MAX], bad[FILE_MAX];
    uint32_t frames;
    uint64_t written;

    (void)state;
    write_file(&written);
    size_t len = read_bytes(good);
    assert_int_equal(len, written);
    for (size_t at = 0; at < len; at++) {
        memcpy(bad, good, len);
        bad[at] ^= (uint8_t)(1u << at % 8);
        put_bytes(bad, len);
        assert_int_not_equal(read_all(secret_key, &frames), OK);
    }
}

static void sealed__every_cut_and_every_addition_is_found(void **state)
{
    uint8_t good[FILE_MAX];
    uint32_t frames;
    uint64_t written;

    (void)state;
    write_file(&written);
    size_t len = read_bytes(good);
    for (size_t cut = 0; cut < len; cut++) {
        put_bytes(good, cut);
        assert_int_not_equal(read_all(secret_key, &frames), OK);
    }
    good[len] = 0;
    put_bytes(good, len + 1);
    assert_int_equal(read_all(secret_key, &frames), ERR_CORRUPT);
}

static void sealed__given_up_leaves_nothing(void **state)
{
    struct sealed_writer *w;

    (void)state;
    (void)unlink(path);
    assert_int_equal(sealed_begin(path, HEAD, public_key, &w), OK);
    assert_int_equal(access(part, F_OK), 0);
    sealed_drop(&w);
    assert_int_not_equal(access(part, F_OK), 0);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(sealed_begin("/nowhere/at/all", HEAD, public_key, &w), ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sealed__written_is_read),
        cmocka_unit_test(sealed__the_largest_frame),
        cmocka_unit_test(sealed__another_key_opens_nothing),
        cmocka_unit_test(sealed__every_flipped_bit_is_found),
        cmocka_unit_test(sealed__every_cut_and_every_addition_is_found),
        cmocka_unit_test(sealed__given_up_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
