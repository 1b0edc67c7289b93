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

static int make_keys(void **state)
{
    (void)state;
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
    assert_int_equal(parse(&peers, "madoguchi-peers 2\n"), ERR_CONFIG);
    assert_non_null(strstr(fault.text, "peers:1: the first line must be: madoguchi-peers 1"));
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
