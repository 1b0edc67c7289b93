/* Names that generated code must not take. */
#ifndef SCHEMAC_NAMES_RESERVED_H
#define SCHEMAC_NAMES_RESERVED_H

#include <stddef.h>

/* Words of C, and names that our generated functions give their own parameters. */
static const char *const reserved_words[] = {
    "auto", "bool", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "false", "float",
    "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
    "switch", "true", "typedef", "typeof", "union", "unsigned", "void", "volatile", "while", "errno", "stdin", "stdout", "stderr",
    "unix", "linux", "v", "t", "ret", NULL
};

/* Structs and enums that the headers beside generated code declare. */
static const char *const reserved_tags[] = {
    "text", "bytes", "date", "weekday", "err", "arena", "arena_block", "rng", "list", "sealed", "enum_spec", "record_spec", "field_spec",
    "field_kind", "field_fault", "text_rule", "unknown_keys", "sealer", "writer", "reader", "value_type", "check_limits", "check_fault",
    "store", "view", "txn", "faults", "table", "store_options", "row_scan", "store_usage", "role", "cause_kind", "position", "context",
    "decision", "followed_entry", "note", "event_spec", "second_rule", "paper_rule", "slow_check", "command_spec", "query_spec", "follow_spec",
    "timer_spec", "contract", "service", "refusal", "entropy", "built", "bench", "tm", "timespec", "timeval", "stat", NULL
};

static const char *const reserved_identifiers[] = {
    "OK", "NULL", "EOF", "TEXT", "AUTO", "TRY", "MUST_CHECK", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY",
    "ROLE_BIT", "REFUSAL_NONE", "REFUSAL_COUNT", "NAN", "INFINITY", "BUFSIZ", "RAND_MAX", "NDEBUG", "TRUE", "FALSE",
    "must", "same", "is_set", "invariant", "refuse", "refuse_at", "is_refused", "next_id", "given", "when", "then",
    "open", "close", "read", "write", "send", "recv", "bind", "connect", "accept", "listen", "time", "exit", "abort", "signal", "select",
    "poll", "printf", "index", "remove", "rename", "link", "unlink", "stat", "free", "malloc", "abs", "div", "system", "wait", "sleep",
    "pause", "kill", "fork", "pipe", "dup", "sync", "access", "clock", "round", "log", "exp", "main",
    "row_find", "row_get", "row_put", "row_remove", "row_count", "row_scan_begin", "row_scan_begin_backward", "row_scan_next",
    "refusal_name", "refusal_sentence", "refusal_of", "role_name", "role_of", "date_valid", "date_make", NULL
};

#endif
