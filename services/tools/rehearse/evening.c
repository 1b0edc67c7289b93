/* The evening: cards that were not handed over go back, two persons count, the other services close their
 * parts, the day is closed, and the report is confirmed by two persons. The count is of the plastic the
 * play moved, not of the book. */
#include <inttypes.h>

#include "gen/audit.h"
#include "play.h"
#include "wire/wire.h"

#define READS_US (2 * US_PER_MINUTE)
#define READ_TRIES 100u

static const struct position anytime;

/* Whoever was called in vain and did not come back gets an outcome like everybody. */
static enum err dismiss_passed(struct rehearsal *r)
{
    struct answer answer;

    for (uint32_t i = 0; i < r->guest_count[r->today]; i++) {
        struct guest *g = &r->guests[r->today][i];
        const struct dismiss_ticket body = { .ticket_id = g->ticket_id, .outcome = DISMISSAL_LEFT };

        if (!g->passed)
            continue;
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "dismiss_ticket", &dismiss_ticket_spec, &body, &r->manager, NULL, NULL, anytime }, &answer));
        g->passed = false;
        r->left++;
    }
    return OK;
}

static enum err close_desks(struct rehearsal *r)
{
    struct answer answer;

    for (uint32_t i = 0; i < r->desk_count; i++) {
        const struct close_desk body = { .desk_id = r->desks[i].desk_id };

        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "close_desk", &close_desk_spec, &body, r->desks[i].person, NULL, NULL, anytime }, &answer));
        r->desks[i].open = false;
    }
    return OK;
}

static enum err scan_back(struct rehearsal *r)
{
    uint32_t back = 0;
    struct answer answer;

    for (uint32_t i = 0; i < r->card_count; i++) {
        if (!r->cards[i].out)
            continue;
        const struct check_in_card body = { .card_id = r->cards[i].card_id, .slot = text_of(r->cards[i].slot), .reason = CHECK_IN_REASON_NO_SHOW };
        TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "check_in_card", &check_in_card_spec, &body, &r->operators[0], NULL, NULL, anytime }, &answer));
        r->cards[i].out = false;
        back++;
    }
    play_say(r, "業務従事者　交付しなかったカード %" PRIu32 " 枚を保管庫へ戻し", "Operators put %" PRIu32 " cards that were not handed over back into the vault.", back);
    return OK;
}

static enum err count(struct rehearsal *r, bool *ret_agrees)
{
    static const struct vault_book ask;
    struct count_vault body = { 0 };
    const struct vault_book_result *book;
    const struct count_vault_result *counted;
    struct answer answer;

    for (uint32_t i = 0; i < r->card_count; i++)
        body.counted += !r->cards[i].gone && !r->cards[i].out && !r->cards[i].lost ? 1 : 0;
    TRY(stage_ask(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "vault_book", &vault_book_spec, &ask, &r->operators[0], NULL, NULL, anytime }, &answer));
    book = stage_result(&r->stage, &answer, &vault_book_result_spec);
    if (book == NULL)
        return ERR_MALFORMED;
    body.in_box = book->in_box;                        /* the list of what lies outside the vault, ticked off */
    body.in_tray = book->in_tray;
    body.at_city = book->at_city;
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "inventory", "count_vault", &count_vault_spec, &body, &r->operators[0], &r->operators[1], NULL, anytime }, &answer));
    counted = stage_result(&r->stage, &answer, &count_vault_result_spec);
    if (counted == NULL)
        return ERR_MALFORMED;
    *ret_agrees = counted->agrees;
    play_say(r, "業務従事者（二人）　保管庫を確認：実数 %" PRIu64 " 枚、帳簿 %" PRIu64 " 枚%s", "Two persons count the vault: %" PRIu64 " cards, the book says %" PRIu64 "%s", body.counted,
             counted->book, counted->agrees ? (r->stage.english ? "." : "（一致）") : (r->stage.english ? ": THEY DIFFER." : "（不一致）"));
    return OK;
}

static enum err close_day_now(struct rehearsal *r)
{
    static const struct close_day close;
    struct answer answer;

    TRY(stage_settle(&r->stage));
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "queueing", "close_day", &close_day_spec, &close, &r->manager, NULL, NULL, anytime }, &answer));
    play_say(r, "現地管理者　閉庁", "The site manager closes the day.");
    return stage_settle(&r->stage);
}

/* Reporting may learn of the close before it has followed all the others; then it asks itself again some seconds of its clock later,
 * and those must pass. How often it had to wait must not show in the play: the same minutes pass on every day. */
static enum err read_report(struct rehearsal *r, const struct daily_report *ask, const struct daily_report_result **ret)
{
    struct answer answer;

    TRY(play_until(r, r->stage.now_us + READS_US));
    for (uint32_t tries = 0; tries < READ_TRIES; tries++) {
        TRY(stage_settle(&r->stage));
        TRY(stage_ask(&r->stage, &(struct act){ SPOT_CONSOLE, "reporting", "daily_report", &daily_report_spec, ask, &r->manager, NULL, NULL, anytime }, &answer));
        *ret = answer.outcome == OUTCOME_DONE ? stage_result(&r->stage, &answer, &daily_report_result_spec) : NULL;
        if (*ret != NULL)
            return OK;
        TRY(wire_wait(NULL, 0, 1 + tries));
    }
    fault_set(&r->stage.fault, "the report of the day was not made");
    return ERR_NOT_FOUND;
}

static enum err confirm_report(struct rehearsal *r)
{
    static const struct sign_checkpoint sign;
    const struct daily_report ask = { .date = r->day[r->today].date };
    const struct daily_report_result *report;
    const struct sign_checkpoint_result *head;
    struct answer answer;

    TRY(read_report(r, &ask, &report));
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "audit", "sign_checkpoint", &sign_checkpoint_spec, &sign, &r->manager, NULL, NULL, anytime }, &answer));
    head = stage_result(&r->stage, &answer, &sign_checkpoint_result_spec);
    if (head == NULL)
        return ERR_MALFORMED;
    const struct close_report body = { .date = ask.date, .report_sha256 = report->report_sha256, .checkpoint = { (const char *)head->note.at, head->note.len } };
    TRY(stage_do(&r->stage, &(struct act){ SPOT_CONSOLE, "reporting", "close_report", &close_report_spec, &body, &r->manager, &r->city, NULL, anytime }, &answer));
    play_say(r, "現地管理者・市職員　日次報告書を確認", "The site manager and the city official confirm the daily report.");
    return OK;
}

static enum err go_home(struct rehearsal *r)
{
    static const struct clock_out body;

    for (uint32_t i = 0; i < r->desk_count; i++)
        TRY(play_do(r, "staff", "clock_out", &clock_out_spec, &body, r->desks[i].person));
    return OK;
}

enum err evening(struct rehearsal *r)
{
    uint64_t from_us = tokyo_us(r->day[r->today].date, r->day[r->today].closes_minute);
    bool agrees = false;

    from_us = r->last_us > from_us ? r->last_us : from_us;
    TRY(play_until(r, (r->stage.now_us > from_us ? r->stage.now_us : from_us) + 5 * US_PER_MINUTE));
    TRY(dismiss_passed(r));
    TRY(close_desks(r));
    TRY(scan_back(r));
    TRY(destroy_collected(r));
    TRY(note_tomorrow(r));
    TRY(play_until(r, r->stage.now_us + 10 * US_PER_MINUTE));
    TRY(count(r, &agrees));
    if (!agrees) {                                     /* which card is it? then once more */
        TRY(look_for_lost(r));
        TRY(count(r, &agrees));
    }
    r->counts_agree = r->counts_agree && agrees;
    TRY(go_home(r));
    TRY(close_day_now(r));
    TRY(confirm_report(r));
    arena_reset(&r->stage.arena);
    return tally_report(r);
}
