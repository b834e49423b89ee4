/*
 * id.h - what ids of every kind start from.
 */
#ifndef CRM_CLEAN_ID_H
#define CRM_CLEAN_ID_H

#include "clean/clean.h"

enum { CRM_ID_BYTES = 18 }; /* of a resident's number and of a credit code */

/*
 * An id without the blanks and hyphens that people group it with, small letters as capitals,
 * appended to out. Reasons of crm_clean_id, and MASKED; INVALID where it has other characters than
 * letters and digits; LENGTH where they are not 18.
 */
enum crm_msg crm_id_compact(struct crm_str raw, struct crm_buf *out, crm_steps *steps);

/* id_card.c, credit_code.c - why 18 capitals and digits are none, or NONE. */
enum crm_msg crm_resident_id_check(struct crm_str s);
enum crm_msg crm_credit_code_check(struct crm_str s);

#endif
