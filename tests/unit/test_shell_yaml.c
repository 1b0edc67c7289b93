/* The configuration reader: every value form, and one case per complaint. */
#include "cmocka_all.h"

#include "base/invariant.h"
#include "shell/yaml.h"

enum fruit { APPLE = 1, PEAR };
struct shelf { const struct date *unused_at; uint32_t unused_count; struct text name; uint64_t width; };
struct shelf_list { const struct shelf *at; uint32_t count; };
struct number_list { const uint64_t *at; uint32_t count; };
struct days { const struct date *at; uint32_t count; };
struct shop {
    bool open;
    struct days closed;
    struct date since;
    int kind;
    int64_t floor;
    struct number_list lots;
    uint64_t opens_minute;
    struct bytes seal;
    struct shelf_list shelves;
    uint64_t spare;
};

static const char *const fruit_names[] = { "apple", "pear" };
static const struct enum_spec fruits = { "fruit", fruit_names, 2 };
static const struct field_spec shelf_fields[] = {
    { .name = "name", .kind = FIELD_TEXT, .offset = offsetof(struct shelf, name), .min = 1, .max = 5, .text_rule = TEXT_LINE },
    { .name = "width", .kind = FIELD_U64, .offset = offsetof(struct shelf, width), .min = 1, .max = 90, .unit = "cm" },
};
static const struct record_spec shelf_spec = { .name = "shelf", .size = sizeof(struct shelf), .field_count = 2, .fields = shelf_fields };
static const struct field_spec shop_fields[] = {
    { .name = "closed", .kind = FIELD_DATE, .list = true, .list_max = 30, .list_stride = sizeof(struct date), .offset = offsetof(struct shop, closed) },
    { .name = "floor", .kind = FIELD_I64, .offset = offsetof(struct shop, floor), .min = (uint64_t)-3, .max = 40 },
    { .name = "kind", .kind = FIELD_ENUM, .offset = offsetof(struct shop, kind), .values = &fruits },
    { .name = "lots", .kind = FIELD_ID, .list = true, .list_max = 3, .list_stride = 8, .offset = offsetof(struct shop, lots) },
    { .name = "open", .kind = FIELD_BOOL, .offset = offsetof(struct shop, open) },
    { .name = "opens_minute", .kind = FIELD_U64, .offset = offsetof(struct shop, opens_minute), .max = 1439, .unit = "minutes" },
    { .name = "seal", .kind = FIELD_BYTES, .offset = offsetof(struct shop, seal), .min = 2, .max = 2 },
    { .name = "shelves", .kind = FIELD_RECORD, .list = true, .list_max = 4, .list_stride = sizeof(struct shelf), .offset = offsetof(struct shop, shelves), .record = &shelf_spec },
    { .name = "since", .kind = FIELD_DATE, .offset = offsetof(struct shop, since) },
    { .name = "spare", .kind = FIELD_U64, .optional = true, .offset = offsetof(struct shop, spare), .min = 1 },
};
static const struct record_spec shop_spec = { .name = "shop", .size = sizeof(struct shop), .field_count = 10, .fields = shop_fields };

#define GOOD                              \
    "open: true\n"                        \
    "since: 2027-02-01\n"                 \
    "kind: pear\n"                        \
    "floor: -2\n"                         \
    "lots: [4, 5]\n"                      \
    "opens_minute: 09:15\n"               \
    "seal: 0aff\n"                        \
    "closed: [2027-01-01, 2027-02-11]\n"  \
    "shelves:\n"                          \
    "  - { name: 上段, width: 30 }\n"      \
    "  - { name: \"下段\", width: 90 }\n"

struct case_ { struct arena arena; struct complaints complaints; struct shop shop; enum err err; };

static int setup(void **state)
{
    struct case_ *c = calloc(1, sizeof *c);

    must(c != NULL);
    arena_init(&c->arena, 64u << 20);
    complaints_init(&c->complaints, &c->arena);
    *state = c;
    return 0;
}

static int teardown(void **state)
{
    struct case_ *c = *state;

    arena_fini(&c->arena);
    free(c);
    return 0;
}

static void read_text(struct case_ *c, const char *yaml)
{
    c->err = config_parse("shop.yaml", text_of(yaml), &shop_spec, &c->arena, &c->complaints, &c->shop);
}

/* The good text with one line in another form. */
static void read_with(struct case_ *c, const char *from, const char *to)
{
    const char *at = strstr(GOOD, from);

    assert_non_null(at);
    read_text(c, text_format(&c->arena, "%.*s%s%s", (int)(at - GOOD), GOOD, to, at + strlen(from)).at);
}

/* Exactly one complaint, in full. */
static void complains(struct case_ *c, const char *line)
{
    struct text text = complaints_text(&c->complaints);

    assert_int_equal(c->err, ERR_CONFIG);
    assert_string_equal(text.at, text_format(&c->arena, "%s\n", line).at);
    assert_false(c->shop.open);
}

static void config__good_file_fills_every_field(void **state)
{
    struct case_ *c = *state;

    read_text(c, GOOD);
    assert_int_equal(c->complaints.count, 0);
    assert_int_equal(c->err, OK);
    assert_true(c->shop.open);
    assert_int_equal(c->shop.since.v, 20270201);
    assert_int_equal(c->shop.kind, PEAR);
    assert_int_equal(c->shop.floor, -2);
    assert_int_equal(c->shop.lots.count, 2);
    assert_int_equal(c->shop.lots.at[1], 5);
    assert_int_equal(c->shop.opens_minute, 555);
    assert_int_equal(c->shop.seal.at[1], 0xff);
    assert_int_equal(c->shop.closed.at[1].v, 20270211);
    assert_int_equal(c->shop.shelves.count, 2);
    assert_true(text_is(c->shop.shelves.at[0].name, "上段"));
    assert_int_equal(c->shop.shelves.at[1].width, 90);
    assert_int_equal(c->shop.spare, 0);
}

static void config__unknown_key(void **state)
{
    read_with(*state, "kind: pear\n", "kind: pear\ncolour: red\n");
    complains(*state, "shop.yaml:4:1: colour: このキーはありません。 / there is no such key.");
}

static void config__unknown_key_inside(void **state)
{
    read_with(*state, "width: 90", "width: 90, depth: 1");
    complains(*state, "shop.yaml:11:30: shelves[1].depth: このキーはありません。 / there is no such key.");
}

static void config__individual_number_in_a_text(void **state)
{
    struct case_ *c = *state;

    read_with(c, "上段", "123456789018");
    complains(c, "shop.yaml:10:7: shelves[0].name: この文字列は使えません（individual_number）。 / this text is not allowed (individual_number).");
    assert_null(strstr(complaints_text(&c->complaints).at, "9018"));
}

static void config__individual_number_over_neighbouring_texts(void **state)
{
    read_text(*state, "open: true\nsince: 2027-02-01\nkind: pear\nfloor: -2\nlots: [4, 5]\nopens_minute: 09:15\nseal: 0aff\nclosed: []\nshelves:\n"
                      "  - { name: 上段, width: 30 }\n"
                      "  - { name: \"12-34\", width: 30 }\n"
                      "  - { name: \"５６７８\", width: 30 }\n"
                      "  - { name: \"9018\", width: 30 }\n");
    complains(*state, "shop.yaml:13:7: shelves[3].name: 前の文字列と続けて読むと個人番号（12桁）とみられる数字があります。 / "
                      "read on from the texts before it, this holds what looks like an individual number.");
}

static void config__typed_values_beside_a_text_are_no_part_of_it(void **state)
{
    struct case_ *c = *state;

    read_text(c, "open: true\nsince: 2027-02-01\nkind: pear\nfloor: -2\nlots: [123456789018, 5]\nopens_minute: 09:15\nseal: 0aff\nclosed: []\nshelves:\n"
                 "  - { name: \"12345\", width: 67 }\n"
                 "  - { name: \"89018\", width: 30 }\n");
    assert_int_equal(c->err, OK);
}

static void config__individual_number_as_a_key_is_not_repeated(void **state)
{
    read_with(*state, "kind: pear\n", "kind: pear\n1234-5678-9018: red\n");
    complains(*state, "shop.yaml:4:1: ?: このキーはありません。 / there is no such key.");
}

static void config__duplicate_key(void **state)
{
    read_with(*state, "kind: pear\n", "kind: pear\nkind: apple\n");
    complains(*state, "shop.yaml:4:1: kind: 同じキーが2回あります。 / this key stands here twice.");
}

static void config__missing_key(void **state)
{
    read_with(*state, "kind: pear\n", "");
    complains(*state, "shop.yaml:1:1: キー「kind」がありません。 / the key \"kind\" is missing.");
}

static void config__missing_key_inside(void **state)
{
    read_with(*state, ", width: 90", "");
    complains(*state, "shop.yaml:11:5: shelves[1]: キー「width」がありません。 / the key \"width\" is missing.");
}

static void config__wrong_types(void **state)
{
    static const struct { const char *from, *to, *line; } cases[] = {
        { "true", "ja", "shop.yaml:1:1: open: true か false でなければなりません。 / must be true or false." },
        { "2027-02-01", "2027-02-30", "shop.yaml:2:1: since: 実在する日付（2027-02-01の形）でなければなりません。 / must be a day that exists, written as 2027-02-01." },
        { "-2", "two", "shop.yaml:4:1: floor: 整数でなければなりません。 / must be a whole number." },
        { "[4, 5]", "[4, five]", "shop.yaml:5:11: lots[1]: 整数でなければなりません。 / must be a whole number." },
        { "09:15", "9時", "shop.yaml:6:1: opens_minute: 整数か時刻（09:00）でなければなりません。 / must be a whole number or a time such as 09:00." },
        { "0aff", "0xff", "shop.yaml:7:1: seal: 16進数でなければなりません。 / must be hex digits." },
        { "[4, 5]", "4", "shop.yaml:5:1: lots: リスト（[a, b]）でなければなりません。 / must be a list ([a, b])." },
        { "pear", "[pear]", "shop.yaml:3:1: kind: 値が1つ必要です。 / must have one value." },
        { "pear", "", "shop.yaml:3:1: kind: 値が1つ必要です。 / must have one value." },
        { "{ name: 上段, width: 30 }", "上段", "shop.yaml:10:5: shelves[0]: 「キー: 値」の組でなければなりません。 / must be a map (key: value)." },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ((struct case_ *)*state)->complaints.count = 0;
        read_with(*state, cases[i].from, cases[i].to);
        complains(*state, cases[i].line);
    }
}

static void config__out_of_range(void **state)
{
    static const struct { const char *from, *to, *line; } cases[] = {
        { "width: 30", "width: 91", "shop.yaml:10:17: shelves[0].width: 1から90まででなければなりません（単位: cm）。 / must be from 1 to 90 cm." },
        { "-2", "-4", "shop.yaml:4:1: floor: -3から40まででなければなりません。 / must be from -3 to 40." },
        { "09:15", "24:00", "shop.yaml:6:1: opens_minute: 0から1439まででなければなりません（単位: minutes）。 / must be from 0 to 1439 minutes." },
        { "[4, 5]", "[0]", "shop.yaml:5:8: lots[0]: 1から18446744073709551615まででなければなりません。 / must be from 1 to 18446744073709551615." },
        { "[4, 5]", "[18446744073709551616]", "shop.yaml:5:8: lots[0]: 整数でなければなりません。 / must be a whole number." },
        { "[4, 5]", "[1, 2, 3, 4]", "shop.yaml:5:1: lots: 項目が多すぎます（3件まで）。 / too many items (at most 3)." },
        { "上段", "とても長い名", "shop.yaml:10:7: shelves[0].name: 1字から5字まででなければなりません。 / must have 1 to 5 characters." },
        { "0aff", "0a", "shop.yaml:7:1: seal: 2バイトから2バイトまででなければなりません。 / must have 2 to 2 bytes." },
        { "pear", "grape", "shop.yaml:3:1: kind: 次のいずれかでなければなりません: apple, pear / must be one of: apple, pear" },
        { "上段", "\"a\\tb\"", "shop.yaml:10:7: shelves[0].name: この文字列は使えません（control_character）。 / this text is not allowed (control_character)." },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ((struct case_ *)*state)->complaints.count = 0;
        read_with(*state, cases[i].from, cases[i].to);
        complains(*state, cases[i].line);
    }
}

static void config__all_complaints_at_once(void **state)
{
    struct case_ *c = *state;

    read_text(c, "open: ja\nkind: grape\ncolour: red\n");
    assert_int_equal(c->complaints.count, 3 + 7);
}

static void config__decoration_is_refused(void **state)
{
    read_with(*state, "open: true", "open: &a true");
    complains(*state, "shop.yaml:1:7: アンカー・エイリアス・タグは使えません。 / anchors, aliases and tags are not allowed.");
    ((struct case_ *)*state)->complaints.count = 0;
    read_with(*state, "kind: pear", "kind: !!str pear");
    complains(*state, "shop.yaml:3:7: アンカー・エイリアス・タグは使えません。 / anchors, aliases and tags are not allowed.");
    ((struct case_ *)*state)->complaints.count = 0;
    read_with(*state, "kind: pear", "kind: *a");
    complains(*state, "shop.yaml:3:7: アンカー・エイリアス・タグは使えません。 / anchors, aliases and tags are not allowed.");
}

static void config__not_yaml(void **state)
{
    struct case_ *c = *state;

    read_text(c, "open: [true\nkind: pear\n");
    assert_int_equal(c->err, ERR_CONFIG);
    assert_int_equal(c->complaints.count, 1);
    assert_int_equal(c->complaints.at[0].line, 2);
    c->complaints.count = 0;
    read_text(c, "");
    complains(c, "shop.yaml:1:1: ファイルが空です。 / the file is empty.");
    c->complaints.count = 0;
    read_text(c, GOOD "---\nopen: true\n");
    complains(c, "shop.yaml:12:1: 2つ目の文書は置けません。 / a second document is not allowed.");
}

static void config__hundred_thousand_brackets(void **state)
{
    struct case_ *c = *state;
    char *brackets = arena_take(&c->arena, 100001);

    memset(brackets, '[', 100000);
    read_text(c, brackets);
    complains(c, "shop.yaml:0:0: ファイルが大きすぎます（64 KiBまで）。 / the file is too long (at most 64 KiB).");
    c->complaints.count = 0;
    brackets[65536] = '\0';
    read_text(c, brackets);
    complains(c, "shop.yaml:1:9: [0][0][0][0][0][0][0]: 入れ子が深すぎます（8段まで）。 / nested too deeply (at most 8 levels).");
}

static void config__too_many_items(void **state)
{
    struct case_ *c = *state;
    char *items = arena_take(&c->arena, 4096);

    memcpy(items, "lots: [", 7);
    for (uint32_t i = 0; i < 1200; i++)
        memcpy(items + 7 + i * 2, "1,", 2);
    read_text(c, items);
    assert_int_equal(c->err, ERR_CONFIG);
    assert_string_equal(c->complaints.at[0].en, "too many items (at most 1,000).");
}

static void config__complaints_cannot_draw_on_the_terminal(void **state)
{
    struct case_ *c = *state;

    read_text(c, "\"\\e[2J\\n\": 1\n");
    assert_int_equal(c->err, ERR_CONFIG);
    assert_string_equal(c->complaints.at[0].key, "?[2J?");
}

static void config__no_such_file(void **state)
{
    struct case_ *c = *state;

    c->err = config_load("/nonexistent/shop.yaml", &shop_spec, &c->arena, &c->complaints, &c->shop);
    complains(c, "/nonexistent/shop.yaml:0:0: 読めません: No such file or directory / cannot be read: No such file or directory");
}

static void config__file_of_days(void **state)
{
    struct case_ *c = *state;

    read_with(c, "closed: [2027-01-01, 2027-02-11]\n", "closed_file: ../days.csv\n");
    complains(c, "shop.yaml:8:1: closed_file: この設定と同じフォルダにあるファイルの名前でなければなりません。 / must be the name of a file in the same folder.");
    c->complaints.count = 0;
    read_with(c, "closed: [2027-01-01, 2027-02-11]\n", "closed_file: none.csv\n");
    complains(c, "none.csv:0:0: 読めません: No such file or directory / cannot be read: No such file or directory");
    c->complaints.count = 0;
    read_text(c, GOOD "closed_file: none.csv\n");
    assert_int_equal(c->complaints.count, 2);
    assert_string_equal(c->complaints.at[1].en, "give either \"closed\" or \"closed_file\", not both.");
    c->complaints.count = 0;
    read_text(c, GOOD "since_file: none.csv\n");
    complains(c, "shop.yaml:12:1: since_file: このキーはありません。 / there is no such key.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(config__good_file_fills_every_field, setup, teardown),
        cmocka_unit_test_setup_teardown(config__unknown_key, setup, teardown),
        cmocka_unit_test_setup_teardown(config__unknown_key_inside, setup, teardown),
        cmocka_unit_test_setup_teardown(config__individual_number_in_a_text, setup, teardown),
        cmocka_unit_test_setup_teardown(config__individual_number_over_neighbouring_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(config__typed_values_beside_a_text_are_no_part_of_it, setup, teardown),
        cmocka_unit_test_setup_teardown(config__individual_number_as_a_key_is_not_repeated, setup, teardown),
        cmocka_unit_test_setup_teardown(config__duplicate_key, setup, teardown),
        cmocka_unit_test_setup_teardown(config__missing_key, setup, teardown),
        cmocka_unit_test_setup_teardown(config__missing_key_inside, setup, teardown),
        cmocka_unit_test_setup_teardown(config__wrong_types, setup, teardown),
        cmocka_unit_test_setup_teardown(config__out_of_range, setup, teardown),
        cmocka_unit_test_setup_teardown(config__all_complaints_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(config__decoration_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(config__not_yaml, setup, teardown),
        cmocka_unit_test_setup_teardown(config__hundred_thousand_brackets, setup, teardown),
        cmocka_unit_test_setup_teardown(config__too_many_items, setup, teardown),
        cmocka_unit_test_setup_teardown(config__complaints_cannot_draw_on_the_terminal, setup, teardown),
        cmocka_unit_test_setup_teardown(config__no_such_file, setup, teardown),
        cmocka_unit_test_setup_teardown(config__file_of_days, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
