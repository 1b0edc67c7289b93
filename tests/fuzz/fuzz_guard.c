/* The number guard over any bytes, with laws that need no second implementation: it agrees with
 * itself joined and alone, and a planted number is always seen. */
#include "base/invariant.h"
#include "trust/number_guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void planted_is_seen(struct text text)
{
    const struct text form[] = { text, TEXT("x 123456789018 x") };

    must(number_guard_hit_joined(form, 2));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > 1 << 16)
        return 0;
    uint32_t len = (uint32_t)size - 1;
    uint32_t cut = len == 0 ? 0 : data[0] % (len + 1);
    struct text whole = { (const char *)data + 1, len };
    const struct text halves[] = { { whole.at, cut }, { whole.at + cut, len - cut } };
    bool either = number_guard_hit(halves[0]) || number_guard_hit(halves[1]);

    must(number_guard_hit(whole) == number_guard_hit_joined(&whole, 1));
    must(!either || number_guard_hit_joined(halves, 2));
    planted_is_seen(whole);
    return 0;
}
