/* config/console.yaml: where browsers reach the console, and which PCs are its devices. */
#ifndef CONSOLE_CONFIG_H
#define CONSOLE_CONFIG_H

#include "codec/message.h"
#include "gen/types.h"

#define DEVICES_MAX 8u
#define TERMINAL_SIZE 32             /* a name in the allow-list, terminated */

/* One PC: a terminal to the services. */
struct console_device {
    struct text terminal;            /* its name in the allow-list, and of its key file */
    struct text label_ja, label_en;
    struct desk_id desk_id;          /* whose screen it is; may be absent */
};

struct console_config {
    struct text listen;              /* numeric address */
    uint64_t port;                   /* 0: any free one */
    struct { const struct text *at; uint32_t count; } origins;      /* what browsers call it behind a proxy: https://counter.example.jp; may be absent */
    struct text proxy;               /* numeric address whose X-Forwarded-For counts; may be absent */
    uint64_t idle_seconds;           /* until a page locks itself */
    struct { const struct console_device *at; uint32_t count; } devices;
};

extern const struct record_spec console_config_spec;

/* NULL when fine, else a sentence with the key. */
const char *console_config_check(const void *config, struct arena *arena);

#endif
