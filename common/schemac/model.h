/* The contract of all services in memory, checked: what the YAML files say, with every name
 * resolved. The emitters only read it. */
#ifndef SCHEMAC_MODEL_H
#define SCHEMAC_MODEL_H

#include "yaml_tree.h"

enum kind { KIND_BOOL, KIND_U64, KIND_I64, KIND_ID, KIND_DATE, KIND_TIME, KIND_ENUM, KIND_TEXT, KIND_BYTES, KIND_RECORD, KIND_SEALED };
#define KIND_COUNT (KIND_SEALED + 1)

enum rule { RULE_FREE, RULE_LINE, RULE_NAME, RULE_NOTICE_NUMBER, RULE_APPLICATION_ID, RULE_TOKEN, RULE_PHONE, RULE_SECRET, RULE_CODE };
#define RULE_COUNT (RULE_CODE + 1)

struct kind_facts {
    const char *yaml;             /* as a builtin type; NULL when it is not one */
    const char *constant;         /* FIELD_U64 */
    const char *c_type;           /* uint64_t; NULL: depends on the field */
};
struct rule_facts {
    const char *yaml, *constant;
    uint32_t min, max;            /* default code points */
    bool ascii;                   /* one byte a code point */
    bool personal;                /* unless the field says otherwise */
    const char *form;             /* for documents */
};
extern const struct kind_facts kind_facts[KIND_COUNT];
extern const struct rule_facts rule_facts[RULE_COUNT];

struct enumeration {
    const char *name, *file, *doc;
    uint32_t line, count;
    const char **members, **ja, **en;   /* ja[i], en[i] may be NULL */
};

struct shape;

/* One field, or the template of one (a named type). min and max are i64 as two's complement. */
struct field {
    const char *name, *file, *doc, *ja, *unit, *subject;
    uint32_t line, since, list_max;
    enum kind kind;
    const char *id;               /* KIND_ID: name of the id type */
    const char *type;             /* as written: desk_id, business_date, u64 */
    const struct enumeration *values;
    struct shape *record;
    bool list, optional, secret, personal, personal_said;
    uint64_t min, max;
    enum rule rule;
    const struct node *node;
};

enum shape_use { USE_RECORD, USE_COMMAND, USE_RESULT, USE_SHOWN, USE_EVENT, USE_EVENT_OPEN, USE_QUERY, USE_QUERY_RESULT, USE_CONFIG, USE_ROW };

/* Anything with fields: a struct in C, a map on the wire. */
struct shape {
    const char *name, *file, *doc;
    uint32_t line;
    enum shape_use use;
    struct field *fields;         /* as written */
    uint32_t count;
    const struct field **sorted;  /* by name */
    bool has_personal;            /* here or in a nested record */
    struct shape *stored;         /* how it is stored in an event, when that differs */
    bool in_events;               /* nested in an event, not inside a personal field */
    uint32_t mark;                /* of walks */
};

struct refusal {
    const char *name, *ja, *en, *file;
    uint32_t line;
    bool engine;
};

struct command {
    const char *name, *clause, *doc, *file;
    uint32_t line, allow, second_roles, since;
    bool second_allowed, second_required, purpose_required;
    uint32_t second_within;       /* minutes; 0: both persons are present */
    const char *second_list;      /* of which a part may be confirmed; NULL: none */
    uint32_t paper;               /* 0 not taken, 1 allowed, 2 required: a decision of the city */
    uint32_t slow;                /* 0 none, 1 check, 2 hash */
    const struct refusal **refusals;
    uint32_t refusal_count;
    struct shape *body, *result, *shown;   /* the last two may be NULL */
};

enum note { NOTE_NONE, NOTE_DAY_OPENED, NOTE_DAY_CLOSED, NOTE_REVOCATION, NOTE_SESSION_END };
extern const char *const note_names[5];    /* NULL, day_opened, ... */
extern const char *const note_constants[5];
extern const char *const slow_constants[4];
extern const char *const paper_words[3];   /* NULL, allowed, required */

struct event {
    const char *name, *doc, *file;
    uint32_t line, since;
    enum note notes;
    bool derives;
    struct shape *open;           /* as stated */
    struct shape *stored;         /* == open without personal fields */
};

struct follow {
    const struct service *source;
    const struct event *event;
    bool handled;                 /* false: only the engine takes note */
};

struct table {
    const char *name, *file, *doc;
    uint32_t line;
    struct shape *row;
    const struct field **key;
    uint32_t key_count;
    bool derived;
};

struct service {
    const char *name, *file, *tables_file;
    uint32_t line, version, state_version;
    const struct node *top, *tables_top;   /* NULL: no such file */
    struct shape **records;   uint32_t record_count;    /* in an order in which C can declare them */
    struct command *commands; uint32_t command_count;   /* sorted by name, like all below */
    struct event *events;     uint32_t event_count;
    struct command *queries;  uint32_t query_count;     /* result never NULL */
    const char **timers;      uint32_t timer_count;     /* as written: their numbers are stored */
    struct follow *follows;   uint32_t follow_count;
    const struct service **sources; uint32_t source_count;
    bool takes_entries;
    struct shape *config;         /* NULL: none */
    struct table *tables;     uint32_t table_count;
};

struct model {
    struct arena *arena;
    struct complaints *complaints;
    const char *types_file;
    const struct node *types_top;
    const char **ids;           uint32_t id_count;
    struct field *types;        uint32_t type_count;
    struct enumeration *enums;  uint32_t enum_count;
    struct shape **records;     uint32_t record_count;
    struct refusal *refusals;   uint32_t refusal_count;  /* the engine's first */
    struct service *services;   uint32_t service_count;  /* sorted by name */
    struct names *names;
};

extern const char *const role_names[];     /* as in enum role; [0] is "none" */
extern const uint32_t role_count;

/* What a set of names is looked up in while fields are read. */
struct scope {
    struct model *model;
    struct service *service;      /* NULL in types.yaml */
};

/* model.c: reads all files into *ret; complaints are counted. */
void model_load(const char *schemas_dir, const char *const *tables, uint32_t table_count, struct model *ret);
const struct service *model_service(const struct model *model, const char *name);
const struct refusal *model_refusal(const struct model *model, const char *name);

/* model_types.c */
void types_load(struct model *model);
void records_declare(struct model *model, struct service *service, const struct node *map, struct shape ***ret, uint32_t *ret_count);
/* After all records of the scope are filled: cycles, personal, order of declaration, stored twins. */
void records_settle(struct model *model, struct shape **records, uint32_t count);

/* model_fields.c */
struct shape *shape_new(struct model *model, const char *name, const struct node *at, enum shape_use use);
/* Fills from a `fields:`-like map; NULL node means no fields. */
void shape_fill(const struct scope *scope, struct shape *shape, const struct node *fields);
/* A named type of types.yaml. */
void field_template(const struct scope *scope, const struct node *node, struct field *ret);
const struct field *shape_field(const struct shape *shape, const char *name);
void shape_sort(struct model *model, struct shape *shape);
/* "struct desk_id", "uint64_t", "enum procedure": the C type of one item. */
const char *field_c_type(struct arena *arena, const struct field *field);

/* model_limits.c */
void field_default_limits(struct field *field);     /* by its kind and rule */
void field_read_rule(const struct node *node, struct field *field);
void field_read_limits(const struct node *node, struct field *field, bool is_type);

/* model_service.c */
void service_load(struct model *model, struct service *service);
void service_link(struct model *model, struct service *service);   /* follows; after all are loaded */

/* model_events.c */
void events_load(const struct scope *scope, const struct node *map);
/* The form of an event or record with sealed personal fields; the shape itself when it has none. */
struct shape *shape_stored(struct model *model, struct shape *open, const char *name);

/* model_tables.c */
void tables_load(struct model *model, struct service *service);

/* names.c: every name that becomes an identifier of C, once. */
enum name_space { SPACE_TAG, SPACE_IDENTIFIER };
void names_init(struct model *model);
/* [a-z][a-z0-9_]*, at most 48, no word of C: complains otherwise. */
bool name_is_good(const struct node *at, const char *name);
void names_check(struct model *model);     /* registers everything in the loaded model */
const char *upper(struct arena *arena, const char *name);

#endif
