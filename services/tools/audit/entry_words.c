/* Entries as labelled lines. Keeps true: nothing is left out of an event, whatever its version; a sealed value is shown as
 * being one. What a key means is told by its name (…_us, …_on, date), as the contracts name things. */
#include "entry_words.h"

#include <inttypes.h>

#include "codec/read.h"
#include "engine/entry.h"
#include "gen/refusals.h"
#include "gen/types.h"
#include "on_paper.h"
#include "words.h"

#include "base/invariant.h"

#define BYTES_SHOWN_MAX 32u
#define NESTING_MAX 12u

/* ---- Any value ---- */

static bool ends(struct text key, const char *with)
{
    uint32_t len = (uint32_t)strlen(with);

    return key.len >= len && memcmp(key.at + key.len - len, with, len) == 0;
}

/* Of a sealed value only whom it belongs to is of interest. */
static bool sealed_subject(struct bytes map, uint64_t *ret)
{
    struct reader r = reader_of(map);
    uint32_t pairs;

    return read_map(&r, &pairs) && pairs == 4 && map_get(map, "box").at != NULL && map_get(map, "nonce").at != NULL && map_get(map, "key").at != NULL &&
           map_get_u64(map, "subject", ret);
}

static void put_bytes(struct bytes bytes)
{
    char hex[2 * BYTES_SHOWN_MAX + 1];

    hex_put(hex, bytes.at, bytes.len < BYTES_SHOWN_MAX ? bytes.len : BYTES_SHOWN_MAX);
    if (bytes.len <= BYTES_SHOWN_MAX)
        puts(hex);
    else
        printf(words("%s… （%" PRIu32 " バイト）\n", "%s... (%" PRIu32 " bytes)\n"), hex, bytes.len);
}

static void put_number(struct text key, uint64_t v, struct arena *arena)
{
    if (text_is(key, "waited_us"))
        printf("%s\n", span_words(arena, v).at);
    else if (ends(key, "_us"))
        printf("%s\n", time_words(arena, v).at);
    else if (text_is(key, "date") || ends(key, "_date") || ends(key, "_on") || text_is(key, "deadline"))
        printf("%s\n", date_words(arena, v).at);
    else
        printf("%" PRIu64 "\n", v);
}

/* A text from a log, made harmless for a terminal. */
static void put_text(struct text text)
{
    for (uint32_t i = 0; i < text.len; i++)
        putchar((uint8_t)text.at[i] < ' ' || text.at[i] == 0x7F ? ' ' : text.at[i]);
    puts("");
}

/* A value that holds no others; moves past it. */
static void put_simple(struct reader *r, struct text key, struct arena *arena)
{
    struct text text;
    struct bytes bytes;
    uint64_t number;
    int64_t negative;
    bool flag;

    if (read_text(r, &text))
        put_text(text);
    else if (read_bin(r, &bytes))
        put_bytes(bytes);
    else if (read_u64(r, &number))
        put_number(key, number, arena);
    else if (read_i64(r, &negative))
        printf("%" PRId64 "\n", negative);
    else if (read_bool(r, &flag))
        puts(flag ? words("はい", "yes") : words("いいえ", "no"));
}

static void put_indent(uint32_t depth)
{
    printf("%*s", (int)(4 + 2 * depth), "");
}

/* Nesting is bounded by the checker. */
static void put_value(struct reader *r, struct text key, uint32_t depth, struct arena *arena)
{
    enum value_type type = read_type(r);
    struct bytes whole = { NULL, 0 };
    struct reader in;
    uint32_t count;
    uint64_t subject;

    must(depth <= NESTING_MAX);
    if (type != VALUE_MAP && type != VALUE_ARRAY) {
        put_simple(r, key, arena);
        return;
    }
    must(read_raw(r, &whole));
    if (type == VALUE_MAP && sealed_subject(whole, &subject)) {
        printf(words("（封印済み、対象 %" PRIu64 "）\n", "(sealed, subject %" PRIu64 ")\n"), subject);
        return;
    }
    in = reader_of(whole);
    must(type == VALUE_MAP ? read_map(&in, &count) : read_array(&in, &count));
    puts(count == 0 ? "-" : "");
    for (uint32_t i = 0; i < count; i++) {
        struct text name = { NULL, 0 };

        put_indent(depth + 1);
        if (type == VALUE_MAP) {
            must(read_text(&in, &name));
            printf("%.*s: ", (int)name.len, name.at);
        } else {
            printf("[%" PRIu32 "] ", i);
        }
        put_value(&in, name, depth + 1, arena);
    }
}

/* ---- The entry ---- */

static const char *role_words(enum role role)
{
    static const char *const ja[] = { "", "業務従事者", "現地管理者", "業務責任者", "市職員", "監査担当", "発券機", "来庁者の端末", "管理用の接続", "端末", "サービス", "登録前の従事者" };

    must(role <= ROLE_NEWCOMER);
    return role == ROLE_NONE ? "" : words(ja[role], role_name(role));
}

static void put_cause(const struct entry *e, struct arena *arena)
{
    const struct cause *c = &e->cause;

    switch (c->kind) {
    case CAUSE_COMMAND:
        put_line("きっかけ", "Cause", words("操作 %.*s", "command %.*s"), (int)c->name.len, c->name.at);
        break;
    case CAUSE_FOLLOWED:
        put_line("きっかけ", "Cause", words("続き %.*s %" PRIu64 " (世代 %" PRIu32 ")", "followed %.*s %" PRIu64 " (epoch %" PRIu32 ")"),
                 (int)c->followed.source.len, c->followed.source.at, c->followed.sequence, c->followed.epoch);
        break;
    case CAUSE_TIMER:
        put_line("きっかけ", "Cause", words("期限 %.*s  %s", "timer %.*s  %s"), (int)c->name.len, c->name.at, time_words(arena, c->due_us).at);
        break;
    case CAUSE_ENGINE:
        put_line("きっかけ", "Cause", words("基盤 %.*s", "engine %.*s"), (int)c->name.len, c->name.at);
        break;
    }
}

static void put_people(const struct entry *e)
{
    if (e->actor != 0)
        put_line("担当", "Actor", words("アカウント %" PRIu64 "  %s", "account %" PRIu64 "  %s"), e->actor, role_words(e->role));
    else if (e->role != ROLE_NONE)
        put_line("担当", "Actor", "%s", role_words(e->role));
    if (e->second != 0)
        put_line("確認者", "Second person", words("アカウント %" PRIu64 "  %s", "account %" PRIu64 "  %s"), e->second, role_words(e->second_role));
    if (e->terminal.at != NULL)
        put_line("端末", "Terminal", "%.*s", (int)e->terminal.len, e->terminal.at);
    if (e->purpose.at != NULL)
        put_line("閲覧の目的", "Purpose", "%.*s", (int)e->purpose.len, e->purpose.at);
}

static void put_paper(const struct entry *e, struct arena *arena)
{
    struct on_paper paper;

    if (on_paper_find(e, &paper))
        put_line("市の決定", "City's decision", "%s", on_paper_line(&paper, arena).at);
}

static void put_outcome(const struct entry *e)
{
    enum refusal refusal;

    if (e->refusal.at == NULL) {
        put_line("結果", "Outcome", "%s", e->purpose.at != NULL ? words("閲覧", "looked at") : e->event_count > 0 ? words("実行", "done")
                                                                                              : words("実行（変化なし）", "done, nothing changed"));
        return;
    }
    put_line("結果", "Outcome", words("拒否 %.*s", "refused: %.*s"), (int)e->refusal.len, e->refusal.at);
    if (refusal_of(e->refusal, &refusal))
        put_line("", "", "%s", refusal_sentence(refusal, !words_english()));
    if (e->refused_at.at != NULL)
        put_line("項目", "Field", "%.*s", (int)e->refused_at.len, e->refused_at.at);
}

static void put_events(const struct entry *e, struct arena *arena)
{
    for (uint32_t i = 0; i < e->event_count; i++) {
        struct reader body = reader_of(e->events[i].body);

        fputs("  ", stdout);
        put_padded(text_of(words("出来事", "Event")), 20);
        printf("%.*s", (int)e->events[i].name.len, e->events[i].name.at);
        put_value(&body, (struct text){ NULL, 0 }, 0, arena);
    }
    if (e->result.at != NULL) {
        struct reader body = reader_of(e->result);

        fputs("  ", stdout);
        put_padded(text_of(words("回答", "Result")), 20);
        put_value(&body, (struct text){ NULL, 0 }, 0, arena);
    }
}

bool entry_put(struct bytes entry, struct arena *arena)
{
    struct entry *e = arena_take(arena, sizeof *e);
    char previous[65];

    if (entry_decode(entry, arena, e) != OK)
        return false;
    put_line("時刻", "Time", "%s", time_words(arena, e->at_us).at);
    put_line("業務日", "Business date", "%s", date_words(arena, e->date.v).at);
    put_cause(e, arena);
    put_people(e);
    put_paper(e, arena);
    put_outcome(e);
    put_events(e, arena);
    hex_put(previous, e->previous, sizeof e->previous);
    put_line("前の記録", "Entry before", "%s", previous);
    return true;
}
