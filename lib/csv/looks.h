/*
 * looks.h - what a cell looks like, judged alone: no column, no locale, no options.
 *
 * A guess for finding out how a file is written; values are read by table/ and clean/.
 */
#ifndef CRM_CSV_LOOKS_H
#define CRM_CSV_LOOKS_H

#include <stdbool.h>

#include "base/str.h"

enum crm_looks {
    CRM_LOOKS_EMPTY,  /* nothing, blanks, dashes, NULL, N/A, \N */
    CRM_LOOKS_TEXT,   /* anything else */
    CRM_LOOKS_WORD,   /* no blank in it, no digit */
    CRM_LOOKS_CODE,   /* no blank in it, digits among letters: MG-8769 */
    CRM_LOOKS_NUMBER, /* digits alone, or with a sign */
    CRM_LOOKS_AMOUNT, /* with a fraction, groups, a currency, a percent sign: 1,234.50 */
    CRM_LOOKS_DATE,   /* 2024-01-05, 5/1/2024, 2024年1月5日, each with a time or without */
    CRM_LOOKS_TIME,   /* 10:30, 10:30:05 */
    CRM_LOOKS_EMAIL,
    CRM_LOOKS_PHONE, /* 13800138000, +86 138..., 010-12345678, 138****8000 */
    CRM_LOOKS_URL,
    CRM_LOOKS_COUNT
};

/*
 * What the cell (a field's text, quotes taken off) looks like. Marks that keep digits as text in a
 * sheet, ="..." and a leading ', are looked through. O(n), no allocation.
 */
enum crm_looks crm_looks_of(struct crm_str cell);

/* Two looks that one column may mix: numbers and amounts are alike, every other only itself. */
bool crm_looks_alike(enum crm_looks a, enum crm_looks b);

/* Would such a cell hardly be a column's name? Plain numbers may be: years, sizes. */
bool crm_looks_like_data(enum crm_looks looks);

#endif
