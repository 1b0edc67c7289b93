/* madoguchi-audit witness, on a machine of the city's. The witness believes the log's public key and what it kept itself. Its folder:
 *
 *     witness.key    its secret key          witness.vkey   the public one, with its name: goes to the office and on paper
 *     head           the head it signed last (as that of `verify --state`)       head.txt   the same as it was signed
 *     evidence-…     both heads, when one did not continue the other
 *
 * Keeps true: the head is durable here before its line leaves. */
#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "auditor.h"
#include "base/date.h"
#include "exchange.h"
#include "trust/keyfile.h"
#include "trust/random.h"
#include "words.h"

#include "base/invariant.h"

struct witness {
    struct path dir, head;
    char name[CHECKPOINT_ORIGIN_MAX + 1];
    struct signer signer;
    char origin[CHECKPOINT_ORIGIN_MAX + 1];
    uint8_t key[32];                   /* of the log */
    struct audit_kept kept;
    struct text changes[64];
    uint32_t change_count;
    struct arena arena;
};

static uint64_t clock_us(void)
{
    struct timespec now;

    must(clock_gettime(CLOCK_REALTIME, &now) == 0 && now.tv_sec > 0);
    return (uint64_t)now.tv_sec * US_PER_SECOND + (uint64_t)now.tv_nsec / 1000;
}

/* ---- A new witness ---- */

static bool name_fits(const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < len; i++)
        if (name[i] <= ' ' || name[i] >= 0x7F || name[i] == '+')
            return false;
    return len > 0 && len <= CHECKPOINT_ORIGIN_MAX;
}

static int make_witness(const char *dir, const char *name)
{
    struct path secret = exchange_path(dir, "witness.key"), public = exchange_path(dir, "witness.vkey");
    char key[VERIFIER_KEY_SIZE], text[VERIFIER_KEY_SIZE + 1];
    uint8_t seed[32];
    struct signer signer;
    enum err err;

    if (!name_fits(name)) {
        fprintf(stderr, "%s: %s\n", name, words("名前には、空白と + を除く英数記号を使ってください（例 witness.city.example/counter）", "a name has no spaces and no + (such as witness.city.example/counter)"));
        return AUDIT_EXIT_USAGE;
    }
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return exchange_fault(dir, strerror(errno)), AUDIT_EXIT_CANNOT_TELL;
    random_bytes(seed, sizeof seed);
    signer_init(&signer, seed);
    err = keyfile_create(secret.at, seed, sizeof seed);
    explicit_bzero(seed, sizeof seed);
    witness_key_put(name, signer.public_key, key, sizeof key);
    signer_fini(&signer);
    if (err != OK)
        return exchange_fault(secret.at, err_text(err)), AUDIT_EXIT_CANNOT_TELL;
    snprintf(text, sizeof text, "%s\n", key);
    if (file_put(public.at, text, 0644) != OK)
        return exchange_fault(public.at, strerror(errno)), AUDIT_EXIT_CANNOT_TELL;
    fputs(text, stdout);
    return AUDIT_EXIT_VERIFIED;
}

/* ---- Its folder ---- */

static bool load_witness(const char *dir, struct witness *to)
{
    struct path secret = exchange_path(dir, "witness.key"), public = exchange_path(dir, "witness.vkey");
    char text[VERIFIER_KEY_SIZE];
    uint8_t seed[32], key[32];
    enum err err = keyfile_load(secret.at, seed, sizeof seed);

    if (err != OK)
        return exchange_fault(secret.at, err_text(err));
    signer_init(&to->signer, seed);
    explicit_bzero(seed, sizeof seed);
    if (!vkey_read(public.at, text))
        return false;
    if (!witness_key_get(text_of(text), to->name, key) || memcmp(key, to->signer.public_key, 32) != 0)
        return exchange_fault(public.at, words("witness.key の公開鍵ではありません", "not the public key of witness.key"));
    to->dir = path_format("%.*s", (int)DIRECTORY_BYTES_MAX, dir);
    to->head = exchange_path(dir, "head");
    return true;
}

/* Both heads, as they were signed. */
static void keep_evidence(const struct witness *w, const struct witness_request *request)
{
    struct path dir = path_format("%s/evidence-%" PRIu64, w->dir.at, clock_us() / US_PER_SECOND), last = exchange_path(w->dir.at, "head.txt");
    char offered[WITNESS_REQUEST_MAX], kept[EXCHANGE_NOTE] = "";
    uint32_t len;

    witness_request_put(request, offered);
    if ((mkdir(dir.at, 0700) != 0 && errno != EEXIST) || (access(last.at, F_OK) == 0 && !small_file(last.at, kept, sizeof kept, &len)) ||
        file_put(exchange_path(dir.at, "kept.txt").at, kept, 0600) != OK || file_put(exchange_path(dir.at, "offered.txt").at, offered, 0600) != OK) {
        (void)exchange_fault(dir.at, words("証拠を保存できません", "the evidence cannot be kept"));
        return;
    }
    fprintf(stderr, "%s %s\n", words("両方の先頭を保存しました:", "Both heads are kept in"), dir.at);
}

static int say_answer(struct witness *w, const struct witness_request *request, enum witness_answer answer)
{
    char a[GROUPED_SIZE];

    switch (answer) {
    case WITNESS_SIGNED:
        printf(words("立会人の署名をしました（%s 件）。\n", "Witnessed: %s leaves.\n"), grouped(w->kept.size, a));
        return AUDIT_EXIT_VERIFIED;
    case WITNESS_OTHER_OLD:
        printf(words("前回は %s 件まで署名しています。そこからのつながりを求めます。\n", "The last head signed has %s leaves; the proof has to begin there.\n"), grouped(w->kept.size, a));
        return AUDIT_EXIT_INCOMPLETE;
    case WITNESS_MALFORMED:
        (void)exchange_fault("add-checkpoint", words("依頼の形式ではありません", "not of the form of a request"));
        return AUDIT_EXIT_CANNOT_TELL;
    case WITNESS_SIGNATURE:
        fprintf(stderr, "%s\n", words("先頭の署名が、監査ログの公開鍵と一致しません。署名しません。", "The head is not signed with the key of the log. Not witnessed."));
        break;
    case WITNESS_SHRUNK:
        fprintf(stderr, words("前回の %s 件より少ない先頭です。署名しません。\n", "The head has fewer than the %s leaves witnessed before. Not witnessed.\n"), grouped(w->kept.size, a));
        break;
    case WITNESS_FORK:
        fprintf(stderr, words("前回署名した %s 件の続きではありません。署名しません。\n", "The head does not continue the %s leaves witnessed before. Not witnessed.\n"), grouped(w->kept.size, a));
        break;
    }
    keep_evidence(w, request);
    return AUDIT_EXIT_TAMPERED;
}

/* Judges; the new head is on the disk when the line is given. */
static int judge(struct witness *w, const struct witness_request *request, char ret_line[COSIGNATURE_SIZE])
{
    struct audit_kept head;
    char note[EXCHANGE_NOTE];
    enum witness_answer answer =
        witness_judge(request, w->origin, w->key, w->changes, w->change_count, &w->kept, &w->signer, w->name, clock_us(), &head, ret_line);

    if (answer != WITNESS_SIGNED)
        return say_answer(w, request, answer);
    if (request->note.len >= sizeof note)
        return say_answer(w, request, WITNESS_MALFORMED);
    snprintf(note, sizeof note, "%.*s", (int)request->note.len, request->note.at);
    if (file_put(exchange_path(w->dir.at, "head.txt").at, note, 0600) != OK || !kept_store(w->head.at, w->origin, &head))
        return exchange_fault(w->head.at, words("保存できないため、署名しません", "cannot be kept, so nothing is witnessed")), AUDIT_EXIT_CANNOT_TELL;
    w->kept = head;
    return say_answer(w, request, WITNESS_SIGNED);
}

/* ---- By files ---- */

static bool read_changes(const char *dir, struct witness *to)
{
    struct path path = exchange_path(dir, "key_changes.txt");
    char *text = arena_take(&to->arena, EXCHANGE_FILE), *line;
    uint32_t len;

    if (access(path.at, F_OK) != 0)
        return true;
    if (!small_file(path.at, text, EXCHANGE_FILE, &len))
        return false;
    while ((line = strsep(&text, "\n")) != NULL && to->change_count < sizeof to->changes / sizeof *to->changes) {
        uint8_t *note = arena_take(&to->arena, CHECKPOINT_SIZE);

        if (*line != '\0' && base64_get(note, CHECKPOINT_SIZE, text_of(line), &len))
            to->changes[to->change_count++] = (struct text){ (const char *)note, len };
    }
    return true;
}

static bool log_key(const struct ask *ask, struct witness *to)
{
    char text[VERIFIER_KEY_SIZE];

    if (ask->vkey == NULL)
        return exchange_fault("--vkey", words("監査ログの公開鍵（紙で受け取ったもの）を指定してください", "give the log's public key, as it is on paper"));
    if (!vkey_read(ask->vkey, text))
        return false;
    return verifier_key_get(text_of(text), to->origin, to->key) || exchange_fault(ask->vkey, words("公開鍵の形式ではありません", "no verifier key"));
}

static bool put_size(const char *dir, uint64_t size)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRIu64 "\n", size);
    return file_put(exchange_path(dir, "size").at, text, 0644) == OK || exchange_fault(dir, strerror(errno));
}

static int by_files(const struct ask *ask, struct witness *w)
{
    struct path request_path = exchange_path(ask->exchange, "add-checkpoint");
    char text[WITNESS_REQUEST_MAX], line[COSIGNATURE_SIZE];
    struct witness_request request;
    uint32_t len;
    int code;

    if (!log_key(ask, w) || !kept_load(w->head.at, w->origin, &w->kept) || !read_changes(ask->exchange, w))
        return AUDIT_EXIT_CANNOT_TELL;
    if (!small_file(request_path.at, text, sizeof text, &len))
        return AUDIT_EXIT_CANNOT_TELL;
    if (!witness_request_read((struct text){ text, len }, &request))
        return say_answer(w, &request, WITNESS_MALFORMED);
    code = judge(w, &request, line);
    if (!put_size(ask->exchange, w->kept.size))
        return AUDIT_EXIT_CANNOT_TELL;
    if (code == AUDIT_EXIT_VERIFIED && file_put(exchange_path(ask->exchange, "cosignature").at, line, 0644) != OK)
        return exchange_fault(ask->exchange, strerror(errno)), AUDIT_EXIT_CANNOT_TELL;
    return code;
}

/* ---- Over the wire ---- */

static int by_wire(struct witness *w, struct auditor *a)
{
    struct audit_signed now;
    struct witness_request request;
    char line[COSIGNATURE_SIZE], note[EXCHANGE_NOTE];
    enum err err;
    int code;

    memcpy(w->origin, a->origin, sizeof w->origin);
    memcpy(w->key, a->public_key, sizeof w->key);
    if (!kept_load(w->head.at, w->origin, &w->kept))
        return AUDIT_EXIT_CANNOT_TELL;
    err = audit_ask_signed(a->audit, w->origin, w->kept.has_key ? w->kept.key : w->key, &w->arena, &now);
    if (err == OK && !now.noted) {
        printf("%s\n", words("署名された先頭が、まだありません。", "No head is signed yet."));
        return AUDIT_EXIT_INCOMPLETE;
    }
    if (err == OK)
        err = exchange_request(a, &now, w->kept.size, &w->arena, &request);
    if (err != OK)
        return cannot_tell(err);
    memcpy(w->changes, now.changes, sizeof w->changes);
    w->change_count = now.change_count;
    code = judge(w, &request, line);
    if (code != AUDIT_EXIT_VERIFIED)
        return code;
    return exchange_line_under(&now, now.note, line, note) ? exchange_hand_over(a->audit, note) : cannot_tell(ERR_LIMIT);
}

int cmd_witness(const struct ask *ask)
{
    struct witness *w;
    struct auditor auditor;
    int code = AUDIT_EXIT_CANNOT_TELL;

    if (ask->state == NULL || strlen(ask->state) > DIRECTORY_BYTES_MAX) {
        fprintf(stderr, "%s\n", words("立会人のフォルダーを --state で指定してください。", "Give the witness's folder with --state."));
        return AUDIT_EXIT_USAGE;
    }
    if (ask->new_name != NULL)
        return make_witness(ask->state, ask->new_name);
    w = calloc(1, sizeof *w);
    must(w != NULL);
    arena_init(&w->arena, AUDIT_ARENA_BYTES);
    if (load_witness(ask->state, w)) {
        if (ask->exchange != NULL) {
            code = by_files(ask, w);
        } else {
            if (auditor_open(ask, &auditor))
                code = by_wire(w, &auditor);
            auditor_close(&auditor);
        }
    }
    signer_fini(&w->signer);
    arena_fini(&w->arena);
    free(w);
    return code;
}
