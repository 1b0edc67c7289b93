/* The reasons a list of cards alone is refused or warned about, in the words of the counter. */
#include "delivery_reading.h"

#include <string.h>

#include "base/invariant.h"

const char *const column_names[COLUMN_COUNT] = {
    "納品番号", "箱番号", "連番", "交付通知書番号", "申請書ID", "氏名", "フリガナ", "通称", "生年月日",
    "郵便番号", "住所", "方書", "申請区分", "申請日", "有効期限", "備考", "状態", "発送日", "受取期限"
};

const struct sheet_reason delivery_reasons[] = {
    { "bad_number", "1 から 200000 までの整数にしてください。", "This must be a whole number from 1 to 200000." },
    { "bad_notice_number", "交付通知書番号の形（英数字3桁-数字6桁）ではありません。", "This is no notice number (3 letters or digits, hyphen, 6 digits)." },
    { "duplicate_notice_number", "同じ交付通知書番号がほかの行にもあります。", "The same notice number stands in another row." },
    { "bad_application_id", "申請書IDは23桁の数字です。", "An application id has 23 digits." },
    { "bad_postal_code", "郵便番号は7桁の数字です。", "A postal code has 7 digits." },
    { "unknown_kind", "申請区分は「新規」「更新」「再交付」のいずれかです。", "The kind must be one of 新規, 更新 and 再交付." },
    { "unknown_status", "状態は「交付前設定済」「通知済」「通知返戻」「再通知済」のいずれかです。", "The status must be one of 交付前設定済, 通知済, 通知返戻 and 再通知済." },
    { "posting_missing", "この状態のカードには、交付通知書の発送日が必要です。", "A card in this status needs the day its notice was posted." },
    { "not_posted_yet", "交付通知書を発送していないカードには、発送日も受取期限もありません。", "A card whose notice was not posted has neither this date nor the other." },
    { "deadline_too_early", "受取期限は、発送日より後の日にしてください。", "The deadline must be later than the day of posting." },
    { "delivery_number_differs", "納品番号がほかの行と異なります。", "The delivery number is not that of the other rows." },
};
const size_t delivery_reason_count = sizeof delivery_reasons / sizeof *delivery_reasons;

struct spot spot_of(const struct reading *r, const struct record *record, enum column column)
{
    uint32_t index = r->place[column];

    must(index < record->cell_count && index < CELLS_KEPT);
    return (struct spot){ record->cells[index].line, record->number, index + 1, column_names[column] };
}

void fault_add_twin(struct reading *r, struct spot spot, uint32_t other_line)
{
    fault_add_as(&r->sheet, spot, "duplicate_notice_number", text_format(&r->list->arena, "同じ交付通知書番号が %u 行目にもあります。", other_line).at,
                 text_format(&r->list->arena, "The same notice number stands in line %u.", other_line).at);
}
