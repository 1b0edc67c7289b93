/* madoguchi-audit offer: the office's side of an exchange by files. */
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "exchange.h"
#include "words.h"

#include "base/invariant.h"

/* A line that came back goes to the audit service; then both files are done with. */
static int take_line(struct auditor *a, const char *dir)
{
    struct path line_path = exchange_path(dir, "cosignature"), request_path = exchange_path(dir, "add-checkpoint");
    char text[WITNESS_REQUEST_MAX], line[COSIGNATURE_SIZE], note[EXCHANGE_NOTE];
    struct witness_request request;
    uint32_t len;
    int code;

    if (access(line_path.at, F_OK) != 0)
        return AUDIT_EXIT_VERIFIED;
    if (!small_file(request_path.at, text, sizeof text, &len) || !small_file(line_path.at, line, sizeof line, &(uint32_t){ 0 }))
        return AUDIT_EXIT_CANNOT_TELL;
    if (!witness_request_read((struct text){ text, len }, &request) || !exchange_line_under(NULL, request.note, line, note))
        return exchange_fault(request_path.at, words("依頼の形式ではありません", "not of the form of a request")), AUDIT_EXIT_CANNOT_TELL;
    code = exchange_hand_over(a->audit, note);
    if (code == AUDIT_EXIT_VERIFIED && (unlink(line_path.at) != 0 || unlink(request_path.at) != 0))
        return exchange_fault(line_path.at, strerror(errno)), AUDIT_EXIT_CANNOT_TELL;
    return code;
}

static bool put_changes(const char *dir, const struct audit_signed *now, struct arena *arena)
{
    char *text = arena_take(arena, EXCHANGE_FILE);
    size_t len = 0;

    for (uint32_t i = 0; i < now->change_count && len + 4096 < EXCHANGE_FILE && now->changes[i].len <= CHECKPOINT_SIZE; i++) {
        base64_put(text + len, EXCHANGE_FILE - len, (struct bytes){ (const uint8_t *)now->changes[i].at, now->changes[i].len });
        len += strlen(text + len);
        text[len++] = '\n';
    }
    text[len] = '\0';
    return len == 0 || file_put(exchange_path(dir, "key_changes.txt").at, text, 0644) == OK || exchange_fault(dir, strerror(errno));
}

static int offer(const struct ask *ask, struct auditor *a, struct arena *arena)
{
    struct path size_path = exchange_path(ask->operand, "size");
    char size_text[32] = "0", text[WITNESS_REQUEST_MAX];
    struct audit_signed now;
    struct witness_request request;
    uint32_t len;
    uint64_t old_size;
    enum err err;
    int code = take_line(a, ask->operand);

    if (code != AUDIT_EXIT_VERIFIED)
        return code;
    if (access(size_path.at, F_OK) == 0 && !small_file(size_path.at, size_text, sizeof size_text, &len))
        return AUDIT_EXIT_CANNOT_TELL;
    size_text[strcspn(size_text, "\r\n")] = '\0';
    if (!index_read(size_text, &old_size))
        return AUDIT_EXIT_CANNOT_TELL;
    err = audit_sign_now(a->audit);
    if (err == OK || err == ERR_DENIED)
        err = audit_ask_signed(a->audit, a->origin, a->public_key, arena, &now);
    if (err == OK && now.noted)
        err = exchange_request(a, &now, old_size, arena, &request);
    if (err != OK || !now.noted)
        return cannot_tell(err != OK ? err : ERR_NOT_FOUND);
    witness_request_put(&request, text);
    if (!put_changes(ask->operand, &now, arena) || file_put(exchange_path(ask->operand, "add-checkpoint").at, text, 0644) != OK)
        return exchange_fault(ask->operand, strerror(errno)), AUDIT_EXIT_CANNOT_TELL;
    printf(words("立会の依頼を書きました: %s/add-checkpoint\n", "A request for the witness is in %s/add-checkpoint\n"), ask->operand);
    return AUDIT_EXIT_VERIFIED;
}

int cmd_offer(const struct ask *ask)
{
    struct auditor auditor;
    struct audit_kept kept;
    struct arena arena;
    int code = AUDIT_EXIT_CANNOT_TELL;

    must(ask->operand != NULL);
    arena_init(&arena, AUDIT_ARENA_BYTES);
    if (auditor_open(ask, &auditor) && auditor_kept(ask, &auditor, &kept))
        code = offer(ask, &auditor, &arena);
    auditor_close(&auditor);
    arena_fini(&arena);
    return code;
}
