/* The allow-list: what it says, and what each wrong line is told. Keys and addresses beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"
#include "trust/random.h"
#include "wire/address.h"
#include "wire/keys.h"
#include "wire/peers.h"

static char key_a[WIRE_KEY_TEXT_SIZE], key_b[WIRE_KEY_TEXT_SIZE];
static uint8_t raw_a[32], raw_b[32];
static struct wire_fault fault;
static struct signer enrolment, other;

static int make_keys(void **state)
{
    (void)state;
    signer_init(&enrolment, (const uint8_t[32]){ 1 });
    signer_init(&other, (const uint8_t[32]){ 2 });
    for (int i = 0; i < 32; i++) {
        raw_a[i] = (uint8_t)i;
        raw_b[i] = (uint8_t)(255 - i);
    }
    wire_key_put(raw_a, key_a);
    wire_key_put(raw_b, key_b);
    return 0;
}

static enum err parse(struct peers **ret, const char *format, ...)
{
    static char text[1 << 16];
    va_list args;

    va_start(args, format);
    int len = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    fault.text[0] = '\0';
    return peers_parse("peers", (struct text){ text, (uint32_t)len }, ret, &fault);
}

static void peers__says_what_each_key_is(void **state)
{
    (void)state;
    AUTO(peers) struct peers *peers = NULL;

    assert_int_equal(parse(&peers,
        "madoguchi-peers 1\n"
        "# the counter\n\n"
        "ticket-key 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
        "%s desk-1 terminal command:queueing,follow:queueing   # first window\n"
        "%s audit\tservice follow:*,command:*,entries,control\r\n", key_a, key_b), OK);
    assert_int_equal(peers_count(peers), 2);
    const struct peer *desk = peers_find(peers, raw_a);
    assert_non_null(desk);
    assert_string_equal(desk->name, "desk-1");
    assert_int_equal(desk->role, ROLE_TERMINAL);
    assert_true(peer_may(desk, PEER_COMMAND, "queueing"));
    assert_false(peer_may(desk, PEER_COMMAND, "staff"));
    assert_true(peer_may(desk, PEER_FOLLOW, "queueing"));
    assert_false(peer_may(desk, PEER_ENTRIES, "queueing"));
    assert_false(peer_may(desk, PEER_CONTROL, "queueing"));
    const struct peer *audit = peers_named(peers, "audit");
    assert_ptr_equal(audit, peers_find(peers, raw_b));
    assert_true(peer_may(audit, PEER_ENTRIES, "staff") && peer_may(audit, PEER_CONTROL, "staff"));
    assert_true(peer_may(audit, PEER_COMMAND, "staff") && peer_may(audit, PEER_FOLLOW, "staff"));
    assert_int_equal(peers_ticket_key(peers)[1], 0x11);
    raw_a[5] ^= 1;
    assert_null(peers_find(peers, raw_a));
    raw_a[5] ^= 1;
}

/* ---- Form 2 ---- */

#define SIGNATURE_OF_ZEROS "signature " "00000000000000000000000000000000" "00000000000000000000000000000000" \
                           "00000000000000000000000000000000" "00000000000000000000000000000000" "\n"

/* The lines with head and signature. */
static char *signed_list(const struct signer *by, uint64_t version, const char *lines)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);

    assert_non_null(to);
    peers_put_head(to, version, NULL);
    fputs(lines, to);
    assert_int_equal(fflush(to), 0);
    peers_put_signature(to, by, text_of(text));
    assert_int_equal(fclose(to), 0);
    return text;
}

static void peers__a_signed_list_is_known_as_whole(void **state)
{
    (void)state;
    char lines[256];
    struct peers *peers = NULL;

    snprintf(lines, sizeof(lines), "%s desk-1 terminal command:*\n# a note\n", key_a);
    char *text = signed_list(&enrolment, 7, lines);
    assert_int_equal(peers_parse("peers", text_of(text), &peers, &fault), OK);
    assert_int_equal(peers_version(peers), 7);
    assert_true(text_is(peers_source(peers), text));
    assert_int_equal(peers_signed_by(peers, enrolment.public_key), OK);
    assert_int_equal(peers_signed_by(peers, other.public_key), ERR_CRYPTO);
    peers_drop(&peers);
    size_t signed_len = (size_t)(strstr(text, "signature ") - text);
    for (size_t at = 0; at < signed_len; at++) {           /* whatever of it is changed */
        char was = text[at];
        text[at] = was == 'x' ? 'y' : 'x';
        if (peers_parse("peers", text_of(text), &peers, &fault) == OK)
            assert_int_equal(peers_signed_by(peers, enrolment.public_key), ERR_CRYPTO);
        peers_drop(&peers);
        text[at] = was;
    }
    free(text);
}

static void peers__form_1_is_not_signed(void **state)
{
    (void)state;
    AUTO(peers) struct peers *peers = NULL;

    assert_int_equal(parse(&peers, "madoguchi-peers 1\n"), OK);
    assert_int_equal(peers_version(peers), 0);
    assert_int_equal(peers_signed_by(peers, enrolment.public_key), ERR_NOT_FOUND);
}

static void peers__a_key_holds_to_the_end_of_its_last_day(void **state)
{
    (void)state;
    AUTO(peers) struct peers *peers = NULL;

    assert_int_equal(parse(&peers, "madoguchi-peers 2\nversion 1\n%s desk-1 terminal follow:queueing until=2027-03-02\n"
                           "%s desk-1 terminal follow:queueing\n" SIGNATURE_OF_ZEROS, key_a, key_b), OK);
    assert_int_equal(peers_until(peers, 0).v, 20270302);
    assert_int_equal(peers_until(peers, 1).v, 0);
    AUTO(peers) struct peers *last_day = peers_on(peers, (struct date){ 20270302 });
    AUTO(peers) struct peers *day_after = peers_on(last_day, (struct date){ 20270303 });
    assert_string_equal(peers_find(last_day, raw_a)->name, "desk-1");
    assert_string_equal(peers_find(last_day, raw_b)->name, "desk-1");
    assert_null(peers_find(day_after, raw_a));
    assert_string_equal(peers_find(day_after, raw_b)->name, "desk-1");
    assert_true(peers_follower_lost(last_day, day_after, "queueing"));
    assert_false(peers_follower_lost(last_day, day_after, "staff"));
    assert_false(peers_follower_lost(day_after, last_day, "queueing"));
}

static void peers__form_2_names_its_faults(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *fault;
    } wrong[] = {
        { SIGNATURE_OF_ZEROS, "peers:2: the list has no version" },
        { "version 1\n", "peers:2: the list has no signature" },
        { "version 0\n" SIGNATURE_OF_ZEROS, "peers:2: version is followed by a number from 1" },
        { "version 01\n" SIGNATURE_OF_ZEROS, "peers:2: version is followed by a number from 1" },
        { "version 1000000000000001\n" SIGNATURE_OF_ZEROS, "peers:2: version is followed by a number from 1" },
        { "version 99999999999999999999\n" SIGNATURE_OF_ZEROS, "peers:2: version is followed by a number from 1" },
        { "version 1\nversion 2\n" SIGNATURE_OF_ZEROS, "peers:3: a second version" },
        { "version 1\nsignature 00\n", "peers:3: signature is followed by 128 hex digits" },
        { "version 1\n" SIGNATURE_OF_ZEROS "# more\n", "peers:4: nothing may follow the signature" },
        { "version 1\n" SIGNATURE_OF_ZEROS SIGNATURE_OF_ZEROS, "peers:4: nothing may follow the signature" },
        { "version 1\nA d terminal -\nA d terminal -\n" SIGNATURE_OF_ZEROS, "peers:4: this key is there already" },
        { "version 1\nA d terminal -\nB d kiosk -\n" SIGNATURE_OF_ZEROS, "peers:4: this name has another role or other rights with its other key: d" },
        { "version 1\nA d terminal follow:staff\nB d terminal follow:audit\n" SIGNATURE_OF_ZEROS, "peers:4: this name has another role" },
        { "version 1\nA d terminal - until=2027-02-29\n" SIGNATURE_OF_ZEROS, "peers:3: not a last day (until=YYYY-MM-DD): until=2027-02-29" },
        { "version 1\nA d terminal - until=2027/2/1\n" SIGNATURE_OF_ZEROS, "peers:3: not a last day" },
        { "version 1\nA d terminal - for-ever\n" SIGNATURE_OF_ZEROS, "peers:3: not a last day (until=YYYY-MM-DD): for-ever" },
        { "version 1\nrevoked A d\nA d terminal -\n" SIGNATURE_OF_ZEROS, "peers:4: this key is revoked" },
        { "version 1\nA d terminal -\nrevoked A d\n" SIGNATURE_OF_ZEROS, "peers:4: this key is enrolled above" },
        { "version 1\nrevoked A d\nrevoked A d\n" SIGNATURE_OF_ZEROS, "peers:4: this key is there already" },
        { "version 1\nrevoked A\n" SIGNATURE_OF_ZEROS, "peers:3: a revoked key has three words" },
        { "version 1\nrevoked A d/e\n" SIGNATURE_OF_ZEROS, "peers:3: not a name" },
        { "version 1\nrevoked half d\n" SIGNATURE_OF_ZEROS, "peers:3: not a key (40 characters of Z85): half" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[2048] = "madoguchi-peers 2\n";
        struct peers *peers = NULL;

        for (const char *at = wrong[i].lines; *at != '\0'; at++) {       /* A and B stand for the keys */
            bool is_key = (*at == 'A' || *at == 'B') && (at[1] == ' ' || at[1] == '\n');
            size_t len = strlen(text);
            snprintf(text + len, sizeof text - len, is_key ? "%s" : "%.1s", is_key ? (*at == 'A' ? key_a : key_b) : at);
        }
        assert_int_equal(peers_parse("peers", text_of(text), &peers, &fault), ERR_CONFIG);
        if (strstr(fault.text, wrong[i].fault) == NULL)
            fail_msg("%zu: %s", i, fault.text);
    }
}

static void peers__written_and_read_are_the_same(void **state)
{
    (void)state;
    char lines[1024];
    AUTO(peers) struct peers *peers = NULL;
    struct peers_revoked gone = { .name = "desk-9" };

    memset(gone.key, 9, 32);
    snprintf(lines, sizeof(lines), "%s desk-1 terminal command:queueing,command:staff,follow:audit,follow:*,entries,control until=2028-02-29\n%s audit service -\n",
             key_a, key_b);
    char *text = signed_list(&enrolment, 3, lines), *again = NULL;
    size_t len = 0;
    assert_int_equal(peers_parse("peers", text_of(text), &peers, &fault), OK);
    FILE *to = open_memstream(&again, &len);
    peers_put_peer(to, peers_at(peers, 0), peers_until(peers, 0));
    peers_put_peer(to, peers_at(peers, 1), peers_until(peers, 1));
    assert_int_equal(fclose(to), 0);
    assert_string_equal(again, lines);
    free(again);
    to = open_memstream(&again, &len);
    peers_put_revoked(to, &gone);
    assert_int_equal(fclose(to), 0);
    char *second = signed_list(&enrolment, 4, again);
    AUTO(peers) struct peers *revoking = NULL;
    assert_int_equal(peers_parse("peers", text_of(second), &revoking, &fault), OK);
    assert_int_equal(peers_revoked_count(revoking), 1);
    assert_memory_equal(peers_revoked_at(revoking, 0), &gone, sizeof(gone));
    free(again);
    free(second);
    free(text);
}

static void fingerprint__is_compared_as_people_type_it(void **state)
{
    (void)state;
    char shown[WIRE_FINGERPRINT_SIZE], typed[64] = "";

    wire_fingerprint_put(raw_a, shown);
    assert_int_equal(strlen(shown), 39);
    for (const char *at = shown; *at != '\0'; at++)
        snprintf(typed + strlen(typed), 4, "%c%s", *at == ' ' ? '-' : *at >= 'a' ? *at - 32 : *at, *at == ' ' ? " " : "");
    assert_true(wire_fingerprint_is(raw_a, text_of(shown)));
    assert_true(wire_fingerprint_is(raw_a, text_of(typed)));
    assert_false(wire_fingerprint_is(raw_b, text_of(shown)));
    assert_false(wire_fingerprint_is(raw_a, (struct text){ shown, 38 }));
    assert_false(wire_fingerprint_is(raw_a, TEXT("")));
    shown[20] = shown[20] == '0' ? '1' : '0';
    assert_false(wire_fingerprint_is(raw_a, text_of(shown)));
}

static void peers__an_empty_list_admits_nobody(void **state)
{
    (void)state;
    AUTO(peers) struct peers *peers = NULL;

    assert_int_equal(parse(&peers, "madoguchi-peers 1"), OK);
    assert_int_equal(peers_count(peers), 0);
    assert_null(peers_ticket_key(peers));
    assert_null(peers_find(peers, raw_a));
}

static void peers__names_every_fault_with_its_line(void **state)
{
    (void)state;
    struct peers *peers = NULL;

    assert_int_equal(parse(&peers,
        "madoguchi-peers 1\n"
        "%s desk-1 terminal -\n"
        "%s desk-2 terminal -\n"
        "short desk-1 operator command:queueing\n"
        "%s desk/3 terminal command:,fly\n"
        "ticket-key 12\n"
        "%s only-three terminal\n", key_a, key_a, key_b, key_b), ERR_CONFIG);
    assert_null(peers);
    assert_non_null(strstr(fault.text, "peers:3: this key is there already"));
    assert_non_null(strstr(fault.text, "peers:4: not a key (40 characters of Z85): short"));
    assert_non_null(strstr(fault.text, "peers:4: this name is there already: desk-1"));
    assert_non_null(strstr(fault.text, "peers:4: not a role of a peer"));
    assert_non_null(strstr(fault.text, "peers:5: not a name"));
    assert_non_null(strstr(fault.text, "peers:5: not a service's name: command:"));
    assert_non_null(strstr(fault.text, "peers:5: unknown right"));
    assert_non_null(strstr(fault.text, "peers:6: ticket-key is followed by 64 hex digits"));
    assert_non_null(strstr(fault.text, "peers:7: a peer has four words"));
}

static void peers__refuses_other_files(void **state)
{
    (void)state;
    struct peers *peers = NULL;

    assert_int_equal(parse(&peers, "%s", ""), ERR_CONFIG);
    assert_int_equal(parse(&peers, "madoguchi-peers 3\n"), ERR_CONFIG);
    assert_non_null(strstr(fault.text, "peers:1: the first line must be: madoguchi-peers 2"));
    assert_int_equal(parse(&peers, "madoguchi-peers 1\n%05000d\n", 1), ERR_CONFIG);
    assert_non_null(strstr(fault.text, "peers:2: longer than 1024 bytes"));
    assert_int_equal(peers_parse("peers", (struct text){ "madoguchi-peers 1\n\0\n", 20 }, &peers, &fault), ERR_CONFIG);
    assert_non_null(strstr(fault.text, "peers:2: a zero byte"));
    assert_int_equal(parse(&peers, "madoguchi-peers 1\na b c d e f g\n"), ERR_CONFIG);
    assert_non_null(strstr(fault.text, "peers:2: too many words"));
}

static void peers__many_faults_stay_in_bounds(void **state)
{
    (void)state;
    static char text[1 << 16];
    struct peers *peers = NULL;
    size_t len = (size_t)snprintf(text, sizeof(text), "madoguchi-peers 1\n");

    while (len < sizeof(text) - 16)
        len += (size_t)snprintf(text + len, sizeof(text) - len, "x y\n");
    assert_int_equal(peers_parse("peers", (struct text){ text, (uint32_t)len }, &peers, &fault), ERR_CONFIG);
    assert_true(strlen(fault.text) < sizeof(fault.text));
}

static void peers__holds_4096_and_no_more(void **state)
{
    (void)state;
    enum { LINE = 80, LINES = PEERS_MAX + 1 };
    char *text = malloc((size_t)LINE * (LINES + 1));
    uint8_t key[32] = { 0 };
    char shown[WIRE_KEY_TEXT_SIZE];
    AUTO(peers) struct peers *peers = NULL;
    struct peers *none = NULL;

    assert_non_null(text);
    size_t len = (size_t)snprintf(text, LINE, "madoguchi-peers 1\n"), full = 0;
    for (uint32_t i = 0; i < LINES; i++) {
        full = len;
        be32_put(key, i % 7);                                  /* many in one place of the index */
        be32_put(key + 4, i);
        wire_key_put(key, shown);
        len += (size_t)snprintf(text + len, LINE, "%s peer-%u kiosk command:queueing\n", shown, i);
    }
    assert_int_equal(peers_parse("peers", (struct text){ text, (uint32_t)full }, &peers, &fault), OK);
    assert_int_equal(peers_count(peers), PEERS_MAX);
    for (uint32_t i = 0; i < PEERS_MAX; i += 97)
        assert_ptr_equal(peers_find(peers, peers_at(peers, i)->key), peers_at(peers, i));
    assert_int_equal(peers_parse("peers", (struct text){ text, (uint32_t)len }, &none, &fault), ERR_CONFIG);
    assert_non_null(strstr(fault.text, "peers:4098: more than 4096 peers"));
    free(text);
}

static void write_file(const char *path, mode_t mode, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    assert_int_equal(fchmod(fd, mode), 0);
    close(fd);
}

static void peers__loads_only_a_file_nobody_else_writes(void **state)
{
    (void)state;
    char dir[] = "/tmp/peersXXXXXX", path[64];
    AUTO(peers) struct peers *peers = NULL;

    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/peers", dir);
    assert_int_equal(peers_load(path, &peers, &fault), ERR_NOT_FOUND);
    write_file(path, 0620, "madoguchi-peers 1\n");
    assert_int_equal(peers_load(path, &peers, &fault), ERR_DENIED);
    write_file(path, 0640, "madoguchi-peers 1\nwrong\n");
    assert_int_equal(peers_load(path, &peers, &fault), ERR_CONFIG);
    assert_non_null(strstr(fault.text, "/peers:2: "));
    write_file(path, 0640, "madoguchi-peers 1\n");
    assert_int_equal(peers_load(path, &peers, &fault), OK);
    assert_int_equal(peers_load(dir, &peers, &fault), ERR_DENIED);
    unlink(path);
    rmdir(dir);
}

static void keys__text_and_bytes_agree(void **state)
{
    (void)state;
    uint8_t back[32];
    char wrong[WIRE_KEY_TEXT_SIZE];

    assert_true(wire_key_get(text_of(key_a), back));
    assert_memory_equal(back, raw_a, 32);
    assert_false(wire_key_get((struct text){ key_a, 39 }, back));
    memcpy(wrong, key_a, sizeof(wrong));
    wrong[7] = '~';
    assert_false(wire_key_get(text_of(wrong), back));
    assert_false(wire_key_get(TEXT("#####0000000000000000000000000000000000#"), back));    /* more than four bytes hold */
}

static void keys__a_pair_comes_back_from_its_file(void **state)
{
    (void)state;
    char dir[] = "/tmp/keysXXXXXX", path[64];
    struct key_pair made, loaded;
    struct stat stat_of;

    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/curve", dir);
    assert_int_equal(key_pair_load(path, &loaded), ERR_NOT_FOUND);
    assert_int_equal(key_pair_create(path, &made), OK);
    assert_int_equal(key_pair_create(path, &loaded), ERR_EXISTS);
    assert_int_equal(key_pair_load(path, &loaded), OK);
    assert_memory_equal(&made, &loaded, sizeof(made));
    assert_int_equal(stat(path, &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0400);
    key_pair_fini(&made);
    unlink(path);
    rmdir(dir);
}

static void address__is_checked_before_use(void **state)
{
    (void)state;
    char made[ADDRESS_SIZE], run[160];

    assert_int_equal(address_make("/run/madoguchi", "queueing", ADDRESS_COMMANDS, made), OK);
    assert_string_equal(made, "ipc:///run/madoguchi/queueing.cmd");
    assert_int_equal(address_make("/run/madoguchi", "queueing", ADDRESS_EVENTS, made), OK);
    assert_string_equal(made, "ipc:///run/madoguchi/queueing.evt");
    memset(run, 'x', sizeof(run));
    run[0] = '/';
    run[107 - strlen("/queueing.cmd")] = '\0';
    assert_int_equal(address_make(run, "queueing", ADDRESS_COMMANDS, made), OK);
    assert_int_equal(address_check(made), OK);
    assert_int_equal(address_make(run, "queueing-", ADDRESS_COMMANDS, made), ERR_LIMIT);
    assert_int_equal(address_check("ipc://relative"), ERR_CONFIG);
    assert_int_equal(address_check("tcp://127.0.0.1:5601"), OK);
    assert_int_equal(address_check("tcp://:5601"), ERR_CONFIG);
    assert_int_equal(address_check("tcp://host:0"), ERR_CONFIG);
    assert_int_equal(address_check("tcp://host:70000"), ERR_CONFIG);
    assert_int_equal(address_check("tcp://host"), ERR_CONFIG);
    assert_int_equal(address_check("inproc://x"), ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(peers__says_what_each_key_is),
        cmocka_unit_test(peers__a_signed_list_is_known_as_whole),
        cmocka_unit_test(peers__form_1_is_not_signed),
        cmocka_unit_test(peers__a_key_holds_to_the_end_of_its_last_day),
        cmocka_unit_test(peers__form_2_names_its_faults),
        cmocka_unit_test(peers__written_and_read_are_the_same),
        cmocka_unit_test(fingerprint__is_compared_as_people_type_it),
        cmocka_unit_test(peers__an_empty_list_admits_nobody),
        cmocka_unit_test(peers__names_every_fault_with_its_line),
        cmocka_unit_test(peers__refuses_other_files),
        cmocka_unit_test(peers__many_faults_stay_in_bounds),
        cmocka_unit_test(peers__holds_4096_and_no_more),
        cmocka_unit_test(peers__loads_only_a_file_nobody_else_writes),
        cmocka_unit_test(keys__text_and_bytes_agree),
        cmocka_unit_test(keys__a_pair_comes_back_from_its_file),
        cmocka_unit_test(address__is_checked_before_use),
    };
    must(trust_init() == OK);
    return cmocka_run_group_tests(tests, make_keys, NULL);
}
