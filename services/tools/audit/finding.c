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
    const struct finding *f;
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

static int find_in_bundle(struct finder *finder, const struct finding *f)
{
    struct reading_bundle r = { .f = f };
    struct audit_reading how = { .self = &r, .each = take_line };
    struct audit_verdict verdict;
    char vkey[VERIFIER_KEY_SIZE], fault[AUDIT_FAULT_SIZE];
    enum err err;

    if (finder->ask->vkey != NULL && !vkey_read(finder->ask->vkey, vkey))
        return AUDIT_EXIT_CANNOT_TELL;
    arena_init(&r.arena, AUDIT_ARENA_BYTES);
    err = audit_recheck_bundle(finder->ask->bundle, finder->ask->vkey != NULL ? vkey : NULL, &how, &verdict, finder->origin, fault);
    arena_fini(&r.arena);
    if (err != OK) {
        fprintf(stderr, "%s\n", fault);
        return AUDIT_EXIT_CANNOT_TELL;
    }
    finder->outcome = verdict.outcome;
    finder->fault = verdict.fault;
    finder->size = verdict.size;
    finder->signed_at_us = verdict.signed_at_us;
    memcpy(finder->root, verdict.root, sizeof finder->root);
    return 0;
}

/* ---- Over the copy ---- */

static int sync(struct finder *finder, const struct audit_kept *kept)
{
    const struct audit_reading how = { .kept = kept, .progress = progress_show };
    struct audit_synced *found = arena_take(&finder->arena, sizeof *found);
    enum err err = audit_sign_now(finder->auditor.audit);

    if (err == OK || err == ERR_DENIED || err == ERR_NOT_FOUND)
        err = audit_copy_sync(finder->copy, finder->auditor.audit, finder->auditor.public_key, &how, &finder->arena, found);
    progress_end();
    if (err != OK)
        return cannot_tell(err);
    finder->outcome = found->outcome;
    finder->fault = found->fault;
    finder->size = found->now.tree.size;
    finder->signed_at_us = found->now.head.at_us;
    finder->unsigned_leaves = found->now.all.size > finder->size ? found->now.all.size - finder->size : 0;
    memcpy(finder->root, found->now.tree.root, sizeof finder->root);
    if (found->outcome == AUDIT_VERIFIED && finder->size > kept->size)
        kept_save(kept_path(finder->ask, &finder->auditor.at).at, finder->origin, &found->now.tree);
    return 0;
}

int finder_open(const struct ask *ask, struct finder *ret)
{
    struct audit_kept kept;
    char fault[AUDIT_FAULT_SIZE];
    struct path dir;

    *ret = (struct finder){ .ask = ask };
    arena_init(&ret->arena, AUDIT_ARENA_BYTES);
    if (ask->bundle != NULL)
        return 0;
    ret->connected = true;
    if (!auditor_open(ask, &ret->auditor) || !auditor_kept(ask, &ret->auditor, &kept))
        return AUDIT_EXIT_CANNOT_TELL;
    memcpy(ret->origin, ret->auditor.origin, sizeof ret->origin);
    dir = ask->copy != NULL ? path_format("%.*s", (int)DIRECTORY_BYTES_MAX, ask->copy) : path_format("%s/auditor", ret->auditor.at.dir);
    if (audit_copy_open(dir.at, ret->origin, &ret->copy, fault) == OK)
        return sync(ret, &kept);
    fprintf(stderr, "%s\n", fault);
    return AUDIT_EXIT_CANNOT_TELL;
}

void finder_close(struct finder *finder)
{
    audit_copy_drop(&finder->copy);
    if (finder->connected)
        auditor_close(&finder->auditor);
    arena_fini(&finder->arena);
}

int find_all(struct finder *finder, const struct finding *f)
{
    if (finder->ask->bundle != NULL)
        return find_in_bundle(finder, f);
    if (finder->outcome != AUDIT_VERIFIED || audit_copy_find(finder->copy, &f->wanted, f->self, f->each) == OK)
        return 0;                      /* what is not proved is not searched; the verdict is told */
    fprintf(stderr, "%s\n", words("手元の写しが壊れています。--copy のフォルダーを消して、もう一度実行してください。", "The copy is damaged. Please remove its folder (--copy) and try again."));
    return AUDIT_EXIT_CANNOT_TELL;
}

void put_fault(const struct finder *finder)
{
    char fault[AUDIT_FAULT_SIZE];

    audit_fault_text(&finder->fault, !words_english(), fault);
    if (*fault != '\0')
        fprintf(stderr, "%s\n", fault);
}

int put_finding(const struct finder *finder, uint64_t matches)
{
    char a[GROUPED_SIZE], b[GROUPED_SIZE], fault[AUDIT_FAULT_SIZE];
    struct arena arena;

    arena_init(&arena, 1u << 16);
    audit_fault_text(&finder->fault, !words_english(), fault);
    if (finder->outcome == AUDIT_VERIFIED)
        printf(words("%s 件。署名済みの %s 件すべてを検証・照合、欠けなし。\n署名 %s\n", "%s found in all %s signed leaves, each proved, none missing.\nSigned %s\n"),
               grouped(matches, a), grouped(finder->size, b), time_words(&arena, finder->signed_at_us).at);
    else
        printf("%s  %s\n", finder->outcome == AUDIT_TAMPERED ? words("改ざんがあります。", "TAMPERED") : words("欠けているものがあります。", "INCOMPLETE"), fault);
    if (finder->unsigned_leaves > 0)
        printf(words("ほかに、まだ署名されていない記録が %s 件あります。\n", "Besides, %s leaves are not signed yet.\n"), grouped(finder->unsigned_leaves, a));
    arena_fini(&arena);
    return exit_of(finder->outcome);
}
