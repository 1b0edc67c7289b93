/* The first steps of a person, and every later login. */
#include "enter.h"

#include "codec/message.h"
#include "codec/read.h"
#include "trust/random.h"

#define BODY_BYTES 1024

static enum err take_ticket(const struct answer *answer, uint8_t ret[TICKET_LEN])
{
    struct bytes ticket;

    if (answer->shown.at == NULL || !map_get_bin(answer->shown, "ticket", &ticket) || ticket.len != TICKET_LEN)
        return ERR_MALFORMED;
    memcpy(ret, ticket.at, TICKET_LEN);
    return OK;
}

static enum err log_in(const struct speaker *s, const char *name, struct credentials *own, uint64_t now_us, uint8_t ticket[TICKET_LEN], struct login_result *ret)
{
    struct login body = { .name = text_of(name), .password = text_of(own->password) };
    uint64_t step = now_us / TOTP_STEP_US;
    char code[TOTP_CODE_SIZE];
    struct field_fault fault;
    struct answer answer;
    struct arena arena;
    enum err err;

    if (own->secret_len > 0) {
        own->used_step = step > own->used_step ? step : own->used_step + 1;
        totp_code((struct bytes){ own->secret, own->secret_len }, own->used_step, code);
        body.code = text_of(code);
    }
    TRY(s->say(s->self, "login", &login_spec, &body, (struct bytes){ NULL, 0 }, &answer));
    TRY(take_ticket(&answer, ticket));
    arena_init(&arena, 1u << 16);
    err = decode_login_result(answer.result, &arena, ret, &fault);
    arena_fini(&arena);
    return err;
}

/* 16 characters of 32 are 80 bits. */
static enum err change(const struct speaker *s, struct credentials *own, const uint8_t ticket[TICKET_LEN])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    char fresh[OWN_PASSWORD_SIZE];
    uint8_t random[16];
    struct answer answer;

    random_bytes(random, sizeof random);
    for (uint32_t i = 0; i < sizeof random; i++)
        fresh[i] = letters[random[i] & 31];
    fresh[sizeof random] = '\0';
    TRY(s->say(s->self, "change_password", &change_password_spec,
               &(struct change_password){ .password = text_of(own->password), .new_password = text_of(fresh) }, (struct bytes){ ticket, TICKET_LEN }, &answer));
    memcpy(own->password, fresh, sizeof random + 1);
    return OK;
}

static enum err enrol(const struct speaker *s, struct credentials *own, uint64_t now_us, uint8_t ticket[TICKET_LEN])
{
    char code[TOTP_CODE_SIZE];
    struct answer answer;
    struct text secret;

    TRY(s->say(s->self, "begin_second_factor", &begin_second_factor_spec, &(struct begin_second_factor){ 0 }, (struct bytes){ ticket, TICKET_LEN }, &answer));
    if (answer.shown.at == NULL || !map_get_text(answer.shown, "secret", &secret))
        return ERR_MALFORMED;
    TRY(base32_parse(secret, own->secret, &own->secret_len));
    own->used_step = now_us / TOTP_STEP_US;
    totp_code((struct bytes){ own->secret, own->secret_len }, own->used_step, code);
    TRY(s->say(s->self, "confirm_second_factor", &confirm_second_factor_spec, &(struct confirm_second_factor){ .code = text_of(code) },
               (struct bytes){ ticket, TICKET_LEN }, &answer));
    TRY(s->say(s->self, "renew_ticket", &renew_ticket_spec, &(struct renew_ticket){ 0 }, (struct bytes){ ticket, TICKET_LEN }, &answer));
    return take_ticket(&answer, ticket);
}

enum err person_enter(const struct speaker *s, const char *name, struct credentials *own, uint64_t now_us, uint8_t ret_ticket[TICKET_LEN], struct login_result *ret)
{
    TRY(log_in(s, name, own, now_us, ret_ticket, ret));
    if (ret->next_step == LOGIN_STEP_CHANGE_PASSWORD) {
        TRY(change(s, own, ret_ticket));
        TRY(log_in(s, name, own, now_us, ret_ticket, ret));
    }
    if (ret->next_step == LOGIN_STEP_ENROL_SECOND_FACTOR)
        TRY(enrol(s, own, now_us, ret_ticket));
    return OK;
}

static enum err say_to(void *self, const char *name, const struct record_spec *spec, const void *body, struct bytes ticket, struct answer *ret)
{
    uint8_t bytes[BODY_BYTES];
    struct writer w = writer_of(bytes, sizeof bytes);
    enum err err;

    message_encode(spec, body, &w);
    err = client_command(self, &(struct command_call){ .name = text_of(name), .body = written(&w), .ticket = ticket }, ret);
    secret_wipe(bytes, sizeof bytes);
    if (err != OK)
        return err;
    return ret->outcome == OUTCOME_DONE ? OK : ERR_DENIED;
}

enum err client_enter(struct client *staff, const char *name, struct credentials *own, uint8_t ret_ticket[TICKET_LEN])
{
    struct service_status status;
    struct login_result result;
    struct answer answer;

    TRY(client_status(staff, &answer, &status));
    return person_enter(&(struct speaker){ staff, say_to }, name, own, status.now_us, ret_ticket, &result);
}
