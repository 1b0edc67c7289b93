/* The words of each error, from the one list in err.h. Keeps no detail: whoever meets the
 * error notes what and where. */
#include "base/err.h"

#include "base/invariant.h"

const char *err_text(enum err err)
{
    switch (err) {
#define ERR_CASE(name, text) \
    case name:               \
        return text;
        ERR_LIST(ERR_CASE)
#undef ERR_CASE
    }
    invariant_broken(__FILE__, __LINE__, "err is a member of enum err");
}
