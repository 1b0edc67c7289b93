/* A change of the allow-list, and the one that takes keys out. Keeps true: every change is a whole new list with a
 * higher version; two changes at once do not lose one another. */
#include "key.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/invariant.h"

/* ---- Writing ----------------------------------------------------------------------------------- */

static struct date earlier(struct date a, struct date b)
{
    return a.v == 0 || (b.v != 0 && b.v < a.v) ? b : a;
}

bool key_over(const struct key_book *book, uint32_t index)
{
    struct date until = peers_until(book->peers, index);

    return until.v != 0 && until.v < book->today.v;
}

static bool goes_out(const struct key_change *change, const struct peer *peer)
{
    return change->revoke && strcmp(peer->name, change->peer.name) == 0 && (change->only == NULL || memcmp(peer->key, change->only, 32) == 0);
}

static void put_keys(FILE *to, const struct key_book *book, const struct key_change *change)
{
    for (uint32_t i = 0; i < peers_count(book->peers); i++) {
        const struct peer *peer = peers_at(book->peers, i);
        bool same_name = strcmp(peer->name, change->peer.name) == 0, replaced = !change->revoke && same_name;

        if (goes_out(change, peer) || (replaced && (key_over(book, i) || memcmp(peer->key, change->peer.key, 32) == 0)))
            continue;
        peers_put_peer(to, peer, replaced ? earlier(peers_until(book->peers, i), change->old_until) : peers_until(book->peers, i));
    }
    if (!change->revoke)
        peers_put_peer(to, &change->peer, change->until);
}

static void put_revoked(FILE *to, const struct key_book *book, const struct key_change *change)
{
    for (uint32_t i = 0; i < peers_revoked_count(book->peers); i++)
        peers_put_revoked(to, peers_revoked_at(book->peers, i));
    for (uint32_t i = 0; i < peers_count(book->peers); i++) {
        const struct peer *peer = peers_at(book->peers, i);
        struct peers_revoked revoked;

        if (!goes_out(change, peer))
            continue;
        memcpy(revoked.key, peer->key, 32);
        memcpy(revoked.name, peer->name, sizeof revoked.name);
        peers_put_revoked(to, &revoked);
    }
}

/* What is written must be right to the services too. */
static enum err put_list(const struct key_book *book, char *text, struct fault *fault)
{
    AUTO(peers) struct peers *check = NULL;
    struct wire_fault wire = { .text = "" };
    struct path path = key_path(&book->at, "peers");

    fault_set(fault, "the list would be too long or wrong");
    if (peers_parse("peers", text_of(text), &check, &wire) != OK) {
        fault_set(fault, "%s", wire.text);
        return ERR_LIMIT;
    }
    TRY(peers_signed_by(check, book->at.enrolment_key));
    fault_set(fault, "%s: cannot be written", path.at);
    return file_put(path.at, text, 0600);
}

static enum err write_list(const struct key_book *book, const struct key_change *change, const struct signer *enrolment, struct fault *fault)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);

    must(to != NULL);
    peers_put_head(to, peers_version(book->peers) + 1, peers_ticket_key(book->peers));
    put_keys(to, book, change);
    put_revoked(to, book, change);
    must(fflush(to) == 0);
    peers_put_signature(to, enrolment, text_of(text));
    must(fclose(to) == 0);
    enum err err = put_list(book, text, fault);
    free(text);
    return err;
}

/* ---- With the enrolment key -------------------------------------------------------------------- */

static enum err load_signer(const struct key_args *args, const struct key_book *book, struct signer *ret, struct fault *fault)
{
    struct path usual = key_path(&book->at, ENROLMENT_KEY_FILE);
    const char *path = args->enrolment != NULL ? args->enrolment : usual.at;

    TRY(office_enrolment_key(path, ret, fault));
    if (memcmp(ret->public_key, book->at.enrolment_key, 32) == 0)
        return OK;
    signer_fini(ret);
    fault_set(fault, "%s: not the enrolment key of this installation", path);
    return ERR_CRYPTO;
}

/* Held while the list is read, asked about and written. */
static int lock_list(const struct key_args *args)
{
    struct place place;
    struct fault fault;
    int fd = place_find(args->dir, args->keys, &place, &fault) == OK ? open(place.keys, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    if (fd >= 0 && flock(fd, LOCK_EX) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

bool key_confirmed(const struct key_args *args, const char *ja, const char *en)
{
    char line[16];

    if (args->yes)
        return true;
    printf("%s", key_say(args, ja, en));
    fflush(stdout);
    return fgets(line, sizeof line, stdin) != NULL && (strcmp(line, "yes\n") == 0 || strcmp(line, "はい\n") == 0);
}

int key_refuse(const struct key_args *args, const char *ja, const char *en, const char *about)
{
    struct fault fault;

    fault_set(&fault, "%s", about);
    return key_could_not(args, EXIT_BAD_RESULT, ja, en, &fault);
}

int key_carry_out(const struct key_args *args, const struct key_book *book, const struct key_change *change)
{
    struct fault fault = { .text = "" };
    struct signer enrolment;
    unsigned long long version = peers_version(book->peers) + 1;
    enum err err = load_signer(args, book, &enrolment, &fault);

    if (err != OK)
        return key_could_not(args, EXIT_BAD_RESULT, "署名する鍵を使えません", "the key that signs cannot be used", &fault);
    err = write_list(book, change, &enrolment, &fault);
    signer_fini(&enrolment);
    if (err != OK)
        return key_could_not(args, EXIT_NOT_RUN, "名簿を書けません", "the allow-list was not written", &fault);
    if (args->json)
        printf("{\"version\":%llu,\"name\":\"%s\",\"done\":\"%s\"}\n", version, change->peer.name, change->revoke ? "revoked" : "enrolled");
    else if (args->english)
        printf("%s is %s: version %llu of the allow-list.\n", change->peer.name, change->revoke ? "revoked" : "enrolled", version);
    else
        printf("%s を%s。名簿は第 %llu 版になりました。\n", change->peer.name, change->revoke ? "失効させました" : "登録しました", version);
    key_wait_in_force(args, &book->at, version);
    return EXIT_GOOD;
}

/* Opens the list under a lock, and does `what` with it. */
int key_with_book(const struct key_args *args, int (*what)(const struct key_args *args, const struct key_book *book))
{
    struct key_book book;
    struct fault fault = { .text = "" };
    int lock = lock_list(args), code;

    if (key_book_open(args, &book, &fault) != OK) {
        code = key_could_not(args, EXIT_NOT_RUN, "名簿を読めません", "the allow-list cannot be read", &fault);
    } else {
        code = lock >= 0 && key_book_check(&book, &fault) == OK ? what(args, &book)
             : key_could_not(args, EXIT_BAD_RESULT, "名簿に問題があります", "the allow-list is not right", &fault);
        key_book_fini(&book);
    }
    if (lock >= 0)
        close(lock);
    return code;
}

/* ---- revoke ------------------------------------------------------------------------------------ */

static uint32_t show_going(const struct key_args *args, const struct key_book *book, const struct key_change *change)
{
    char fingerprint[WIRE_FINGERPRINT_SIZE];
    uint32_t count = 0;

    for (uint32_t i = 0; i < peers_count(book->peers); i++) {
        if (!goes_out(change, peers_at(book->peers, i)))
            continue;
        count++;
        wire_fingerprint_put(peers_at(book->peers, i)->key, fingerprint);
        if (!args->json)
            printf("    %-16s %s\n", change->peer.name, fingerprint);
    }
    return count;
}

static int revoke_in(const struct key_args *args, const struct key_book *book)
{
    struct key_change change = { .revoke = true };
    uint8_t key[32];

    if (args->key != NULL && !key_take(args->key, key))
        return key_refuse(args, "公開鍵ではありません（Z85 40文字または16進64桁）", "not a public key (40 characters of Z85 or 64 hex digits)", args->key);
    change.only = args->key != NULL ? key : NULL;
    snprintf(change.peer.name, sizeof change.peer.name, "%s", args->words[0]);
    if (strlen(args->words[0]) >= sizeof change.peer.name || show_going(args, book, &change) == 0)
        return key_refuse(args, "名簿にその名前（その鍵）はありません", "the allow-list has no such name, or not with this key", args->words[0]);
    if (office_index(args->words[0]) < OFFICE_SERVICES)
        puts(key_say(args, "    注意: 窓口のサービスの鍵です。他のサービスが受け付けなくなります。",
                     "    Note: this is a key of the office's own services; the others will shut it out."));
    if (!key_confirmed(args, "失効させると元に戻せません。よければ yes と入力してください: ", "A revoked key never comes back. Type yes to go on: "))
        return key_refuse(args, "失効させませんでした", "not revoked", args->words[0]);
    return key_carry_out(args, book, &change);
}

int key_revoke(const struct key_args *args)
{
    return key_with_book(args, revoke_in);
}
