/* Verdicts in words. */
#include <inttypes.h>

#include "recheck.h"

#include "base/invariant.h"

const char *audit_outcome_name(enum audit_outcome outcome)
{
    static const char *const names[] = { "verified", "tampered", "incomplete" };

    must(outcome <= AUDIT_INCOMPLETE);
    return names[outcome];
}

/* What stands in braces is a field of the fault. */
static const struct {
    const char *ja, *en;
} sentences[] = {
    [AUDIT_FAULT_NONE] = { "", "" },
    [AUDIT_FAULT_LINE] = { "entries.jsonl の {line} 行目が、書き出しの形式ではありません。", "entries.jsonl, line {line}: not of the form that is exported." },
    [AUDIT_FAULT_ORDER] = { "記録 {index} ({source} {sequence}) が、記録 {expected} のあるべき所にあります。",
                            "Leaf {index} ({source} {sequence}) stands where leaf {expected} belongs." },
    [AUDIT_FAULT_HASH] = { "記録 {index} ({source} {sequence}) の内容が、記されたハッシュと一致しません。",
                           "Leaf {index} ({source} {sequence}) does not have the hash beside it: its bytes were changed." },
    [AUDIT_FAULT_UNREADABLE] = { "記録 {index} ({source} {sequence}) が、記録として読めません。", "Leaf {index} ({source} {sequence}) cannot be read as an entry." },
    [AUDIT_FAULT_LABEL] = { "記録 {index} の中身は、表記された {source} {sequence} (世代 {epoch}) ではありません。",
                            "Leaf {index} is not entry {sequence} of {source} (epoch {epoch}), as it is said to be." },
    [AUDIT_FAULT_CHAIN] = { "記録 {index} ({source} {sequence}) が、その前の記録につながりません。",
                            "Leaf {index} ({source} {sequence}) does not follow from the entry before it." },
    [AUDIT_FAULT_EPOCH] = { "記録 {index} ({source} {sequence}) の世代 {epoch} は、すでに終わっています。",
                            "Leaf {index} ({source} {sequence}) belongs to epoch {epoch}, which has ended." },
    [AUDIT_FAULT_SOURCES] = { "記録 {index} ({source}) は、窓口にないサービスのものです。", "Leaf {index} ({source}) is of a service no office has." },
    [AUDIT_FAULT_CHECKPOINT] = { "署名つき先頭が、この監査ログのものではありません。", "The signed head is not one of this log." },
    [AUDIT_FAULT_SIGNATURE] = { "署名つき先頭の署名が、公開鍵と一致しません。", "The signature of the head does not fit the public key." },
    [AUDIT_FAULT_ROOT] = { "{expected} 件の記録から求めた根が、署名された根と一致しません。", "The root of the {expected} leaves is not the signed one." },
    [AUDIT_FAULT_SERVED_ROOT] = { "{expected} 件の記録から求めた根が、監査サービスの示す根と一致しません。",
                                  "The root of all {expected} leaves is not the one the service names." },
    [AUDIT_FAULT_SHRUNK] = { "前回は {expected} 件まで検証しましたが、いまは {index} 件しか署名されていません。",
                             "{expected} leaves were verified before, but only {index} are signed now." },
    [AUDIT_FAULT_REWRITTEN] = { "前回検証した {expected} 件の記録が、書き換えられています。", "The {expected} leaves verified before have been changed since." },
    [AUDIT_FAULT_KEY_CHANGE] = { "署名鍵の変更が、新旧両方の鍵による署名と、その時点の {expected} 件の記録に合いません。",
                                 "The change of the signing key is not one that both keys signed over these {expected} leaves." },
    [AUDIT_FAULT_WITNESSED] = { "立会人が署名した {expected} 件の先頭が、これらの記録のものではありません。",
                                "The head of {expected} leaves that the witness signed is not one of these leaves." },
    [AUDIT_FAULT_WITNESS] = { "立会人の署名が正しくありません。", "The witness's signature is false." },
    [AUDIT_FAULT_REPORTED] = { "記録 {index} の日報に載る {expected} 件の先頭が、これらの記録のものではありません。",
                               "The head of {expected} leaves in the day's report (leaf {index}) is not one of these leaves." },
    [AUDIT_FAULT_SOURCE_LIST] = { "署名された一覧では {source} は {expected} までですが、記録では {sequence} までです。",
                                  "By the signed list {source} ends at {expected}, but in these leaves at {sequence}." },
    [AUDIT_FAULT_SOURCE_GONE] = { "署名された一覧に {source} がありません。", "The signed list of services does not name {source}." },
    [AUDIT_FAULT_DIVERGED] = { "監査サービスが {source} の記録の食い違いを検知し、{sequence} の後の取込みを止めています。",
                               "The audit service found entries of {source} that do not fit together, and takes none after {sequence}." },
    [AUDIT_FAULT_LEAF_MISSING] = { "記録 {index} がありません（次は {expected}）。", "Leaf {index} is missing (the next one is {expected})." },
    [AUDIT_FAULT_GAP] = { "記録 {index} は {source} {sequence} ですが、その前の {expected} がありません。",
                          "Leaf {index} is entry {sequence} of {source}, but its entry {expected} is not in the log." },
    [AUDIT_FAULT_CUT] = { "記録は {expected} 件あるはずですが、{index} から後がありません。", "{expected} leaves are to be there, but from leaf {index} on they are missing." },
    [AUDIT_FAULT_UNSIGNED] = { "記録 {index} から後は、署名されていません。", "From leaf {index} on nothing is signed." },
};

static void add(char *to, size_t *len, const char *what, size_t what_len)
{
    must(*len + what_len < AUDIT_FAULT_SIZE);
    memcpy(to + *len, what, what_len);
    *len += what_len;
}

/* The value a name in braces stands for. */
static void add_value(const struct audit_fault *fault, const char *name, size_t name_len, char *to, size_t *len)
{
    const struct { const char *name; uint64_t value; } numbers[] = {
        { "index", fault->index }, { "epoch", fault->epoch }, { "sequence", fault->sequence }, { "expected", fault->expected }, { "line", fault->line },
    };
    char digits[24];

    if (name_len == 6 && memcmp(name, "source", 6) == 0) {
        add(to, len, fault->source, strlen(fault->source));
        return;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strlen(numbers[i].name) == name_len && memcmp(numbers[i].name, name, name_len) == 0) {
            snprintf(digits, sizeof digits, "%" PRIu64, numbers[i].value);
            add(to, len, digits, strlen(digits));
            return;
        }
    must(false);
}

void audit_fault_text(const struct audit_fault *fault, bool japanese, char ret[AUDIT_FAULT_SIZE])
{
    const char *at, *brace;
    size_t len = 0;

    must(fault->kind < sizeof sentences / sizeof *sentences);
    for (at = japanese ? sentences[fault->kind].ja : sentences[fault->kind].en; (brace = strchr(at, '{')) != NULL; at = strchr(brace, '}') + 1) {
        add(ret, &len, at, (size_t)(brace - at));
        add_value(fault, brace + 1, (size_t)(strchr(brace, '}') - brace - 1), ret, &len);
    }
    add(ret, &len, at, strlen(at));
    ret[len] = '\0';
}
