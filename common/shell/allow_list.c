/* When the allow-list is read, what is accepted, and what is remembered. Keeps true: no list is put in force that is not
 * signed by the installation's enrolment key, or that is older than one that was in force here. A list is put in force
 * before it is kept: that a disk is full must not hold up a revocation. */
#include "shell/allow_list.h"

#include "base/invariant.h"
#include "shell/log.h"

static const char *say(struct wire_fault *fault, const char *word, const char *sentence)
{
    snprintf(fault->text, sizeof fault->text, "%s", sentence);
    return word;
}

const char *allow_list_judge(const struct peers *list, const struct peers *in_force, const uint8_t enrolment_key[32], struct wire_fault *ret_fault)
{
    uint64_t version = peers_version(list), before = in_force == NULL ? 0 : peers_version(in_force);

    switch ((int)peers_signed_by(list, enrolment_key)) {
    case OK: break;
    case ERR_NOT_FOUND: return say(ret_fault, "not_signed", "the list is of form 1, without a signature");
    default: return say(ret_fault, "bad_signature", "not signed by this installation's enrolment key, or changed since");
    }
    if (peers_ticket_key(list) == NULL)
        return say(ret_fault, "malformed", "names no ticket-key");
    if (in_force == NULL)
        return NULL;
    if (version < before) {
        snprintf(ret_fault->text, sizeof ret_fault->text, "version %llu is older than %llu, which was in force here", (unsigned long long)version,
                 (unsigned long long)before);
        return "rolled_back";
    }
    if (version == before && !text_equal(peers_source(list), peers_source(in_force)))
        return say(ret_fault, "same_version", "another text with the version that is in force; a change needs a higher one");
    if (memcmp(peers_ticket_key(list), peers_ticket_key(in_force), 32) != 0)
        return say(ret_fault, "other_ticket_key", "names another ticket-key, which takes a restart of the service");
    return NULL;
}

static const char *word_of(enum err err)
{
    return err == ERR_NOT_FOUND ? "not_there" : err == ERR_DENIED ? "not_private" : err == ERR_CONFIG ? "malformed" : "unreadable";
}

static const char *read_and_judge(const char *path, const struct installation *at, const struct peers *in_force, struct peers **ret,
                                  struct wire_fault *fault)
{
    struct peers *list = NULL;
    enum err err = peers_load(path, &list, fault);
    const char *wrong = err != OK ? word_of(err) : allow_list_judge(list, in_force, at->enrolment_key, fault);

    if (wrong == NULL)
        *ret = list;
    else
        peers_drop(&list);
    return wrong;
}

static void log_wrong(const char *what, const struct path *path, const char *wrong, const struct wire_fault *fault)
{
    log_event(LOG_ALARM, what, log_text(LOG_FILE, path->at), log_text(LOG_STATUS, wrong), log_text(LOG_DETAIL, fault->text));
}

/* ---- Start ------------------------------------------------------------------------------------- */

static struct peers *read_kept(struct allow_list *list, const struct installation *at)
{
    struct peers *kept = NULL;
    struct wire_fault fault = { .text = "" };
    const char *wrong = read_and_judge(list->kept.at, at, NULL, &kept, &fault);

    list->is_kept = wrong == NULL;
    if (wrong != NULL && strcmp(wrong, "not_there") != 0)
        log_wrong("the allow-list last in force cannot be used; an older one would not be noticed", &list->kept, wrong, &fault);
    return kept;
}

/* A restart is when the ticket-key may change. */
static const char *read_fresh(struct allow_list *list, const struct installation *at, const struct peers *kept, struct peers **ret,
                              struct wire_fault *fault)
{
    const char *wrong;

    list->judged = stat(list->file.at, &list->about) == 0;       /* first, so that what comes in between is seen later */
    wrong = read_and_judge(list->file.at, at, kept, ret, fault);
    if (wrong != NULL && strcmp(wrong, "other_ticket_key") == 0)
        wrong = read_and_judge(list->file.at, at, NULL, ret, fault);
    return wrong;
}

enum err allow_list_open(struct allow_list *list, const struct installation *at, const char *service, struct date day, struct peers **ret,
                         struct fault *ret_fault)
{
    struct wire_fault fault = { .text = "" };
    AUTO(peers) struct peers *kept = NULL;
    AUTO(peers) struct peers *fresh = NULL;

    if (!at->has_enrolment_key) {
        fault_set(ret_fault, "%s/office names no enrolment key: an early version made it. \"madoguchi up\" makes one and signs the allow-list", at->dir);
        return ERR_CONFIG;
    }
    *list = (struct allow_list){ .file = key_path(at, "peers"), .kept = service_path(at, service, "peers"), .day = day };
    kept = read_kept(list, at);
    list->alarm = read_fresh(list, at, kept, &fresh, &fault);
    if (fresh == NULL && kept == NULL) {
        fault_set(ret_fault, "%s: %s: %s", list->file.at, list->alarm, fault.text);
        return ERR_CONFIG;
    }
    if (list->alarm != NULL)
        log_wrong("the allow-list is not right; the one last in force is used", &list->file, list->alarm, &fault);
    list->is_kept = list->is_kept && (fresh == NULL || text_equal(peers_source(fresh), peers_source(kept)));
    *ret = peers_on(fresh != NULL ? fresh : kept, day);
    allow_list_keep(list, *ret);
    return OK;
}

/* ---- Later ------------------------------------------------------------------------------------- */

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mode == b->st_mode &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* True when the file is not the one judged last. What cannot be seen now is looked for again the next time. */
static bool changed(struct allow_list *list)
{
    struct stat now;
    bool seen = stat(list->file.at, &now) == 0;
    bool same = seen && list->judged && same_file(&now, &list->about);

    list->judged = seen;
    if (seen)
        list->about = now;
    return !same;
}

static struct peers *read_again(struct allow_list *list, const struct installation *at, const struct peers *in_force, struct date day)
{
    struct wire_fault fault = { .text = "" };
    AUTO(peers) struct peers *fresh = NULL;
    const char *wrong = read_and_judge(list->file.at, at, in_force, &fresh, &fault);
    bool again = wrong != NULL && (strcmp(wrong, "not_there") == 0 || strcmp(wrong, "unreadable") == 0);

    if (wrong != NULL && !(again && list->alarm != NULL && strcmp(wrong, list->alarm) == 0))
        log_wrong("the allow-list was not read again; the one before stays", &list->file, wrong, &fault);
    if (again)                           /* each second, and told once */
        list->judged = false;
    list->alarm = wrong;
    if (fresh == NULL || peers_version(fresh) == peers_version(in_force))
        return NULL;
    list->day = day;
    list->is_kept = false;
    return peers_on(fresh, day);
}

struct peers *allow_list_look(struct allow_list *list, const struct installation *at, const struct peers *in_force, struct date day,
                              uint64_t mono_us, bool at_once)
{
    struct peers *fresh = NULL;

    if (!at_once && mono_us < list->looked_at_us + ALLOW_LIST_LOOK_US)
        return NULL;
    list->looked_at_us = mono_us;
    if (changed(list) || at_once)
        fresh = read_again(list, at, in_force, day);
    if (fresh == NULL && !list->is_kept)
        allow_list_keep(list, in_force);
    if (fresh != NULL || day.v == list->day.v)
        return fresh;
    list->day = day;
    return peers_on(in_force, day);
}

void allow_list_keep(struct allow_list *list, const struct peers *in_force)
{
    struct text source = peers_source(in_force);

    if (!list->is_kept)
        list->is_kept = file_put_text(list->kept.at, source, 0600) == OK;
    if (list->is_kept) {
        if (list->alarm != NULL && strcmp(list->alarm, "not_kept") == 0)
            list->alarm = NULL;
        return;
    }
    if (list->alarm == NULL)
        log_event(LOG_ALARM, "the allow-list in force cannot be kept; tried again each second", log_text(LOG_FILE, list->kept.at));
    list->alarm = "not_kept";
}
