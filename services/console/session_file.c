/* A session on the disk: DIR/console/sessions/HASH, a nonce and a sealed box. The name is the hash of the cookie, the key is derived
 * from the cookie; neither leads to the other or to the cookie. */
#include "sessions.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/invariant.h"
#include "trust/random.h"
#include "trust/seal.h"

#define PLAIN_BYTES 2048
#define FILE_BYTES (SEAL_NONCE_LEN + PLAIN_BYTES + 64)

struct kept_person {
    uint64_t account, expires_at_us, next_step, renew_at_us, role;
    struct text name;
    struct bytes ticket;
};

struct kept_session {
    uint64_t active, began_at_us;
    struct text address, terminal;
    struct { const struct kept_person *at; uint32_t count; } persons;
};

#define PERSON(n) .offset = offsetof(struct kept_person, n)
#define SESSION(n) .offset = offsetof(struct kept_session, n)

static const struct field_spec person_fields[] = {
    { .name = "account", .kind = FIELD_U64, PERSON(account) },
    { .name = "expires_at_us", .kind = FIELD_U64, PERSON(expires_at_us) },
    { .name = "name", .kind = FIELD_TEXT, PERSON(name), .text_rule = TEXT_TOKEN, .min = 1, .max = 40 },
    { .name = "next_step", .kind = FIELD_U64, PERSON(next_step) },
    { .name = "renew_at_us", .kind = FIELD_U64, PERSON(renew_at_us) },
    { .name = "role", .kind = FIELD_U64, PERSON(role) },
    { .name = "ticket", .kind = FIELD_BYTES, PERSON(ticket), .min = TICKET_LEN, .max = TICKET_LEN },
};
static const struct record_spec person_spec = {
    .name = "kept_person", .file = "services/console/session_file.c", .size = sizeof(struct kept_person), .field_count = 7, .fields = person_fields,
};
static const struct field_spec session_fields[] = {
    { .name = "active", .kind = FIELD_U64, SESSION(active) },
    { .name = "address", .kind = FIELD_TEXT, SESSION(address), .text_rule = TEXT_LINE, .min = 1, .max = ADDRESS_TEXT_SIZE - 1 },
    { .name = "began_at_us", .kind = FIELD_U64, SESSION(began_at_us) },
    { .name = "persons", .kind = FIELD_RECORD, SESSION(persons), .record = &person_spec, .list = true, .list_max = PERSONS_MAX, .list_stride = sizeof(struct kept_person) },
    { .name = "terminal", .kind = FIELD_TEXT, SESSION(terminal), .text_rule = TEXT_TOKEN, .min = 1, .max = TERMINAL_SIZE - 1 },
};
static const struct record_spec session_spec = {
    .name = "kept_session", .file = "services/console/session_file.c", .size = sizeof(struct kept_session), .field_count = 5, .fields = session_fields,
};

struct path session_folder(const struct installation *at)
{
    return path_format("%s/console/sessions", at->dir);
}

static struct path file_of(const struct installation *at, const uint8_t hash[32])
{
    char hex[65];

    hex_put(hex, hash, 32);
    return path_format("%s/%s", session_folder(at).at, hex);
}

static struct seal_context context_of(const struct installation *at, const struct session *session)
{
    return (struct seal_context){ .site = at->site, .service = "console", .subject = be64_get(session->hash) | 1, .field = "session" };
}

enum err session_file_write(const struct installation *at, const struct session *session)
{
    struct kept_person persons[PERSONS_MAX];
    struct kept_session kept = { .active = session->active, .began_at_us = session->began_at_us, .address = text_of(session->address),
                                 .terminal = text_of(session->terminal), .persons = { persons, session->person_count } };
    struct seal_context context = context_of(at, session);
    uint8_t plain[PLAIN_BYTES], file[FILE_BYTES];
    struct writer w = writer_of(plain, sizeof plain);
    size_t len;

    for (uint32_t i = 0; i < session->person_count; i++) {
        const struct person *p = &session->persons[i];

        persons[i] = (struct kept_person){ p->account, p->expires_at_us, p->next_step, p->renew_at_us, p->role, text_of(p->name), { p->ticket, TICKET_LEN } };
    }
    message_encode(&session_spec, &kept, &w);
    len = SEAL_NONCE_LEN + seal_box_len(written(&w).len);
    must(len <= sizeof file);
    random_bytes(file, SEAL_NONCE_LEN);
    seal_box(session->seal_key, &context, file, written(&w), file + SEAL_NONCE_LEN);
    secret_wipe(plain, sizeof plain);
    return file_put_text(file_of(at, session->hash).at, (struct text){ (const char *)file, (uint32_t)len }, 0600);
}

/* False: it holds what no session of ours could. */
static bool take(const struct kept_session *kept, struct session *to)
{
    if (kept->persons.count == 0 || (kept->active >= kept->persons.count && kept->active != NOBODY))
        return false;
    snprintf(to->terminal, sizeof to->terminal, "%.*s", (int)kept->terminal.len, kept->terminal.at);
    snprintf(to->address, sizeof to->address, "%.*s", (int)kept->address.len, kept->address.at);
    to->began_at_us = kept->began_at_us;
    to->person_count = kept->persons.count;
    to->active = (uint32_t)kept->active;
    for (uint32_t i = 0; i < kept->persons.count; i++) {
        const struct kept_person *from = &kept->persons.at[i];
        struct person *p = &to->persons[i];

        *p = (struct person){ .account = from->account, .role = (enum staff_role)from->role, .next_step = (enum login_step)from->next_step,
                              .expires_at_us = from->expires_at_us, .renew_at_us = from->renew_at_us };
        snprintf(p->name, sizeof p->name, "%.*s", (int)from->name.len, from->name.at);
        memcpy(p->ticket, from->ticket.at, TICKET_LEN);
    }
    return true;
}

static enum err open_box(const struct installation *at, struct bytes file, struct session *session)
{
    struct seal_context context = context_of(at, session);
    struct kept_session kept;
    struct field_fault fault;
    uint8_t plain[FILE_BYTES];
    struct arena arena;
    uint32_t len;
    enum err err;

    if (file.len <= SEAL_NONCE_LEN)
        return ERR_MALFORMED;
    TRY(seal_open(session->seal_key, &context, file.at, (struct bytes){ file.at + SEAL_NONCE_LEN, file.len - SEAL_NONCE_LEN }, plain, &len));
    arena_init(&arena, 1u << 16);
    err = message_decode(&session_spec, (struct bytes){ plain, len }, UNKNOWN_REFUSED, &arena, &kept, &fault);
    if (err == OK && !take(&kept, session))
        err = ERR_MALFORMED;
    arena_fini(&arena);
    secret_wipe(plain, sizeof plain);
    return err;
}

enum err session_file_read(const struct installation *at, struct session *session)
{
    int fd = open(file_of(at, session->hash).at, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    uint8_t file[FILE_BYTES];
    ssize_t len;

    if (fd < 0)
        return ERR_NOT_FOUND;
    len = read(fd, file, sizeof file);
    close(fd);
    return len < 0 ? ERR_IO : open_box(at, (struct bytes){ file, (uint32_t)len }, session);
}

void session_file_remove(const struct installation *at, const uint8_t hash[32])
{
    (void)unlink(file_of(at, hash).at);
}

void session_files_sweep(const struct installation *at, uint64_t before_us)
{
    struct path folder = session_folder(at);
    DIR *dir = opendir(folder.at);
    struct dirent *entry;
    struct stat about;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        struct path path = path_format("%s/%.100s", folder.at, entry->d_name);

        if (entry->d_name[0] != '.' && stat(path.at, &about) == 0 && (uint64_t)about.st_mtime * US_PER_SECOND < before_us)
            (void)unlink(path.at);
    }
    if (dir != NULL)
        closedir(dir);
}
