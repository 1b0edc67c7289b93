/* Looks at a card's person: the entry says who looked and why, the person is shown after the
 * commit and stands in no log. */
#include "search.h"

#define CARDS_OF_A_PERSON_MAX 10

static void show_to(const struct view *v, const struct card *card, struct decision *out, struct card_line *ret)
{
    struct holder holder;

    if (!holder_of(v, card, &holder))
        refuse(out, PERSON_FORGOTTEN);
    else
        card_line_of(v, card, ret);
}

/* By the number of the notice.                                           Clause: §5(1)③ */
void decide_find_card(const struct view *v, const struct context *ctx, const struct find_card *cmd, struct decision *out)
{
    struct find_card_result result;
    struct card card;

    (void)ctx;
    if (!card_of_notice(v, cmd->notice_number, false, &card))
        refuse(out, NO_SUCH_CARD);
    else
        show_to(v, &card, out, &result.card);
    if (!is_refused(out))
        result_find_card(out, &result);
}

/* By the holder's reading and birth date.                                 Clause: §5(1)③ */
void decide_find_by_person(const struct view *v, const struct context *ctx, const struct find_by_person *cmd, struct decision *out)
{
    struct card_line *lines = arena_take(decision_arena(out), CARDS_OF_A_PERSON_MAX * sizeof *lines);
    struct card cards[CARDS_OF_A_PERSON_MAX];
    uint32_t count = cards_of_person(v, cmd->kana, cmd->birth_date, cards, CARDS_OF_A_PERSON_MAX);

    (void)ctx;
    for (uint32_t i = 0; i < count; i++)
        card_line_of(v, &cards[i], &lines[i]);
    if (count == 0)
        refuse(out, NO_SUCH_CARD);
    else
        result_find_by_person(out, &(struct find_by_person_result){ .cards = { .at = lines, .count = count } });
}

/* By the card's id.                                                      Clause: §5(1)③ */
void decide_show_card(const struct view *v, const struct context *ctx, const struct show_card *cmd, struct decision *out)
{
    struct show_card_result result;
    struct card card;

    (void)ctx;
    if (!card_here(v, cmd->card_id, &card))
        refuse(out, NO_SUCH_CARD);
    else
        show_to(v, &card, out, &result.card);
    if (!is_refused(out))
        result_show_card(out, &result);
}

/* A card that lies at a counter, booth or terminal for a ticket is being handed over: its person sits there. Whoever is looked
 * for by reading and birth date is nobody's open case yet. */
bool look_in_case(const struct view *v, const struct command_spec *spec, const void *command)
{
    struct card card;
    bool found = false;

    if (strcmp(spec->name, "show_card") == 0)
        found = card_here(v, ((const struct show_card *)command)->card_id, &card);
    else if (strcmp(spec->name, "find_card") == 0)
        found = card_of_notice(v, ((const struct find_card *)command)->notice_number, false, &card);
    return found && card.ticket_id.v != 0 &&
           (card.custody == CUSTODY_COUNTER || card.custody == CUSTODY_BOOTH || card.custody == CUSTODY_TERMINAL);
}

/* All absent when the person was forgotten meanwhile. */
static void person_of(const struct view *v, struct card_id id, struct text *ret_name, struct text *ret_kana, struct date *ret_birth)
{
    struct card card;
    struct holder holder;

    if (!card_find(v, id, &card) || !holder_of(v, &card, &holder))
        return;
    *ret_name = holder.name;
    *ret_kana = holder.kana;
    *ret_birth = holder.birth_date;
}

void show_find_card(const struct view *v, const struct context *ctx, const struct find_card *cmd, const struct find_card_result *result,
                    struct find_card_shown *ret)
{
    (void)ctx, (void)cmd;
    *ret = (struct find_card_shown){ 0 };
    person_of(v, result->card.card_id, &ret->name, &ret->kana, &ret->birth_date);
}

void show_show_card(const struct view *v, const struct context *ctx, const struct show_card *cmd, const struct show_card_result *result,
                    struct show_card_shown *ret)
{
    struct hold_case hold;

    (void)ctx, (void)cmd;
    *ret = (struct show_card_shown){ 0 };
    person_of(v, result->card.card_id, &ret->name, &ret->kana, &ret->birth_date);
    if (hold_case_find(v, result->card.card_id, &hold) && hold.note.subject != 0)
        (void)open_text(v, &hold.note, "note", &ret->hold_note);
}
