/* The devices of the console, as an installation's configuration names them. */
#ifndef TOOLS_OFFICE_DEVICES_H
#define TOOLS_OFFICE_DEVICES_H

#include "console_config.h"
#include "device_files.h"
#include "place.h"

#define DEVICE_RIGHTS "command:*"            /* of a device in the allow-list; its role is terminal */

/* FOLDER/console.yaml. ERR_NOT_FOUND: there is none, so no console. ERR_CONFIG: the fault holds the complaints. Texts live in the arena. */
MUST_CHECK enum err office_devices(const char *folder, struct arena *arena, struct console_config *ret, struct fault *ret_fault);

/* The first device's code, when no device has been enrolled yet and none has a code: so that somebody can begin. *ret_terminal NULL:
 * not needed. Texts live in the arena. */
MUST_CHECK enum err office_first_code(const struct installation *at, const struct console_config *console, uint64_t now_us, struct arena *arena,
                                      const char **ret_terminal, char ret_code[DEVICE_CODE_SIZE], struct fault *ret_fault);

#endif
