/* The description of console.yaml, in the form the generator gives to the services' own, and what is beyond ranges. */
#include "console_config.h"

#include <arpa/inet.h>
#include <string.h>

#define MEMBER(name) .offset = offsetof(struct console_config, name)
#define DEVICE(name) .offset = offsetof(struct console_device, name)

static const struct field_spec device_fields[] = {
    { .name = "desk_id", .kind = FIELD_ID, DEVICE(desk_id), .optional = true },
    { .name = "label_en", .kind = FIELD_TEXT, DEVICE(label_en), .text_rule = TEXT_LINE, .min = 1, .max = 40 },
    { .name = "label_ja", .kind = FIELD_TEXT, DEVICE(label_ja), .text_rule = TEXT_LINE, .min = 1, .max = 40 },
    { .name = "terminal", .kind = FIELD_TEXT, DEVICE(terminal), .text_rule = TEXT_TOKEN, .min = 1, .max = TERMINAL_SIZE - 1 },
};

static const struct record_spec device_spec = {
    .name = "console_device", .file = "services/console/console_config.c", .size = sizeof(struct console_device), .field_count = 4, .fields = device_fields,
};

static const struct field_spec fields[] = {
    { .name = "devices", .kind = FIELD_RECORD, MEMBER(devices), .record = &device_spec, .list = true, .list_max = DEVICES_MAX, .list_stride = sizeof(struct console_device) },
    { .name = "idle_seconds", .kind = FIELD_U64, MEMBER(idle_seconds), .min = 30, .max = 3600, .unit = "seconds" },
    { .name = "listen", .kind = FIELD_TEXT, MEMBER(listen), .text_rule = TEXT_LINE, .min = 2, .max = 45 },
    { .name = "origins", .kind = FIELD_TEXT, MEMBER(origins), .text_rule = TEXT_LINE, .min = 8, .max = 200, .optional = true, .list = true, .list_max = 8, .list_stride = sizeof(struct text) },
    { .name = "port", .kind = FIELD_U64, MEMBER(port), .max = 65535 },
    { .name = "proxy", .kind = FIELD_TEXT, MEMBER(proxy), .text_rule = TEXT_LINE, .min = 2, .max = 45, .optional = true },
};

const struct record_spec console_config_spec = {
    .name = "console_config", .file = "services/console/console_config.c", .size = sizeof(struct console_config), .field_count = 6, .fields = fields,
};

/* Names that the allow-list has already for others. */
static bool is_taken(struct text name)
{
    static const char *const others[] = { "staff", "inventory", "reservations", "queueing", "reporting", "audit", "console", "kiosk", "bridge", "tool", "auditor" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (text_is(name, others[i]))
            return true;
    return false;
}

static bool is_address(struct text text)
{
    char address[46], room[16];

    snprintf(address, sizeof address, "%.*s", (int)text.len, text.at);
    return inet_pton(AF_INET, address, room) == 1 || inet_pton(AF_INET6, address, room) == 1;
}

/* https://host[:port], nothing behind. */
static bool is_origin(struct text text)
{
    uint32_t start = text.len > 8 && memcmp(text.at, "https://", 8) == 0 ? 8 : text.len > 7 && memcmp(text.at, "http://", 7) == 0 ? 7 : text.len;

    return start < text.len && memchr(text.at + start, '/', text.len - start) == NULL && memchr(text.at, ' ', text.len) == NULL;
}

static const char *check_devices(const struct console_config *config, struct arena *arena)
{
    for (uint32_t i = 0; i < config->devices.count; i++) {
        struct text name = config->devices.at[i].terminal;

        if (name.at[0] == '.' || name.at[0] == '-')
            return text_format(arena, "devices[%u].terminal: 英数字で始めてください / must begin with a letter or digit", i).at;
        if (is_taken(name))
            return text_format(arena, "devices[%u].terminal: 別の相手の名前です / the name of another peer", i).at;
        for (uint32_t k = 0; k < i; k++)
            if (text_equal(name, config->devices.at[k].terminal))
                return text_format(arena, "devices[%u].terminal: devices[%u] と同じ名前です / the same name as devices[%u]", i, k, k).at;
    }
    return NULL;
}

const char *console_config_check(const void *from, struct arena *arena)
{
    const struct console_config *config = from;

    if (!is_address(config->listen))
        return "listen: 数字のアドレスではありません / not a numeric address";
    if (config->proxy.at != NULL && !is_address(config->proxy))
        return "proxy: 数字のアドレスではありません / not a numeric address";
    for (uint32_t i = 0; i < config->origins.count; i++)
        if (!is_origin(config->origins.at[i]))
            return text_format(arena, "origins[%u]: https://ホスト名 の形ではありません / not of the form https://host", i).at;
    return check_devices(config, arena);
}
