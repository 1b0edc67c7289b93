/* The lines of `up` and `status`. */
#include "lines.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "office.h"

static const char *state_ja(struct text state)
{
    if (text_is(state, "ready"))
        return "受付中";
    if (text_is(state, "rebuilding"))
        return "再構築中";
    return text_is(state, "clock_suspect") ? "時計の確認待ち" : "不明";
}

void padded_print(const char *text, uint32_t columns)
{
    struct text rest = text_of(text);
    uint32_t width = 0;

    for (uint32_t offset = 0; offset < rest.len;) {
        uint32_t point = utf8_next(rest, &offset);

        if (point == UINT32_MAX)
            break;
        width += point >= 0x1100 ? 2 : 1;
    }
    printf("%s%*s", text, width < columns ? (int)(columns - width) : 0, "");
}

/* The words of the service in a person's. */
static const struct peers_alarm { const char *word, *ja, *en; } peers_alarms[] = {
    { "not_there", "名簿がありません", "there is no list" },
    { "not_private", "名簿を他の利用者が書き換えられます", "others may write the list" },
    { "unreadable", "名簿を読めません", "the list cannot be read" },
    { "malformed", "名簿の書き方に誤りがあります", "the list has mistakes" },
    { "not_signed", "名簿に署名がありません", "the list is not signed" },
    { "bad_signature", "名簿の署名が合いません", "the list's signature does not fit" },
    { "rolled_back", "以前の古い名簿に戻されています", "the list is an older one" },
    { "same_version", "同じ版の別の名簿があります", "another list has the same version" },
    { "other_ticket_key", "チケット鍵が違います（再起動が必要です）", "the list has another ticket key, which takes a restart" },
    { "not_kept", "使用中の名簿を控えられません", "the list in force cannot be kept" },
};

static void peers_alarm_print(const struct service_status *status, bool english)
{
    const char *what = english ? "the list is not right" : "名簿に問題があります";

    for (size_t i = 0; i < sizeof peers_alarms / sizeof *peers_alarms; i++)
        if (text_is(status->peers_alarm, peers_alarms[i].word))
            what = english ? peers_alarms[i].en : peers_alarms[i].ja;
    printf(english ? "        allow-list: %s; version %" PRIu64 " is in force (the log says more)\n"
                   : "        接続を許す名簿: %s。第 %" PRIu64 " 版を使っています（詳しくはログ）\n", what, status->peers_version);
}

void status_line_print(uint32_t index, const struct service_status *status, bool english)
{
    fputs("    ", stdout);
    if (!english)
        padded_print(office_service_ja(index), 5);
    padded_print(office_service_name(index), 14);
    if (status == NULL) {
        puts(english ? "no answer" : "応答なし");
        return;
    }
    if (!english)
        padded_print(state_ja(status->state), 15);
    printf("%-14.*s", (int)status->state.len, status->state.at);
    printf(english ? "entries %" PRIu64 : "記録 %" PRIu64, status->head);
    if (status->map_used_percent > 0)
        printf(english ? "  room used %" PRIu64 "%%" : "  保存域 %" PRIu64 "%%", status->map_used_percent);
    if (status->quarantined > 0)
        printf(english ? "  set aside %" PRIu64 : "  隔離 %" PRIu64, status->quarantined);
    if (status->audit_behind > 0 && status->audit_lag_us >= 60 * US_PER_SECOND)
        printf(english ? "  audit behind %" PRIu64 " min" : "  監査の遅れ %" PRIu64 " 分", status->audit_lag_us / US_PER_MINUTE);
    if (status->looks_closed)
        printf("%s", english ? "  looks CLOSED" : "  閲覧停止中");
    puts("");
    if (status->peers_alarm.at != NULL)
        peers_alarm_print(status, english);
}

void status_json_print(uint32_t index, const struct service_status *s)
{
    printf("{\"service\":\"%s\"", office_service_name(index));
    if (s == NULL) {
        printf(",\"state\":\"no_answer\"}");
        return;
    }
    printf(",\"state\":\"%.*s\",\"mode\":\"%.*s\",\"version\":\"%.*s\",\"site\":%" PRIu32 ",\"epoch\":%" PRIu32 ",\"head\":%" PRIu64, (int)s->state.len,
           s->state.at, (int)s->mode.len, s->mode.at, (int)s->version.len, s->version.at, s->site, s->epoch, s->head);
    printf(",\"now_us\":%" PRIu64 ",\"open_day\":%" PRIu64 ",\"parked\":%" PRIu64 ",\"queued\":%" PRIu64 ",\"malformed\":%" PRIu64, s->now_us, s->open_day,
           s->parked, s->queued, s->malformed);
    printf(",\"peers_version\":%" PRIu64, s->peers_version);
    if (s->peers_alarm.at != NULL)
        printf(",\"peers_alarm\":\"%.*s\"", (int)s->peers_alarm.len, s->peers_alarm.at);
    printf(",\"denied\":%" PRIu64 ",\"quarantined\":%" PRIu64 ",\"gaps\":%" PRIu64 ",\"repeats\":%" PRIu64 ",\"map_used_percent\":%" PRIu64, s->denied,
           s->quarantined, s->gaps, s->repeats, s->map_used_percent);
    printf(",\"audit_behind\":%" PRIu64 ",\"audit_lag_us\":%" PRIu64 ",\"looks_closed\":%s}", s->audit_behind, s->audit_lag_us,
           s->looks_closed ? "true" : "false");
}
