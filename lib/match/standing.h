/*
 * standing.h - does a row stand in its batch's text as it will be written?
 */
#ifndef CRM_MATCH_STANDING_H
#define CRM_MATCH_STANDING_H

#include <stdbool.h>

#include "csv/batch.h"

enum crm_standing {
    CRM_STANDING, /* in the text, as it is written but for the line end */
    CRM_PADDED,   /* the same, but some fields have outer blanks and need quotes */
    CRM_MADE,     /* it must be made */
};

/*
 * How a row of n > 1 fields stands that is written with this delimiter; *row is where, unless it
 * must be made. has_quotes: the batch's text holds some; else they are not looked for.
 */
enum crm_standing crm_standing(const struct crm_batch *b, const struct crm_str *fields, size_t n,
                               char delimiter, bool has_quotes, struct crm_str *row);

/*
 * Does the row of all fields of the batch, the first of them `first`, stand in its text as it was
 * made, without the line end? Then *row is where.
 */
bool crm_stands_as_made(const struct crm_batch *b, struct crm_str first, struct crm_str made,
                        struct crm_str *row);

#endif
