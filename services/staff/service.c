/* staff as the engine sees it, and its slow checks: Argon2id runs in a worker before the step, on a copy of what it needs. The
 * answer to an unknown name or badge takes as long as the one to a wrong password; who must wait gets nothing checked at all. */
#include "registers.h"

#include "trust/password.h"

/* A check's copy of what it is about. */
struct password_case {
    const char *hash;      /* NULL: nobody, or the hash cannot be opened */
    struct text typed;     /* compared with it */
    struct text chosen;    /* hashed anew; absent: nothing */
};

static void take_hash(const struct view *v, const struct sealed *sealed, const char *field, struct arena *arena, struct password_case *ret)
{
    struct text hash;

    if (open_text(v, sealed, field, &hash))
        ret->hash = text_terminated(arena, hash);
}

static struct password_case *prepare_login(const struct view *v, const struct context *ctx, const struct login *cmd, struct arena *arena)
{
    struct password_case *ret = arena_take(arena, sizeof *ret);
    struct account account;

    if (login_waits(v, tag_of(v, "name", cmd->name), ctx->terminal, ctx->now_us))
        return NULL;
    *ret = (struct password_case){ .typed = cmd->password };
    if (account_named(v, cmd->name, &account))
        take_hash(v, &account.password_hash, "password_hash", arena, ret);
    return ret;
}

static struct password_case *prepare_badge(const struct view *v, const struct context *ctx, const struct login_badge *cmd, struct arena *arena)
{
    struct password_case *ret = arena_take(arena, sizeof *ret);
    struct account account;
    struct badge badge;

    if (login_waits(v, tag_of(v, "badge", cmd->badge), ctx->terminal, ctx->now_us))
        return NULL;
    *ret = (struct password_case){ .typed = cmd->pin };
    if (account_of_badge(v, cmd->badge, &badge, &account))
        take_hash(v, &badge.pin_hash, "pin_hash", arena, ret);
    return ret;
}

static struct password_case *prepare_change(const struct view *v, const struct context *ctx, const struct change_password *cmd, struct arena *arena)
{
    struct password_case *ret = arena_take(arena, sizeof *ret);
    struct account account;

    *ret = (struct password_case){ .typed = cmd->password, .chosen = cmd->new_password };
    if (!account_find(v, (struct account_id){ ctx->actor }, &account))
        return ret;
    if (login_waits(v, tag_of(v, "name", account.name), ctx->terminal, ctx->now_us))
        return NULL;
    take_hash(v, &account.password_hash, "password_hash", arena, ret);
    return ret;
}

static struct password_case *prepare_hash(struct text chosen, struct arena *arena)
{
    struct password_case *ret = arena_take(arena, sizeof *ret);

    *ret = (struct password_case){ .chosen = chosen };
    return ret;
}

static void *prepare(const struct view *v, const struct context *ctx, const struct command_spec *spec, const void *command, struct arena *arena)
{
    if (spec->body == &login_spec)
        return prepare_login(v, ctx, command, arena);
    if (spec->body == &login_badge_spec)
        return prepare_badge(v, ctx, command, arena);
    if (spec->body == &change_password_spec)
        return prepare_change(v, ctx, command, arena);
    if (spec->body == &register_badge_spec)
        return prepare_hash(((const struct register_badge *)command)->pin, arena);
    if (spec->body == &reset_password_spec)
        return prepare_hash(((const struct reset_password *)command)->password, arena);
    must(spec->body == &create_account_spec);
    return prepare_hash(((const struct create_account *)command)->password, arena);
}

static bool check(const struct password_case *of, const uint8_t pepper[32])
{
    if (of->hash != NULL)
        return password_check(of->typed, pepper, of->hash);
    password_check_nobody(of->typed);
    return false;
}

static bool hash(const struct password_case *of, const uint8_t pepper[32], struct arena *arena, struct bytes *ret_output)
{
    char *made = arena_take(arena, PASSWORD_HASH_LEN);

    if (password_hash(of->chosen, pepper, made) != OK)
        return false;
    *ret_output = (struct bytes){ (const uint8_t *)made, (uint32_t)strlen(made) };
    return true;
}

static bool run(enum slow_check kind, const void *prepared, const void *command, const uint8_t pepper[32],
                struct arena *arena, struct bytes *ret_output)
{
    (void)command;
    switch (kind) {
    case SLOW_PASSWORD_CHECK: return check(prepared, pepper);
    case SLOW_PASSWORD_HASH: return hash(prepared, pepper, arena, ret_output);
    case SLOW_PASSWORD_CHANGE:
        if (!check(prepared, pepper))
            return false;
        (void)!hash(prepared, pepper, arena, ret_output);   /* without memory: no output, and the command is answered `busy` */
        return true;
    case SLOW_NONE: break;
    }
    return false;
}

static const char *config_fault(const void *config, struct arena *arena)
{
    const char *fault = staff_config_fault(config, arena);

    return fault != NULL ? fault : register_config_fault(config, arena);
}

const struct service staff_service = {
    .contract = &staff_contract,
    .config_check = config_fault,
    .retention = &staff_retention,
    .slow_prepare = prepare,
    .slow_run = run,
};
