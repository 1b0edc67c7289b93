/* What somebody does who is here for a while: other passwords, a code generator, a badge, logging out; what the service manager
 * does about such an account; and guesses. Half of the passwords tried are of the day before: some logins must wait. */
#include "world.h"

#include "trust/totp.h"

#define BADGE TEXT("04A2B3C4D5E6")
#define PIN TEXT("48206173")

void temp_password(uint32_t variant, char ret[48])
{
    snprintf(ret, 48, PLANTED_SECRET "-of-the-person-%u", variant % 2 == 0 ? (unsigned)TEMP : 90u);
}

static struct built changing(struct world *w, char was[48], char next[48])
{
    static struct change_password body;      /* lives until it is said */
    bool other = chance(w, 500);

    temp_password(other, was);
    temp_password(!other, next);
    body = (struct change_password){ .password = text_of(was), .new_password = text_of(next) };
    switch (below(w, 5)) {
    case 0: body.new_password = TEXT("too short"); break;
    case 1: body.new_password = TEXT("passwordpassword"); break;
    case 2: body.new_password = body.password; break;
    default: break;
    }
    return build_command("staff", "change_password", &change_password_spec, &body);
}

static struct text code_now(struct world *w, char room[TOTP_CODE_SIZE])
{
    const struct clients *c = &w->clients;

    if (c->temp_secret_len == 0 || chance(w, 100))
        return TEXT("000000");
    totp_code((struct bytes){ c->temp_secret, c->temp_secret_len }, world_now(w) / TOTP_STEP_US, room);
    return text_of(room);
}

struct text temp_code(struct world *w, char room[TOTP_CODE_SIZE])
{
    return w->clients.temp_enrolled ? code_now(w, room) : (struct text){ 0 };
}

void temp_acts(struct world *w, struct actor *a)
{
    struct how how = { .person = TEMP };
    char was[48], next[48], code[TOTP_CODE_SIZE];

    switch (below(w, 9)) {
    case 0:
    case 1: say(w, a, changing(w, was, next), how); break;
    case 2: say(w, a, begin_second_factor(.token_secret = chance(w, 200) ? TEXT("1111111111111111") : (struct text){ 0 }), how); break;
    case 3:
    case 4: say(w, a, confirm_second_factor(.code = code_now(w, code)), how); break;
    case 5:
    case 6: say(w, a, register_badge(.badge = BADGE, .pin = chance(w, 200) ? TEXT("12345678") : PIN), how); break;
    case 7: say(w, a, log_out(0), how); break;
    default: say(w, a, login_badge(.badge = BADGE, .pin = chance(w, 300) ? TEXT("48206174") : PIN), (struct how){ 0 }); break;
    }
}

/* The service manager about somebody's account. */
void about_temp(struct world *w, struct actor *a, uint64_t account)
{
    struct how how = { .person = BOSS };
    char password[48];

    temp_password((uint32_t)below(w, 2), password);
    switch (below(w, 9)) {
    case 0: say(w, a, release_login(.account_id = { account }), how); break;
    case 1: say(w, a, withdraw_badge(.account_id = { account }), how); break;
    case 2: say(w, a, set_last_day(.account_id = { account }, .last_day = date_add_days(today_now(w), chance(w, 300) ? -1 : 1)), how); break;
    case 3:
    case 4: say(w, a, reset_password(.account_id = { account }, .password = text_of(password)), how); break;
    case 5:
    case 6: say(w, a, remove_second_factor(.account_id = { account }), how); break;
    default: say(w, a, register_badge(.badge = BADGE, .pin = PIN), how); break;
    }
}

void hear_boss(struct world *w, struct actor *a, const struct heard *heard)
{
    struct clients *c = &w->clients;
    struct text secret;

    if (heard->outcome != HEARD_DONE)
        return;
    hear_due(w, a, heard);
    if (strcmp(a->pending.name, "begin_second_factor") == 0) {
        c->temp_secret_len = 0;
        if (heard->shown.at != NULL && map_get_text(heard->shown, "secret", &secret))
            (void)!base32_parse(secret, c->temp_secret, &c->temp_secret_len);
    }
    if (strcmp(a->pending.name, "confirm_second_factor") == 0)
        c->temp_enrolled = true;
    if (strcmp(a->pending.name, "remove_second_factor") == 0)
        c->temp_enrolled = false;
}

/* A stranger at a terminal tries one name again and again. */
void guess(struct world *w, struct actor *a)
{
    say(w, a, login(.name = TEXT("ghost"), .password = TEXT("0123456789")), (struct how){ 0 });
}
