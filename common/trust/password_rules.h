/* Which passwords are taken: NIST SP 800-63B-4, 3.1.1. Length counts, in code points after NFKC; there are no rules about
 * kinds of characters and no end of a password by time. Refused is what consists of things that are guessed first. */
#ifndef TRUST_PASSWORD_RULES_H
#define TRUST_PASSWORD_RULES_H

#include "base/bytes.h"

#define PASSWORD_POINTS_ALONE 15u      /* the only factor */
#define PASSWORD_POINTS_SECOND 8u      /* beside a second one */
#define PASSWORD_POINTS_MAX 128u
#define PIN_DIGITS_MIN 8u

enum password_fault { PASSWORD_FINE, PASSWORD_SHORT, PASSWORD_LONG, PASSWORD_EASY };

/* `own`: words of the person, the login name and the parts of the person's name; eight at most. A password is easy when fewer than four
 * characters of it stand outside common words, these words, the service's names, repeats, sequences, rows of keys and years. */
enum password_fault password_judge(struct text password, uint32_t points_min, const struct text *own, uint32_t own_count);
/* True for eight digits or more (of any script's width) that are no repeat, no sequence and no date. */
bool pin_fine(struct text pin);

#endif
