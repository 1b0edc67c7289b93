/* Inside `madoguchi device` only. */
#ifndef TOOLS_DEVICE_H
#define TOOLS_DEVICE_H

#include "office.h"
#include "office_devices.h"
#include "wire/peers.h"

struct device_book {
    struct place place;
    struct installation at;
    struct console_config console;
    struct peers *peers;                     /* the allow-list */
    struct arena arena;
    uint64_t now_us;                         /* by the machine's clock */
};

/* Whatever it returns, device_book_close() ends it. */
MUST_CHECK enum err device_book_open(const struct tool_args *args, struct device_book *ret, struct fault *ret_fault);
void device_book_close(struct device_book *book);
const char *device_name(struct device_book *book, uint32_t index);       /* lives with the book */
/* It has a key here, which the allow-list has. */
bool device_has_key(const struct device_book *book, const char *name);

int device_code(const struct tool_args *args);
int device_list(const struct tool_args *args);

#endif
