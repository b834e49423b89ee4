/*
 * quick_wide.h - cells of up to 63 bytes looked at in one piece, where the processor can; text of
 * any length in such pieces.
 *
 * Each byte of a cell is a bit of a 64-bit number, one number for each kind of byte; so a rule
 * about neighbours is a shift, and a cell has no loop and no branch that depends on its length.
 */
#ifndef CRM_CLEAN_QUICK_WIDE_H
#define CRM_CLEAN_QUICK_WIDE_H

#include <stdbool.h>

#include "base/str.h"

enum { CRM_WIDE_BYTES = 63 };

/* Are cells looked at so in this run, and has s so many bytes at most? Else the functions here may
 * not be called. */
bool crm_is_wide(size_t most, struct crm_str s);

/*
 * What is known of a cell for sure; where it is false, the cell may be so nevertheless.
 *
 *   text    of any length: printable ASCII without two blanks side by side, Chinese, Latin with
 * accents name    of up to 63 bytes: and a name, as quick.c has it
 */
bool crm_wide_text(struct crm_str s);
bool crm_wide_name(struct crm_str s);

/* Up to 63 bytes: a bare e-mail address, as quick.c has it; where it has capitals, *clean is its
 * small form in room[0..64). Otherwise it is none. */
bool crm_wide_email(struct crm_str s, char *room, struct crm_str *clean);

#endif
