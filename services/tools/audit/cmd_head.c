/* madoguchi-audit head: how large the log is, how far it is signed, and how far each service has been taken. Proves
 * that the present head continues the signed one and the one verified last, without reading the leaves. */
#include <inttypes.h>

#include "auditor.h"
#include "fetch.h"
#include "words.h"

#include "base/invariant.h"

#define SOURCE_GIVE_UP_MS 1500
#define JSON_ROOM 8192u

struct source_line {
    char name[AUDIT_SOURCE_SIZE];
    uint64_t epoch, sequence;          /* as audit has it */
    bool diverged, answers;
    uint64_t own_epoch, own_head;      /* as it says itself */
};

struct head_now {
    struct audit_kept all, signed_head, kept, witnessed;
    const char *witness;               /* its key; NULL: none is known here */
    char witness_name[CHECKPOINT_ORIGIN_MAX + 1];
    uint64_t witnessed_at_us;
    bool key_changed, continues_witnessed;
    uint64_t signed_at_us, age_us;
    bool noted, signature_ok, continues, continues_kept;
    struct source_line sources[AUDIT_SOURCES_MAX];
    uint32_t source_count;
    struct arena arena;
};

/* ---- Finding out ---- */

static enum err ask_head(struct auditor *a, struct head_now *h)
{
    struct audit_signed now;
    char name[CHECKPOINT_ORIGIN_MAX + 1];
    struct checkpoint witnessed;
    uint8_t key[32];

    TRY(audit_ask_signed(a->audit, a->origin, a->public_key, &h->arena, &now));
    h->all = now.all;
    h->noted = now.noted;
    h->signature_ok = now.ok;
    h->signed_head = now.tree;
    h->signed_at_us = now.head.at_us;
    h->key_changed = memcmp(now.key, a->public_key, 32) != 0;
    if (h->witness == NULL || now.cosigned.len == 0 || !witness_key_get(text_of(h->witness), name, key))
        return OK;
    if (checkpoint_get(now.cosigned, a->origin, now.key, &witnessed) != OK && checkpoint_get(now.cosigned, a->origin, a->public_key, &witnessed) != OK)
        return OK;
    if (cosignature_check(now.cosigned, name, key, &h->witnessed_at_us) != OK)
        return OK;
    h->witnessed.size = witnessed.size;
    memcpy(h->witnessed.root, witnessed.root, 32);
    memcpy(h->witness_name, name, sizeof name);
    return OK;
}

static enum err ask_proofs(struct auditor *a, struct head_now *h)
{
    if (!h->signature_ok)
        return OK;
    TRY(audit_consistent(a->audit, &h->signed_head, &h->all, &h->arena, &h->continues));
    TRY(audit_consistent(a->audit, &h->witnessed, h->witnessed.size > h->signed_head.size ? &h->all : &h->signed_head, &h->arena, &h->continues_witnessed));
    return audit_consistent(a->audit, &h->kept, &h->signed_head, &h->arena, &h->continues_kept);
}

static enum err ask_sources(struct auditor *a, struct head_now *h)
{
    struct audit_sources_result result;

    TRY(audit_ask(a->audit, &audit_ask_sources, &(struct audit_sources){ 0 }, &h->arena, &result));
    for (uint32_t i = 0; i < result.sources.count && i < AUDIT_SOURCES_MAX; i++) {
        const struct source_state *from = &result.sources.at[i];
        struct source_line *to = &h->sources[h->source_count++];

        *to = (struct source_line){ .epoch = from->epoch, .sequence = from->sequence, .diverged = from->diverged };
        must(from->source.len < sizeof to->name);
        memcpy(to->name, from->source.at, from->source.len);
    }
    return OK;
}

/* What a service says of itself; one that is silent is shown as such. */
static void ask_service(struct auditor *a, struct source_line *line)
{
    struct client *client = auditor_connect(a, line->name, SOURCE_GIVE_UP_MS);
    struct service_status status;
    struct answer answer;

    if (client != NULL && client_status(client, &answer, &status) == OK) {
        line->answers = true;
        line->own_epoch = status.epoch;
        line->own_head = status.head;
    }
    client_drop(&client);
}

static enum err ask_age(struct auditor *a, struct head_now *h)
{
    struct service_status status;
    struct answer answer;

    TRY(client_status(a->audit, &answer, &status));        /* the office's clock: in a trial it is driven */
    h->age_us = status.now_us > h->signed_at_us ? status.now_us - h->signed_at_us : 0;
    return OK;
}

static enum err ask_all(struct auditor *a, struct head_now *h)
{
    TRY(ask_head(a, h));
    TRY(ask_proofs(a, h));
    TRY(ask_sources(a, h));
    TRY(ask_age(a, h));
    for (uint32_t i = 0; i < h->source_count; i++)
        ask_service(a, &h->sources[i]);
    return OK;
}

/* ---- Telling ---- */

static bool lost(const struct source_line *s)
{
    return s->answers && s->own_epoch == s->epoch && s->own_head < s->sequence;
}

static uint64_t lag(const struct source_line *s)
{
    return s->own_epoch == s->epoch && s->own_head > s->sequence ? s->own_head - s->sequence : 0;
}

static enum audit_outcome outcome_of(const struct head_now *h)
{
    bool sound = !h->noted || (h->signature_ok && h->continues && h->continues_kept && h->continues_witnessed);

    for (uint32_t i = 0; i < h->source_count; i++)
        sound = sound && !h->sources[i].diverged && !lost(&h->sources[i]);
    sound = sound && (h->noted || h->kept.size == 0);
    return !sound ? AUDIT_TAMPERED : h->noted ? AUDIT_VERIFIED : AUDIT_INCOMPLETE;
}

static const char *remark(const struct source_line *s)
{
    if (s->diverged)
        return words("食い違いを検知、取込み停止中", "DIVERGED, nothing more is taken");
    if (lost(s))
        return words("監査より短い記録", "ITS LOG IS SHORTER than audit's");
    if (!s->answers)
        return words("応答なし", "no answer");
    return s->own_epoch != s->epoch ? words("世代の切替え中", "another epoch") : "";
}

static void put_source_text(const struct source_line *s)
{
    char a[GROUPED_SIZE], b[GROUPED_SIZE];
    struct text name = text_of(s->name);

    fputs("    ", stdout);
    if (!words_english())
        put_padded(text_of(service_words(name)), 6);
    put_padded(name, 14);
    printf(words("取込み済み %-10s", "taken %-10s"), grouped(s->sequence, a));
    if (s->answers)
        printf(words(" 遅れ %-6s", " lag %-6s"), grouped(lag(s), b));
    printf(" %s\n", remark(s));
}

static void put_witness(struct head_now *h)
{
    char a[GROUPED_SIZE], b[GROUPED_SIZE];

    if (h->witness == NULL)
        return;
    if (h->witnessed.size == 0) {
        put_line("立会人の署名", "Witness", "%s", words("まだありません", "none yet"));
        return;
    }
    put_line("立会人の署名", "Witness", "%s", h->witness_name);
    put_line("", "", words("%s 件まで（遅れ %s 件）  %s", "%s leaves (%s behind)  %s"), grouped(h->witnessed.size, a),
             grouped(h->signed_head.size > h->witnessed.size ? h->signed_head.size - h->witnessed.size : 0, b), time_words(&h->arena, h->witnessed_at_us).at);
    put_verdict_line("立会とのつながり", "Continues it", h->continues_witnessed);
}

static void put_text(const char *origin, struct head_now *h)
{
    char a[GROUPED_SIZE], root[65];

    printf("%s  %s\n", words("監査ログ", "Audit log"), origin);
    hex_put(root, h->all.root, 32);
    put_line("記録", "Leaves", "%s", grouped(h->all.size, a));
    put_line("根", "Root", "%s", root);
    if (!h->noted) {
        put_line("署名", "Signature", "%s", words("まだありません", "none yet"));
    } else {
        put_verdict_line("署名", "Signature", h->signature_ok);
        if (h->signature_ok) {
            put_line("署名済みの記録", "Signed leaves", "%s", grouped(h->signed_head.size, a));
            put_line("署名の時刻", "Signed at", "%s", time_words(&h->arena, h->signed_at_us).at);
            put_line("署名からの時間", "Age", "%s", span_words(&h->arena, h->age_us).at);
            put_verdict_line("署名とのつながり", "Continues it", h->continues);
            if (h->kept.size > 0)
                put_verdict_line("前回とのつながり", "Continues last", h->continues_kept);
            put_witness(h);
            if (h->key_changed)
                put_line("署名鍵", "Key", "%s", words("前回から変更（新旧両方の署名を確認）", "changed since, over a head that both keys signed"));
        }
    }
    for (uint32_t i = 0; i < h->source_count; i++)
        put_source_text(&h->sources[i]);
}

static void put_source_object(struct writer *w, const struct source_line *s)
{
    write_map(w, s->answers ? 7 : 5);
    key_bool(w, "answers", s->answers);
    key_bool(w, "diverged", s->diverged);
    key_u64(w, "epoch", s->epoch);
    if (s->answers) {
        key_u64(w, "head", s->own_head);
        key_u64(w, "lag", lag(s));
    }
    key_u64(w, "sequence", s->sequence);
    key_text(w, "source", text_of(s->name));
}

static void put_object(const char *origin, struct head_now *h)
{
    struct writer w = writer_of(arena_take(&h->arena, JSON_ROOM), JSON_ROOM);

    write_map(&w, (h->signature_ok ? 10u : 6u) + (h->witnessed.size > 0 ? 1u : 0u));
    if (h->signature_ok) {
        key_u64(&w, "age_seconds", h->age_us / US_PER_SECOND);
        key_bool(&w, "continues", h->continues && h->continues_kept && h->continues_witnessed);
    }
    key_text(&w, "origin", text_of(origin));
    key_bin(&w, "root", h->all.root, 32);
    key_bool(&w, "signature_ok", h->signature_ok);
    if (h->signature_ok) {
        key_time(&w, "signed_at", h->signed_at_us);
        key_u64(&w, "signed_size", h->signed_head.size);
    }
    key_u64(&w, "size", h->all.size);
    write_key(&w, "sources");
    write_array(&w, h->source_count);
    for (uint32_t i = 0; i < h->source_count; i++)
        put_source_object(&w, &h->sources[i]);
    key_text(&w, "verdict", text_of(audit_outcome_name(outcome_of(h))));
    if (h->witnessed.size > 0)
        key_u64(&w, "witnessed", h->witnessed.size);
    put_json(&w, &h->arena);
}

static void put_number_cell(uint64_t v, bool last)
{
    char number[24];

    snprintf(number, sizeof number, "%" PRIu64, v);
    put_cell(number, last);
}

static void put_rows(const struct head_now *h)
{
    fputs("source,epoch,sequence,head,lag,diverged\r\n", stdout);
    for (uint32_t i = 0; i < h->source_count; i++) {
        const struct source_line *s = &h->sources[i];

        put_cell(s->name, false);
        put_number_cell(s->epoch, false);
        put_number_cell(s->sequence, false);
        if (s->answers) {
            put_number_cell(s->own_head, false);
            put_number_cell(lag(s), false);
        } else {
            fputs(",,", stdout);
        }
        put_cell(s->diverged ? "yes" : "no", true);
    }
}

static int tell(const struct ask *ask, const char *origin, struct head_now *h)
{
    if (ask->json)
        put_object(origin, h);
    else if (ask->csv)
        put_rows(h);
    else
        put_text(origin, h);
    return exit_of(outcome_of(h));
}

int cmd_head(const struct ask *ask)
{
    struct auditor auditor;
    struct head_now h = { .source_count = 0 };
    char witness[VERIFIER_KEY_SIZE];
    int code = AUDIT_EXIT_CANNOT_TELL;
    enum err err;

    arena_init(&h.arena, AUDIT_ARENA_BYTES);
    if (auditor_open(ask, &auditor) && auditor_kept(ask, &auditor, &h.kept) && witness_key_of(ask, &auditor.at, witness, &h.witness)) {
        err = ask_all(&auditor, &h);
        code = err == OK ? tell(ask, auditor.origin, &h) : cannot_tell(err);
    }
    auditor_close(&auditor);
    arena_fini(&h.arena);
    return code;
}
