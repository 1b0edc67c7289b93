/* What leaves after a step: one growing buffer and a list of pieces in it. */
#include "engine/internal.h"

struct outbox {
    uint8_t *bytes;
    size_t len, cap;
    struct outgoing *items;      /* payload.at is an offset until outbox_at */
    size_t *offsets;
    uint32_t count, room;
};

struct outbox *outbox_new(void)
{
    struct outbox *out = calloc(1, sizeof *out);

    must(out != NULL);
    return out;
}

void outbox_drop(struct outbox **out)
{
    if (*out == NULL)
        return;
    free((*out)->bytes);
    free((*out)->items);
    free((*out)->offsets);
    free(*out);
    *out = NULL;
}

void outbox_reset(struct outbox *out)
{
    out->len = 0;
    out->count = 0;
}

void outbox_cut(struct outbox *out, uint32_t count)
{
    must(count <= out->count);
    if (count == out->count)
        return;
    out->len = out->offsets[count];
    out->count = count;
}

uint32_t outbox_count(const struct outbox *out)
{
    return out->count;
}

const struct outgoing *outbox_at(const struct outbox *out, uint32_t index)
{
    must(index < out->count);
    out->items[index].payload.at = out->bytes + out->offsets[index];
    return &out->items[index];
}

struct writer outbox_begin(struct outbox *out, uint32_t max)
{
    if (out->cap - out->len < max) {
        out->cap = (out->cap + max) * 2;
        out->bytes = realloc(out->bytes, out->cap);
        must(out->bytes != NULL);
    }
    return writer_of(out->bytes + out->len, max);
}

void outbox_end(struct outbox *out, const struct writer *w, struct outgoing item)
{
    must(!w->full && w->at == out->bytes + out->len);
    if (out->count == out->room) {
        out->room = out->room == 0 ? 64 : out->room * 2;
        out->items = realloc(out->items, out->room * sizeof *out->items);
        out->offsets = realloc(out->offsets, out->room * sizeof *out->offsets);
        must(out->items != NULL && out->offsets != NULL);
    }
    item.payload.len = w->len;
    out->items[out->count] = item;
    out->offsets[out->count++] = out->len;
    out->len += w->len;
}

static void write_detail(struct writer *w, const struct answer *a)
{
    const struct request_fault *fault = a->fault;
    bool at = fault != NULL, reason = fault != NULL && fault->reason != NULL;
    bool field = (fault != NULL && fault->field != NULL) || a->refused_at.at != NULL;

    if (!at && !field)
        return;
    write_key(w, "detail");
    write_map(w, 0u + at + field + reason);
    if (at) {
        write_key(w, "at");
        write_u64(w, fault->offset);
    }
    if (field) {
        write_key(w, "field");
        write_text(w, a->refused_at.at != NULL ? a->refused_at : text_of(fault->field));
    }
    if (reason) {
        write_key(w, "reason");
        write_text(w, text_of(fault->reason));
    }
}

static void write_optional(struct writer *w, const char *key, struct bytes encoded)
{
    if (encoded.at == NULL)
        return;
    write_key(w, key);
    write_raw(w, encoded);
}

void outbox_answer(struct outbox *out, const struct answer *a)
{
    static const char *const outcomes[] = { "done", "refused", "not_taken" };
    struct text refusal = a->why != REFUSAL_NONE ? text_of(refusal_name(a->why)) : a->refusal_text;
    bool command = a->request->kind == REQUEST_COMMAND;
    bool detail = a->fault != NULL || a->refused_at.at != NULL;
    uint32_t field_len = a->refused_at.len + (a->fault != NULL ? text_of(a->fault->field).len : 0);
    struct writer w = outbox_begin(out, 1024 + field_len + a->result.len + a->shown.len);

    write_map(&w, 3u + detail + (command ? 2u : 0u) + (a->leaf != NULL) + (a->position.source.at != NULL) + (refusal.at != NULL) +
                      a->repeated + (a->result.at != NULL) + (a->shown.at != NULL));
    write_detail(&w, a);
    if (command) {
        write_key(&w, "instance");
        write_u64(&w, a->request->instance);
    }
    write_key(&w, "kind");
    write_key(&w, "answer");
    if (a->leaf != NULL) {
        write_key(&w, "leaf");
        write_bin(&w, (struct bytes){ a->leaf, 32 });
    }
    write_key(&w, "outcome");
    write_key(&w, outcomes[a->outcome]);
    if (a->position.source.at != NULL) {
        write_key(&w, "position");
        write_position(&w, &a->position);
    }
    if (refusal.at != NULL) {
        write_key(&w, "refusal");
        write_text(&w, refusal);
    }
    if (a->repeated) {
        write_key(&w, "repeated");
        write_bool(&w, true);
    }
    write_key(&w, "request");
    write_u64(&w, a->request->request);
    write_optional(&w, "result", a->result);
    if (command) {
        write_key(&w, "sequence");
        write_u64(&w, a->request->sequence);
    }
    write_optional(&w, "shown", a->shown);
    outbox_end(out, &w, (struct outgoing){ .kind = OUT_ANSWER, .tag = a->request->tag });
}

void answer_not_taken(const struct request *request, enum refusal why, const struct request_fault *fault, struct outbox *out)
{
    outbox_answer(out, &(struct answer){ .request = request, .outcome = ANSWER_NOT_TAKEN, .why = why, .fault = fault });
}
