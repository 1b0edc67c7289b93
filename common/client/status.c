/* What a service says about itself. */
#include "client/answer.h"

#include "engine/entry.h"

static bool narrow(struct bytes in, const char *key, uint32_t *ret)
{
    uint64_t v = 0;

    if (!map_get_u64(in, key, &v) || v > UINT32_MAX)
        return false;
    *ret = (uint32_t)v;
    return true;
}

static void read_figures(struct bytes in, struct service_status *s)
{
    const struct {
        const char *key;
        uint64_t *to;
    } figures[] = {
        { "open_day", &s->open_day }, { "parked", &s->parked }, { "published", &s->published }, { "queued", &s->queued }, { "malformed", &s->malformed },
        { "denied", &s->denied }, { "quarantined", &s->quarantined }, { "gaps", &s->gaps }, { "repeats", &s->repeats },
        { "map_used_percent", &s->map_used_percent }, { "peers_version", &s->peers_version },
        { "audit_behind", &s->audit_behind }, { "audit_lag_us", &s->audit_lag_us },
    };

    for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++)
        (void)map_get_u64(in, figures[i].key, figures[i].to);       /* absent: stays 0 */
}

bool status_parse(const struct answer *answer, struct service_status *ret)
{
    struct service_status status = { 0 };
    struct bytes in = answer->payload;

    if (answer->kind != ANSWER_STATUS || !narrow(in, "site", &status.site) || !narrow(in, "epoch", &status.epoch))
        return false;
    if (!map_get_text(in, "service", &status.service) || !map_get_text(in, "state", &status.state) ||
        !map_get_text(in, "mode", &status.mode) || !map_get_text(in, "version", &status.version))
        return false;
    if (!map_get_u64(in, "head", &status.head) || !map_get_u64(in, "now", &status.now_us))
        return false;
    read_figures(in, &status);
    (void)map_get_text(in, "peers_alarm", &status.peers_alarm);         /* likewise */
    struct reader closed = reader_of(map_get(in, "looks_closed"));
    (void)(closed.at != NULL && read_bool(&closed, &status.looks_closed));
    if (map_get_bin(in, "key", &status.key) && status.key.len != 32)
        return false;
    status.cursors = reader_of(map_get(in, "cursors"));
    if (status.cursors.at != NULL && !read_array(&status.cursors, &status.cursor_count))
        return false;
    *ret = status;
    return true;
}

bool status_cursor_next(struct service_status *status, struct position *ret)
{
    struct bytes raw;

    if (status->cursor_count == 0 || !read_raw(&status->cursors, &raw) || !read_position(raw, ret))
        return false;
    status->cursor_count--;
    return true;
}
