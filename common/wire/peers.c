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

const struct peer *peers_find(const struct peers *peers, const uint8_t key[32])
{
    for (uint32_t slot = slot_of(key); peers->slots[slot] != 0; slot = (slot + 1) & (PEERS_SLOTS - 1)) {
        const struct peer *peer = &peers->at[peers->slots[slot] - 1];
        if (memcmp(peer->key, key, sizeof(peer->key)) == 0)
            return peer;
    }
    return NULL;
}

void peers_add(struct peers *peers, const struct peer *peer)
{
    must(peers->count < PEERS_MAX && peers_find(peers, peer->key) == NULL);
    if (peers->count == peers->room) {
        uint32_t room = peers->room == 0 ? 16 : 2 * peers->room;
        struct peer *at = realloc(peers->at, room * sizeof(*at));
        must(at != NULL);
        peers->at = at;
        peers->room = room;
    }
    peers->at[peers->count++] = *peer;
    uint32_t slot = slot_of(peer->key);
    while (peers->slots[slot] != 0)
        slot = (slot + 1) & (PEERS_SLOTS - 1);
    peers->slots[slot] = (uint16_t)peers->count;
}

void peers_drop(struct peers **peers)
{
    if (*peers == NULL)
        return;
    free((*peers)->at);
    free(*peers);
    *peers = NULL;
}

uint32_t peers_count(const struct peers *peers)
{
    return peers->count;
}

const struct peer *peers_at(const struct peers *peers, uint32_t index)
{
    must(index < peers->count);
    return &peers->at[index];
}

const struct peer *peers_named(const struct peers *peers, const char *name)
{
    for (uint32_t i = 0; i < peers->count; i++)
        if (strcmp(peers->at[i].name, name) == 0)
            return &peers->at[i];
    return NULL;
}

const uint8_t *peers_ticket_key(const struct peers *peers)
{
    return peers->has_ticket_key ? peers->ticket_key : NULL;
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
