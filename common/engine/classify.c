/* From outside bytes to a request, or to a fault that says what is wrong and where. Needs
 * no state, so hostile bytes never reach a step. */
#include "engine/internal.h"

#include "codec/check.h"
#include "codec/read.h"

static enum err fault_at(struct request_fault *ret, struct bytes payload, struct bytes value, const char *field, const char *reason)
{
    ret->offset = value.at == NULL ? 0 : (uint32_t)(value.at - payload.at);
    ret->field = field;
    ret->reason = reason;
    return ERR_MALFORMED;
}

/* The keys each kind of request may have, ascending. */
struct known_keys { const char *kind; enum request_kind is; const char *keys[12]; };
static const struct known_keys kinds[] = {
    { "command", REQUEST_COMMAND, { "after", "body", "instance", "kind", "name", "purpose", "request", "second", "sequence", "ticket", "until" } },
    { "query", REQUEST_QUERY, { "after", "body", "kind", "name", "request", "ticket" } },
    { "pull", REQUEST_PULL, { "epoch", "from", "kind", "max", "request", "whole" } },
    { "status", REQUEST_STATUS, { "kind", "request" } },
    { "control", REQUEST_CONTROL, { "body", "kind", "name", "request" } },
};

static bool key_known(const struct known_keys *k, struct text key)
{
    for (uint32_t i = 0; i < 12 && k->keys[i] != NULL; i++)
        if (text_is(key, k->keys[i]))
            return true;
    return false;
}

static enum err check_keys(const struct known_keys *k, struct bytes in, struct arena *arena, struct request_fault *ret_fault)
{
    struct reader r = reader_of(in);
    uint32_t pairs;
    struct text key;

    must(read_map(&r, &pairs));
    for (uint32_t i = 0; i < pairs; i++) {
        uint32_t offset = read_offset(&r);

        must(read_text(&r, &key));
        if (!key_known(k, key)) {
            *ret_fault = (struct request_fault){ offset, text_terminated(arena, key), "unknown_field" };
            return ERR_MALFORMED;
        }
        read_skip(&r);
    }
    return OK;
}

static enum err take_number(struct bytes in, const char *key, uint64_t min, uint64_t max, bool required, uint64_t *ret, struct request_fault *f)
{
    struct bytes raw = map_get(in, key);
    struct reader r;

    if (raw.at == NULL)
        return required ? fault_at(f, in, raw, key, "missing") : OK;
    r = reader_of(raw);
    if (!read_u64(&r, ret))
        return fault_at(f, in, raw, key, "wrong_type");
    return *ret >= min && *ret <= max ? OK : fault_at(f, in, raw, key, "out_of_range");
}

static enum err take_bin(struct bytes in, const char *key, struct bytes *ret, struct request_fault *f)
{
    struct bytes raw = map_get(in, key);
    struct reader r;

    if (raw.at == NULL)
        return OK;
    r = reader_of(raw);
    if (!read_bin(&r, ret))
        return fault_at(f, in, raw, key, "wrong_type");
    return ret->len <= 512 ? OK : fault_at(f, in, raw, key, "too_long");
}

static enum err take_words(struct bytes in, const char *key, uint32_t max, bool required, struct text *ret, struct request_fault *f)
{
    struct bytes raw = map_get(in, key);
    struct reader r;

    if (raw.at == NULL)
        return required ? fault_at(f, in, raw, key, "missing") : OK;
    r = reader_of(raw);
    if (!read_text(&r, ret))
        return fault_at(f, in, raw, key, "wrong_type");
    return ret->len <= max ? OK : fault_at(f, in, raw, key, "too_long");
}

static enum err take_after(struct bytes in, struct request *ret, struct request_fault *f)
{
    struct bytes raw = map_get(in, "after"), item;
    struct reader r;
    uint32_t count;

    if (raw.at == NULL)
        return OK;
    r = reader_of(raw);
    if (!read_array(&r, &count))
        return fault_at(f, in, raw, "after", "wrong_type");
    if (count > sizeof ret->after / sizeof *ret->after)
        return fault_at(f, in, raw, "after", "too_many");
    for (uint32_t i = 0; i < count; i++) {
        read_raw(&r, &item);
        if (item.len == 0 || !read_position(item, &ret->after[i]))
            return fault_at(f, in, item, "after", "wrong_type");
    }
    ret->after_count = count;
    return OK;
}

static enum err decode_message(const struct record_spec *spec, struct bytes in, struct arena *arena, struct request *ret, struct request_fault *f)
{
    struct field_fault fault = { 0 };
    void *message = arena_take(arena, spec->size == 0 ? 1 : spec->size);

    ret->body = map_get(in, "body");
    if (ret->body.at == NULL)
        return fault_at(f, in, ret->body, "body", "missing");
    if (reader_of(ret->body).start == NULL || (ret->body.at[0] & 0xf0) != 0x80)
        if (ret->body.at[0] != 0xde && ret->body.at[0] != 0xdf)
            return fault_at(f, in, ret->body, "body", "wrong_type");
    if (message_decode(spec, ret->body, UNKNOWN_REFUSED, arena, message, &fault) != OK) {
        f->offset = (uint32_t)(ret->body.at - in.at) + fault.offset;
        f->field = fault.path;
        f->reason = fault.reason;
        return ERR_MALFORMED;
    }
    ret->message = message;
    return OK;
}

static enum err classify_command(const struct engine *e, struct bytes in, struct arena *arena, struct request *ret, struct request_fault *f)
{
    TRY(take_number(in, "instance", 1, UINT64_MAX, true, &ret->instance, f));
    TRY(take_number(in, "sequence", 1, UINT64_MAX, true, &ret->sequence, f));
    TRY(take_number(in, "until", 1, UINT64_MAX, false, &ret->until_us, f));
    TRY(take_words(in, "name", 64, true, &ret->name, f));
    TRY(take_words(in, "purpose", 64, false, &ret->purpose, f));
    TRY(take_bin(in, "ticket", &ret->ticket, f));
    TRY(take_bin(in, "second", &ret->second, f));
    TRY(take_after(in, ret, f));
    ret->command = command_find(e->contract, ret->name);
    if (ret->command == NULL) {
        *f = (struct request_fault){ 0, "name", "unknown_message" };
        return ERR_NOT_FOUND;
    }
    return decode_message(ret->command->body, in, arena, ret, f);
}

static enum err classify_query(const struct engine *e, struct bytes in, struct arena *arena, struct request *ret, struct request_fault *f)
{
    TRY(take_words(in, "name", 64, true, &ret->name, f));
    TRY(take_bin(in, "ticket", &ret->ticket, f));
    TRY(take_after(in, ret, f));
    ret->query = query_find(e->contract, ret->name);
    if (ret->query == NULL) {
        *f = (struct request_fault){ 0, "name", "unknown_message" };
        return ERR_NOT_FOUND;
    }
    return decode_message(ret->query->body, in, arena, ret, f);
}

static enum err classify_pull(struct bytes in, struct request *ret, struct request_fault *f)
{
    uint64_t epoch = 0, max = 0;
    struct bytes raw = map_get(in, "whole");
    struct reader r = reader_of(raw);

    TRY(take_number(in, "epoch", 0, UINT32_MAX, true, &epoch, f));
    TRY(take_number(in, "from", 1, UINT64_MAX, true, &ret->from, f));
    TRY(take_number(in, "max", 1, 512, true, &max, f));
    if (raw.at == NULL || !read_bool(&r, &ret->whole))
        return fault_at(f, in, raw, "whole", raw.at == NULL ? "missing" : "wrong_type");
    ret->epoch = (uint32_t)epoch;
    ret->max = (uint32_t)max;
    return OK;
}

static enum err classify_control(struct bytes in, struct request *ret, struct request_fault *f)
{
    TRY(take_words(in, "name", 64, true, &ret->name, f));
    ret->body = map_get(in, "body");
    return ret->body.at != NULL ? OK : fault_at(f, in, ret->body, "body", "missing");
}

enum err engine_classify(const struct engine *e, const struct peer *peer, uint64_t tag, struct bytes payload,
                         struct arena *arena, struct request *ret, struct request_fault *ret_fault)
{
    struct check_fault check = { 0 };
    const struct known_keys *kind = NULL;
    struct text name = { 0 };

    *ret = (struct request){ .kind = REQUEST_STATUS, .peer = peer, .tag = tag };
    if (check_bytes(payload, &check_limits_command, &check) != OK) {
        *ret_fault = (struct request_fault){ check.offset, NULL, check.reason };
        return ERR_MALFORMED;
    }
    TRY(take_words(payload, "kind", 16, true, &name, ret_fault));
    for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_is(name, kinds[i].kind))
            kind = &kinds[i];
    if (kind == NULL)
        return fault_at(ret_fault, payload, map_get(payload, "kind"), "kind", "not_a_member");
    ret->kind = kind->is;
    TRY(take_number(payload, "request", 1, UINT64_MAX, true, &ret->request, ret_fault));
    TRY(check_keys(kind, payload, arena, ret_fault));
    switch (kind->is) {
    case REQUEST_COMMAND:
        return classify_command(e, payload, arena, ret, ret_fault);
    case REQUEST_QUERY:
        return classify_query(e, payload, arena, ret, ret_fault);
    case REQUEST_PULL:
        return classify_pull(payload, ret, ret_fault);
    case REQUEST_CONTROL:
        return classify_control(payload, ret, ret_fault);
    case REQUEST_STATUS:
        break;
    }
    return OK;
}
