/* The individual number (12 digits with a check digit) must not enter the system.
 * This looks for one in a text, however it was typed. There is no override of a hit: the
 * text is changed. Source: rules on text (individual number), domain reference 1.6. */
#ifndef TRUST_NUMBER_GUARD_H
#define TRUST_NUMBER_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* True when `text` holds an individual number. What counts:
 *   - the text after NFKC (for looking only, nothing is changed); a digit is any Unicode decimal digit;
 *   - a group is a run of digits; neighbouring groups have only separators between them: spaces of any
 *     width and tab, dashes (category Pd, U+2212, U+30FC), dots, middle dots, format characters
 *     (category Cf) and line breaks (CR LF is one);
 *   - a digit that NFKC made of something else than a full-width digit (as the 1 of U+2460) may also
 *     stand apart from the digits beside it: both readings are tried;
 *   - any window of whole neighbouring groups with exactly 12 digits in all, at most one line break
 *     inside, a right check digit and not all zeros is a hit.
 * So 11 and 13 digits, a 23-digit application id and a company number in one run do not hit.
 * Time is linear in the length for any bytes, nothing is allocated. A malformed byte counts as an
 * ordinary character. An absent text holds nothing.
 * For free text only: fields with a form of their own (phone, notice number, codes) are checked by it. */
bool number_guard_hit(struct text text);

/* The same for the free texts of one form, joined in their order with one space, so that a number
 * split over two fields is seen. Covers each text alone too: a space never joins two groups. */
bool number_guard_hit_joined(const struct text *texts, uint32_t count);

#endif
