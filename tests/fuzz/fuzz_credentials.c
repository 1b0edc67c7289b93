/* What people type to prove who they are, over any bytes: codes, token secrets, recovery codes, passwords and PINs. Laws: nothing
 * is found that was not made; what is taken as a secret comes back the same. */
#include <string.h>

#include "base/invariant.h"
#include "trust/password_rules.h"
#include "trust/totp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[32] = { 7 };

static void secret_comes_back(struct text typed)
{
    uint8_t secret[TOTP_SECRET_MAX], again[TOTP_SECRET_MAX];
    char form[TOTP_SECRET_MAX * 8 / 5 + 2];
    uint32_t len, again_len;

    if (base32_parse(typed, secret, &len) != OK)
        return;
    base32_put((struct bytes){ secret, len }, form);
    must(base32_parse(text_of(form), again, &again_len) == OK && again_len == len && memcmp(secret, again, len) == 0);
}

static void codes_are_ours(struct text typed)
{
    char code[TOTP_CODE_SIZE];
    uint64_t step = totp_step_of((struct bytes){ key, sizeof key }, typed, 1000 * TOTP_STEP_US, 0);

    if (step != 0) {
        totp_code((struct bytes){ key, sizeof key }, step, code);
        must(text_is(typed, code));
    }
    must(recovery_code_find(key, 1, 1, typed) <= RECOVERY_CODES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text typed = { (const char *)data, (uint32_t)size };
    enum password_fault alone, second;

    if (size > 512)
        return 0;
    secret_comes_back(typed);
    codes_are_ours(typed);
    must(size > 32 || password_judge(typed, PASSWORD_POINTS_SECOND, &typed, 1) != PASSWORD_FINE);     /* the person's own word alone */
    alone = password_judge(typed, PASSWORD_POINTS_ALONE, NULL, 0);
    second = password_judge(typed, PASSWORD_POINTS_SECOND, NULL, 0);
    must(alone != PASSWORD_FINE || second == PASSWORD_FINE);
    (void)pin_fine(typed);
    return 0;
}
