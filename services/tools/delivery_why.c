/* The reasons a list is refused or warned about, in the words of the counter. */
#include "delivery_reading.h"

#include <string.h>

#include "base/invariant.h"

const char *const column_names[COLUMN_COUNT] = {
    "納品番号", "箱番号", "連番", "交付通知書番号", "申請書ID", "氏名", "フリガナ", "通称", "生年月日",
    "郵便番号", "住所", "方書", "申請区分", "申請日", "有効期限", "備考", "状態", "発送日", "受取期限"
};

static const struct { const char *code, *ja, *en; } reasons[] = {
    { "file_too_large", "ファイルが大きすぎます（64 MiB まで）。", "The file is too large (at most 64 MiB)." },
    { "empty_file", "見出しの行がありません。", "There is no heading." },
    { "no_rows", "見出しのほかに行がありません。", "There are no rows below the heading." },
    { "too_many_rows", "行が多すぎます（200,000 行まで）。", "There are too many rows (at most 200,000)." },
    { "too_many_lines", "改行を含めた行数が多すぎます（1,000,000 行まで）。", "There are too many lines (at most 1,000,000)." },
    { "stray_quote", "引用符（\"）の位置が正しくありません。", "A quotation mark stands where none may be." },
    { "quote_not_closed", "引用符（\"）が閉じられていません。ファイルが途中で切れている可能性があります。", "A quotation mark is not closed; the file may be cut short." },
    { "cut_short", "最後の行が改行で終わっていません。ファイルが途中で切れている可能性があります。", "The last row does not end with a line break; the file may be cut short." },
    { "cell_missing", "列が足りません。", "The row has too few columns." },
    { "cell_surplus", "列が多すぎます。", "The row has too many columns." },
    { "column_missing", "この列が見出しにありません。", "The heading lacks this column." },
    { "column_unknown", "見出しに知らない列があります。", "The heading has a column that is not known." },
    { "column_twice", "見出しに同じ列が二つあります。", "The heading has this column twice." },
    { "bad_encoding", "文字コードが正しくありません（UTF-8 または CP932）。", "The bytes are no text in UTF-8 or CP932." },
    { "value_missing", "値がありません。", "There is no value." },
    { "too_long", "長すぎます。", "The value is too long." },
    { "bad_code", "使えない文字があります（英数字と . _ - のみ）。", "Only letters, digits and . _ - may stand here." },
    { "bad_number", "1 から 200000 までの整数にしてください。", "This must be a whole number from 1 to 200000." },
    { "spreadsheet_number", "表計算ソフトで数値に変わり、桁が失われています。元の一覧を取り込んでください。", "A spreadsheet turned this into a number and lost digits. Please take the list as it came." },
    { "bad_notice_number", "交付通知書番号の形（英数字3桁-数字6桁）ではありません。", "This is no notice number (3 letters or digits, hyphen, 6 digits)." },
    { "duplicate_notice_number", "同じ交付通知書番号がほかの行にもあります。", "The same notice number stands in another row." },
    { "bad_application_id", "申請書IDは23桁の数字です。", "An application id has 23 digits." },
    { "bad_date", "日付として読めないか、その日がありません。", "This is no date, or there is no such day." },
    { "era_converted", "元号の終わりより後の日付を、次の元号の日付として読みました。", "The date lies after the end of its era and was read in the next one." },
    { "bad_postal_code", "郵便番号は7桁の数字です。", "A postal code has 7 digits." },
    { "unknown_kind", "申請区分は「新規」「更新」「再交付」のいずれかです。", "The kind must be one of 新規, 更新 and 再交付." },
    { "unknown_status", "状態は「交付前設定済」「通知済」「通知返戻」「再通知済」のいずれかです。", "The status must be one of 交付前設定済, 通知済, 通知返戻 and 再通知済." },
    { "posting_missing", "この状態のカードには、交付通知書の発送日が必要です。", "A card in this status needs the day its notice was posted." },
    { "not_posted_yet", "交付通知書を発送していないカードには、発送日も受取期限もありません。", "A card whose notice was not posted has neither this date nor the other." },
    { "deadline_too_early", "受取期限は、発送日より後の日にしてください。", "The deadline must be later than the day of posting." },
    { "delivery_number_differs", "納品番号がほかの行と異なります。", "The delivery number is not that of the other rows." },
    { "formula_like", "計算式のように始まっています。そのまま取り込みます。", "This begins like a formula. It is taken as it is." },
    { "control_character", "使えない制御文字があります。", "There is a control character." },
    { "line_separator", "使えない改行文字があります。", "There is a line or paragraph separator." },
    { "bidi_control", "文字の向きを変える制御文字があります。", "There is a character that changes the direction of text." },
    { "zero_width", "幅のない文字があります。", "There is a character without width." },
    { "replacement_character", "文字化けした文字（U+FFFD）があります。", "There is a replacement character (U+FFFD)." },
    { "noncharacter", "文字ではない符号があります。", "There is a code that is no character." },
    { "private_use", "外字の領域の文字があります。", "There is a character of the private use area." },
    { "stray_variation_selector", "漢字に続かない異体字の指定があります。", "A variation selector does not follow an ideograph." },
    { "bad_utf8", "文字コードが正しくありません（UTF-8 または CP932）。", "The bytes are no text in UTF-8 or CP932." },
    { "bad_form", "形が正しくありません。", "The value does not have the right form." },
    { "individual_number", "個人番号（12桁）とみられる数字があります。個人番号は取り込めません。", "There is what looks like an individual number. It must not be taken in." },
};

struct spot spot_of(const struct reading *r, const struct record *record, enum column column)
{
    uint32_t index = r->place[column];

    must(index < record->cell_count && index < CELLS_KEPT);
    return (struct spot){ record->cells[index].line, record->number, index + 1, column_names[column] };
}

static struct delivery_fault fault_of(struct reading *r, struct spot spot, const char *code, uint32_t other_line)
{
    struct delivery_fault fault = { .line = spot.line, .record = spot.record, .column = spot.column,
                                    .column_name = spot.name != NULL ? spot.name : "", .code = code };

    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (strcmp(reasons[i].code, code) == 0) {
            fault.ja = reasons[i].ja;
            fault.en = reasons[i].en;
        }
    must(fault.ja != NULL);
    if (other_line == 0)
        return fault;
    fault.ja = text_format(&r->list->arena, "同じ交付通知書番号が %u 行目にもあります。", other_line).at;
    fault.en = text_format(&r->list->arena, "The same notice number stands in line %u.", other_line).at;
    return fault;
}

void fault_add_twin(struct reading *r, struct spot spot, const char *code, uint32_t other_line)
{
    struct delivery_list *list = r->list;

    if (list->fault_count < DELIVERY_FAULTS_KEPT)
        list->faults[list->fault_count] = fault_of(r, spot, code, other_line);
    list->fault_count++;
}

void fault_add(struct reading *r, struct spot spot, const char *code)
{
    fault_add_twin(r, spot, code, 0);
}

void warning_add(struct reading *r, struct spot spot, const char *code)
{
    struct delivery_list *list = r->list;

    if (list->warning_count < DELIVERY_FAULTS_KEPT)
        list->warnings[list->warning_count] = fault_of(r, spot, code, 0);
    list->warning_count++;
}
