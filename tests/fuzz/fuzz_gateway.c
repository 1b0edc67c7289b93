/* What a browser writes after /api/: whatever the path names and the query part says, the body that comes of it is canonical, and a fault has
 * its reason. Input: a path, a NUL, then name NUL value NUL ... */
#include "base/invariant.h"
#include "codec/check.h"
#include "gateway.h"

struct input { const uint8_t *at; size_t len; };

/* The text before the next NUL; what is no UTF-8 never gets so far (common/http). */
static struct text piece(struct input *in)
{
    const uint8_t *end = memchr(in->at, 0, in->len);
    size_t len = end == NULL ? in->len : (size_t)(end - in->at);
    struct text text = { (const char *)in->at, (uint32_t)len };

    in->at += len + (end != NULL);
    in->len -= len + (end != NULL);
    return utf8_valid(text) ? text : TEXT("x");
}

static bool part_at(const void *self, uint32_t index, struct text *ret_name, struct text *ret_value)
{
    struct input in = *(const struct input *)self;

    for (uint32_t i = 0; in.len > 0; i++) {
        *ret_name = piece(&in);
        *ret_value = piece(&in);
        if (i == index)
            return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = { data, size };
    struct text service_and_name = piece(&in), path;
    struct field_fault fault = { .reason = NULL };
    struct check_fault check;
    struct arena arena;
    struct bytes body;
    struct gate gate;

    arena_init(&arena, 64u << 20);
    path = text_format(&arena, "/api/%.*s", (int)service_and_name.len, service_and_name.at);
    if (gate_find(path, &gate)) {
        must(gate.name != NULL && gate.body != NULL && (gate.shown == NULL || record_field(gate.shown, "ticket") == NULL));
        if (gate_query_body(&(struct gate_parts){ &in, part_at }, gate.body, &arena, &body, &fault) == OK)
            must(check_bytes(body, &check_limits_command, &check) == OK);
        else
            must(fault.reason != NULL);
    }
    arena_fini(&arena);
    return 0;
}
