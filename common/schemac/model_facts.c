/* The fixed words of the contract language: kinds, text rules, roles, notes. */
#include "model.h"

const struct kind_facts kind_facts[KIND_COUNT] = {
    [KIND_BOOL] = { "bool", "FIELD_BOOL", "bool" },
    [KIND_U64] = { "u64", "FIELD_U64", "uint64_t" },
    [KIND_I64] = { "i64", "FIELD_I64", "int64_t" },
    [KIND_ID] = { NULL, "FIELD_ID", NULL },
    [KIND_DATE] = { "date", "FIELD_DATE", "struct date" },
    [KIND_TIME] = { "time", "FIELD_TIME", "uint64_t" },
    [KIND_ENUM] = { NULL, "FIELD_ENUM", NULL },
    [KIND_TEXT] = { "text", "FIELD_TEXT", "struct text" },
    [KIND_BYTES] = { "bytes", "FIELD_BYTES", "struct bytes" },
    [KIND_RECORD] = { NULL, "FIELD_RECORD", NULL },
    [KIND_SEALED] = { "sealed", "FIELD_SEALED", "struct sealed" },
};

const struct rule_facts rule_facts[RULE_COUNT] = {
    [RULE_FREE] = { "free", "TEXT_FREE", 1, 2000, false, true, "free text, line breaks allowed" },
    [RULE_LINE] = { "line", "TEXT_LINE", 1, 200, false, true, "one line" },
    [RULE_NAME] = { "name", "TEXT_NAME", 1, 200, false, true, "a person's name" },
    [RULE_NOTICE_NUMBER] = { "notice_number", "TEXT_NOTICE_NUMBER", 9, 10, true, false, "`[0-9A-Z]{3}-?[0-9]{6}`" },
    [RULE_APPLICATION_ID] = { "application_id", "TEXT_APPLICATION_ID", 23, 23, true, false, "23 digits" },
    [RULE_TOKEN] = { "token", "TEXT_TOKEN", 1, 64, true, false, "`[A-Za-z0-9._-]+`" },
    [RULE_PHONE] = { "phone", "TEXT_PHONE", 4, 24, true, false, "`[0-9+() -]+`" },
    [RULE_SECRET] = { "secret", "TEXT_SECRET", 1, 128, false, false, "any text without control characters" },
    [RULE_CODE] = { "code", "TEXT_CODE", 1, 40, true, false, "Crockford base32, spaces, hyphens" },
};

/* The order of enum role in engine/service.h; a static assertion in each core checks it. */
const char *const role_names[] = { "none", "operator", "site_manager", "service_manager", "city", "auditor", "kiosk",
                                   "citizen", "system", "terminal", "service", "newcomer" };
const uint32_t role_count = sizeof(role_names) / sizeof(role_names[0]);

const char *const note_names[5] = { NULL, "day_opened", "day_closed", "revocation", "session_end" };
const char *const note_constants[5] = { "NOTE_NONE", "NOTE_DAY_OPENED", "NOTE_DAY_CLOSED", "NOTE_REVOCATION", "NOTE_SESSION_END" };
const char *const slow_constants[4] = { "SLOW_NONE", "SLOW_PASSWORD_CHECK", "SLOW_PASSWORD_HASH", "SLOW_PASSWORD_CHANGE" };
