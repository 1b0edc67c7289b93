/* The reader of registers' files over any bytes: it ends, keeps rows or faults but never both, every fault has a place and a
 * reason, and what it takes a message takes too. The first byte says whether a good heading stands in front. */
#include <string.h>

#include "../unit/register_kinds.h"
#include "base/invariant.h"
#include "register/register_file.h"

#define MESSAGE_BYTES (256u * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char heading[] = "番号,品名,数量,受領日,年月,状態,使用者,氏名,電話番号,状況\r\n";

static void check_row(struct arena *arena, const struct register_file_row *row)
{
    struct add_register_rows message = { .import_id = { 1 }, .rows = { row, 1 } }, back;
    struct writer w = writer_of(arena_take(arena, MESSAGE_BYTES), MESSAGE_BYTES);
    struct field_fault fault;

    message_encode(&add_register_rows_spec, &message, &w);
    must(message_decode(&add_register_rows_spec, written(&w), UNKNOWN_REFUSED, arena, &back, &fault) == OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t front = size > 0 && (data[0] & 1) != 0 ? sizeof heading - 1 : 0, rest = size > 0 ? size - 1 : 0;
    struct register_file file;
    struct arena arena;
    uint8_t *all;

    arena_init(&arena, 256u << 20);
    all = arena_take(&arena, front + rest + 1);
    memcpy(all, heading, front);
    if (rest > 0)
        memcpy(all + front, data + 1, rest);
    register_file_read(&register_kinds[0], false, (struct bytes){ all, (uint32_t)(front + rest) }, &file);
    must((file.fault_count == 0) == (file.row_count > 0));
    for (uint32_t i = 0; i < file.fault_count && i < SHEET_FAULTS_KEPT; i++)
        must(file.faults[i].ja != NULL && file.faults[i].en != NULL && file.faults[i].column_name != NULL);
    for (uint32_t i = 0; i < file.row_count && i < 100; i++)
        check_row(&arena, &file.rows[i]);
    register_file_fini(&file);
    arena_fini(&arena);
    return 0;
}
