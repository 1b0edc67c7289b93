/* One flush of this disk: 4 KiB appends into a file written with zeros before, one fdatasync each.
 *     bench_disk FILE SECONDS        prints one JSON object */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/invariant.h"
#include "percentile.h"

#define BLOCK 4096
#define BLOCKS 16384u

static void write_zeros(int fd)
{
    static const uint8_t zeros[64 * BLOCK];

    for (uint32_t i = 0; i < BLOCKS / 64; i++)
        must(write(fd, zeros, sizeof zeros) == (ssize_t)sizeof zeros);
    must(fsync(fd) == 0);
    must(lseek(fd, 0, SEEK_SET) == 0);
}

int main(int argc, char **argv)
{
    static uint8_t block[BLOCK];
    static uint64_t took_ns[BLOCKS];
    uint32_t count = 0;
    int fd;

    if (argc != 3)
        return 2;
    fd = open(argv[1], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        perror(argv[1]);
        return 3;
    }
    write_zeros(fd);
    memset(block, 0x5a, sizeof block);
    const uint64_t started = now_ns(), until = started + (uint64_t)(strtod(argv[2], NULL) * 1e9);
    while (count < BLOCKS && now_ns() < until) {
        uint64_t before = now_ns();

        must(write(fd, block, sizeof block) == (ssize_t)sizeof block);
        must(fdatasync(fd) == 0);
        took_ns[count++] = now_ns() - before;
    }
    (void)printf("{\"flushes\": %" PRIu32 ", \"per_s\": %.0f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n", count,
                 (double)count * 1e9 / (double)(now_ns() - started), percentile_us(took_ns, count, 50), percentile_us(took_ns, count, 99));
    must(close(fd) == 0);
    (void)unlink(argv[1]);
    return 0;
}
