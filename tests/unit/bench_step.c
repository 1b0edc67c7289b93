/* One input, one step of the real engine; under the sweep a step that failed is tried again as the next process would. */
#include "bench_internal.h"

uint64_t head(struct bench *b)
{
    struct engine_figures figures;

    engine_figures(b->engine, &figures);
    return figures.head;
}

void take_answer(struct bench *b)
{
    b->answer = (struct bytes){ NULL, 0 };
    arena_reset(&b->answer_arena);
    for (uint32_t i = 0; i < outbox_count(b->out); i++)
        if (outbox_at(b->out, i)->kind == OUT_ANSWER)
            b->answer = bytes_copy(&b->answer_arena, outbox_at(b->out, i)->payload);
}

/* After "full" the process goes on; after anything else it would have ended. */
static void after_failure(struct bench *b, enum err err)
{
    outbox_reset(b->out);
    if (err != ERR_FULL)
        bench_reopen(b);
}

void begin_log(struct bench *b)
{
    enum err err;

    if (head(b) != 0)
        return;
    err = engine_new_epoch(b->engine, b->clock_us, b->out);
    if (failed(b, err)) {
        after_failure(b, err);
        err = engine_new_epoch(b->engine, b->clock_us, b->out);
    }
    assert_int_equal(err, OK);
    assert_int_equal(engine_settle(b->engine), OK);      /* so a rebuild has both to take: a log, and a journal behind it */
}

void bench_fail_commit(struct bench *b)
{
    b->fail_commit = true;
}

/* The step whose last storage call, the commit, fails: found by failing the first, the second, ... call; a failed step
 * changes nothing, and the engine is opened anew after each, as a process would be. */
static void fail_step(struct bench *b, struct request *const *commands, uint32_t count)
{
    struct step_counts counts;

    b->faults = (struct faults){ .fail_at = 0 };
    b->faults.fail_at = 2;
    b->faults.with = ERR_IO;
    assert_int_not_equal(engine_step(b->engine, commands, count, NULL, 0, b->clock_us, b->out, &counts), OK);
    b->faults = (struct faults){ .fail_at = 0 };
    b->fail_commit = false;
    take_answer(b);
    bench_reopen(b);
}

void bench_fault_at(struct bench *b, uint64_t n, enum err with)
{
    b->faults = (struct faults){ .fail_at = n, .with = with };
    b->sweeping = true;
    b->tried_again = false;
}

bool bench_faulted(const struct bench *b)
{
    return b->faults.fired;
}

void step(struct bench *b, struct request *const *commands, uint32_t count, const struct followed *items, uint32_t item_count)
{
    struct step_counts counts;
    enum err err;

    outbox_reset(b->out);
    begin_log(b);
    outbox_reset(b->out);
    assert_int_equal(engine_fill_pool(b->engine), OK);
    b->mark = head(b);
    if (b->fail_commit) {
        fail_step(b, commands, count);
        return;
    }
    err = engine_step(b->engine, commands, count, items, item_count, b->clock_us, b->out, &counts);
    if (failed(b, err)) {
        after_failure(b, err);
        err = engine_step(b->engine, commands, count, items, item_count, b->clock_us, b->out, &counts);
    }
    assert_int_equal(err, OK);
    take_answer(b);
}

struct statement { struct bench *b; const struct built *events; size_t count; };

static void state_given(struct decision *d, void *self)
{
    struct statement *given = self;

    for (size_t i = 0; i < given->count; i++) {
        const struct event_spec *spec = event_find(strcmp(given->events[i].service, "engine") == 0 ? &engine_contract : given->b->service->contract,
                                                   text_of(given->events[i].name));

        assert_non_null(spec);
        decision_emit(d, spec, given->events[i].value);
    }
}

void bench_given(struct bench *b, const struct built *events, size_t count)
{
    struct statement given = { b, events, count };
    enum err err;

    begin_log(b);
    assert_int_equal(engine_fill_pool(b->engine), OK);
    err = engine_act(b->engine, "given", state_given, &given, b->clock_us, b->out);
    if (failed(b, err)) {
        after_failure(b, err);
        err = engine_act(b->engine, "given", state_given, &given, b->clock_us, b->out);
    }
    assert_int_equal(err, OK);
    b->mark = head(b);
}
