/* A register's file taken in, and a register taken out as one. Keeps true: an import counts whole or not at all, a file that was
 * begun to be written is either there in full or not there, and each page of an export stands in the log before it is written. */
#include "register.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "trust/number_guard.h"

#define CHUNK_ROWS 20u
#define CHUNK_TEXT_BYTES (12u * 1024u)        /* of one command; a row alone may be longer */
#define EXPORT_PAGES_MAX 4000u

uint32_t register_service(void) { return office_index("staff"); }

/* ---- Import ------------------------------------------------------------------------------------- */

static uint32_t words_of(const struct register_file_row *row, struct text *texts, uint32_t *bytes)
{
    for (uint32_t i = 0; i < row->texts.count; i++) {
        texts[i] = row->texts.at[i].text;
        *bytes += texts[i].len;
    }
    return row->texts.count;
}

/* So many rows go in one command: the texts of a command are checked as one form, so rows that only together look like an
 * individual number go apart. */
static uint32_t chunk_of(const struct register_file *file, uint32_t from)
{
    struct text texts[CHUNK_ROWS * 16];
    uint32_t count = 0, bytes = 0, rows = 0;

    while (rows < CHUNK_ROWS && from + rows < file->row_count) {
        uint32_t more = words_of(&file->rows[from + rows], texts + count, &bytes);

        if (rows > 0 && (bytes > CHUNK_TEXT_BYTES || number_guard_hit_joined(texts, count + more)))
            break;
        count += more;
        rows++;
    }
    return rows;
}

/* The line of the file that a refusal of rows[n] means. */
static void tell_refused(const struct register_tool *tool, const struct register_file *file, uint32_t from, struct text field)
{
    uint32_t row = 0;

    if (field.len < 6 || memcmp(field.at, "rows[", 5) != 0)
        return;
    for (uint32_t i = 5; i < field.len && field.at[i] >= '0' && field.at[i] <= '9'; i++)
        row = 10 * row + (uint32_t)(field.at[i] - '0');
    if (from + row < file->row_count)
        fprintf(stderr, tool->args.english ? "%s:%u: this row was not taken\n" : "%s:%u: この行を取り込めませんでした\n", tool->args.file, file->lines[from + row]);
}

static enum err send_rows(struct register_tool *tool, const struct register_file *file, struct register_import_id id, struct add_register_rows_result *sum, struct fault *fault)
{
    for (uint32_t from = 0, rows; from < file->row_count; from += rows) {
        struct add_register_rows_result part = { 0 };
        struct answer answer = { .outcome = OUTCOME_DONE };
        enum err err;

        rows = chunk_of(file, from);
        err = session_say(&tool->session, register_service(), "add_register_rows", &add_register_rows_spec,
                          &(struct add_register_rows){ .import_id = id, .rows = { file->rows + from, rows } }, &answer, fault);
        if (err == ERR_DENIED)
            tell_refused(tool, file, from, answer.field);
        TRY(err);
        TRY(message_decode_own(&add_register_rows_result_spec, answer.result, &tool->session.arena, &part));
        sum->added += part.added;
        sum->changed += part.changed;
        sum->unchanged += part.unchanged;
    }
    return OK;
}

static enum err take_in(struct register_tool *tool, const struct register_file *file, struct fault *fault)
{
    struct begin_register_import_result begun;
    struct add_register_rows_result sum = { 0 };
    struct fault dropped = { .text = "" };
    struct answer answer;
    enum err err;

    TRY(session_say(&tool->session, register_service(), "begin_register_import", &begin_register_import_spec,
                    &(struct begin_register_import){ .register_code = tool->kind->register_code, .file_sha256 = { file->sha256, 32 }, .row_count = file->row_count }, &answer, fault));
    TRY(message_decode_own(&begin_register_import_result_spec, bytes_copy(&tool->session.arena, answer.result), &tool->session.arena, &begun));
    err = send_rows(tool, file, begun.import_id, &sum, fault);
    if (err == OK)
        err = session_say(&tool->session, register_service(), "commit_register_import", &commit_register_import_spec,
                          &(struct commit_register_import){ .import_id = begun.import_id }, &answer, fault);
    if (err == ERR_DENIED)                     /* what was sent counts for nothing; the next import would drop it too */
        (void)!session_say(&tool->session, register_service(), "abort_register_import", &abort_register_import_spec,
                           &(struct abort_register_import){ .import_id = begun.import_id }, &answer, &dropped);
    TRY(err);
    printf(tool->args.english ? "Taken in: %llu added, %llu changed, %llu unchanged\n" : "取り込みました。追加 %llu 件、変更 %llu 件、変更なし %llu 件\n",
           (unsigned long long)sum.added, (unsigned long long)sum.changed, (unsigned long long)sum.unchanged);
    return OK;
}

static enum err judge_and_take(struct register_tool *tool, struct register_file *file, struct fault *fault)
{
    sheet_tell(&file->arena, tool->args.file, file->faults, file->fault_count, file->warnings, file->warning_count, !tool->args.english);
    if (file->fault_count > 0) {
        fault_set(fault, tool->args.english ? "Nothing was taken in." : "誤りがあるため、何も取り込んでいません。");
        return ERR_DENIED;
    }
    printf(tool->args.english ? "%u rows (%s)\n" : "%u 行（%s）\n", file->row_count, file->cp932 ? "CP932" : "UTF-8");
    if (tool->args.take)
        return take_in(tool, file, fault);
    puts(tool->args.english ? "Checked only. --take takes it in." : "検査だけを行いました。取り込むには --take を付けてください。");
    return OK;
}

enum err register_import(struct register_tool *tool, struct fault *fault)
{
    struct register_file file;
    struct bytes bytes;
    enum err err = sheet_load(tool->args.file, &bytes);

    fault_set(fault, "%s: %s", tool->args.file, err_text(err));
    if (err != OK)
        return err == ERR_DENIED ? ERR_IO : err;
    register_file_read(tool->kind, tool->args.english, bytes, &file);
    free((void *)(uintptr_t)bytes.at);
    err = judge_and_take(tool, &file, fault);
    register_file_fini(&file);
    return err;
}

/* ---- Export --------------------------------------------------------------------------------------- */

struct exported {
    const struct register_row_shown **rows;
    uint32_t count, room;
};

static void keep(struct register_tool *tool, struct exported *all, const struct show_register_shown *page)
{
    if (all->count + page->rows.count > all->room) {
        uint32_t room = 2 * (all->count + page->rows.count);
        const struct register_row_shown **grown = arena_take(&tool->session.arena, room * sizeof *grown);

        if (all->count > 0)
            memcpy(grown, all->rows, all->count * sizeof *grown);
        all->rows = grown;
        all->room = room;
    }
    for (uint32_t i = 0; i < page->rows.count; i++)
        all->rows[all->count++] = &page->rows.at[i];
}

static enum err next_page(struct register_tool *tool, struct show_register *ask, struct exported *all, bool *ret_more, struct fault *fault)
{
    struct arena *arena = &tool->session.arena;
    struct show_register_result result;
    struct show_register_shown shown;
    struct answer answer;

    TRY(session_say(&tool->session, register_service(), "show_register", &show_register_spec, ask, &answer, fault));
    TRY(message_decode_own(&show_register_result_spec, bytes_copy(arena, answer.result), arena, &result));
    TRY(message_decode_own(&show_register_shown_spec, bytes_copy(arena, answer.shown), arena, &shown));
    keep(tool, all, &shown);
    if (shown.rows.count > 0)
        ask->after = shown.rows.at[shown.rows.count - 1].line.number;
    *ret_more = result.more && shown.rows.count > 0;
    return OK;
}

static enum err put_file(const char *path, struct bytes bytes, struct fault *fault)
{
    enum err err;

    fault_set(fault, "%s: %s", path, err_text(ERR_EXISTS));
    if (access(path, F_OK) == 0)
        return ERR_EXISTS;
    err = file_put_text(path, (struct text){ (const char *)bytes.at, bytes.len }, 0600);
    fault_set(fault, "%s: %s", path, err_text(err));
    return err;
}

static void tell_lost(struct register_tool *tool, const struct sheet_writer *w)
{
    uint32_t kept = w->lost_count < SHEET_FAULTS_KEPT ? w->lost_count : SHEET_FAULTS_KEPT;

    for (uint32_t i = 0; i < kept; i++)
        fprintf(stderr, "%s\n", sheet_fault_text(&tool->session.arena, tool->args.out, &w->lost[i], !tool->args.english));
    if (kept < w->lost_count)
        fprintf(stderr, tool->args.english ? "… and %u more\n" : "… ほか %u 件\n", w->lost_count - kept);
}

enum err register_export(struct register_tool *tool, struct fault *fault)
{
    const struct register_args *args = &tool->args;
    struct show_register ask = { .register_code = tool->kind->register_code, .as_of = args->as_of, .is_export = true };
    struct exported all = { .rows = NULL };
    struct sheet_writer w;
    bool more = true;
    char when[17];
    enum err err;

    tool->session.purpose = text_of(args->purpose);
    for (uint32_t pages = 0; more && pages < EXPORT_PAGES_MAX; pages++)
        TRY(next_page(tool, &ask, &all, &more, fault));
    tokyo_put(when, tool->session.now_us);
    sheet_writer_init(&w, &tool->session.arena, args->cp932, args->mark);
    register_file_write(tool->kind, args->english, all.rows, all.count,
                        text_format(&tool->session.arena, args->english ? "%s %s, %u rows" : "%s %s %u行", when, args->account, all.count), &w);
    err = put_file(args->out, sheet_written(&w), fault);
    if (err == OK) {
        tell_lost(tool, &w);
        printf(args->english ? "%u rows written to %s\n" : "%u 行を %s に書き出しました\n", all.count, args->out);
    }
    sheet_writer_fini(&w);
    return err;
}
