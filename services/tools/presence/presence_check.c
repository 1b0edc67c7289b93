/* Checking an export with nothing but audit's public key. Keeps true: whatever is said to be right follows from the signed head: head →
 * last entry of staff → the chain of all before it → the tables made of them anew. Names stand in no log and are not proved. */
#include "presence.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "audit/chain.h"
#include "audit/proof.h"
#include "base/invariant.h"
#include "codec/check.h"
#include "shell/installation.h"
#include "trust/hash.h"

#define TEXT_BYTES_MAX (64u << 20)
#define SOURCE "staff"

struct checking {
    const char *dir;
    bool english;
    struct presence_facts *facts;
    struct chains chains;
    struct arena arena;                    /* of the entry in hand */
    uint64_t number, epoch, last_index;
    uint8_t last[32];
    char *fault;
    char line[AUDIT_LINE_SIZE + 2];
    struct audit_line_room room;
};

/* The first thing found counts. */
static void __attribute__((format(printf, 2, 4), format(printf, 3, 4))) wrong(struct checking *c, const char *ja, const char *en, ...)
{
    va_list args;

    if (c->fault[0] != '\0')
        return;
    va_start(args, en);
    vsnprintf(c->fault, AUDIT_FAULT_SIZE, c->english ? en : ja, args);
    va_end(args);
}

static enum err unreadable(struct checking *c, const char *path)
{
    snprintf(c->fault, AUDIT_FAULT_SIZE, "%.400s: %s", path, strerror(errno));
    return ERR_IO;
}

/* A whole file; free() it. */
static enum err file_text(struct checking *c, const char *name, char **ret, size_t *ret_len)
{
    struct path path = path_format("%.*s/%s", (int)DIRECTORY_BYTES_MAX, c->dir, name);
    FILE *file = fopen(path.at, "re");
    char *text;
    size_t room = 65536, len = 0, got;

    if (file == NULL)
        return unreadable(c, path.at);
    text = malloc(room);
    must(text != NULL);
    while ((got = fread(text + len, 1, room - len - 1, file)) > 0 && len + got < TEXT_BYTES_MAX) {
        len += got;
        if (room - len < 2) {
            room *= 2;
            text = realloc(text, room);
            must(text != NULL);
        }
    }
    fclose(file);
    text[len] = '\0';
    *ret = text;
    *ret_len = len;
    return OK;
}

/* ---- The entries ------------------------------------------------------------------------- */

static void take_entry(struct checking *c, const struct audit_line *line)
{
    struct check_fault fault;
    struct entry *entry;
    uint64_t expected;

    arena_reset(&c->arena);
    entry = arena_take(&c->arena, sizeof *entry);
    if (!text_is(line->source, SOURCE) || check_bytes(line->entry, &check_limits_entry, &fault) != OK || entry_decode(line->entry, &c->arena, entry) != OK ||
        !text_is(entry->service, SOURCE) || entry->number != line->sequence || entry->epoch != line->epoch) {
        wrong(c, "entries.jsonl の記録 %" PRIu64 " は、従事者の記録として読めません。", "Entry %" PRIu64 " of entries.jsonl cannot be read as one of staff.", line->sequence);
        return;
    }
    leaf_hash(line->entry, c->last);
    if (chains_take(&c->chains, line->source, line->epoch, line->sequence, c->last, entry->previous, &expected) != AUDIT_FAULT_NONE)
        wrong(c, "記録 %" PRIu64 " は、その前の記録につながりません（変更、追加または欠落）。", "Entry %" PRIu64 " does not follow the one before it: changed, added, or one is missing.", line->sequence);
    if (c->number != 0 && line->index <= c->last_index)
        wrong(c, "記録 %" PRIu64 " の監査ログの番号が、順番どおりではありません。", "Entry %" PRIu64 " has a place in the audit log out of order.", line->sequence);
    c->number = line->sequence;
    c->epoch = line->epoch;
    c->last_index = line->index;
    if (!presence_take(c->facts, entry))
        wrong(c, "記録 %" PRIu64 " の内容を読めません。", "What entry %" PRIu64 " says cannot be read.", line->sequence);
}

static enum err take_entries(struct checking *c)
{
    struct path path = path_format("%.*s/entries.jsonl", (int)DIRECTORY_BYTES_MAX, c->dir);
    FILE *file = fopen(path.at, "re");
    struct audit_line line;
    uint64_t row = 0;

    if (file == NULL)
        return unreadable(c, path.at);
    while (c->fault[0] == '\0' && fgets(c->line, sizeof c->line, file) != NULL) {
        size_t len = strlen(c->line);

        row++;
        if (len > 0 && c->line[len - 1] == '\n' && audit_line_read((struct text){ c->line, (uint32_t)len - 1 }, &c->room, &line))
            take_entry(c, &line);
        else
            wrong(c, "entries.jsonl の %" PRIu64 " 行目の形式が違います。", "Line %" PRIu64 " of entries.jsonl has another form.", row);
    }
    fclose(file);
    return OK;
}

/* ---- The head ---------------------------------------------------------------------------- */

/* The last entry is under the head, and the head says that it is staff's last. */
static void judge_head(struct checking *c, const struct audit_proof *proof, const struct audit_proved *proved)
{
    if (proved->fault != PROOF_GOOD)
        wrong(c, "head.proof が、公開鍵で検証できません（%d）。", "head.proof does not verify with the public key (%d).", proved->fault);
    if (!text_is(proof->source, SOURCE) || proof->sequence != c->number || proof->epoch != c->epoch || proof->index != c->last_index || memcmp(proved->leaf, c->last, 32) != 0)
        wrong(c, "最後の記録（%" PRIu64 "）が、head.proof の記録ではありません。", "The last entry (%" PRIu64 ") is not the one of head.proof.", c->number);
    for (uint32_t i = 0; i < proved->head.source_count; i++)
        if (strcmp(proved->head.sources[i].name, SOURCE) == 0 && proved->head.sources[i].sequence == c->number && proved->head.sources[i].epoch == c->epoch)
            return;
    wrong(c, "署名つき先頭によれば、従事者の記録は %" PRIu64 " で終わりではありません。", "By the signed head staff's entries do not end with %" PRIu64 ".", c->number);
}

static enum err check_head(struct checking *c, const char *origin, const uint8_t public_key[32])
{
    struct audit_proof *proof;
    struct audit_proved proved;
    struct arena arena;
    char *text;
    size_t len;

    TRY(file_text(c, "head.proof", &text, &len));
    arena_init(&arena, 16u << 20);
    proof = arena_take(&arena, sizeof *proof);
    if (len < PROOF_BYTES_MAX && audit_proof_read((struct text){ text, (uint32_t)len }, &arena, proof)) {
        audit_proof_check(proof, origin, public_key, NULL, &arena, &proved);
        judge_head(c, proof, &proved);
    } else {
        wrong(c, "head.proof の形式が違います（%zu バイト）。", "head.proof has another form (%zu bytes).", len);
    }
    arena_fini(&arena);
    free(text);
    return OK;
}

/* ---- The tables -------------------------------------------------------------------------- */

static enum err compare(struct checking *c, const char *name, void (*sheet)(const struct presence_facts *, const struct presence_period *, FILE *),
                        const struct presence_period *period)
{
    char *there, *due = sheet_text(sheet, c->facts, period);
    size_t len;
    enum err err = file_text(c, name, &there, &len);

    if (err == OK && (len != strlen(due) || memcmp(there, due, len) != 0))
        wrong(c, "%s が、記録の内容と一致しません。", "%s is not what the entries say.", name);
    if (err == OK)
        free(there);
    free(due);
    return err;
}

static enum err check_tables(struct checking *c)
{
    struct presence_period period;
    char *names, *text, from[11], to[11];
    size_t len;
    bool era;

    TRY(file_text(c, "names.csv", &names, &len));
    if (len >= 1u << 19 || !names_read((struct text){ names, (uint32_t)len }, c->facts))
        wrong(c, "names.csv の形式が違います（%zu バイト）。", "names.csv has another form (%zu bytes).", len);
    free(names);
    TRY(file_text(c, "period.txt", &text, &len));
    if (sscanf(text, "%10s %10s", from, to) != 2 || !date_parse(text_of(from), &period.from, &era) || !date_parse(text_of(to), &period.to, &era))
        wrong(c, "period.txt の形式が違います（%zu バイト）。", "period.txt has another form (%zu bytes).", len);
    free(text);
    if (c->fault[0] != '\0')
        return OK;
    TRY(compare(c, "presence.csv", presence_sheet, &period));
    return compare(c, "attendance.csv", attendance_sheet, &period);
}

enum err presence_check(const char *dir, const char *origin, const uint8_t public_key[32], bool english, struct presence_facts *facts,
                        char ret_fault[AUDIT_FAULT_SIZE])
{
    struct checking *c = calloc(1, sizeof *c);
    enum err err;

    must(c != NULL);
    c->dir = dir;
    c->english = english;
    c->facts = facts;
    c->fault = ret_fault;
    ret_fault[0] = '\0';
    arena_init(&c->arena, 4u << 20);
    err = take_entries(c);
    if (err == OK)
        err = check_head(c, origin, public_key);
    if (err == OK && ret_fault[0] == '\0')
        err = check_tables(c);
    chains_fini(&c->chains);
    arena_fini(&c->arena);
    free(c);
    return err;
}
