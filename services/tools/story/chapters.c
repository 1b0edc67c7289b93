/* The chapters after the delivery: preparation, booking, visit, evening, report. Each act is a
 * real command to the service that owns the fact; what the next act needs is taken from answers. */
#include "chapters.h"

#include <inttypes.h>

#include "gen/audit.h"
#include "wire/wire.h"

#define VISIT_BEFORE_MINUTES 8
#define POLL_MS 20
#define POLLS_MAX 1000

#define NOBODY NULL
static const struct position anytime;

/* ---- People ---------------------------------------------------------------------------- */

enum err chapter_people(struct plot *p, const char *admin_password)
{
    struct stage *s = p->stage;

    p->admin = (struct person){ .name = FIRST_ACCOUNT, .ja = "業務責任者", .en = "service manager" };
    p->manager = (struct person){ .name = "site-manager", .ja = "現地管理者", .en = "the site manager", .own.password = "story-site-manager" };
    p->first = (struct person){ .name = "operator-1", .ja = "従事者A", .en = "operator A", .own.password = "story-operator-1" };
    p->second = (struct person){ .name = "operator-2", .ja = "従事者B", .en = "operator B", .own.password = "story-operator-2" };
    p->city = (struct person){ .name = "city-1", .ja = "市職員", .en = "the city official", .own.password = "story-city-1" };
    snprintf(p->admin.own.password, sizeof p->admin.own.password, "%s", admin_password);
    TRY(stage_account(s, &p->admin, &p->manager, STAFF_ROLE_SITE_MANAGER));
    TRY(stage_account(s, &p->admin, &p->first, STAFF_ROLE_OPERATOR));
    TRY(stage_account(s, &p->admin, &p->second, STAFF_ROLE_OPERATOR));
    TRY(stage_account(s, &p->admin, &p->city, STAFF_ROLE_CITY));
    stage_say(s, "業務責任者が、現地管理者・従事者A・従事者B・市職員のアカウントを作成しました。",
              "The service manager made accounts for the site manager, operators A and B, and a city official.");
    return OK;
}

/* ---- Preparation ------------------------------------------------------------------------ */

static enum err take_tracking_number(struct plot *p)
{
    const struct card_status body = { .card_id = p->card };
    const struct card_status_result *result;
    struct answer answer;

    TRY(stage_ask(p->stage, &(struct act){ SPOT_CONSOLE, "inventory", "card_status", &card_status_spec, &body, &p->first, NOBODY, NULL, anytime }, &answer));
    result = stage_result(p->stage, &answer, &card_status_result_spec);
    if (result == NULL)
        return ERR_MALFORMED;
    p->tracking_number = result->card.tracking_number;
    return OK;
}

enum err chapter_preparation(struct plot *p)
{
    struct stage *s = p->stage;
    struct answer answer;
    const struct record_preset preset = { .card_id = p->card, .terminal_number = 1, .expires_on = p->row.holder.expires_on };
    const struct store_card store = { .card_id = p->card, .slot = TEXT("A-01-001") };
    const struct post_notice post = { .card_id = p->card, .posted_on = tokyo_date(s->now_us) };
    const struct post_notice_result *posted;
    char deadline[16];

    TRY(take_tracking_number(p));
    TRY(stage_clock(s, s->now_us + 30 * US_PER_MINUTE));
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "inventory", "record_preset", &record_preset_spec, &preset, &p->first, NOBODY, NULL, anytime }, &answer));
    stage_say(s, "従事者A　統合端末1で交付前設定（整理番号 %.*s）", "Operator A presets the card at terminal 1 (tracking number %.*s).",
              (int)p->tracking_number.len, p->tracking_number.at);
    TRY(stage_clock(s, s->now_us + 5 * US_PER_MINUTE));
    p->slot = store.slot;
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "inventory", "store_card", &store_card_spec, &store, &p->first, NOBODY, NULL, anytime }, &answer));
    stage_say(s, "従事者A　保管庫 %.*s に収納", "Operator A puts it into the vault, slot %.*s.", (int)p->slot.len, p->slot.at);
    TRY(stage_clock(s, s->now_us + 60 * US_PER_MINUTE));
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "inventory", "post_notice", &post_notice_spec, &post, &p->first, NOBODY, NULL, anytime }, &answer));
    posted = stage_result(s, &answer, &post_notice_result_spec);
    if (posted == NULL)
        return ERR_MALFORMED;
    p->posted = answer.position;
    date_put(deadline, posted->deadline);
    stage_say(s, "従事者A　交付通知書を市へ引き渡し（受取期限 %s）", "Operator A hands the notice to the city for posting (to be picked up by %s).", deadline);
    return OK;
}

/* ---- Booking ----------------------------------------------------------------------------- */

/* The first free place on a day after today. */
static enum err choose_place(struct plot *p)
{
    struct stage *s = p->stage;
    const struct free_places body = { .procedure = PROCEDURE_ISSUE, .people = 1, .from = date_add_days(tokyo_date(s->now_us), 1), .days = 14 };
    const struct free_places_result *result;
    struct answer answer;

    TRY(stage_ask(s, &(struct act){ SPOT_BRIDGE, "reservations", "free_places", &free_places_spec, &body, NOBODY, NOBODY, NULL, p->posted }, &answer));
    result = stage_result(s, &answer, &free_places_result_spec);
    if (result == NULL || result->days.count == 0 || result->days.at[0].starts.count == 0) {
        fault_set(&s->fault, "no free place within two weeks");
        return ERR_NOT_FOUND;
    }
    p->visit_day = result->days.at[0].date;
    p->visit_minute = (uint32_t)result->days.at[0].starts.at[result->days.at[0].starts.count / 2];
    return OK;
}

static enum err book_place(struct plot *p, struct hold_id hold)
{
    struct stage *s = p->stage;
    const struct book body = { .hold_id = hold, .notice_number = p->row.holder.notice_number, .birth_date = p->row.holder.birth_date };
    const struct book_result *result;
    const struct book_shown *shown;
    struct answer answer;

    TRY(stage_do(s, &(struct act){ SPOT_BRIDGE, "reservations", "book", &book_spec, &body, NOBODY, NOBODY, NULL, p->posted }, &answer));
    result = stage_result(s, &answer, &book_result_spec);
    shown = stage_shown(s, &answer, &book_shown_spec);
    if (result == NULL || shown == NULL)
        return ERR_MALFORMED;
    p->reservation = result->reservation_id;
    p->code = shown->code;
    return OK;
}

enum err chapter_booking(struct plot *p)
{
    struct stage *s = p->stage;
    const struct hold_place_result *held;
    struct answer answer;
    char day[16];

    TRY(stage_clock(s, s->now_us + 4 * US_PER_HOUR));
    TRY(choose_place(p));
    const struct hold_place hold = { .procedure = PROCEDURE_ISSUE, .people = 1, .date = p->visit_day, .start_minute = p->visit_minute };
    TRY(stage_do(s, &(struct act){ SPOT_BRIDGE, "reservations", "hold_place", &hold_place_spec, &hold, NOBODY, NOBODY, NULL, p->posted }, &answer));
    held = stage_result(s, &answer, &hold_place_result_spec);
    if (held == NULL)
        return ERR_MALFORMED;
    date_put(day, p->visit_day);
    stage_say(s, "市民　%s %02u:%02u の枠を仮押さえ（10分間）", "A citizen holds the place on %s at %02u:%02u for ten minutes.", day, p->visit_minute / 60, p->visit_minute % 60);
    TRY(stage_clock(s, s->now_us + 3 * US_PER_MINUTE));
    TRY(book_place(p, held->hold_id));
    stage_say(s, "市民　交付通知書番号と生年月日で予約完了（予約番号は本人だけに表示）", "The citizen books with notice number and birth date; the booking code is shown to them alone.");
    return OK;
}

/* ---- The visit ---------------------------------------------------------------------------- */

static enum err morning(struct plot *p)
{
    struct stage *s = p->stage;
    struct answer answer;
    const struct open_day open = { .date = p->visit_day };
    const struct open_desk desk = { .desk_id = { 1 } };
    const struct check_out_card out = { .card_id = p->card, .place = CUSTODY_COUNTER, .place_number = 1, .reservation_id = p->reservation };

    TRY(stage_clock_to(s, p->visit_day, 8 * 60 + 45));
    stage_heading(s, "来庁の日", "The day of the visit");
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "queueing", "open_day", &open_day_spec, &open, &p->manager, NOBODY, NULL, anytime }, &answer));
    stage_say(s, "現地管理者　開庁", "The site manager opens the day.");
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "inventory", "check_out_card", &check_out_card_spec, &out, &p->first, NOBODY, NULL, anytime }, &answer));
    stage_say(s, "従事者A　予約分のカードを保管庫から1番窓口へ取り出し", "Operator A takes the booked card from the vault to counter 1.");
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "queueing", "open_desk", &open_desk_spec, &desk, &p->first, NOBODY, NULL, anytime }, &answer));
    stage_say(s, "従事者A　1番窓口を開始", "Operator A opens counter 1.");
    return OK;
}

/* The guest types the code at the kiosk; queueing may not have heard of the booking yet, so it is told where to look. */
static enum err check_in_guest(struct plot *p)
{
    struct stage *s = p->stage;
    const struct reservation_by_code ask = { .code = p->code };
    const struct check_in body = { .code = p->code };
    const struct check_in_result *result;
    struct answer answer;

    TRY(stage_clock_to(s, p->visit_day, p->visit_minute - VISIT_BEFORE_MINUTES));
    TRY(stage_ask(s, &(struct act){ SPOT_KIOSK, "reservations", "reservation_by_code", &reservation_by_code_spec, &ask, NOBODY, NOBODY, NULL, anytime }, &answer));
    TRY(stage_do(s, &(struct act){ SPOT_KIOSK, "queueing", "check_in", &check_in_spec, &body, NOBODY, NOBODY, NULL, answer.position }, &answer));
    result = stage_result(s, &answer, &check_in_result_spec);
    if (result == NULL)
        return ERR_MALFORMED;
    p->ticket = result->ticket_id;
    p->number = result->number;
    stage_say(s, "来庁者　予約番号で受付、番号札 %" PRIu64, "The guest checks in with the code and gets ticket %" PRIu64 ".", p->number);
    return OK;
}

static enum err call_guest(struct plot *p)
{
    struct stage *s = p->stage;
    struct answer answer;
    const struct call_next call = { .desk_id = { 1 } };
    const struct start_service start = { .ticket_id = p->ticket };

    TRY(stage_clock_to(s, p->visit_day, p->visit_minute + 1));
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "queueing", "call_next", &call_next_spec, &call, &p->first, NOBODY, NULL, anytime }, &answer));
    stage_say(s, "1番窓口　番号札 %" PRIu64 " 番を呼出", "Counter 1 calls number %" PRIu64 ".", p->number);
    TRY(stage_clock(s, s->now_us + US_PER_MINUTE));
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "queueing", "start_service", &start_service_spec, &start, &p->first, NOBODY, NULL, anytime }, &answer));
    stage_say(s, "従事者A　手続を開始、本人確認", "Operator A begins and checks the guest's identity.");
    return OK;
}

/* Alone first; where the rules ask for a second look, with a second person. */
static enum err hand_over(struct plot *p)
{
    struct stage *s = p->stage;
    struct answer answer;
    const struct issue_card body = { .card_id = p->card, .ticket_id = p->ticket, .receiver_class = RECEIVER_CLASS_HOLDER,
                                     .notice_number = p->row.holder.notice_number, .tracking_number = p->tracking_number,
                                     .pins = { .signature = true, .user = true, .resident_register = true, .card_face = true } };
    struct act act = { SPOT_CONSOLE, "inventory", "issue_card", &issue_card_spec, &body, &p->first, NOBODY, NULL, anytime };

    TRY(stage_clock(s, s->now_us + 14 * US_PER_MINUTE));
    TRY(stage_try(s, &act, &answer));
    if (answer.outcome == OUTCOME_REFUSED && text_is(answer.refusal, "second_look_needed")) {
        stage_say(s, "システム　同じ名字のカードが他にもあるため、二人目の確認が必要です", "The system asks for a second look: another waiting card has the same surname.");
        act.second = &p->second;
        TRY(stage_do(s, &act, &answer));
        stage_say(s, "従事者A・従事者B　通知書・台紙・番号札を照合し、本人へ交付", "Operators A and B match notice, sleeve and ticket; the card is handed to its holder.");
        return OK;
    }
    if (answer.outcome != OUTCOME_DONE)
        return stage_do(s, &act, &answer);
    stage_say(s, "従事者A　通知書・台紙・番号札を照合し、本人へ交付", "Operator A matches notice, sleeve and ticket; the card is handed to its holder.");
    return OK;
}

enum err chapter_visit(struct plot *p)
{
    struct stage *s = p->stage;
    struct answer answer;
    static const enum procedure done[] = { PROCEDURE_ISSUE };
    const struct finish_service finish = { .procedures = { done, 1 }, .outcome = SERVICE_OUTCOME_DONE, .receiver_class = RECEIVER_CLASS_HOLDER };
    struct finish_service body = finish;

    TRY(morning(p));
    TRY(check_in_guest(p));
    TRY(call_guest(p));
    TRY(hand_over(p));
    TRY(stage_clock(s, s->now_us + 2 * US_PER_MINUTE));
    body.ticket_id = p->ticket;
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "queueing", "finish_service", &finish_service_spec, &body, &p->first, NOBODY, NULL, anytime }, &answer));
    stage_say(s, "1番窓口　手続を完了", "Counter 1 finishes the case.");
    return OK;
}

/* ---- The evening --------------------------------------------------------------------------- */

static enum err count(struct plot *p, struct position closing)
{
    struct stage *s = p->stage;
    const struct vault_book ask = { 0 };
    const struct vault_book_result *book;
    const struct count_vault_result *counted;
    struct answer answer;

    TRY(stage_ask(s, &(struct act){ SPOT_CONSOLE, "inventory", "vault_book", &vault_book_spec, &ask, &p->first, NOBODY, NULL, closing }, &answer));
    book = stage_result(s, &answer, &vault_book_result_spec);
    if (book == NULL)
        return ERR_MALFORMED;
    const struct count_vault body = { .counted = book->in_vault, .in_box = book->in_box, .in_tray = book->in_tray, .at_city = book->at_city };
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "inventory", "count_vault", &count_vault_spec, &body, &p->first, &p->second, NULL, closing }, &answer));
    counted = stage_result(s, &answer, &count_vault_result_spec);
    if (counted == NULL)
        return ERR_MALFORMED;
    stage_say(s, "従事者A・従事者B　保管庫の在庫を確認：実数 %" PRIu64 " 枚、帳簿 %" PRIu64 " 枚%s",
              "Operators A and B count the vault: %" PRIu64 " cards, the book says %" PRIu64 "%s", body.counted, counted->book,
              counted->agrees ? (s->english ? ": they agree." : "（一致）") : (s->english ? ": THEY DIFFER." : "（不一致）"));
    return OK;
}

/* Reservations, inventory and staff close their parts by themselves; queueing hears of it. */
static enum err await_parts(struct plot *p)
{
    struct stage *s = p->stage;
    const struct day_status ask = { 0 };
    const struct act act = { SPOT_CONSOLE, "queueing", "day_status", &day_status_spec, &ask, &p->manager, NOBODY, NULL, anytime };
    const struct day_status_result *status;
    struct answer answer;

    for (uint32_t i = 0; i < POLLS_MAX; i++) {
        TRY(stage_ask(s, &act, &answer));
        status = stage_result(s, &answer, &day_status_result_spec);
        if (status == NULL)
            return ERR_MALFORMED;
        if (status->reservations_closed && status->inventory_closed && status->staff_closed)
            return OK;
        TRY(wire_wait(NULL, 0, POLL_MS));
    }
    fault_set(&s->fault, "a service did not close its part of the day");
    return ERR_TIMEOUT;
}

enum err chapter_evening(struct plot *p)
{
    struct stage *s = p->stage;
    struct answer answer;
    const struct close_desk desk = { .desk_id = { 1 } };
    const struct begin_closing begin = { 0 };
    const struct close_day close = { 0 };

    TRY(stage_clock_to(s, p->visit_day, 17 * 60 + 35));
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "queueing", "close_desk", &close_desk_spec, &desk, &p->first, NOBODY, NULL, anytime }, &answer));
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "queueing", "begin_closing", &begin_closing_spec, &begin, &p->manager, NOBODY, NULL, anytime }, &answer));
    stage_say(s, "現地管理者　閉庁処理を開始", "The site manager begins to close the day.");
    TRY(stage_clock(s, s->now_us + 10 * US_PER_MINUTE));
    TRY(count(p, answer.position));
    TRY(await_parts(p));
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "queueing", "close_day", &close_day_spec, &close, &p->manager, NOBODY, NULL, anytime }, &answer));
    p->closed = answer.position;
    stage_say(s, "現地管理者　閉庁（予約・在庫・職員の締めを確認）", "The site manager closes the day; reservations, inventory and staff have closed theirs.");
    return OK;
}

/* ---- The report ----------------------------------------------------------------------------- */

/* The report is made when reporting has followed every log to the day's end. */
static enum err await_report(struct plot *p)
{
    struct stage *s = p->stage;
    const struct daily_report ask = { .date = p->visit_day };
    const struct act act = { SPOT_CONSOLE, "reporting", "daily_report", &daily_report_spec, &ask, &p->manager, NOBODY, NULL, p->closed };
    struct answer answer;

    for (uint32_t i = 0; i < POLLS_MAX; i++) {
        TRY(stage_ask(s, &act, &answer));
        if (answer.outcome == OUTCOME_DONE) {
            p->report = stage_result(s, &answer, &daily_report_result_spec);
            return p->report != NULL ? OK : ERR_MALFORMED;
        }
        TRY(stage_clock(s, s->now_us + US_PER_SECOND));
        TRY(wire_wait(NULL, 0, POLL_MS));
    }
    fault_set(&s->fault, "the report was not made");
    return ERR_TIMEOUT;
}

static enum err sign_head(struct plot *p)
{
    struct stage *s = p->stage;
    const struct sign_checkpoint body = { 0 };
    const struct sign_checkpoint_result *result;
    struct answer answer;

    TRY(stage_leaves(s));
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "audit", "sign_checkpoint", &sign_checkpoint_spec, &body, &p->manager, NOBODY, NULL, anytime }, &answer));
    result = stage_result(s, &answer, &sign_checkpoint_result_spec);
    if (result == NULL)
        return ERR_MALFORMED;
    p->checkpoint = result->note;
    return OK;
}

enum err chapter_report(struct plot *p)
{
    struct stage *s = p->stage;
    struct answer answer;

    TRY(await_report(p));
    TRY(sign_head(p));
    const struct close_report body = { .date = p->visit_day, .report_sha256 = p->report->report_sha256,
                                       .checkpoint = { (const char *)p->checkpoint.at, p->checkpoint.len } };
    TRY(stage_do(s, &(struct act){ SPOT_CONSOLE, "reporting", "close_report", &close_report_spec, &body, &p->manager, &p->city, NULL, anytime }, &answer));
    stage_say(s, "現地管理者・市職員　日次報告書を確認（監査ログの署名つき先頭を記載）", "The site manager and the city official confirm the daily report, with the signed head of the audit log.");
    TRY(await_report(p));
    return stage_leaves(s);
}
