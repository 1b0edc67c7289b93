/* Decisions of the city that stand on its paper: the site manager copies number, date, post and count, somebody else compares them,
 * and the entry says so. Keeps true: a decision by a login of the city and one from paper are never mixed up; one number is
 * good for one decision of a service; the count is that of the list as it was sent. Who may, is asked before the step; what the
 * paper says, in it. It does not know what is decided. Source: domain notes 2.3 and 8, decision 0021. */
#include "engine/internal.h"

#define DECISIONS_PER_PAGE 50u

bool any_paper(const struct contract *c)
{
    for (uint32_t i = 0; i < c->command_count; i++)
        if (c->commands[i].paper != PAPER_NOT_TAKEN)
            return true;
    return false;
}

const struct paper_approval *paper_of(const struct command_spec *c, const void *message)
{
    const struct paper_approval *paper;

    if (c->paper == PAPER_NOT_TAKEN)
        return NULL;
    paper = (const struct paper_approval *)((const uint8_t *)message + record_field(c->body, "paper")->offset);
    return paper->number.len > 0 ? paper : NULL;
}

enum refusal paper_asks(const struct command_spec *c, const void *message, enum role role, enum role second_role)
{
    if (paper_of(c, message) == NULL)
        return c->paper == PAPER_REQUIRED && role != ROLE_CITY && second_role != ROLE_CITY ? PAPER_NEEDED : REFUSAL_NONE;
    if (role != ROLE_SITE_MANAGER)
        return NOT_PERMITTED;
    return second_role == ROLE_NONE ? SECOND_PERSON_NEEDED : REFUSAL_NONE;
}

static uint64_t listed(const struct command_spec *c, const void *message)
{
    return c->second.later_list == NULL ? 1 : ((const struct list *)((const uint8_t *)message + record_field(c->body, c->second.later_list)->offset))->count;
}

bool paper_stated(const struct view *v, const struct context *ctx, const struct command_spec *c, const void *message, struct decision *out)
{
    const struct paper_approval *paper = ctx->paper;
    struct paper_row row;

    if (paper == NULL)
        return true;
    if (paper->date.v > ctx->date.v)
        refuse_at(out, PAPER_IN_FUTURE, "paper.date");
    else if (paper->count != listed(c, message))
        refuse_at(out, PAPER_COUNT_DIFFERS, "paper.count");
    else if (paper_row_find(v, paper->number, &row))
        refuse_at(out, PAPER_NUMBER_USED, "paper.number");
    else
        emit_engine_decided_on_paper(out, &(struct engine_decided_on_paper){
            .command = text_of(c->name), .paper = *paper, .by = { ctx->actor }, .confirmed_by = { ctx->second }, .at_us = ctx->now_us });
    return !is_refused(out);
}

void apply_engine_decided_on_paper(struct txn *t, const struct engine_decided_on_paper *ev)
{
    paper_row_put(t, &(struct paper_row){ .number = ev->paper.number, .command = ev->command, .date = ev->paper.date, .post = ev->paper.post,
                                          .count = ev->paper.count, .by = ev->by, .confirmed_by = ev->confirmed_by, .at_us = ev->at_us });
}

enum refusal answer_paper_decisions(const struct view *v, const struct context *ctx, const struct paper_decisions *q, struct paper_decisions_result *ret)
{
    struct row_scan scan = paper_row_scan(v, 0, &(struct paper_row){ .number = q->after });
    struct paper_decision *list = arena_take(view_arena(v), DECISIONS_PER_PAGE * sizeof *list);
    struct paper_row row;
    uint32_t count = 0;

    (void)ctx;
    *ret = (struct paper_decisions_result){ .more = false };
    while (!ret->more && paper_row_next(&scan, &row)) {
        if (text_equal(row.number, q->after))
            continue;
        if (count == DECISIONS_PER_PAGE)
            ret->more = true;
        else
            list[count++] = (struct paper_decision){
                .command = row.command, .paper = { .number = row.number, .date = row.date, .post = row.post, .count = row.count },
                .by = row.by, .confirmed_by = row.confirmed_by, .at_us = row.at_us };
    }
    ret->decisions.at = list;
    ret->decisions.count = count;
    return REFUSAL_NONE;
}
