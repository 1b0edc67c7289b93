/* A key comes into the allow-list. Keeps true: none is added whose fingerprint was not compared with the paper; a name
 * has at most two keys at a time, and what it may do does not change with its key. */
#include "key.h"

#include <string.h>

#define OVERLAP_DAYS 30              /* of the old key when a new one is enrolled */
#define VALID_MAX 2u

/* Could not be taken for more than one word of the list, nor for a comment. */
static bool is_word(const char *text)
{
    return *text != '\0' && strpbrk(text, " \t\r\n#") == NULL;
}

static bool are_words(const struct key_args *args)
{
    return is_word(args->words[0]) && is_word(args->words[1]) && (args->rights == NULL || is_word(args->rights)) &&
           (args->until == NULL || is_word(args->until));
}

/* What the list's own parser makes of the words as a line of it, so that there is one reading of them. False: the fault says why. */
static bool read_line(const struct key_args *args, const uint8_t key[32], const char *rights, struct key_change *to, struct fault *fault)
{
    AUTO(peers) struct peers *peers = NULL;
    struct wire_fault wire = { .text = "" };
    char text[2048], shown[WIRE_KEY_TEXT_SIZE];
    int len;

    wire_key_put(key, shown);
    len = snprintf(text, sizeof text, "madoguchi-peers 2\nversion 1\n%s %s %s %s%s%s\nsignature %0128d\n", shown, args->words[0], args->words[1], rights,
                   args->until == NULL ? "" : " until=", args->until == NULL ? "" : args->until, 0);
    fault_set(fault, "too long");
    if (len >= (int)sizeof text)
        return false;
    if (peers_parse("", (struct text){ text, (uint32_t)len }, &peers, &wire) != OK) {
        fault_set(fault, "%s", strchr(wire.text + 1, ':') + 2);      /* without file and line */
        return false;
    }
    to->peer = *peers_at(peers, 0);
    to->until = peers_until(peers, 0);
    return true;
}

static bool peer_of(const struct key_args *args, const uint8_t key[32], struct key_change *to, struct fault *fault)
{
    const char *usual = office_rights_of(args->words[1]), *rights = args->rights != NULL ? args->rights : usual;

    fault_set(fault, "each is one word without spaces");
    if (!are_words(args) || !read_line(args, key, rights != NULL ? rights : "-", to, fault))
        return false;
    fault_set(fault, "--rights");
    return rights != NULL;
}

static bool same_rights(const struct peer *a, const struct peer *b)
{
    char *one = key_rights(a), *two = key_rights(b);
    bool same = a->role == b->role && strcmp(one, two) == 0;

    free(one);
    free(two);
    return same;
}

/* Besides the new one. */
static uint32_t valid_keys(const struct key_book *book, const struct peer *peer)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < peers_count(book->peers); i++)
        count += strcmp(peers_at(book->peers, i)->name, peer->name) == 0 && !key_over(book, i) && memcmp(peers_at(book->peers, i)->key, peer->key, 32) != 0;
    return count;
}

static bool is_revoked(const struct key_book *book, const uint8_t key[32])
{
    for (uint32_t i = 0; i < peers_revoked_count(book->peers); i++)
        if (memcmp(peers_revoked_at(book->peers, i)->key, key, 32) == 0)
            return true;
    return false;
}

static const struct peer *enrolled(const struct key_book *book, const uint8_t key[32])
{
    for (uint32_t i = 0; i < peers_count(book->peers); i++)
        if (memcmp(peers_at(book->peers, i)->key, key, 32) == 0 && !key_over(book, i))
            return peers_at(book->peers, i);
    return NULL;
}

static void show_change(const struct key_args *args, const struct key_change *change, uint32_t others)
{
    char fingerprint[WIRE_FINGERPRINT_SIZE], day[11], old[11], *rights = key_rights(&change->peer);

    if (args->json)
        return free(rights);
    wire_fingerprint_put(change->peer.key, fingerprint);
    date_put(day, change->until);
    date_put(old, change->old_until);
    printf("    %s  %s\n    %s  %s\n    %s  %s\n    %s  %s\n    %s  %s\n", key_say(args, "名前      ", "name       "), change->peer.name,
           key_say(args, "役割      ", "role       "), args->english ? role_name(change->peer.role) : key_role_ja(change->peer.role),
           key_say(args, "できること", "rights     "), rights, key_say(args, "指紋      ", "fingerprint"), fingerprint,
           key_say(args, "期限      ", "last day   "), change->until.v == 0 ? key_say(args, "なし", "none") : day);
    if (others > 0)
        printf(args->english ? "    The key this name has already stays good until %s.\n" : "    今までの鍵は %s まで使えます。\n", old);
    free(rights);
}

static int enrol_checked(const struct key_args *args, const struct key_book *book, struct key_change *change)
{
    const struct peer *same_name = peers_named(book->peers, change->peer.name), *same_key = enrolled(book, change->peer.key);
    uint32_t others = valid_keys(book, &change->peer);

    if (is_revoked(book, change->peer.key))
        return key_refuse(args, "この鍵は失効しています。端末で新しい鍵を作ってください", "this key is revoked; make a new one on the terminal", change->peer.name);
    if (same_key != NULL)
        return key_refuse(args, "この鍵はすでに登録されています", "this key is enrolled already, as", same_key->name);
    if (change->until.v != 0 && change->until.v < book->today.v)
        return key_refuse(args, "期限が過ぎています", "that last day is over", args->until);
    if (same_name != NULL && others > 0 && !same_rights(same_name, &change->peer))
        return key_refuse(args, "この名前は別の役割・権限で登録されています", "this name is enrolled with another role or other rights", change->peer.name);
    if (others >= VALID_MAX)
        return key_refuse(args, "この名前にはすでに有効な鍵が二つあります。一つを失効させてください", "this name has two valid keys already; revoke one", change->peer.name);
    change->old_until = date_add_days(book->today, OVERLAP_DAYS);
    show_change(args, change, others);
    if (!key_confirmed(args, "紙に控えた指紋と同じで、この内容で登録してよければ yes と入力してください: ", "Type yes if the fingerprint on paper is the same and this is right: "))
        return key_refuse(args, "登録しませんでした", "not enrolled", change->peer.name);
    return key_carry_out(args, book, change);
}

static int enrol_in(const struct key_args *args, const struct key_book *book)
{
    struct key_change change = { .revoke = false };
    struct fault fault;
    uint8_t key[32];

    if (!key_take(args->key, key))
        return key_refuse(args, "公開鍵ではありません（Z85 40文字または16進64桁）", "not a public key (40 characters of Z85 or 64 hex digits)", args->key);
    if (!wire_fingerprint_is(key, text_of(args->fingerprint)))
        return key_refuse(args, "指紋が公開鍵と合いません。登録しません。紙の控えと公開鍵を確かめてください",
                      "the fingerprint is not this key's; not enrolled. Look at the paper and the key again", args->fingerprint);
    if (!peer_of(args, key, &change, &fault))
        return key_could_not(args, EXIT_USAGE, "名前・役割・権限・期限を確かめてください", "name, role, rights or last day", &fault);
    return enrol_checked(args, book, &change);
}

int key_enrol(const struct key_args *args)
{
    struct fault fault = { .text = "--key, --fingerprint" };

    if (args->key == NULL || args->fingerprint == NULL)
        return key_could_not(args, EXIT_USAGE, "公開鍵と紙に控えた指紋が要ります", "both the public key and the fingerprint on paper are needed", &fault);
    return key_with_book(args, enrol_in);
}
