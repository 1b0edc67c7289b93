/* madoguchi-audit prove, and verify FILE: one leaf with all that proves it, and its check far from here. */
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "auditor.h"
#include "entry_words.h"
#include "proof.h"
#include "words.h"

#include "base/invariant.h"

#define JSON_ROOM (512u * 1024u)

/* ---- Telling ---- */

static const char *fault_words(enum audit_proof_fault fault)
{
    switch (fault) {
    case PROOF_GOOD: return words("検証できました。", "verified");
    case PROOF_KEY: return words("署名鍵の変更が、新旧両方の鍵による署名ではありません。", "A change of the key is not signed by both keys.");
    case PROOF_HEAD: return words("署名つき先頭が、この監査ログのものではありません。", "The signed head is not one of this log.");
    case PROOF_SIGNATURE: return words("署名つき先頭の署名が、公開鍵と一致しません。", "The signature of the head does not fit the public key.");
    case PROOF_BEYOND: return words("記録は、署名された件数の外にあります。", "The leaf lies beyond the signed head.");
    case PROOF_PATH: return words("記録から求めた根が、署名された根と一致しません。", "The leaf does not lead to the signed root.");
    case PROOF_ENTRY: return words("記録として読めません。", "It cannot be read as an entry.");
    case PROOF_LABEL: return words("中身は、表記された記録ではありません。", "It is not the entry it is said to be.");
    case PROOF_WITNESS: return words("立会人の署名が正しくありません。", "The witness's signature is false.");
    }
    return "";
}

static void put_text(const char *origin, const struct audit_proof *proof, const struct audit_proved *p, struct arena *arena)
{
    char a[GROUPED_SIZE], hex[65];

    printf("%s  %s\n", words("監査ログ", "Audit log"), origin);
    put_line("番号", "Index", "%s", grouped(proof->index, a));
    put_line("元の記録", "Source", words("%.*s %s  世代 %" PRIu64 " の %s 番目", "%.*s %s  epoch %" PRIu64 ", entry %s"), (int)proof->source.len, proof->source.at,
             service_words(proof->source), proof->epoch, grouped(proof->sequence, a));
    if (p->fault == PROOF_GOOD)
        (void)entry_put(proof->entry, arena);
    hex_put(hex, p->leaf, 32);
    put_line("ハッシュ", "Hash", "%s", hex);
    if (p->fault == PROOF_GOOD || p->fault > PROOF_SIGNATURE) {
        put_line("署名済みの記録", "Signed leaves", "%s", grouped(p->head.size, a));
        put_line("署名の時刻", "Signed at", "%s", time_words(arena, p->head.at_us).at);
    }
    if (p->witnessed)
        put_line("立会人の署名", "Witness", "%s  %s", p->witness, time_words(arena, p->witnessed_at_us).at);
    printf("%s  %s\n", words("判定", "Verdict"), fault_words(p->fault));
}

static void put_object(const char *origin, const struct audit_proof *proof, const struct audit_proved *p, struct arena *arena)
{
    struct writer w = writer_of(arena_take(arena, JSON_ROOM), JSON_ROOM);
    bool good = p->fault == PROOF_GOOD;

    write_map(&w, 10u + (good ? 1u : 0u));
    if (good) {
        write_key(&w, "entry");
        write_raw(&w, proof->entry);
    }
    key_u64(&w, "epoch", proof->epoch);
    key_text(&w, "fault", text_of(good ? "" : fault_words(p->fault)));
    key_bin(&w, "hash", p->leaf, sizeof p->leaf);
    key_u64(&w, "index", proof->index);
    key_text(&w, "origin", text_of(origin));
    key_u64(&w, "sequence", proof->sequence);
    key_u64(&w, "signed_size", p->head.size);
    key_text(&w, "source", proof->source);
    key_text(&w, "verdict", text_of(audit_outcome_name(good ? AUDIT_VERIFIED : AUDIT_TAMPERED)));
    key_bool(&w, "witnessed", p->witnessed);
    put_json(&w, arena);
}

static int tell(const struct ask *ask, const char *origin, const struct audit_proof *proof, const struct audit_proved *proved, struct arena *arena)
{
    if (ask->json)
        put_object(origin, proof, proved, arena);
    else
        put_text(origin, proof, proved, arena);
    return proved->fault == PROOF_GOOD ? AUDIT_EXIT_VERIFIED : AUDIT_EXIT_TAMPERED;
}

/* ---- Offline ---- */

static bool offline_key(const struct ask *ask, char origin[CHECKPOINT_ORIGIN_MAX + 1], uint8_t key[32])
{
    char text[VERIFIER_KEY_SIZE];

    if (ask->vkey == NULL) {
        fprintf(stderr, "%s\n", words("証明の検証には --vkey FILE（紙で受け取った公開鍵）が必要です。", "To verify a proof give --vkey FILE: the public key, as it is on paper."));
        return false;
    }
    if (!vkey_read(ask->vkey, text))
        return false;
    if (verifier_key_get(text_of(text), origin, key))
        return true;
    fprintf(stderr, "%s: %s\n", ask->vkey, words("公開鍵の形式ではありません", "no verifier key"));
    return false;
}

int verify_proof(const struct ask *ask, const char *path)
{
    char origin[CHECKPOINT_ORIGIN_MAX + 1], room[VERIFIER_KEY_SIZE], *text;
    const char *witness;
    struct audit_proof *proof;
    struct audit_proved proved;
    struct arena arena;
    uint8_t key[32];
    uint32_t len;
    int code = AUDIT_EXIT_CANNOT_TELL;

    if (ask->vkey == NULL)
        return offline_key(ask, origin, key) ? code : AUDIT_EXIT_USAGE;
    if (!offline_key(ask, origin, key) || !witness_key_of(ask, NULL, room, &witness))
        return code;
    arena_init(&arena, AUDIT_ARENA_BYTES);
    text = arena_take(&arena, PROOF_BYTES_MAX + 1);
    proof = arena_take(&arena, sizeof *proof);
    if (small_file(path, text, PROOF_BYTES_MAX + 1, &len)) {
        if (audit_proof_read((struct text){ text, len }, &arena, proof)) {
            audit_proof_check(proof, origin, key, witness, &arena, &proved);
            code = tell(ask, origin, proof, &proved, &arena);
        } else {
            fprintf(stderr, "%s: %s\n", path, words("証明の形式ではありません", "not of the form of a proof"));
        }
    }
    arena_fini(&arena);
    return code;
}

/* ---- From the service ---- */

static int write_proof(const char *path, struct text text)
{
    FILE *file = fopen(path, "wxe");

    if (file == NULL || fwrite(text.at, 1, text.len, file) != text.len || fflush(file) != 0 || fsync(fileno(file)) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        if (file != NULL)
            fclose(file);
        return AUDIT_EXIT_CANNOT_TELL;
    }
    fclose(file);
    return AUDIT_EXIT_VERIFIED;
}

/* A leaf that no head covers yet: one is asked for. */
static enum err fetch(struct auditor *a, uint64_t index, struct arena *arena, struct audit_proof *ret)
{
    enum err err = audit_proof_fetch(a->audit, a->origin, a->public_key, index, arena, ret);

    if (err != ERR_FULL)
        return err;
    err = audit_sign_now(a->audit);
    if (err != OK && err != ERR_DENIED)
        return err;
    return audit_proof_fetch(a->audit, a->origin, a->public_key, index, arena, ret);
}

static int prove(const struct ask *ask, struct auditor *a, uint64_t index, struct arena *arena)
{
    struct audit_proof *proof = arena_take(arena, sizeof *proof);
    struct path path = ask->operand2 != NULL ? path_format("%.*s", (int)DIRECTORY_BYTES_MAX, ask->operand2) : path_format("leaf-%" PRIu64 ".proof", index);
    struct audit_proved proved;
    char room[VERIFIER_KEY_SIZE];
    const char *witness;
    enum err err;
    int code;

    if (!witness_key_of(ask, &a->at, room, &witness))
        return AUDIT_EXIT_CANNOT_TELL;
    err = fetch(a, index, arena, proof);
    if (err == ERR_NOT_FOUND)
        fprintf(stderr, words("記録 %" PRIu64 " はありません。\n", "There is no leaf %" PRIu64 ".\n"), index);
    if (err == ERR_FULL) {
        fprintf(stderr, "%s\n", words("まだ署名されていません。", "It is not signed yet."));
        return AUDIT_EXIT_INCOMPLETE;
    }
    if (err != OK)
        return err == ERR_NOT_FOUND ? AUDIT_EXIT_CANNOT_TELL : cannot_tell(err);
    audit_proof_check(proof, a->origin, a->public_key, witness, arena, &proved);
    code = write_proof(path.at, audit_proof_text(proof, arena));
    if (code != AUDIT_EXIT_VERIFIED)
        return code;
    if (!ask->json)
        printf("%s  %s\n", words("証明", "Proof"), path.at);
    return tell(ask, a->origin, proof, &proved, arena);
}

int cmd_prove(const struct ask *ask)
{
    struct auditor auditor;
    struct audit_kept kept;
    struct arena arena;
    int code = AUDIT_EXIT_CANNOT_TELL;
    uint64_t index;

    must(ask->operand != NULL);
    if (!index_read(ask->operand, &index))
        return AUDIT_EXIT_USAGE;
    arena_init(&arena, AUDIT_ARENA_BYTES);
    if (auditor_open(ask, &auditor) && auditor_kept(ask, &auditor, &kept))
        code = prove(ask, &auditor, index, &arena);
    auditor_close(&auditor);
    arena_fini(&arena);
    return code;
}
