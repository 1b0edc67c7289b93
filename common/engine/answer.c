/* Reads: queries and pages of the log, each from one snapshot, between steps. */
#include "engine/internal.h"

#include "codec/read.h"

/* Any single entry fits. */
#define PAGE_BYTES (252u * 1024u)

static struct position here(const struct engine *e)
{
    return (struct position){ text_of(e->contract->service), e->epoch, e->head };
}

/* Who asks, for a query: a ticket's role, else the peer's. */
static bool query_context(struct engine *e, const struct view *v, const struct request *r, uint64_t now_us, struct context *ctx,
                          struct request_fault *ret_fault)
{
    struct staff_ticket ticket;
    enum ticket_fault fault = TICKET_FORGED;

    *ctx = (struct context){ .now_us = now_us, .site = e->site, .config = e->config, .role = r->peer->role,
                             .terminal = text_of(r->peer->name), .terminal_key = r->peer->key };
    ctx->date = e->open_day.v != 0 ? e->open_day : tokyo_date(now_us);
    if (r->ticket.at == NULL)
        return true;
    if (ticket_known(e, r->ticket, &ticket))
        fault = ticket_judge(e, v, &ticket, r->peer, now_us, false);
    if (fault != TICKET_GOOD) {
        e->denied_read = fault;
        *ret_fault = (struct request_fault){ 0, text_format(view_arena(v), "ticket.%s", ticket_fault_name(fault)).at, NULL };
        return false;
    }
    ctx->actor = ticket.account;
    ctx->role = (enum role)ticket.role;
    return true;
}

static void answer_query(struct engine *e, const struct view *v, const struct request *r, uint64_t now_us, struct outbox *out)
{
    struct answer a = { .request = r, .outcome = ANSWER_DONE, .position = here(e) };
    struct request_fault fault = { 0 };
    struct context ctx;
    void *result = arena_take(&e->arena, r->query->result->size + 1);
    struct writer w = writer_of(e->scratch, SCRATCH_BYTES);

    if (!query_context(e, v, r, now_us, &ctx, &fault)) {
        answer_not_taken(r, BAD_TICKET, &fault, out);
        return;
    }
    if (!peer_may(r->peer, PEER_COMMAND, e->contract->service) || (r->query->allow & ROLE_BIT(ctx.role)) == 0) {
        answer_not_taken(r, NOT_PERMITTED, NULL, out);
        return;
    }
    a.why = r->query->answer(v, &ctx, r->message, result);
    if (a.why != REFUSAL_NONE) {
        a.outcome = ANSWER_REFUSED;
    } else {
        message_encode(r->query->result, result, &w);
        if (w.full) {
            answer_not_taken(r, TOO_LARGE, NULL, out);
            return;
        }
        a.result = bytes_copy(&e->arena, written(&w));
    }
    outbox_answer(out, &a);
}

/* One entry as a page item; false when it has nothing to publish. */
static bool page_item(struct engine *e, const struct view *v, struct bytes bytes, bool whole, struct writer *w)
{
    struct entry entry;

    if (whole) {
        write_bin(w, bytes);
        return true;
    }
    /* An entry of our own that cannot be read is not "nothing to publish": a follower would go past it. */
    if (entry_decode(bytes, &e->arena, &entry) != OK) {
        view_latch(v, ERR_CORRUPT);
        return false;
    }
    if (entry.event_count == 0)
        return false;
    publication_encode(&entry, w);
    return true;
}

/* Items of a page into `items`; returns the first entry number not covered. */
static uint64_t page_items(struct engine *e, const struct view *v, const struct request *r, struct writer *items, uint32_t *ret_count)
{
    uint64_t number = r->from, head = log_head(v);
    struct bytes bytes;

    for (*ret_count = 0; number <= head && number - r->from < r->max; number++) {
        struct writer before = *items;

        if (!log_read(v, number, &bytes))
            break;
        if (page_item(e, v, bytes, r->whole, items))
            ++*ret_count;
        if (items->full) {                     /* the last one did not fit: it opens the next page */
            *items = before;
            --*ret_count;
            break;
        }
    }
    return number;
}

static void answer_page(struct engine *e, const struct view *v, const struct request *r, const struct epoch_now *epoch, struct outbox *out)
{
    uint32_t count;
    struct writer items = writer_of(arena_take(&e->arena, PAGE_BYTES), PAGE_BYTES), w;
    uint64_t next = page_items(e, v, r, &items, &count);

    w = outbox_begin(out, items.len + 512);
    write_map(&w, 9);
    write_number(&w, "epoch", e->epoch);
    write_number(&w, "epoch_start", epoch->start);
    write_number(&w, "head", log_head(v));
    write_key(&w, "items");
    write_array(&w, count);
    if (items.len > 0)
        write_raw(&w, written(&items));
    write_key(&w, "kind");
    write_key(&w, "page");
    write_number(&w, "next", next);
    write_number(&w, "previous_epoch", epoch->previous_epoch);
    write_number(&w, "request", r->request);
    write_key(&w, "source");
    write_text(&w, text_of(e->contract->service));
    outbox_end(out, &w, (struct outgoing){ .kind = OUT_ANSWER, .tag = r->tag });
}

/* A pull in the present epoch, at its start (0), or in the one before as far as that was kept. */
static void answer_pull(struct engine *e, const struct view *v, const struct request *r, struct outbox *out)
{
    struct epoch_now epoch = { 0 };
    struct answer a = { .request = r, .outcome = ANSWER_NOT_TAKEN, .why = UNKNOWN_EPOCH };

    if (!peer_may(r->peer, r->whole ? PEER_ENTRIES : PEER_FOLLOW, e->contract->service)) {
        answer_not_taken(r, NOT_PERMITTED, NULL, out);
        return;
    }
    epoch_now_find(v, ONE, &epoch);
    if (r->epoch == e->epoch || r->epoch == 0 || (r->epoch == epoch.previous_epoch && r->from <= epoch.previous_kept + 1)) {
        answer_page(e, v, r, &epoch, out);
        return;
    }
    if (r->epoch == epoch.previous_epoch)
        a.position = (struct position){ text_of(e->contract->service), r->epoch, epoch.previous_kept };
    outbox_answer(out, &a);
}

/* What was read under a fault is no answer: it is taken back. */
enum err engine_answer(struct engine *e, const struct request *r, uint64_t clock_us, struct outbox *out)
{
    AUTO(view) struct view *v = NULL;
    uint32_t before = outbox_count(out);
    enum err err;
    uint64_t now_us = clock_us > e->fold.progress.last_at_us ? clock_us : e->fold.progress.last_at_us;

    must(r->kind == REQUEST_QUERY || r->kind == REQUEST_PULL);
    arena_reset(&e->arena);
    e->denied_read = TICKET_GOOD;
    err = store_view(e->store, &e->arena, &v);
    if (err == OK) {
        if (r->kind == REQUEST_QUERY)
            answer_query(e, v, r, now_us, out);
        else
            answer_pull(e, v, r, out);
        err = view_fault(v);
    }
    if (err != OK) {
        outbox_cut(out, before);
        answer_not_taken(r, BUSY, NULL, out);
    }
    return err;
}

void heartbeat_encode(const struct engine *e, uint64_t at_us, struct writer *w)
{
    write_map(w, 6);
    write_number(w, "at", at_us);
    write_number(w, "epoch", e->epoch);
    write_number(w, "head", e->head);
    write_key(w, "kind");
    write_key(w, "heartbeat");
    write_number(w, "sequence", e->fold.progress.last_published);
    write_key(w, "source");
    write_text(w, text_of(e->contract->service));
}
