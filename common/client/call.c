/* Requests in canonical form: keys in ascending order, what is absent left out. */
#include "client/call.h"

#include "base/invariant.h"
#include "engine/entry.h"

static void write_bytes(struct writer *w, const char *key, struct bytes v)
{
    if (v.at == NULL)
        return;
    write_key(w, key);
    write_bin(w, v);
}

static void write_body(struct writer *w, struct bytes body)
{
    write_key(w, "body");
    if (body.at != NULL)
        write_raw(w, body);
    else
        write_map(w, 0);
}

static void write_after(struct writer *w, const struct position *after, uint32_t count)
{
    must(count <= CALL_AFTER_MAX);
    if (count == 0)
        return;
    write_key(w, "after");
    write_array(w, count);
    for (uint32_t i = 0; i < count; i++)
        write_position(w, &after[i]);
}

void command_call_encode(const struct command_call *call, uint64_t request, struct writer *w)
{
    must(request != 0 && call->id.instance != 0 && call->id.sequence != 0);
    write_map(w, 6u + (call->after_count > 0) + (call->purpose.at != NULL) + (call->second.at != NULL) +
                     (call->ticket.at != NULL) + (call->until_us != 0));
    write_after(w, call->after, call->after_count);
    write_body(w, call->body);
    write_number(w, "instance", call->id.instance);
    write_words(w, "kind", TEXT("command"));
    write_words(w, "name", call->name);
    write_words(w, "purpose", call->purpose);
    write_number(w, "request", request);
    write_bytes(w, "second", call->second);
    write_number(w, "sequence", call->id.sequence);
    write_bytes(w, "ticket", call->ticket);
    if (call->until_us != 0)
        write_number(w, "until", call->until_us);
}

void query_call_encode(const struct query_call *call, uint64_t request, struct writer *w)
{
    must(request != 0);
    write_map(w, 4u + (call->after_count > 0) + (call->ticket.at != NULL));
    write_after(w, call->after, call->after_count);
    write_body(w, call->body);
    write_words(w, "kind", TEXT("query"));
    write_words(w, "name", call->name);
    write_number(w, "request", request);
    write_bytes(w, "ticket", call->ticket);
}

void pull_call_encode(const struct pull_call *call, uint64_t request, struct writer *w)
{
    must(request != 0 && call->from != 0 && call->max != 0);
    write_map(w, 6);
    write_number(w, "epoch", call->epoch);
    write_number(w, "from", call->from);
    write_words(w, "kind", TEXT("pull"));
    write_number(w, "max", call->max);
    write_number(w, "request", request);
    write_key(w, "whole");
    write_bool(w, call->whole);
}

void status_call_encode(uint64_t request, struct writer *w)
{
    must(request != 0);
    write_map(w, 2);
    write_words(w, "kind", TEXT("status"));
    write_number(w, "request", request);
}

void control_call_encode(const struct control_call *call, uint64_t request, struct writer *w)
{
    must(request != 0);
    write_map(w, 4);
    write_body(w, call->body);
    write_words(w, "kind", TEXT("control"));
    write_words(w, "name", call->name);
    write_number(w, "request", request);
}
