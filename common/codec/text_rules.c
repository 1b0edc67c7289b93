/* The rules on text, character by character. Keeps every byte as it came: nothing is normalised,
 * a text is taken or refused. Which characters a name may hold is settled for the whole
 * system here; the individual number is the guard's business (trust/number_guard.h). */
#include "codec/text_rules.h"

#include <string.h>

#include "base/invariant.h"
#include "trust/number_guard.h"

static bool in_range(uint32_t v, uint32_t first, uint32_t last)
{
    return v >= first && v <= last;
}

static bool is_control(uint32_t point)
{
    return point < 0x20 || in_range(point, 0x7F, 0x9F);
}

static bool is_line_separator(uint32_t point)
{
    return point == 0x2028 || point == 0x2029;
}

static bool is_bidi_control(uint32_t point)
{
    return point == 0x061C || point == 0x200E || point == 0x200F || in_range(point, 0x202A, 0x202E) ||
           in_range(point, 0x2066, 0x2069);
}

static bool is_zero_width(uint32_t point)
{
    return in_range(point, 0x200B, 0x200D) || point == 0xFEFF;
}

static bool is_noncharacter(uint32_t point)
{
    return in_range(point, 0xFDD0, 0xFDEF) || (point & 0xFFFE) == 0xFFFE;
}

static bool is_private_use(uint32_t point)
{
    return in_range(point, 0xE000, 0xF8FF) || point >= 0xF0000;
}

static bool is_variation_selector(uint32_t point)
{
    return in_range(point, 0xFE00, 0xFE0F) || in_range(point, 0xE0100, 0xE01EF) || in_range(point, 0x180B, 0x180D) ||
           point == 0x180F;
}

/* Unicode's Ideographic property, as far as Han reaches: what a selector may pick a form of. */
static bool is_ideograph(uint32_t point)
{
    return in_range(point, 0x3400, 0x4DBF) || in_range(point, 0x4E00, 0x9FFF) || in_range(point, 0xF900, 0xFAFF) ||
           in_range(point, 0x20000, 0x3FFFD) || point == 0x3006 || point == 0x3007 || in_range(point, 0x3021, 0x3029) ||
           in_range(point, 0x3038, 0x303A);
}

static const char *free_fault(uint32_t point)
{
    return is_control(point) && point != '\n' && point != '\r' ? "control_character" : NULL;
}

static const char *line_fault(uint32_t point)
{
    if (is_control(point))
        return "control_character";
    return is_line_separator(point) ? "line_separator" : NULL;
}

static const char *name_fault(uint32_t point, uint32_t before)
{
    const char *fault = line_fault(point);

    if (fault != NULL || in_range(point, 0x20, 0x7E))
        return fault;
    if (is_bidi_control(point))
        return "bidi_control";
    if (is_zero_width(point))
        return "zero_width";
    if (point == 0xFFFD)
        return "replacement_character";
    if (is_noncharacter(point))
        return "noncharacter";
    if (is_private_use(point))
        return "private_use";
    if (is_variation_selector(point) && !is_ideograph(before))
        return "stray_variation_selector";
    return NULL;
}

/* Texts without a form: what each character may be. */
static const char *characters_fault(enum text_rule rule, struct text text)
{
    uint32_t offset = 0, before = 0;

    while (offset < text.len) {
        uint32_t point = utf8_next(text, &offset);
        if (point == UINT32_MAX)
            return "bad_utf8";
        const char *fault = rule == TEXT_FREE   ? free_fault(point)
                            : rule == TEXT_NAME ? name_fault(point, before)
                            : rule == TEXT_LINE ? line_fault(point)
                                                : (is_control(point) ? "control_character" : NULL);
        if (fault != NULL)
            return fault;
        before = point;
    }
    return NULL;
}

static const char *guarded_fault(enum text_rule rule, struct text text)
{
    const char *fault = characters_fault(rule, text);

    if (fault != NULL)
        return fault;
    return number_guard_hit(text) ? "individual_number" : NULL;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

static bool is_token(char c) { return is_digit(c) || is_upper(c) || is_lower(c) || c == '.' || c == '_' || c == '-'; }
static bool is_phone(char c) { return is_digit(c) || (c != '\0' && strchr("+() -", c) != NULL); }

/* Crockford's digits in either case, with the letters people mistake for digits (I, L, O); no U. */
static bool is_code(char c)
{
    return is_digit(c) || ((is_upper(c) || is_lower(c)) && c != 'U' && c != 'u') || c == ' ' || c == '-';
}

static bool all_of(struct text text, bool (*fits)(char c))
{
    for (uint32_t i = 0; i < text.len; i++) {
        if (!fits(text.at[i]))
            return false;
    }
    return text.len > 0;
}

static struct text part(struct text text, uint32_t from, uint32_t len)
{
    must(from + len <= text.len);
    return (struct text){ text.at + from, len };
}

static bool is_notice_head(char c) { return is_digit(c) || is_upper(c); }

static bool is_notice_number(struct text text)
{
    if (text.len != 9 && text.len != 10)
        return false;
    if (text.len == 10 && text.at[3] != '-')
        return false;
    return all_of(part(text, 0, 3), is_notice_head) && all_of(part(text, text.len - 6, 6), is_digit);
}

static const char *form_fault(bool fits)
{
    return fits ? NULL : "bad_form";
}

const char *text_rule_fault(enum text_rule rule, struct text text)
{
    switch (rule) {
    case TEXT_FREE:
    case TEXT_LINE:
    case TEXT_NAME:
        return guarded_fault(rule, text);
    case TEXT_NOTICE_NUMBER:
        return form_fault(is_notice_number(text));
    case TEXT_APPLICATION_ID:
        return form_fault(text.len == 23 && all_of(text, is_digit));
    case TEXT_TOKEN:
        return form_fault(all_of(text, is_token));
    case TEXT_PHONE:
        return form_fault(all_of(text, is_phone));
    case TEXT_SECRET:
        return characters_fault(rule, text);
    case TEXT_CODE:
        return form_fault(all_of(text, is_code));
    }
    invariant_broken(__FILE__, __LINE__, "rule is a member of enum text_rule");
}

bool text_rule_joined(enum text_rule rule)
{
    return rule == TEXT_FREE || rule == TEXT_LINE;
}

struct text notice_number_canonical(struct arena *arena, struct text text)
{
    must(is_notice_number(text));
    if (text.len == 9)
        return text;
    char *to = arena_take(arena, 9);
    memcpy(to, text.at, 3);
    memcpy(to + 3, text.at + 4, 6);
    return (struct text){ to, 9 };
}
