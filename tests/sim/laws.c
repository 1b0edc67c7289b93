/* What is looked at when bytes leave a node, when the world is at rest, and at the end. The models
 * look at the rest when they read an entry. Keeps true: a broken law ends the process at once, with
 * everything needed to play it again. */
#include "laws.h"

#include <stdarg.h>
#include <unistd.h>

#include "codec/read.h"
#include "engine/host_internal.h"
#include "trust/checkpoint.h"
#include "world.h"

static const char *const words[] = {
#define LAW_WORD(name, word, sentence) word,
    LAW_LIST(LAW_WORD)
#undef LAW_WORD
};
static const char *const sentences[] = {
#define LAW_SENTENCE(name, word, sentence) sentence,
    LAW_LIST(LAW_SENTENCE)
#undef LAW_SENTENCE
};

const char *law_word(enum law law) { return words[law]; }
const char *law_sentence(enum law law) { return sentences[law]; }

void law_broken(struct world *w, enum law law, const char *format, ...)
{
    va_list args;

    w->report->broken = law;
    w->report->turn = w->turn;
    if (w->plant == PLANT_NONE) {
        fprintf(stderr, "LAW BROKEN  %s: %s\n  seed %llu, turn %u: ", law_word(law), law_sentence(law), (unsigned long long)w->seed, w->turn);
        va_start(args, format);
        vfprintf(stderr, format, args);
        va_end(args);
        fputc('\n', stderr);
    } else {
        fprintf(stderr, "  turn %u, law %s: ", w->turn, law_word(law));
        va_start(args, format);
        vfprintf(stderr, format, args);
        va_end(args);
        fputc('\n', stderr);
    }
    fflush(NULL);
    _exit(1);
}

/* ---- What leaves -------------------------------------------------------------------------- */

void laws_personal(struct world *w, enum svc from, const char *what, struct bytes bytes)
{
    static const char *const planted[] = { PLANTED_NAME, PLANTED_SECRET, PLANTED_NOTICE, PLANTED_APPLICATION };

    for (uint32_t i = 0; i < sizeof planted / sizeof *planted; i++)
        if (memmem(bytes.at, bytes.len, planted[i], strlen(planted[i])) != NULL)
            law_broken(w, LAW_PERSONAL, "%s: %s holds \"%s\" in clear", svc_name(from), what, planted[i]);
}

void laws_answer(struct world *w, struct node *n, struct bytes payload)
{
    const struct model_log *log = &w->models.logs[n->svc];
    struct bytes position = map_get(payload, "position"), leaf;
    struct position at;

    if (memmem(payload.at, payload.len, PLANTED_SECRET, strlen(PLANTED_SECRET)) != NULL)
        law_broken(w, LAW_PERSONAL, "%s: an answer holds a password", svc_name(n->svc));
    if (position.at == NULL || !map_get_bin(payload, "leaf", &leaf))
        return;
    must(read_position(position, &at) && leaf.len == 32);
    if (at.sequence == 0 || at.sequence > log->count || memcmp(log->entries[at.sequence - 1].leaf, leaf.at, 32) != 0)
        law_broken(w, LAW_ACKNOWLEDGED, "%s answers with entry %llu, which it has not committed so", svc_name(n->svc), (unsigned long long)at.sequence);
}

void laws_publication(struct world *w, enum svc from, struct bytes payload)
{
    const struct model_log *log = &w->models.logs[from];
    uint64_t sequence;

    laws_personal(w, from, "publication", payload);
    if (map_get_u64(payload, "sequence", &sequence) && (sequence == 0 || sequence > log->count || !log->entries[sequence - 1].published))
        law_broken(w, LAW_LOG, "%s publishes entry %llu, which is none of its log", svc_name(from), (unsigned long long)sequence);
}

/* ---- At rest ------------------------------------------------------------------------------ */

static void check_caught_up(struct world *w, struct node *n)
{
    const struct contract *c = n->service->contract;

    for (uint32_t i = 0; i < c->source_count; i++) {
        struct position at = engine_cursor(n->engine, i);
        const struct model_log *log = &w->models.logs[svc_of(text_of(c->sources[i]))];
        uint64_t end = c->takes_entries ? log->count : log->published;

        if (at.sequence < end || (end > 0 && at.epoch != log->epoch))
            law_broken(w, LAW_CAUGHT_UP, "%s has followed %s to %u/%llu, its log ends at %u/%llu (%s, %u waiting, %u failures)", svc_name(n->svc),
                       c->sources[i], at.epoch, (unsigned long long)at.sequence, log->epoch, (unsigned long long)end,
                       n->host->follow[i].state == FOLLOW_STOPPED ? "stopped" : "running", n->host->followed_count, n->host->follow[i].failures);
    }
}

bool laws_all_caught_up(struct world *w)
{
    for (enum svc svc = 0; svc < SVC_COUNT; svc++) {
        struct node *n = &w->nodes[svc];
        const struct contract *c = n->service->contract;

        if (!node_ready(n) || n->busy || n->digest_due || n->isolated_turns > 0)
            return false;
        for (uint32_t i = 0; i < c->source_count; i++) {
            struct position at = engine_cursor(n->engine, i);
            const struct model_log *log = &w->models.logs[svc_of(text_of(c->sources[i]))];
            uint64_t end = c->takes_entries ? log->count : log->published;

            if (at.sequence < end || (end > 0 && at.epoch != log->epoch))
                return false;
        }
    }
    return true;
}

static void check_followed(struct world *w)
{
    struct models *m = &w->models;

    for (uint32_t i = 0; !was_set_aside(m, SVC_RESERVATIONS, SVC_INVENTORY) && i < m->cards.card_count; i++)
        if (m->cards.cards[i].posted && !m->cards.cards[i].claimed)
            law_broken(w, LAW_FOLLOWED, "reservations knows nothing of the notice of card %llu", (unsigned long long)m->cards.cards[i].id);
    for (uint32_t i = 0; i < m->cards.card_count; i++)
        if (m->cards.cards[i].posted && m->cards.cards[i].status != CARD_STATE_ISSUED && m->cards.cards[i].unclaimable == card_obtainable(&m->cards.cards[i]))
            law_broken(w, LAW_CARD, "card %llu can be claimed and not obtained, or the other way round", (unsigned long long)m->cards.cards[i].id);
    for (uint32_t i = 0; !was_set_aside(m, SVC_QUEUEING, SVC_RESERVATIONS) && i < m->places.count; i++)
        if (m->places.items[i].reservation != 0 && queue_visit(&m->queue, m->places.items[i].reservation) == NULL)
            law_broken(w, LAW_FOLLOWED, "queueing does not expect booking %llu", (unsigned long long)m->places.items[i].reservation);
}

static void check_audit(struct world *w)
{
    const struct model_audit *a = &w->models.audit;
    uint8_t root[32], named[32];
    uint64_t size, at_us;

    for (enum svc svc = 0; svc < SVC_AUDIT; svc++)
        if (a->taken[svc] != w->models.logs[svc].count)
            law_broken(w, LAW_AUDIT, "audit has %llu of the %u entries of %s", (unsigned long long)a->taken[svc], w->models.logs[svc].count, svc_name(svc));
    if (a->signed_leaves == 0)
        return;
    if (checkpoint_verify(text_of(a->note), "madoguchi.1/audit", a->note_key, &size, named, &at_us) != OK || size != a->signed_leaves)
        law_broken(w, LAW_AUDIT, "the last checkpoint does not hold");
    audit_root(a, size, root);
    if (memcmp(root, named, 32) != 0)
        law_broken(w, LAW_AUDIT, "the root of %llu leaves is not the one signed", (unsigned long long)size);
}

void laws_at_rest(struct world *w)
{
    for (enum svc svc = 0; svc < SVC_COUNT; svc++)
        check_caught_up(w, &w->nodes[svc]);
    check_followed(w);
    check_audit(w);
    count(w, COUNT_HEALED);
}

/* ---- At the end --------------------------------------------------------------------------- */

static void check_acknowledged(struct world *w)
{
    for (uint32_t i = 0; i < w->clients.ack_count; i++) {
        const struct ack *ack = &w->clients.acks[i];
        const struct model_log *log = &w->models.logs[ack->svc];

        if (ack->number > log->count || memcmp(log->entries[ack->number - 1].leaf, ack->leaf, 32) != 0)
            law_broken(w, LAW_ACKNOWLEDGED, "entry %llu of %s was acknowledged and is not there", (unsigned long long)ack->number, svc_name(ack->svc));
    }
}

static void check_rebuilt(struct world *w, struct node *n)
{
    struct store *scratch = node_scratch(n, "scratch");
    struct verify_report report = { 0 };
    struct arena arena;

    arena_init(&arena, 64u << 20);
    must(engine_verify(n->service, engine_store(n->engine), scratch, SITE, &arena, &report) == OK);
    if (!report.chain_ok)
        law_broken(w, LAW_LOG, "%s: the chain breaks at entry %llu", svc_name(n->svc), (unsigned long long)report.broken_at);
    if (!report.state_ok)
        law_broken(w, LAW_REBUILT, "%s: the state folded anew differs: %s", svc_name(n->svc), report.difference != NULL ? report.difference : "?");
    store_drop(&scratch);
    arena_fini(&arena);
    count(w, COUNT_VERIFIED);
}

void laws_at_end(struct world *w)
{
    for (enum svc svc = 0; svc < SVC_COUNT; svc++) {
        models_read_again(w, svc);
        check_rebuilt(w, &w->nodes[svc]);
        kept_try_boxes(w, svc);
    }
    check_acknowledged(w);
}
