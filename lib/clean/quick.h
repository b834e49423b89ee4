/*
 * quick.h - the cells that most exports are full of, cleaned in a few steps.
 *
 * Each function knows part of what its namesake in clean.h takes, and gives the same bytes for it.
 */
#ifndef CRM_CLEAN_QUICK_H
#define CRM_CLEAN_QUICK_H

#include "clean/clean.h"

enum { CRM_QUICK_BYTES = 64 };

/*
 * True with the canonical form in *clean: raw or a part of it where nothing else had to change,
 * else text in room[0..CRM_QUICK_BYTES). False when the cell must go to the function in clean.h.
 */
typedef bool crm_quick_fn(struct crm_str raw, const struct crm_clean_opts *opts, char *room,
                          struct crm_str *clean);

/* ASCII, Chinese, Latin with accents; no runs of blanks inside, nothing that is or guards a null.
 */
crm_quick_fn crm_quick_text;
crm_quick_fn crm_quick_id;

/* The same of letters, blanks and - . ' _, and of digits among Latin ones; no option may be set. */
crm_quick_fn crm_quick_name;

/* Text that is neither masked nor a cipher for sure. */
crm_quick_fn crm_quick_address;

/* Columns of few words: those met last, up to 16 bytes (words_quick.h). */
crm_quick_fn crm_quick_province, crm_quick_city, crm_quick_gender, crm_quick_country,
    crm_quick_boolean, crm_quick_status;

/* Those that stand as they should. */
crm_quick_fn crm_quick_resident_id;
crm_quick_fn crm_quick_credit_code;

/* phone_quick.c - numbers of up to 64 bytes, in any spelling but rare ones. */
crm_quick_fn crm_quick_phone;

/* Bare addresses of letters, digits, points, hyphens, _ and +. */
crm_quick_fn crm_quick_email;

/* when_quick.c - dates in digits and signs, year first or in the order of opts, alone or with a
 * time of two or three numbers, with AM or PM, or with Z or an offset where no zone is asked for.
 */
crm_quick_fn crm_quick_when;

/* [-]ddd[.dd], with commas between groups of three, with ¥ or $ before or 元 behind. */
crm_quick_fn crm_quick_amount;

#endif
