/* Rows to keys and back. A key is the key fields in order, big-endian and of fixed width (a closing
 * text excepted), so LMDB's byte order is the order of the values. Everything that depends on the
 * description alone is worked out here once, when a store opens. A table that does not meet the rules of
 * store.h is a mistake of ours and stops the process at its first start. */
#include "base/invariant.h"
#include "internal.h"

/* The most bytes a character of such a text takes. */
static uint32_t bytes_each(enum text_rule rule)
{
    switch (rule) {
    case TEXT_NOTICE_NUMBER:
    case TEXT_APPLICATION_ID:
    case TEXT_TOKEN:
    case TEXT_PHONE:
    case TEXT_CODE:
        return 1;
    case TEXT_FREE:
    case TEXT_LINE:
    case TEXT_NAME:
    case TEXT_SECRET:
        return 4;
    }
    invariant_broken(__FILE__, __LINE__, "a text rule");
}

static uint32_t key_width(const struct field_spec *field)
{
    must(!field->list);
    switch (field->kind) {
    case FIELD_ID:
    case FIELD_U64:
    case FIELD_TIME:
        return 8;
    case FIELD_DATE:
        return 4;
    case FIELD_ENUM:
    case FIELD_BOOL:
        return 1;
    case FIELD_BYTES:
        must(field->min == field->max && field->min >= 1 && field->max <= KEY_BYTES_MAX);
        return (uint32_t)field->max;
    case FIELD_TEXT:
        must(field->max <= KEY_TEXT_MAX / bytes_each(field->text_rule));
        return (uint32_t)field->max * bytes_each(field->text_rule);
    case FIELD_I64:
    case FIELD_RECORD:
    case FIELD_SEALED:
        break;
    }
    invariant_broken(__FILE__, __LINE__, "a kind of field that can be a key");
}

static void parts_make(struct table_slot *slot)
{
    const struct table *table = slot->table;
    uint32_t width = 0;

    must(table->key_count >= 1 && table->key_count <= KEY_PARTS_MAX);
    for (uint32_t i = 0; i < table->key_count; i++) {
        must(table->key_fields[i] < table->row->field_count);
        const struct field_spec *field = &table->row->fields[table->key_fields[i]];
        must(field->kind != FIELD_TEXT || i + 1 == table->key_count);
        slot->parts[i] = (struct key_part){ .kind = field->kind, .offset = field->offset, .width = key_width(field) };
        width += slot->parts[i].width;
    }
    slot->part_count = table->key_count;
    must(width <= ROW_KEY_MAX);
}

static bool is_key_field(const struct table *table, uint32_t field)
{
    for (uint32_t i = 0; i < table->key_count; i++) {
        if (table->key_fields[i] == field)
            return true;
    }
    return false;
}

static bool may_borrow(enum field_kind kind)
{
    return kind == FIELD_TEXT || kind == FIELD_BYTES || kind == FIELD_RECORD || kind == FIELD_SEALED;
}

/* The row's description without the key fields: what a value is encoded by. */
static enum err value_make(struct table_slot *slot)
{
    const struct record_spec *row = slot->table->row;
    uint32_t count = 0;

    must(row->field_count >= slot->table->key_count);
    slot->value_fields = calloc(row->field_count, sizeof(*slot->value_fields));
    if (slot->value_fields == NULL)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < row->field_count; i++) {
        if (is_key_field(slot->table, i))
            continue;
        slot->borrows = slot->borrows || may_borrow(row->fields[i].kind);
        slot->value_fields[count++] = row->fields[i];
    }
    slot->value = *row;
    slot->value.field_count = count;
    slot->value.fields = slot->value_fields;
    return OK;
}

static int slots_by_name(const void *a, const void *b)
{
    const struct table_slot *left = a, *right = b;

    return strcmp(left->table->name, right->table->name);
}

static uint32_t place_of(const struct store *store, const struct table *table)
{
    uint64_t mixed = (uint64_t)(uintptr_t)table * UINT64_C(0x9e3779b97f4a7c15);

    return (uint32_t)(mixed >> 32) & store->by_table_mask;
}

static enum err by_table_make(struct store *store)
{
    uint32_t size = 16;

    while (size < 4 * store->slot_count)
        size *= 2;
    store->by_table = calloc(size, sizeof(struct table_slot *));
    if (store->by_table == NULL)
        return ERR_NO_MEMORY;
    store->by_table_mask = size - 1;
    for (uint32_t i = 0; i < store->slot_count; i++) {
        uint32_t at = place_of(store, store->slots[i].table);
        while (store->by_table[at] != NULL)
            at = (at + 1) & store->by_table_mask;
        store->by_table[at] = &store->slots[i];
    }
    return OK;
}

enum err slots_make(struct store *store, const struct table *const *tables, uint32_t count)
{
    must(tables != NULL || count == 0);
    store->slots = calloc(count + 1, sizeof(*store->slots));
    if (store->slots == NULL)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        store->slots[i].table = tables[i];
    qsort(store->slots, count, sizeof(*store->slots), slots_by_name);
    store->slot_count = count;
    for (uint32_t i = 0; i < count; i++) {
        struct table_slot *slot = &store->slots[i];
        must(strlen(slot->table->name) <= TABLE_NAME_MAX);
        must(i == 0 || strcmp(store->slots[i - 1].table->name, slot->table->name) != 0);
        slot->index = i;
        parts_make(slot);
        TRY(value_make(slot));
    }
    return by_table_make(store);
}

void slots_drop(struct store *store)
{
    must(store != NULL);
    for (uint32_t i = 0; i < store->slot_count; i++)
        free(store->slots[i].value_fields);
    free(store->slots);
    free(store->by_table);
    store->slots = NULL;
    store->by_table = NULL;
    store->slot_count = 0;
}

struct table_slot *slot_of(const struct store *store, const struct table *table)
{
    uint32_t at = place_of(store, table);

    while (store->by_table[at] != NULL && store->by_table[at]->table != table)
        at = (at + 1) & store->by_table_mask;
    must(store->by_table[at] != NULL);      /* a table this store was opened with */
    return store->by_table[at];
}

static uint32_t part_write(const struct key_part *part, const uint8_t *from, uint8_t *to)
{
    switch (part->kind) {
    case FIELD_ID:
    case FIELD_U64:
    case FIELD_TIME: {
        uint64_t v;
        memcpy(&v, from, sizeof(v));
        be64_put(to, v);
        return 8;
    }
    case FIELD_DATE: {
        struct date date;
        memcpy(&date, from, sizeof(date));
        be32_put(to, date.v);
        return 4;
    }
    case FIELD_ENUM: {
        int v;
        memcpy(&v, from, sizeof(v));
        must(v >= 0 && v <= UINT8_MAX);
        to[0] = (uint8_t)v;
        return 1;
    }
    case FIELD_BOOL:
        to[0] = *(const bool *)from ? 1 : 0;
        return 1;
    case FIELD_BYTES: {
        const struct bytes *bytes = (const void *)from;
        must(bytes->at == NULL || bytes->len == part->width);
        if (bytes->at == NULL)
            memset(to, 0, part->width);
        else
            memcpy(to, bytes->at, part->width);
        return part->width;
    }
    case FIELD_TEXT: {
        const struct text *text = (const void *)from;
        must(text->len <= part->width);
        if (text->len > 0)
            memcpy(to, text->at, text->len);
        return text->len;
    }
    case FIELD_I64:
    case FIELD_RECORD:
    case FIELD_SEALED:
        break;
    }
    invariant_broken(__FILE__, __LINE__, "a kind of field that can be a key");
}

uint32_t key_write(const struct table_slot *slot, const void *row, uint8_t to[ROW_KEY_MAX])
{
    uint32_t len = 0;

    must(row != NULL);
    for (uint32_t i = 0; i < slot->part_count; i++)
        len += part_write(&slot->parts[i], (const uint8_t *)row + slot->parts[i].offset, to + len);
    must(len <= ROW_KEY_MAX);
    return len;
}

uint32_t key_prefix_len(const struct table_slot *slot, uint32_t fields)
{
    uint32_t len = 0;

    must(fields <= slot->part_count);
    for (uint32_t i = 0; i < fields; i++) {
        must(slot->parts[i].kind != FIELD_TEXT);
        len += slot->parts[i].width;
    }
    return len;
}

static void part_read(const struct key_part *part, struct bytes key, struct arena *arena, uint8_t *to)
{
    switch (part->kind) {
    case FIELD_ID:
    case FIELD_U64:
    case FIELD_TIME: {
        uint64_t v = be64_get(key.at);
        memcpy(to, &v, sizeof(v));
        return;
    }
    case FIELD_DATE: {
        struct date date = { be32_get(key.at) };
        memcpy(to, &date, sizeof(date));
        return;
    }
    case FIELD_ENUM: {
        int v = key.at[0];
        memcpy(to, &v, sizeof(v));
        return;
    }
    case FIELD_BOOL:
        *(bool *)to = key.at[0] != 0;
        return;
    case FIELD_BYTES: {
        struct bytes bytes = bytes_copy(arena, key);
        memcpy(to, &bytes, sizeof(bytes));
        return;
    }
    case FIELD_TEXT: {
        struct text text = text_copy(arena, (struct text){ (const char *)key.at, key.len });
        memcpy(to, &text, sizeof(text));
        return;
    }
    case FIELD_I64:
    case FIELD_RECORD:
    case FIELD_SEALED:
        break;
    }
    invariant_broken(__FILE__, __LINE__, "a kind of field that can be a key");
}

bool key_read(const struct table_slot *slot, struct bytes key, struct arena *arena, void *row)
{
    uint32_t at = 0;

    must(row != NULL);
    for (uint32_t i = 0; i < slot->part_count; i++) {
        const struct key_part *part = &slot->parts[i];
        bool text = part->kind == FIELD_TEXT;
        uint32_t left = key.len - at;

        if (text ? left > part->width : left < part->width)
            return false;
        uint32_t len = text ? left : part->width;
        part_read(part, (struct bytes){ key.at + at, len }, arena, (uint8_t *)row + part->offset);
        at += len;
    }
    return at == key.len;
}
