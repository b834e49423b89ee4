/*
 * columns.h - one row shape for inputs with different headers.
 */
#ifndef CRM_CSV_COLUMNS_H
#define CRM_CSV_COLUMNS_H

#include "base/arena.h"
#include "base/str.h"

/* The union of column names in order of first appearance; a name that a header repeats stands as
 * often as that header repeats it. */
struct crm_columns {
    struct crm_str *names; /* borrowed texts */
    size_t n, cap;
};

/* Add a header's names; place[i] (n of them) gets the column of the union where field i goes. */
void crm_columns_add(struct crm_columns *u, const struct crm_str *names, size_t n, size_t *place);

void crm_columns_clear(struct crm_columns *u);

#endif
