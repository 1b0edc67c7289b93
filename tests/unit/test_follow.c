/* The follower's machine against a small model of a source: a log in which some entries have
 * events, told as publications, heartbeats and pages. Nothing here has sockets or a clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/invariant.h"
#include "base/rng.h"
#include "engine/follow.h"

#define LOG_MAX 2000
#define SECOND UINT64_C(1000000)

struct source {
    uint32_t epoch, previous_epoch;
    uint64_t epoch_start, head;
    uint32_t epochs[LOG_MAX + 1];      /* of each entry */
    bool events[LOG_MAX + 1];          /* entry n is published */
    uint32_t page_max;
};

static uint8_t buffer[1 << 20];
static uint64_t mono;
static uint64_t next_request;

static void source_init(struct source *s)
{
    *s = (struct source){ .epoch = 1, .epoch_start = 1, .page_max = FOLLOW_PULL_MAX };
    mono = SECOND;
    next_request = 1;
}

static void append(struct source *s, bool events)
{
    must(s->head < LOG_MAX);
    s->head++;
    s->epochs[s->head] = s->epoch;
    s->events[s->head] = events;
}

static void append_all(struct source *s, const char *pattern)      /* "e" with events, "-" without */
{
    for (; *pattern != '\0'; pattern++)
        append(s, *pattern == 'e');
}

static uint64_t published_before(const struct source *s, uint64_t number)
{
    for (uint64_t n = number; n-- > 1;)
        if (s->events[n])
            return n;
    return 0;
}

static void text_field(struct writer *w, const char *key, const char *value)
{
    write_key(w, key);
    write_key(w, value);
}

static void u64_field(struct writer *w, const char *key, uint64_t value)
{
    write_key(w, key);
    write_u64(w, value);
}

static void write_publication(const struct source *s, uint64_t n, struct writer *w)
{
    write_map(w, 9);
    u64_field(w, "at", 1000 + n);
    u64_field(w, "before", published_before(s, n));
    u64_field(w, "date", 20270201);
    u64_field(w, "depth", 0);
    u64_field(w, "epoch", s->epochs[n]);
    write_key(w, "events");
    write_array(w, 1);
    write_map(w, 2);
    write_key(w, "body");
    write_map(w, 1);
    u64_field(w, "n", n);
    text_field(w, "name", "happened");
    text_field(w, "kind", "publication");
    u64_field(w, "sequence", n);
    text_field(w, "source", "queueing");
}

static void write_entry(const struct source *s, uint64_t n, struct writer *w)
{
    write_map(w, 4);
    u64_field(w, "at", 1000 + n);
    u64_field(w, "date", 20270201);
    u64_field(w, "epoch", s->epochs[n]);
    u64_field(w, "number", n);
}

static struct bytes publication(const struct source *s, uint64_t n)
{
    struct writer w = writer_of(buffer, sizeof(buffer));
    write_publication(s, n, &w);
    return written(&w);
}

static struct bytes heartbeat(const struct source *s)
{
    struct writer w = writer_of(buffer, sizeof(buffer));
    write_map(&w, 6);
    u64_field(&w, "at", 5);
    u64_field(&w, "epoch", s->epoch);
    u64_field(&w, "head", s->head);
    text_field(&w, "kind", "heartbeat");
    u64_field(&w, "sequence", published_before(s, s->head + 1));
    text_field(&w, "source", "queueing");
    return written(&w);
}

static struct bytes not_taken(uint64_t request, const char *refusal, const struct position *kept)
{
    struct writer w = writer_of(buffer, sizeof(buffer));
    write_map(&w, kept != NULL ? 5 : 4);
    text_field(&w, "kind", "answer");
    text_field(&w, "outcome", "not_taken");
    if (kept != NULL) {
        write_key(&w, "position");
        write_map(&w, 3);
        u64_field(&w, "epoch", kept->epoch);
        u64_field(&w, "sequence", kept->sequence);
        text_field(&w, "source", "queueing");
    }
    text_field(&w, "refusal", refusal);
    u64_field(&w, "request", request);
    return written(&w);
}

static uint64_t kept_of(const struct source *s, uint32_t epoch)    /* last entry of that epoch or before */
{
    uint64_t n = s->head;
    while (n > 0 && s->epochs[n] > epoch)
        n--;
    return n;
}

static struct bytes answer_pull(const struct source *s, const struct follow_pull *pull)
{
    struct position kept = { TEXT("queueing"), pull->epoch, kept_of(s, pull->epoch) };
    struct writer w = writer_of(buffer, sizeof(buffer));
    uint32_t items = 0;
    uint64_t next = pull->from;

    if (pull->epoch > s->epoch || (pull->epoch != 0 && pull->epoch < s->epoch && pull->from > kept.sequence + 1))
        return not_taken(pull->request, "unknown_epoch", &kept);
    for (; next <= s->head && next - pull->from < s->page_max; next++)
        items += pull->whole || s->events[next];
    write_map(&w, 9);
    u64_field(&w, "epoch", s->epoch);
    u64_field(&w, "epoch_start", s->epoch_start);
    u64_field(&w, "head", s->head);
    write_key(&w, "items");
    write_array(&w, items);
    for (uint64_t n = pull->from; n < next; n++) {
        if (pull->whole) {
            uint8_t one[128];
            struct writer entry = writer_of(one, sizeof(one));
            write_entry(s, n, &entry);
            write_bin(&w, written(&entry));
        } else if (s->events[n]) {
            write_publication(s, n, &w);
        }
    }
    text_field(&w, "kind", "page");
    u64_field(&w, "next", next);
    u64_field(&w, "previous_epoch", s->previous_epoch);
    u64_field(&w, "request", pull->request);
    text_field(&w, "source", "queueing");
    return written(&w);
}

/* Takes everything a page holds; the last taken number, 0 when none. */
static uint64_t walk(struct follow *f, struct follow_page *page)
{
    struct followed item;
    uint64_t last = 0;

    while (follow_page_next(f, page, mono, &item)) {
        follow_took(f, &item, mono);
        last = item.at.sequence;
    }
    return last;
}

/* Pulls until nothing is due; how many pages came. */
static uint32_t catch_up(struct follow *f, const struct source *s)
{
    struct follow_pull pull;
    struct follow_page page;
    uint32_t pages = 0;

    while (follow_pull(f, next_request, mono, &pull)) {
        next_request++;
        if (follow_answered(f, answer_pull(s, &pull), mono, &page)) {
            walk(f, &page);
            pages++;
        }
        assert_true(pages < LOG_MAX);
    }
    return pages;
}

static void follower(struct follow *f, bool whole)
{
    follow_init(f, TEXT("queueing"), whole, 0, 0);
}

static bool hear_and_take(struct follow *f, struct bytes payload)
{
    struct followed item;

    if (!follow_hear(f, payload, mono, &item))
        return false;
    follow_took(f, &item, mono);
    return true;
}

static void follow__pulls_at_the_start_then_takes_what_is_published(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    append_all(&s, "e-e");
    follower(&f, false);
    assert_int_equal(follow_due_us(&f), 0);
    assert_int_equal(catch_up(&f, &s), 1);
    assert_int_equal(f.sequence, 3);
    assert_int_equal(f.epoch, 1);
    assert_int_equal(follow_due_us(&f), UINT64_MAX);
    append_all(&s, "-e");
    assert_true(hear_and_take(&f, publication(&s, 5)));
    assert_int_equal(f.covered, 5);
    assert_int_equal(f.gap_count, 0);
    assert_int_equal(catch_up(&f, &s), 0);
}

static void follow__hands_out_events_and_place(void **state)
{
    (void)state;
    struct source s;
    struct follow f;
    struct followed item;
    struct text name;
    struct bytes body;
    uint64_t n;

    source_init(&s);
    append_all(&s, "e");
    follower(&f, false);
    catch_up(&f, &s);
    append_all(&s, "e");
    assert_true(follow_hear(&f, publication(&s, 2), mono, &item));
    assert_true(text_is(item.at.source, "queueing"));
    assert_int_equal(item.at.epoch, 1);
    assert_int_equal(item.at.sequence, 2);
    assert_int_equal(item.at_us, 1002);
    assert_int_equal(item.date.v, 20270201);
    struct reader r = followed_events(&item);
    assert_true(followed_event_next(&r, &name, &body));
    assert_true(text_is(name, "happened"));
    assert_true(map_get_u64(body, "n", &n));
    assert_int_equal(n, 2);
    assert_false(followed_event_next(&r, &name, &body));
}

static void follow__a_gap_is_pulled(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    follower(&f, false);
    catch_up(&f, &s);
    append_all(&s, "ee-e");
    assert_true(hear_and_take(&f, publication(&s, 1)));
    assert_false(hear_and_take(&f, publication(&s, 4)));
    assert_int_equal(f.gap_count, 1);
    assert_int_equal(f.sequence, 1);
    assert_int_equal(catch_up(&f, &s), 1);
    assert_int_equal(f.sequence, 4);
    assert_int_equal(f.taken_count, 3);
}

static void follow__a_repeat_and_a_late_one_are_passed_over(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    follower(&f, false);
    catch_up(&f, &s);
    append_all(&s, "ee");
    assert_false(hear_and_take(&f, publication(&s, 2)));      /* overtook the first */
    assert_true(hear_and_take(&f, publication(&s, 1)));
    assert_false(hear_and_take(&f, publication(&s, 1)));
    assert_int_equal(f.repeat_count, 1);
    assert_true(hear_and_take(&f, publication(&s, 2)));
    assert_false(follow_behind(&f));
    assert_int_equal(catch_up(&f, &s), 0);
}

static void follow__a_heartbeat_tells_that_the_last_one_was_lost(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    append_all(&s, "e");
    follower(&f, false);
    catch_up(&f, &s);
    append_all(&s, "e--");
    assert_false(hear_and_take(&f, heartbeat(&s)));
    assert_true(follow_behind(&f));
    catch_up(&f, &s);
    assert_int_equal(f.sequence, 2);
    assert_true(follow_reached(&f, 1, 4));
    assert_false(follow_reached(&f, 1, 5));
    append_all(&s, "--");
    assert_false(hear_and_take(&f, heartbeat(&s)));           /* nothing was published: nothing to pull */
    assert_false(follow_behind(&f));
    assert_true(follow_reached(&f, 1, 6));
    append_all(&s, "e");
    assert_true(hear_and_take(&f, publication(&s, 7)));
}

static void follow__pages_follow_each_other_to_the_head(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    s.page_max = 7;
    for (int i = 0; i < 100; i++)
        append(&s, i % 10 == 3 || i > 95);
    follower(&f, false);
    assert_int_equal(catch_up(&f, &s), 15);                   /* 100 entries in pages of 7, some without items */
    assert_int_equal(f.covered, 100);
    assert_int_equal(f.taken_count, 14);
}

static void follow__the_last_item_covers_the_whole_page(void **state)
{
    (void)state;
    struct source s;
    struct follow f;
    struct follow_pull pull;
    struct follow_page page;
    struct followed item;

    source_init(&s);
    append_all(&s, "ee---");
    follower(&f, false);
    assert_true(follow_pull(&f, 9, mono, &pull));
    assert_true(follow_answered(&f, answer_pull(&s, &pull), mono, &page));
    assert_true(follow_page_next(&f, &page, mono, &item));
    assert_int_equal(item.covered, 1);
    follow_took(&f, &item, mono);
    assert_true(follow_page_next(&f, &page, mono, &item));
    assert_int_equal(item.covered, 5);
}

static void follow__what_was_not_taken_is_pulled_again(void **state)
{
    (void)state;
    struct source s;
    struct follow f;
    struct follow_pull pull;
    struct follow_page page;
    struct followed item;

    source_init(&s);
    append_all(&s, "eee");
    follower(&f, false);
    assert_true(follow_pull(&f, next_request++, mono, &pull));
    assert_true(follow_answered(&f, answer_pull(&s, &pull), mono, &page));
    assert_true(follow_page_next(&f, &page, mono, &item));
    follow_took(&f, &item, mono);
    assert_true(follow_page_next(&f, &page, mono, &item));    /* the queue is full: not taken */
    assert_true(follow_behind(&f));
    assert_int_equal(catch_up(&f, &s), 1);
    assert_int_equal(f.taken_count, 3);
}

static void follow__a_lost_pull_is_sent_again_and_its_late_page_ignored(void **state)
{
    (void)state;
    struct source s;
    struct follow f;
    struct follow_pull first, second;
    struct follow_page page;

    source_init(&s);
    append_all(&s, "e");
    follower(&f, false);
    assert_true(follow_pull(&f, 1, mono, &first));
    assert_false(follow_pull(&f, 2, mono, &second));
    mono = follow_due_us(&f);
    assert_true(follow_pull(&f, 2, mono, &second));
    assert_false(follow_answered(&f, answer_pull(&s, &first), mono, &page));
    assert_true(follow_answered(&f, answer_pull(&s, &second), mono, &page));
    assert_int_equal(walk(&f, &page), 1);
}

static void follow__a_busy_source_is_asked_later_and_later(void **state)
{
    (void)state;
    struct source s;
    struct follow f;
    struct follow_pull pull;
    struct follow_page page;
    uint64_t waited = 0;

    source_init(&s);
    follower(&f, false);
    for (uint64_t request = 1; request < 10; request++) {
        assert_true(follow_pull(&f, request, mono, &pull));
        assert_false(follow_answered(&f, not_taken(request, "busy", NULL), mono, &page));
        assert_false(follow_pull(&f, 99, mono, &pull));
        uint64_t wait = follow_due_us(&f) - mono;
        assert_true(wait >= waited && wait <= FOLLOW_BACK_OFF_MAX_US);
        waited = wait;
        mono = follow_due_us(&f);
    }
    assert_int_equal(waited, FOLLOW_BACK_OFF_MAX_US);
}

static void new_epoch(struct source *s, uint64_t kept)
{
    s->head = kept;
    s->previous_epoch = s->epoch++;
    s->epoch_start = kept + 1;
    append(s, false);                                         /* the entry that states it */
}

static void follow__goes_on_into_a_new_epoch_that_kept_what_was_taken(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    append_all(&s, "ee--");
    follower(&f, false);
    catch_up(&f, &s);
    assert_int_equal(f.covered, 4);
    new_epoch(&s, 3);                                         /* entry 4 is gone, it had no events */
    append_all(&s, "e");
    assert_false(hear_and_take(&f, publication(&s, 5)));      /* first the source must vouch */
    catch_up(&f, &s);
    assert_int_equal(f.state, FOLLOW_RUNNING);
    assert_int_equal(f.epoch, 2);
    assert_int_equal(f.sequence, 5);
    append_all(&s, "e");
    assert_true(hear_and_take(&f, publication(&s, 6)));
    assert_int_equal(f.epoch_count, 1);
}

static void follow__goes_on_when_only_entries_without_events_were_lost_unheard(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    append_all(&s, "ee--");
    follower(&f, false);
    catch_up(&f, &s);
    new_epoch(&s, 2);
    append_all(&s, "e");
    f.look = true;                                            /* as after a connection came back: no heartbeat yet */
    assert_int_equal(catch_up(&f, &s), 0);                    /* asked from 5, the source kept 2 */
    mono = follow_due_us(&f);
    assert_int_equal(catch_up(&f, &s), 1);
    assert_int_equal(f.state, FOLLOW_RUNNING);
    assert_int_equal(f.sequence, 4);
}

static void follow__stops_when_the_new_epoch_lost_something_taken(void **state)
{
    (void)state;
    struct source s;
    struct follow f;
    struct follow_pull pull;

    source_init(&s);
    append_all(&s, "eeee");
    follower(&f, false);
    catch_up(&f, &s);
    new_epoch(&s, 2);
    append_all(&s, "ee");
    assert_false(hear_and_take(&f, publication(&s, 5)));
    catch_up(&f, &s);
    assert_int_equal(f.state, FOLLOW_STOPPED);
    assert_int_equal(f.lost_from, 3);
    assert_int_equal(f.sequence, 4);
    assert_int_equal(f.lost_epoch, 2);
    assert_false(hear_and_take(&f, publication(&s, 4)));
    assert_false(follow_pull(&f, 99, mono, &pull));
    assert_int_equal(follow_due_us(&f), UINT64_MAX);
}

static void follow__does_not_trust_a_matching_number_two_epochs_on(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    append_all(&s, "eeeee");
    follower(&f, false);
    catch_up(&f, &s);                                         /* taken 1..5 of epoch 1 */
    new_epoch(&s, 2);
    append_all(&s, "eee");                                    /* epoch 2: 3 states it, 4 5 6 published */
    new_epoch(&s, 6);
    append_all(&s, "e");                                      /* 8, before: 6 */
    assert_false(hear_and_take(&f, publication(&s, 6)));      /* before: 5, which is not our 5 */
    catch_up(&f, &s);
    assert_int_equal(f.state, FOLLOW_STOPPED);
    assert_int_equal(f.lost_from, 3);
}

static void follow__stops_when_the_source_comes_back_behind(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    append_all(&s, "eeee");
    follower(&f, false);
    catch_up(&f, &s);
    s.head = 2;                                               /* an old copy, no new epoch */
    assert_false(hear_and_take(&f, heartbeat(&s)));
    catch_up(&f, &s);
    assert_int_equal(f.state, FOLLOW_STOPPED);
    assert_int_equal(f.lost_from, 3);
}

/* Pages and publications take different ways: the page was made before what is taken while it travels. */
static void follow__a_page_overtaken_by_publications_is_no_loss(void **state)
{
    (void)state;
    struct source s;
    struct follow f;
    struct follow_pull pull;
    struct follow_page page;
    uint8_t travelling[1024];
    struct bytes made;

    source_init(&s);
    append_all(&s, "e");
    follower(&f, false);
    catch_up(&f, &s);
    f.look = true;
    assert_true(follow_pull(&f, next_request, mono, &pull));
    next_request++;
    made = answer_pull(&s, &pull);
    assert_true(made.len <= sizeof travelling);
    memcpy(travelling, made.at, made.len);
    append_all(&s, "ee");
    assert_true(hear_and_take(&f, publication(&s, 2)));
    assert_true(hear_and_take(&f, publication(&s, 3)));
    assert_true(follow_answered(&f, (struct bytes){ travelling, made.len }, mono, &page));
    assert_int_equal(walk(&f, &page), 0);
    assert_int_equal(f.state, FOLLOW_RUNNING);
    assert_int_equal(f.sequence, 3);
}

static void follow__a_late_heartbeat_only_costs_a_pull(void **state)
{
    (void)state;
    struct source s, old;
    struct follow f;

    source_init(&s);
    append_all(&s, "e");
    old = s;
    append_all(&s, "ee");
    follower(&f, false);
    catch_up(&f, &s);
    assert_false(hear_and_take(&f, heartbeat(&old)));
    assert_int_equal(catch_up(&f, &s), 1);
    assert_int_equal(f.state, FOLLOW_RUNNING);
}

static void follow__starts_again_from_its_cursor(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    append_all(&s, "e-e-e");
    follow_init(&f, TEXT("queueing"), false, 1, 4);           /* a cursor on an entry without events */
    assert_true(hear_and_take(&f, publication(&s, 5)));
    assert_int_equal(catch_up(&f, &s), 1);                    /* the look at the start */
    assert_int_equal(f.taken_count, 1);
}

static void follow__whole_takes_every_entry_woken_by_heartbeats(void **state)
{
    (void)state;
    struct source s;
    struct follow f;
    struct follow_pull pull;
    struct follow_page page;
    struct followed item;

    source_init(&s);
    append_all(&s, "-e--");
    follower(&f, true);
    catch_up(&f, &s);
    assert_int_equal(f.sequence, 4);
    assert_int_equal(f.taken_count, 4);
    append_all(&s, "-");
    assert_false(hear_and_take(&f, heartbeat(&s)));
    assert_true(follow_pull(&f, 77, mono, &pull));
    assert_true(pull.whole);
    assert_true(follow_answered(&f, answer_pull(&s, &pull), mono, &page));
    assert_true(follow_page_next(&f, &page, mono, &item));
    assert_int_equal(item.at.sequence, 5);
    assert_true(item.entry.len > 0 && item.events.at == NULL);
    append_all(&s, "e");
    assert_false(hear_and_take(&f, publication(&s, 6)));      /* wakes it too */
    assert_true(follow_behind(&f));
}

/* What is asked for next says what was taken: so the source learns that audit has everything. */
static void follow__whole_pulls_once_more_to_say_that_all_is_taken(void **state)
{
    (void)state;
    struct source s;
    struct follow f;
    struct follow_pull pull;

    source_init(&s);
    append_all(&s, "-e--");
    follower(&f, true);
    catch_up(&f, &s);
    assert_false(hear_and_take(&f, heartbeat(&s)));
    assert_true(follow_pull(&f, 90, mono, &pull));
    assert_int_equal(pull.from, 5);
    struct follow_page page;
    assert_true(follow_answered(&f, answer_pull(&s, &pull), mono, &page));
    walk(&f, &page);
    assert_false(hear_and_take(&f, heartbeat(&s)));           /* and then it is quiet */
    assert_false(follow_pull(&f, 91, mono, &pull));
    follower(&f, false);                                      /* others have nothing to say */
    catch_up(&f, &s);
    assert_false(hear_and_take(&f, heartbeat(&s)));
    assert_false(follow_pull(&f, 92, mono, &pull));
}

static void follow__malformed_bytes_are_counted_and_change_nothing(void **state)
{
    (void)state;
    struct source s;
    struct follow f, before;
    struct followed item;

    source_init(&s);
    append_all(&s, "e");
    follower(&f, false);
    catch_up(&f, &s);
    append_all(&s, "e");
    struct bytes good = publication(&s, 2);
    for (uint32_t cut = 0; cut < good.len; cut++) {
        before = f;
        assert_false(follow_hear(&f, (struct bytes){ good.at, cut }, mono, &item));
        before.malformed_count++;
        assert_memory_equal(&before, &f, sizeof(f));
    }
    assert_true(hear_and_take(&f, good));
}

static void follow__a_page_with_a_hole_is_not_believed(void **state)
{
    (void)state;
    struct source s, lying;
    struct follow f;
    struct follow_pull pull;
    struct follow_page page;

    source_init(&s);
    append_all(&s, "eee");
    follower(&f, false);
    lying = s;
    assert_true(follow_pull(&f, 1, mono, &pull));
    pull.from = 2;
    assert_true(follow_answered(&f, answer_pull(&lying, &pull), mono, &page));
    assert_int_equal(walk(&f, &page), 0);
    assert_int_equal(f.malformed_count, 1);
    assert_int_equal(f.covered, 0);
    mono = follow_due_us(&f);
    catch_up(&f, &s);
    assert_int_equal(f.sequence, 3);
}

static void follow__knows_since_when_it_is_current(void **state)
{
    (void)state;
    struct source s;
    struct follow f;

    source_init(&s);
    append_all(&s, "e");
    follower(&f, false);
    assert_int_equal(f.current_at_us, 0);
    catch_up(&f, &s);
    assert_int_equal(f.current_at_us, mono);
    uint64_t then = mono;
    mono += SECOND;
    append_all(&s, "e");
    assert_false(hear_and_take(&f, heartbeat(&s)));           /* behind: not current */
    assert_int_equal(f.current_at_us, then);
    catch_up(&f, &s);
    assert_int_equal(f.current_at_us, mono);
}

/* One seed: a source that publishes into a bad network and loses entries without events in new
 * epochs; the follower must end having taken every publication once and in order. */
static void wander(uint64_t seed, bool whole)
{
    static struct source s;
    struct follow f;
    struct follow_pull pull;
    struct follow_page page;
    struct followed item;
    struct rng rng;
    uint64_t expected = 0, delayed = 0;

    rng_init(&rng, seed);
    source_init(&s);
    s.page_max = 1 + (uint32_t)rng_below(&rng, 20);
    follower(&f, whole);
    for (int turn = 0; turn < 600; turn++) {
        bool calm = turn >= 500;
        mono += rng_below(&rng, 300000);
        if (!calm && rng_chance(&rng, 60)) {
            append(&s, rng_chance(&rng, 50));
            if (s.events[s.head] && rng_chance(&rng, 80) && hear_and_take(&f, publication(&s, s.head)))
                assert_int_equal(published_before(&s, f.sequence), expected), expected = f.sequence;
            if (s.events[s.head] && rng_chance(&rng, 10))
                delayed = s.head;
        }
        if (!calm && rng_chance(&rng, 2))
            new_epoch(&s, s.head);
        if (delayed != 0 && rng_chance(&rng, 20) && hear_and_take(&f, publication(&s, delayed)))
            assert_int_equal(published_before(&s, f.sequence), expected), expected = f.sequence;
        if (calm || rng_chance(&rng, 20))
            assert_false(hear_and_take(&f, heartbeat(&s)));
        if (!follow_pull(&f, next_request, mono, &pull))
            continue;
        next_request++;
        if (!calm && rng_chance(&rng, 30))
            continue;                                         /* the pull or its page is lost */
        if (!follow_answered(&f, answer_pull(&s, &pull), mono, &page))
            continue;
        while (follow_page_next(&f, &page, mono, &item) && (calm || rng_chance(&rng, 90))) {
            assert_int_equal(whole ? item.at.sequence - 1 : published_before(&s, item.at.sequence), expected);
            follow_took(&f, &item, mono);
            expected = item.at.sequence;
        }
    }
    mono += FOLLOW_BACK_OFF_MAX_US;
    catch_up(&f, &s);
    assert_int_equal(f.state, FOLLOW_RUNNING);
    assert_int_equal(f.malformed_count, 0);
    assert_int_equal(f.sequence, whole ? s.head : published_before(&s, s.head + 1));
    assert_int_equal(f.epoch, s.epoch);
}

static void follow__ends_complete_and_in_order_on_a_bad_network(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++)
        wander(seed, seed % 3 == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follow__pulls_at_the_start_then_takes_what_is_published),
        cmocka_unit_test(follow__hands_out_events_and_place),
        cmocka_unit_test(follow__a_gap_is_pulled),
        cmocka_unit_test(follow__a_repeat_and_a_late_one_are_passed_over),
        cmocka_unit_test(follow__a_heartbeat_tells_that_the_last_one_was_lost),
        cmocka_unit_test(follow__pages_follow_each_other_to_the_head),
        cmocka_unit_test(follow__the_last_item_covers_the_whole_page),
        cmocka_unit_test(follow__what_was_not_taken_is_pulled_again),
        cmocka_unit_test(follow__a_lost_pull_is_sent_again_and_its_late_page_ignored),
        cmocka_unit_test(follow__a_busy_source_is_asked_later_and_later),
        cmocka_unit_test(follow__goes_on_into_a_new_epoch_that_kept_what_was_taken),
        cmocka_unit_test(follow__goes_on_when_only_entries_without_events_were_lost_unheard),
        cmocka_unit_test(follow__stops_when_the_new_epoch_lost_something_taken),
        cmocka_unit_test(follow__does_not_trust_a_matching_number_two_epochs_on),
        cmocka_unit_test(follow__stops_when_the_source_comes_back_behind),
        cmocka_unit_test(follow__a_page_overtaken_by_publications_is_no_loss),
        cmocka_unit_test(follow__a_late_heartbeat_only_costs_a_pull),
        cmocka_unit_test(follow__starts_again_from_its_cursor),
        cmocka_unit_test(follow__whole_takes_every_entry_woken_by_heartbeats),
        cmocka_unit_test(follow__whole_pulls_once_more_to_say_that_all_is_taken),
        cmocka_unit_test(follow__malformed_bytes_are_counted_and_change_nothing),
        cmocka_unit_test(follow__a_page_with_a_hole_is_not_believed),
        cmocka_unit_test(follow__knows_since_when_it_is_current),
        cmocka_unit_test(follow__ends_complete_and_in_order_on_a_bad_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
