/* A delivery of four cards for the tests of inventory, and the way of a card from box to counter. */
#ifndef TESTS_UNIT_INVENTORY_FIXTURE_H
#define TESTS_UNIT_INVENTORY_FIXTURE_H

#include "bench.h"

#include "gen/inventory_build.h"
#include "gen/queueing_build.h"

extern const struct service inventory_service;

#define T(literal) { (literal), sizeof(literal) - 1 }

static const struct inventory_config config = {
    .notice_deadline_days = 90, .reminder_after_days = 90, .reminder_deadline_days = 90, .disposal_after_reminder_days = 90,
    .disposal_after_notice_days = 365, .keep_address = true, .second_look_age = 15, .shelves = 5, .boxes_per_shelf = 20, .slots_per_box = 50,
    .counters = 2, .booths = 2, .integrated_terminals = 3,
};

#define YUI { .name = T("清水　結衣"), .kana = T("シミズ ユイ"), .birth_date = { 19890627 }, .address = T("大阪府大阪狭山市山本東1丁目1440番地の2"), \
              .notice_number = T("DNX280268"), .application_id = T("32091070529643163452300"), .expires_on = { 20360627 } }
#define HIROTO { .name = T("葛󠄀城　大翔"), .kana = T("カツラギ ヒロト"), .birth_date = { 19630330 }, .notice_number = T("VYR468528"), \
                 .application_id = T("59438197428867028562962"), .expires_on = { 20360330 } }
#define RIN { .name = T("瀬戸　凜"), .kana = T("セト リン"), .birth_date = { 20200226 }, .notice_number = T("3R4020075"), \
              .application_id = T("52479512345678901234567"), .expires_on = { 20310226 } }
#define ICHIRO { .name = T("志水　一郎"), .kana = T("ｼﾐｽﾞ ｲﾁﾛｳ"), .birth_date = { 19700101 }, .notice_number = T("HZ3266839"), \
                 .application_id = T("83800438307128800556337"), .expires_on = { 20270131 } }

static const struct staged_row staged_rows[] = {
    { .card_id = { 101 }, .line = 2, .box = T("01-1"), .serial = 1, .application_kind = APPLICATION_KIND_REISSUE, .holder = YUI },
    { .card_id = { 102 }, .line = 3, .box = T("01-1"), .serial = 2, .application_kind = APPLICATION_KIND_RENEWAL, .holder = HIROTO },
    { .card_id = { 103 }, .line = 4, .box = T("01-1"), .serial = 3, .application_kind = APPLICATION_KIND_FIRST, .holder = RIN },
    { .card_id = { 104 }, .line = 5, .box = T("01-1"), .serial = 4, .application_kind = APPLICATION_KIND_FIRST, .holder = ICHIRO },
};

static const uint8_t file_hash[32] = { 0xf1 };
static const uint8_t other_hash[32] = { 0xf2 };
#define HASH(bytes) { (bytes), 32 }

#define TODAY 20270201u

/* The first `count` cards, inspected. */
static inline void given_cards(struct bench *b, uint32_t count)
{
    given(b, delivery_begun(.delivery_id = { 50 }, .delivery_number = T("R09-0001"), .file_sha256 = HASH(file_hash), .row_count = count),
          delivery_rows_staged(.delivery_id = { 50 }, .rows = { staged_rows, count }),
          delivery_arrived(.delivery_id = { 50 }, .card_count = count, .arrived_on = { TODAY }),
          delivery_inspected(.delivery_id = { 50 }, .counted = count));
}

static inline void given_in_vault(struct bench *b, uint64_t card, struct text slot)
{
    given(b, card_preset(.card_id = { card }, .terminal_number = 1), card_stored(.card_id = { card }, .slot = slot));
}

static inline void given_at_counter(struct bench *b, uint64_t card, uint64_t ticket)
{
    given_in_vault(b, card, TEXT("A-01-001"));
    given(b, card_checked_out(.card_id = { card }, .place = CUSTODY_COUNTER, .place_number = 1, .ticket_id = { ticket }));
}

/* Custody of today is closed with `in_vault` cards. */
static inline void given_custody_closed(struct bench *b, uint64_t in_vault, uint64_t in_hand)
{
    given(b, custody_closing_began(.date = { TODAY }),
          vault_counted(.date = { TODAY }, .counted = in_vault, .book = in_vault, .in_hand = in_hand),
          inventory_day_part_closed(.date = { TODAY }));
}

static inline int inventory_setup(void **state)
{
    struct bench *b = bench_new(&inventory_service, &config);

    as(b, 12, ROLE_OPERATOR);
    *state = b;
    return 0;
}

static inline int inventory_teardown(void **state)
{
    bench_drop((struct bench **)state);
    return 0;
}

#define inventory_test(function) cmocka_unit_test_setup_teardown(function, inventory_setup, inventory_teardown)

#endif
