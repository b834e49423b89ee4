/*
 * phone_plan.h - which digits are a phone number, here and abroad.
 */
#ifndef CRM_CLEAN_PHONE_PLAN_H
#define CRM_CLEAN_PHONE_PLAN_H

#include <stdbool.h>

#include "base/msg.h"
#include "base/str.h"
#include "clean/phone_china.h"

/*
 * The number that `digits` (ASCII digits only) dial from the region, or what is wrong with them.
 *
 *   has_plus  a plus sign stands before them: they start with the country code
 *   region    "CN": 00 dials abroad, 86 may stand in front; otherwise (or NULL) only numbers with a
 *             plus sign are known
 *
 * Outside mainland China the length is checked where it is known, else it is 7 to 15 digits.
 *
 * Source: ITU-T E.164 and the national numbering plans published with it.
 */
enum crm_msg crm_phone_plan(struct crm_str digits, bool has_plus, const char *region,
                            struct crm_phone *out);

#endif
