/*
 * name_case.h - names in capitals or in small letters, as names are written.
 */
#ifndef CRM_CLEAN_NAME_CASE_H
#define CRM_CLEAN_NAME_CASE_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Words of what stands in out[start..) that are all capitals or all small letters with one capital
 * each: Anna de la Cruz, O'Connor, McGregor, Jean-Luc, al-Rashid, J.R.R. Words in mixed case and
 * numerals (III) stay, particles are small but in front. Did that change it?
 */
bool crm_name_title(struct crm_buf *out, size_t start);

#endif
