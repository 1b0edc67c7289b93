#include "reservations_fixture.h"

#include "cmocka_all.h"
#include "shell/yaml.h"

const struct reservations_config *osakasayama(struct arena *arena)
{
    struct reservations_config *config = arena_take(arena, sizeof *config);
    struct complaints *complaints = arena_take(arena, sizeof *complaints);

    complaints_init(complaints, arena);
    if (config_load("config/reservations.yaml", &reservations_config_spec, arena, complaints, config) != OK)
        fail_msg("%s", text_terminated(arena, complaints_text(complaints)));
    return config;
}
