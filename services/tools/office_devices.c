/* The console's configuration for who is not the console, and the code with which its first device begins. */
#include "office_devices.h"

#include <unistd.h>

#include "shell/complaints.h"
#include "shell/yaml.h"

enum err office_devices(const char *folder, struct arena *arena, struct console_config *ret, struct fault *ret_fault)
{
    struct path path = path_format("%s/console.yaml", folder);
    struct complaints complaints;
    const char *sentence;
    enum err err;

    if (access(path.at, F_OK) != 0) {
        fault_set(ret_fault, "%s", path.at);
        return ERR_NOT_FOUND;
    }
    complaints_init(&complaints, arena);
    err = config_load(path.at, &console_config_spec, arena, &complaints, ret);
    fault_set(ret_fault, "%s", complaints_text(&complaints).at);
    TRY(err);
    sentence = console_config_check(ret, arena);
    if (sentence == NULL)
        return OK;
    fault_set(ret_fault, "%s: %s", path.at, sentence);
    return ERR_CONFIG;
}

enum err office_first_code(const struct installation *at, const struct console_config *console, uint64_t now_us, struct arena *arena,
                           const char **ret_terminal, char ret_code[DEVICE_CODE_SIZE], struct fault *ret_fault)
{
    struct key_pair own;
    const char *first = NULL;
    struct device_note note;
    enum err err;

    for (uint32_t i = 0; i < console->devices.count; i++) {
        const char *name = text_terminated(arena, console->devices.at[i].terminal);

        if (device_note_read(at, DEVICE_COOKIE, name, &note) || device_note_read(at, DEVICE_CODE, name, &note)) {
            *ret_terminal = NULL;
            return OK;
        }
        if (first == NULL && access(curve_key_path(at, name).at, F_OK) == 0)
            first = name;
    }
    if (first != NULL) {
        err = key_pair_load(curve_key_path(at, "console").at, &own);
        fault_set(ret_fault, "%s: %s", curve_key_path(at, "console").at, err_text(err));
        TRY(err);
        err = device_code_make(at, &own, first, now_us, ret_code, ret_fault);
        key_pair_fini(&own);
        TRY(err);
    }
    *ret_terminal = first;
    return OK;
}
