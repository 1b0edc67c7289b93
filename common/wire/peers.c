/* The table behind the allow-list: an array of peers and a hash index over their keys, both fixed
 * once parsed. Keys are random, so their first bytes are the hash. */
#include "wire/peers_table.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"

#define FILE_BYTES_MAX (4u * 1024u * 1024u)

static uint32_t slot_of(const uint8_t key[32])
{
    return be32_get(key) & (PEERS_SLOTS - 1);
}

static const struct peers_entry *find(const struct peers *peers, const uint8_t key[32])
{
    for (uint32_t slot = slot_of(key); peers->slots[slot] != 0; slot = (slot + 1) & (PEERS_SLOTS - 1)) {
        const struct peers_entry *entry = &peers->at[peers->slots[slot] - 1];
        if (memcmp(entry->peer.key, key, sizeof(entry->peer.key)) == 0)
            return entry;
    }
    return NULL;
}

const struct peer *peers_find(const struct peers *peers, const uint8_t key[32])
{
    const struct peers_entry *entry = find(peers, key);

    return entry == NULL || (entry->until.v != 0 && peers->day.v > entry->until.v) ? NULL : &entry->peer;
}

bool peers_has_key(const struct peers *peers, const uint8_t key[32])
{
    return find(peers, key) != NULL;
}

bool peers_has_revoked(const struct peers *peers, const uint8_t key[32])
{
    for (uint32_t i = 0; i < peers->revoked_count; i++)
        if (memcmp(peers->revoked[i].key, key, 32) == 0)
            return true;
    return false;
}

/* Room for one more of `size` bytes. */
static void *grown(void *at, uint32_t count, uint32_t *room, size_t size)
{
    if (count < *room)
        return at;
    *room = *room == 0 ? 16 : 2 * *room;
    at = realloc(at, *room * size);
    must(at != NULL);
    return at;
}

void peers_add(struct peers *peers, const struct peer *peer, struct date until)
{
    must(peers->count < PEERS_MAX && !peers_has_key(peers, peer->key));
    peers->at = grown(peers->at, peers->count, &peers->room, sizeof(*peers->at));
    peers->at[peers->count++] = (struct peers_entry){ *peer, until };
    uint32_t slot = slot_of(peer->key);
    while (peers->slots[slot] != 0)
        slot = (slot + 1) & (PEERS_SLOTS - 1);
    peers->slots[slot] = (uint16_t)peers->count;
}

void peers_add_revoked(struct peers *peers, const struct peers_revoked *revoked)
{
    must(peers->revoked_count < PEERS_MAX && !peers_has_revoked(peers, revoked->key));
    peers->revoked = grown(peers->revoked, peers->revoked_count, &peers->revoked_room, sizeof(*peers->revoked));
    peers->revoked[peers->revoked_count++] = *revoked;
}

void peers_drop(struct peers **peers)
{
    if (*peers == NULL)
        return;
    free((*peers)->at);
    free((*peers)->revoked);
    free((*peers)->source);
    free(*peers);
    *peers = NULL;
}

static void *copied(const void *from, size_t len)
{
    void *at = malloc(len + 1);

    must(at != NULL);
    if (len > 0)
        memcpy(at, from, len);
    return at;
}

struct peers *peers_on(const struct peers *peers, struct date day)
{
    struct peers *copy = copied(peers, sizeof(*peers));

    copy->at = copied(peers->at, peers->count * sizeof(*peers->at));
    copy->room = copy->count;
    copy->revoked = copied(peers->revoked, peers->revoked_count * sizeof(*peers->revoked));
    copy->revoked_room = copy->revoked_count;
    copy->source = copied(peers->source, peers->source_len);
    copy->day = day;
    return copy;
}

uint32_t peers_count(const struct peers *peers)
{
    return peers->count;
}

const struct peer *peers_at(const struct peers *peers, uint32_t index)
{
    must(index < peers->count);
    return &peers->at[index].peer;
}

struct date peers_until(const struct peers *peers, uint32_t index)
{
    must(index < peers->count);
    return peers->at[index].until;
}

const struct peer *peers_named(const struct peers *peers, const char *name)
{
    for (uint32_t i = 0; i < peers->count; i++)
        if (strcmp(peers->at[i].peer.name, name) == 0)
            return &peers->at[i].peer;
    return NULL;
}

const uint8_t *peers_ticket_key(const struct peers *peers)
{
    return peers->has_ticket_key ? peers->ticket_key : NULL;
}

uint64_t peers_version(const struct peers *peers)
{
    return peers->version;
}

struct text peers_source(const struct peers *peers)
{
    return (struct text){ peers->source, peers->source_len };
}

uint32_t peers_revoked_count(const struct peers *peers)
{
    return peers->revoked_count;
}

const struct peers_revoked *peers_revoked_at(const struct peers *peers, uint32_t index)
{
    must(index < peers->revoked_count);
    return &peers->revoked[index];
}

bool peers_follower_lost(const struct peers *before, const struct peers *after, const char *service)
{
    for (uint32_t i = 0; i < before->count; i++) {
        const struct peer *was = peers_find(before, before->at[i].peer.key), *is = peers_find(after, before->at[i].peer.key);
        if (was != NULL && peer_may(was, PEER_FOLLOW, service) && (is == NULL || !peer_may(is, PEER_FOLLOW, service)))
            return true;
    }
    return false;
}

/* The whole file into fresh memory. */
static enum err read_all(int fd, struct wire_fault *fault, const char *path, char **ret, uint32_t *ret_len)
{
    struct stat stat;

    if (fstat(fd, &stat) != 0)
        return ERR_IO;
    if (!S_ISREG(stat.st_mode) || (stat.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        wire_fault_set(fault, "%s: must be a regular file that only its owner can write", path);
        return ERR_DENIED;
    }
    if (stat.st_size > FILE_BYTES_MAX) {
        wire_fault_set(fault, "%s: longer than %u bytes", path, FILE_BYTES_MAX);
        return ERR_CONFIG;
    }
    char *at = malloc((size_t)stat.st_size + 1);
    uint32_t len = 0;
    must(at != NULL);
    while (len < (uint32_t)stat.st_size) {
        ssize_t got = read(fd, at + len, (size_t)stat.st_size - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            free(at);
            wire_fault_set(fault, "%s: %s", path, strerror(errno));
            return ERR_IO;
        }
        if (got == 0)
            break;
        len += (uint32_t)got;
    }
    *ret = at;
    *ret_len = len;
    return OK;
}

enum err peers_load(const char *path, struct peers **ret, struct wire_fault *ret_fault)
{
    char *at;
    uint32_t len;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0) {
        wire_fault_set(ret_fault, "%s: %s", path, strerror(errno));
        return errno == ENOENT ? ERR_NOT_FOUND : errno == EACCES ? ERR_DENIED : ERR_IO;
    }
    enum err err = read_all(fd, ret_fault, path, &at, &len);
    close(fd);
    TRY(err);
    err = peers_parse(path, (struct text){ at, len }, ret, ret_fault);
    free(at);
    return err;
}
