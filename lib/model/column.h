/*
 * column.h - what every model does with the customers table: fetch the figures that it needs, or
 * say which column is missing, and append its own.
 */
#ifndef CRM_MODEL_COLUMN_H
#define CRM_MODEL_COLUMN_H

#include "model/codes.h"
#include "table/frame.h"

/* The cells of a column; NULL with CRM_DATA that names it when the table has none of that type. */
const int64_t *crm_need_ints(const struct crm_frame *f, const char *name, struct crm_err *e);
const crm_money *crm_need_money(const struct crm_frame *f, const char *name, struct crm_err *e);
const int32_t *crm_need_dates(const struct crm_frame *f, const char *name, struct crm_err *e);

/* Append a column of codes, all empty; its cells. */
uint8_t *crm_add_codes(struct crm_frame *f, const char *name, enum crm_code_set set,
                       enum crm_lang lang);

/* Append a column of doubles, all empty (NaN); its cells. */
double *crm_add_reals(struct crm_frame *f, const char *name, int decimals);

/* Append a column of integers, all empty (CRM_NO_INT); its cells. */
int64_t *crm_add_ints(struct crm_frame *f, const char *name);

#endif
