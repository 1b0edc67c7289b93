/* Who was in which area when, and who came and went, out of staff's own entries; with what proves that nothing was added or left out.
 *
 *     DIR/presence.csv      a line a stay in an area, in the period
 *     DIR/attendance.csv    a line a person and day
 *     DIR/names.csv         names behind accounts, names of areas: the only thing no log says in clear
 *     DIR/entries.jsonl     every entry of staff from its first to the head, as the audit log has them
 *     DIR/head.proof        the last of them with its path to the signed head (as `madoguchi-audit prove` writes it)
 *     DIR/period.txt        from, to
 *     DIR/README.txt        how a stranger checks it
 *
 * Each entry names the hash of the one before, so the one at the end proves them all; the signed head names staff's last entry, so
 * none is missing at the end. */
#ifndef TOOLS_PRESENCE_H
#define TOOLS_PRESENCE_H

#include <stdio.h>

#include "audit/line.h"
#include "base/arena.h"
#include "base/date.h"
#include "gen/staff.h"

struct presence_stay {
    uint64_t who, permitted_by, corrected_by, entry_in, entry_out;     /* entries: numbers in staff's log */
    uint64_t in_us, out_us;                                            /* out 0: not left yet */
    struct area_id area_id;
    enum entry_permission permission;
    struct text reason;
    bool taken_out;                                                    /* corrected to: there was none */
};

struct presence_day {
    struct date date;
    uint64_t account, in_us, out_us, corrected_by, entry;
    struct text reason;
};

struct presence_person {
    uint64_t who;
    bool is_visitor;
    struct text name, company, badge;                                  /* login name; of a visitor the company */
    enum staff_role role;
    enum visitor_kind kind;
};

/* A name no log says in clear. */
struct presence_label {
    bool is_area;
    uint64_t id;
    struct text ja, en;
};

#define PRESENCE_LABELS_MAX 4096u

struct presence_facts {
    struct arena arena;
    struct presence_stay *stays;      uint32_t stay_count, stay_room;
    struct presence_day *days;        uint32_t day_count, day_room;
    struct presence_person *people;   uint32_t person_count, person_room;
    struct presence_label *labels;    uint32_t label_count, label_room;
};

void presence_init(struct presence_facts *facts);
void presence_fini(struct presence_facts *facts);
/* One more entry of staff, in order (presence_fold.c). False: an event does not read. */
MUST_CHECK bool presence_take(struct presence_facts *facts, const struct entry *entry);
/* At most PRESENCE_LABELS_MAX; texts are copied. */
void presence_label(struct presence_facts *facts, bool is_area, uint64_t id, struct text ja, struct text en);

struct presence_period { struct date from, to; };                      /* both included */

/* The tables (presence_sheet.c): UTF-8 with a mark for spreadsheets, RFC 4180. */
void presence_sheet(const struct presence_facts *facts, const struct presence_period *period, FILE *to);
void attendance_sheet(const struct presence_facts *facts, const struct presence_period *period, FILE *to);
void names_sheet(const struct presence_facts *facts, FILE *to);
/* names.csv as names_sheet writes it. False: another form. */
MUST_CHECK bool names_read(struct text text, struct presence_facts *facts);
/* What a sheet would be, terminated; free() it. */
char *sheet_text(void (*sheet)(const struct presence_facts *, const struct presence_period *, FILE *), const struct presence_facts *facts,
                 const struct presence_period *period);

/* An export, checked far from here (presence_check.c): nothing is believed but the key. OK: *ret_fault is "" or says what is
 * false, in the language chosen. ERR_IO, ERR_CONFIG: it cannot be read. */
MUST_CHECK enum err presence_check(const char *dir, const char *origin, const uint8_t public_key[32], bool english, struct presence_facts *facts,
                                   char ret_fault[AUDIT_FAULT_SIZE]);

/* Makes one (presence_export.c). */
struct presence_args {
    const char *dir, *keys, *out, *account, *check, *vkey;
    struct presence_period period;
    bool english;
};
struct fault;
MUST_CHECK enum err presence_export(const struct presence_args *args, struct fault *fault);

#endif
