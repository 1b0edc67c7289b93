/* Shared by copy.c, copy_state.c and copy_sync.c alone. */
#ifndef AUDIT_COPY_INSIDE_H
#define AUDIT_COPY_INSIDE_H

#include "chain.h"
#include "copy.h"
#include "shell/installation.h"
#include "trust/merkle.h"

#define COPY_BUFFER (1024u * 1024u)

enum copy_file { COPY_ENTRIES, COPY_ROWS, COPY_TERMS, COPY_FILES };

/* Before the bytes of each leaf in `entries`. */
struct copy_leaf {
    uint64_t epoch, sequence;
    char source[24];
};

struct copy_row {
    uint64_t offset, at_us, terms_end, len;
};

struct copy_store {
    int fd;
    uint64_t end;                      /* bytes written */
    uint8_t *buffer;
    size_t held;
    uint8_t *map;
    uint64_t mapped;
};

struct audit_copy {
    struct path dir;
    char origin[CHECKPOINT_ORIGIN_MAX + 1];
    struct copy_store store[COPY_FILES];
    struct audit_kept head;            /* under which everything kept is proved */
    uint64_t count, term_count;        /* leaves and terms added */
    struct merkle_node edge[64];       /* last complete node of each level; index + 1, 0: none */
    struct chains chains;              /* of each source at least the last hash */
    struct arena arena;                /* of the entry in hand */
    uint64_t *hashes;                  /* of its terms */
    char fault[AUDIT_FAULT_SIZE];
};

enum err copy_complain(struct audit_copy *copy, const char *name, int number);
MUST_CHECK enum err copy_begin_anew(struct audit_copy *copy);
MUST_CHECK enum err copy_map(struct audit_copy *copy);
MUST_CHECK enum err copy_state_read(struct audit_copy *copy);
MUST_CHECK enum err copy_state_write(struct audit_copy *copy);
/* Adds a node and what it completes. */
void copy_grow(struct audit_copy *copy, uint64_t index, const uint8_t leaf[32]);
bool copy_root(const struct audit_copy *copy, uint64_t size, uint8_t ret[32]);

#endif
