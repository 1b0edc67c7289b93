/* madoguchi device list: each PC of the configuration, and how far its enrolment is. */
#include "base/date.h"
#include "device.h"
#include "http/json_text.h"

enum device_state { STATE_NO_KEY, STATE_FREE, STATE_CODE, STATE_ENROLLED };

static enum device_state state_of(const struct device_book *book, const char *name, uint64_t *ret_at_us)
{
    struct device_note note;

    if (!device_has_key(book, name))
        return STATE_NO_KEY;
    if (device_note_read(&book->at, DEVICE_CODE, name, &note) && book->now_us < note.at_us) {
        *ret_at_us = note.at_us;
        return STATE_CODE;
    }
    if (!device_note_read(&book->at, DEVICE_COOKIE, name, &note))
        return STATE_FREE;
    *ret_at_us = note.at_us;
    return STATE_ENROLLED;
}

static const char *state_name(enum device_state state)
{
    static const char *const names[] = { "no_key", "free", "code_waits", "enrolled" };

    return names[state];
}

static const char *state_words(enum device_state state, bool english)
{
    static const char *const ja[] = { "鍵が名簿にない", "未登録", "コード発行済み、期限", "登録済み、日時" };
    static const char *const en[] = { "no enrolled key", "free", "a code waits until", "enrolled since" };

    return english ? en[state] : ja[state];
}

static void print_line(struct device_book *book, uint32_t index, bool english)
{
    const struct console_device *device = &book->console.devices.at[index];
    const char *name = device_name(book, index);
    uint64_t at_us = 0;
    enum device_state state = state_of(book, name, &at_us);
    char when[20] = "";

    if (at_us != 0)
        tokyo_put(when, at_us);
    printf("    %-16s %s %s  %.*s\n", name, state_words(state, english), when, (int)(english ? device->label_en.len : device->label_ja.len),
           english ? device->label_en.at : device->label_ja.at);
}

static void print_json(struct device_book *book)
{
    struct text_builder out = text_growing();

    text_add(&out, "[");
    for (uint32_t i = 0; i < book->console.devices.count; i++) {
        const char *name = device_name(book, i);
        uint64_t at_us = 0;
        enum device_state state = state_of(book, name, &at_us);

        text_add(&out, "%s{\"terminal\":\"%s\",\"state\":\"%s\"", i > 0 ? "," : "", name, state_name(state));
        if (at_us != 0) {
            text_add(&out, ",\"at\":");
            json_add_moment(&out, at_us);
        }
        text_add(&out, "}");
    }
    text_add(&out, "]");
    puts(out.at);
    text_drop(&out);
}

int device_list(const struct tool_args *args)
{
    struct device_book book;
    struct fault fault;
    enum err err = device_book_open(args, &book, &fault);

    if (err != OK)
        fprintf(stderr, "%s: %s\n", args->english ? "the devices cannot be read" : "端末の一覧を読めません", fault.text);
    else if (args->json)
        print_json(&book);
    else
        for (uint32_t i = 0; i < book.console.devices.count; i++)
            print_line(&book, i, args->english);
    device_book_close(&book);
    return err == OK ? EXIT_GOOD : EXIT_NOT_RUN;
}
