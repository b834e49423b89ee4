/*
 * order_cells.h - what belongs to an order, where an export writes it on the order's first line
 * only.
 *
 * On a row that has no amount and no date of its own and follows a row of the same order_id, the
 * cells that belong to the order are filled from that row; amounts never are, so they count once.
 */
#ifndef CRM_CLEAN_ORDER_CELLS_H
#define CRM_CLEAN_ORDER_CELLS_H

#include "base/arena.h"
#include "base/buf.h"
#include "table/roles.h"

enum { CRM_ORDER_CELLS_MAX = 32 };

/* Where an input's order cells stand in the row that is written. */
struct crm_order_places {
    bool has_orders; /* columns of order_id, order_date and amount are there */
    size_t id, date, amount;
    size_t n, cells[CRM_ORDER_CELLS_MAX];
    size_t date_at; /* which of the cells is the order's date */
};

/* What a row left for the rows of its order that follow; texts are borrowed. */
struct crm_order_cells {
    struct crm_str id;
    struct crm_str cells[CRM_ORDER_CELLS_MAX];
    enum crm_msg reasons[CRM_ORDER_CELLS_MAX];
};

/* place[c] of each column of the input in the row that is written, or CRM_NO_COLUMN. */
void crm_order_places_find(struct crm_order_places *p, const struct crm_mapping *map,
                           const size_t *place);

/* Does the row leave what belongs to its order to the row before? It has no amount, and no other
 * date. */
bool crm_order_leaves(const struct crm_order_places *p, const struct crm_order_cells *before,
                      const struct crm_str *row);

/* Remember a row and why its cells could not be read. */
void crm_order_remember(const struct crm_order_places *p, const struct crm_str *row,
                        const enum crm_msg *reasons, struct crm_order_cells *o);

/* Fill the row's empty cells and their reasons with them; the places of those filled, and how
 * many. */
size_t crm_order_fill(const struct crm_order_places *p, const struct crm_order_cells *before,
                      struct crm_str *row, enum crm_msg *reasons, struct crm_arena *arena,
                      size_t filled[CRM_ORDER_CELLS_MAX]);

/* Copy o with its texts into `text`, which it borrows from; it may be the one kept there. */
void crm_order_keep(const struct crm_order_places *p, const struct crm_order_cells *o,
                    struct crm_order_cells *kept, struct crm_buf *text);

#endif
