/*
 * phone_read.h - a cell with a phone number taken apart: what belongs to the number, and what
 * stands around it.
 *
 *   "Tel: +86 (0)21-6438 1231 转 12 (本人)"
 *    label '+'  groups of digits, signs between them | behind: an extension, a remark
 */
#ifndef CRM_CLEAN_PHONE_READ_H
#define CRM_CLEAN_PHONE_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "clean/clean.h"

enum {
    CRM_PHONE_MOST_DIGITS = 40,
    CRM_PHONE_MOST_GROUPS = 20,
    CRM_PHONE_SHORTEST = 7, /* digits: what has as many is no extension */
};

struct crm_phone_spelling {
    char digits[CRM_PHONE_MOST_DIGITS];
    uint8_t n;
    uint8_t groups;
    uint8_t ends[CRM_PHONE_MOST_GROUPS]; /* of each group, in digits */
    bool has_plus;
    bool has_dash;       /* before the last group */
    bool has_slash;      /* /, before the last group */
    crm_steps steps;     /* what the number's signs come to */
    struct crm_str rest; /* what follows the last group, without blanks */
    bool is_glued;       /* nothing, not even a blank, stands between the two */
};

/*
 * Read a text that crm_clean_text gave. False when there is no number, or more digits than any has
 * (n == 0 or not tells which).
 */
bool crm_phone_read(struct crm_str s, struct crm_phone_spelling *out);

/*
 * What stands behind the number.
 *
 *   extension  its digits, of "转123", " ext. 123", "#123", ";ext=123"; none: empty
 *   is_sure    a word or # says so; brackets and commas only privacy numbers have
 */
enum crm_phone_behind {
    CRM_BEHIND_NOTHING,
    CRM_BEHIND_EXTENSION,
    CRM_BEHIND_REMARK,
    CRM_BEHIND_NUMBER,
    CRM_BEHIND_OTHER
};

enum crm_phone_behind crm_phone_behind(const struct crm_phone_spelling *s,
                                       struct crm_str *extension, bool *is_sure);

#endif
