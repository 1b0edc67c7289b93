/* madoguchi-audit verify, and export: both end in a verdict. */
#include <inttypes.h>
#include <unistd.h>

#include "auditor.h"
#include "words.h"

#include "base/invariant.h"

#define ARENA_BYTES_MAX (1024u * 1024u)
#define JSON_ROOM 8192u

/* ---- Telling ---- */

static void put_sources(const struct audit_verdict *v)
{
    char number[GROUPED_SIZE];

    for (uint32_t i = 0; i < v->source_count; i++) {
        struct text name = text_of(v->sources[i].name);

        fputs("    ", stdout);
        if (!words_english())
            put_padded(text_of(service_words(name)), 6);
        put_padded(name, 14);
        printf(words("世代 %-3" PRIu64 " 末尾 %-10s", "epoch %-3" PRIu64 " last %-10s"), v->sources[i].epoch, grouped(v->sources[i].sequence, number));
        printf(words(" 記録 %s\n", " entries %s\n"), grouped(v->sources[i].entries, number));
    }
}

static void put_text(const char *origin, const struct audit_verdict *v, struct arena *arena)
{
    char number[GROUPED_SIZE], root[65], fault[AUDIT_FAULT_SIZE];
    static const struct { const char *ja, *en; } verdicts[] = {
        [AUDIT_VERIFIED] = { "検証できました。", "verified" },
        [AUDIT_TAMPERED] = { "改ざんがあります。", "TAMPERED" },
        [AUDIT_INCOMPLETE] = { "欠けているものがあります。", "INCOMPLETE" },
    };

    hex_put(root, v->root, sizeof v->root);
    printf("%s  %s\n", words("監査ログ", "Audit log"), origin);
    put_line("署名済みの記録", "Signed leaves", "%s", grouped(v->size, number));
    put_line("調べた記録", "Leaves checked", "%s", grouped(v->seen, number));
    put_line("根", "Root", "%s", root);
    if (v->signature_ok)
        put_line("署名の時刻", "Signed at", "%s", time_words(arena, v->signed_at_us).at);
    put_verdict_line("署名", "Signature", v->signature_ok);
    put_verdict_line("根の一致", "Root as signed", v->root_ok);
    put_verdict_line("つながり", "Chains", v->chains_ok);
    put_verdict_line("欠けなし", "Nothing missing", v->complete);
    if (v->key_changes > 0)
        put_line("署名鍵の変更", "Key changes", "%" PRIu32, v->key_changes);
    if (v->witnessed > 0)
        put_line("立会人の署名", "Witnessed", words("%s 件まで  %s  %s", "%s leaves  %s  %s"), grouped(v->witnessed, number), v->witness,
                 time_words(arena, v->witnessed_at_us).at);
    if (v->reports > 0)
        put_line("日報に載る先頭", "Heads in reports", "%" PRIu32, v->reports);
    put_sources(v);
    audit_fault_text(&v->fault, !words_english(), fault);
    if (*fault != '\0')
        printf("  %s\n", fault);
    printf("%s  %s\n", words("判定", "Verdict"), words(verdicts[v->outcome].ja, verdicts[v->outcome].en));
}

static void put_object(const char *origin, const struct audit_verdict *v, struct arena *arena)
{
    uint8_t *room = arena_take(arena, JSON_ROOM);
    struct writer w = writer_of(room, JSON_ROOM);
    char fault[AUDIT_FAULT_SIZE];

    audit_fault_text(&v->fault, !words_english(), fault);
    write_map(&w, 12u + (v->witnessed > 0 ? 1u : 0u) + (v->signature_ok ? 1u : 0u) + (*fault != '\0' ? 1u : 0u));
    key_bool(&w, "chains_ok", v->chains_ok);
    key_bool(&w, "complete", v->complete);
    if (*fault != '\0')
        key_text(&w, "fault", text_of(fault));
    key_u64(&w, "key_changes", v->key_changes);
    key_text(&w, "origin", text_of(origin));
    key_u64(&w, "reports", v->reports);
    key_bin(&w, "root", v->root, sizeof v->root);
    key_bool(&w, "root_ok", v->root_ok);
    key_u64(&w, "seen", v->seen);
    key_bool(&w, "signature_ok", v->signature_ok);
    if (v->signature_ok)
        key_time(&w, "signed_at", v->signed_at_us);
    key_u64(&w, "size", v->size);
    write_key(&w, "sources");
    write_array(&w, v->source_count);
    for (uint32_t i = 0; i < v->source_count; i++) {
        write_map(&w, 4);
        key_u64(&w, "entries", v->sources[i].entries);
        key_u64(&w, "epoch", v->sources[i].epoch);
        key_u64(&w, "sequence", v->sources[i].sequence);
        key_text(&w, "source", text_of(v->sources[i].name));
    }
    key_text(&w, "verdict", text_of(audit_outcome_name(v->outcome)));
    if (v->witnessed > 0)
        key_u64(&w, "witnessed", v->witnessed);
    put_json(&w, arena);
}

static void put_rows(const struct audit_verdict *v)
{
    char number[24];

    put_cell("source", false);
    put_cell("epoch", false);
    put_cell("sequence", false);
    put_cell("entries", true);
    for (uint32_t i = 0; i < v->source_count; i++) {
        put_cell(v->sources[i].name, false);
        snprintf(number, sizeof number, "%" PRIu64, v->sources[i].epoch);
        put_cell(number, false);
        snprintf(number, sizeof number, "%" PRIu64, v->sources[i].sequence);
        put_cell(number, false);
        snprintf(number, sizeof number, "%" PRIu64, v->sources[i].entries);
        put_cell(number, true);
    }
}

static int tell(const struct ask *ask, const char *origin, const struct audit_verdict *verdict)
{
    struct arena arena;

    arena_init(&arena, ARENA_BYTES_MAX);
    progress_end();
    if (ask->json)
        put_object(origin, verdict, &arena);
    else if (ask->csv)
        put_rows(verdict);
    else
        put_text(origin, verdict, &arena);
    arena_fini(&arena);
    return exit_of(verdict->outcome);
}

/* ---- Doing ---- */

static void keep(const struct path *path, const char *origin, const struct audit_kept *before, const struct audit_verdict *verdict)
{
    struct audit_kept now = audit_kept_of(verdict);

    if (verdict->outcome == AUDIT_VERIFIED && now.size > before->size)
        kept_save(path->at, origin, &now);
}

static int verify_bundle(const struct ask *ask, const char *dir)
{
    struct audit_reading how = { .progress = progress_show };
    struct audit_verdict verdict;
    struct audit_kept kept = { .size = 0 };
    char origin[CHECKPOINT_ORIGIN_MAX + 1], fault[AUDIT_FAULT_SIZE], vkey[VERIFIER_KEY_SIZE], witness[VERIFIER_KEY_SIZE];
    struct path state = { "" };

    if ((ask->vkey != NULL && !vkey_read(ask->vkey, vkey)) || !witness_key_of(ask, NULL, witness, &how.witness))
        return AUDIT_EXIT_CANNOT_TELL;
    /* The log's name is only known from its key, so the head kept is read after a first look. */
    if (audit_recheck_bundle(dir, ask->vkey != NULL ? vkey : NULL, &how, &verdict, origin, fault) != OK) {
        progress_end();
        fprintf(stderr, "%s\n", fault);
        return AUDIT_EXIT_CANNOT_TELL;
    }
    if (ask->state != NULL) {
        state = path_format("%.*s", (int)DIRECTORY_BYTES_MAX, ask->state);
        if (!kept_load(state.at, origin, &kept))
            return AUDIT_EXIT_CANNOT_TELL;
        how.kept = &kept;
        if (kept.has_key && ask->vkey == NULL)
            verifier_key_put(origin, kept.key, vkey, sizeof vkey);
        if (audit_recheck_bundle(dir, ask->vkey != NULL || kept.has_key ? vkey : NULL, &how, &verdict, origin, fault) != OK)
            return AUDIT_EXIT_CANNOT_TELL;
        keep(&state, origin, &kept, &verdict);
    }
    return tell(ask, origin, &verdict);
}

/* Both against a running service; `to` NULL: only verify. */
static int with_service(const struct ask *ask, const char *to)
{
    struct auditor auditor;
    struct audit_kept kept;
    struct audit_reading how = { .kept = &kept, .progress = progress_show };
    struct audit_verdict verdict;
    struct path state;
    char fault[AUDIT_FAULT_SIZE] = "", witness[VERIFIER_KEY_SIZE];
    int code = AUDIT_EXIT_CANNOT_TELL;
    enum err err;

    if (auditor_open(ask, &auditor)) {
        state = kept_path(ask, &auditor.at);
        if (auditor_kept(ask, &auditor, &kept) && witness_key_of(ask, &auditor.at, witness, &how.witness)) {
            err = to != NULL ? audit_export(auditor.audit, auditor.public_key, auditor.origin, to, &how, &verdict, fault)
                             : audit_recheck_as(auditor.audit, auditor.public_key, auditor.origin, &how, &verdict);
            progress_end();
            if (err == OK) {
                keep(&state, auditor.origin, &kept, &verdict);
                code = tell(ask, auditor.origin, &verdict);
            } else if (*fault != '\0') {
                fprintf(stderr, "%s\n", fault);
            } else {
                code = cannot_tell(err);
            }
        }
    }
    auditor_close(&auditor);
    return code;
}

int cmd_verify(const struct ask *ask)
{
    if (ask->operand != NULL)
        return verify_proof(ask, ask->operand);
    return ask->bundle != NULL ? verify_bundle(ask, ask->bundle) : with_service(ask, NULL);
}

int cmd_export(const struct ask *ask)
{
    must(ask->operand != NULL);
    return ask->check ? verify_bundle(ask, ask->operand) : with_service(ask, ask->operand);
}
