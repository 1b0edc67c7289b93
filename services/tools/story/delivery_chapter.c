/* The first chapter: a delivery list becomes cards. Read whole, sent in chunks, committed by one
 * event, inspected by two persons. Also used for any other list (--delivery). */
#include "chapters.h"

#include <inttypes.h>

#include "../delivery.h"

#define CHUNK_BYTES_MAX (44u * 1024u)
#define CHUNK_ROWS_MAX 100u
#define AGE_ALONE 15u

static const struct position anytime;

static void print_faults(struct plot *p, struct delivery_list *list)
{
    uint32_t shown = list->fault_count < 20 ? list->fault_count : 20;

    for (uint32_t i = 0; i < shown; i++)
        fprintf(stderr, "%s\n", sheet_fault_text(&list->arena, p->delivery_path, &list->faults[i], !p->stage->english));
    if (shown < list->fault_count)
        fprintf(stderr, p->stage->english ? "… and %u more\n" : "… ほか %u 件\n", list->fault_count - shown);
}

/* Rows [from, ret) fit into one command. */
static uint32_t chunk_end(const struct delivery_list *list, uint32_t from)
{
    uint32_t end = from, bytes = 0;

    while (end < list->row_count && end - from < CHUNK_ROWS_MAX) {
        uint8_t room[8 * 1024];
        struct writer w = writer_of(room, sizeof room);

        message_encode(&delivery_row_spec, &list->rows[end], &w);
        if (w.full || (bytes + w.len > CHUNK_BYTES_MAX && end > from))
            break;
        bytes += w.len;
        end++;
    }
    return end;
}

static enum err send_rows(struct plot *p, const struct delivery_list *list)
{
    struct answer answer;
    uint32_t from = 0;

    while (from < list->row_count) {
        uint32_t end = chunk_end(list, from);
        const struct add_delivery_rows body = { .delivery_id = p->delivery, .rows = { list->rows + from, end - from } };

        if (end == from) {
            fault_set(&p->stage->fault, p->stage->english ? "%s:%" PRIu64 ": the row is too long" : "%s:%" PRIu64 ": 行が長すぎます。", p->delivery_path, list->rows[from].line);
            return ERR_LIMIT;
        }
        TRY(stage_do(p->stage, &(struct act){ SPOT_CONSOLE, "inventory", "add_delivery_rows", &add_delivery_rows_spec, &body, &p->first, NULL, NULL, anytime }, &answer));
        from = end;
    }
    return OK;
}

static enum err begin(struct plot *p, const struct delivery_list *list)
{
    const struct begin_delivery body = { .delivery_number = list->delivery_number, .file_sha256 = { list->sha256, 32 }, .row_count = list->row_count };
    const struct begin_delivery_result *result;
    struct answer answer;

    TRY(stage_do(p->stage, &(struct act){ SPOT_CONSOLE, "inventory", "begin_delivery", &begin_delivery_spec, &body, &p->first, NULL, NULL, anytime }, &answer));
    result = stage_result(p->stage, &answer, &begin_delivery_result_spec);
    if (result == NULL)
        return ERR_MALFORMED;
    p->delivery = result->delivery_id;
    return OK;
}

static struct text kept(struct arena *arena, struct text from)
{
    return text_copy(arena, from);
}

/* The first card that its holder can come for alone: old enough, and not expired by the time of the visit. */
static enum err choose_card(struct plot *p, const struct delivery_list *list)
{
    struct date soon = date_add_days(tokyo_date(p->stage->now_us), 30);
    struct arena *arena = &p->stage->arena;

    for (uint32_t i = 0; i < list->row_count; i++) {
        const struct holder *holder = &list->rows[i].holder;

        if (age_on(holder->birth_date, soon) < AGE_ALONE || holder->expires_on.v < soon.v)
            continue;
        p->row = list->rows[i];
        p->row.box = kept(arena, p->row.box);
        p->row.holder.notice_number = kept(arena, holder->notice_number);
        p->row.holder.name = p->row.holder.kana = p->row.holder.application_id = (struct text){ NULL, 0 };
        return OK;
    }
    fault_set(&p->stage->fault, p->stage->english ? "%s: no card in it can be picked up by its holder alone"
                                                  : "%s: 本人が一人で受け取れるカードがありません。", p->delivery_path);
    return ERR_NOT_FOUND;
}

/* The card's id: looked for by its notice number, which is a look at personal data with a purpose. */
static enum err find_card_id(struct plot *p)
{
    const struct find_card body = { .notice_number = p->row.holder.notice_number };
    const struct find_card_result *result;
    struct answer answer;

    TRY(stage_do(p->stage, &(struct act){ SPOT_CONSOLE, "inventory", "find_card", &find_card_spec, &body, &p->first, NULL, "preset", anytime }, &answer));
    result = stage_result(p->stage, &answer, &find_card_result_spec);
    if (result == NULL)
        return ERR_MALFORMED;
    p->card = result->card.card_id;
    return OK;
}

static enum err inspect(struct plot *p)
{
    const struct inspect_delivery body = { .delivery_id = p->delivery, .counted = p->rows };
    struct answer answer;

    TRY(stage_clock(p->stage, p->stage->now_us + 25 * US_PER_MINUTE));
    TRY(stage_do(p->stage, &(struct act){ SPOT_CONSOLE, "inventory", "inspect_delivery", &inspect_delivery_spec, &body, &p->first, &p->second, NULL, anytime }, &answer));
    stage_say(p->stage, "従事者A・従事者B　%" PRIu64 " 枚を検品（二人で確認、交付通知書と照合）",
              "Operators A and B inspect the %" PRIu64 " cards together and match them with their notices.", p->rows);
    return OK;
}

static enum err refuse_list(struct plot *p, struct delivery_list *list)
{
    print_faults(p, list);
    if (!p->stage->english)
        fault_set(&p->stage->fault, "納品一覧に誤りが %u 件あるため、カードは一枚も取り込みませんでした。上に示した箇所を直して、もう一度取り込んでください。",
                  list->fault_count);
    else if (list->fault_count == 1)
        fault_set(&p->stage->fault, "the delivery list has a fault, shown above; none of its cards was taken in");
    else
        fault_set(&p->stage->fault, "the delivery list has %u faults, shown above; none of its cards was taken in", list->fault_count);
    return ERR_MALFORMED;
}

static enum err take_in(struct plot *p, struct delivery_list *list)
{
    const struct commit_delivery commit = { 0 };
    struct commit_delivery body = commit;
    struct answer answer;

    if (list->fault_count > 0)
        return refuse_list(p, list);
    for (uint32_t i = 0; i < list->warning_count && i < 5; i++)
        stage_say(p->stage, "注意　%s", "Note: %s", sheet_fault_text(&list->arena, p->delivery_path, &list->warnings[i], !p->stage->english));
    if (list->kind == DELIVERY_KIND_OPENING) {
        fault_set(&p->stage->fault, p->stage->english ? "%s: this is stock taken over; the story begins with a delivery" : "%s: 引継ぎ在庫の一覧です。この物語は納品から始まります。",
                  p->delivery_path);
        return ERR_MALFORMED;
    }
    TRY(choose_card(p, list));
    p->rows = list->row_count;
    TRY(begin(p, list));
    TRY(send_rows(p, list));
    body.delivery_id = p->delivery;
    TRY(stage_do(p->stage, &(struct act){ SPOT_CONSOLE, "inventory", "commit_delivery", &commit_delivery_spec, &body, &p->first, NULL, NULL, anytime }, &answer));
    stage_say(p->stage, "従事者A　納品一覧 %.*s を取り込み（%" PRIu64 " 枚、%s）", "Operator A takes in delivery list %.*s: %" PRIu64 " cards (%s).",
              (int)list->delivery_number.len, list->delivery_number.at, p->rows, list->cp932 ? "CP932" : "UTF-8");
    return OK;
}

enum err chapter_delivery(struct plot *p)
{
    struct delivery_list list;
    enum err err = delivery_list_load(p->delivery_path, &list);

    if (err != OK) {
        fault_set(&p->stage->fault, "%s: %s", p->delivery_path, err_text(err));
        return err;
    }
    err = take_in(p, &list);
    delivery_list_fini(&list);
    TRY(err);
    TRY(inspect(p));
    return find_card_id(p);
}
