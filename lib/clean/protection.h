/*
 * protection.h - what shops write around a value so that Excel leaves it alone.
 */
#ifndef CRM_CLEAN_PROTECTION_H
#define CRM_CLEAN_PROTECTION_H

#include <stdbool.h>

#include "base/str.h"

/*
 * s without ="..." around it, without ' before a digit or one of + - = @ (for an id: before
 * anything) and without blanks at its ends, however often these are nested. Borrowed from s.
 */
struct crm_str crm_without_protection(struct crm_str s, bool is_id);

#endif
