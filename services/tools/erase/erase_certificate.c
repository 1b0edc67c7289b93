/* The certificate: which keys are destroyed, of which records, and where in the logs that stands; for the city's files. JSON for programs,
 * a page in both languages for people, and a signature over the JSON. Nothing in it tells anything of a person. */
#include "erase.h"

#include <stdio.h>
#include <unistd.h>

#include "base/text.h"
#include "gen/audit.h"
#include "trust/hash.h"
#include "trust/keyfile.h"
#include "trust/random.h"
#include "trust/sign.h"

#define PAPERS_A_DAY 100u

/* Every key ever erased in this service: so each certificate also repeats the earlier ones. */
static enum err put_keys(struct erasure *e, uint32_t index, struct text_builder *p, uint64_t *ret_count, struct fault *fault)
{
    struct erasures_result page = { 0 };
    uint64_t seen = 0;

    text_add(p, "\"erased\":[");
    do {
        TRY(session_ask(&e->session, index, "erasures", &erasures_spec, &(struct erasures){ .after = seen }, &erasures_result_spec, &page, fault));
        for (uint32_t i = 0; i < page.keys.count; i++, seen++)
            text_add(p, "%s{\"subject\":\"%llu\",\"key\":%llu}", seen == 0 ? "" : ",", (unsigned long long)page.keys.at[i].subject, (unsigned long long)page.keys.at[i].key);
    } while (page.keys.count > 0 && seen < page.count);
    text_add(p, "],\"erased_count\":%llu,", (unsigned long long)seen);
    *ret_count = seen;
    return OK;
}

static enum err put_service(struct erasure *e, uint32_t index, struct text_builder *json, struct text_builder *text, struct fault *fault)
{
    struct service_status status;
    struct answer answer;
    uint64_t erased = 0;
    enum err err = client_status(e->session.clients[index], &answer, &status);

    fault_set(fault, "%s: %s", office_service_name(index), err_text(err));
    TRY(err);
    text_add(json, "%s{\"service\":\"%s\",", index == 0 ? "" : ",", office_service_name(index));
    if (keeps_persons(index))
        TRY(put_keys(e, index, json, &erased, fault));
    text_add(json, "\"key_epoch\":%u,\"log_epoch\":%u,\"log_head\":%llu}", e->epochs[index], status.epoch, (unsigned long long)status.head);
    text_add(text, "  %-13s 消去済の鍵 / keys erased %-8llu 鍵の世代 / key epoch %-4u 記録 / log %u-%llu\n", office_service_name(index), (unsigned long long)erased,
        e->epochs[index], status.epoch, (unsigned long long)status.head);
    return OK;
}

/* The audit log's head binds all of it: the entries of the erasure are leaves under it. */
static enum err put_audit(struct erasure *e, struct text_builder *json, struct text_builder *text, struct fault *fault)
{
    struct audit_head_result head;
    char root[65];

    TRY(session_ask(&e->session, office_index("audit"), "audit_head", &audit_head_spec, &(struct audit_head){ 0 }, &audit_head_result_spec, &head, fault));
    hex_put(root, head.root.at, 32);
    text_add(json, "],\"audit\":{\"size\":%llu,\"root\":\"%s\"}}\n", (unsigned long long)head.size, root);
    text_add(text, "\n  監査ログ / audit log: %llu, %s\n", (unsigned long long)head.size, root);
    return OK;
}

static enum err signer_of(const struct erasure *e, struct signer *ret, struct fault *fault)
{
    struct path path = key_path(&e->session.at, "erasure.sign.key");
    uint8_t seed[32];
    enum err err = keyfile_load(path.at, seed, sizeof seed);

    if (err == ERR_NOT_FOUND) {
        random_bytes(seed, sizeof seed);
        err = keyfile_create(path.at, seed, sizeof seed);
    }
    fault_set(fault, "%s: %s", path.at, err_text(err));
    if (err == OK)
        signer_init(ret, seed);
    secret_wipe(seed, sizeof seed);
    return err;
}

static enum err write_signed(struct erasure *e, const struct path *base, const struct text_builder *json, struct text_builder *text, struct fault *fault)
{
    uint8_t signature[SIGNATURE_LEN], hash[32];
    char hex[2 * SIGNATURE_LEN + 1], key[65], sum[65];
    struct signer signer;
    struct bytes bytes = { (const uint8_t *)json->at, (uint32_t)json->len };

    TRY(signer_of(e, &signer, fault));
    sign(&signer, bytes, signature);
    sha256(bytes, hash);
    hex_put(hex, signature, sizeof signature);
    hex_put(key, signer.public_key, 32);
    hex_put(sum, hash, 32);
    signer_fini(&signer);
    text_add(text, "\n  JSON の SHA-256 / of the JSON: %s\n  署名鍵 / signing key (Ed25519): %s\n  署名 / signature: %s\n", sum, key, hex);
    fault_set(fault, "%s: not written", base->at);
    TRY(file_put(path_format("%s.json", base->at).at, json->at, 0644));
    TRY(file_put(path_format("%s.sig", base->at).at, path_format("%s %s\n", key, hex).at, 0644));
    return file_put(path_format("%s.txt", base->at).at, text->at, 0644);
}

static struct path free_name(const struct erasure *e)
{
    char day[11];
    struct path base;

    date_put(day, tokyo_date(e->session.now_us));
    for (uint32_t n = 1; n <= PAPERS_A_DAY; n++) {
        base = path_format("%s/erasure-%s-%u", e->args.out, day, n);
        if (access(path_format("%s.json", base.at).at, F_OK) != 0)
            break;
    }
    return base;
}

enum err erasure_certify(struct erasure *e, struct path *ret, struct fault *fault)
{
    struct text_builder json = text_growing(), text = text_growing();
    struct path base = free_name(e);
    char day[11];
    enum err err = OK;

    date_put(day, tokyo_date(e->session.now_us));
    text_add(&json, "{\"certificate\":\"madoguchi-erasure 1\",\"site\":%u,\"date\":\"%s\",\"at_us\":\"%llu\",\"confirmed_by\":\"%llu\",\"escrow\":%s,\"services\":[", e->session.at.site, day,
            (unsigned long long)e->session.now_us, (unsigned long long)e->session.account, e->args.escrow != NULL ? "true" : "false");
    text_add(&text, "個人情報消去証明書 / Certificate of erasure\n\n  %s  site %u\n\n"
            "  次の鍵を破棄し、残る鍵を新しい世代に移し、ファイルを書き直しました。消去した方の記録は、記録・写しのいずれからも読み出せません。\n"
            "  The keys counted below are destroyed, the others moved to a new epoch, all files written anew: what they sealed\n"
            "  cannot be read any more, in the logs or in any copy of them.\n\n", day, e->session.at.site);
    for (uint32_t i = 0; err == OK && i < OFFICE_SERVICES; i++)
        err = put_service(e, i, &json, &text, fault);
    if (err == OK)
        err = put_audit(e, &json, &text, fault);
    if (err == OK)
        err = write_signed(e, &base, &json, &text, fault);
    text_drop(&json);
    text_drop(&text);
    *ret = path_format("%s.json", base.at);
    return err;
}
