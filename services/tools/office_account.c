/* The account with which everything begins: made once, over the same door as every other command. */
#include "gen/staff.h"
#include "office.h"
#include "trust/random.h"

#define BODY_BYTES 512
#define PASSWORD_LETTERS 16u

/* 16 characters of 32 are 80 bits; none that is mistaken for another; in groups of four. */
void office_password_make(char ret[FIRST_PASSWORD_SIZE])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    uint8_t random[PASSWORD_LETTERS];
    size_t len = 0;

    random_bytes(random, sizeof random);
    for (uint32_t i = 0; i < PASSWORD_LETTERS; i++) {
        if (i > 0 && i % 4 == 0)
            ret[len++] = '-';
        ret[len++] = letters[random[i] & 31];
    }
    ret[len] = '\0';
    secret_wipe(random, sizeof random);
}

static enum err count_accounts(struct client *staff, uint32_t *ret, struct fault *fault)
{
    uint8_t bytes[BODY_BYTES];
    struct writer body = writer_of(bytes, sizeof bytes);
    struct accounts_result result;
    struct field_fault field;
    struct answer answer;
    struct arena arena;
    enum err err;

    encode_accounts(&(struct accounts){ 0 }, &body);
    err = client_query(staff, &(struct query_call){ .name = TEXT("accounts"), .body = written(&body) }, &answer);
    fault_set(fault, "staff does not tell its accounts: %s", err == OK ? "refused" : err_text(err));
    TRY(err);
    if (answer.outcome != OUTCOME_DONE)
        return ERR_DENIED;
    arena_init(&arena, 1u << 20);
    err = decode_accounts_result(answer.result, &arena, &result, &field);
    if (err == OK)
        *ret = result.accounts.count;
    arena_fini(&arena);
    return err;
}

enum err office_first_account(struct client *staff, char ret_password[FIRST_PASSWORD_SIZE], bool *ret_made, struct fault *ret_fault)
{
    uint8_t bytes[BODY_BYTES];
    struct writer body = writer_of(bytes, sizeof bytes);
    char password[FIRST_PASSWORD_SIZE];
    struct answer answer;
    uint32_t count;
    enum err err;

    TRY(count_accounts(staff, &count, ret_fault));
    if (count > 0) {
        *ret_made = false;
        return OK;
    }
    office_password_make(password);
    encode_create_account(&(struct create_account){ .name = TEXT(FIRST_ACCOUNT), .display_name = TEXT("業務責任者"),
                                                    .role = STAFF_ROLE_SERVICE_MANAGER, .password = text_of(password) }, &body);
    err = client_command(staff, &(struct command_call){ .name = TEXT("create_account"), .body = written(&body) }, &answer);
    secret_wipe(bytes, sizeof bytes);
    fault_set(ret_fault, "the first account was not made: %s", err == OK ? "refused" : err_text(err));
    TRY(err);
    if (answer.outcome != OUTCOME_DONE)
        return ERR_DENIED;
    memcpy(ret_password, password, sizeof password);
    *ret_made = true;
    return OK;
}
