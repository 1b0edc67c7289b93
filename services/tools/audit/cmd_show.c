/* madoguchi-audit show: one entry as it was stored, and the proof that the signed log holds it. */
#include <errno.h>
#include <inttypes.h>

#include "auditor.h"
#include "codec/check.h"
#include "entry_words.h"
#include "fetch.h"
#include "trust/hash.h"
#include "words.h"

#include "base/invariant.h"

#define JSON_ROOM (512u * 1024u)

struct shown {
    struct leaf_line leaf;
    uint8_t hash[32];
    struct audit_kept tree;            /* the signed head */
    bool noted, signature_ok, readable, covered, included;
    struct arena arena;
};

bool index_read(const char *text, uint64_t *ret)
{
    char *end;

    errno = 0;
    *ret = strtoull(text, &end, 10);
    if (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0)
        return true;
    fprintf(stderr, "%s: %s\n", text, words("番号ではありません", "not an index"));
    return false;
}

static enum err find(struct auditor *a, uint64_t index, struct shown *s)
{
    struct audit_leaf_result leaf;
    struct check_fault fault;

    TRY(audit_ask(a->audit, &audit_ask_leaf, &(struct audit_leaf){ .leaf_index = index }, &s->arena, &leaf));
    s->leaf = leaf.leaf;
    s->leaf.entry = bytes_copy(&s->arena, leaf.leaf.entry);            /* the answer dies at the next question */
    s->leaf.source = text_copy(&s->arena, leaf.leaf.source);
    leaf_hash(s->leaf.entry, s->hash);
    s->readable = leaf.leaf.leaf_index == index && check_bytes(s->leaf.entry, &check_limits_entry, &fault) == OK;
    return OK;
}

static enum err prove(struct auditor *a, uint64_t index, struct shown *s)
{
    struct audit_signed now;

    TRY(audit_ask_signed(a->audit, a->origin, a->public_key, &s->arena, &now));
    s->noted = now.noted;
    s->signature_ok = now.ok;
    s->tree = now.tree;
    s->covered = s->signature_ok && index < s->tree.size;
    return s->covered ? audit_included(a->audit, index, s->hash, &s->tree, &s->arena, &s->included) : OK;
}

static enum audit_outcome outcome_of(const struct shown *s)
{
    if (!s->readable || (s->noted && !s->signature_ok) || (s->covered && !s->included))
        return AUDIT_TAMPERED;
    return s->covered ? AUDIT_VERIFIED : AUDIT_INCOMPLETE;
}

static void put_text(struct shown *s)
{
    char hex[65], a[GROUPED_SIZE], b[GROUPED_SIZE];

    hex_put(hex, s->hash, sizeof s->hash);
    put_line("番号", "Index", "%s", grouped(s->leaf.leaf_index, a));
    put_line("元の記録", "Source", words("%.*s %s  世代 %" PRIu64 " の %s 番目", "%.*s %s  epoch %" PRIu64 ", entry %s"), (int)s->leaf.source.len, s->leaf.source.at,
             service_words(s->leaf.source), s->leaf.epoch, grouped(s->leaf.sequence, b));
    if (!s->readable || !entry_put(s->leaf.entry, &s->arena)) {
        s->readable = false;
        put_line("内容", "Content", "%s", words("記録として読めません", "cannot be read as an entry"));
    }
    put_line("ハッシュ", "Hash", "%s", hex);
    if (s->noted)
        put_verdict_line("先頭の署名", "Signed head", s->signature_ok);
    if (s->covered)
        put_line("監査ログに", "In the signed log", s->included ? words("✓ 含まれています（%s 件に署名）", "ok, proved (of %s leaves)") : words("✗ 証明が合いません（%s 件に署名）", "NOT PROVED (of %s leaves)"),
                 grouped(s->tree.size, a));
    else
        put_line("監査ログに", "In the signed log", "%s", words("まだ署名されていません", "not signed yet"));
}

static void put_object(const char *origin, struct shown *s)
{
    struct writer w = writer_of(arena_take(&s->arena, JSON_ROOM), JSON_ROOM);

    write_map(&w, s->readable ? 11 : 10);
    if (s->readable) {
        write_key(&w, "entry");
        write_raw(&w, s->leaf.entry);
    }
    key_u64(&w, "epoch", s->leaf.epoch);
    key_bin(&w, "hash", s->hash, sizeof s->hash);
    key_bool(&w, "included", s->included);
    key_u64(&w, "index", s->leaf.leaf_index);
    key_text(&w, "origin", text_of(origin));
    key_u64(&w, "sequence", s->leaf.sequence);
    key_bool(&w, "signature_ok", s->signature_ok);
    key_u64(&w, "signed_size", s->tree.size);
    key_text(&w, "source", s->leaf.source);
    key_text(&w, "verdict", text_of(audit_outcome_name(outcome_of(s))));
    put_json(&w, &s->arena);
}

static int show(const struct ask *ask, struct auditor *a, uint64_t index, struct shown *s)
{
    enum err err = find(a, index, s);

    if (err == OK)
        err = prove(a, index, s);
    if (err == ERR_NOT_FOUND) {
        fprintf(stderr, words("記録 %" PRIu64 " はありません。\n", "There is no leaf %" PRIu64 ".\n"), index);
        return AUDIT_EXIT_CANNOT_TELL;
    }
    if (err != OK)
        return cannot_tell(err);
    if (ask->json)
        put_object(a->origin, s);
    else
        put_text(s);
    return exit_of(outcome_of(s));
}

int cmd_show(const struct ask *ask)
{
    struct auditor auditor;
    struct shown s = { .noted = false };
    struct audit_kept kept;
    int code = AUDIT_EXIT_CANNOT_TELL;
    uint64_t index;

    must(ask->operand != NULL);
    if (!index_read(ask->operand, &index))
        return AUDIT_EXIT_USAGE;
    arena_init(&s.arena, AUDIT_ARENA_BYTES);
    if (auditor_open(ask, &auditor) && auditor_kept(ask, &auditor, &kept))
        code = show(ask, &auditor, index, &s);
    auditor_close(&auditor);
    arena_fini(&s.arena);
    return code;
}
