/* The reader of delivery lists over any bytes: it ends, keeps rows or faults but never both,
 * every fault has a place and a reason, and what it takes a message takes too. The first
 * byte says whether a good heading and a good row stand in front, so that cells are reached
 * without a stored corpus. */
#include <string.h>

#include "base/invariant.h"
#include "codec/message.h"
#include "delivery.h"

#define CHUNK_ROWS 20u
#define CHUNK_BYTES (256u * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char heading[] = "納品番号,箱番号,連番,交付通知書番号,申請書ID,氏名,フリガナ,通称,生年月日,郵便番号,住所,方書,申請区分,申請日,有効期限,備考\r\n";
static const char row[] = "\"R09-0001\",01-1,1,DNX-280268,32091070529043163452300,\"清水　結衣\",シミズ ユイ,,平成元年6月27日,5890036,,,再交付,2026-12-01,2036-06-27,\r\n";

static struct bytes with_front(struct arena *arena, const uint8_t *data, size_t size)
{
    size_t front = size > 0 && (data[0] & 1) != 0 ? sizeof heading - 1 : 0;
    size_t first = size > 0 && (data[0] & 3) == 3 ? sizeof row - 1 : 0, rest = size > 0 ? size - 1 : 0;
    uint8_t *all = arena_take(arena, front + first + rest + 1);

    memcpy(all, heading, front);
    memcpy(all + front, row, first);
    if (rest > 0)
        memcpy(all + front + first, data + 1, rest);
    return (struct bytes){ all, (uint32_t)(front + first + rest) };
}

static void check_faults(const struct delivery_list *list)
{
    uint32_t kept = list->fault_count < SHEET_FAULTS_KEPT ? list->fault_count : SHEET_FAULTS_KEPT;

    must((list->fault_count == 0) == (list->row_count > 0));
    for (uint32_t i = 0; i < kept; i++) {
        const struct sheet_fault *fault = &list->faults[i];

        must(fault->code != NULL && fault->ja != NULL && fault->en != NULL && fault->column_name != NULL);
        must((fault->line == 0) == (fault->record == 0));
        must(i == 0 || list->faults[i - 1].record <= fault->record);
    }
}

static void check_rows(struct arena *arena, const struct delivery_list *list)
{
    struct field_fault fault;

    for (uint32_t from = 0; from < list->row_count; from += CHUNK_ROWS) {
        uint32_t left = list->row_count - from;
        struct add_delivery_rows message = { .delivery_id = { 1 }, .rows = { list->rows + from, left < CHUNK_ROWS ? left : CHUNK_ROWS } }, back;
        struct writer w = writer_of(arena_take(arena, CHUNK_BYTES), CHUNK_BYTES);

        message_encode(&add_delivery_rows_spec, &message, &w);
        must(message_decode(&add_delivery_rows_spec, written(&w), UNKNOWN_REFUSED, arena, &back, &fault) == OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct delivery_list list;
    struct arena arena;

    arena_init(&arena, 256u << 20);
    delivery_list_read(with_front(&arena, data, size), &list);
    check_faults(&list);
    if (list.fault_count == 0)
        check_rows(&arena, &list);
    delivery_list_fini(&list);
    arena_fini(&arena);
    return 0;
}
