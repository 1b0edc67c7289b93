/* Keys of personal values and the derived tables under them. The tables hold cards that are
 * not issued yet; they are filled and cleared by opening what was sealed, so a rebuild makes
 * them again and an erased person leaves none behind. */
#include "search.h"

#include "trust/hash.h"

#define SURNAME_ROWS_MAX 256
#define SURNAME_BYTES_MAX 192
#define READING_BYTES_MAX 640

static uint32_t without_hyphen(struct text number, char to[16])
{
    uint32_t len = 0;

    for (uint32_t i = 0; i < number.len && len < 16; i++)
        if (number.at[i] != '-')
            to[len++] = number.at[i];
    return len;
}

void notice_tag(const struct view *v, struct text notice_number, uint8_t ret[INDEX_TAG_LEN])
{
    char canonical[16];
    struct bytes part = { (const uint8_t *)canonical, without_hyphen(notice_number, canonical) };

    must(part.len > 0);
    keyed_hash(secret_of(v, "index.notice"), "notice number", &part, 1, ret, INDEX_TAG_LEN);
}

bool notice_numbers_same(struct text a, struct text b)
{
    char x[16], y[16];
    uint32_t x_len = without_hyphen(a, x), y_len = without_hyphen(b, y);

    return x_len > 0 && x_len == y_len && memcmp(x, y, x_len) == 0;
}

/* Half-width katakana U+FF66..FF9D in the order of their code points. */
static const uint16_t full_width[] = {
    0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2, 0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB, 0x30AD, 0x30AF,
    0x30B1, 0x30B3, 0x30B5, 0x30B7, 0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1, 0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE, 0x30CF, 0x30D2,
    0x30D5, 0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6, 0x30E8, 0x30E9, 0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3
};

/* One code point in the form that is compared; 0 drops it. */
static uint32_t fold_code_point(uint32_t c)
{
    if (c >= 0xFF66 && c <= 0xFF9D)
        return full_width[c - 0xFF66];
    if (c >= 0x3041 && c <= 0x3096)
        return c + 0x60;                       /* hiragana */
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;                           /* full-width Latin */
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}

/* The voiced form: what the mark U+FF9E or U+FF9F makes of the kana before it. */
static uint32_t voiced(uint32_t before, uint32_t mark)
{
    bool ha_row = before >= 0x30CF && before <= 0x30DB && (before - 0x30CF) % 3 == 0;
    bool ka_to_to = before >= 0x30AB && before <= 0x30C2 && (before - 0x30AB) % 2 == 0;

    if (mark == 0xFF9F)
        return ha_row ? before + 2 : 0;
    if (before == 0x30A6)
        return 0x30F4;
    if (ha_row || ka_to_to || before == 0x30C4 || before == 0x30C6 || before == 0x30C8)
        return before + 1;
    return 0;
}

static uint32_t put_utf8(uint32_t c, char *to)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xC0 | (c >> 6));
        to[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xE0 | (c >> 12));
        to[1] = (char)(0x80 | ((c >> 6) & 0x3F));
        to[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | (c >> 18));
    to[1] = (char)(0x80 | ((c >> 12) & 0x3F));
    to[2] = (char)(0x80 | ((c >> 6) & 0x3F));
    to[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* A reading in the form that is compared, whole or only its first word. `to` has room for `size` bytes. */
static uint32_t reading_fold(struct text kana, bool whole, char *to, uint32_t size)
{
    uint32_t offset = 0, len = 0, start = 0, last = 0;

    must(size >= 4);
    while (offset < kana.len && len + 4 <= size) {
        uint32_t c = utf8_next(kana, &offset);
        bool space = c == ' ' || c == 0x3000;

        if (c == UINT32_MAX || (space && len > 0 && !whole))
            break;
        if (space)
            continue;
        if ((c == 0xFF9E || c == 0xFF9F) && voiced(last, c) != 0) {
            last = voiced(last, c);
            len = start;
        } else {
            last = fold_code_point(c);
        }
        start = len;
        len += put_utf8(last, to + len);
    }
    return len;
}

void surname_tag(const struct view *v, struct text kana, uint8_t ret[INDEX_TAG_LEN])
{
    char folded[SURNAME_BYTES_MAX];
    struct bytes part = { (const uint8_t *)folded, reading_fold(kana, false, folded, sizeof folded) };

    keyed_hash(secret_of(v, "index.surname"), "surname", &part, 1, ret, INDEX_TAG_LEN);
}

void person_tag(const struct view *v, struct text kana, struct date birth_date, uint8_t ret[INDEX_TAG_LEN])
{
    char folded[READING_BYTES_MAX];
    uint8_t birth[4];
    struct bytes parts[2] = { { (const uint8_t *)folded, reading_fold(kana, true, folded, sizeof folded) }, { birth, sizeof birth } };

    be32_put(birth, birth_date.v);
    keyed_hash(secret_of(v, "index.person"), "person", parts, 2, ret, INDEX_TAG_LEN);
}

static bool waits(const struct view *v, const struct card *card, bool staged_too)
{
    struct delivery delivery;

    if (life_ended(card->own_status) || !delivery_find(v, card->delivery_id, &delivery))
        return false;
    return delivery.state == DELIVERY_STATE_ARRIVED || delivery.state == DELIVERY_STATE_INSPECTED ||
           (staged_too && delivery.state == DELIVERY_STATE_STAGING);
}

/* A card applied for here keeps its id when the list that named it was given up, and the tags of that list stay: what the card's list
 * says now decides. Of a forgotten person nothing says otherwise. */
static bool is_under_notice(const struct view *v, const struct card *card, struct text notice_number)
{
    struct holder holder;

    return !holder_of(v, card, &holder) || notice_numbers_same(holder.notice_number, notice_number);
}

static bool is_under_person(const struct view *v, const struct card *card, const uint8_t tag[INDEX_TAG_LEN])
{
    struct holder holder;
    uint8_t own[INDEX_TAG_LEN];

    if (!holder_of(v, card, &holder))
        return true;
    person_tag(v, holder.kana, holder.birth_date, own);
    return memcmp(own, tag, INDEX_TAG_LEN) == 0;
}

bool card_of_notice(const struct view *v, struct text notice_number, bool staged_too, struct card *ret)
{
    uint8_t tag[INDEX_TAG_LEN];
    struct card_by_notice row;
    struct card card;

    notice_tag(v, notice_number, tag);
    if (!card_by_notice_find(v, (struct bytes){ tag, INDEX_TAG_LEN }, &row) || !card_find(v, row.card_id, &card) ||
        !waits(v, &card, staged_too) || !is_under_notice(v, &card, notice_number))
        return false;
    *ret = card;
    return true;
}

bool surname_shared(const struct view *v, struct card_id own, struct text kana)
{
    uint8_t tag[INDEX_TAG_LEN];
    struct card_by_surname row;
    struct row_scan scan;
    struct card card;

    surname_tag(v, kana, tag);
    scan = card_by_surname_scan(v, 1, &(struct card_by_surname){ .tag = { tag, INDEX_TAG_LEN } });
    for (uint32_t looked = 0; card_by_surname_next(&scan, &row); looked++) {
        if (looked == SURNAME_ROWS_MAX)
            return true;
        if (!same(row.card_id, own) && card_find(v, row.card_id, &card) && waits(v, &card, false))
            return true;
    }
    return false;
}

uint32_t cards_of_person(const struct view *v, struct text kana, struct date birth_date, struct card *cards, uint32_t room)
{
    uint8_t tag[INDEX_TAG_LEN];
    struct card_by_person row;
    struct row_scan scan;
    uint32_t count = 0;

    person_tag(v, kana, birth_date, tag);
    scan = card_by_person_scan(v, 1, &(struct card_by_person){ .tag = { tag, INDEX_TAG_LEN } });
    while (count < room && card_by_person_next(&scan, &row))
        count += card_find(v, row.card_id, &cards[count]) && waits(v, &cards[count], false) && is_under_person(v, &cards[count], tag);
    return count;
}

static void keep_tags(struct txn *t, struct card_id id, const struct holder *holder)
{
    const struct view *v = view_of(t);
    uint8_t notice[INDEX_TAG_LEN], surname[INDEX_TAG_LEN], person[INDEX_TAG_LEN];

    notice_tag(v, holder->notice_number, notice);
    surname_tag(v, holder->kana, surname);
    person_tag(v, holder->kana, holder->birth_date, person);
    card_by_notice_put(t, &(struct card_by_notice){ .tag = { notice, INDEX_TAG_LEN }, .card_id = id });
    card_by_person_put(t, &(struct card_by_person){ .tag = { person, INDEX_TAG_LEN }, .card_id = id });
    card_by_surname_put(t, &(struct card_by_surname){ .tag = { surname, INDEX_TAG_LEN }, .card_id = id });
}

void derive_delivery_rows_staged(struct txn *t, const struct delivery_rows_staged *ev)
{
    const struct view *v = view_of(t);
    struct holder holder;

    for (uint32_t i = 0; i < ev->rows.count; i++)
        if (open_record(v, &ev->rows.at[i].holder, "holder", &holder_spec, &holder))      /* else forgotten: nobody searches for this person */
            keep_tags(t, ev->rows.at[i].card_id, &holder);
}

/* Nobody looks for the card under its notice number any more. */
static void forget_tags(struct txn *t, struct card_id id)
{
    const struct view *v = view_of(t);
    uint8_t notice[INDEX_TAG_LEN], surname[INDEX_TAG_LEN], person[INDEX_TAG_LEN];
    struct card card = card_row(t, id);
    struct card_by_notice by_notice;
    struct holder holder;

    if (!holder_of(v, &card, &holder))
        return;
    notice_tag(v, holder.notice_number, notice);
    surname_tag(v, holder.kana, surname);
    person_tag(v, holder.kana, holder.birth_date, person);
    card_by_person_remove(t, (struct bytes){ person, INDEX_TAG_LEN }, id);
    if (card_by_notice_find(v, (struct bytes){ notice, INDEX_TAG_LEN }, &by_notice) && same(by_notice.card_id, id))
        card_by_notice_remove(t, (struct bytes){ notice, INDEX_TAG_LEN });      /* another list may have brought the card anew */
    card_by_surname_remove(t, (struct bytes){ surname, INDEX_TAG_LEN }, id);
}

void derive_card_issued(struct txn *t, const struct card_issued *ev)
{
    forget_tags(t, ev->card_id);
}

void derive_card_disposed(struct txn *t, const struct card_disposed *ev)
{
    forget_tags(t, ev->card_id);
}

void derive_card_written_off(struct txn *t, const struct card_written_off *ev)
{
    forget_tags(t, ev->card_id);
}

void derive_card_mailed(struct txn *t, const struct card_mailed *ev)
{
    forget_tags(t, ev->card_id);
}

/* It waits again. */
void derive_issue_corrected(struct txn *t, const struct issue_corrected *ev)
{
    struct card card = card_row(t, ev->card_id);
    struct holder holder;

    if (holder_of(view_of(t), &card, &holder))
        keep_tags(t, ev->card_id, &holder);
}

/* ---- Applications --------------------------------------------------------------------------- */

static void application_tag(const struct view *v, struct text application_id, uint8_t ret[INDEX_TAG_LEN])
{
    struct bytes part = { (const uint8_t *)application_id.at, application_id.len };

    keyed_hash(secret_of(v, "index.application"), "application id", &part, 1, ret, INDEX_TAG_LEN);
}

struct card_id application_of(const struct view *v, struct text application_id)
{
    uint8_t tag[INDEX_TAG_LEN];
    struct card_by_application row;

    application_tag(v, application_id, tag);
    return card_by_application_find(v, (struct bytes){ tag, INDEX_TAG_LEN }, &row) ? row.card_id : (struct card_id){ 0 };
}

struct card_id application_waiting(const struct view *v, struct text application_id)
{
    struct card_id id = application_of(v, application_id);
    struct delivery delivery;
    struct card card;

    if (is_set(id) && card_find(v, id, &card) && delivery_find(v, card.delivery_id, &delivery) && delivery.state != DELIVERY_STATE_ABORTED)
        return (struct card_id){ 0 };
    return id;
}

void derive_card_applied(struct txn *t, const struct card_applied *ev)
{
    const struct view *v = view_of(t);
    uint8_t tag[INDEX_TAG_LEN];
    struct text id;

    if (!open_text(v, &ev->application_id, "application_id", &id))
        return;
    application_tag(v, id, tag);
    card_by_application_put(t, &(struct card_by_application){ .tag = { tag, INDEX_TAG_LEN }, .card_id = ev->card_id });
}

/* ---- Erased persons -------------------------------------------------------------------------- */

static void forget_application(struct txn *t, struct card_id id)
{
    const struct view *v = view_of(t);
    struct application row;
    uint8_t tag[INDEX_TAG_LEN];
    struct text text;

    if (!application_find(v, id, &row) || !open_text(v, &row.application_id, "application_id", &text))
        return;
    application_tag(v, text, tag);
    card_by_application_remove(t, (struct bytes){ tag, INDEX_TAG_LEN });
}

/* The keys of this entry's persons open until it ends, so what they are found by can still be worked out. */
void derive_holder_reduced(struct txn *t, const struct holder_reduced *ev)
{
    if (ev->erased == KEPT_DATA_NAME_AND_APPLICATION)
        forget_application(t, ev->card_id);
}

void derive_holder_erased(struct txn *t, const struct holder_erased *ev)
{
    struct card card;

    forget_application(t, ev->card_id);
    if (!card_find(view_of(t), ev->card_id, &card) || ev->erased != KEPT_DATA_UNUSED_LIST)
        return;                                        /* a card that ended is found by nothing already */
    forget_tags(t, ev->card_id);
}
