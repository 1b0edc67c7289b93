/* The registers of the tests on the bench, and a first row. */
#ifndef TESTS_UNIT_REGISTERS_FIXTURE_H
#define TESTS_UNIT_REGISTERS_FIXTURE_H

#include "register_kinds.h"
#include "staff_fixture.h"

#define MANAGER 11

/* One machine is entered; its row. */
static inline struct register_row_id a_row(struct bench *b)
{
    as(b, MANAGER, ROLE_SITE_MANAGER);
    when(b, add_to_register(.register_code = TEXT("lent"), .values = VALUES(VALUE("count", "3"), VALUE("condition", "good"), VALUE("phone", "072-366-0011")),
                            .texts = TEXTS(WORDS("item", "統合端末"), WORDS("name", "試験 一"))));
    const struct add_to_register_result *result = result_of(b, &add_to_register_result_spec);
    assert_non_null(result);
    return result->row_id;
}

#endif
