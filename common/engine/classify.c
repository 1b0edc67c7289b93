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

/* Every key that a request of some kind may have, ascending: a request is taken apart in one walk. */
enum request_key {
    KEY_AFTER, KEY_BODY, KEY_EPOCH, KEY_FROM, KEY_INSTANCE, KEY_KIND, KEY_MAX, KEY_NAME, KEY_PURPOSE, KEY_REQUEST, KEY_SECOND,
    KEY_SEQUENCE, KEY_TICKET, KEY_UNTIL, KEY_WHOLE, REQUEST_KEYS
};
static const char *const key_names[REQUEST_KEYS] = { "after", "body", "epoch", "from", "instance", "kind", "max", "name", "purpose",
                                                     "request", "second", "sequence", "ticket", "until", "whole" };

struct parts { struct bytes in, at[REQUEST_KEYS]; uint32_t others; };

/* The keys each kind of request may have. */
#define K(key) (1u << KEY_##key)
static const struct known_kind { const char *name; enum request_kind is; uint32_t keys; } kinds[] = {
    { "command", REQUEST_COMMAND, K(AFTER) | K(BODY) | K(INSTANCE) | K(KIND) | K(NAME) | K(PURPOSE) | K(REQUEST) | K(SECOND) | K(SEQUENCE) | K(TICKET) | K(UNTIL) },
    { "query", REQUEST_QUERY, K(AFTER) | K(BODY) | K(KIND) | K(NAME) | K(REQUEST) | K(TICKET) },
    { "pull", REQUEST_PULL, K(EPOCH) | K(FROM) | K(KIND) | K(MAX) | K(REQUEST) | K(WHOLE) },
    { "status", REQUEST_STATUS, K(KIND) | K(REQUEST) },
    { "control", REQUEST_CONTROL, K(BODY) | K(KIND) | K(NAME) | K(REQUEST) },
};
#undef K

static bool key_known(const struct known_kind *kind, struct text key)
{
    for (uint32_t i = 0; i < REQUEST_KEYS; i++)
        if ((kind->keys & 1u << i) != 0 && text_is(key, key_names[i]))
            return true;
    return false;
}

static bool all_known(const struct known_kind *kind, const struct parts *p)
{
    if (p->others > 0)
        return false;
    for (uint32_t i = 0; i < REQUEST_KEYS; i++)
        if ((kind->keys & 1u << i) == 0 && p->at[i].at != NULL)
            return false;
    return true;
}

/* A key from outside is shown only when it looks like one of ours: words of a person are not echoed. */
static const char *shown_key(struct arena *arena, struct text key)
{
    for (uint32_t i = 0; i < key.len; i++)
        if ((key.at[i] < 'a' || key.at[i] > 'z') && key.at[i] != '_')
            return "?";
    return key.len > 0 && key.len <= 64 ? text_terminated(arena, key) : "?";
}

/* Names the first key that does not belong. */
static enum err check_keys(const struct known_kind *kind, const struct parts *p, struct arena *arena, struct request_fault *ret_fault)
{
    struct reader r = reader_of(p->in);
    uint32_t pairs;
    struct text key;

    if (all_known(kind, p))
        return OK;
    must(read_map(&r, &pairs));
    for (uint32_t i = 0; i < pairs; i++) {
        uint32_t offset = read_offset(&r);

        must(read_text(&r, &key));
        if (!key_known(kind, key)) {
            *ret_fault = (struct request_fault){ offset, shown_key(arena, key), "unknown_field" };
            return ERR_MALFORMED;
        }
        read_skip(&r);
    }
    invariant_broken(__FILE__, __LINE__, "a key that is not known was counted");
}

static enum err take_number(const struct parts *p, enum request_key key, uint64_t min, uint64_t max, bool required, uint64_t *ret, struct request_fault *f)
{
    struct bytes raw = p->at[key];
    struct reader r;

    if (raw.at == NULL)
        return required ? fault_at(f, p->in, raw, key_names[key], "missing") : OK;
    r = reader_of(raw);
    if (!read_u64(&r, ret))
        return fault_at(f, p->in, raw, key_names[key], "wrong_type");
    return *ret >= min && *ret <= max ? OK : fault_at(f, p->in, raw, key_names[key], "out_of_range");
}

static enum err take_bin(const struct parts *p, enum request_key key, struct bytes *ret, struct request_fault *f)
{
    struct bytes raw = p->at[key];
    struct reader r;

    if (raw.at == NULL)
        return OK;
    r = reader_of(raw);
    if (!read_bin(&r, ret))
        return fault_at(f, p->in, raw, key_names[key], "wrong_type");
    return ret->len <= 512 ? OK : fault_at(f, p->in, raw, key_names[key], "too_long");
}

static enum err take_words(const struct parts *p, enum request_key key, uint32_t max, bool required, struct text *ret, struct request_fault *f)
{
    struct bytes raw = p->at[key];
    struct reader r;

    if (raw.at == NULL)
        return required ? fault_at(f, p->in, raw, key_names[key], "missing") : OK;
    r = reader_of(raw);
    if (!read_text(&r, ret))
        return fault_at(f, p->in, raw, key_names[key], "wrong_type");
    return ret->len <= max ? OK : fault_at(f, p->in, raw, key_names[key], "too_long");
}

static enum err take_after(const struct parts *p, struct request *ret, struct request_fault *f)
{
    struct bytes raw = p->at[KEY_AFTER], item;
    struct reader r;
    uint32_t count;

    if (raw.at == NULL)
        return OK;
    r = reader_of(raw);
    if (!read_array(&r, &count))
        return fault_at(f, p->in, raw, "after", "wrong_type");
    if (count > sizeof ret->after / sizeof *ret->after)
        return fault_at(f, p->in, raw, "after", "too_many");
    for (uint32_t i = 0; i < count; i++) {
        read_raw(&r, &item);
        if (item.len == 0 || !read_position(item, &ret->after[i]))
            return fault_at(f, p->in, item, "after", "wrong_type");
    }
    ret->after_count = count;
    return OK;
}

static enum err decode_message(const struct record_spec *spec, const struct parts *p, struct arena *arena, struct request *ret, struct request_fault *f)
{
    struct field_fault fault = { 0 };
    void *message = arena_take(arena, spec->size == 0 ? 1 : spec->size);

    ret->body = p->at[KEY_BODY];
    if (ret->body.at == NULL)
        return fault_at(f, p->in, ret->body, "body", "missing");
    if (reader_of(ret->body).start == NULL || (ret->body.at[0] & 0xf0) != 0x80)
        if (ret->body.at[0] != 0xde && ret->body.at[0] != 0xdf)
            return fault_at(f, p->in, ret->body, "body", "wrong_type");
    if (message_decode(spec, ret->body, UNKNOWN_REFUSED, arena, message, &fault) != OK) {
        f->offset = (uint32_t)(ret->body.at - p->in.at) + fault.offset;
        f->field = fault.path;
        f->reason = fault.reason;
        return ERR_MALFORMED;
    }
    ret->message = message;
    return OK;
}

/* A purpose is one of our words, and only where one is asked for: it stands in the log. */
static enum err check_purpose(const struct parts *p, const struct request *r, struct request_fault *f)
{
    if (r->purpose.at == NULL)
        return OK;
    if (!r->command->purpose_required)
        return fault_at(f, p->in, p->at[KEY_PURPOSE], "purpose", "unknown_field");
    if (!purpose_known(r->purpose))
        return fault_at(f, p->in, p->at[KEY_PURPOSE], "purpose", "not_a_member");
    return OK;
}

static enum err classify_command(const struct engine *e, const struct parts *p, struct arena *arena, struct request *ret, struct request_fault *f)
{
    TRY(take_number(p, KEY_INSTANCE, 1, UINT64_MAX, true, &ret->instance, f));
    TRY(take_number(p, KEY_SEQUENCE, 1, UINT64_MAX, true, &ret->sequence, f));
    TRY(take_number(p, KEY_UNTIL, 1, UINT64_MAX, false, &ret->until_us, f));
    TRY(take_words(p, KEY_NAME, 64, true, &ret->name, f));
    TRY(take_words(p, KEY_PURPOSE, 64, false, &ret->purpose, f));
    TRY(take_bin(p, KEY_TICKET, &ret->ticket, f));
    TRY(take_bin(p, KEY_SECOND, &ret->second, f));
    TRY(take_after(p, ret, f));
    ret->command = command_find(e->contract, ret->name);
    if (ret->command == NULL)
        ret->command = own_command(e, ret->name);
    if (ret->command == NULL) {
        *f = (struct request_fault){ 0, "name", "unknown_message" };
        return ERR_NOT_FOUND;
    }
    TRY(check_purpose(p, ret, f));
    return decode_message(ret->command->body, p, arena, ret, f);
}

static enum err classify_query(const struct engine *e, const struct parts *p, struct arena *arena, struct request *ret, struct request_fault *f)
{
    TRY(take_words(p, KEY_NAME, 64, true, &ret->name, f));
    TRY(take_bin(p, KEY_TICKET, &ret->ticket, f));
    TRY(take_after(p, ret, f));
    ret->query = query_find(e->contract, ret->name);
    if (ret->query == NULL)
        ret->query = own_query(e, ret->name);
    if (ret->query == NULL) {
        *f = (struct request_fault){ 0, "name", "unknown_message" };
        return ERR_NOT_FOUND;
    }
    return decode_message(ret->query->body, p, arena, ret, f);
}

static enum err classify_pull(const struct parts *p, struct request *ret, struct request_fault *f)
{
    uint64_t epoch = 0, max = 0;
    struct bytes raw = p->at[KEY_WHOLE];
    struct reader r = reader_of(raw);

    TRY(take_number(p, KEY_EPOCH, 0, UINT32_MAX, true, &epoch, f));
    TRY(take_number(p, KEY_FROM, 1, UINT64_MAX, true, &ret->from, f));
    TRY(take_number(p, KEY_MAX, 1, 512, true, &max, f));
    if (raw.at == NULL || !read_bool(&r, &ret->whole))
        return fault_at(f, p->in, raw, "whole", raw.at == NULL ? "missing" : "wrong_type");
    ret->epoch = (uint32_t)epoch;
    ret->max = (uint32_t)max;
    return OK;
}

static enum err classify_control(const struct parts *p, struct request *ret, struct request_fault *f)
{
    TRY(take_words(p, KEY_NAME, 64, true, &ret->name, f));
    ret->body = p->at[KEY_BODY];
    return ret->body.at != NULL ? OK : fault_at(f, p->in, ret->body, "body", "missing");
}

enum err engine_classify(const struct engine *e, const struct peer *peer, uint64_t tag, struct bytes payload,
                         struct arena *arena, struct request *ret, struct request_fault *ret_fault)
{
    struct check_fault check = { 0 };
    const struct known_kind *kind = NULL;
    struct parts p = { .in = payload };
    struct text name = { 0 };

    *ret = (struct request){ .kind = REQUEST_STATUS, .peer = peer, .tag = tag };
    if (check_bytes(payload, &check_limits_command, &check) != OK) {
        *ret_fault = (struct request_fault){ check.offset, NULL, check.reason };
        return ERR_MALFORMED;
    }
    must(map_split(payload, key_names, REQUEST_KEYS, p.at, &p.others));
    TRY(take_words(&p, KEY_KIND, 16, true, &name, ret_fault));
    for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_is(name, kinds[i].name))
            kind = &kinds[i];
    if (kind == NULL)
        return fault_at(ret_fault, payload, p.at[KEY_KIND], "kind", "not_a_member");
    ret->kind = kind->is;
    TRY(take_number(&p, KEY_REQUEST, 1, UINT64_MAX, true, &ret->request, ret_fault));
    TRY(check_keys(kind, &p, arena, ret_fault));
    switch (kind->is) {
    case REQUEST_COMMAND:
        return classify_command(e, &p, arena, ret, ret_fault);
    case REQUEST_QUERY:
        return classify_query(e, &p, arena, ret, ret_fault);
    case REQUEST_PULL:
        return classify_pull(&p, ret, ret_fault);
    case REQUEST_CONTROL:
        return classify_control(&p, ret, ret_fault);
    case REQUEST_STATUS:
        break;
    }
    return OK;
}
