/* Number and date of what the city decided about a card: from its paper when the decision stands on one, else as its own login
 * gave them. Keeps true: never from both, and never of a day to come. */
#include "approval.h"

bool approval_named(const struct context *ctx, struct text number, struct date on, struct decision *out, struct approval *ret)
{
    bool given = number.len > 0 || on.v != 0;

    *ret = ctx->paper != NULL ? (struct approval){ ctx->paper->number, ctx->paper->date } : (struct approval){ number, on };
    if (ctx->paper != NULL && given)
        refuse(out, APPROVAL_NAMED_TWICE);
    else if (ret->number.len == 0 || ret->on.v == 0)
        refuse(out, APPROVAL_NOT_NAMED);
    else if (ret->on.v > ctx->date.v)
        refuse(out, DATE_IN_FUTURE);
    return !is_refused(out);
}
