/* The allow-list of an installation: opened, checked, shown. */
#include "key.h"

#include <string.h>
#include <unistd.h>

#include "base/invariant.h"

char *key_rights(const struct peer *peer)
{
    char *line = NULL, *rights;
    size_t len = 0;
    FILE *to = open_memstream(&line, &len);

    must(to != NULL);
    peers_put_peer(to, peer, (struct date){ 0 });
    must(fclose(to) == 0);
    line[len - 1] = '\0';                            /* its line feed */
    rights = strdup(strrchr(line, ' ') + 1);
    must(rights != NULL);
    free(line);
    return rights;
}

/* ---- Opening ----------------------------------------------------------------------------------- */

enum err key_book_open(const struct key_args *args, struct key_book *ret, struct fault *ret_fault)
{
    struct key_book book = { .today = key_today() };
    struct wire_fault wire = { .text = "" };
    struct place place;
    enum err err;

    TRY(place_find(args->dir, args->keys, &place, ret_fault));
    TRY(installation_load(place.dir, place.keys, &book.at, ret_fault));
    fault_set(ret_fault, "%s/office names no enrolment key; \"madoguchi up\" makes one", book.at.dir);
    TRY(book.at.has_enrolment_key ? OK : ERR_CONFIG);
    err = peers_load(key_path(&book.at, "peers").at, &book.peers, &wire);
    fault_set(ret_fault, "%s", wire.text);
    TRY(err);
    *ret = book;
    return OK;
}

void key_book_fini(struct key_book *book)
{
    peers_drop(&book->peers);
}

/* A list that was put back would be signed anew and lose what came after it. */
static enum err check_newest(const struct key_book *book, struct fault *fault)
{
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        AUTO(peers) struct peers *kept = NULL;
        struct path path = service_path(&book->at, office_service_name(i), "peers");
        struct wire_fault wire;

        if (peers_load(path.at, &kept, &wire) != OK || peers_signed_by(kept, book->at.enrolment_key) != OK ||
            peers_version(kept) <= peers_version(book->peers))
            continue;
        fault_set(fault, "%s is version %llu, but %s has had version %llu in force: put %s in its place", key_path(&book->at, "peers").at,
                  (unsigned long long)peers_version(book->peers), office_service_name(i), (unsigned long long)peers_version(kept), path.at);
        return ERR_EXISTS;
    }
    return OK;
}

enum err key_book_check(const struct key_book *book, struct fault *ret_fault)
{
    fault_set(ret_fault, "%s: its signature does not fit, so nothing is added to it", key_path(&book->at, "peers").at);
    TRY(peers_signed_by(book->peers, book->at.enrolment_key));
    return check_newest(book, ret_fault);
}

static bool signer_is_here(const struct key_book *book)
{
    return access(key_path(&book->at, ENROLMENT_KEY_FILE).at, F_OK) == 0;
}

/* ---- Showing ----------------------------------------------------------------------------------- */

static void show_key(const struct key_args *args, const struct peer *peer, struct date until, struct date today)
{
    char fingerprint[WIRE_FINGERPRINT_SIZE], day[11];
    bool over = until.v != 0 && until.v < today.v;

    wire_fingerprint_put(peer->key, fingerprint);
    date_put(day, until);
    printf("    %-16s %-9s %s  ", peer->name, role_name(peer->role), fingerprint);
    if (until.v == 0)
        puts(key_say(args, "期限なし", "no end"));
    else if (args->english)
        printf(over ? "over since %s\n" : "until %s\n", day);
    else
        printf(over ? "%s で期限切れ\n" : "%s まで\n", day);
}

static void show_revoked(const struct key_args *args, const struct peers_revoked *revoked)
{
    char fingerprint[WIRE_FINGERPRINT_SIZE];

    wire_fingerprint_put(revoked->key, fingerprint);
    printf("    %-16s %-9s %s  %s\n", revoked->name, "-", fingerprint, key_say(args, "失効", "revoked"));
}

static void show(const struct key_args *args, const struct key_book *book, const char *wrong)
{
    unsigned long long version = peers_version(book->peers);

    if (args->english)
        printf("Allow-list, version %llu%s%s\n", version, wrong == NULL ? ", rightly signed" : ": ", wrong == NULL ? "" : wrong);
    else
        printf("接続を許す名簿 第 %llu 版%s%s\n", version, wrong == NULL ? "（署名は正しい）" : "：", wrong == NULL ? "" : wrong);
    for (uint32_t i = 0; i < peers_count(book->peers); i++)
        show_key(args, peers_at(book->peers, i), peers_until(book->peers, i), book->today);
    for (uint32_t i = 0; i < peers_revoked_count(book->peers); i++)
        show_revoked(args, peers_revoked_at(book->peers, i));
    if (signer_is_here(book))
        printf(args->english ? "%s still lies on this machine: move it to a medium that is kept locked up.\n"
                             : "署名する鍵 %s がまだこの機械にあります。別の媒体に移し、鍵のかかる場所に保管してください。\n",
               key_path(&book->at, ENROLMENT_KEY_FILE).at);
}

static void json_key(const struct key_book *book, uint32_t index)
{
    const struct peer *peer = peers_at(book->peers, index);
    struct date until = peers_until(book->peers, index);
    char key[WIRE_KEY_TEXT_SIZE], fingerprint[WIRE_FINGERPRINT_SIZE], day[11], *rights = key_rights(peer);

    wire_key_put(peer->key, key);
    wire_fingerprint_put(peer->key, fingerprint);
    date_put(day, until);
    printf("%s{\"name\":\"%s\",\"role\":\"%s\",\"rights\":\"%s\",\"key\":\"%s\",\"fingerprint\":\"%s\"", index > 0 ? "," : "", peer->name,
           role_name(peer->role), rights, key, fingerprint);
    if (until.v != 0)
        printf(",\"until\":\"%s\"", day);
    printf(",\"valid\":%s}", until.v == 0 || until.v >= book->today.v ? "true" : "false");
    free(rights);
}

static void json(const struct key_book *book, const char *wrong)
{
    char key[WIRE_KEY_TEXT_SIZE], fingerprint[WIRE_FINGERPRINT_SIZE];

    printf("{\"version\":%llu,\"good\":%s,\"enrolment_key_here\":%s,\"keys\":[", (unsigned long long)peers_version(book->peers),
           wrong == NULL ? "true" : "false", signer_is_here(book) ? "true" : "false");
    for (uint32_t i = 0; i < peers_count(book->peers); i++)
        json_key(book, i);
    fputs("],\"revoked\":[", stdout);
    for (uint32_t i = 0; i < peers_revoked_count(book->peers); i++) {
        const struct peers_revoked *revoked = peers_revoked_at(book->peers, i);

        wire_key_put(revoked->key, key);
        wire_fingerprint_put(revoked->key, fingerprint);
        printf("%s{\"name\":\"%s\",\"key\":\"%s\",\"fingerprint\":\"%s\"}", i > 0 ? "," : "", revoked->name, key, fingerprint);
    }
    puts("]}");
}

int key_list(const struct key_args *args)
{
    struct key_book book;
    struct fault fault;
    const char *wrong;

    if (key_book_open(args, &book, &fault) != OK)
        return key_could_not(args, EXIT_NOT_RUN, "名簿を読めません", "the allow-list cannot be read", &fault);
    wrong = key_book_check(&book, &fault) == OK ? NULL : fault.text;
    if (args->json)
        json(&book, wrong);
    else
        show(args, &book, wrong);
    key_book_fini(&book);
    return wrong == NULL ? EXIT_GOOD : EXIT_BAD_RESULT;
}
