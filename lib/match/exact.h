/*
 * exact.h - the columns of --exact in one input.
 */
#ifndef CRM_MATCH_EXACT_H
#define CRM_MATCH_EXACT_H

#include "csv/batch.h"
#include "table/roles.h"

/*
 * The columns that names[0..n) name, each by its header or its role's name: n of them, to be given
 * to free(). NULL with CRM_DATA when one is missing.
 */
size_t *crm_exact_columns(const struct crm_head *head, const struct crm_mapping *map,
                          const struct crm_str *names, size_t n, struct crm_err *e);

#endif
