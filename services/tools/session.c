/* Connecting, logging in, asking. Keeps true: what was typed is wiped once it is sent; first steps (an own password, a code
 * generator) are taken by a person at a console, never here in somebody's place. */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

#include "gen/refusals.h"
#include "trust/random.h"

#define GIVE_UP_MS 120000u
#define ARENA_BYTES (256u << 20)
#define BODY_BYTES (32u * 1024u)

static enum err connect_all(struct session *s, const char *dir, const char *keys, struct fault *fault)
{
    struct place place;
    struct service_status status;
    struct answer answer;

    TRY(place_find(dir, keys, &place, fault));
    TRY(installation_load(place.dir, place.keys, &s->at, fault));
    TRY(endpoint_book_load(&s->at, &s->book, fault));
    TRY(office_peer(&s->at, "tool", &s->key, fault));
    fault_set(fault, "the messaging library does not start");
    TRY(wire_start());
    s->wired = true;
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++) {
        enum err err = office_connect(&s->book, office_service_name(i), &s->key, GIVE_UP_MS, &s->clients[i]);

        if (err == OK)
            err = client_status(s->clients[i], &answer, &status);
        fault_set(fault, "%s: %s", office_service_name(i), err_text(err));
        TRY(err);
        s->now_us = status.now_us;
    }
    return OK;
}

enum err session_open(const char *dir, const char *keys, bool english, struct session *ret, struct fault *fault)
{
    *ret = (struct session){ .english = english };
    arena_init(&ret->arena, ARENA_BYTES);
    return connect_all(ret, dir, keys, fault);
}

enum err session_hold(struct session *s, struct fault *fault)
{
    struct path path = path_format("%s/upkeep", s->at.dir);

    s->upkeep = open(path.at, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    s->holds = s->upkeep >= 0;
    fault_set(fault, "%s: %s", path.at, strerror(errno));
    if (!s->holds)
        return ERR_IO;
    fault_set(fault, s->english ? "an erasure or a backup is running already" : "消去またはバックアップがすでに実行中です");
    return flock(s->upkeep, LOCK_EX | LOCK_NB) == 0 ? OK : ERR_EXISTS;
}

/* A ticket that is done with opens nothing for whoever finds it. Of a service that does not answer it runs out by itself. */
static void log_out(struct session *s)
{
    struct answer answer;
    struct fault ignored;

    s->purpose = (struct text){ NULL, 0 };
    if (s->logged_in && !s->mute)
        (void)!session_say(s, office_index("staff"), "log_out", &log_out_spec, &(struct log_out){ 0 }, &answer, &ignored);
    s->logged_in = false;
}

void session_close(struct session *s)
{
    log_out(s);
    if (s->holds)
        (void)close(s->upkeep);
    for (uint32_t i = 0; i < OFFICE_SERVICES; i++)
        client_drop(&s->clients[i]);
    if (s->wired)
        wire_stop();
    key_pair_fini(&s->key);
    secret_wipe(s->ticket, sizeof s->ticket);
    arena_fini(&s->arena);
}

/* ---- Asking and acting -------------------------------------------------------------------------- */

static struct bytes ticket_of(const struct session *s)
{
    return s->logged_in ? (struct bytes){ s->ticket, TICKET_LEN } : (struct bytes){ NULL, 0 };
}

static enum err decoded(struct session *s, const struct record_spec *spec, struct bytes encoded, void *ret)
{
    return message_decode_own(spec, bytes_copy(&s->arena, encoded), &s->arena, ret);
}

/* The service's own sentence, with the place in what was sent. */
static enum err outcome_of(const struct session *s, uint32_t index, const char *name, const struct answer *answer, struct fault *fault)
{
    enum refusal why;

    if (answer->outcome == OUTCOME_DONE)
        return OK;
    fault_set(fault, "%s %s: %s (%.*s%s%.*s)", office_service_name(index), name, refusal_of(answer->refusal, &why) ? refusal_sentence(why, !s->english) : "",
              (int)answer->refusal.len, answer->refusal.at, answer->field.len > 0 ? ", " : "", (int)answer->field.len, answer->field.at);
    return ERR_DENIED;
}

enum err session_ask(struct session *s, uint32_t index, const char *name, const struct record_spec *body_spec, const void *body,
                     const struct record_spec *spec, void *ret, struct fault *fault)
{
    uint8_t *bytes = arena_take(&s->arena, BODY_BYTES);
    struct writer w = writer_of(bytes, BODY_BYTES);
    struct answer answer;
    enum err err;

    message_encode(body_spec, body, &w);
    err = client_query(s->clients[index], &(struct query_call){ .name = text_of(name), .body = written(&w), .ticket = ticket_of(s) }, &answer);
    s->mute = s->mute || err != OK;
    fault_set(fault, "%s %s: %s", office_service_name(index), name, err_text(err));
    TRY(err);
    TRY(outcome_of(s, index, name, &answer, fault));
    return decoded(s, spec, answer.result, ret);
}

enum err session_say(struct session *s, uint32_t index, const char *name, const struct record_spec *body_spec, const void *body, struct answer *ret, struct fault *fault)
{
    uint8_t *bytes = arena_take(&s->arena, BODY_BYTES);
    struct writer w = writer_of(bytes, BODY_BYTES);
    struct command_id id = client_next_id(s->clients[index]);
    enum err err;

    message_encode(body_spec, body, &w);
    err = client_command(s->clients[index], &(struct command_call){ .name = text_of(name), .body = written(&w), .ticket = ticket_of(s), .id = id, .purpose = s->purpose }, ret);
    secret_wipe(bytes, BODY_BYTES);
    s->mute = s->mute || err != OK;
    fault_set(fault, "%s %s: %s", office_service_name(index), name, err_text(err));
    TRY(err);
    return outcome_of(s, index, name, ret, fault);
}

/* ---- Login -------------------------------------------------------------------------------------- */

bool session_read_word(const char *prompt, bool secret, char ret[SESSION_WORD_BYTES])
{
    struct termios shown, hidden;
    bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
    bool read_one;

    if (terminal)
        fputs(prompt, stderr);
    if (terminal && secret) {
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    read_one = fgets(ret, SESSION_WORD_BYTES, stdin) != NULL;
    if (terminal && secret) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', stderr);
    }
    if (read_one)
        ret[strcspn(ret, "\n")] = '\0';
    return read_one;
}

enum err session_log_in(struct session *s, const char *name, struct fault *fault)
{
    char password[SESSION_WORD_BYTES] = "", code[SESSION_WORD_BYTES] = "";
    struct login_result result;
    struct login_shown shown;
    struct answer answer;
    enum err err;

    fault_set(fault, s->english ? "no password was given" : "パスワードが入力されていません");
    if (!session_read_word(s->english ? "Password: " : "パスワード: ", true, password))
        return ERR_DENIED;
    (void)session_read_word(s->english ? "Code, if any: " : "認証コード（ない場合は空）: ", true, code);
    err = session_say(s, office_index("staff"), "login", &login_spec,
                      &(struct login){ .name = text_of(name), .password = text_of(password), .code = code[0] != '\0' ? text_of(code) : (struct text){ NULL, 0 } }, &answer, fault);
    secret_wipe(password, sizeof password);
    secret_wipe(code, sizeof code);
    TRY(err);
    TRY(decoded(s, &login_result_spec, answer.result, &result));
    TRY(decoded(s, &login_shown_spec, answer.shown, &shown));
    if (shown.ticket.len != TICKET_LEN)
        return ERR_MALFORMED;
    fault_set(fault, s->english ? "please change the first password, or enrol the second factor, at a console first" : "先に窓口の端末で、初回のパスワードの変更または認証コードの登録を済ませてください");
    if (result.next_step != 0)
        return ERR_DENIED;
    memcpy(s->ticket, shown.ticket.at, TICKET_LEN);
    s->logged_in = true;
    s->account = result.account_id.v;
    s->role = result.role;
    return OK;
}
