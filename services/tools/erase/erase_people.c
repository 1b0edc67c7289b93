/* What is due, who asks for its erasure, who confirms it: over the same doors as everybody, with logins of their own. */
#include "erase.h"

#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "gen/staff.h"
#include "trust/random.h"

#define BODY_BYTES (32u * 1024u)
#define WORD_BYTES 200u
#define ERASE_DUE "erase_due"

bool keeps_persons(uint32_t index)
{
    return office_services[index]->retention != NULL;
}

static struct bytes ticket_of(const struct erasure *e)
{
    return e->ticket_len == 0 ? (struct bytes){ NULL, 0 } : (struct bytes){ e->ticket, e->ticket_len };
}

/* ---- One after the other ----------------------------------------------------------------------- */

static enum err decoded(struct erasure *e, const struct record_spec *spec, struct bytes result, void *ret)
{
    return message_decode_own(spec, bytes_copy(&e->arena, result), &e->arena, ret);
}

enum err erasure_ask(struct erasure *e, uint32_t index, const char *name, const struct record_spec *body_spec, const void *body,
                     const struct record_spec *spec, void *ret, struct fault *fault)
{
    uint8_t *bytes = arena_take(&e->arena, BODY_BYTES);
    struct writer w = writer_of(bytes, BODY_BYTES);
    struct answer answer;
    enum err err;

    message_encode(body_spec, body, &w);
    err = client_query(e->clients[index], &(struct query_call){ .name = text_of(name), .body = written(&w), .ticket = ticket_of(e) }, &answer);
    fault_set(fault, "%s %s: %s", office_service_name(index), name, err == OK ? "refused" : err_text(err));
    TRY(err);
    if (answer.outcome != OUTCOME_DONE) {
        fault_set(fault, "%s %s: %.*s", office_service_name(index), name, (int)answer.refusal.len, answer.refusal.at);
        return ERR_DENIED;
    }
    return decoded(e, spec, answer.result, ret);
}

/* A refusal is told as the service says it, in the language of whoever asks. */
static enum err command(struct erasure *e, uint32_t index, const char *name, const struct record_spec *spec, const void *body, struct answer *ret, struct fault *fault)
{
    uint8_t *bytes = arena_take(&e->arena, BODY_BYTES);
    struct writer w = writer_of(bytes, BODY_BYTES);
    struct command_id id = client_next_id(e->clients[index]);
    enum err err;

    message_encode(spec, body, &w);
    err = client_command(e->clients[index], &(struct command_call){ .name = text_of(name), .body = written(&w), .ticket = ticket_of(e), .id = id }, ret);
    secret_wipe(bytes, BODY_BYTES);
    fault_set(fault, "%s %s: %s", office_service_name(index), name, err_text(err));
    TRY(err);
    if (ret->outcome == OUTCOME_DONE)
        return OK;
    fault_set(fault, "%s %s: %.*s %.*s", office_service_name(index), name, (int)ret->refusal.len, ret->refusal.at, (int)ret->field.len, ret->field.at);
    return ERR_DENIED;
}

/* ---- Login -------------------------------------------------------------------------------------- */

/* One line, not shown on a terminal. */
static bool read_word(const char *prompt, char to[WORD_BYTES])
{
    struct termios shown, hidden;
    bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
    bool read_one;

    if (terminal) {
        fputs(prompt, stderr);
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    read_one = fgets(to, WORD_BYTES, stdin) != NULL;
    if (terminal) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', stderr);
    }
    if (read_one)
        to[strcspn(to, "\n")] = '\0';
    return read_one;
}

enum err erasure_log_in(struct erasure *e, struct fault *fault)
{
    uint32_t staff = office_index("staff");
    char password[WORD_BYTES] = "", code[WORD_BYTES] = "";
    struct login_result result;
    struct login_shown shown;
    struct answer answer;
    enum err err;

    fault_set(fault, e->args.english ? "no password was given" : "パスワードが入力されていません");
    if (!read_word(e->args.english ? "Password: " : "パスワード: ", password))
        return ERR_DENIED;
    (void)read_word(e->args.english ? "Code, if any: " : "認証コード（ない場合は空）: ", code);
    err = command(e, staff, "login", &login_spec,
                  &(struct login){ .name = text_of(e->args.account), .password = text_of(password), .code = code[0] != '\0' ? text_of(code) : (struct text){ NULL, 0 } }, &answer, fault);
    secret_wipe(password, sizeof password);
    secret_wipe(code, sizeof code);
    TRY(err);
    TRY(decoded(e, &login_result_spec, answer.result, &result));
    TRY(decoded(e, &login_shown_spec, answer.shown, &shown));
    if (shown.ticket.len > sizeof e->ticket)
        return ERR_MALFORMED;
    fault_set(fault, e->args.english ? "please change the first password, or enrol the second factor, at a console first" : "先に窓口の端末で、初回のパスワードの変更または認証コードの登録を済ませてください");
    if (result.next_step != 0)
        return ERR_DENIED;
    memcpy(e->ticket, shown.ticket.at, shown.ticket.len);
    e->ticket_len = shown.ticket.len;
    e->account = result.account_id.v;
    return OK;
}

/* ---- What is due ---------------------------------------------------------------------------------- */

static void print_due(const struct erasure *e, uint32_t index, const struct kept_subject *kept)
{
    char due[11];

    date_put(due, kept->due_on);
    printf("%-13s %-18llu %s  %s%s\n", office_service_name(index), (unsigned long long)kept->subject, due,
           e->args.english ? kept_data_en(kept->what) : kept_data_ja(kept->what), !kept->held ? "" : e->args.english ? "  (kept for a legal reason)" : "　（消去差止め）");
}

static enum err page_of(struct erasure *e, uint32_t index, uint64_t from, struct erasure_due_result *ret, struct fault *fault)
{
    return erasure_ask(e, index, "erasure_due", &erasure_due_spec, &(struct erasure_due){ .from = from }, &erasure_due_result_spec, ret, fault);
}

enum err erasure_list(struct erasure *e, bool print, uint64_t *ret_count, struct fault *fault)
{
    *ret_count = 0;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        struct erasure_due_result page = { 0 };

        if (!keeps_persons(i))
            continue;
        do {
            TRY(page_of(e, i, page.next, &page, fault));
            for (uint32_t k = 0; k < page.subjects.count; k++) {
                *ret_count += !page.subjects.at[k].held;
                if (print)
                    print_due(e, i, &page.subjects.at[k]);
            }
        } while (page.next != 0);
    }
    return OK;
}

/* ---- Asking and confirming -------------------------------------------------------------------------- */

static enum err request_page(struct erasure *e, uint32_t index, const struct erasure_due_result *page, uint64_t *count, struct fault *fault)
{
    uint64_t *subjects = arena_take(&e->arena, (page->subjects.count + 1) * sizeof *subjects);
    uint8_t *bytes = arena_take(&e->arena, BODY_BYTES);
    struct writer w = writer_of(bytes, BODY_BYTES);
    struct erase_due due = { .subjects = { .at = subjects } };
    struct answer answer;

    for (uint32_t i = 0; i < page->subjects.count; i++)
        if (!page->subjects.at[i].held)
            subjects[due.subjects.count++] = page->subjects.at[i].subject;
    if (due.subjects.count == 0)
        return OK;
    message_encode(&erase_due_spec, &due, &w);
    TRY(command(e, index, "request_confirmation", &request_confirmation_spec,
                &(struct request_confirmation){ .command = TEXT(ERASE_DUE), .body = written(&w) }, &answer, fault));
    *count += due.subjects.count;
    return OK;
}

enum err erasure_request(struct erasure *e, uint64_t *ret_count, struct fault *fault)
{
    *ret_count = 0;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        struct erasure_due_result page = { 0 };

        if (!keeps_persons(i))
            continue;
        do {
            TRY(page_of(e, i, page.next, &page, fault));
            TRY(request_page(e, i, &page, ret_count, fault));
        } while (page.next != 0);
    }
    return OK;
}

/* One after the other from the front: what is confirmed is off the list. */
static enum err confirm_service(struct erasure *e, uint32_t index, uint64_t *count, struct fault *fault)
{
    struct open_requests_result open = { .more = true };
    struct request_id after = { 0 };
    struct answer answer;

    while (open.more) {
        TRY(erasure_ask(e, index, "open_requests", &open_requests_spec, &(struct open_requests){ .after = after }, &open_requests_result_spec, &open, fault));
        for (uint32_t i = 0; i < open.requests.count; i++) {
            const struct open_request *r = &open.requests.at[i];

            after = r->request_id;
            if (!text_is(r->command, ERASE_DUE) || r->requested_by.v == e->account)
                continue;
            TRY(command(e, index, "confirm_request", &confirm_request_spec, &(struct confirm_request){ .request_id = r->request_id }, &answer, fault));
            *count += r->items;
            printf(e->args.english ? "%s: %llu erased\n" : "%s　%llu 件を消去しました\n", office_service_name(index), (unsigned long long)r->items);
        }
    }
    return OK;
}

enum err erasure_confirm(struct erasure *e, uint64_t *ret_count, struct fault *fault)
{
    *ret_count = 0;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        if (keeps_persons(i))
            TRY(confirm_service(e, i, ret_count, fault));
    return OK;
}
