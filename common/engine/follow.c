/* The follower's machine, see follow.h. `covered` only grows inside an epoch, and grows past an entry only
 * when nothing published up to it is untaken. What does not fit is counted and changes nothing.
 * Does not verify hashes or signatures: who takes whole entries does. */
#include "engine/follow_read.h"

#include "base/invariant.h"

void follow_init(struct follow *f, struct text source, bool whole, uint32_t epoch, uint64_t sequence)
{
    must(source.at != NULL);
    must(epoch != 0 || sequence == 0);
    *f = (struct follow){ .source = source, .whole = whole, .epoch = epoch, .sequence = sequence, .covered = sequence,
                          .heard_epoch = epoch, .heard_to = sequence, .look = true };
}

bool follow_behind(const struct follow *f)
{
    return f->heard_epoch > f->epoch || (f->heard_epoch == f->epoch && f->heard_to > f->covered);
}

bool follow_reached(const struct follow *f, uint32_t epoch, uint64_t sequence)
{
    return epoch <= f->epoch && sequence <= f->covered;
}

static void note_current(struct follow *f, uint64_t mono_us)
{
    if (!follow_behind(f) && f->epoch != 0)
        f->current_at_us = mono_us;
}

static void note_heard(struct follow *f, uint32_t epoch, uint64_t to)
{
    if (epoch > f->heard_epoch) {
        f->heard_epoch = epoch;
        f->heard_to = to;
        f->covered = f->sequence;      /* what lay beyond had no events; the new epoch may have dropped it */
    } else if (epoch == f->heard_epoch && to > f->heard_to) {
        f->heard_to = to;
    }
}

static void fail(struct follow *f, uint64_t mono_us)
{
    uint32_t doublings = f->failures < 5 ? f->failures : 5;
    uint64_t wait_us = FOLLOW_BACK_OFF_US << doublings;

    f->failures++;
    f->due_us = mono_us + (wait_us < FOLLOW_BACK_OFF_MAX_US ? wait_us : FOLLOW_BACK_OFF_MAX_US);
}

static void stop(struct follow *f, uint64_t lost_from, uint64_t lost_epoch)
{
    must(lost_from <= f->sequence);
    f->state = FOLLOW_STOPPED;
    f->request = 0;
    f->lost_from = lost_from;
    f->lost_epoch = (uint32_t)lost_epoch;
}

static bool hear_heartbeat(struct follow *f, const struct followed_fields *said, uint64_t mono_us)
{
    if (!followed_has(said, SEEN_EPOCH | SEEN_HEAD | SEEN_SEQUENCE) || !text_equal(said->source, f->source) ||
        !followed_epoch_fits(said->epoch) || said->sequence > said->head || said->head == UINT64_MAX)
        return false;
    f->beat_at_us = mono_us;
    f->beat_clock_us = said->at_us;
    if (said->epoch < f->epoch || (said->epoch == f->epoch && said->head < f->sequence)) {
        f->look = true;                /* late, or the source lost entries: only a pull tells */
        return true;
    }
    note_heard(f, (uint32_t)said->epoch, f->whole ? said->head : said->sequence);
    if (f->whole && f->request == 0 && f->covered > 0 && f->pulled_from <= f->covered && said->head == f->covered)
        f->look = true;                /* one pull more, by which the source knows that all of it was taken */
    if (!f->whole && said->epoch == f->epoch && said->sequence <= f->covered && said->head > f->covered)
        f->covered = said->head;       /* nothing was published after what is covered */
    note_current(f, mono_us);
    return true;
}

/* Is this publication the one to take? */
static bool hear_publication(struct follow *f, const struct followed *item, uint64_t before)
{
    bool behind = follow_behind(f);

    if (item->at.epoch < f->epoch || (item->at.epoch == f->epoch && item->at.sequence <= f->covered)) {
        f->repeat_count++;
        return false;
    }
    note_heard(f, item->at.epoch, item->at.sequence);
    if (f->whole || item->at.epoch != f->epoch)
        return false;
    if (before <= f->covered)
        return true;
    if (!behind)
        f->gap_count++;
    return false;
}

bool follow_hear(struct follow *f, struct bytes payload, uint64_t mono_us, struct followed *ret)
{
    struct followed_fields said;
    struct followed item;
    uint64_t before;
    bool fits = followed_fields_check(payload, &said);

    if (f->state == FOLLOW_STOPPED)
        return false;
    if (fits && text_is(said.kind, "publication") && followed_publication_read(f, &said, &item, &before)) {
        if (!hear_publication(f, &item, before))
            return false;
        *ret = item;
        return true;
    }
    if (!fits || !text_is(said.kind, "heartbeat") || !hear_heartbeat(f, &said, mono_us))
        f->malformed_count++;
    return false;
}

bool follow_pull(struct follow *f, uint64_t request, uint64_t mono_us, struct follow_pull *ret)
{
    must(request != 0);
    if (f->state == FOLLOW_STOPPED || mono_us < f->due_us)
        return false;
    if (f->request != 0) {             /* no answer in time; the wait was the back-off */
        f->request = 0;
        f->failures++;
    }
    if (!f->look && !follow_behind(f))
        return false;
    f->request = request;
    f->pulled_from = f->covered + 1;
    f->pulled_after = f->sequence;
    f->due_us = mono_us + FOLLOW_PULL_TIMEOUT_US;
    f->pull_count++;
    *ret = (struct follow_pull){ .request = request, .from = f->pulled_from, .epoch = f->epoch,
                                 .max = FOLLOW_PULL_MAX, .whole = f->whole };
    return true;
}

void follow_pull_encode(const struct follow_pull *pull, struct writer *w)
{
    write_map(w, 6);
    write_key(w, "epoch");
    write_u64(w, pull->epoch);
    write_key(w, "from");
    write_u64(w, pull->from);
    write_key(w, "kind");
    write_key(w, "pull");
    write_key(w, "max");
    write_u64(w, pull->max);
    write_key(w, "request");
    write_u64(w, pull->request);
    write_key(w, "whole");
    write_bool(w, pull->whole);
}

uint64_t follow_due_us(const struct follow *f)
{
    if (f->state == FOLLOW_STOPPED || (f->request == 0 && !f->look && !follow_behind(f)))
        return UINT64_MAX;
    return f->due_us;
}

/* The source does not know our place: it kept less than we took, unless we only asked too far. */
static void place_unknown(struct follow *f, const struct followed_fields *said, uint64_t mono_us)
{
    struct followed_fields kept = { 0 };
    bool named = said->position.at != NULL && followed_fields_read(said->position, &kept) && followed_has(&kept, SEEN_SEQUENCE);

    if (f->sequence == 0 || (named && kept.sequence >= f->sequence && f->covered > f->sequence)) {
        f->covered = f->sequence;
        fail(f, mono_us);
        return;
    }
    stop(f, named && kept.sequence < f->sequence ? kept.sequence + 1 : 0, f->heard_epoch != f->epoch ? f->heard_epoch : 0);
}

/* Did the source lose something we took? Then the machine has stopped. Publications go another way than pages and
 * may overtake one: its head only has to reach what had been taken when it was asked for. */
static bool page_contradicts(struct follow *f, const struct followed_fields *said)
{
    if (f->sequence == 0)
        return false;
    if (said->head < f->pulled_after)
        stop(f, said->head + 1, said->epoch);
    else if (said->epoch < f->epoch)
        stop(f, 0, said->epoch);
    else if (said->epoch > f->epoch && said->epoch_start <= f->sequence)
        stop(f, said->epoch_start, said->epoch);
    return f->state == FOLLOW_STOPPED;
}

static bool page_begin(struct follow *f, const struct followed_fields *said, uint64_t mono_us, struct follow_page *ret)
{
    struct follow_page page = { .items = reader_of(said->items), .next = said->next, .last = f->pulled_from - 1 };

    if (page_contradicts(f, said))
        return false;
    if (said->next < f->pulled_from || said->next > said->head + 1 || !read_array(&page.items, &page.left) ||
        (said->next == f->pulled_from && said->head >= f->pulled_from) ||
        (f->whole && page.left != said->next - f->pulled_from)) {
        f->malformed_count++;          /* also a page that leads nowhere though there is more */
        fail(f, mono_us);
        return false;
    }
    if (said->epoch > f->epoch)
        f->epoch_count += f->epoch != 0;
    f->epoch = (uint32_t)said->epoch;  /* it answered for our place in the old epoch */
    note_heard(f, f->epoch, said->head);
    f->look = false;
    f->failures = 0;
    f->due_us = 0;
    *ret = page;
    return true;
}

bool follow_answered(struct follow *f, struct bytes payload, uint64_t mono_us, struct follow_page *ret)
{
    struct followed_fields said;

    if (f->state == FOLLOW_STOPPED || f->request == 0)
        return false;
    if (!followed_fields_check(payload, &said)) {
        f->malformed_count++;
        return false;
    }
    if (said.request != f->request)
        return false;
    if (text_is(said.kind, "page") && followed_has(&said, SEEN_EPOCH | SEEN_START | SEEN_HEAD | SEEN_NEXT) && followed_epoch_fits(said.epoch) &&
        said.head < UINT64_MAX && said.items.at != NULL && text_equal(said.source, f->source)) {
        f->request = 0;
        return page_begin(f, &said, mono_us, ret);
    }
    if (text_is(said.kind, "answer") && text_is(said.outcome, "not_taken")) {
        f->request = 0;
        if (text_is(said.refusal, "unknown_epoch"))
            place_unknown(f, &said, mono_us);
        else
            fail(f, mono_us);
        return false;
    }
    f->malformed_count++;              /* as if lost: asked again after the time-out */
    return false;
}

static bool page_item(struct follow *f, struct follow_page *page, struct followed *ret, uint64_t *ret_before)
{
    struct followed_fields said;
    struct bytes item;

    if (f->whole)
        return read_bin(&page->items, &item) && followed_entry_read(f, item, ret, ret_before);
    return followed_fields_take(&page->items, &said) && followed_publication_read(f, &said, ret, ret_before);
}

bool follow_page_next(struct follow *f, struct follow_page *page, uint64_t mono_us, struct followed *ret)
{
    struct followed item;
    uint64_t before;

    must(f->state == FOLLOW_RUNNING);
    while (!page->broken && page->left > 0) {
        page->left--;
        if (!page_item(f, page, &item, &before) || item.at.epoch > f->epoch || item.at.sequence <= page->last ||
            item.at.sequence >= page->next || (item.at.sequence > f->covered && before > f->covered)) {
            page->broken = true;
            f->malformed_count++;
            fail(f, mono_us);
            return false;
        }
        page->last = item.at.sequence;
        if (item.at.sequence > f->covered) {
            if (page->left == 0)
                item.covered = page->next - 1;
            *ret = item;
            return true;
        }
    }
    if (!page->broken && page->next - 1 > f->covered)
        f->covered = page->next - 1;
    note_current(f, mono_us);
    return false;
}

void follow_took(struct follow *f, const struct followed *item, uint64_t mono_us)
{
    must(f->state == FOLLOW_RUNNING && item->at.sequence > f->sequence);
    must(item->covered >= item->at.sequence);
    f->sequence = item->at.sequence;
    if (item->covered > f->covered)
        f->covered = item->covered;
    f->taken_count++;
    note_current(f, mono_us);
}
