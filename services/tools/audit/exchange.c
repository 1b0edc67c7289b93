/* Between office and witness. */
#include "exchange.h"

#include "base/invariant.h"
#include "words.h"

bool exchange_fault(const char *path, const char *why)
{
    fprintf(stderr, "%s: %s\n", path, why);
    return false;
}


struct path exchange_path(const char *dir, const char *name)
{
    return path_format("%.*s/%s", (int)DIRECTORY_BYTES_MAX, dir, name);
}

bool exchange_line_under(const struct audit_signed *now, struct text note, const char *line, char ret[EXCHANGE_NOTE])
{
    struct text body, other, rest;

    if (now != NULL && note_parts(note, &body, &rest) && now->cosigned.len > 0 && note_parts(now->cosigned, &other, &rest) && text_equal(body, other))
        note = now->cosigned;
    return snprintf(ret, EXCHANGE_NOTE, "%.*s%s", (int)note.len, note.at, line) < (int)EXCHANGE_NOTE;
}

int exchange_hand_over(struct client *audit, const char *note)
{
    const struct take_cosignature body = { .note = { (const uint8_t *)note, (uint32_t)strlen(note) } };
    uint8_t room[8192];
    struct writer w = writer_of(room, sizeof room);
    struct answer answer;
    enum err err;

    encode_take_cosignature(&body, &w);
    if (w.full)
        return cannot_tell(ERR_LIMIT);
    err = client_command(audit, &(struct command_call){ .name = TEXT("take_cosignature"), .body = written(&w) }, &answer);
    if (err != OK || answer.kind != ANSWER_ANSWER)
        return cannot_tell(err != OK ? err : ERR_MALFORMED);
    if (answer.outcome == OUTCOME_DONE || text_is(answer.refusal, "checkpoint_passed"))
        return AUDIT_EXIT_VERIFIED;
    fprintf(stderr, "%s: %.*s\n", words("監査サービスが立会人の署名を受け取りません（設定 witnesses をご確認ください）", "The audit service does not take the line of this witness (see `witnesses` in its configuration)"),
            (int)answer.refusal.len, answer.refusal.at);
    return AUDIT_EXIT_CANNOT_TELL;
}

enum err exchange_request(struct auditor *a, const struct audit_signed *now, uint64_t old_size, struct arena *arena, struct witness_request *ret)
{
    const struct audit_consistency body = { .old_size = old_size, .new_size = now->tree.size };
    struct audit_consistency_result result;

    *ret = (struct witness_request){ .old_size = old_size, .note = now->note };
    if (old_size == 0 || old_size >= now->tree.size)
        return OK;
    TRY(audit_ask(a->audit, &audit_ask_consistency, &body, arena, &result));
    for (uint32_t i = 0; i < result.path.count && i < MERKLE_PATH_MAX; i++)
        memcpy(ret->path[ret->path_len++], result.path.at[i].at, 32);
    return OK;
}
