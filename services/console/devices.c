/* The enrolled PCs: each a key of its own towards the services, and a cookie towards us. Keeps true: one cookie a device at a time;
 * a code is good once. */
#include "base/date.h"
#include "base/invariant.h"
#include "console.h"
#include "shell/log.h"
#include "trust/random.h"

#define GIVE_UP_MS 15000u

static void load(struct console *c, struct device *device)
{
    struct device_note note;

    device->has_key = key_pair_load(curve_key_path(&c->edge->at, device->terminal).at, &device->key) == OK;
    if (!device->has_key)
        log_event(LOG_WARN, "a device has no key and cannot be used", log_text(LOG_PEER, device->terminal));
    device->has_cookie = device_note_read(&c->edge->at, DEVICE_COOKIE, device->terminal, &note);
    if (device->has_cookie)
        memcpy(device->cookie_hash, note.hash, sizeof device->cookie_hash);
}

enum err devices_open(struct console *c, struct fault *fault)
{
    TRY(device_folders_make(&c->edge->at, fault));
    must(c->config->devices.count <= DEVICES_MAX);
    for (uint32_t i = 0; i < c->config->devices.count; i++) {
        struct device *device = &c->devices[c->device_count++];

        device->config = &c->config->devices.at[i];
        snprintf(device->terminal, sizeof device->terminal, "%.*s", (int)device->config->terminal.len, device->config->terminal.at);
        load(c, device);
    }
    return OK;
}

void devices_drop(struct console *c)
{
    for (uint32_t i = 0; i < c->device_count; i++) {
        for (uint32_t service = 0; service < SERVICES; service++)
            client_drop(&c->devices[i].clients[service]);
        key_pair_fini(&c->devices[i].key);
    }
    c->device_count = 0;
}

uint32_t device_of_cookie(const struct console *c, struct text cookie)
{
    uint8_t hash[32];

    if (!cookie_is(cookie))
        return NO_DEVICE;
    device_hash(c->key, DEVICE_COOKIE, (struct bytes){ (const uint8_t *)cookie.at, cookie.len }, hash);
    for (uint32_t i = 0; i < c->device_count; i++)
        if (c->devices[i].has_cookie && c->devices[i].has_key && secret_equal(c->devices[i].cookie_hash, hash, sizeof hash))
            return i;
    return NO_DEVICE;
}

/* The device whose code this is. Its key may have been made since the start. */
static uint32_t find_code(struct console *c, const uint8_t hash[32])
{
    struct device_note note;

    for (uint32_t i = 0; i < c->device_count; i++)
        if (device_note_read(&c->edge->at, DEVICE_CODE, c->devices[i].terminal, &note) &&
            secret_equal(note.hash, hash, sizeof note.hash) && console_wall_us(c) < note.at_us) {
            if (!c->devices[i].has_key)
                load(c, &c->devices[i]);
            return c->devices[i].has_key ? i : NO_DEVICE;
        }
    return NO_DEVICE;
}

uint32_t device_enrol(struct console *c, struct text code, char ret_cookie[COOKIE_SIZE])
{
    struct device_note note = { .at_us = console_wall_us(c) };
    struct device *device;
    uint8_t hash[32];
    uint32_t index;

    if (!device_code_hash(c->key, code, hash) || (index = find_code(c, hash)) == NO_DEVICE)
        return NO_DEVICE;
    device = &c->devices[index];
    cookie_make(ret_cookie);
    device_hash(c->key, DEVICE_COOKIE, (struct bytes){ (const uint8_t *)ret_cookie, COOKIE_SIZE - 1 }, note.hash);
    device_note_remove(&c->edge->at, DEVICE_CODE, device->terminal);
    if (device_note_write(&c->edge->at, DEVICE_COOKIE, device->terminal, &note) != OK) {
        log_event(LOG_ALARM, "a device could not be kept", log_text(LOG_PEER, device->terminal));
        return NO_DEVICE;
    }
    memcpy(device->cookie_hash, note.hash, sizeof device->cookie_hash);
    device->has_cookie = true;
    log_event(LOG_NOTE, "a device was enrolled", log_text(LOG_PEER, device->terminal));
    return index;
}

struct client *device_client(struct console *c, uint32_t index, uint32_t service)
{
    struct device *device = &c->devices[index];
    const struct endpoint_line *line = endpoint_of(&c->edge->book, service_names[service]);

    must(index < c->device_count && service < SERVICES);
    if (device->clients[service] != NULL || line == NULL)
        return device->clients[service];
    if (client_open(&(struct client_options){ .link = { .service = line->service, .command_address = line->command_address, .server_key = line->key,
                                                        .key = &device->key },
                                              .instance = console_instance(c), .give_up_ms = GIVE_UP_MS }, &device->clients[service]) != OK)
        log_event(LOG_ALARM, "no socket for a device", log_text(LOG_PEER, device->terminal), log_text(LOG_SOURCE, line->service));
    return device->clients[service];
}
