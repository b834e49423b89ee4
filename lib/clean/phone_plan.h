/*
 * phone_plan.h - which digits are a phone number, here and abroad.
 *
 *   region  the country of numbers that name none
 *   plan    the digits that people dial there, as country code and national number
 */
#ifndef CRM_CLEAN_PHONE_PLAN_H
#define CRM_CLEAN_PHONE_PLAN_H

#include <stdbool.h>

#include "base/msg.h"
#include "base/str.h"
#include "clean/phone_table.h"

enum { CRM_E164_DIGITS = 15, CRM_E164_SHORTEST = 7 };

struct crm_phone {
    char digits[CRM_E164_DIGITS]; /* country code and national number */
    size_t n;
    const struct crm_phone_region *region; /* NULL: only the country's code is known */
    enum crm_phone_type type;
};

/* The region of an ISO 3166 code of two letters, either case, or UK; NULL for one that has no plan
 * here. */
const struct crm_phone_region *crm_phone_region(const char *iso);

static inline bool crm_phone_is_china(const struct crm_phone *phone)
{
    return phone->region == crm_phone_regions;
}

/*
 * The number that `digits` (ASCII digits only) dial from the region, or what is wrong with them.
 *
 *   has_plus  a plus sign stands before them: they start with the country code
 *   home      the region, or NULL: only numbers with a plus sign are known
 *
 * Abroad may be dialled by the region's own prefix or by 00; the country's code may stand in front
 * without either; a trunk prefix may stand in front of the national number or not. Where a country
 * has no plan here, its numbers have 7 to 15 digits with the code.
 *
 * Returns CRM_MSG_NONE; or TOO_SHORT, TOO_LONG, INVALID_PREFIX (that long a number may be, but none
 * starts so), SHORT_CODE (police, banks, operators), UNKNOWN_COUNTRY.
 */
enum crm_msg crm_phone_plan(struct crm_str digits, bool has_plus,
                            const struct crm_phone_region *home, struct crm_phone *out);

#endif
