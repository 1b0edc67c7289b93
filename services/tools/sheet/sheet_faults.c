/* The reasons any file is refused or warned about, in the words of the counter, and how they are told. */
#include "sheet.h"

#include <stdio.h>
#include <string.h>

#include "base/invariant.h"

static const struct sheet_reason reasons[] = {
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
    { "spreadsheet_number", "表計算ソフトで数値に変わり、桁が失われています。元の一覧を取り込んでください。", "A spreadsheet turned this into a number and lost digits. Please take the list as it came." },
    { "bad_date", "日付として読めないか、その日がありません。", "This is no date, or there is no such day." },
    { "era_converted", "元号の終わりより後の日付を、次の元号の日付として読みました。", "The date lies after the end of its era and was read in the next one." },
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

static const struct sheet_reason *reason_in(const struct sheet_reason *of, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(of[i].code, code) == 0)
            return &of[i];
    return NULL;
}

static struct sheet_fault fault_of(const struct sheet *sheet, struct spot spot, const char *code)
{
    const struct sheet_reason *reason = reason_in(sheet->reasons, sheet->reason_count, code);

    if (reason == NULL)
        reason = reason_in(reasons, sizeof reasons / sizeof *reasons, code);
    must(reason != NULL);
    return (struct sheet_fault){ .line = spot.line, .record = spot.record, .column = spot.column, .column_name = spot.name != NULL ? spot.name : "",
                                 .code = code, .ja = reason->ja, .en = reason->en };
}

static void add(struct sheet_fault *to, uint32_t *count, struct sheet_fault fault)
{
    if (*count < SHEET_FAULTS_KEPT)
        to[*count] = fault;
    (*count)++;
}

void fault_add(struct sheet *sheet, struct spot spot, const char *code)
{
    add(sheet->faults, &sheet->fault_count, fault_of(sheet, spot, code));
}

void fault_add_as(struct sheet *sheet, struct spot spot, const char *code, const char *ja, const char *en)
{
    struct sheet_fault fault = fault_of(sheet, spot, code);

    fault.ja = ja;
    fault.en = en;
    add(sheet->faults, &sheet->fault_count, fault);
}

void warning_add(struct sheet *sheet, struct spot spot, const char *code)
{
    add(sheet->warnings, &sheet->warning_count, fault_of(sheet, spot, code));
}

const char *sheet_fault_text(struct arena *arena, const char *file, const struct sheet_fault *fault, bool japanese)
{
    const char *name = fault->column_name, *sentence = japanese ? fault->ja : fault->en;

    if (fault->line == 0)
        return text_format(arena, "%s: %s", file, sentence).at;
    return text_format(arena, "%s:%u:%u: %s%s%s", file, fault->line, fault->column, name, name[0] != '\0' ? ": " : "", sentence).at;
}

static uint32_t kept(uint32_t count) { return count < SHEET_FAULTS_KEPT ? count : SHEET_FAULTS_KEPT; }

void sheet_tell(struct arena *arena, const char *file, const struct sheet_fault *faults, uint32_t fault_count, const struct sheet_fault *warnings, uint32_t warning_count,
                bool japanese)
{
    for (uint32_t i = 0; i < kept(fault_count); i++)
        fprintf(stderr, "%s\n", sheet_fault_text(arena, file, &faults[i], japanese));
    if (kept(fault_count) < fault_count)
        fprintf(stderr, japanese ? "… ほか %u 件\n" : "… and %u more\n", fault_count - kept(fault_count));
    for (uint32_t i = 0; i < kept(warning_count); i++)
        fprintf(stderr, japanese ? "注意　%s\n" : "Note: %s\n", sheet_fault_text(arena, file, &warnings[i], japanese));
}
