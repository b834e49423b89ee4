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

/* Mobiles of mainland China, in groups or not, with or without the country's code. */
crm_quick_fn crm_quick_phone;

/* Bare addresses of letters, digits, points, hyphens, _ and +. */
crm_quick_fn crm_quick_email;

/* Dates of ten digits and signs, alone or with HH:MM[:SS]. */
crm_quick_fn crm_quick_when;

/* [-]ddd[.dd] */
crm_quick_fn crm_quick_amount;

#endif
