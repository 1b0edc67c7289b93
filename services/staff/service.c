/* staff as the engine sees it, and its slow checks: Argon2id runs in a worker before the step, on
 * a copy of what it needs. The answer to an unknown name takes as long as the one to a wrong password. */
#include "state.h"

#include "trust/password.h"

/* A password check's copy of the row it is about. */
struct password_case {
    const char *hash;      /* NULL: no such account, or its hash cannot be opened */
};

static void *prepare(const struct view *v, const struct command_spec *spec, const void *command, struct arena *arena)
{
    struct password_case *prepared = arena_take(arena, sizeof *prepared);
    struct account account;
    struct text hash;

    if (spec->slow == SLOW_PASSWORD_CHECK) {
        const struct login *cmd = command;

        if (account_named(v, cmd->name, &account) && open_text(v, &account.password_hash, "password_hash", &hash))
            prepared->hash = text_terminated(arena, hash);
    }
    return prepared;
}

static bool run_check(const struct password_case *prepared, const struct login *cmd, const uint8_t pepper[32])
{
    if (prepared->hash != NULL)
        return password_check(cmd->password, pepper, prepared->hash);
    password_check_nobody(cmd->password);
    return false;
}

static bool run_hash(const struct create_account *cmd, const uint8_t pepper[32], struct arena *arena, struct bytes *ret_output)
{
    char *hash = arena_take(arena, PASSWORD_HASH_LEN);

    if (password_hash(cmd->password, pepper, hash) != OK)
        return false;
    *ret_output = (struct bytes){ (const uint8_t *)hash, (uint32_t)strlen(hash) };
    return true;
}

static bool run(enum slow_check kind, const void *prepared, const void *command, const uint8_t pepper[32],
                struct arena *arena, struct bytes *ret_output)
{
    switch (kind) {
    case SLOW_PASSWORD_CHECK: return run_check(prepared, command, pepper);
    case SLOW_PASSWORD_HASH: return run_hash(command, pepper, arena, ret_output);
    case SLOW_NONE: break;
    }
    return false;
}

const struct service staff_service = {
    .contract = &staff_contract,
    .slow_prepare = prepare,
    .slow_run = run,
};
