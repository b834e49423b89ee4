/*
 * cell.h - the text of a short cell, ready for a parser of numbers or dates.
 */
#ifndef CRM_TABLE_CELL_H
#define CRM_TABLE_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* More than any amount or date takes; what is longer is neither. */
#define CRM_CELL_BYTES 96

struct crm_cell {
    char text[CRM_CELL_BYTES];
    size_t n;
};

/*
 * Copy s to *cell without blanks at both ends and without Excel's protection (="..." or a leading
 * '), with full-width ASCII, blanks and the minus sign U+2212 as ASCII. False when it is too long.
 */
bool crm_cell_fold(struct crm_str s, struct crm_cell *cell);

/* The folded text; borrowed from the cell. */
static inline struct crm_str crm_cell_str(const struct crm_cell *cell)
{
    return crm_str_trim((struct crm_str){cell->text, cell->n});
}

#endif
