/* The judgement of a witness. Keeps true: what it signs begins with everything it signed before. No files, no sockets. */
#include "witness.h"

#include <inttypes.h>

#include "base/invariant.h"
#include "trust/note.h"

#define HASH_CODED 44u

static bool old_line(struct text line, uint64_t *ret)
{
    uint64_t v = 0;

    if (line.len < 5 || line.len > 24 || memcmp(line.at, "old ", 4) != 0 || (line.at[4] == '0' && line.len > 5))
        return false;
    for (uint32_t i = 4; i < line.len; i++)
        if (line.at[i] < '0' || line.at[i] > '9' || __builtin_mul_overflow(v, UINT64_C(10), &v) || __builtin_add_overflow(v, (uint64_t)(line.at[i] - '0'), &v))
            return false;
    *ret = v;
    return true;
}

bool witness_request_read(struct text text, struct witness_request *ret)
{
    struct witness_request request = { .old_size = 0 };
    struct text line;
    uint32_t len;

    if (text.len >= WITNESS_REQUEST_MAX || !note_line(&text, &line) || !old_line(line, &request.old_size))
        return false;
    while (note_line(&text, &line) && line.len > 0)
        if (line.len != HASH_CODED || request.path_len == MERKLE_PATH_MAX || !base64_get(request.path[request.path_len++], 32, line, &len) || len != 32)
            return false;
    if (line.len != 0 || text.len == 0)
        return false;
    request.note = text;
    *ret = request;
    return true;
}

void witness_request_put(const struct witness_request *request, char ret[WITNESS_REQUEST_MAX])
{
    size_t len = (size_t)snprintf(ret, WITNESS_REQUEST_MAX, "old %" PRIu64 "\n", request->old_size);

    for (uint32_t i = 0; i < request->path_len; i++) {
        base64_put(ret + len, WITNESS_REQUEST_MAX - len, (struct bytes){ request->path[i], 32 });
        len += HASH_CODED;
        ret[len++] = '\n';
    }
    must(len + request->note.len + 2 < WITNESS_REQUEST_MAX);
    snprintf(ret + len, WITNESS_REQUEST_MAX - len, "\n%.*s", (int)request->note.len, request->note.at);
}

/* Reads the head with the log's key of now. */
static bool head_of(struct text note, const char *origin, const struct text *changes, uint32_t change_count, uint8_t key[32], struct checkpoint *ret)
{
    struct checkpoint change;

    if (checkpoint_get(note, origin, key, ret) == OK)
        return true;
    for (uint32_t i = 0; i < change_count; i++)
        if (checkpoint_get(changes[i], origin, key, &change) == OK && change.changes_key)
            memcpy(key, change.next_key, 32);
    return checkpoint_get(note, origin, key, ret) == OK;
}

static enum witness_answer judge_size(const struct witness_request *request, const struct audit_kept *kept, const struct checkpoint *head)
{
    if (head->size < kept->size)
        return WITNESS_SHRUNK;
    if (head->size == kept->size && memcmp(head->root, kept->root, 32) != 0)
        return WITNESS_FORK;
    if (request->old_size != kept->size)
        return WITNESS_OTHER_OLD;
    if (kept->size > 0 && !merkle_consistency_verify(kept->size, head->size, kept->root, head->root, request->path, request->path_len))
        return WITNESS_FORK;
    for (uint32_t i = 0; i < kept->source_count; i++) {                    /* a service that was in the list stays in it */
        uint32_t at = 0;

        while (at < head->source_count && strcmp(head->sources[at].name, kept->sources[i].name) != 0)
            at++;
        if (at == head->source_count)
            return WITNESS_FORK;
    }
    return WITNESS_SIGNED;
}

enum witness_answer witness_judge(const struct witness_request *request, const char *origin, const uint8_t public_key[32], const struct text *changes,
                                  uint32_t change_count, const struct audit_kept *kept, const struct signer *signer, const char *name, uint64_t now_us,
                                  struct audit_kept *ret_head, char ret_line[COSIGNATURE_SIZE])
{
    enum witness_answer answer;
    struct checkpoint head;
    uint8_t key[32];

    memcpy(key, kept->has_key ? kept->key : public_key, 32);
    if (!head_of(request->note, origin, changes, change_count, key, &head))
        return WITNESS_SIGNATURE;
    answer = judge_size(request, kept, &head);
    if (answer != WITNESS_SIGNED)
        return answer;
    if (cosignature_put(signer, name, request->note, now_us, ret_line) != OK)
        return WITNESS_MALFORMED;
    *ret_head = (struct audit_kept){ .size = head.size, .has_key = true, .source_count = head.source_count };
    memcpy(ret_head->root, head.root, 32);
    memcpy(ret_head->key, key, 32);
    memcpy(ret_head->sources, head.sources, sizeof ret_head->sources);
    return WITNESS_SIGNED;
}
