/* Confirming, whole or in part, and declining. Keeps true: what is confirmed was shown before; a part that is not exactly of the
 * list confirms nothing. */
#include "inbox.h"

#include <stdio.h>

bool number_take(const char **at, uint64_t *ret)
{
    uint64_t v = 0;
    const char *from = *at;

    for (; **at >= '0' && **at <= '9'; (*at)++)
        if (__builtin_mul_overflow(v, UINT64_C(10), &v) || __builtin_add_overflow(v, (uint64_t)(**at - '0'), &v))
            return false;
    *ret = v;
    return *at > from;
}

/* "3" or "3-5", as it is typed. */
static bool range_take(const char **at, uint64_t *ret_first, uint64_t *ret_last)
{
    if (!number_take(at, ret_first))
        return false;
    *ret_last = *ret_first;
    if (**at != '-')
        return true;
    (*at)++;
    return number_take(at, ret_last);
}

bool items_parse(const char *text, uint32_t count, uint64_t ret[INBOX_ITEMS_MAX], uint32_t *ret_count)
{
    bool named[INBOX_ITEMS_MAX] = { false };
    uint64_t first, last;

    *ret_count = 0;
    for (const char *at = text;; at++) {
        if (!range_take(&at, &first, &last) || first == 0 || last < first || last > count || last > INBOX_ITEMS_MAX)
            return false;
        for (uint64_t i = first - 1; i < last; i++) {
            if (named[i])
                return false;
            named[i] = true;
        }
        if (*at != ',') {
            for (uint32_t i = 0; i < count && i < INBOX_ITEMS_MAX; i++)
                if (named[i])
                    ret[(*ret_count)++] = i;
            return *at == '\0';
        }
    }
}

/* Somebody says "yes", unless that was said on the command line. */
static bool agreed(const struct inbox *inbox, const char *ja, const char *en)
{
    char word[SESSION_WORD_BYTES] = "";

    return inbox->args.yes || (session_read_word(inbox->args.english ? en : ja, false, word) && strcmp(word, "yes") == 0);
}

enum err inbox_confirm(struct inbox *inbox, const struct waiting *w, struct fault *fault)
{
    static uint64_t items[INBOX_ITEMS_MAX];
    struct confirm_request body = { .request_id = w->request.request_id };
    uint32_t all = waiting_items(w).count, part = 0;
    struct answer answer;

    fault_set(fault, inbox->args.english ? "--items %s: give numbers of the list, each once" : "--items %s：一覧の番号を一度ずつ指定してください", inbox->args.items);
    if (inbox->args.items != NULL && !items_parse(inbox->args.items, all, items, &part))
        return ERR_DENIED;
    if (part < all) {
        body.items.at = items;
        body.items.count = part;
    }
    fault_set(fault, inbox->args.english ? "not confirmed" : "確認しませんでした");
    if (!agreed(inbox, "確認して実施しますか（yes で実施）: ", "Confirm, so that it is carried out now (yes)? "))
        return ERR_DENIED;
    TRY(session_say(&inbox->session, w->service, "confirm_request", &confirm_request_spec, &body, &answer, fault));
    if (all > 0)
        printf(inbox->args.english ? "Confirmed: %u of %u\n" : "確認しました　%u / %u 件\n", body.items.count > 0 ? part : all, all);
    else
        puts(inbox->args.english ? "Confirmed" : "確認しました");
    if (text_is(w->request.command, "erase_due"))
        puts(inbox->args.english ? "Now run \"madoguchi erase finish\": new epochs of the keys, and the certificate"
                                 : "続けて「madoguchi erase finish」を実行してください（鍵の世代の更新と証明書）");
    return OK;
}

enum err inbox_decline(struct inbox *inbox, const struct waiting *w, struct fault *fault)
{
    struct answer answer;

    fault_set(fault, inbox->args.english ? "left as it is" : "そのままにしました");
    if (!agreed(inbox, w->own ? "依頼を取り下げますか（yes で取下げ）: " : "依頼を断りますか（yes で確定）: ", w->own ? "Withdraw it (yes)? " : "Decline it (yes)? "))
        return ERR_DENIED;
    TRY(session_say(&inbox->session, w->service, "decline_request", &decline_request_spec,
                    &(struct decline_request){ .request_id = w->request.request_id, .reason = inbox->args.reason }, &answer, fault));
    puts(w->own ? (inbox->args.english ? "Withdrawn" : "取り下げました") : (inbox->args.english ? "Declined" : "断りました"));
    return OK;
}
