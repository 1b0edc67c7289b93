/* The follower's machine against a source that says anything: raw bytes, and well-formed payloads with any
 * numbers in any order. What it hands out must ascend without a hole it could have seen, whatever is said. */
#include "base/invariant.h"
#include "engine/follow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct said {
    const uint8_t *at;
    size_t left;
};

static struct follow machine;
static uint64_t mono_us;
static uint8_t buffer[1 << 16];

static uint64_t draw(struct said *s)                    /* small numbers, now and then a huge one */
{
    if (s->left == 0)
        return 0;
    s->left--;
    uint8_t v = *s->at++;
    return v < 250 ? v % 32u : UINT64_MAX - v;
}

static void write_word(struct writer *w, const char *key, const char *v)
{
    write_key(w, key);
    write_key(w, v);
}

static void write_publication(struct said *s, struct writer *w)
{
    write_map(w, 9);
    write_number(w, "at", 1);
    write_number(w, "before", draw(s));
    write_number(w, "date", 20270201);
    write_number(w, "depth", 0);
    write_number(w, "epoch", draw(s) % 4);
    write_key(w, "events");
    write_array(w, 1);
    write_map(w, 2);
    write_key(w, "body");
    write_map(w, 0);
    write_word(w, "name", "x");
    write_word(w, "kind", "publication");
    write_number(w, "sequence", draw(s));
    write_word(w, "source", "s");
}

static void write_item(struct said *s, struct writer *w)
{
    uint8_t one[64];
    struct writer entry = writer_of(one, sizeof(one));

    if (!machine.whole) {
        write_publication(s, w);
        return;
    }
    write_map(&entry, 3);
    write_number(&entry, "at", 1);
    write_number(&entry, "epoch", draw(s) % 4);
    write_number(&entry, "number", draw(s));
    write_bin(w, written(&entry));
}

static struct bytes page(struct said *s)
{
    struct writer w = writer_of(buffer, sizeof(buffer));
    uint32_t items = (uint32_t)(draw(s) % 8);

    write_map(&w, 9);
    write_number(&w, "epoch", draw(s) % 4);
    write_number(&w, "epoch_start", draw(s));
    write_number(&w, "head", draw(s));
    write_key(&w, "items");
    write_array(&w, items);
    while (items-- > 0)
        write_item(s, &w);
    write_word(&w, "kind", "page");
    write_number(&w, "next", draw(s));
    write_number(&w, "previous_epoch", draw(s) % 4);
    write_number(&w, "request", machine.request);
    write_word(&w, "source", "s");
    return written(&w);
}

static struct bytes not_taken(struct said *s)
{
    struct writer w = writer_of(buffer, sizeof(buffer));

    write_map(&w, 5);
    write_word(&w, "kind", "answer");
    write_word(&w, "outcome", "not_taken");
    write_key(&w, "position");
    write_map(&w, 2);
    write_number(&w, "epoch", draw(s) % 4);
    write_number(&w, "sequence", draw(s));
    write_word(&w, "refusal", draw(s) % 2 == 0 ? "busy" : "unknown_epoch");
    write_number(&w, "request", machine.request);
    return written(&w);
}

static struct bytes heartbeat(struct said *s)
{
    struct writer w = writer_of(buffer, sizeof(buffer));

    write_map(&w, 6);
    write_number(&w, "at", 1);
    write_number(&w, "epoch", draw(s) % 4);
    write_number(&w, "head", draw(s));
    write_word(&w, "kind", "heartbeat");
    write_number(&w, "sequence", draw(s));
    write_word(&w, "source", "s");
    return written(&w);
}

static void take(const struct followed *item)
{
    uint64_t before = machine.sequence;

    must(item->at.sequence > before && item->covered >= item->at.sequence);
    must(!machine.whole || item->at.sequence == before + 1);
    follow_took(&machine, item, mono_us);
    must(machine.sequence == item->at.sequence && machine.covered >= machine.sequence);
}

static void hear(struct bytes payload)
{
    struct followed item;

    if (follow_hear(&machine, payload, mono_us, &item))
        take(&item);
}

static void answered(struct said *s, struct bytes payload)
{
    struct follow_page walked;
    struct followed item;

    if (!follow_answered(&machine, payload, mono_us, &walked))
        return;
    while (follow_page_next(&machine, &walked, mono_us, &item)) {
        if (draw(s) % 16 == 15)
            return;                                     /* no room */
        take(&item);
    }
}

static struct bytes raw(struct said *s)
{
    size_t len = s->left < 200 ? s->left : 200;
    struct bytes bytes = { s->at, (uint32_t)len };

    s->at += len;
    s->left -= len;
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct said s = { data, size };
    struct writer w;
    struct follow_pull pull;
    uint64_t request = 0;

    mono_us = 1;
    follow_init(&machine, TEXT("s"), draw(&s) % 2 == 1, 0, 0);
    while (s.left > 0) {
        switch (draw(&s) % 8) {
        case 0:
            hear(raw(&s));
            break;
        case 1:
            answered(&s, raw(&s));
            break;
        case 2:
            w = writer_of(buffer, sizeof(buffer));
            write_publication(&s, &w);
            hear(written(&w));
            break;
        case 3:
            hear(heartbeat(&s));
            break;
        case 4:
            answered(&s, not_taken(&s));
            break;
        case 5:
            mono_us += draw(&s) % 32 * 100000;
            break;
        case 6:
            answered(&s, page(&s));
            break;
        default:
            if (follow_pull(&machine, request + 1, mono_us, &pull))
                must(pull.request == ++request && pull.from > machine.sequence);
            break;
        }
        must(machine.covered >= machine.sequence);
        must(machine.state == FOLLOW_RUNNING || machine.lost_from <= machine.sequence);
    }
    return 0;
}
