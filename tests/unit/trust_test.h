/* What the tests of this layer share. */
#ifndef TRUST_TEST_H
#define TRUST_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/err.h"
#include "trust/random.h"

/* 0, 1, 2 ... 31: a key that other tools can be given too. */
static const uint8_t counting_key[32] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
};

static inline int trust_ready(void **state)
{
    (void)state;
    return trust_init() == OK ? 0 : -1;
}

static inline void assert_hex(const uint8_t *bytes, size_t len, const char *hex)
{
    char found[257];

    assert_in_range(len, 0, 128);
    hex_put(found, bytes, len);
    assert_string_equal(found, hex);
}

#endif
