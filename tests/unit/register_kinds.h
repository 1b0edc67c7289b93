/* Two registers for tests: one with a column of every kind, and books that are kept from the contract's end. */
#ifndef TESTS_UNIT_REGISTER_KINDS_H
#define TESTS_UNIT_REGISTER_KINDS_H

#include "gen/staff.h"

#define COLUMN(code, what, label, ...) { .column = { code, sizeof code - 1 }, .kind = REGISTER_COLUMN_KIND_##what, .ja = { label, sizeof label - 1 }, \
                                         .en = { code, sizeof code - 1 }, __VA_ARGS__ }

static const struct register_choice conditions[] = { { .choice = { "good", 4 }, .ja = { "良好", 6 }, .en = { "Good", 4 } },
                                                     { .choice = { "fault", 5 }, .ja = { "故障", 6 }, .en = { "Fault", 5 } } };
static const struct register_column lent_columns[] = {
    COLUMN("item", LINE, "品名", .required = true),
    COLUMN("count", NUMBER, "数量", .required = true),
    COLUMN("received_on", DATE, "受領日", .required = false),
    COLUMN("month", MONTH, "年月", .required = false),
    COLUMN("condition", CHOICE, "状態", .choices = { conditions, 2 }),
    COLUMN("holder", ACCOUNT, "使用者", .required = false),
    COLUMN("name", NAME, "氏名", .personal = true),
    COLUMN("phone", PHONE, "電話番号", .personal = true),
    COLUMN("note", TEXT, "状況", .personal = true),
};
static const struct register_column book_columns[] = {
    COLUMN("month", MONTH, "年月", .required = true),
    COLUMN("voucher", LINE, "証憑番号", .required = true),
    COLUMN("note", TEXT, "摘要", .personal = true),
};
static const enum staff_role all_roles[] = { STAFF_ROLE_OPERATOR, STAFF_ROLE_SITE_MANAGER, STAFF_ROLE_SERVICE_MANAGER, STAFF_ROLE_CITY, STAFF_ROLE_AUDITOR };
static const enum staff_role the_managers[] = { STAFF_ROLE_SITE_MANAGER, STAFF_ROLE_SERVICE_MANAGER };
static const struct register_kind register_kinds[] = {
    { .register_code = { "lent", 4 }, .ja = { "貸与品台帳", 15 }, .en = { "Lent", 4 }, .clause = { "§5(6)", 6 }, .see = { all_roles, 5 }, .change = { the_managers, 2 },
      .keep_years = 1, .keep_from = REGISTER_PERIOD_ROW_END, .columns = { lent_columns, sizeof lent_columns / sizeof *lent_columns } },
    { .register_code = { "books", 5 }, .ja = { "経費帳簿索引", 18 }, .en = { "Books", 5 }, .clause = { "§13⑧", 6 }, .see = { the_managers, 2 }, .change = { &the_managers[1], 1 },
      .keep_years = 5, .keep_from = REGISTER_PERIOD_CONTRACT_END, .columns = { book_columns, 3 } },
};
static const struct staff_config register_config = { .ticket_minutes = 10, .session_minutes = 600, .registers = { register_kinds, 2 }, .contract_ends_on = { 20300131 } };

#define VALUE(code, what) { .column = { code, sizeof code - 1 }, .value = { what, sizeof what - 1 } }
#define WORDS(code, what) { .column = { code, sizeof code - 1 }, .text = { what, sizeof what - 1 } }
#define VALUES(...) { (const struct register_value[]){ __VA_ARGS__ }, sizeof((const struct register_value[]){ __VA_ARGS__ }) / sizeof(struct register_value) }
#define TEXTS(...) { (const struct register_text[]){ __VA_ARGS__ }, sizeof((const struct register_text[]){ __VA_ARGS__ }) / sizeof(struct register_text) }

#endif
