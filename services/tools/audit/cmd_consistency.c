/* madoguchi-audit consistency OLD NEW: does the larger head begin with the smaller one? A head is a file with a signed
 * checkpoint (from a report, a bundle, a witness), `kept` (the one verified last), `now` (the present signed one), or a
 * number of leaves of the present log. */
#include <inttypes.h>

#include "auditor.h"
#include "fetch.h"
#include "words.h"

#include "base/invariant.h"

#define NOTE_BYTES_MAX 16384u
#define JSON_ROOM 4096u

struct comparing {
    const struct ask *ask;
    struct auditor *auditor;
    struct audit_kept kept;
    struct audit_signed now;
    struct arena arena;
    bool proved;                       /* all that was named belongs to the present log */
};

/* Root of the first `size` leaves as the service tells it, and proved to be a beginning of the signed log. */
static enum err by_size(struct comparing *c, uint64_t size, struct audit_kept *ret)
{
    const struct audit_inclusion body = { .leaf_index = size - 1, .size = size };
    struct audit_inclusion_result result;
    bool begins;

    if (size == 0 || size > c->now.tree.size)
        return ERR_NOT_FOUND;
    TRY(audit_ask(c->auditor->audit, &audit_ask_inclusion, &body, &c->arena, &result));
    *ret = (struct audit_kept){ .size = size };
    memcpy(ret->root, result.root.at, 32);
    TRY(audit_consistent(c->auditor->audit, ret, &c->now.tree, &c->arena, &begins));
    c->proved = c->proved && begins;
    return OK;
}

/* A checkpoint that the log's key, or one it was changed to, signed. */
static bool by_note(struct comparing *c, struct text note, struct audit_kept *ret)
{
    struct checkpoint head, change;
    uint8_t key[32];

    memcpy(key, c->auditor->public_key, 32);
    for (uint32_t i = 0; i <= c->now.change_count; i++) {
        if (checkpoint_get(note, c->auditor->origin, key, &head) == OK) {
            *ret = (struct audit_kept){ .size = head.size };
            memcpy(ret->root, head.root, 32);
            return true;
        }
        if (i < c->now.change_count && checkpoint_get(c->now.changes[i], c->auditor->origin, key, &change) == OK && change.changes_key)
            memcpy(key, change.next_key, 32);
    }
    return false;
}

/* False with everything said and the exit code. */
static bool named(struct comparing *c, const char *word, struct audit_kept *ret, int *ret_code)
{
    char note[NOTE_BYTES_MAX];
    uint64_t size;
    uint32_t len;
    enum err err = OK;

    *ret_code = AUDIT_EXIT_CANNOT_TELL;
    if (strcmp(word, "now") == 0 || strcmp(word, "kept") == 0) {
        *ret = strcmp(word, "now") == 0 ? c->now.tree : c->kept;
        if (ret->size > 0)
            return true;
        fprintf(stderr, "%s: %s\n", word, words("まだありません", "there is none yet"));
        return false;
    }
    if (*word >= '0' && *word <= '9' && strspn(word, "0123456789") == strlen(word)) {
        err = index_read(word, &size) ? by_size(c, size, ret) : ERR_NOT_FOUND;
        if (err == ERR_NOT_FOUND)
            fprintf(stderr, "%s: %s\n", word, words("署名された記録は、それより少数です", "fewer leaves are signed"));
        else if (err != OK)
            *ret_code = cannot_tell(err);
        return err == OK;
    }
    if (!small_file(word, note, sizeof note, &len))
        return false;
    if (by_note(c, (struct text){ note, len }, ret))
        return true;
    fprintf(stderr, "%s: %s\n", word, words("この監査ログの鍵で署名された先頭ではありません", "no head signed with the key of this log"));
    *ret_code = AUDIT_EXIT_TAMPERED;
    return false;
}

static int tell(struct comparing *c, const struct audit_kept *old, const struct audit_kept *fresh, bool consistent)
{
    char a[GROUPED_SIZE], hex[65];

    if (c->ask->json) {
        struct writer w = writer_of(arena_take(&c->arena, JSON_ROOM), JSON_ROOM);

        write_map(&w, 7);
        key_bool(&w, "consistent", consistent);
        key_bin(&w, "new_root", fresh->root, 32);
        key_u64(&w, "new_size", fresh->size);
        key_bin(&w, "old_root", old->root, 32);
        key_u64(&w, "old_size", old->size);
        key_text(&w, "origin", text_of(c->auditor->origin));
        key_text(&w, "verdict", text_of(audit_outcome_name(consistent ? AUDIT_VERIFIED : AUDIT_TAMPERED)));
        put_json(&w, &c->arena);
    } else {
        printf("%s  %s\n", words("監査ログ", "Audit log"), c->auditor->origin);
        put_line("古い先頭", "Old head", words("%s 件", "%s leaves"), grouped(old->size, a));
        hex_put(hex, old->root, 32);
        put_line("", "", "%s", hex);
        put_line("新しい先頭", "New head", words("%s 件", "%s leaves"), grouped(fresh->size, a));
        hex_put(hex, fresh->root, 32);
        put_line("", "", "%s", hex);
        put_verdict_line("つながり", "Continues", consistent);
    }
    return exit_of(consistent ? AUDIT_VERIFIED : AUDIT_TAMPERED);
}

static int compare(struct comparing *c)
{
    struct audit_kept old, fresh;
    bool consistent = true;
    int code;
    enum err err;

    err = audit_ask_signed(c->auditor->audit, c->auditor->origin, c->auditor->public_key, &c->arena, &c->now);
    if (err != OK)
        return cannot_tell(err);
    if (c->now.noted && !c->now.ok) {
        fprintf(stderr, "%s\n", words("いまの先頭の署名が、公開鍵と一致しません。", "The signature of the present head does not fit the public key."));
        return AUDIT_EXIT_TAMPERED;
    }
    c->proved = true;
    if (!named(c, c->ask->operand, &old, &code) || !named(c, c->ask->operand2, &fresh, &code))
        return code;
    if (old.size > fresh.size) {
        fprintf(stderr, "%s\n", words("古い先頭の方が大きくなっています。順序を確かめてください。", "The old head is the larger one. Please see which is which."));
        return AUDIT_EXIT_USAGE;
    }
    err = fresh.size > c->now.all.size ? ERR_NOT_FOUND : audit_consistent(c->auditor->audit, &old, &fresh, &c->arena, &consistent);
    if (err == ERR_NOT_FOUND)
        return tell(c, &old, &fresh, false);           /* the log has fewer leaves than a head that was signed */
    if (err != OK)
        return cannot_tell(err);
    return tell(c, &old, &fresh, consistent && c->proved);
}

int cmd_consistency(const struct ask *ask)
{
    struct auditor auditor;
    struct comparing *c = calloc(1, sizeof *c);
    int code = AUDIT_EXIT_CANNOT_TELL;

    must(c != NULL && ask->operand != NULL && ask->operand2 != NULL);
    c->ask = ask;
    c->auditor = &auditor;
    arena_init(&c->arena, AUDIT_ARENA_BYTES);
    if (auditor_open(ask, &auditor) && auditor_kept(ask, &auditor, &c->kept))
        code = compare(c);
    auditor_close(&auditor);
    arena_fini(&c->arena);
    free(c);
    return code;
}
