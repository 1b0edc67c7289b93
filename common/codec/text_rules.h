/* What a text may hold, by the rule its field names. Length is the field's own limit and is not
 * looked at here. For decoders, and for whoever reads texts from elsewhere (a delivery list). */
#ifndef CODEC_TEXT_RULES_H
#define CODEC_TEXT_RULES_H

#include "codec/message.h"

/* NULL when `text` keeps `rule`, else the reason (static): bad_utf8 control_character line_separator
 * bidi_control zero_width replacement_character noncharacter private_use stray_variation_selector
 * bad_form individual_number. */
const char *text_rule_fault(enum text_rule rule, struct text text);

/* Free texts and lines: checked for an individual number also joined with the others of their form. */
bool text_rule_joined(enum text_rule rule);

/* A text that keeps TEXT_NOTICE_NUMBER, without its hyphen. Borrowed when it has none. */
struct text notice_number_canonical(struct arena *arena, struct text text);

#endif
