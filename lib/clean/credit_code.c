/*
 * credit_code.c - the unified social credit code of Chinese companies and institutions.
 *
 *   9 1 440300 H5M3HL7DX N
 *   | | place  |         check character: mod 31 over the seventeen before it
 *   | |        number of the organisation
 *   | kind     (its own check digit is not asked for: old numbers were taken over without one)
 *   department of registration
 *
 * Source: GB 32100-2015.
 */
#include "clean/id.h"

enum {
    PLACE = 2,
    NUMBER = 8,
    CHECK = 17,
    BASE = 31,
};

/* Digits, then capitals without I, O, S, V and Z. */
static int value_of(char c)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const char *at = c ? strchr(alphabet, c) : NULL;

    return at ? (int)(at - alphabet) : -1;
}

enum crm_msg crm_credit_code_check(struct crm_str s)
{
    int sum = 0, weight = 1; /* 3^place mod 31 */

    for (size_t i = 0; i <= CHECK; i++) {
        int value = value_of(s.p[i]);

        if (value < 0)
            return CRM_MSG_INVALID;
        sum += i < CHECK ? value * weight : value;
        weight = weight * 3 % BASE;
    }
    if (sum % BASE != 0)
        return CRM_MSG_CHECKSUM;
    /* No department has 0, and places have digits only. */
    if (s.p[0] == '0' ||
        crm_count_digits((struct crm_str){s.p + PLACE, NUMBER - PLACE}) != NUMBER - PLACE)
        return CRM_MSG_INVALID;
    return CRM_MSG_NONE;
}
