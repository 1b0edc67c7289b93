/* The configuration reader over any bytes: no crash, and whatever is taken keeps the limits of its
 * description. The file of days is fed as the other half of the input. */
#include "base/invariant.h"
#include "shell/holidays.h"
#include "shell/yaml.h"

enum fruit { APPLE = 1, PEAR };
struct shelf { struct text name; uint64_t width; };
struct shop { struct list closed, shelves; int kind; int64_t floor; uint64_t opens_minute; struct bytes seal; struct date since; bool open; };

static const char *const names[] = { "apple", "pear" };
static const struct enum_spec fruits = { "fruit", names, 2 };
static const struct field_spec shelf_fields[] = {
    { .name = "name", .kind = FIELD_TEXT, .offset = offsetof(struct shelf, name), .min = 1, .max = 5, .text_rule = TEXT_LINE },
    { .name = "width", .kind = FIELD_U64, .offset = offsetof(struct shelf, width), .min = 1, .max = 90, .unit = "cm" },
};
static const struct record_spec shelf_spec = { .name = "shelf", .size = sizeof(struct shelf), .field_count = 2, .fields = shelf_fields };
static const struct field_spec shop_fields[] = {
    { .name = "closed", .kind = FIELD_DATE, .list = true, .list_max = 30, .list_stride = sizeof(struct date), .offset = offsetof(struct shop, closed) },
    { .name = "floor", .kind = FIELD_I64, .optional = true, .offset = offsetof(struct shop, floor), .min = (uint64_t)-3, .max = 40 },
    { .name = "kind", .kind = FIELD_ENUM, .optional = true, .offset = offsetof(struct shop, kind), .values = &fruits },
    { .name = "open", .kind = FIELD_BOOL, .optional = true, .offset = offsetof(struct shop, open) },
    { .name = "opens_minute", .kind = FIELD_U64, .optional = true, .offset = offsetof(struct shop, opens_minute), .max = 1439, .unit = "minutes" },
    { .name = "seal", .kind = FIELD_BYTES, .optional = true, .offset = offsetof(struct shop, seal), .min = 2, .max = 2 },
    { .name = "shelves", .kind = FIELD_RECORD, .list = true, .list_max = 4, .list_stride = sizeof(struct shelf), .offset = offsetof(struct shop, shelves), .record = &shelf_spec },
    { .name = "since", .kind = FIELD_DATE, .optional = true, .offset = offsetof(struct shop, since) },
};
static const struct record_spec shop_spec = { .name = "shop", .size = sizeof(struct shop), .field_count = 8, .fields = shop_fields };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct shop *shop)
{
    must(shop->closed.count <= 30 && shop->shelves.count <= 4 && shop->kind >= 0 && shop->kind <= 2);
    must(shop->floor >= -3 && shop->floor <= 40 && shop->opens_minute <= 1439);
    must(shop->since.v == 0 || date_valid(shop->since));
    for (uint32_t i = 0; i < shop->shelves.count; i++) {
        const struct shelf *shelf = (const struct shelf *)shop->shelves.at + i;

        must(shelf->width >= 1 && shelf->width <= 90 && utf8_valid(shelf->name));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct complaints complaints;
    struct shop shop = { 0 };
    struct list days;
    struct text in = { (const char *)data, (uint32_t)size };

    if (size > 80 * 1024)
        return 0;
    arena_init(&arena, 256u << 20);
    complaints_init(&complaints, &arena);
    if (config_parse("shop.yaml", in, &shop_spec, &arena, &complaints, &shop) == OK)
        check(&shop);
    must(utf8_valid(complaints_text(&complaints)));
    complaints_init(&complaints, &arena);
    (void)holidays_parse("days.csv", in, &arena, &complaints, &days);
    arena_fini(&arena);
    return 0;
}
