/* Searching the log. Keeps true: what is handed on comes from leaves that are proved, or from a bundle whose verdict is
 * told with it. */
#include "finding.h"

#include <inttypes.h>

#include "base/invariant.h"
#include "codec/check.h"
#include "words.h"

void want(struct finding *f, const char *word, const char *value)
{
    if (value == NULL)
        return;
    must(f->wanted.term_count < AUDIT_WANTED_MAX);
    f->wanted.terms[f->wanted.term_count].word = word;
    f->wanted.terms[f->wanted.term_count++].value = text_of(value);
}

bool want_object(struct finding *f, const char *text)
{
    static const char *const words_known[] = { "card", "ticket", "booking", "hold", "desk", "line", "account", "delivery", "notice", "record", "slot", "number",
                                               "name", "subject", "id", "stocktake", "incident", "terminal", "tracking_number", "delivery_number" };
    const char *colon = strchr(text, ':');

    if (colon == NULL) {
        want(f, *text >= '0' && *text <= '9' && strspn(text, "0123456789") == strlen(text) ? "id" : "number", text);
        return true;
    }
    for (size_t i = 0; i < sizeof words_known / sizeof *words_known; i++)
        if (strncmp(text, words_known[i], (size_t)(colon - text)) == 0 && words_known[i][colon - text] == '\0') {
            want(f, words_known[i], colon + 1);
            return true;
        }
    fprintf(stderr, "%s: %s", text, words("対象の種類は次のいずれかです:", "an object is one of"));
    for (size_t i = 0; i < sizeof words_known / sizeof *words_known; i++)
        fprintf(stderr, " %s", words_known[i]);
    fputs("\n", stderr);
    return false;
}

/* ---- Over a bundle ---- */

struct reading_bundle {
    struct finding *f;
    struct arena arena;
    bool done;
};

static enum err take_line(void *self, const struct audit_line *line)
{
    struct reading_bundle *r = self;
    struct check_fault fault;
    struct entry *entry;

    arena_reset(&r->arena);
    entry = arena_take(&r->arena, sizeof *entry);
    if (!r->done && check_bytes(line->entry, &check_limits_entry, &fault) == OK && entry_decode(line->entry, &r->arena, entry) == OK &&
        entry_wanted(entry, &r->f->wanted))
        r->done = !r->f->each(r->f->self, line, entry);
    return OK;
}

static int find_in_bundle(struct finding *f)
{
    struct reading_bundle r = { .f = f };
    struct audit_reading how = { .self = &r, .each = take_line };
    struct audit_verdict verdict;
    char vkey[VERIFIER_KEY_SIZE], fault[AUDIT_FAULT_SIZE];
    enum err err;

    if (f->ask->vkey != NULL && !vkey_read(f->ask->vkey, vkey))
        return AUDIT_EXIT_CANNOT_TELL;
    arena_init(&r.arena, AUDIT_ARENA_BYTES);
    err = audit_recheck_bundle(f->ask->bundle, f->ask->vkey != NULL ? vkey : NULL, &how, &verdict, f->origin, fault);
    arena_fini(&r.arena);
    if (err != OK) {
        fprintf(stderr, "%s\n", fault);
        return AUDIT_EXIT_CANNOT_TELL;
    }
    f->outcome = verdict.outcome;
    f->fault = verdict.fault;
    f->size = verdict.size;
    f->seen = verdict.seen;
    f->signed_at_us = verdict.signed_at_us;
    memcpy(f->root, verdict.root, sizeof f->root);
    return 0;
}

/* ---- Over the copy ---- */

static int synced(struct finding *f, struct auditor *a, struct audit_copy *copy, const struct audit_kept *kept, struct arena *arena)
{
    const struct audit_reading how = { .kept = kept, .progress = progress_show };
    struct audit_synced *found = arena_take(arena, sizeof *found);
    enum err err = audit_sign_now(a->audit);

    if (err == OK || err == ERR_DENIED || err == ERR_NOT_FOUND)
        err = audit_copy_sync(copy, a->audit, a->public_key, &how, arena, found);
    progress_end();
    if (err != OK)
        return cannot_tell(err);
    f->outcome = found->outcome;
    f->fault = found->fault;
    f->size = f->seen = found->now.tree.size;
    f->signed_at_us = found->now.head.at_us;
    f->unsigned_leaves = found->now.all.size > f->size ? found->now.all.size - f->size : 0;
    memcpy(f->root, found->now.tree.root, sizeof f->root);
    if (found->outcome == AUDIT_VERIFIED && f->size > kept->size)
        kept_save(kept_path(f->ask, &a->at).at, a->origin, &found->now.tree);
    return 0;
}

static int search(struct finding *f, struct audit_copy *copy)
{
    if (f->outcome == AUDIT_VERIFIED && audit_copy_find(copy, &f->wanted, f->self, f->each) == OK)
        return 0;
    if (f->outcome != AUDIT_VERIFIED)
        return 0;
    fprintf(stderr, "%s\n", words("手元の写しが壊れています。--copy のフォルダーを消して、もう一度実行してください。", "The copy is damaged. Please remove its folder (--copy) and try again."));
    return AUDIT_EXIT_CANNOT_TELL;
}

static int find_in_copy(struct finding *f)
{
    struct auditor auditor;
    struct audit_kept kept;
    struct audit_copy *copy = NULL;
    struct arena arena;
    char fault[AUDIT_FAULT_SIZE];
    int code = AUDIT_EXIT_CANNOT_TELL;

    arena_init(&arena, AUDIT_ARENA_BYTES);
    if (auditor_open(f->ask, &auditor) && auditor_kept(f->ask, &auditor, &kept)) {
        struct path dir = f->ask->copy != NULL ? path_format("%.*s", (int)DIRECTORY_BYTES_MAX, f->ask->copy) : path_format("%s/auditor", auditor.at.dir);

        memcpy(f->origin, auditor.origin, sizeof f->origin);
        if (audit_copy_open(dir.at, auditor.origin, &copy, fault) != OK)
            fprintf(stderr, "%s\n", fault);
        else if ((code = synced(f, &auditor, copy, &kept, &arena)) == 0)
            code = search(f, copy);
    }
    audit_copy_drop(&copy);
    auditor_close(&auditor);
    arena_fini(&arena);
    return code;
}

int find_all(struct finding *f)
{
    return f->ask->bundle != NULL ? find_in_bundle(f) : find_in_copy(f);
}

int put_finding(const struct finding *f, uint64_t matches)
{
    char a[GROUPED_SIZE], b[GROUPED_SIZE], fault[AUDIT_FAULT_SIZE];
    struct arena arena;

    arena_init(&arena, 1u << 16);
    audit_fault_text(&f->fault, !words_english(), fault);
    if (f->outcome == AUDIT_VERIFIED)
        printf(words("%s 件。署名済みの %s 件すべてを検証・照合、欠けなし。\n署名 %s\n", "%s found in all %s signed leaves, each proved, none missing.\nSigned %s\n"),
               grouped(matches, a), grouped(f->size, b), time_words(&arena, f->signed_at_us).at);
    else
        printf("%s  %s\n", f->outcome == AUDIT_TAMPERED ? words("改ざんがあります。", "TAMPERED") : words("欠けているものがあります。", "INCOMPLETE"), fault);
    if (f->unsigned_leaves > 0)
        printf(words("ほかに、まだ署名されていない記録が %s 件あります。\n", "Besides, %s leaves are not signed yet.\n"), grouped(f->unsigned_leaves, a));
    arena_fini(&arena);
    return exit_of(f->outcome);
}
