/*
 * phone_china.h - which digits are a phone number in mainland China.
 */
#ifndef CRM_CLEAN_PHONE_CHINA_H
#define CRM_CLEAN_PHONE_CHINA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/msg.h"
#include "base/str.h"

enum { CRM_E164_DIGITS = 15 };

struct crm_phone {
    char digits[CRM_E164_DIGITS]; /* country code and national number */
    size_t n;
    bool is_china;
    bool is_mobile; /* known for mainland China only */
};

/*
 * Check a national number: a mobile, 1[3-9] and nine digits; a 400 or 800 number of ten; a land
 * line with its area code. The 0 that dials out of the area may stand in front or not. Returns
 * CRM_MSG_NONE and the number, or TOO_SHORT, TOO_LONG, INVALID_PREFIX.
 *
 * Source: the telephone numbering plan of China (MIIT) and the list of its area codes.
 */
enum crm_msg crm_phone_china(struct crm_str digits, struct crm_phone *out);

#endif
