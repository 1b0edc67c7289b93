/* A step that waits, for people to read: who asks for what, since when and until when, and every thing it would be done to. What
 * this program has no words for is shown as it stands in the request. */
#include "inbox.h"

#include <stdio.h>

#include "base/date.h"
#include "gen/inventory.h"
#include "http/json.h"

/* One line about a thing of a list. */
static const char *card_words(struct inbox *inbox, uint64_t card_id)
{
    struct session *s = &inbox->session;
    bool en = inbox->args.english;
    uint32_t inventory = office_index("inventory");
    struct disposal_list_result list;
    struct card_status_result status;
    const struct card_line *card;
    const char *why = "";
    struct fault fault;

    if (session_ask(s, inventory, "disposal_list", &disposal_list_spec, &(struct disposal_list){ .after_card = { card_id - 1 } }, &disposal_list_result_spec, &list,
                    &fault) == OK && list.cards.count > 0 && list.cards.at[0].card.card_id.v == card_id) {
        card = &list.cards.at[0].card;
        why = en ? disposal_reason_en(list.cards.at[0].reason) : disposal_reason_ja(list.cards.at[0].reason);
    } else if (session_ask(s, inventory, "card_status", &card_status_spec, &(struct card_status){ .card_id = { card_id } }, &card_status_result_spec, &status, &fault) == OK) {
        card = &status.card;
    } else {
        return text_format(&s->arena, en ? "card %llu, not known" : "カード %llu　不明", (unsigned long long)id_sequence(card_id)).at;
    }
    return text_format(&s->arena, en ? "card %llu  serial %llu  box %.*s  %s  %s %.*s  %s" : "カード %llu　通し番号 %llu　箱 %.*s　%s　%s %.*s　%s",
                       (unsigned long long)id_sequence(card_id), (unsigned long long)card->serial, (int)card->box.len, card->box.at,
                       en ? card_state_en(card->status) : card_state_ja(card->status), en ? custody_en(card->custody) : custody_ja(card->custody), (int)card->slot.len,
                       card->slot.at, why).at;
}

static const char *subject_words(struct inbox *inbox, uint32_t service, uint64_t subject)
{
    struct kept_until_result kept;
    struct fault fault;
    char due[11];
    bool en = inbox->args.english;

    if (session_ask(&inbox->session, service, "kept_until", &kept_until_spec, &(struct kept_until){ .subject = subject }, &kept_until_result_spec, &kept, &fault) != OK)
        return text_format(&inbox->session.arena, en ? "record %llu, nothing kept" : "記録 %llu　保存なし", (unsigned long long)id_sequence(subject)).at;
    date_put(due, kept.kept.due_on);
    return text_format(&inbox->session.arena, en ? "record %llu  %s  may be erased from %s" : "記録 %llu　%s　%s から消去可", (unsigned long long)id_sequence(subject),
                       en ? kept_data_en(kept.kept.what) : kept_data_ja(kept.kept.what), kept.kept.due_on.v != 0 ? due : "-").at;
}

static const char *person_words(struct inbox *inbox, struct account_id account_id)
{
    const struct account_summary *a = inbox_account(inbox, account_id);

    if (a == NULL)
        return text_format(&inbox->session.arena, "%llu", (unsigned long long)id_sequence(account_id.v)).at;
    return text_format(&inbox->session.arena, inbox->args.english ? "%.*s (%s)" : "%.*s（%s）", (int)a->name.len, a->name.at,
                       inbox->args.english ? staff_role_en(a->role) : staff_role_ja(a->role)).at;
}

static void line_put(const struct inbox *inbox, const char *ja, const char *en, const char *value)
{
    printf(inbox->args.english ? "    %s: %s\n" : "    %s　%s\n", inbox->args.english ? en : ja, value);
}

/* ---- Steps with words of their own ---------------------------------------------------------------- */

static void missing_put(struct inbox *inbox, const struct waiting *w)
{
    const struct write_off_card *given_up = w->body;

    line_put(inbox, "対象", "Of", card_words(inbox, given_up->card_id.v));
}

static void role_put(struct inbox *inbox, const struct waiting *w)
{
    const struct change_role *change = w->body;

    line_put(inbox, "利用者", "Account", person_words(inbox, change->account_id));
    line_put(inbox, "新しい役割", "New role", inbox->args.english ? staff_role_en(change->role) : staff_role_ja(change->role));
}

static void lift_put(struct inbox *inbox, const struct waiting *w)
{
    const struct lift_keeping *lift = w->body;

    line_put(inbox, "対象", "Of", subject_words(inbox, w->service, lift->subject));
    line_put(inbox, "文書番号", "Paper", text_terminated(&inbox->session.arena, lift->reference));
}

static const struct step {
    const char *command, *ja, *en;
    void (*put)(struct inbox *inbox, const struct waiting *w);       /* NULL: its list says all */
} steps[] = {
    { "approve_disposal", "廃棄の承認", "The city's approval of disposal", NULL },
    { "write_off_card", "所在不明カードの打切り", "Give a missing card up", missing_put },
    { "change_role", "役割の変更", "Change a role", role_put },
    { "erase_due", "保存期間を過ぎた個人情報の消去", "Erase what was kept long enough", NULL },
    { "lift_keeping", "消去差止めの解除", "Lift the bar against erasure", lift_put },
};

static const struct step *step_of(const struct waiting *w)
{
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (w->body != NULL && text_is(w->request.command, steps[i].command))
            return &steps[i];
    return NULL;
}

/* A decision of the city: the facts of its paper, for whoever compares them; without one it is the city's to confirm. */
static void paper_put(struct inbox *inbox, const struct waiting *w)
{
    const struct field_spec *field = w->command == NULL || w->command->paper == PAPER_NOT_TAKEN ? NULL : record_field(w->command->body, "paper");
    const struct paper_approval *paper;
    struct arena *arena = &inbox->session.arena;
    char day[11];

    if (field == NULL)
        return;
    paper = (const struct paper_approval *)(const void *)((const uint8_t *)w->body + field->offset);
    if (paper->number.len == 0)
        return;
    date_put(day, paper->date);
    line_put(inbox, "紙による承認", "Approved on paper",
             text_format(arena, inbox->args.english ? "number %s, %s, %s, count %llu" : "番号 %s　%s　%s　%llu 件", text_terminated(arena, paper->number), day,
                         text_terminated(arena, paper->post), (unsigned long long)paper->count).at);
}

/* ---- The whole ------------------------------------------------------------------------------------- */

static const char *item_words(struct inbox *inbox, const struct waiting *w, const void *item)
{
    uint64_t number = w->list->kind == FIELD_ID || w->list->kind == FIELD_U64 ? *(const uint64_t *)item : 0;

    if (text_is(w->request.command, "approve_disposal"))
        return card_words(inbox, number);
    if (text_is(w->request.command, "erase_due"))
        return subject_words(inbox, w->service, number);
    if (w->list->kind == FIELD_RECORD)
        return text_terminated(&inbox->session.arena, json_of_message(w->list->record, item, &inbox->session.arena));
    return text_format(&inbox->session.arena, "%llu", (unsigned long long)number).at;
}

static const char *moment_words(struct inbox *inbox, uint64_t at_us)
{
    uint32_t minute = tokyo_minute(at_us);
    char day[11];

    date_put(day, tokyo_date(at_us));
    return text_format(&inbox->session.arena, "%s %02u:%02u", day, minute / 60, minute % 60).at;
}

void inbox_print(struct inbox *inbox, const struct waiting *w)
{
    const struct step *step = step_of(w);
    struct list items = waiting_items(w);
    bool en = inbox->args.english;
    const char *command = text_terminated(&inbox->session.arena, w->request.command);

    printf("%s-%llu  %s\n", office_service_name(w->service), (unsigned long long)id_sequence(w->request.request_id.v), step == NULL ? command : en ? step->en : step->ja);
    line_put(inbox, "依頼した人", "Asked by", person_words(inbox, w->request.requested_by));
    line_put(inbox, "依頼の日時", "Since", moment_words(inbox, w->request.requested_at_us));
    line_put(inbox, "確認の期限", "Until", moment_words(inbox, w->request.until_us));
    if (w->own)
        line_put(inbox, "自分の依頼", "Own request", en ? "another person confirms it" : "確認できるのは別の人です");
    if (step != NULL && step->put != NULL)
        step->put(inbox, w);
    else if (step == NULL && w->body != NULL)
        printf("    %s\n", text_terminated(&inbox->session.arena, json_of_message(w->command->body, w->body, &inbox->session.arena)));
    paper_put(inbox, w);
    for (uint32_t i = 0; i < items.count; i++)
        printf("  %4u  %s\n", i + 1, item_words(inbox, w, (const uint8_t *)items.at + (size_t)i * w->list->list_stride));
    putchar('\n');
}
