/* What the auditor's tool reads from outside: proof files, requests to a witness, lines of a bundle, times. The first byte
 * chooses. What is read is written again and read to the same. */
#include "base/date.h"
#include "base/invariant.h"
#include "line.h"
#include "period.h"
#include "proof.h"
#include "trust/random.h"
#include "witness.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[32] = { 1 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    must(trust_init() == OK);
    return 0;
}

static void try_proof(struct text text)
{
    static struct audit_proof proof, again;
    struct audit_proved proved;
    struct arena arena;

    arena_init(&arena, 64u << 20);
    if (audit_proof_read(text, &arena, &proof)) {
        must(audit_proof_read(audit_proof_text(&proof, &arena), &arena, &again));
        must(again.index == proof.index && again.path_len == proof.path_len && bytes_equal(again.entry, proof.entry));
        audit_proof_check(&proof, "madoguchi.1/audit", key, NULL, &arena, &proved);
        must(proved.fault != PROOF_GOOD);
    }
    arena_fini(&arena);
}

static void try_request(struct text text)
{
    struct witness_request request, again;
    char written[WITNESS_REQUEST_MAX];

    if (!witness_request_read(text, &request))
        return;
    witness_request_put(&request, written);
    must(memchr(request.note.at, '\0', request.note.len) != NULL || (witness_request_read(text_of(written), &again) && again.path_len == request.path_len));
}

static void try_line(struct text text)
{
    static struct audit_line_room room, again_room;
    static char written[AUDIT_LINE_SIZE];
    struct audit_line line, again;

    if (!audit_line_read(text, &room, &line))
        return;
    audit_line_put(&line, written, sizeof written);
    must(audit_line_read((struct text){ written, (uint32_t)strlen(written) - 1 }, &again_room, &again));
    must(again.index == line.index && bytes_equal(again.entry, line.entry) && text_equal(again.source, line.source));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = { (const char *)data + 1, (uint32_t)size - 1 };
    uint64_t from, to;

    if (size == 0 || size > 1 << 16)
        return 0;
    switch (data[0] % 4) {
    case 0:
        try_proof(text);
        break;
    case 1:
        try_request(text);
        break;
    case 2:
        try_line(text);
        break;
    case 3:
        if (moment_read(text, false, false, &from)) {
            must(moment_read(text, false, true, &to) ? to > from && to <= TIME_US_MAX : from + US_PER_DAY > TIME_US_MAX);
        }
        break;
    }
    return 0;
}
