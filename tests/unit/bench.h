/* The bench: a service's real engine on a scratch store, for given / when / then.
 *
 *     given(b, ticket_taken(.ticket_id = {7}, .line_id = {1}));     events that stand in the log already
 *     as(b, 12, ROLE_OPERATOR);                                     who acts from here on; KIOSK, CITIZEN, SYSTEM: by peer
 *     when(b, call_next(.desk_id = {3}));                           one command, one step
 *     then(b, ticket_called(.ticket_id = {7}, .desk_id = {3}));     exactly these events, in this order
 *
 * In expectations a field that is zero is not compared; personal fields are compared opened.
 * Closing a bench folds its log anew and fails when that state is not the live one. */
#ifndef TESTS_UNIT_BENCH_H
#define TESTS_UNIT_BENCH_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/engine.h"

enum built_kind { BUILT_COMMAND, BUILT_RESULT, BUILT_SHOWN, BUILT_EVENT, BUILT_QUERY, BUILT_ANSWER };

struct built {
    enum built_kind kind;
    const char *service, *name;
    const struct record_spec *spec;
    const void *value;
};

#define BUILT_MAKER(what, KIND)                                                                                                   \
    static inline struct built build_##what(const char *service, const char *name, const struct record_spec *spec, const void *value) \
    {                                                                                                                            \
        return (struct built){ KIND, service, name, spec, value };                                                               \
    }
BUILT_MAKER(command, BUILT_COMMAND)
BUILT_MAKER(result, BUILT_RESULT)
BUILT_MAKER(shown, BUILT_SHOWN)
BUILT_MAKER(event, BUILT_EVENT)
BUILT_MAKER(query, BUILT_QUERY)
BUILT_MAKER(answer, BUILT_ANSWER)

struct bench;

/* `config` outlives the bench; NULL for a service without. The first clock is 2027-02-01 08:30 in Tokyo. */
struct bench *bench_new(const struct service *service, const void *config);
void bench_drop(struct bench **bench);
struct engine *bench_engine(struct bench *b);
/* The engine is the caller's from here on; the bench then only cleans up. */
struct engine *bench_release(struct bench *b);
struct marker_page *bench_marker(struct bench *b);
/* The peer of `as`, and a frame as `when` would send it: valid until the next. */
const struct peer *bench_peer(struct bench *b);
struct bytes bench_frame(struct bench *b, struct built command);
/* A publication of another service's event, as its socket would bring it. */
struct bytes bench_publication(struct bench *b, struct built event, uint64_t before, uint64_t sequence);
/* Stops the engine and opens it again on the same directory, as after a crash. */
void bench_reopen(struct bench *b);
/* The same with another state version: the start folds everything from the log. Returns the entries folded. */
uint64_t bench_rebuild(struct bench *b);

/* Who sends the next commands. ROLE_KIOSK, ROLE_CITIZEN, ROLE_SYSTEM: a peer without a person (account 0). */
void as(struct bench *b, uint64_t account, enum role role);
/* The second person of the next command only. */
void second(struct bench *b, uint64_t account, enum role role);
void purpose(struct bench *b, const char *purpose);          /* of the next command only */
/* Sets the clock: a Tokyo day and minute. */
void at(struct bench *b, uint32_t yyyymmdd, uint32_t minute);
void at_us(struct bench *b, uint64_t us);
uint64_t now(const struct bench *b);
/* Moves the clock and runs every due timer. */
void pass(struct bench *b, uint64_t us);

#define BUILT_LIST(...) (const struct built[]){ __VA_ARGS__ }, sizeof((const struct built[]){ __VA_ARGS__ }) / sizeof(struct built)
#define given(b, ...) bench_given(b, BUILT_LIST(__VA_ARGS__))
#define then(b, ...) bench_then(b, __FILE__, __LINE__, BUILT_LIST(__VA_ARGS__))
#define then_nothing(b) bench_then(b, __FILE__, __LINE__, NULL, 0)
#define then_refused(b, why) bench_then_refused(b, __FILE__, __LINE__, why, NULL)
#define then_refused_at(b, why, path) bench_then_refused(b, __FILE__, __LINE__, why, path)
/* The engine did not take it: nothing stands under its id. */
#define then_not_taken(b, why) bench_then_not_taken(b, __FILE__, __LINE__, why, NULL)
#define then_not_taken_at(b, why, path) bench_then_not_taken(b, __FILE__, __LINE__, why, path)
#define then_result(b, expected) bench_then_result(b, __FILE__, __LINE__, expected)
#define then_shown(b, expected) bench_then_shown(b, __FILE__, __LINE__, expected)
#define then_answer(b, expected) bench_then_answer(b, __FILE__, __LINE__, expected)
#define then_no_answer(b, why) bench_then_no_answer(b, __FILE__, __LINE__, why)

void bench_given(struct bench *b, const struct built *events, size_t count);
void when(struct bench *b, struct built command);
/* The same bytes again under the same id. */
void when_repeated(struct bench *b);
/* The next step's commit fails on the disk: the input has no effect and no answer. */
void bench_fail_commit(struct bench *b);
/* From here on the n-th storage call fails (1-based; 0: none). What fails is tried again: a command as a client would, a
 * followed event, a timer, a rebuild and an opening as the next process would, a query after its `busy`. After an error of a step
 * the engine is opened anew, after "full" it is not. What the bench itself reads does not count. See bench_faulted. */
void bench_fault_at(struct bench *b, uint64_t n, enum err with);
bool bench_faulted(const struct bench *b);
/* A frame as it is, from the peer of `as`. */
void when_bytes(struct bench *b, struct bytes frame);
/* The id and ticket of the next command: a sequence, and how old its ticket is (0: fresh). */
void when_sequence(struct bench *b, struct built command, uint64_t sequence);
void ticket_age(struct bench *b, uint64_t us);
void ticket_forged(struct bench *b);
void until(struct bench *b, uint64_t us);
/* What the next command's `after` names. */
void after(struct bench *b, const char *source, uint32_t epoch, uint64_t sequence);
/* The same id with another content. */
void when_same_id(struct bench *b, struct built command);
/* An event of another service arrives. */
void followed(struct bench *b, struct built event);
/* Several events of one entry; at least one. */
void followed_together(struct bench *b, const struct built *events, uint32_t count);
void followed_again(struct bench *b);
/* A whole entry of another service, for who takes those. */
void followed_entry(struct bench *b, const char *source, uint32_t epoch, uint64_t sequence, struct bytes entry);
void ask(struct bench *b, struct built query);

void bench_then(struct bench *b, const char *file, int line, const struct built *events, size_t count);
void bench_then_refused(struct bench *b, const char *file, int line, enum refusal why, const char *path);
void bench_then_not_taken(struct bench *b, const char *file, int line, enum refusal why, const char *path);
void bench_then_result(struct bench *b, const char *file, int line, struct built expected);
void bench_then_shown(struct bench *b, const char *file, int line, struct built expected);
void bench_then_answer(struct bench *b, const char *file, int line, struct built expected);
void bench_then_no_answer(struct bench *b, const char *file, int line, enum refusal why);

/* Was the last command refused for this reason? */
bool bench_refused_with(struct bench *b, enum refusal why);
/* Decoded, for closer looks; live until the next when/ask. NULL when there is none. */
const void *result_of(struct bench *b, const struct record_spec *spec);
const void *shown_of(struct bench *b, const struct record_spec *spec);
const void *answer_of(struct bench *b, const struct record_spec *spec);
/* SHA-256 over causes, refusals and event names of the whole log: what happened, without seals and hashes. */
void log_story(struct bench *b, uint8_t ret[32]);
/* The whole answer as it left, and the number of the last entry. */
struct bytes answer_bytes(struct bench *b);
uint64_t log_length(struct bench *b);
/* The bytes of an entry as they are stored, in arena. */
struct bytes log_entry(struct bench *b, uint64_t number, struct arena *arena);

#endif
