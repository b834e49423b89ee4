/*
 * total_row.h - the sums that exports write below their rows.
 */
#ifndef CRM_CSV_TOTAL_ROW_H
#define CRM_CSV_TOTAL_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Is the record a line of totals and no row of the table? Its first cell that is not empty is a
 * word for it (合计, 总计, 小计, 累计, 總計, 総計, Total, Grand total, Subtotal, Sum ...; blanks
 * inside, a colon and a unit in brackets may follow), and all other cells are empty, dashes or
 * short numbers, at least one a number. A lone English "Total" or "Sum", which may name a product,
 * needs an empty cell too where there are more than two columns.
 *
 * For the last records of an input alone: a row in the middle is the caller's own.
 */
bool crm_is_total_row(const struct crm_str *cells, size_t ncols);

#endif
